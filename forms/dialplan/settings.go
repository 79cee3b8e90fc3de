package dialplan

import (
	"slices"
	"strconv"
)

// Setting is what two units are set to otherwise though no number need show it: times,
// signals, how a line dials, what starts the charge, what holds without power. A and B are as
// in the file, "" where there is none; a secret is its reference.
type Setting struct {
	Name string // as in the file: timers.short, lines.dial
	Line int    // whose it is; 0: the unit's
	A, B string
}

// Why tells the setting in a sentence, A as before and B as now.
func (s Setting) Why() Text {
	name := Text{"setting." + s.Name, map[string]any{"line": s.Line}}
	return Text{"differ.setting", map[string]any{"name": name, "before": said(s.A), "after": said(s.B)}}
}

// said is a value in words where there are such, else the value itself.
func said(value string) any {
	if value == "" {
		value = "unset"
	}
	word := Text{Key: "word." + value}
	if all, err := sentences(); err == nil && all[word.Key].Zh != "" {
		return word
	}
	return value
}

// settingsApart are the settings in which two profiles differ, in the order of the file. What
// becomes of numbers is the walk's to compare; so is a line that only one of them has.
func settingsApart(a, b *Plan) []Setting {
	lines := slices.DeleteFunc(linesOf(a, b), func(no int) bool { return a.profile.Line(no) == nil || b.profile.Line(no) == nil })
	var out []Setting
	was := a.profile.settings(lines)
	for i, now := range b.profile.settings(lines) {
		if s := was[i]; s.A != now.A {
			s.B = now.A
			out = append(out, s)
		}
	}
	return out
}

// settings writes all settings as A, of lines those that are named: of any profile that has
// the lines the same in the same order.
func (p *Profile) settings(lines []int) []Setting {
	var out []Setting
	put := func(name, value string) { out = append(out, Setting{Name: name, A: value}) }
	number := func(there bool, n int) string {
		if !there {
			return ""
		}
		return strconv.Itoa(n)
	}
	put("home.area_code", p.Home.AreaCode)
	put("home.local_len", strconv.Itoa(p.Home.LocalLen))
	put("home.mobile_policy", p.Home.MobilePolicy)
	for _, no := range lines {
		l := p.Line(no)
		out = append(out, Setting{Name: "lines.mode", Line: no, A: l.Mode}, Setting{Name: "lines.dial", Line: no, A: l.Dial})
	}
	put("timers.first_digit", strconv.Itoa(p.Timers.FirstDigit))
	put("timers.long", strconv.Itoa(p.Timers.Long))
	put("timers.short", strconv.Itoa(p.Timers.Short))
	put("timers.predial", strconv.Itoa(p.Timers.Predial))
	tone, waits := Tone{}, p.Timers.WaitDialTone != nil
	if waits {
		tone = *p.Timers.WaitDialTone
	}
	put("timers.wait_dialtone.freq", number(waits, tone.Freq))
	put("timers.wait_dialtone.min_ms", number(waits, tone.MinMS))
	put("timers.wait_dialtone.within_ms", number(waits, tone.WithinMS))
	put("timers.wait_dialtone.on_fail", tone.OnFail)
	put("dtmf.on", strconv.Itoa(p.DTMF.On))
	put("dtmf.off", strconv.Itoa(p.DTMF.Off))
	put("dtmf.level_low", strconv.Itoa(p.DTMF.LevelLow))
	put("dtmf.twist", strconv.Itoa(p.DTMF.Twist))
	put("pulse.break_make", p.Pulse.BreakMake)
	put("pulse.pps", strconv.Itoa(p.Pulse.PPS))
	put("pulse.gap", strconv.Itoa(p.Pulse.Gap))
	put("flash", strconv.Itoa(p.Flash))
	put("terminator", p.Terminator)
	put("answer.by", p.Answer.By)
	put("answer.delay", number(p.Answer.By == "delay", p.Answer.Delay))
	put("power_fail", p.PowerFail)
	put("transparent", strconv.FormatBool(p.Transparent))
	remote, reached := Remote{}, p.Remote != nil
	if reached {
		remote = *p.Remote
	}
	put("remote.enabled", strconv.FormatBool(remote.Enabled))
	put("remote.ring_count", number(reached, remote.RingCount))
	put("remote.password", remote.Password.named())
	put("remote.call_home", remote.CallHome)
	put("prog_password", p.ProgPassword.named())
	return out
}

// named writes which secret it is, "" for none.
func (s *Secret) named() string {
	if s == nil {
		return ""
	}
	return Token{Secret: s}.String()
}

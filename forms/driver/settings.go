package driver

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

// setting is a time or a signal of a profile: it decides no number, and a format may have no
// place for it.
type setting struct {
	name string
	of   func(*dialplan.Profile) form.Label // nothing: the profile asks for none
	line func(*dialplan.Line) form.Label    // instead of of, where every line has its own
}

// settings are all that a profile has.
var settings = []setting{
	{name: "timers.first_digit", of: func(p *dialplan.Profile) form.Label { return ms(p.Timers.FirstDigit) }},
	{name: "timers.long", of: func(p *dialplan.Profile) form.Label { return ms(p.Timers.Long) }},
	{name: "timers.short", of: func(p *dialplan.Profile) form.Label { return ms(p.Timers.Short) }},
	{name: "timers.predial", of: func(p *dialplan.Profile) form.Label { return ms(p.Timers.Predial) }},
	{name: "timers.wait_dialtone", of: func(p *dialplan.Profile) form.Label { return tone(p.Timers.WaitDialTone) }},
	{name: "dtmf.on", of: func(p *dialplan.Profile) form.Label { return ms(p.DTMF.On) }},
	{name: "dtmf.off", of: func(p *dialplan.Profile) form.Label { return ms(p.DTMF.Off) }},
	{name: "dtmf.level_low", of: func(p *dialplan.Profile) form.Label { return alike("%d dBm", p.DTMF.LevelLow) }},
	{name: "dtmf.twist", of: func(p *dialplan.Profile) form.Label { return alike("%d dB", p.DTMF.Twist) }},
	{name: "mode", line: func(l *dialplan.Line) form.Label { return Text{"mode." + l.Mode, nil}.Label() }},
	{name: "dial", line: func(l *dialplan.Line) form.Label { return Text{"dial." + l.Dial, nil}.Label() }},
	{name: "pulse.break_make", of: func(p *dialplan.Profile) form.Label { return alike("%s", p.Pulse.BreakMake) }},
	{name: "pulse.pps", of: func(p *dialplan.Profile) form.Label { return alike("%d/s", p.Pulse.PPS) }},
	{name: "pulse.gap", of: func(p *dialplan.Profile) form.Label { return ms(p.Pulse.Gap) }},
	{name: "flash", of: func(p *dialplan.Profile) form.Label { return ms(p.Flash) }},
	{name: "answer", of: func(p *dialplan.Profile) form.Label {
		return Text{"answer." + p.Answer.By, map[string]any{"s": p.Answer.Delay}}.Label()
	}},
}

func alike(format string, values ...any) form.Label {
	text := fmt.Sprintf(format, values...)
	return form.Label{Zh: text, En: text}
}

func ms(n int) form.Label {
	return form.Label{Zh: fmt.Sprintf("%d 毫秒", n), En: fmt.Sprintf("%d ms", n)}
}

func tone(t *dialplan.Tone) form.Label {
	if t == nil {
		return form.Label{}
	}
	return alike("%d Hz, %d ms, %d ms", t.Freq, t.MinMS, t.WithinMS)
}

// analogue is the mode of a line that most formats mean.
const analogue = "fxs_fxo"

// at is the setting on a line of a profile.
func (s setting) at(p *dialplan.Profile, no int) form.Label {
	if s.line == nil {
		return s.of(p)
	}
	return s.line(p.Line(no))
}

// counts tells whether a setting means anything to a profile: how pulses are sent does not
// where none are.
func (s setting) counts(p *dialplan.Profile) bool {
	if s.line != nil {
		return true
	}
	pulses := slices.ContainsFunc(p.Lines, func(l dialplan.Line) bool { return l.Dial == "pulse" })
	return s.of(p) != (form.Label{}) && (!strings.HasPrefix(s.name, "pulse.") || pulses)
}

// usual is a profile whose settings are those of the model: what a text does not say is read
// as that.
var usual = sync.OnceValues(func() (*dialplan.Profile, error) {
	p, err := dialplan.Parse("usual", []byte("home: {area_code: 10}"))
	if err != nil {
		return nil, fmt.Errorf("make the usual settings: %w", err)
	}
	return p, nil
})

// unusual is a profile with every setting otherwise.
func unusual(p dialplan.Profile) *dialplan.Profile {
	t := p.Timers
	p.Timers = dialplan.Timers{FirstDigit: t.FirstDigit + 1, Long: t.Long + 1, Short: t.Short + 1, Predial: t.Predial + 1, WaitDialTone: &dialplan.Tone{Freq: 1}}
	p.DTMF = dialplan.DTMF{On: p.DTMF.On + 1, Off: p.DTMF.Off + 1, LevelLow: p.DTMF.LevelLow + 1, Twist: p.DTMF.Twist + 1}
	p.Pulse = dialplan.Pulse{BreakMake: "other", PPS: p.Pulse.PPS + 1, Gap: p.Pulse.Gap + 1}
	p.Lines = []dialplan.Line{{No: 1, Mode: "other", Dial: "other"}}
	p.Flash++
	p.Answer = dialplan.Answer{By: "none"}
	return &p
}

// lost tells which settings of a profile a text says otherwise, or not at all. Which it does
// not say nobody writes down beforehand: it is read upon two grounds, and a setting that is
// what the ground has is not in it. Those the unit decides itself. They are told even where
// the profile asks for nothing unusual, for the unit may be set to anything; where it does,
// somebody has to set them on the unit.
func (d *Driver) lost(w *work, text string) ([]Loss, error) {
	ground, err := usual()
	if err != nil {
		return nil, err
	}
	var reads [2][]*dialplan.Profile
	for i, on := range []*dialplan.Profile{ground, unusual(*ground)} {
		if reads[i], err = d.read(&reading{file: "the text", text: text, unit: w.unit, ground: on}); err != nil {
			return nil, fmt.Errorf("read again what was written: %w", err)
		}
	}
	var otherwise, own []*unsaid
	for _, lp := range w.plans {
		for _, l := range lp.lines {
			a, b := ofLine(reads[0], l.No), ofLine(reads[1], l.No)
			if a == nil || b == nil {
				continue
			}
			for _, s := range settings {
				if !s.counts(lp.profile) {
					continue
				}
				want, is, again := s.at(lp.profile, l.No), s.at(a, l.No), s.at(b, l.No)
				key := "loss.setting"
				if d.oneTimer && s.name == "timers.short" { // a profile holds no short one so long
					key, is, again = "loss.one_timer", ms(a.Timers.Long), ms(b.Timers.Long)
				}
				switch {
				case is == again && is != want:
					otherwise = tell(otherwise, s, key, want, is, l.No)
				case is == again:
				case want != s.at(ground, ground.Lines[0].No):
					otherwise = tell(otherwise, s, "loss.to_set", want, form.Label{}, l.No)
				default:
					own = tell(own, s, "loss.own", want, form.Label{}, l.No)
				}
			}
		}
	}
	var out []Loss
	for _, u := range append(otherwise, own...) {
		out = append(out, u.loss())
	}
	return out, nil
}

// unsaid is a setting that a text says otherwise, or not at all, and on which lines.
type unsaid struct {
	setting  setting
	key      string
	want, is form.Label
	lines    []int
}

// tell adds a line to what is unsaid in the same words, or something that was not told yet.
func tell(to []*unsaid, s setting, key string, want, is form.Label, line int) []*unsaid {
	i := slices.IndexFunc(to, func(u *unsaid) bool { return u.setting.name == s.name && u.key == key && u.want == want && u.is == is })
	if i < 0 {
		return append(to, &unsaid{s, key, want, is, []int{line}})
	}
	to[i].lines = append(to[i].lines, line)
	return to
}

func (u *unsaid) loss() Loss {
	what := Text{"setting." + u.setting.name, map[string]any{"lines": linesLabel(u.lines)}}
	return loss(u.setting.name, "", u.key, map[string]any{"what": what.Label(), "want": u.want, "is": u.is})
}

// linesLabel names lines.
func linesLabel(nos []int) form.Label {
	slices.Sort(nos)
	var names []string
	for _, no := range nos {
		names = append(names, strconv.Itoa(no))
	}
	key := "lines.one"
	if len(nos) > 1 {
		key = "lines.more"
	}
	return Text{key, map[string]any{"nos": form.Label{Zh: strings.Join(names, "、"), En: strings.Join(names, ", ")}}}.Label()
}

// ofLine is the profile of those that were read that has a line.
func ofLine(read []*dialplan.Profile, no int) *dialplan.Profile {
	for _, p := range read {
		if p.Line(no) != nil {
			return p
		}
	}
	return nil
}

// notWritten is what no format here says, where a profile asks for it.
func (w *work) notWritten() []Loss {
	p := w.profile
	var out []Loss
	for _, r := range w.routes() {
		var zh, en []string
		for _, next := range p.InTurn(r.ID)[1:] {
			way := Text{"loss.fallback_way", map[string]any{"route": next.ID, "dials": next.Dials()}}.Label()
			zh, en = append(zh, way.Zh), append(en, way.En)
		}
		if len(zh) > 0 {
			to := form.Label{Zh: strings.Join(zh, "，再不通走 "), En: strings.Join(en, ", then on ")}
			out = append(out, loss("fallback_route", "", "loss.fallback_route", map[string]any{"route": r.ID, "to": to}))
		}
	}
	add := func(feature string, on bool) {
		if on {
			out = append(out, loss(feature, "", "loss.unset", map[string]any{"what": Text{"setting." + feature, nil}.Label()}))
		}
	}
	add("transparent", p.Transparent)
	add("remote", p.Remote != nil && p.Remote.Enabled)
	add("prog_password", p.ProgPassword != nil)
	add("no_bypass", p.PowerFail == "none")
	return out
}

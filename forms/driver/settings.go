package driver

import (
	"fmt"
	"slices"
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
}

// settings are all that a profile has.
var settings = []setting{
	{"timers.first_digit", func(p *dialplan.Profile) form.Label { return ms(p.Timers.FirstDigit) }},
	{"timers.long", func(p *dialplan.Profile) form.Label { return ms(p.Timers.Long) }},
	{"timers.short", func(p *dialplan.Profile) form.Label { return ms(p.Timers.Short) }},
	{"timers.predial", func(p *dialplan.Profile) form.Label { return ms(p.Timers.Predial) }},
	{"timers.wait_dialtone", func(p *dialplan.Profile) form.Label { return tone(p.Timers.WaitDialTone) }},
	{"dtmf.on", func(p *dialplan.Profile) form.Label { return ms(p.DTMF.On) }},
	{"dtmf.off", func(p *dialplan.Profile) form.Label { return ms(p.DTMF.Off) }},
	{"dtmf.level_low", func(p *dialplan.Profile) form.Label { return alike("%d dBm", p.DTMF.LevelLow) }},
	{"dtmf.twist", func(p *dialplan.Profile) form.Label { return alike("%d dB", p.DTMF.Twist) }},
	{"mode", func(p *dialplan.Profile) form.Label { return Text{"mode." + modeOf(p), nil}.Label() }},
	{"dial", func(p *dialplan.Profile) form.Label { return Text{"dial." + dialOf(p), nil}.Label() }},
	{"pulse.break_make", func(p *dialplan.Profile) form.Label { return alike("%s", p.Pulse.BreakMake) }},
	{"pulse.pps", func(p *dialplan.Profile) form.Label { return alike("%d/s", p.Pulse.PPS) }},
	{"pulse.gap", func(p *dialplan.Profile) form.Label { return ms(p.Pulse.Gap) }},
	{"flash", func(p *dialplan.Profile) form.Label { return ms(p.Flash) }},
	{"answer", func(p *dialplan.Profile) form.Label {
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

// modeOf is how the lines are connected: of several ways the one that is not by analogue lines.
func modeOf(p *dialplan.Profile) string {
	for _, l := range p.Lines {
		if l.Mode != analogue {
			return l.Mode
		}
	}
	return analogue
}

// analogue is the mode of a line that most formats mean.
const analogue = "fxs_fxo"

func dialOf(p *dialplan.Profile) string {
	if slices.ContainsFunc(p.Lines, func(l dialplan.Line) bool { return l.Dial == "pulse" }) {
		return "pulse"
	}
	return "tone"
}

// counts tells whether a setting means anything to a profile: how pulses are sent does not
// where none are.
func (s setting) counts(p *dialplan.Profile) bool {
	return s.of(p) != (form.Label{}) && (!strings.HasPrefix(s.name, "pulse.") || dialOf(p) == "pulse")
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
	var otherwise, own []Loss
	tell := func(to *[]Loss, s setting, key string, want, is form.Label) {
		l := loss(s.name, "", key, map[string]any{"what": Text{"setting." + s.name, nil}.Label(), "want": want, "is": is})
		if !slices.ContainsFunc(*to, func(k Loss) bool { return k.Why.Label() == l.Why.Label() }) {
			*to = append(*to, l)
		}
	}
	for _, lp := range w.plans {
		a, b := ofLine(reads[0], lp.lines[0].No), ofLine(reads[1], lp.lines[0].No)
		for _, s := range settings {
			switch want := s.of(lp.profile); {
			case !s.counts(lp.profile) || a == nil || b == nil:
			case s.of(a) == s.of(b) && s.of(a) != want:
				tell(&otherwise, s, "loss.setting", want, s.of(a))
			case s.of(a) == s.of(b):
			case want != s.of(ground):
				tell(&otherwise, s, "loss.to_set", want, form.Label{})
			default:
				tell(&own, s, "loss.own", want, form.Label{})
			}
		}
	}
	return append(otherwise, own...), nil
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

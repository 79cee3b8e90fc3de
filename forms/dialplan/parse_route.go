package dialplan

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/form"
)

func routeOf(o *object) Route {
	r := Route{
		ID:         o.name("id", 20),
		Access:     o.keys("access", 1, 12),
		Stage:      o.choice("stage", "one", "two"),
		Account:    secretOf(o, "account", 1, 32),
		PIN:        secretOf(o, "pin", 1, 32),
		NumberForm: o.choice("number_form", "keep_zero", "strip_zero", "e164"),
		MobileForm: o.choice("mobile_form", "zero+11", "11"),
		IntlForm:   o.choice("intl_form", "keep_00", "strip_00", "00", "00…", "00..."),
		MaxLen:     o.number("max_len", 1, 64, 64),
		Fallback:   o.text("fallback_route", 20),
		Schedule:   o.text("schedule", 20),
	}
	if r.IntlForm != "strip_00" {
		r.IntlForm = "keep_00"
	}
	if d := o.get("seq"); d != nil && d.Kind <= form.NumberValue {
		r.Seq = compactSteps(d, o.fs)
	} else {
		for _, d := range o.list("seq", 30) {
			r.Seq = append(r.Seq, r.step(d, o.fs))
		}
	}
	numbers := 0
	for _, step := range r.Seq {
		if step.Number {
			numbers++
		}
		if step.Account && r.Account == nil {
			r.Account = &Secret{Ref: r.ID + "/account"}
		}
		if step.PIN && r.PIN == nil {
			r.PIN = &Secret{Ref: r.ID + "/pin"}
		}
	}
	if len(r.Seq) > 0 && numbers != 1 {
		o.fs.add(o.get("seq").Pos, "route %q must send the number once, not %d times", r.ID, numbers)
	}
	o.done()
	return r
}

// step reads one step: a map of a single key, or one of the words account, pin, number. A
// secret may be named where it is sent.
func (r *Route) step(d *form.Document, fs *faults) Step {
	if d.Kind == form.TextValue {
		return Step{Account: d.Text == "account", PIN: d.Text == "pin", Number: d.Text == "number"}.one(d, fs)
	}
	o := objectOf(d, fs)
	s := Step{
		Send:     o.keys("send", 0, 32),
		Pause:    o.number("pause", 100, 16000, 0),
		WaitTone: toneOf(o.child("wait_tone"), 100),
		Account:  sends(o, "account", &r.Account),
		PIN:      sends(o, "pin", &r.PIN),
		Number:   sends(o, "number", nil),
	}
	o.done()
	if len(d.Keys) > 1 {
		s = Step{}
	}
	return s.one(d, fs)
}

// sends tells whether a step sends a thing that needs no value; a text or a map behind it
// is the reference of a secret.
func sends(o *object, key string, secret **Secret) bool {
	d := o.get(key)
	switch {
	case d == nil:
		return o.doc.Get(key) != nil
	case secret != nil && (d.Kind <= form.NumberValue || d.Kind == form.MapValue):
		*secret = secretOf(o, key, 1, 32)
		return true
	}
	return o.truth(key)
}

var compactStep = regexp.MustCompile(`^(?:[0-9*#]+|\(\d{1,5}\)|\{(?:account|pin|number)\})`)

// compactSteps reads a sequence such as 17911(3000)1(1000){account}#(2000){pin}#: keys,
// pauses in ms, and the number at the end where it is not named.
func compactSteps(d *form.Document, fs *faults) []Step {
	var out []Step
	rest := d.Text
	for rest != "" {
		t := compactStep.FindString(rest)
		rest = strings.TrimPrefix(rest, t)
		switch {
		case t == "":
			fs.add(d.Pos, "this is no sequence from its character %d on: keys, (ms), {account}, {pin}, {number}", 1+len([]rune(d.Text))-len([]rune(rest)))
			return nil
		case t[0] == '(':
			ms, err := strconv.Atoi(t[1 : len(t)-1])
			if err != nil || ms < 100 || ms > 16000 {
				fs.add(d.Pos, "a pause is %s, must be 100 to 16000", t)
			}
			out = append(out, Step{Pause: ms})
		case t[0] == '{':
			out = append(out, Step{Account: t == "{account}", PIN: t == "{pin}", Number: t == "{number}"})
		default:
			out = append(out, Step{Send: t})
		}
	}
	if !slices.ContainsFunc(out, func(s Step) bool { return s.Number }) {
		out = append(out, Step{Number: true})
	}
	return out
}

// one refuses a step that says nothing or two things.
func (s Step) one(d *form.Document, fs *faults) Step {
	set := 0
	for _, on := range []bool{s.Send != "", s.Pause > 0, s.WaitTone != nil, s.Account, s.PIN, s.Number} {
		if on {
			set++
		}
	}
	if set != 1 {
		fs.add(d.Pos, "a step is one of send, pause, wait_tone, account, pin, number")
	}
	return s
}

func toneOf(o *object, least int) *Tone {
	if o == nil {
		return nil
	}
	t := &Tone{
		Freq:     o.number("freq", 300, 700, 450),
		MinMS:    o.number("min_ms", least, 2550, 400),
		WithinMS: o.number("within_ms", 2000, 30000, 5000),
		OnFail:   o.choice("on_fail", "reject", "redial", "continue"),
	}
	o.done()
	return t
}

// secretOf reads the reference of a secret: a text, or a map with how many digits it has.
func secretOf(o *object, key string, least, most int) *Secret {
	d := o.get(key)
	switch {
	case d == nil:
		return nil
	case d.Kind <= form.NumberValue:
		return &Secret{Ref: refOf(o, key, key)}
	}
	c := o.child(key)
	s := &Secret{Ref: refOf(c, "ref", key)}
	if d := c.get("digits"); d != nil {
		n, err := strconv.Atoi(d.Text)
		if d.Kind != form.NumberValue || err != nil || n != 0 && (n < least || n > most) { // maybe the secret itself, which is not repeated
			c.fs.add(d.Pos, "\"digits\" says how many the secret has: %d to %d, or 0 where that is not known", least, most)
			n = 0
		}
		s.Digits = n
	}
	c.done()
	return s
}

// refOf reads the name of a secret. Digits are the secret itself: they are refused and go no
// further, not into what is said of them either.
func refOf(o *object, key, secret string) string {
	d, ref := o.get(key), o.name(key, 80)
	if d == nil || ref == "" || d.Kind != form.NumberValue && !InClear(ref) {
		return ref
	}
	o.fs.of("secret", "", d.Pos, "%q is a secret in clear: keep its digits in the store of secrets and write here the name that they have there, such as \"box/7\"", secret)
	return hidden
}

// hidden stands for a secret that was written in clear.
const hidden = "***"

// InClear tells whether the reference of a secret is no name but the keys of the secret itself.
func InClear(ref string) bool {
	return ref != "" && strings.Trim(ref, Keys+" -") == ""
}

// emergencyOf reads the emergency numbers. A list that lacks one of the four is read: they
// are in force all the same, and Lint says so.
func emergencyOf(o *object) []string {
	if o.get("emergency") == nil {
		return MustPass()
	}
	var list []string
	seen := map[string]bool{}
	for _, d := range o.list("emergency", 20) {
		s := keysText(d, "emergency", 3, 8, o.fs)
		if seen[s] {
			o.fs.add(d.Pos, "%q stands here twice", s)
		}
		for i := 0; i < len(s); i++ {
			if !isDigit(s[i]) {
				o.fs.add(d.Pos, "%q must be digits", s)
				break
			}
		}
		seen[s] = true
		list = append(list, s)
	}
	return list
}

// refer checks that every name leads somewhere and stands for one thing.
func (p *Profile) refer(doc *form.Document, fs *faults) {
	item := func(list string, i int) form.Pos {
		if d := doc.Get(list); d != nil && i < len(d.Items) {
			return d.Items[i].Pos
		}
		return doc.Pos
	}
	once := func(list string, n int, name func(int) string) map[string]bool {
		seen := map[string]bool{}
		for i := range n {
			if seen[name(i)] {
				which := ""
				if list == "rules" {
					which = name(i)
				}
				fs.of("twice", which, item(list, i), "%q stands twice among %s", name(i), list)
			}
			seen[name(i)] = true
		}
		return seen
	}
	lines := map[int]bool{}
	for i, l := range p.Lines {
		if lines[l.No] {
			fs.add(item("lines", i), "line %d stands twice", l.No)
		}
		lines[l.No] = true
	}
	routes := once("routes", len(p.Routes), func(i int) string { return p.Routes[i].ID })
	schedules := once("schedules", len(p.Schedules), func(i int) string { return p.Schedules[i].ID })
	classes := once("classes", len(p.Classes), func(i int) string { return p.Classes[i].COS })
	once("rules", len(p.Rules), func(i int) string { return p.Rules[i].ID })
	once("speed_dials", len(p.SpeedDials), func(i int) string { return p.SpeedDials[i].Code })

	rule := ""
	need := func(pos form.Pos, known map[string]bool, what, name string) {
		if name != "" && !known[name] {
			fs.of(strings.Fields(what)[0], rule, pos, "there is no %s %q", what, name)
		}
	}
	for i, r := range p.Rules {
		rule = r.ID
		need(item("rules", i), routes, "route", r.Route)
		need(item("rules", i), schedules, "schedule", r.Schedule)
	}
	rule = ""
	for i, r := range p.Routes {
		need(item("routes", i), routes, "route", r.Fallback)
		need(item("routes", i), schedules, "schedule", r.Schedule)
	}
	for i, l := range p.Lines {
		need(item("lines", i), classes, "class of service", l.COS)
		for _, r := range l.Routes {
			need(item("lines", i), routes, "route", r)
		}
	}
}

package dialplan

import "fieldline/forms/form"

func routeOf(o *object) Route {
	r := Route{
		ID:         o.name("id", 20),
		Access:     o.keys("access", 1, 12),
		Stage:      o.choice("stage", "one", "two"),
		Account:    secretOf(o.child("account"), 1, 32),
		PIN:        secretOf(o.child("pin"), 1, 32),
		NumberForm: o.choice("number_form", "keep_zero", "strip_zero", "e164"),
		MobileForm: o.choice("mobile_form", "zero+11", "11"),
		IntlForm:   o.choice("intl_form", "keep_00", "strip_00"),
		MaxLen:     o.number("max_len", 1, 64, 32),
		Fallback:   o.text("fallback_route", 20),
		Schedule:   o.text("schedule", 20),
	}
	numbers := 0
	for _, d := range o.list("seq", 30) {
		step := stepOf(objectOf(d, o.fs))
		if step.Number {
			numbers++
		}
		if step.Account && r.Account == nil || step.PIN && r.PIN == nil {
			o.fs.add(d.Pos, "route %q sends a secret it does not have", r.ID)
		}
		r.Seq = append(r.Seq, step)
	}
	if len(r.Seq) > 0 && numbers != 1 {
		o.fs.add(o.get("seq").Pos, "route %q must send the number once, not %d times", r.ID, numbers)
	}
	o.done()
	return r
}

// stepOf reads one step: a map of a single key.
func stepOf(o *object) Step {
	s := Step{
		Send:     o.keys("send", 0, 32),
		Pause:    o.number("pause", 100, 16000, 0),
		WaitTone: toneOf(o.child("wait_tone"), 100),
		Account:  o.truth("account"),
		PIN:      o.truth("pin"),
		Number:   o.truth("number"),
	}
	o.done()
	set := 0
	for _, on := range []bool{s.Send != "", s.Pause > 0, s.WaitTone != nil, s.Account, s.PIN, s.Number} {
		if on {
			set++
		}
	}
	if set != 1 || len(o.doc.Keys) != 1 {
		o.fs.add(o.doc.Pos, "a step is one of send, pause, wait_tone, account, pin, number")
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

func secretOf(o *object, least, most int) *Secret {
	if o == nil {
		return nil
	}
	s := &Secret{Ref: o.name("ref", 80), Digits: o.number("digits", least, most, least)}
	o.must("digits")
	o.done()
	return s
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
				fs.add(item(list, i), "%q stands twice among %s", name(i), list)
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

	need := func(pos form.Pos, known map[string]bool, what, name string) {
		if name != "" && !known[name] {
			fs.add(pos, "there is no %s %q", what, name)
		}
	}
	for i, r := range p.Rules {
		need(item("rules", i), routes, "route", r.Route)
		need(item("rules", i), schedules, "schedule", r.Schedule)
	}
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

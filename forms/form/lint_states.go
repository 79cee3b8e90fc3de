package form

import (
	"slices"
	"strings"
)

// states checks that every state can be reached and left (rules 12-14, 33, 45).
func (l *linter) states() {
	f := l.form
	l.knownStates(f.at["in"], f.In, "in")
	for _, a := range f.Actions {
		l.knownStates(a.Pos, a.From, "action "+a.Name+": from")
		l.knownStates(a.Pos, a.Despite, "action "+a.Name+": despite")
		if a.To != "" && f.states[a.To] == nil {
			l.fail(a.Pos, "action %s: form %s has no state %q", a.Name, f.Name, a.To)
		}
		if len(a.From) == 0 && len(f.States) > 0 {
			l.fail(a.Pos, "action %s has no from", a.Name)
		}
		l.undone(a)
	}
	reached := f.reachable()
	for _, s := range f.States {
		if s.Retired > 0 {
			continue
		}
		if !reached[s.Name] {
			l.fail(s.Pos, "state %s cannot be reached", s.Name)
		}
		if s.Final && s.Void {
			l.fail(s.Pos, "state %s is final or void, not both", s.Name)
		}
		if s.Open() {
			l.leaving(s)
		}
	}
}

// undone warns of an act that cancels what was done for good.
func (l *linter) undone(a *Action) {
	to := l.form.states[a.To]
	if to == nil || !to.Void {
		return
	}
	for _, from := range a.From {
		if s := l.form.states[from]; s != nil && s.Final {
			l.warn(a.Pos, "action %s: a record in final state %s becomes void", a.Name, from)
		}
	}
}

// reachable returns the states that acts lead to from the first.
func (f *Form) reachable() map[string]bool {
	reached := map[string]bool{f.Start(): true}
	for grown := true; grown; {
		grown = false
		for _, a := range f.Actions {
			if a.To == "" || reached[a.To] {
				continue
			}
			for _, from := range append(slices.Clone(a.From), a.Despite...) {
				if reached[from] {
					reached[a.To], grown = true, true
				}
			}
		}
	}
	return reached
}

// leaving checks the ways out of an open state.
func (l *linter) leaving(s *State) {
	out, plain := 0, 0
	for _, a := range l.form.Actions {
		if a.To == "" || a.To == s.Name || !slices.Contains(a.From, s.Name) {
			continue
		}
		out++
		if a.Show == nil {
			plain++
		}
	}
	switch {
	case out == 0:
		l.fail(s.Pos, "no action leaves state %s; make it final or add one", s.Name)
	case plain == 0:
		l.warn(s.Pos, "every way out of state %s has a show; a record may be stuck there", s.Name)
	}
}

// actions checks what actions ask, leave out and permit (rules 16, 36, 49, 51).
func (l *linter) actions() {
	f := l.form
	for _, a := range f.Actions {
		for _, ask := range a.Ask {
			switch field := f.fields[ask.Field]; {
			case field == nil:
				l.fail(a.Pos, "action %s asks for %q, which form %s does not have", a.Name, ask.Field, f.Name)
			case field.Calc != nil || field.Type == Lookup:
				l.fail(a.Pos, "action %s asks for %s, which is calculated", a.Name, ask.Field)
			}
		}
		for _, name := range a.Upon {
			switch field := f.fields[name]; {
			case field == nil:
				l.fail(a.Pos, "action %s decides upon %q, which form %s does not have", a.Name, name, f.Name)
			case field.Type == Table || field.Type == Secret:
				l.fail(a.Pos, "action %s decides upon %s, which is a %s and cannot be compared", a.Name, name, field.Type)
			case !shownTo(field, a.By):
				l.fail(a.Pos, "action %s decides upon %s, which not everybody sees who may do it", a.Name, name)
			}
		}
		for _, name := range a.Without {
			if !slices.ContainsFunc(f.Sections, func(s *Section) bool { return s.Name == name }) {
				l.fail(a.Pos, "action %s: without %q, which is no section", a.Name, name)
			}
		}
		l.ownWork(a)
		l.goingBack(a)
	}
}

// shownTo tells whether a field is shown to all of those people, as far as roles tell.
func shownTo(field *Field, whos []Who) bool {
	if len(field.See) == 0 {
		return true
	}
	return !slices.ContainsFunc(whos, func(w Who) bool {
		return w.Kind == WhoRole && !slices.ContainsFunc(field.See, func(s Who) bool { return s.Kind == WhoRole && s.Role == w.Role })
	})
}

// ownWork warns where one person may approve what he made.
func (l *linter) ownWork(a *Action) {
	f := l.form
	to := f.states[a.To]
	if to == nil || !to.Final || len(a.Not) > 0 || !slices.ContainsFunc(f.Fields(), func(field *Field) bool { return field.Type == Money }) {
		return
	}
	for _, w := range a.By {
		if w.Kind == WhoRole && slices.ContainsFunc(f.Create, func(c Who) bool { return c.Kind == WhoRole && c.Role == w.Role }) {
			l.warn(a.Pos, "action %s: whoever made it may finish it too, as %s; say `not: creator`", a.Name, w.Role)
			return
		}
	}
}

// goingBack warns where an act back to a state before all those of a section leaves the
// section and so demands what may not be known yet.
func (l *linter) goingBack(a *Action) {
	f := l.form
	to := f.states[a.To]
	if to == nil || to.Void {
		return
	}
	place := func(state string) int {
		return slices.IndexFunc(f.States, func(s *State) bool { return s.Name == state })
	}
	for _, s := range f.Sections {
		if s.Name == "" || slices.Contains(a.Without, s.Name) || !demands(s) || slices.Contains(s.In, a.To) {
			continue
		}
		if slices.ContainsFunc(s.In, func(in string) bool { return place(in) < place(a.To) }) {
			continue
		}
		for _, from := range a.From {
			if slices.Contains(s.In, from) {
				l.warn(a.Pos, "action %s goes back and yet demands section %s; say without", a.Name, s.Name)
				break
			}
		}
	}
}

// demands tells whether a section has a field that must be filled.
func demands(s *Section) bool {
	return slices.ContainsFunc(s.Fields, func(f *Field) bool { return f.Required != nil && f.Required.Always && f.Show == nil })
}

// due refuses fields that are demanded but never due: no act takes the record out of the
// states in which they are written (rule 32).
func (l *linter) due() {
	f := l.form
	if len(f.States) == 0 {
		return
	}
	start := f.States[0]
	for _, field := range f.Fields() {
		if field.Required == nil || field.Retired > 0 || len(field.In) == 0 {
			continue
		}
		if slices.Contains(field.In, start.Name) && !start.Draft {
			continue
		}
		if !slices.ContainsFunc(f.Actions, func(a *Action) bool { return a.dueFor(f, field) }) {
			l.fail(field.Pos, "field %s is demanded, but no action leaves the states in which it is written", field.Name)
		}
	}
}

// dueFor tells whether the action hands a field on.
func (a *Action) dueFor(f *Form, field *Field) bool {
	to := f.states[a.To]
	if to == nil || to.Void || slices.Contains(field.In, a.To) || field.Section != nil && slices.Contains(a.Without, field.Section.Name) {
		return false
	}
	return slices.ContainsFunc(a.From, func(from string) bool { return slices.Contains(field.In, from) })
}

// deadlines checks from, within, until and the steps (rules 12, 21-23).
func (l *linter) deadlines() {
	f := l.form
	reached := f.reachable()
	for _, d := range f.Deadlines {
		if t, ok := l.path(d.Pos, d.From, "deadline "+d.Name+": from"); ok && d.From != "" {
			switch {
			case t.hops > 0:
				l.fail(d.Pos, "deadline %s: from %s belongs to another record; write it over with an effect", d.Name, d.From)
			case t.kind != kTime && t.kind != kDate:
				l.fail(d.Pos, "deadline %s: from %s is %s, not a time", d.Name, d.From, t)
			}
		}
		if w := d.length(); w != nil {
			l.settingLength(w.Pos, d, w.Setting)
		}
		l.knownStates(d.Pos, d.Until, "deadline "+d.Name+": until")
		l.knownStates(d.Pos, d.Pause, "deadline "+d.Name+": pause")
		for _, s := range d.Until {
			if f.states[s] != nil && !reached[s] {
				l.fail(d.Pos, "deadline %s: until %s, which cannot be reached", d.Name, s)
			}
		}
		for _, s := range d.Steps {
			l.settingLength(s.Pos, d, s.Setting)
			if strings.Contains(strings.ReplaceAll(s.Label.Zh+s.Label.En, lengthToken, ""), "{") {
				l.fail(s.Pos, "deadline %s: a sentence knows %s only", d.Name, lengthToken)
			}
			if s.Act != "" && f.actions[s.Act] == nil {
				l.fail(s.Pos, "deadline %s: form %s has no action %q", d.Name, f.Name, s.Act)
			}
		}
	}
}

// settingLength refuses a setting that is no length of time; "" names none.
func (l *linter) settingLength(pos Pos, d *Deadline, id string) {
	if id == "" {
		return
	}
	switch t, ok := l.lib.settingTyp(id); {
	case !ok:
		l.fail(pos, "deadline %s: there is no setting %q", d.Name, id)
	case t.kind != kLength:
		l.fail(pos, "deadline %s: %s is %s, no length of time", d.Name, id, t)
	}
}

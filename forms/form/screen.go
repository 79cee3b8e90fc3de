package form

import "slices"

// Visible tells whether a field is shown; what is not known here, or cannot be read, is.
func (f *Form) Visible(env *Env, field *Field) bool { return newJudge(f, env).visible(field) }

// AskedFor tells whether a field that an action asks for is shown in its dialog, whatever
// its section's show says.
func (f *Form) AskedFor(env *Env, field *Field) bool { return newJudge(f, env).askedFor(field) }

// VisibleRow tells whether a column of a table is shown in one of its rows.
func (f *Form) VisibleRow(env *Env, column *Field, row Row) bool {
	return column.Retired == 0 && newJudge(f, env).with(row).holds(column.Show) != No
}

// Writable tells whether the person may write a field now; when the person is another,
// who may.
func (f *Form) Writable(env *Env, field *Field) (ok bool, who []Who) {
	j := newJudge(f, env)
	if !byHand(field) || !f.within(field, env.Self.State) || field.Once && !Empty(j.stored(field.Name)) {
		return false, nil
	}
	if j.closed(field, env.Self.State) == nil {
		return true, nil
	}
	if field.System {
		return false, []Who{{Kind: WhoSystem}}
	}
	return false, f.writers(field)
}

// Amendable tells whether the person may add an amendment of a field. Amendments go to all
// who read the record, so what only some see of it has none.
func (f *Form) Amendable(env *Env, field *Field) bool {
	if f.within(field, env.Self.State) || len(field.Eyes()) > 0 {
		return false
	}
	answer, _ := newJudge(f, env).may(env.Me, f.Amend, nil)
	return answer != No
}

// MayStart tells whether a person may start a record of the form by hand; the site is
// that of env.Self, any where that is nil.
func (f *Form) MayStart(env *Env) bool {
	own := *env
	if own.Self == nil {
		own.Self = &Record{Form: f.Name, Values: Values{}}
	}
	answer, _ := newJudge(f, &own).may(env.Me, f.Create, nil)
	return answer != No
}

// Hints returns what is wrong with what is filled in so far, while typing.
func (f *Form) Hints(env *Env) []Problem {
	j := newJudge(f, env)
	var problems []Problem
	for _, field := range f.Fields() {
		value := env.Self.Values[field.Name]
		if Empty(value) || !j.visible(field) {
			continue
		}
		if unfit := j.unfit(field, field.Name, "", value, nil); unfit != nil && byHand(field) && !Equal(value, j.stored(field.Name)) {
			problems = append(problems, unfit...)
			continue
		}
		problems = append(problems, j.broken(field.Checks, f.path(field), field.Name, "")...)
		rows, _ := value.([]Row)
		for _, row := range rows {
			for _, p := range j.demandRow(field, row) {
				if p.Key != KeyRequired {
					problems = append(problems, p)
				}
			}
		}
	}
	return append(problems, j.broken(f.Checks, f.Name, "", "")...)
}

// stored is the value that the record has outside what is typed, nil where it is new.
func (j *judge) stored(field string) any {
	if j.env.World == nil {
		return nil
	}
	rec, err := j.env.World.Record(j.form.Name, j.env.Self.ID)
	if err != nil {
		return nil // what cannot be compared is found fault with, as what is new
	}
	return rec.Values[field]
}

// Button is an action that is shown on a record.
type Button struct {
	Action  *Action
	Allowed bool
	// Why holds the first refusal when it is not allowed: who may, which check, or what
	// is missing.
	Why []Problem
	// Missing is what must still be filled in before, other than what the action asks.
	Missing []Problem
	// Warnings are checks that may be gone on in spite of, with a reason.
	Warnings []Problem
}

// Buttons returns the actions that begin in the record's state and are shown, in the
// order of the form. One that is only another person's stays, so that its refusal can
// say whose it is. What is calculated is read as the act will find it: other records may
// have gone on since this one was changed.
func (f *Form) Buttons(env *Env) []Button {
	now := *env
	now.Self = env.Self.snapshot()
	env = &now
	newJudge(f, env).compute()
	var buttons []Button
	for _, a := range f.Actions {
		if bySystem(a) || len(f.States) > 0 && !slices.Contains(a.From, env.Self.State) {
			continue
		}
		j := newJudge(f, env)
		if j.holds(a.Show) == No {
			continue
		}
		buttons = append(buttons, f.button(j, a))
	}
	return buttons
}

func bySystem(a *Action) bool {
	return !slices.ContainsFunc(a.By, func(w Who) bool { return w.Kind != WhoSystem })
}

func (f *Form) button(j *judge, a *Action) Button {
	b := Button{Action: a}
	if answer, _ := j.may(j.env.Me, a.By, a.Not); answer == No {
		b.Why = []Problem{j.mayNot(a)}
		return b
	}
	b.Missing, b.Warnings = f.missing(j, a)
	for i, c := range a.Checks {
		// What the dialog asks for may make such a check hold; the act itself decides.
		if a.asksFor(c.That) {
			continue
		}
		for _, p := range j.brokenOne(c, f.actionPath(a), i, "", "") {
			if p.Warn {
				b.Warnings = append(b.Warnings, p)
			} else {
				b.Why = append(b.Why, p)
			}
		}
	}
	b.Why = b.Why[:min(len(b.Why), 1)]
	if len(b.Missing) > 0 {
		b.Why = b.Missing
	}
	b.Allowed = len(b.Why) == 0
	return b
}

// asksFor tells whether an expression reads what the action's dialog asks for.
func (a *Action) asksFor(e *Expr) bool {
	if e == nil {
		return false
	}
	return slices.ContainsFunc(e.Paths(), func(path []string) bool {
		return slices.ContainsFunc(a.Ask, func(ask Ask) bool { return len(path) > 0 && path[0] == ask.Field })
	})
}

// Missing returns what the rule of leaving demands before an action, without what its
// own dialog asks for.
func (f *Form) Missing(env *Env, a *Action) []Problem {
	missing, _ := f.missing(newJudge(f, env), a)
	return missing
}

func (f *Form) missing(j *judge, a *Action) (missing, warnings []Problem) {
	for _, p := range j.demand(f.unasked(a, j.env.Self.State)) {
		if p.Warn {
			warnings = append(warnings, p)
		} else {
			missing = append(missing, p)
		}
	}
	return missing, warnings
}

// HandsBack tells whether an action sends a record back to be filled in again: what was
// written in the start state and is closed where the action begins is written where it ends.
func (f *Form) HandsBack(a *Action) bool {
	if a.To == "" {
		return false
	}
	return slices.ContainsFunc(f.Fields(), func(field *Field) bool {
		return f.within(field, f.Start()) && f.within(field, a.To) &&
			slices.ContainsFunc(a.From, func(from string) bool { return !f.within(field, from) })
	})
}

// MayPick tells whether a record, person or word may be picked in a field. What is not
// known here cannot be picked.
func (f *Form) MayPick(env *Env, field *Field, it any) Answer {
	j := newJudge(f, env)
	switch v := it.(type) {
	case ID:
		if !j.hasRole(field, v) {
			return No
		}
	case *Record:
		if field.Type == Person || field.Type == People {
			return f.MayPick(env, field, v.ID)
		}
		if len(field.Forms) > 0 && !slices.Contains(field.Forms, v.Form) {
			return No
		}
	case string:
		if key, _ := j.unoffered(field, v); key != "" {
			return No
		}
	}
	answer := j.mayPick(field, it)
	if j.err != nil {
		return Unknown
	}
	return answer
}

// New returns a new record that begins with some values, with the defaults that follow from
// them, as its creation will find it. Its values may be changed before it is created.
func (f *Form) New(env *Env, id ID, given Values) (*Record, error) {
	e := Begin(Given{Lib: env.Lib, World: env.World, Op: id, Me: env.Me, Now: env.Now})
	t, err := e.fresh(Ref{f.Name, id}, ID{}, 0)
	if err != nil {
		return nil, err
	}
	if err := t.place(); err != nil {
		return nil, err
	}
	for name, v := range given {
		put(t.rec.Values, name, CloneValue(v))
	}
	if err := t.inOrder(t.begin(nil), t.recompute); err != nil {
		return nil, err
	}
	return t.rec.snapshot(), nil
}

// NewRow returns a new row of a table with its defaults.
func (f *Form) NewRow(env *Env, table *Field, id string) Row {
	row := Row{ID: id, Values: Values{}}
	newJudge(f, env).startRow(table, &row)
	return row
}

// Recompute brings what is calculated up to date on a record that is being typed into.
func (f *Form) Recompute(env *Env) error {
	j := newJudge(f, env)
	j.compute()
	return j.err
}

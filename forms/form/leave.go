package form

import "slices"

// leaving returns the fields that are due when an action takes the record from a state
// to another (forms/README.md 4, the rule of leaving): those written in the old state and not
// in the new one. Into a void state nothing is due.
func (f *Form) leaving(a *Action, from string) []*Field {
	if a.To == "" {
		return nil
	}
	if to := f.State(a.To); to == nil || to.Void {
		return nil
	}
	var due []*Field
	for _, s := range f.Sections {
		if slices.Contains(a.Without, s.Name) {
			continue
		}
		for _, field := range s.Fields {
			if f.within(field, from) && !f.within(field, a.To) {
				due = append(due, field)
			}
		}
	}
	return due
}

// starting returns the fields that are due when a person creates a record: those written
// in the start state, unless it is a draft.
func (f *Form) starting() []*Field {
	if s := f.State(f.Start()); s != nil && s.Draft {
		return nil
	}
	var due []*Field
	for _, field := range f.Fields() {
		if f.within(field, f.Start()) {
			due = append(due, field)
		}
	}
	return due
}

// demand returns what is wrong with fields that are due: required ones that are empty,
// and checks of filled ones that do not hold; so on for each row of a table. Hidden ones
// owe nothing.
func (j *judge) demand(due []*Field) []Problem {
	var problems []Problem
	for _, field := range due {
		if j.visible(field) {
			problems = append(problems, j.demandOne(field)...)
		}
	}
	return problems
}

func (j *judge) demandOne(field *Field) []Problem {
	value := j.env.Self.Values[field.Name]
	if Empty(value) {
		if j.required(field) && !j.older(field.Since) {
			return []Problem{j.problem(KeyRequired, field.Name)}
		}
		return nil
	}
	problems := j.broken(field.Checks, j.form.path(field), field.Name, "")
	rows, _ := value.([]Row)
	for _, row := range rows {
		problems = append(problems, j.demandRow(field, row)...)
	}
	return problems
}

func (j *judge) demandRow(table *Field, row Row) []Problem {
	r := j.with(row)
	var problems []Problem
	for _, c := range table.Columns {
		name := table.Name + "." + c.Name
		if c.Retired > 0 || r.holds(c.Show) == No {
			continue
		}
		if Empty(row.Values[c.Name]) {
			if r.required(c) && !r.older(c.Since) {
				p := r.problem(KeyRequired, name)
				p.Row = row.ID
				problems = append(problems, p)
			}
			continue
		}
		problems = append(problems, r.broken(c.Checks, j.form.path(table)+"."+c.Name, name, row.ID)...)
	}
	return problems
}

// required: not known is not demanded.
func (j *judge) required(field *Field) bool {
	switch d := field.Required; {
	case d == nil:
		return false
	case d.Always:
		return true
	default:
		answer := j.holds(d.When)
		if answer == Unknown {
			j.note(j.form.path(field) + ".required")
		}
		return answer == Yes
	}
}

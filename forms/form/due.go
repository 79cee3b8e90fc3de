package form

import (
	"cmp"
	"slices"
	"strings"
)

// Due returns what an operation would be refused for as not filled in, or filled in
// wrongly, by the rule of leaving (forms/README.md 4): a creation where before is nil, else
// the saving of the record over before, the record as it is stored, and with it the action
// a, unless that is nil. What the action's own dialog asks for is not in it; see Asked.
// Warnings are left out: they can be gone on in spite of.
//
// Screens mark, list and count by it and by nothing else, so that what is said to be
// missing and what is refused are one.
func (f *Form) Due(env *Env, before *Record, a *Action) []Problem {
	j := newJudge(f, env)
	var all []Problem
	if before == nil {
		all = j.demand(f.starting())
	} else {
		all = j.kept(before)
	}
	if a != nil {
		for _, p := range j.demand(f.unasked(a, env.Self.State)) {
			if !slices.ContainsFunc(all, p.same) {
				all = append(all, p)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Problem) int { return cmp.Compare(f.place(a), f.place(b)) })
	return unwarned(all)
}

// place is where a problem's field stands in the form.
func (f *Form) place(p Problem) int {
	name, _, _ := strings.Cut(p.Field, ".")
	return slices.IndexFunc(f.Fields(), func(field *Field) bool { return field.Name == name })
}

// Asked returns what an action would be refused for among what its dialog asks: what it
// demands, and what is due in an optional one when the record is handed on.
func (f *Form) Asked(env *Env, a *Action) []Problem {
	j := newJudge(f, env)
	due := f.leaving(a, env.Self.State)
	var all []Problem
	for _, ask := range a.Ask {
		field := f.Field(ask.Field)
		switch {
		case field == nil || !j.askedFor(field):
		case !ask.Optional && Empty(env.Self.Values[ask.Field]):
			all = append(all, j.problem(KeyRequired, ask.Field))
		case !ask.Optional || slices.Contains(due, field):
			all = append(all, j.demandOne(field)...)
		}
	}
	return unwarned(all)
}

// kept returns what saving over a record would be refused for: what was filled, must be,
// and is empty now, and in a master record what is written and incomplete.
func (j *judge) kept(before *Record) []Problem {
	var all []Problem
	for _, field := range j.form.Fields() {
		was, is := before.Values[field.Name], j.env.Self.Values[field.Name]
		switch {
		case !byHand(field) || Equal(was, is):
		case !Empty(was) && Empty(is):
			if j.mustStay(field) {
				all = append(all, j.problem(KeyRequired, field.Name))
			}
		case len(j.form.States) == 0:
			all = append(all, j.standing(field)...)
		}
	}
	return all
}

// unasked are the fields due before an action that its dialog does not ask for.
func (f *Form) unasked(a *Action, from string) []*Field {
	return slices.DeleteFunc(f.leaving(a, from), func(field *Field) bool {
		return slices.ContainsFunc(a.Ask, func(ask Ask) bool { return ask.Field == field.Name })
	})
}

// same tells whether another problem is the same one.
func (p Problem) same(other Problem) bool {
	return p.Key == other.Key && p.Field == other.Field && p.Row == other.Row
}

func unwarned(problems []Problem) []Problem {
	return slices.DeleteFunc(problems, func(p Problem) bool { return p.Warn })
}

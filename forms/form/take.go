package form

import (
	"slices"
)

// take judges and writes the values that were put in (step 3): each is a field of the
// form that people write, now, and by this person, or one the action asks for; it fits
// its field; it may be picked; and it is joined with what others wrote meanwhile.
func (t *turn) take(in Input) error {
	names, values := t.changed(in.Values)
	if err := t.mayWrite(names); err != nil {
		return err
	}
	var problems []Problem
	for _, name := range names {
		problems = append(problems, t.wrong(name, values[name])...)
	}
	if err := refuse(AboutRule, problems...); err != nil {
		return err
	}
	was := make(Values, len(names))
	for _, name := range names {
		was[name] = t.rec.Values[name]
		if err := t.write(t.form.Field(name), values[name], in.Merge); err != nil {
			return err
		}
	}
	for _, name := range names {
		field := t.form.Field(name)
		problems = append(problems, t.unpickable(field, was[name])...)
		if !t.system && !Empty(was[name]) && Empty(t.rec.Values[name]) && t.mustStay(field) {
			problems = append(problems, t.problem(KeyRequired, name))
		}
		if !t.system && len(t.form.States) == 0 && t.before != nil {
			problems = append(problems, t.standing(field)...)
		}
	}
	return refuse(AboutRule, t.unexcused(problems)...)
}

// wrong returns what is wrong with a value by its field. What people may no longer choose
// the forms' own steps may still write.
func (t *turn) wrong(name string, v any) []Problem {
	problems := t.unfit(t.form.Field(name), name, "", v, t.rec.Values[name])
	if !t.system {
		return problems
	}
	return slices.DeleteFunc(problems, func(p Problem) bool { return p.Key == KeyWordNotOffered })
}

// changed returns the values that differ from what is there, in the shape in which they
// are stored, and their names, sorted.
func (t *turn) changed(given Values) (names []string, values Values) {
	values = make(Values, len(given))
	for _, name := range sortedKeys(given) {
		v := given[name]
		if field := t.form.Field(name); field != nil {
			v = t.tidy(field, v)
			if Equal(t.tidy(field, t.rec.Values[name]), v) {
				continue
			}
		}
		names = append(names, name)
		values[name] = v
	}
	return names, values
}

// tidy brings a value into the shape it is stored in.
func (t *turn) tidy(field *Field, v any) any {
	switch v := v.(type) {
	case []Row:
		return tidied(t.ref, field, v)
	case []ID:
		return sortedIDs(v)
	case []string:
		return sortedWords(v)
	}
	return v
}

// mayWrite refuses fields that are not to be written, not in this state, or not by this
// person.
func (t *turn) mayWrite(names []string) error {
	var rules, rights []Problem
	for _, name := range names {
		field := t.form.Field(name)
		switch {
		case field == nil && t.form.Column(name) == nil:
			rules = append(rules, t.problemWith(KeyUnknownField, name, map[string]any{"field": name}))
		case field == nil || !byHand(field):
			rules = append(rules, t.problem(KeyReadOnly, name))
		case !t.system && field.Once && t.before != nil && !Empty(t.rec.Values[name]):
			rules = append(rules, t.problem(KeyWrittenOnce, name))
		case t.system || t.e.Accepted || t.asks(name):
		default:
			if p := t.closedTo(field); p != nil {
				rights = append(rights, *p)
			}
		}
	}
	if err := refuse(AboutRule, rules...); err != nil {
		return err
	}
	return refuse(AboutRight, rights...)
}

func (t *turn) asks(name string) bool {
	return t.action != nil && slices.ContainsFunc(t.action.Ask, func(a Ask) bool { return a.Field == name })
}

// closedTo says why this person may not write a field now, nil if he may.
func (t *turn) closedTo(field *Field) *Problem {
	state := t.rec.State
	if !t.form.within(field, state) && t.lateFact() {
		state = t.seen
	}
	p, forWhom := t.closed(field, state)
	if t.forWhom == (ID{}) {
		t.forWhom = forWhom
	}
	return p
}

// closed says why a field cannot be written by `me` in a state, nil if it can, and whom
// he then stands for.
func (j *judge) closed(field *Field, state string) (*Problem, ID) {
	if !j.form.within(field, state) {
		p := j.problemWith(KeyFrozen, field.Name, map[string]any{"state": j.form.stateLabel(state)})
		return &p, ID{}
	}
	writers := j.form.writers(field)
	if field.System {
		writers = []Who{{Kind: WhoSystem}}
	}
	answer, forWhom := j.may(j.env.Me, writers, nil)
	switch answer {
	case No:
		p := j.whoMay(KeyWhoMayWrite, field.Name, writers)
		return &p, ID{}
	case Unknown:
		j.note(j.form.path(field) + ".by")
	}
	return nil, forWhom
}

// lateFact tells whether what was written in the state seen is still accepted in the
// present one: some action of this person begins there and is done despite the present
// state, so what belongs to it must not be lost.
func (t *turn) lateFact() bool {
	if t.seen == "" || t.seen == t.rec.State {
		return false
	}
	for _, a := range t.form.Actions {
		if slices.Contains(a.From, t.seen) && slices.Contains(a.Despite, t.rec.State) {
			if answer, _ := t.may(t.e.Me, a.By, a.Not); answer != No {
				return true
			}
		}
	}
	return false
}

// write puts one value into the record, joined with what others wrote meanwhile.
func (t *turn) write(field *Field, v any, merge func(*Record, *Field, any) (any, bool, error)) error {
	v = CloneValue(v)
	if merge != nil {
		merged, write, err := merge(t.rec, field, v)
		if err != nil {
			return err
		}
		if !write {
			return nil
		}
		v = t.tidy(field, merged)
	}
	put(t.rec.Values, field.Name, v)
	return nil
}

// mustStay tells whether a field may not be emptied any more.
func (j *judge) mustStay(field *Field) bool {
	return !j.draft() && j.visible(field) && j.required(field)
}

// standing judges a field of a master record as it is saved, since nothing ever leaves
// one: what was demanded when it was created stays demanded of what is written.
func (j *judge) standing(field *Field) []Problem {
	if !j.visible(field) || Empty(j.env.Self.Values[field.Name]) {
		return nil
	}
	return j.demandOne(field)
}

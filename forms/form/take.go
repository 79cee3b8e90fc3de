package form

import (
	"slices"
	"strings"
)

// take judges and writes the values that were put in (step 3): each is a field of the
// form that people write, now, and by this person, or one the action asks for; it fits
// its field; it may be picked; and it is joined with what others wrote meanwhile.
func (t *turn) take(in Input) error {
	all := t.changed(in.Values)
	if err := t.mayWrite(all); err != nil {
		return err
	}
	var problems []Problem
	for _, p := range all {
		problems = append(problems, t.wrong(p)...)
	}
	if err := refuse(AboutRule, problems...); err != nil {
		return err
	}
	for _, p := range all {
		if err := t.write(p.field, p.value, in.Merge); err != nil {
			return err
		}
	}
	for _, p := range all {
		problems = append(problems, t.unpickable(p.field, p.was)...)
		if !t.system && !Empty(p.was) && Empty(t.rec.Values[p.name]) && t.mustStay(p.field) {
			problems = append(problems, t.problem(KeyRequired, p.name))
		}
		if !t.system && len(t.form.States) == 0 && t.before != nil {
			problems = append(problems, t.standing(p.field)...)
		}
	}
	return refuse(AboutRule, t.unexcused(problems)...)
}

// putIn is a value that is put in, in the shape in which it is stored.
type putIn struct {
	name  string
	field *Field // nil: the form has none of that name
	value any
	was   any
}

// wrong returns what is wrong with a value by its field. What people may no longer choose
// the forms' own steps may still write.
func (t *turn) wrong(p putIn) []Problem {
	problems := t.unfit(p.field, p.name, "", p.value, p.was)
	if !t.system {
		return problems
	}
	return slices.DeleteFunc(problems, func(p Problem) bool { return p.Key == KeyWordNotOffered })
}

// changed returns the values that differ from what is there, sorted by name.
func (t *turn) changed(given Values) []putIn {
	all := make([]putIn, 0, len(given))
	for name, v := range given {
		p := putIn{name: name, field: t.form.Field(name), value: v, was: t.rec.Values[name]}
		if p.field != nil {
			p.value = t.tidy(p.field, v)
			if Equal(t.tidy(p.field, p.was), p.value) {
				continue
			}
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b putIn) int { return strings.Compare(a.name, b.name) })
	return all
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
func (t *turn) mayWrite(all []putIn) error {
	var rules, rights []Problem
	who := writing{turn: t}
	for _, p := range all {
		switch {
		case p.field == nil && t.form.Column(p.name) == nil:
			rules = append(rules, t.problemWith(KeyUnknownField, p.name, map[string]any{"field": p.name}))
		case p.field == nil || !byHand(p.field):
			rules = append(rules, t.problem(KeyReadOnly, p.name))
		case !t.system && p.field.Once && t.before != nil && !Empty(t.rec.Values[p.name]):
			rules = append(rules, t.problem(KeyWrittenOnce, p.name))
		case t.system || t.e.Accepted || t.asks(p.name):
		default:
			if p := who.closedTo(p.field); p != nil {
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

// writing remembers, while nothing is written, whether this person is one of the writers
// that most fields of a form have in common.
type writing struct {
	*turn
	writers []Who
	answer  Answer
	forWhom ID
}

// closedTo says why this person may not write a field now, nil if he may.
func (w *writing) closedTo(field *Field) *Problem {
	state := w.rec.State
	if !w.form.within(field, state) && w.lateFact() {
		state = w.seen
	}
	if p := w.frozen(field, state); p != nil {
		return p
	}
	if writers := w.form.writers(field); len(writers) == 0 || len(w.writers) != len(writers) || &writers[0] != &w.writers[0] {
		w.answer, w.forWhom = w.may(w.e.Me, writers, nil)
		w.writers = writers
	}
	if w.turn.forWhom == (ID{}) && w.answer != No {
		w.turn.forWhom = w.forWhom
	}
	return w.closedBy(field, w.writers, w.answer)
}

// closed says why a field cannot be written by `me` in a state, nil if it can.
func (j *judge) closed(field *Field, state string) *Problem {
	if p := j.frozen(field, state); p != nil {
		return p
	}
	writers := j.form.writers(field)
	answer, _ := j.may(j.env.Me, writers, nil)
	return j.closedBy(field, writers, answer)
}

// frozen says that a field is not written in a state, nil if it is.
func (j *judge) frozen(field *Field, state string) *Problem {
	if j.form.within(field, state) {
		return nil
	}
	p := j.problemWith(KeyFrozen, field.Name, map[string]any{"state": j.form.stateLabel(state)})
	return &p
}

// closedBy says who writes a field where `me` is none of them.
func (j *judge) closedBy(field *Field, writers []Who, answer Answer) *Problem {
	switch answer {
	case No:
		p := j.whoMay(KeyWhoMayWrite, field.Name, writers)
		return &p
	case Unknown:
		j.note(j.form.path(field) + ".by")
	}
	return nil
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
	if rows, ok := v.([]Row); ok {
		stand(field, rowsByID(t.rec.Values[field.Name]), rows)
	}
	put(t.rec.Values, field.Name, v)
	return nil
}

// stand keeps in the rows that are written what was worked out with a cell that is as it was.
func stand(table *Field, was map[string]Row, rows []Row) {
	for _, column := range table.Columns {
		if column.With == "" {
			continue
		}
		for i, row := range rows {
			old := was[row.ID].Values
			if v := old[column.Name]; !Empty(v) && Equal(old[column.With], row.Values[column.With]) {
				rows[i].Values = Clone(row.Values)
				rows[i].Values[column.Name] = v
			}
		}
	}
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

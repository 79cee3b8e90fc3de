package form

import (
	"maps"
	"slices"
	"strings"
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
		problems = append(problems, t.unfit(t.form.Field(name), name, "", values[name], t.rec.Values[name])...)
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
		case t.system || t.asks(name):
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
func (t *turn) mustStay(field *Field) bool {
	return !t.draft() && t.visible(field) && t.required(field)
}

// standing judges a field of a master record as it is saved, since nothing ever leaves
// one: what was demanded when it was created stays demanded of what is written.
func (t *turn) standing(field *Field) []Problem {
	if !t.visible(field) || Empty(t.rec.Values[field.Name]) {
		return nil
	}
	return t.demandOne(field)
}

// unpickable refuses records, people and words that were picked and may not be. What
// is not known here cannot be picked.
func (t *turn) unpickable(field *Field, was any) []Problem {
	if t.system {
		return nil
	}
	if field.Type == Table {
		return t.unpickableRows(field, was)
	}
	if key := t.unpicked(field, t.rec.Values[field.Name], was); key != "" {
		return []Problem{t.problem(key, field.Name)}
	}
	return nil
}

// unpicked says why what is newly picked may not be, "" if it may.
func (t *turn) unpicked(field *Field, v, was any) string {
	if field.Only == nil {
		return ""
	}
	switch t.picks(field, v, was) {
	case Yes:
		return ""
	case Unknown:
		return KeyNotKnownHere
	}
	return KeyMayNotPick
}

func (t *turn) unpickableRows(table *Field, was any) []Problem {
	old := rowsByID(was)
	rows, _ := t.rec.Values[table.Name].([]Row)
	var problems []Problem
	for _, row := range rows {
		for _, c := range table.Columns {
			if key := t.unpicked(c, row.Values[c.Name], old[row.ID].Values[c.Name]); key != "" {
				p := t.problem(key, table.Name+"."+c.Name)
				p.Row = row.ID
				problems = append(problems, p)
			}
		}
	}
	return problems
}

// picks judges everything newly picked in a value.
func (j *judge) picks(field *Field, v, was any) Answer {
	if Empty(v) || Equal(v, was) {
		return Yes
	}
	switch v := v.(type) {
	case []ID:
		return pickEach(v, idsOf(was), func(p ID) Answer { return j.mayPick(field, p) })
	case []string:
		old, _ := was.([]string)
		return pickEach(v, old, func(word string) Answer { return j.mayPick(field, word) })
	}
	return j.mayPick(field, v)
}

func pickEach[T comparable](now, was []T, may func(T) Answer) Answer {
	for _, one := range now {
		if !slices.Contains(was, one) {
			if answer := may(one); answer != Yes {
				return answer
			}
		}
	}
	return Yes
}

// mayPick judges one candidate; a ref stands for its record.
func (j *judge) mayPick(field *Field, it any) Answer {
	if field.Only == nil {
		return Yes
	}
	if ref, ok := it.(Ref); ok {
		rec, here := j.opened(ref)
		if !here {
			return Unknown
		}
		if rec == nil {
			return No
		}
		it = rec
	}
	return j.with(it).holds(field.Only)
}

// append adds one row to a table of the form; where the table's key makes it one that is
// there, what is new goes over it.
func (t *turn) append(in Input) error {
	table := t.form.Field(in.Table)
	if table == nil || table.Type != Table {
		return refuse(AboutRule, t.problem(KeyNotATable, in.Table))
	}
	row := Row{ID: in.Row.ID, Values: Clone(in.Row.Values)}
	if row.Values == nil {
		row.Values = Values{}
	}
	t.startRow(table, &row)
	have, _ := t.rec.Values[table.Name].([]Row)
	row = tidied(t.ref, table, []Row{row})[0]
	var rows []Row
	for _, r := range have {
		if r.ID != row.ID {
			rows = append(rows, r)
			continue
		}
		both := Clone(r.Values)
		maps.Copy(both, row.Values)
		row.Values = both
	}
	in.Values = Values{table.Name: append(rows, row)}
	in.Merge = nil
	if err := t.take(in); err != nil || t.system {
		return err
	}
	if !t.draft() && t.visible(table) {
		return refuse(AboutRule, t.unexcused(t.demandRow(table, row))...)
	}
	return nil
}

// amend adds a correction of a frozen field: what it says now and why. The field itself
// never changes.
func (t *turn) amend(row Row) error {
	name, _ := row.Values["field"].(string)
	field := t.form.Field(name)
	if field == nil {
		return refuse(AboutRule, t.problemWith(KeyUnknownField, amendments, map[string]any{"field": name}))
	}
	answer, forWhom := t.may(t.e.Me, t.form.Amend, nil)
	if answer == No && !t.system {
		return refuse(AboutRight, t.whoMay(KeyWhoMay, amendments, t.form.Amend))
	}
	if t.form.within(field, t.rec.State) {
		return refuse(AboutRule, t.problem(KeyNotFrozen, name))
	}
	if Empty(row.Values["says"]) || Empty(row.Values["why"]) || row.ID == "" {
		return refuse(AboutRule, t.problem(KeyRequired, amendments))
	}
	t.forWhom = forWhom
	amendment := Values{"field": name, "says": row.Values["says"], "why": row.Values["why"], "at": t.e.Now}
	put(amendment, "by", t.e.Me)
	have, _ := t.rec.Values[amendments].([]Row)
	for _, old := range have {
		if old.ID == row.ID {
			return nil
		}
	}
	rows := append(slices.Clone(have), Row{ID: row.ID, Values: amendment})
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.ID, b.ID) })
	t.rec.Values[amendments] = rows
	return nil
}

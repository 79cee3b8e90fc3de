package form

import "slices"

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

package form

import (
	"slices"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// unfit returns what is wrong with a value by its field's type, words, forms, roles and
// size. What the record held before is never found fault with.
func (j *judge) unfit(field *Field, name, row string, v, was any) []Problem {
	if Empty(v) || Equal(v, was) {
		return nil
	}
	found := func(key string, args map[string]any) []Problem {
		p := j.problemWith(key, name, args)
		p.Row = row
		return []Problem{p}
	}
	if !ofType(field.Type, v) {
		return found(KeyBadValue, nil)
	}
	switch v := v.(type) {
	case string:
		if field.Type == Choice {
			if key, said := j.unoffered(field, v); key != "" {
				return found(key, map[string]any{"word": said})
			}
		}
		if field.Max > 0 && utf8.RuneCountInString(v) > field.Max {
			return found(KeyTooLong, map[string]any{"max": field.Max})
		}
	case []string:
		old, _ := was.([]string)
		for _, word := range v {
			if slices.Contains(old, word) {
				continue
			}
			if key, said := j.unoffered(field, word); key != "" {
				return found(key, map[string]any{"word": said})
			}
		}
		return j.tooMany(field, found, len(v))
	case int64:
		if field.Type == Rating && (v < 0 || field.Max > 0 && v > int64(field.Max)) {
			return found(KeyOutOfRange, map[string]any{"max": field.Max})
		}
	case Ref:
		if len(field.Forms) > 0 && !slices.Contains(field.Forms, v.Form) {
			return found(KeyWrongForm, nil)
		}
	case ID:
		if !j.hasRole(field, v) {
			return found(KeyNotThatRole, map[string]any{"role": field.Role})
		}
	case []ID:
		for _, p := range v {
			if !slices.Contains(idsOf(was), p) && !j.hasRole(field, p) {
				return found(KeyNotThatRole, map[string]any{"role": field.Role})
			}
		}
		return j.tooMany(field, found, len(v))
	case []Row:
		if problems := j.tooMany(field, found, len(v)); problems != nil {
			return problems
		}
		return j.unfitRows(field, v, was)
	}
	return nil
}

func (j *judge) tooMany(field *Field, found func(string, map[string]any) []Problem, n int) []Problem {
	if field.Max > 0 && n > field.Max {
		return found(KeyTooMany, map[string]any{"max": field.Max})
	}
	return nil
}

func (j *judge) unfitRows(table *Field, rows []Row, was any) []Problem {
	old := rowsByID(was)
	seen := map[string]bool{}
	var problems []Problem
	for _, row := range rows {
		switch {
		case row.ID == "" || seen[row.ID] && table.Key == "":
			return []Problem{j.problem(KeyBadValue, table.Name)}
		case seen[row.ID]:
			p := j.problem(KeyUnique, table.Name+"."+table.Key)
			p.Row = row.ID
			return []Problem{p}
		}
		seen[row.ID] = true
		if table.Type != Table {
			problems = append(problems, j.unfitBuiltIn(table, row)...)
			continue
		}
		for _, name := range sortedKeys(row.Values) {
			column := columnOf(table, name)
			if column == nil {
				p := j.problem(KeyUnknownField, table.Name+"."+name)
				p.Row = row.ID
				problems = append(problems, p)
				continue
			}
			if v, was := row.Values[name], old[row.ID].Values[name]; !Empty(v) && !Equal(v, was) {
				problems = append(problems, j.unfit(column, table.Name+"."+name, row.ID, v, was)...)
			}
		}
	}
	return problems
}

// unfitBuiltIn judges the rows of checklists and photos, whose columns are fixed.
func (j *judge) unfitBuiltIn(field *Field, row Row) []Problem {
	types := map[string]FieldType{"item": Text, "done": YesNo, "note": Note}
	if field.Type == Photos {
		types = map[string]FieldType{"photo": File, "note": Note}
	}
	for _, name := range sortedKeys(row.Values) {
		if v := row.Values[name]; !Empty(v) && !ofType(types[name], v) {
			p := j.problem(KeyBadValue, field.Name)
			p.Row = row.ID
			return []Problem{p}
		}
	}
	return nil
}

func (j *judge) hasRole(field *Field, person ID) bool {
	return field.Role == "" || slices.Contains(j.holding(field.Role, j.env.Self.Site), person)
}

// ofType tells whether a value has the canonical Go type of a field type.
func ofType(t FieldType, v any) bool {
	var ok bool
	switch t {
	case Text, Note, Phone, Scan, Choice, Secret:
		_, ok = v.(string)
	case Integer, Rating, Money:
		_, ok = v.(int64)
	case Decimal:
		_, ok = v.(decimal.Decimal)
	case DateType:
		var d Date
		if d, ok = v.(Date); ok {
			_, err := time.Parse(time.DateOnly, string(d))
			ok = err == nil
		}
	case TimeType:
		var s string
		if s, ok = v.(string); ok {
			_, err := time.Parse("15:04", s)
			ok = err == nil
		}
	case DateTime:
		_, ok = v.(time.Time)
	case Duration:
		_, ok = v.(Length)
	case YesNo:
		_, ok = v.(bool)
	case RefType:
		_, ok = v.(Ref)
	case Person:
		_, ok = v.(ID)
	case People:
		_, ok = v.([]ID)
	case Choices:
		_, ok = v.([]string)
	case Table, Checklist, Photos:
		_, ok = v.([]Row)
	case File:
		_, ok = v.(Attachment)
	case SignType:
		_, ok = v.(Signature)
	case Place:
		_, ok = v.(Location)
	}
	return ok
}

// unoffered tells why a choice cannot be made at the time it is made, and what to call the
// word: it is not of the list, or not offered then. The key is "" where it can.
func (j *judge) unoffered(field *Field, word string) (key string, said any) {
	w, known := j.env.Lib.Word(field, word)
	switch {
	case !known:
		return KeyUnknownWord, word
	case !w.timeless() && !w.Offered(j.env.Lib.Calendar.Day(j.env.Now)):
		return KeyWordNotOffered, w.Label
	}
	return "", nil
}

func columnOf(table *Field, name string) *Field {
	for _, c := range table.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func rowsByID(v any) map[string]Row {
	rows, _ := v.([]Row)
	byID := make(map[string]Row, len(rows))
	for _, row := range rows {
		byID[row.ID] = row
	}
	return byID
}

func sortedKeys(values Values) []string {
	keys := make([]string, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

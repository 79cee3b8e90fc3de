package form

import (
	"maps"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// compute brings the calculated values of the record up to date: first those of the
// rows, then those of the record in order of dependence; once more where rows read what
// the record calculates. What is not known here keeps its last value, and so does a cell
// of rows that nobody writes any more, or that goes with another cell: the limit a value was
// measured against stands, whatever people set afterwards.
func (j *judge) compute() {
	for range 2 {
		changed := j.computeRows()
		for _, field := range j.form.calcOrder {
			j.computeOne(field)
		}
		if !changed {
			return
		}
	}
}

func (j *judge) computeOne(field *Field) {
	v, answer := j.value(field.Calc, field)
	if answer == Unknown {
		j.note(j.form.path(field) + ".calc")
		return
	}
	put(j.env.Self.Values, field.Name, v)
}

func (j *judge) computeRows() (changed bool) {
	for _, table := range j.form.calcTables {
		changed = j.computeTable(table) || changed
	}
	return changed
}

func (j *judge) computeTable(table *Field) (changed bool) {
	rows, _ := j.env.Self.Values[table.Name].([]Row)
	frozen := !j.form.within(table, j.env.Self.State)
	for _, column := range table.Columns {
		if column.Calc == nil {
			continue
		}
		for i := range rows {
			if column.With != "" && Empty(rows[i].Values[column.With]) || (frozen || column.With != "") && !Empty(rows[i].Values[column.Name]) {
				continue
			}
			v, answer := j.with(rows[i]).value(column.Calc, column)
			if answer == Unknown {
				j.note(j.form.path(table) + "." + column.Name + ".calc")
				continue
			}
			if Equal(rows[i].Values[column.Name], v) {
				continue
			}
			if !changed { // what others share stays as it is
				rows, changed = slices.Clone(rows), true
				j.env.Self.Values[table.Name] = rows
			}
			cells := maps.Clone(rows[i].Values)
			if cells == nil {
				cells = Values{}
			}
			put(cells, column.Name, v)
			rows[i].Values = cells
		}
	}
	return changed
}

// start fills in the defaults of what is still empty. Values that are there as nil were
// emptied by a person and stay so.
func (j *judge) start(emptied Values) {
	for _, field := range j.form.Fields() {
		if field.Default == nil || !Empty(j.env.Self.Values[field.Name]) {
			continue
		}
		if v, given := emptied[field.Name]; given && Empty(v) {
			continue
		}
		if v, answer := j.value(field.Default, field); answer == Unknown {
			j.note(j.form.path(field) + ".default")
		} else {
			put(j.env.Self.Values, field.Name, v)
		}
	}
}

// startRow fills in the defaults of a new row.
func (j *judge) startRow(table *Field, row *Row) {
	for _, column := range table.Columns {
		if column.Default == nil || !Empty(row.Values[column.Name]) {
			continue
		}
		if v, answer := j.with(*row).value(column.Default, column); answer != Unknown {
			put(row.Values, column.Name, v)
		}
	}
}

// value evaluates an expression to the canonical type of a field.
func (j *judge) value(e *Expr, field *Field) (any, Answer) {
	v, answer, err := e.Eval(j.env)
	if err != nil {
		j.fail(err)
		return nil, Unknown
	}
	if answer == Unknown {
		return nil, Unknown
	}
	return j.fitted(v, field), Yes
}

// fitted turns what an expression yields into the canonical Go type of a field; nil
// where it does not fit.
func (j *judge) fitted(v any, field *Field) any {
	switch field.Type {
	case Integer, Money, Rating:
		switch v := v.(type) {
		case int:
			return int64(v)
		case decimal.Decimal:
			if n, fits := wholeOf(v.Round(0)).(int64); fits {
				return n
			}
			return nil
		}
	case Decimal:
		switch v := v.(type) {
		case int64:
			return decimal.NewFromInt(v)
		case int:
			return decimal.NewFromInt(int64(v))
		}
	case DateType:
		if t, ok := v.(time.Time); ok && !t.IsZero() {
			return j.env.Lib.Calendar.Day(t)
		}
	case DateTime:
		if t, ok := v.(time.Time); ok {
			return t.UTC().Truncate(time.Millisecond)
		}
	case RefType:
		switch v := v.(type) {
		case *Record:
			if v == nil || v.ID == (ID{}) {
				return nil
			}
			return Ref{v.Form, v.ID}
		case ID:
			return Ref{"person", v}
		}
	case Person:
		return one(idsOf(v))
	case People:
		return people(v)
	case Choices:
		if word, ok := v.(string); ok && word != "" {
			return []string{word}
		}
	}
	return v
}

func one(ids []ID) any {
	if len(ids) == 0 || ids[0] == (ID{}) {
		return nil
	}
	return ids[0]
}

func people(v any) any {
	var ids []ID
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			ids = addIDs(ids, idsOf(e)...)
		}
	default:
		ids = addIDs(nil, idsOf(v)...)
	}
	return ids
}

// put writes a value, or takes it away where it is empty.
func put(values Values, column string, v any) {
	if Empty(v) {
		delete(values, column)
		return
	}
	values[column] = v
}

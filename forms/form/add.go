package form

import (
	"maps"
	"slices"
	"strings"
)

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
	if answer == No && !t.system && !t.e.Accepted {
		return refuse(AboutRight, t.whoMay(KeyWhoMay, amendments, t.form.Amend))
	}
	if t.form.within(field, t.rec.State) {
		return refuse(AboutRule, t.problem(KeyNotFrozen, name))
	}
	if len(field.Eyes()) > 0 { // all who read the record would see it
		return refuse(AboutRule, t.problem(KeyMayNotPick, name))
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

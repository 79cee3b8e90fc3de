package server

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// asExpected tells whether a device already has everything an operation did, so that
// nothing need be sent back to it. In doubt it has not: one that reckons by other forms may
// be too old to read those in force.
func (t *turn) asExpected(from *source, a *arrival, out record.Outcome) (bool, error) {
	if from.device == 0 || from.forms != t.lib.SHA256 || a.op.Dseq <= from.again || out.Fate != record.Applied || a.skew != 0 || len(a.boxes) > 0 || len(out.Conflicts) > 0 {
		return false, nil
	}
	for i := range out.Changes {
		c := &out.Changes[i]
		if c.Before == nil && (t.lib.Form(c.After.Form).Number != nil || len(a.op.Expect) == 0) {
			return false, nil // its number, and the site that it has by somebody's posts, are given here
		}
		if known, err := t.hasBefore(from, c); err != nil || !known {
			return false, err
		}
	}
	switch {
	case len(a.op.Expect) > 0:
		return bytes.Equal(a.op.Expect, record.ExpectHash(t.lib, out)), nil
	case len(out.Changes) == 0:
		return true, nil
	case len(out.Changes) > 1 || slices.ContainsFunc(a.op.Assumed, func(rule string) bool { return !form.OnlyRefuses(rule) }):
		return false, nil
	}
	c := &out.Changes[0] // of a record that was there: what is made says what is expected
	for n, p := range a.op.Parts {
		if a.op.RecordID(n) != c.After.ID || p.Base != c.Before.Rev {
			return false, nil
		}
	}
	return !t.madeHere(c), nil
}

// hasBefore tells whether the device has the record as it was before a change: it has
// read that far, or what came before was its own and as it expected, and not of before it
// began anew.
func (t *turn) hasBefore(from *source, c *record.Change) (bool, error) {
	if c.Before == nil || c.Before.Seq <= from.synced {
		return true, nil
	}
	if c.Before.Seq <= from.behind {
		return false, nil // it begins anew, and gets the record again
	}
	var device, expected int64
	err := one(t.db, "SELECT device, expected FROM op WHERE seq = ?", []any{c.Before.Seq}, &device, &expected)
	if errors.Is(err, errNoRow) {
		return false, nil
	}
	return device == from.device && expected == 1, err
}

// madeHere tells whether a change holds values that a device might not have come to by
// itself: computed from other records, or by settings that it may not have yet.
func (t *turn) madeHere(c *record.Change) bool {
	f := t.lib.Form(c.After.Form)
	for name := range c.Written {
		column := f.Column(name)
		if column == nil {
			return true
		}
		if column.Kind == form.OfDeadline && strings.HasSuffix(name, "_due") {
			return true
		}
		if field := column.Field; field != nil && (worksOut(f, field) || slices.ContainsFunc(field.Columns, func(col *form.Field) bool { return worksOut(f, col) })) {
			return true
		}
	}
	return false
}

// worksOut tells whether a field of a form, or of a row of one of its tables, is worked out
// from more than the record itself.
func worksOut(f *form.Form, field *form.Field) bool {
	return slices.ContainsFunc([]*form.Expr{field.Calc, field.Default}, func(e *form.Expr) bool { return e != nil && readsFurther(f, e) })
}

// within are the functions that know only what they are given. Others read records or
// settings, hang on the days that people declare, or are Go functions that may do either.
var within = map[string]bool{"filled": true, "day": true, "days": true, "week": true, "month": true, "quarter_end": true, "quarter_before": true}

// readsFurther tells whether an expression of a form reads more than the record itself and the
// rows of its own tables and checklists.
func readsFurther(f *form.Form, e *form.Expr) bool {
	for _, path := range e.Paths() {
		own := 1
		if field := f.Field(path[0]); path[0] == "it" || field != nil && (field.Type == form.Table || field.Type == form.Checklist) {
			own = 2
		}
		if len(path) > own || slices.ContainsFunc(f.Related, func(r *form.Relation) bool { return r.Name == path[0] }) {
			return true
		}
	}
	return slices.ContainsFunc(e.Calls(), func(name string) bool { return !within[name] })
}

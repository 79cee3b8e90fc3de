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
// nothing need be sent back to it. In doubt it has not.
func (t *turn) asExpected(from *source, a *arrival, out record.Outcome) (bool, error) {
	if from.device == 0 || a.op.Dseq <= from.again || out.Fate != record.Applied || a.skew != 0 || len(a.boxes) > 0 || len(out.Conflicts) > 0 {
		return false, nil
	}
	for i := range out.Changes {
		c := &out.Changes[i]
		if c.Before == nil && t.lib.Form(c.After.Form).Number != nil {
			return false, nil
		}
		seq, err := t.madeOn(from, c)
		if err != nil {
			return false, err
		}
		if known, err := t.has(from, seq); err != nil || !known {
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
	c := &out.Changes[0]
	before := int64(0)
	if c.Before != nil {
		before = c.Before.Rev
	}
	for n, p := range a.op.Parts {
		if a.op.RecordID(n) != c.After.ID || p.Kind != record.Create && p.Base != before {
			return false, nil
		}
	}
	return !t.madeHere(c), nil
}

// madeOn returns the sequence of what a change was made on: the record as it was before, or
// the posts of whoever made a new one, from which it has its site.
func (t *turn) madeOn(from *source, c *record.Change) (int64, error) {
	if c.Before != nil {
		return c.Before.Seq, nil
	}
	if t.lib.Form("person") == nil {
		return 0, nil
	}
	person, err := t.world().Stored("person", from.person)
	if errors.Is(err, form.ErrNotHere) {
		return 0, nil
	}
	return person.Seq, err
}

// has tells whether the device has the record that a sequence stands for: it has read that
// far, or it was its own and as it expected, and not of before it began anew.
func (t *turn) has(from *source, seq int64) (bool, error) {
	if seq <= from.synced {
		return true, nil
	}
	if seq <= from.behind {
		return false, nil // it begins anew, and gets the record again
	}
	var device, expected int64
	err := one(t.db, "SELECT device, expected FROM op WHERE seq = ?", []any{seq}, &device, &expected)
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
		if field := column.Field; field != nil {
			for _, e := range []*form.Expr{field.Calc, field.Default} {
				if e != nil && readsFurther(e) {
					return true
				}
			}
		}
	}
	return false
}

func readsFurther(e *form.Expr) bool {
	for _, path := range e.Paths() {
		if len(path) > 1 {
			return true
		}
	}
	for _, elsewhere := range []string{"setting(", "balance(", "working"} { // working time hangs on the days people declare
		if strings.Contains(e.Source, elsewhere) {
			return true
		}
	}
	return false
}

package record_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/record/recordtest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// typing draws what somebody types into an order: fields of every merge rule.
func (d *day) typing(order form.ID, name string) (form.ID, record.Part) {
	who := rapid.SampledFrom([]form.ID{d.assistant, d.engineer, d.engineer}).Draw(d.rt, name)
	texts := []any{"line one\nline two\nline three", "line one\nline three", "LINE ONE\nline two\nline three", "line one\nline two\nline three\nmore", "line one\nother\nline three", "", nil}
	v := form.Values{}
	put := func(field string, of ...any) {
		if rapid.Bool().Draw(d.rt, name+" "+field) {
			v[field] = rapid.SampledFrom(of).Draw(d.rt, name+" value")
		}
	}
	put("contact", "Ms Wu", "Mr Ye", "Mr Lin", nil)
	put("fault", texts...)
	put("tags", []string{"urgent"}, []string{"remote", "urgent"}, []string{"evening"}, nil)
	if who == d.engineer {
		put("findings", texts...)
		if rapid.Bool().Draw(d.rt, name+" lines") {
			v["lines"] = d.rows(name)
		}
	}
	if len(v) == 0 {
		v["fault"] = "x"
	}
	return who, set("order", order, v)
}

func (d *day) rows(name string) []form.Row {
	var rows []form.Row
	for _, id := range "abc" {
		if rapid.Bool().Draw(d.rt, name+string(id)) {
			rows = append(rows, line(string(id), rapid.SampledFrom([]string{"cable", "plug", "wire"}).Draw(d.rt, name+" item"), int64(rapid.IntRange(1, 2).Draw(d.rt, name+" pieces"))))
		}
	}
	return rows
}

// Whoever comes first: where the rules say who is right, he is; where they say that the
// first to arrive is, the other's value is listed, and both orders list the same values.
func TestProperty_theOrderOfArrivalChangesNoResult(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := anyDay(rt, t)
		order := d.orders[0]
		d.do(t, d.engineer, set("order", order, form.Values{"lines": d.rows("base"), "findings": "line one\nline two\nline three"}))
		first, one := d.typing(order, "first")
		second, two := d.typing(order, "second")
		a, b := d.op(t, d.Store, first, one), d.op(t, d.Store, second, two)

		type end struct {
			record.Record
			conflicts []record.Conflict
		}
		arrive := func(ops ...record.Operation) end {
			s, e := d.Clone(), end{}
			for _, op := range ops {
				out := s.Do(t, op)
				if out.Fate != record.Applied && out.Fate != record.Merged {
					rt.Skip("refused by a rule")
				}
				e.conflicts = append(e.conflicts, out.Conflicts...)
			}
			e.Record, _ = s.Stored("order", order)
			return e
		}
		ab, ba := arrive(a, b), arrive(b, a)

		for _, name := range []string{"contact", "fault", "findings", "tags", "lines"} {
			here, there := ab.Values[name], ba.Values[name]
			if diff := cmp.Diff(listedValues(ab.conflicts, name, here), listedValues(ba.conflicts, name, there)); diff != "" {
				rt.Fatalf("%s lists other values when it arrives the other way round\n%s", name, diff)
			}
			// The first to arrive stands among equals, and in texts that overlap.
			open := hasConflict(ab.conflicts, name) && (first == second || name == "fault" || name == "findings")
			if !open && !form.Equal(here, there) {
				rt.Fatalf("%s is %v, and %v when it arrives the other way round", name, here, there)
			}
		}
	})
}

func hasConflict(all []record.Conflict, name string) bool {
	return slices.ContainsFunc(all, func(c record.Conflict) bool { return c.Column == name })
}

// listedValues are the values of a field that stand or are listed, as text, sorted: cells
// of rows each by itself.
func listedValues(all []record.Conflict, name string, stands any) []string {
	var listed []string
	add := func(s string) {
		if !slices.Contains(listed, s) {
			listed = append(listed, s)
		}
	}
	spell := func(at string, v any) { add(at + "=" + spelled(v)) }
	if rows, ok := stands.([]form.Row); ok {
		for _, r := range rows {
			for cell, v := range r.Values {
				spell(r.ID+"."+cell, v)
			}
		}
	} else {
		spell("", stands)
	}
	for _, c := range all {
		if c.Column != name {
			continue
		}
		at := ""
		if c.Row != "" {
			at = c.Row + "." + c.Cell
		}
		spell(at, c.Mine)
		spell(at, c.Theirs)
	}
	slices.Sort(listed)
	return listed
}

func spelled(v any) string {
	if form.Empty(v) {
		return ""
	}
	return fmt.Sprint(v)
}

// Whatever was written stands in the record, or was replaced by somebody who saw it, or
// is listed as a conflict, or waits as a refused operation: at every step of a day in which
// people write on what they saw a while ago.
func TestProperty_noValueVanishesUnlisted(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := anyDay(rt, t)
		order := d.orders[0]
		seen := []*recordtest.Store{d.Clone()}
		for range rapid.IntRange(1, 12).Draw(rt, "operations") {
			who, part := d.typing(order, "typing")
			on := rapid.SampledFrom(append(seen, d.Store)).Draw(rt, "seen")
			op := d.op(t, on, who, part)
			before := d.get(t, "order", order)
			out := d.Do(t, op)
			if out.Fate == record.Refused || out.Fate == record.Parked {
				continue // it waits whole
			}
			after := d.get(t, "order", order)
			for name, mine := range op.Parts[0].Values {
				k := kept{out.Conflicts, name}
				base, theirs, now := op.Parts[0].Was[name], before.Values[name], after.Values[name]
				if lost := k.lost(base, mine, now, true); lost != "" {
					rt.Fatalf("what was written into %s is gone: %s\nbase %v, mine %v, theirs %v, now %v, listed %+v", name, lost, base, mine, theirs, now, out.Conflicts)
				}
				if lost := k.lost(base, theirs, now, false); lost != "" {
					rt.Fatalf("what stood in %s is gone: %s\nbase %v, mine %v, theirs %v, now %v, listed %+v", name, lost, base, mine, theirs, now, out.Conflicts)
				}
			}
			if rapid.Bool().Draw(rt, "pull") {
				seen = append(seen, d.Clone())
			}
		}
	})
}

// kept is what a step listed of one field.
type kept struct {
	conflicts []record.Conflict
	name      string
}

// lists tells whether a value of the field, or of one cell, is listed.
func (k kept) lists(row, cell string, v any, mine bool) bool {
	return slices.ContainsFunc(k.conflicts, func(c record.Conflict) bool {
		return c.Column == k.name && c.Row == row && c.Cell == cell && form.Equal(v, map[bool]any{true: c.Mine, false: c.Theirs}[mine])
	})
}

// lost names what a side had changed against the base and neither stands nor is listed.
func (k kept) lost(base, side, now any, mine bool) string {
	if form.Equal(base, side) || form.Equal(side, now) || k.lists("", "", side, mine) {
		return ""
	}
	switch side := side.(type) {
	case []form.Row:
		for _, r := range side {
			was, is := cellsOf(base, r.ID), cellsOf(now, r.ID)
			for cell, v := range r.Values {
				if !form.Equal(was[cell], v) && !form.Equal(is[cell], v) && !k.lists(r.ID, cell, v, mine) {
					return fmt.Sprintf("row %s, %s %v", r.ID, cell, v)
				}
			}
		}
		return ""
	case []string:
		old, _ := base.([]string)
		left, _ := now.([]string)
		for _, word := range side {
			if !slices.Contains(old, word) && !slices.Contains(left, word) {
				return word
			}
		}
		return ""
	}
	text, isText := side.(string)
	if k.name != "fault" && k.name != "findings" || side != nil && !isText {
		return spelled(side)
	}
	for _, l := range strings.Split(text, "\n") {
		if !slices.Contains(strings.Split(spelled(base), "\n"), l) && !slices.Contains(strings.Split(spelled(now), "\n"), l) {
			return l
		}
	}
	return ""
}

func cellsOf(v any, row string) form.Values {
	rows, _ := v.([]form.Row)
	for _, r := range rows {
		if r.ID == row {
			return r.Values
		}
	}
	return nil
}

// What is typed twice is typed once: an operation that comes again, as after a lost reply
// to a server that forgot it, changes no value.
func TestProperty_typingTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := anyDay(rt, t)
		order := d.orders[0]
		tablet := d.Clone()
		who, part := d.typing(order, "theirs")
		d.Do(t, d.op(t, d.Store, who, part))
		who, part = d.typing(order, "mine")
		op := d.op(t, tablet, who, part)
		d.Do(t, op)
		before := d.get(t, "order", order)

		out := d.Do(t, op)

		if after := d.get(t, "order", order); len(out.Changes) > 0 || !form.EqualValues(before.Values, after.Values) {
			rt.Fatalf("the second time it is %s\n%s", out.Fate, cmp.Diff(before.Values, after.Values))
		}
	})
}

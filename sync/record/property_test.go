package record_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/record/recordtest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// day is an office in the middle of its work, from which operations are drawn that mostly
// make sense.
type day struct {
	*office
	rt                   *rapid.T
	orders, cards, units []form.ID
}

func anyDay(rt *rapid.T, tb testing.TB) *day {
	d := &day{office: newOffice(tb), rt: rt}
	for i := range 3 {
		id := d.working(tb)
		d.orders, d.cards = append(d.orders, id), append(d.cards, d.play.One("card", "order", id).ID)
		unit := d.do(tb, d.keeper, create("unit", form.Values{"serial": fmt.Sprint("A", i)})).Changes[0].After.ID
		d.do(tb, d.keeper, act("unit", unit, "issue", form.Values{"holder": d.engineer}))
		d.units = append(d.units, unit)
	}
	return d
}

// operation draws what somebody does who sees a store, usually one who may.
func (d *day) operation(tb testing.TB, seen *recordtest.Store) record.Operation {
	actor := rapid.SampledFrom([]form.ID{d.assistant, d.assistant, d.engineer, d.engineer, d.engineer, d.second, d.lead, {}}).Draw(d.rt, "actor")
	var parts []record.Part
	for range rapid.IntRange(1, 2).Draw(d.rt, "parts") {
		parts = append(parts, d.part(actor))
	}
	d.play.Wait(time.Minute)
	return d.op(tb, seen, actor, parts...)
}

func (d *day) part(actor form.ID) record.Part {
	order := rapid.SampledFrom(d.orders).Draw(d.rt, "order")
	card := rapid.SampledFrom(d.cards).Draw(d.rt, "card")
	clerk := rapid.SampledFrom([]func() record.Part{
		func() record.Part { return create("order", d.values("customer", "contact", "kind", "tags")) },
		func() record.Part { return set("order", order, d.values("contact", "fault", "tags")) },
		func() record.Part {
			return set("order", order, d.values("contact", "starts", "ends", "price", "count", "nonsense"))
		},
		func() record.Part { return act("order", order, "move", d.values("starts", "ends")) },
		func() record.Part { return act("order", order, "assign", form.Values{"engineer": d.engineer}) },
		func() record.Part { return act("order", order, "assign", form.Values{"engineer": d.second}) },
		func() record.Part { return act("order", order, "cancel", form.Values{"reason": "x"}) },
		func() record.Part { return act("card", card, "check", nil) },
		func() record.Part { return act("card", card, "return", form.Values{"missing": "sign"}) },
		func() record.Part { return act("order", order, "close", nil) },
		func() record.Part { return d.add("order", order, "amendments") },
	})
	fieldwork := rapid.SampledFrom([]func() record.Part{
		func() record.Part { return set("order", order, d.values("contact", "fault", "tags")) },
		func() record.Part {
			return set("order", order, d.values("findings", "arrived", "left", "lines", "stars"))
		},
		func() record.Part {
			return set("order", order, d.values("findings", "arrived", "lines", "verdict", "total"))
		},
		func() record.Part { return act("order", order, "start", nil) },
		func() record.Part { return act("order", order, "finish", d.values("findings", "arrived")) },
		func() record.Part { return d.add("order", order, "lines") },
		func() record.Part { return d.add("order", order, "counted") },
		func() record.Part { return set("card", card, d.card()) },
		func() record.Part { return act("card", card, "fill", d.card()) },
	})
	if actor == d.engineer || actor == d.second {
		return fieldwork.Draw(d.rt, "fieldwork")()
	}
	return clerk.Draw(d.rt, "clerk")()
}

// values draws values for some of the fields; one in ten is of another type.
func (d *day) values(names ...string) form.Values {
	text := []any{"x", "LINE ONE\nline two\nline three", "line one\nline two\nline three\nmore", nil}
	times := []any{d.play.Now, d.play.Now.Add(time.Hour), d.play.Now.Add(2 * time.Hour)}
	of := map[string][]any{
		"customer": {ref("customer", d.customer)}, "kind": {"install", "repair"}, "contact": text, "fault": text, "findings": text,
		"tags": {[]string{"urgent"}, []string{"remote", "urgent"}, nil}, "starts": times, "ends": times, "arrived": times, "left": times,
		"price": {int64(100), int64(250)}, "count": {int64(2)}, "stars": {int64(4)}, "nonsense": {"x"}, "verdict": {"pass"}, "total": {int64(1)},
	}
	v := form.Values{}
	for _, name := range names {
		switch n := rapid.IntRange(0, 19).Draw(d.rt, name); {
		case n == 0:
			v[name] = true
		case n < 12 && name == "lines":
			v[name] = rowsDrawn(d.rt, "line", "abc")
		case n < 12 && len(of[name]) > 0:
			v[name] = rapid.SampledFrom(of[name]).Draw(d.rt, "value")
		}
	}
	for _, name := range []string{"nonsense", "verdict", "total"} {
		if _, drawn := v[name]; drawn && rapid.IntRange(0, 3).Draw(d.rt, "keep") > 0 {
			delete(v, name)
		}
	}
	return v
}

func (d *day) card() form.Values {
	unit := rapid.SampledFrom(d.units).Draw(d.rt, "unit")
	return form.Values{"method": "analog", "trained": rapid.Bool().Draw(d.rt, "trained"), "topics": "how to dial", "units": []form.Row{{ID: "1", Values: form.Values{
		"unit": ref("unit", unit), "work": rapid.SampledFrom([]string{"installed", "removed"}).Draw(d.rt, "work"),
		"fine": rapid.Bool().Draw(d.rt, "fine")}}}}
}

func (d *day) add(formName string, id form.ID, table string) record.Part {
	row := form.Row{ID: rapid.SampledFrom([]string{"", "a", "b"}).Draw(d.rt, "row")}
	switch table {
	case "lines":
		row.Values = form.Values{"item": "cable"}
	case "counted":
		row.Values = form.Values{"serial": rapid.SampledFrom([]string{"A1", "A2"}).Draw(d.rt, "serial"), "found": true}
	default:
		row.Values = form.Values{"field": "findings", "says": "y", "why": "miscounted"}
	}
	return record.Part{Kind: record.Add, Form: formName, ID: id, Table: table, Row: row}
}

func TestProperty_applyIsTotalAndDeterministic(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := anyDay(rt, t)
		tablet := o.Clone()
		for range rapid.IntRange(1, 20).Draw(rt, "operations") {
			seen := o.Store
			if rapid.Bool().Draw(rt, "seen earlier") {
				seen = tablet
			}
			op := o.operation(t, seen)
			first := o.Apply(t, op)
			second := o.Apply(t, op)
			if diff := cmp.Diff(first, second); diff != "" {
				rt.Fatalf("two outcomes of one operation\n%s", diff)
			}
			if (first.Fate == record.Refused || first.Fate == record.Parked) != (len(first.Problems) > 0) || len(first.Problems) > 0 && len(first.Changes) > 0 {
				rt.Fatalf("%s with %d problems and %d changes", first.Fate, len(first.Problems), len(first.Changes))
			}
			o.Commit(first, op.Actor)
		}
	})
}

func TestProperty_aDeviceThatHasEverythingPredictsTheServer(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := anyDay(rt, t)
		for range rapid.IntRange(1, 20).Draw(rt, "operations") {
			op := o.operation(t, o.Store)
			device := o.Clone()
			device.Incomplete = true
			predicted, decided := device.Apply(t, op), o.Do(t, op)
			if len(predicted.Assumed) > 0 && !onlyCompleteness(predicted.Assumed) {
				continue
			}
			if predicted.Fate != decided.Fate {
				if unseen(decided.Problems) {
					continue
				}
				rt.Fatalf("predicted %s, decided %s: %v", predicted.Fate, decided.Fate, decided.Problems)
			}
			if a, b := record.ExpectHash(o.Lib, predicted), record.ExpectHash(o.Lib, decided); !bytes.Equal(a, b) {
				rt.Fatalf("expected %x, decided %x\n%s", a, b, cmp.Diff(predicted.Changes, decided.Changes))
			}
		}
	})
}

// onlyCompleteness tells whether a device merely could not rule out other records.
func onlyCompleteness(assumed []string) bool {
	return !slices.ContainsFunc(assumed, func(rule string) bool {
		return !slices.Contains([]string{"order.unique.0", "card.unique.0", "unit.unique.0"}, rule)
	})
}

func unseen(problems []form.Problem) bool {
	return slices.ContainsFunc(problems, func(p form.Problem) bool { return p.Key == "order.unique.0" })
}

func TestProperty_disjointEditsCommute(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := newOffice(t)
		id := o.working(t)
		base := rowsDrawn(rt, "base", "abcd")
		o.do(t, o.engineer, set("order", id, form.Values{"lines": base, "tags": []string{"remote"}}))
		first := form.Values{"lines": append(slices.Clone(base), rowsDrawn(rt, "first", "ijkl")...), "contact": "Ms Wu", "fault": "LINE ONE\nline two\nline three", "tags": []string{"remote", "urgent"}}
		second := form.Values{"lines": append(slices.Clone(base), rowsDrawn(rt, "added", "efgh")...), "findings": "x",
			"fault": "line one\nline two\nline three\nline four", "tags": []string{"evening"}}
		a := o.op(t, o.Store, o.engineer, set("order", id, first))
		b := o.op(t, o.Store, o.engineer, set("order", id, second))

		ab, ba := o.Clone(), o.Clone()
		ab.Must(t, a)
		ab.Must(t, b)
		ba.Must(t, b)
		ba.Must(t, a)

		one, _ := ab.Stored("order", id)
		two, _ := ba.Stored("order", id)
		if diff := cmp.Diff(one.Values, two.Values); diff != "" {
			rt.Fatalf("the order of arrival shows\n%s", diff)
		}
	})
}

// rowsDrawn is some lines with ids out of letters, sorted.
func rowsDrawn(rt *rapid.T, name, letters string) []form.Row {
	var rows []form.Row
	for _, l := range letters {
		if rapid.Bool().Draw(rt, name+string(l)) {
			rows = append(rows, line(string(l), rapid.SampledFrom([]string{"cable", "plug"}).Draw(rt, "item"), 1))
		}
	}
	return rows
}

func TestProperty_unionNeverLosesARow(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := newOffice(t)
		id := o.working(t)
		base := rowsDrawn(rt, "base", "abcd")
		if len(base) > 0 {
			o.do(t, o.engineer, set("order", id, lines(base...)))
		}
		tablet := o.Clone()
		theirs, mine := edited(rt, "theirs", base), edited(rt, "mine", base)

		o.Must(t, o.op(t, o.Store, o.engineer, set("order", id, lines(theirs...))))
		o.Must(t, o.op(t, tablet, o.engineer, set("order", id, lines(mine...))))

		got := map[string]bool{}
		now, _ := o.get(t, "order", id).Values["lines"].([]form.Row)
		for _, r := range now {
			got[r.ID] = true
		}
		for _, side := range [][]form.Row{theirs, mine} {
			for _, r := range side {
				if !got[r.ID] && changed(base, r) {
					rt.Fatalf("row %s is lost: base %v, theirs %v, mine %v, now %v", r.ID, base, theirs, mine, now)
				}
			}
		}
	})
}

// edited takes rows away, changes them and adds others.
func edited(rt *rapid.T, who string, base []form.Row) []form.Row {
	var rows []form.Row
	for _, r := range base {
		switch rapid.IntRange(0, 2).Draw(rt, who+r.ID) {
		case 0:
			rows = append(rows, r)
		case 1:
			rows = append(rows, line(r.ID, "changed by "+who, 1))
		}
	}
	return append(rows, rowsDrawn(rt, who+"+", "xyz")...)
}

// changed tells whether a row is new or differs from the base's.
func changed(base []form.Row, r form.Row) bool {
	return !slices.ContainsFunc(base, func(b form.Row) bool { return b.ID == r.ID && form.EqualValues(b.Values, r.Values) })
}

func TestProperty_assigningTwiceOpensOneCard(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := newOffice(t)
		order := o.do(t, o.assistant, create("order", form.Values{"customer": ref("customer", o.customer), "contact": "x"})).Changes[0].After.ID
		device := o.Clone()
		for range rapid.IntRange(1, 4).Draw(rt, "times") {
			who := rapid.SampledFrom([]form.ID{o.engineer, o.second}).Draw(rt, "engineer")
			op := o.op(t, o.Store, o.assistant, act("order", order, "assign", form.Values{"engineer": who}))
			device.Must(t, op)
			o.Must(t, op)
			move := o.op(t, o.Store, o.assistant, act("order", order, "move", nil))
			device.Must(t, move)
			o.Must(t, move)
		}
		if here, there := device.All("card"), o.All("card"); len(here) != 1 || len(there) != 1 || here[0].ID != there[0].ID {
			rt.Fatalf("%d cards on the device, %d on the server", len(here), len(there))
		}
	})
}

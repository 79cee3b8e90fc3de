package record_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// anyPart is a part that may or may not make sense.
func anyPart(rt *rapid.T, o *office, orders, cards, units []form.ID) record.Part {
	pick := func(ids []form.ID) form.ID { return rapid.SampledFrom(ids).Draw(rt, "record") }
	text := func() string { return rapid.SampledFrom([]string{"", "x", "one\ntwo", "一二三"}).Draw(rt, "text") }
	rows := func() []form.Row {
		var rows []form.Row
		for i := range rapid.IntRange(0, 3).Draw(rt, "rows") {
			rows = append(rows, line(fmt.Sprint(i), text(), rapid.Int64Range(-1, 9).Draw(rt, "pieces")))
		}
		return rows
	}
	values := func() form.Values {
		v := form.Values{}
		for _, name := range rapid.SliceOfN(rapid.SampledFrom([]string{
			"contact", "fault", "tags", "lines", "findings", "arrived", "left", "engineer", "count", "price", "customer", "kind",
			"stars", "verdict", "total", "nonsense", "reason", "starts", "ends",
		}), 0, 4).Draw(rt, "names") {
			v[name] = rapid.SampledFrom([]any{
				nil, text(), int64(3), o.engineer, o.second, o.play.Now, o.play.Now.Add(time.Hour), []string{"urgent"}, rows(),
				ref("customer", o.customer), true, "repair",
			}).Draw(rt, "value")
		}
		return v
	}
	switch rapid.IntRange(0, 6).Draw(rt, "kind") {
	case 0:
		return create("order", values())
	case 1:
		return set("order", pick(orders), values())
	case 2:
		card := form.Values{"method": text(), "trained": rapid.Bool().Draw(rt, "trained"), "units": []form.Row{{ID: "1", Values: form.Values{
			"unit": ref("unit", pick(units)), "work": rapid.SampledFrom([]string{"installed", "removed"}).Draw(rt, "work"),
			"fine": rapid.Bool().Draw(rt, "fine")}}}}
		return set("card", pick(cards), card)
	case 3:
		return act("card", pick(cards), rapid.SampledFrom([]string{"fill", "check", "return", "file", "drop"}).Draw(rt, "act"), nil)
	case 4:
		return record.Part{Kind: record.Add, Form: "order", ID: pick(orders), Table: rapid.SampledFrom([]string{"lines", "counted", "amendments"}).Draw(rt, "table"),
			Row: form.Row{ID: text(), Values: form.Values{"item": text(), "serial": text()}}}
	default:
		return act("order", pick(orders), rapid.SampledFrom([]string{"assign", "start", "finish", "move", "survey", "close", "cancel"}).Draw(rt, "act"), values())
	}
}

// anyday is an office in the middle of its work.
func anyday(rt *rapid.T, tb testing.TB) (o *office, next func() record.Operation) {
	o = newOffice(tb)
	var orders, cards, units []form.ID
	for i := range 3 {
		id := o.working(tb)
		orders, cards = append(orders, id), append(cards, o.play.One("card", "order", id).ID)
		unit := o.do(tb, o.keeper, create("unit", form.Values{"serial": fmt.Sprint("A", i)})).Changes[0].After.ID
		o.do(tb, o.keeper, act("unit", unit, "issue", form.Values{"holder": o.engineer}))
		units = append(units, unit)
	}
	people := []form.ID{o.assistant, o.engineer, o.second, o.lead, o.keeper, {}}
	tablet := o.Clone()
	return o, func() record.Operation {
		seen := o.Store
		if rapid.Bool().Draw(rt, "seen earlier") {
			seen = tablet
		}
		var parts []record.Part
		for range rapid.IntRange(1, 3).Draw(rt, "parts") {
			parts = append(parts, anyPart(rt, o, orders, cards, units))
		}
		o.play.Wait(time.Minute)
		return o.op(tb, seen, rapid.SampledFrom(people).Draw(rt, "actor"), parts...)
	}
}

func TestProperty_applyIsTotalAndDeterministic(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o, next := anyday(rt, t)
		for range rapid.IntRange(1, 8).Draw(rt, "operations") {
			op := next()
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
		o, next := anyday(rt, t)
		for range rapid.IntRange(1, 6).Draw(rt, "operations") {
			op := next()
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
		first := form.Values{"contact": "Ms Wu", "fault": "LINE ONE\nline two\nline three", "tags": []string{"remote", "urgent"}}
		second := form.Values{"lines": append(slices.Clone(base), rowsDrawn(rt, "added", "efgh")...), "findings": "x",
			"fault": "line one\nline two\nline three\nline four", "tags": []string{"evening"}}
		a := o.op(t, o.Store, o.assistant, set("order", id, first))
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

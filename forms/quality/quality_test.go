package quality_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"fieldline/forms/form"
	"fieldline/forms/quality"
)

// The check values of the interval, computed elsewhere.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		x, n int
		want string
	}{
		{0, 5, "0.00 43.45"}, {0, 20, "0.00 16.11"}, {1, 20, "0.89 23.61"}, {2, 20, "2.79 30.10"}, {1, 50, "0.35 10.50"},
		{5, 100, "2.15 11.18"}, {0, 100, "0.00 3.70"}, {3, 300, "0.34 2.90"}, {10, 1000, "0.54 1.83"}, {0, 0, "0.00 100.00"},
	} {
		low, high := quality.Wilson(c.x, c.n)
		if have := fmt.Sprintf("%.2f %.2f", low, high); have != c.want {
			t.Errorf("%d of %d: %s, want %s", c.x, c.n, have, c.want)
		}
	}
}

// The interval holds the share, and more dialers of the same share say more.
func TestWilson_holds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(rt, "n")
		x := rapid.IntRange(0, n).Draw(rt, "x")
		low, high := quality.Wilson(x, n)
		rate := 100 * float64(x) / float64(n)
		if low < 0 || high > 100 || low > rate+1e-9 || high < rate-1e-9 {
			rt.Fatalf("%d of %d: %f to %f", x, n, low, high)
		}
		l, h := quality.Wilson(3*x, 3*n)
		if h-l > high-low+1e-9 {
			rt.Fatalf("three times as many say less: %f to %f, %f to %f", low, high, l, h)
		}
	})
}

const until = form.Date("2026-11-23")

// lot is dialers of a model: how many, how long they have been installed (negative: never),
// how many failed so many days after, and how many were dead on arrival besides.
type lot struct {
	model                        string
	n, age, bad, after, dead, in int
}

func (l lot) units() []quality.Unit {
	var units []quality.Unit
	for i := range l.n + l.dead {
		u := quality.Unit{Serial: fmt.Sprint(l.model, i), Model: l.model, Lot: "L1", Tested: "2024-01-02", Failed: i < l.in}
		switch {
		case i >= l.n:
			u.Faults = []form.Date{until.AddDays(-max(l.age, 0) - 1)}
		case l.age >= 0:
			u.Installed = until.AddDays(-l.age)
			if i < l.bad {
				u.Faults = []form.Date{u.Installed.AddDays(l.after)}
			}
		}
		units = append(units, u)
	}
	return units
}

func lines(lots ...lot) []quality.Line {
	var units []quality.Unit
	for _, l := range lots {
		units = append(units, l.units()...)
	}
	return quality.Of(units, until, false)
}

func models(lines []quality.Line) []string {
	var names []string
	for _, l := range lines {
		names = append(names, l.Model)
	}
	return names
}

// One bad of three does not make a model worse than ten of four hundred, and does not make
// it better either: it has too few data.
func TestOf_fewDoNotBeatMany(t *testing.T) {
	found := lines(lot{model: "FEW", n: 3, age: 500, bad: 1, after: 20}, lot{model: "MANY", n: 400, age: 700, bad: 10, after: 20}, lot{model: "BAD", n: 200, age: 400, bad: 60, after: 20})
	if found[0].Model != "BAD" {
		t.Errorf("the worst is %s", found[0].Model)
	}
	ranked := quality.Ranked(found)
	if have := models(ranked); !slices.Equal(have, []string{"MANY", "BAD", "FEW"}) {
		t.Errorf("ranked %v", have)
	}
	if _, ok := ranked[2].Judged(); ok {
		t.Error("three dialers are enough")
	}
	if s := ranked[0].Field[0]; len(s.Bad) != 10 || len(s.Of) != 400 || s.Bad[0].Serial == "" {
		t.Errorf("%d of %d", len(s.Bad), len(s.Of))
	}
}

// What is proven bad comes first in whichever window it was proven: a bad month of a young
// model is not hidden by a good year of an old one, nor by a few old dialers of its own.
func TestOf_worstFirst(t *testing.T) {
	old, young := lot{model: "OLD", n: 400, age: 680, bad: 1, after: 20}, lot{model: "YOUNG", n: 200, age: 60, bad: 60, after: 20}
	for name, lots := range map[string][]lot{
		"young and old":     {old, young},
		"a few old of it":   {old, young, {model: "YOUNG", n: 3, age: 500}},
		"dead, none in use": {old, {model: "YOUNG", n: 70, age: -1, dead: 30}},
	} {
		if have := models(lines(lots...)); have[0] != "YOUNG" {
			t.Errorf("%s: the worst first: %v", name, have)
		}
	}
}

// What was never installed, or only for a month, is not ranked before what has proven
// itself for a year, and is not what to buy.
func TestRanked_comparesTheSameTimeAtCustomers(t *testing.T) {
	for _, c := range []struct {
		name string
		lots []lot
		want []string
	}{
		{"never installed", []lot{{model: "PROVEN", n: 400, age: 680, bad: 10, after: 20}, {model: "BOXED", n: 100, age: -1}}, []string{"PROVEN", "BOXED"}},
		{"a month against a year", []lot{{model: "PROVEN", n: 400, age: 680, bad: 12, after: 300}, {model: "MONTH", n: 400, age: 40, bad: 4, after: 20}}, []string{"PROVEN", "MONTH"}},
		{"a quarter against a month", []lot{{model: "MONTH", n: 400, age: 40}, {model: "QUARTER", n: 100, age: 100, bad: 2, after: 60}}, []string{"QUARTER", "MONTH"}},
		{"two years", []lot{{model: "WORSE", n: 400, age: 680, bad: 20, after: 300}, {model: "BETTER", n: 300, age: 380, bad: 3, after: 300}}, []string{"BETTER", "WORSE"}},
		{"dead on arrival", []lot{{model: "DEAD", n: 70, age: 500, dead: 30}, {model: "FAILS", n: 100, age: 400, bad: 5, after: 90}}, []string{"FAILS", "DEAD"}},
		{"never installed, by the way in", []lot{{model: "LOSSES", n: 100, age: -1, in: 5}, {model: "NONE", n: 100, age: -1}}, []string{"NONE", "LOSSES"}},
	} {
		ranked := quality.Ranked(lines(c.lots...))
		if have := models(ranked); !slices.Equal(have, c.want) {
			t.Errorf("%s: %v", c.name, have)
		}
		place, ok := quality.Recommended(ranked)
		if _, judged := ranked[0].Judged(); ok != judged || ok && place != 0 {
			t.Errorf("%s: recommended %d, %v", c.name, place, ok)
		}
	}
}

// A year that is proven bad does not recommend a model because nothing else is as old.
func TestRecommended_notWhatIsProvenWorse(t *testing.T) {
	ranked := quality.Ranked(lines(lot{model: "BAD YEAR", n: 200, age: 500, bad: 60, after: 20}, lot{model: "GOOD MONTH", n: 400, age: 40, bad: 2, after: 20}))
	place, ok := quality.Recommended(ranked)
	if !ok || ranked[place].Model != "GOOD MONTH" {
		t.Errorf("recommended %d of %v", place, models(ranked))
	}
}

// What is dead before it is installed is a share of its own of those received, and not of
// those that failed at customers; a later life after its repair counts as any other.
func TestOf_deadOnArrival(t *testing.T) {
	units := lot{model: "A", n: 70, age: 200, dead: 30}.units()
	repaired := quality.Unit{Serial: "R", Model: "A", Installed: until.AddDays(-100), Faults: []form.Date{until.AddDays(-150), until.AddDays(-90)}}
	line := quality.Of(append(units, repaired), until, false)[0]

	if have := fmt.Sprintf("%d/%d", len(line.Dead.Bad), len(line.Dead.Of)); have != "31/101" {
		t.Errorf("dead on arrival %s", have)
	}
	if have := fmt.Sprintf("%d/%d", len(line.Field[0].Bad), len(line.Field[0].Of)); have != "1/71" {
		t.Errorf("within 30 days %s", have)
	}
	if low, _ := line.Bounds(0); low < 20 {
		t.Errorf("a buyer has to expect %f at least", low)
	}
}

// A window counts failures within it, of dialers old enough for it.
func TestOf_windows(t *testing.T) {
	units := lot{model: "A", n: 10, age: 682, bad: 2, after: 60}.units()
	units = append(units, lot{model: "A", n: 5, age: 100, bad: 1, after: 95}.units()...)
	young := quality.Unit{Serial: "Y", Model: "A", Lot: "L2", Installed: "2026-11-13", Faults: []form.Date{"2026-11-20"}}
	line := quality.Of(append(units, young), until, false)[0]

	for i, want := range []string{"0/15", "2/15", "2/10"} {
		if have := fmt.Sprintf("%d/%d", len(line.Field[i].Bad), len(line.Field[i].Of)); have != want {
			t.Errorf("within %d days: %s, want %s", quality.Windows[i], have, want)
		}
	}
	if len(line.Received) != 16 || len(line.Incoming.Of) != 15 {
		t.Errorf("%d received, %d tested", len(line.Received), len(line.Incoming.Of))
	}
	if lots := quality.Of(append(units, young), until, true); len(lots) != 2 {
		t.Errorf("%d lots", len(lots))
	}
}

// A rating of the quarter that is over is filled in some days later: what came, was tested,
// installed, found faulty or came back since is of the next.
func TestOf_asOfADay(t *testing.T) {
	units := []quality.Unit{
		{Serial: "good", Received: "2026-08-03", Tested: "2026-08-04", Installed: "2026-08-10", Faults: []form.Date{"2026-11-24"}, Sent: "2026-11-20", Back: "2026-11-25"},
		{Serial: "dead later", Received: "2026-08-03", Tested: "2026-08-04", Faults: []form.Date{"2026-11-24"}},
		{Serial: "put in later", Received: "2026-08-03", Tested: "2026-08-04", Installed: "2026-11-25", Faults: []form.Date{"2026-11-22"}},
		{Serial: "tested later", Received: "2026-11-23", Tested: "2026-11-24", Failed: true},
		{Serial: "came later", Received: "2026-11-24", Tested: "2026-11-24", Failed: true},
	}
	lines := quality.Of(units, until, false)
	if len(lines) != 1 {
		t.Fatalf("%d lines", len(lines))
	}
	line := lines[0]
	have := fmt.Sprintf("%d received, %d/%d in, %d/%d dead, %d/%d in 90 days", len(line.Received), len(line.Incoming.Bad), len(line.Incoming.Of),
		len(line.Dead.Bad), len(line.Dead.Of), len(line.Field[1].Bad), len(line.Field[1].Of))
	if want := "4 received, 0/3 in, 1/4 dead, 0/1 in 90 days"; have != want {
		t.Errorf("%s, want %s", have, want)
	}
	if _, ok := line.Turnaround(); ok {
		t.Error("back before it came back")
	}
	if later := quality.Of(units, "2026-11-30", false)[0]; len(later.Received) != 5 || len(later.Incoming.Bad) != 2 || len(later.Dead.Bad) != 2 {
		t.Errorf("a week later %d, %d, %d", len(later.Received), len(later.Incoming.Bad), len(later.Dead.Bad))
	}
}

// The turnaround is of those that came back, the price that of the lot received last.
func TestLine_turnaroundAndPrice(t *testing.T) {
	line := quality.Of([]quality.Unit{
		{Serial: "1", Received: "2026-01-05", Price: 20000, Sent: "2026-03-01", Back: "2026-03-15"},
		{Serial: "2", Received: "2026-06-05", Price: 21000, Sent: "2026-07-01", Back: "2026-07-10"},
		{Serial: "3", Received: "2026-07-05", Sent: "2026-08-01"},
	}, until, false)[0]
	days, ok := line.Turnaround()
	price, known := line.Price()
	if days != 12 || !ok || price != 21000 || !known {
		t.Errorf("%d days %v, price %d %v", days, ok, price, known)
	}
	none := quality.Of([]quality.Unit{{Serial: "4"}}, until, false)[0]
	_, ok = none.Turnaround()
	if _, known = none.Price(); ok || known {
		t.Error("known of nothing")
	}
}

// Whatever the lots, their rank is a total order that does not hang on how they were found,
// never puts what was shorter at customers before what was longer, and recommends nothing
// that another is proven better than or that is not known at customers.
func TestRanked_property(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var units []quality.Unit
		for i := range rapid.IntRange(1, 6).Draw(rt, "models") {
			for range rapid.IntRange(1, 3).Draw(rt, "lots") {
				n := rapid.IntRange(1, 60).Draw(rt, "n")
				units = append(units, lot{
					model: fmt.Sprint("M", i), n: n, age: rapid.SampledFrom([]int{-1, 10, 30, 89, 90, 364, 365, 900}).Draw(rt, "age"),
					bad: rapid.IntRange(0, n).Draw(rt, "bad"), after: rapid.IntRange(0, 400).Draw(rt, "after"), dead: rapid.IntRange(0, 5).Draw(rt, "dead"),
				}.units()...)
			}
		}
		found := quality.Of(units, until, false)
		ranked := quality.Ranked(found)
		again := quality.Ranked(rapid.Permutation(found).Draw(rt, "found"))
		if !slices.Equal(models(ranked), models(again)) {
			rt.Fatalf("%v, found otherwise %v", models(ranked), models(again))
		}
		for i := range ranked[1:] {
			before, okBefore := ranked[i].Judged()
			after, okAfter := ranked[i+1].Judged()
			if okAfter && (!okBefore || before < after) {
				rt.Fatalf("%s of fewer data before %s", ranked[i].Model, ranked[i+1].Model)
			}
			_, highBefore := ranked[i].Bounds(before)
			_, highAfter := ranked[i+1].Bounds(after)
			if okAfter && before == after && highBefore > highAfter {
				rt.Fatalf("%s with up to %f before %s with up to %f", ranked[i].Model, highBefore, ranked[i+1].Model, highAfter)
			}
		}
		place, ok := quality.Recommended(ranked)
		if !ok {
			return
		}
		window, judged := ranked[place].Judged()
		if !judged {
			rt.Fatalf("%s is recommended without data", ranked[place].Model)
		}
		for _, other := range ranked {
			its, ok := other.Judged()
			if !ok {
				continue
			}
			_, high := other.Bounds(min(window, its))
			if low, _ := ranked[place].Bounds(min(window, its)); high < low {
				rt.Fatalf("%s is recommended, %s is better", ranked[place].Model, other.Model)
			}
		}
	})
}

package quality_test

import (
	"fmt"
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

// made is dialers of a model, some of which failed so many days after their installation.
func made(model string, n, bad, after int) []quality.Unit {
	var units []quality.Unit
	for i := range n {
		u := quality.Unit{Serial: fmt.Sprint(model, i), Model: model, Lot: "L1", Tested: true, Installed: "2025-01-10"}
		if i < bad {
			u.Faults = []form.Date{u.Installed.AddDays(after)}
		}
		units = append(units, u)
	}
	return units
}

// One bad of three does not make a model worse than ten of four hundred, and does not make
// it better either: it has too few data.
func TestOf_fewDoNotBeatMany(t *testing.T) {
	units := append(made("FEW", 3, 1, 20), made("MANY", 400, 10, 20)...)
	units = append(units, made("BAD", 200, 60, 20)...)

	lines := quality.Of(units, "2026-11-23", false)
	if lines[0].Model != "BAD" {
		t.Errorf("the worst is %s", lines[0].Model)
	}
	ranked := quality.Ranked(lines)
	if ranked[0].Model != "MANY" || ranked[2].Model != "FEW" || !ranked[2].Judged().Few() {
		t.Errorf("ranked %s, %s, %s", ranked[0].Model, ranked[1].Model, ranked[2].Model)
	}
	if s := ranked[0].Field[0]; len(s.Bad) != 10 || len(s.Of) != 400 || s.Bad[0].Serial == "" {
		t.Errorf("%d of %d", len(s.Bad), len(s.Of))
	}
}

// A window counts failures within it, of dialers old enough for it.
func TestOf_windows(t *testing.T) {
	units := made("A", 10, 2, 60)
	young := quality.Unit{Serial: "Y", Model: "A", Lot: "L2", Installed: "2026-11-13", Faults: []form.Date{"2026-11-20"}}
	line := quality.Of(append(units, young), "2026-11-23", false)[0]

	for i, want := range []string{"0/10", "2/10", "2/10"} {
		if have := fmt.Sprintf("%d/%d", len(line.Field[i].Bad), len(line.Field[i].Of)); have != want {
			t.Errorf("within %d days: %s, want %s", quality.Windows[i], have, want)
		}
	}
	if len(line.Received) != 11 || len(line.Incoming.Of) != 10 {
		t.Errorf("%d received, %d tested", len(line.Received), len(line.Incoming.Of))
	}
	if lots := quality.Of(append(units, young), "2026-11-23", true); len(lots) != 2 {
		t.Errorf("%d lots", len(lots))
	}
}

package sampling_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"fieldline/forms/sampling"
)

// The plans of the three limits that dialers are bought by, arrows resolved, as printed in
// the standard; a sample as large as its lot is the whole lot.
func TestFor_isTheStandardsTable(t *testing.T) {
	limits := []string{"0.65", "1.0", "2.5"}
	for _, row := range []struct {
		least, most int
		code        string
		plans       [3]string
	}{
		{2, 8, "A", [3]string{"20 0/1", "13 0/1", "5 0/1"}},
		{9, 15, "B", [3]string{"20 0/1", "13 0/1", "5 0/1"}},
		{16, 25, "C", [3]string{"20 0/1", "13 0/1", "5 0/1"}},
		{26, 50, "D", [3]string{"20 0/1", "13 0/1", "5 0/1"}},
		{51, 90, "E", [3]string{"20 0/1", "13 0/1", "20 1/2"}},
		{91, 150, "F", [3]string{"20 0/1", "13 0/1", "20 1/2"}},
		{151, 280, "G", [3]string{"20 0/1", "50 1/2", "32 2/3"}},
		{281, 500, "H", [3]string{"80 1/2", "50 1/2", "50 3/4"}},
		{501, 1200, "J", [3]string{"80 1/2", "80 2/3", "80 5/6"}},
		{1201, 3200, "K", [3]string{"125 2/3", "125 3/4", "125 7/8"}},
	} {
		for i, limit := range limits {
			for _, lot := range []int{row.least, row.most} {
				if code := sampling.Code(lot); code != row.code {
					t.Errorf("a lot of %d has the letter %s, want %s", lot, code, row.code)
				}
				var size, accept, reject int
				if _, err := fmt.Sscanf(row.plans[i], "%d %d/%d", &size, &accept, &reject); err != nil {
					t.Fatal(err)
				}
				p := sampling.For(lot, decimal.RequireFromString(limit))
				if p.Size != min(size, lot) || p.All != (size >= lot) || p.Accept != accept || p.Reject != reject {
					t.Errorf("a lot of %d at %s: %+v, want %s", lot, limit, p, row.plans[i])
				}
			}
		}
	}
}

// A limit between two of the table is the stricter; below all, and for a lot of one, all is
// looked at and nothing bad is taken.
func TestFor_outsideTheTable(t *testing.T) {
	plan := func(lot int, limit string) sampling.Plan { return sampling.For(lot, decimal.RequireFromString(limit)) }

	if plan(300, "1.2") != plan(300, "1.0") {
		t.Errorf("1.2 is %+v", plan(300, "1.2"))
	}
	if p := plan(40, "0.001"); p.Size != 40 || !p.All || p.Accept != 0 || p.Reject != 1 {
		t.Errorf("below the table: %+v", p)
	}
	if p := plan(1, "1.0"); p.Size != 1 || !p.All || p.Accept != 0 {
		t.Errorf("a lot of one: %+v", p)
	}
	if p := plan(0, "1.0"); p != (sampling.Plan{}) {
		t.Errorf("no lot: %+v", p)
	}
	if p := plan(600000, "0.010"); p.Size != 1250 || p.Accept != 0 {
		t.Errorf("a lot above all others: %+v", p)
	}
}

// Whatever the lot and the limit, a plan is one that can be carried out, and a looser limit
// never takes a worse lot away from the supplier: it accepts at least the same share.
func TestFor_isAlwaysAPlan(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lot := rapid.IntRange(1, 700000).Draw(rt, "lot")
		limit := decimal.New(rapid.Int64Range(1, 2_000_000).Draw(rt, "limit"), -3) // from below the table's strictest to above its loosest
		p := sampling.For(lot, limit)
		if p.Size < 1 || p.Size > lot || p.Reject != p.Accept+1 || p.Accept < 0 || p.Accept >= p.Size && lot > 1 && !p.All {
			rt.Fatalf("a lot of %d at %s: %+v", lot, limit, p)
		}
		if p.All != (p.Size == lot) {
			rt.Fatalf("a lot of %d at %s: %+v", lot, limit, p)
		}
	})
}

// The chance of acceptance that the plans are known for by the binomial sum.
func TestFor_acceptsAsOftenAsItIsKnownTo(t *testing.T) {
	for _, c := range []struct {
		lot   int
		limit string
		bad   float64
		want  string
	}{
		{40, "0.65", 0.05, "0.358"},
		{400, "0.65", 0.02, "0.523"},
	} {
		p := sampling.For(c.lot, decimal.RequireFromString(c.limit))
		chance := 0.0
		for k := 0; k <= p.Accept; k++ {
			of := new(big.Float).SetInt(new(big.Int).Binomial(int64(p.Size), int64(k)))
			ways, _ := of.Float64()
			for range k {
				ways *= c.bad
			}
			for range p.Size - k {
				ways *= 1 - c.bad
			}
			chance += ways
		}
		if got := fmt.Sprintf("%.3f", chance); got != c.want {
			t.Errorf("a lot of %d at %s with %v bad is accepted with %s, want %s", c.lot, c.limit, c.bad, got, c.want)
		}
	}
}

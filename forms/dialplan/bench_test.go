package dialplan_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"fieldline/forms/dialplan"
)

// city is a plan of 500 rules with 50 000 segments of the home area, as a carrier of a large
// city has them.
func city(b *testing.B) (*dialplan.Profile, *dialplan.Segments) {
	b.Helper()
	p := standard(b, "755")
	for _, a := range dialplan.Areas() {
		if n := len(a.Code) + 1 + a.Lengths[0]; p.Rule("1"+a.Code) == nil && p.Rule("2"+a.Code) == nil && len(a.Code) == 3 && a.Code != "755" {
			add(p, "2"+a.Code, "0"+a.Code, n, n, "ROUTE", "C")
		}
	}
	for i := 0; len(p.Rules) < 500; i++ {
		add(p, fmt.Sprint("x", i), fmt.Sprintf("%d%03d", 2+i%7, i), 8, 8, "BLOCK", "")
	}
	var table strings.Builder
	for i := range 50000 {
		fmt.Fprintf(&table, "%d,755\n", 1300000+i*13) // all over the networks
	}
	return p, segments(b, table.String())
}

// within tells a figure as its part of what is allowed.
func within(b *testing.B, limit time.Duration) {
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(limit), "x-limit")
}

func BenchmarkCity_simulate(b *testing.B) {
	p, table := city(b)
	m, err := compile(b, p, table).At(dialplan.Scene{Line: 1, When: dialplan.Moment{Weekday: 1, Minute: 600}})
	if err != nil {
		b.Fatal(err)
	}
	numbers := []string{"13500001234", "01062345678", "26012345", "0085223456789#", "110"}
	for b.Loop() {
		for _, n := range numbers {
			if o := m.Dial(dialplan.Pace(n, 300)); o.Action == dialplan.Conflict {
				b.Fatalf("%+v", o)
			}
		}
	}
	within(b, time.Duration(len(numbers))*20*time.Microsecond)
}

func BenchmarkCity_lint(b *testing.B) {
	p, table := city(b)
	plan := compile(b, p, table)
	for b.Loop() {
		if _, err := dialplan.Lint(plan); err != nil {
			b.Fatal(err)
		}
	}
	within(b, time.Second)
}

func BenchmarkCity_forbidden(b *testing.B) {
	p, table := city(b)
	plan := compile(b, p, table)
	for b.Loop() {
		if _, err := dialplan.Forbidden(plan); err != nil {
			b.Fatal(err)
		}
	}
	within(b, 100*time.Millisecond)
}

func BenchmarkCity_prove(b *testing.B) {
	p, table := city(b)
	q := *p
	q.Rules = append([]dialplan.Rule(nil), p.Rules...)
	q.Rule("100").MaxLen = 16
	same, other := compile(b, p, table), compile(b, &q, table)
	most := uint64(0)
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for _, plan := range []*dialplan.Plan{same, other} {
			proof, err := dialplan.Prove(compile(b, p, table), plan, dialplan.How{})
			if err != nil || proof.Equal() != (plan == same) {
				b.Fatalf("%v %+v", err, proof)
			}
		}
		runtime.ReadMemStats(&after)
		most = max(most, after.TotalAlloc-before.TotalAlloc)
	}
	within(b, 2*5*time.Second)
	b.ReportMetric(float64(most)/(300<<20), "x-memory") // all that was ever asked for, so at most
}

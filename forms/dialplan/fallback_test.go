package dialplan_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fieldline/forms/dialplan"

	"pgregory.net/rapid"
)

// withFallbacks is the standard plan: numbers by C, in its place by D, in that of D by E.
func withFallbacks(t testing.TB) *dialplan.Profile {
	p := standard(t, "755")
	for id, access := range map[string]string{"D": "17911", "E": "17951"} {
		r := p.Routes[0]
		r.ID, r.Access, r.Seq = id, access, nil
		p.Routes = append(p.Routes, r)
	}
	p.Route("C").Fallback, p.Route("D").Fallback = "D", "E"
	return p
}

// renamed gives names of a plan another way round; what it does stays.
func renamed(p *dialplan.Profile, names map[string]string) *dialplan.Profile {
	as := func(name string) string {
		if other, ok := names[name]; ok {
			return other
		}
		return name
	}
	q := *p
	q.Routes, q.Rules, q.Lines = slices.Clone(p.Routes), slices.Clone(p.Rules), slices.Clone(p.Lines)
	q.Schedules, q.Classes = slices.Clone(p.Schedules), slices.Clone(p.Classes)
	for i := range q.Routes {
		r := &q.Routes[i]
		r.ID, r.Fallback, r.Schedule = as(r.ID), as(r.Fallback), as(r.Schedule)
	}
	for i := range q.Rules {
		r := &q.Rules[i]
		r.Route, r.Schedule = as(r.Route), as(r.Schedule)
	}
	for i := range q.Lines {
		l := &q.Lines[i]
		l.COS, l.Routes = as(l.COS), slices.Clone(l.Routes)
		for k := range l.Routes {
			l.Routes[k] = as(l.Routes[k])
		}
	}
	for i := range q.Schedules {
		q.Schedules[i].ID = as(q.Schedules[i].ID)
	}
	for i := range q.Classes {
		q.Classes[i].COS = as(q.Classes[i].COS)
	}
	return &q
}

// What a route falls back on is compared by what it dials, to the end of the chain, and both
// sides are told.
func TestProve_whatAFallbackDials(t *testing.T) {
	for _, c := range []struct {
		name, zh, en string
		change       func(*dialplan.Profile)
	}{
		{"access number", "“0000000”，路由不通时：原来改拨 179110000000，现在改拨 179080000000", "\"0000000\", when its route does not answer: dials 179110000000 before, dials 179080000000 now",
			func(p *dialplan.Profile) { p.Route("D").Access = "17908" }},
		{"what is sent", "“0000000”，路由不通时：原来改拨 179110000000，现在改拨 17911(2000)0000000", "", func(p *dialplan.Profile) {
			p.Route("D").Seq = []dialplan.Step{{Send: "17911"}, {Pause: 2000}, {Number: true}}
		}},
		{"a tone it waits for", "“0000000”，路由不通时：原来改拨 179110000000，现在改拨 17911(tone 450 400/5000 redial)0000000", "", func(p *dialplan.Profile) {
			p.Route("D").Seq = []dialplan.Step{{Send: "17911"}, {WaitTone: &dialplan.Tone{Freq: 450, MinMS: 400, WithinMS: 5000, OnFail: "redial"}}, {Number: true}}
		}},
		{"form", "“0000000”，路由不通时：原来改拨 179110000000，现在改拨 1791100000", "", func(p *dialplan.Profile) { p.Route("D").IntlForm = "strip_00" }},
		{"most keys", "“0000000”，路由不通时：原来改拨 179110000000，现在打不出去", "\"0000000\", when its route does not answer: dials 179110000000 before, is not dialled now",
			func(p *dialplan.Profile) { p.Route("D").MaxLen = 11 }},
		{"hours", "“0000000”，路由不通时：原来改拨 179110000000，现在改拨 179510000000", "", func(p *dialplan.Profile) { p.Route("D").Schedule = "day" }},
		{"second of the chain", "“0000000”，前面 2 条路由都不通时：原来改拨 179510000000，现在改拨 179080000000",
			"\"0000000\", when 2 routes in turn do not answer: dials 179510000000 before, dials 179080000000 now", func(p *dialplan.Profile) { p.Route("E").Access = "17908" }},
		{"shorter chain", "“0000000”，前面 2 条路由都不通时：原来改拨 179510000000，现在打不出去", "", func(p *dialplan.Profile) { p.Route("D").Fallback = "" }},
		{"none", "“0000000”，路由不通时：原来改拨 179110000000，现在打不出去", "", func(p *dialplan.Profile) { p.Route("C").Fallback = "" }},
		{"another way round", "“0000000”，路由不通时：原来改拨 179110000000，现在改拨 179510000000", "", func(p *dialplan.Profile) {
			p.Route("C").Fallback, p.Route("E").Fallback, p.Route("D").Fallback = "E", "D", ""
		}},
		{"what the first routes make alike", "“075500000000”，路由不通时：原来改拨 17911075500000000，现在改拨 1791175500000000", "", func(p *dialplan.Profile) {
			p.Rule("60").Action, p.Rule("60").Route, p.Rule("60").Strip = dialplan.Through, "F", 1 // without its 0
			p.Routes = append(p.Routes, dialplan.Route{ID: "F", Access: "179090", MaxLen: 32, NumberForm: "keep_zero", MobileForm: "zero+11", IntlForm: "keep_00", Fallback: "D"})
		}},
		{"renamed", "", "", func(p *dialplan.Profile) { *p = *renamed(p, map[string]string{"D": "X"}) }},
		{"names exchanged", "", "", func(p *dialplan.Profile) { *p = *renamed(p, map[string]string{"C": "E", "D": "C", "E": "D"}) }},
		{"the last leads back to the first", "", "", func(p *dialplan.Profile) { p.Route("E").Fallback = "C" }},
		{"the last leads to itself", "", "", func(p *dialplan.Profile) { p.Route("E").Fallback = "E" }},
		{"a fallback of its own that dials the same", "", "", func(p *dialplan.Profile) {
			twin := *p.Route("D")
			twin.ID = "F"
			p.Routes = append(p.Routes, twin)
			p.Route("C").Fallback = "F"
		}},
	} {
		profile := func() *dialplan.Profile {
			p := withFallbacks(t)
			p.Schedules = []dialplan.Schedule{{ID: "day", Days: []int{1, 2, 3, 4, 5}, From: "08:00", To: "18:00", Holidays: "ignore"}}
			p.Rule("60").Action, p.Rule("60").Route, p.Rule("60").Strip = dialplan.Through, "C", 0
			return p
		}
		p := profile()
		c.change(p)

		proof := prove(t, compile(t, profile(), nil), compile(t, p, nil), dialplan.How{})
		if proof.Difference != nil || len(proof.Settings) > 0 || proof.Equal() != (c.zh == "") {
			t.Errorf("%s: equal %t, %+v, %+v", c.name, proof.Equal(), proof.Difference, proof.Settings)
		}
		if len(proof.Fallbacks) == 0 {
			continue
		}
		if why := proof.Fallbacks[0].Why().Label(); len(proof.Fallbacks) > 1 || why.Zh != c.zh || c.en != "" && why.En != c.en {
			t.Errorf("%s: %d, %s, %s", c.name, len(proof.Fallbacks), why.Zh, why.En)
		}
		if proof := prove(t, compile(t, profile(), nil), compile(t, p, nil), dialplan.How{Sent: true}); !proof.Equal() {
			t.Errorf("%s: a text says nothing of fallbacks", c.name)
		}
	}
}

// A chain that leads in a circle ends, whether numbers enter it at its first route or later.
func TestProve_aCircleOfFallbacksEnds(t *testing.T) {
	circle := func(access string) *dialplan.Plan {
		p := withFallbacks(t)
		p.Route("E").Fallback, p.Route("E").Access = "D", access
		return compile(t, p, nil)
	}
	if proof := prove(t, circle("17951"), circle("17951"), dialplan.How{}); !proof.Equal() {
		t.Errorf("%+v", proof)
	}
	proof := prove(t, circle("17951"), circle("17908"), dialplan.How{})
	if len(proof.Fallbacks) != 1 || proof.Fallbacks[0].Failed != 2 {
		t.Errorf("%+v", proof.Fallbacks)
	}
	m, err := circle("17951").At(dialplan.Scene{Line: 1, Failed: 3})
	if err != nil {
		t.Fatal(err)
	}
	if o := m.Dial(dialplan.Pace("01062345678", dialplan.ByHand)); o.Action != dialplan.Reject || o.Reason != dialplan.NoRoute {
		t.Errorf("behind three routes that failed: %+v", o)
	}
}

// Each two routes that differ in what comes after them are told once, and beside a difference
// that has nothing to do with it; one of the rules alone is not told a second time.
func TestProve_fallbacksAreToldBesideOtherDifferences(t *testing.T) {
	said := func(change func(*dialplan.Profile)) (difference bool, fallbacks string) {
		profile := func() *dialplan.Profile {
			p := withFallbacks(t)
			p.Routes = append(p.Routes, *p.Route("E"))
			p.Routes[3].ID, p.Routes[3].Fallback = "F", "E"
			p.Rule("100").Route = "F"
			return p
		}
		p := profile()
		change(p)
		proof := prove(t, compile(t, profile(), nil), compile(t, p, nil), dialplan.How{})
		for _, f := range proof.Fallbacks {
			fallbacks += fmt.Sprintln(f.Number, f.A.Sent, f.B.Sent)
		}
		return proof.Difference != nil, fallbacks
	}
	for _, c := range []struct {
		name, want string
		differs    bool
		change     func(*dialplan.Profile)
	}{
		{"two routes", "0000000 179510000000 \n01000000000 1791101000000000 \n", false, func(p *dialplan.Profile) { p.Route("C").Fallback, p.Route("F").Fallback = "", "" }},
		{"the first route too", "01000000000 1791101000000000 1790801000000000\n", true, func(p *dialplan.Profile) {
			p.Route("C").Access, p.Route("C").Seq, p.Route("D").Access = "17910", nil, "17908"
		}},
		{"the first route alone", "", true, func(p *dialplan.Profile) { p.Route("C").Access, p.Route("C").Seq = "17910", nil }},
		{"a rule", "", true, func(p *dialplan.Profile) { p.Rule("72").Strip = 1 }},
		{"a rule barred", "", true, func(p *dialplan.Profile) { p.Rule("100").Action, p.Rule("100").Route = dialplan.Block, "" }},
	} {
		if differs, got := said(c.change); differs != c.differs || got != c.want {
			t.Errorf("%s: %t\n%s", c.name, differs, got)
		}
	}
}

// However a random plan calls its routes, schedules and classes, it is equal to itself; and so
// it is with a line or a rule that is labelled otherwise.
func TestProve_namesNeverMatter(t *testing.T) {
	table := homeTable(t)
	rapid.Check(t, func(t *rapid.T) {
		p := randomProfile(t, "")
		names := map[string]string{}
		for _, kind := range [][]string{{"C", "D", "F"}, {"day", "night", "sunday"}} {
			for i, other := range rapid.Permutation(append([]string{"x"}, kind...)).Draw(t, "names")[:len(kind)] {
				names[kind[i]] = other
			}
		}
		names["2"] = "other"
		q := renamed(p, names)
		q.Lines[0].Label = "another"
		for i := range q.Rules { // in the same order: two rules that tie are decided by the first
			q.Rules[i].ID, q.Rules[i].Note = "r"+q.Rules[i].ID, "another"
		}

		proof, err := dialplan.Prove(compile(t, p, table), compile(t, q, table), dialplan.How{})
		if err != nil {
			t.Fatal(err)
		}
		if !proof.Equal() || len(proof.Settings) > 0 {
			t.Fatalf("%v: %+v, %+v, %+v", names, proof.Difference, proof.Fallbacks, proof.Settings)
		}
	})
}

// With routes failed in turn, a plan and another differ where the plain reading says so.
func TestProve_fallbacksAgreeWithBruteForce(t *testing.T) {
	table := homeTable(t)
	equal, different := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := randomProfile(t, "")
		q := renamed(p, map[string]string{"C": "D", "D": "F", "F": "C"})
		which := rapid.IntRange(0, 2).Draw(t, "route")
		switch r := &q.Routes[which]; rapid.IntRange(0, 4).Draw(t, "otherwise") {
		case 0:
			r.Fallback = rapid.SampledFrom([]string{"", "C", "D", "F"}).Draw(t, "fallback")
		case 1:
			r.Access, r.Seq = "1", nil
		case 2:
			r.MaxLen = rapid.IntRange(4, 8).Draw(t, "most")
		case 3:
			r.NumberForm = "e164"
		}
		proof, err := dialplan.Prove(compile(t, p, table), compile(t, q, table), dialplan.How{})
		if err != nil {
			t.Fatal(err)
		}
		differ := func(at dialplan.Moment, failed int, w string) bool {
			a, b := bruteOf(p, dialplan.Scene{When: at}), bruteOf(q, dialplan.Scene{When: at})
			a.failed, b.failed = failed, failed
			return a.dial(w) != b.dial(w)
		}
		for _, f := range proof.Fallbacks {
			if !differ(f.When, f.Failed, f.Number) {
				t.Fatalf("%s does not differ with %d failed: %s", f.Number, f.Failed, f.Why().Label().En)
			}
		}
		if !proof.Equal() {
			different++
			return
		}
		equal++
		at := randomMoment(t)
		words(4, func(w string) {
			for failed := range 4 {
				if differ(at, failed, w) {
					t.Fatalf("%s differs with %d failed", w, failed)
				}
			}
		})
	})
	if equal == 0 || different == 0 {
		t.Errorf("%d pairs were equal, %d different", equal, different)
	}
}

// A difference that was found stands, though what comes behind a failed route is more than can
// be looked through.
func TestProve_aDifferenceStandsThoughTheRestIsTooWide(t *testing.T) {
	plan := func(action string) *dialplan.Plan {
		p := withFallbacks(t)
		p.Rules = nil
		for i := range 40 {
			add(p, fmt.Sprint("r", i), fmt.Sprint(strings.Repeat("x", i/2), i%2), 32, 32, dialplan.Block, "")
		}
		add(p, "star", "*", 1, 1, action, "")
		return compile(t, p, nil)
	}
	if d := prove(t, plan(dialplan.Direct), plan(dialplan.Block), dialplan.How{}).Difference; d == nil || d.Number != "*" {
		t.Errorf("%+v", d)
	}
	if _, err := dialplan.Prove(plan(dialplan.Direct), plan(dialplan.Direct), dialplan.How{}); !errors.Is(err, dialplan.ErrTooWide) {
		t.Errorf("equal as far as was looked: %v", err)
	}
}

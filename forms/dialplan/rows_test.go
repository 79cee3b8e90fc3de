package dialplan_test

import (
	"errors"
	"fmt"
	"testing"

	"fieldline/forms/dialplan"

	"pgregory.net/rapid"
)

// byRows is a profile that has the rows for its rules.
func byRows(p *dialplan.Profile, rows []dialplan.Row) *dialplan.Profile {
	q := *p
	q.Rules, q.Schedules, q.SpeedDials, q.Routes, q.AsFound = nil, nil, nil, nil, true
	for i, r := range p.Routes {
		r.NumberForm, r.IntlForm, r.Fallback, r.Schedule, r.MaxLen = "keep_zero", "keep_00", "", "", 64
		q.Routes = append(q.Routes, r)
		q.Routes[i].Seq = append([]dialplan.Step(nil), r.Steps()...)
	}
	for i, r := range rows {
		q.Rules = append(q.Rules, dialplan.Rule{ID: fmt.Sprint(i + 1), Pattern: r.Prefix, MinLen: r.Min, MaxLen: r.Max, Action: r.Way.Action, Strip: r.Way.Strip, Prepend: r.Way.Prepend, Route: r.Way.Route})
	}
	return &q
}

// A unit that looks for the longest prefix does with the rows what the plan does, proved
// over all numbers; what it cannot do by waiting is the only exception.
func TestRows_areTheSamePlan(t *testing.T) {
	table := homeTable(t)
	same := 0
	rapid.Check(t, func(t *rapid.T) {
		p := randomProfile(t, "")
		p.Schedules, p.Lines[0].COS = nil, ""
		for i := range p.Rules {
			p.Rules[i].Schedule = ""
			if p.Rules[i].MaxLen > 8 { // without mobiles, whose forms the rows have written out
				p.Rules[i].MaxLen = 8
			}
		}
		for i := range p.Routes {
			p.Routes[i].Schedule = ""
		}
		a := compile(t, p, table)
		m, err := a.At(dialplan.Scene{Line: 1})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := dialplan.Rows(3000, m)
		var tie *dialplan.TieError
		if errors.As(err, &tie) || errors.Is(err, dialplan.ErrTooMany) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		proof, err := dialplan.Prove(a, compile(t, byRows(p, rows), table), dialplan.How{Refusals: true})
		if err != nil {
			t.Fatal(err)
		}
		if d := proof.Difference; d != nil {
			if d.What == "end" && d.B.How == dialplan.ByKey {
				return // decided where the plan waits for keys that lead nowhere
			}
			t.Fatalf("%s: %s, %+v and %+v\n%+v", d.Number, d.What, d.A, d.B, rows)
		}
		same++
	})
	if same == 0 {
		t.Error("no plan was the same")
	}
}

func TestRows_areFew(t *testing.T) {
	m := machine(t, standard(t, "755"), segments(t, "1350280,755"))
	rows, err := dialplan.Rows(1000, m)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) > 100 {
		t.Errorf("%d rows", len(rows))
	}
	has := map[string]dialplan.Row{}
	for _, r := range rows {
		has[r.Prefix] = r
	}
	if r := has["4"]; r.Min != 8 || r.Max != 8 || r.Way.Action != dialplan.Direct {
		t.Errorf("%+v", r)
	}
	if _, ok := has["41"]; ok {
		t.Error("41 is said twice")
	}
	if r := has["1350280"]; r.Way.Action != dialplan.Direct || has["1"].Way.Action != dialplan.Through {
		t.Errorf("%+v %+v", r, rows)
	}
	if _, err := dialplan.Rows(20, m); !errors.Is(err, dialplan.ErrTooMany) {
		t.Error(err)
	}
}

// What a plan refuses behind a longer prefix must not fall to the shorter one.
func TestRows_leakNothing(t *testing.T) {
	p := standard(t, "755")
	p.Rules = nil
	add(p, "1", "10", 3, 3, dialplan.Direct, "")
	add(p, "2", "100", 4, 4, dialplan.Replace, "")
	p.Rule("2").Strip = 3
	p.SpeedDials = []dialplan.SpeedDial{{Code: "0", Send: "26012345"}, {Code: "1", Send: "26012346"}}
	plan := compile(t, p, nil)
	rows, err := dialplan.Rows(100, machine(t, p, nil))
	if err != nil {
		t.Fatal(err)
	}
	if d := prove(t, plan, compile(t, byRows(p, rows), nil), dialplan.How{Refusals: true}).Difference; d != nil {
		t.Errorf("%s: %+v", d.Number, rows)
	}
}

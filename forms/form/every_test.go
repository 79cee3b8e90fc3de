package form_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
)

// opening is the workshop with an `every` on its reports.
func opening(t *testing.T, every string) *shop {
	t.Helper()
	files := formtest.WorkshopFiles(t)
	files["report.yaml"] = strings.Replace(files["report.yaml"], "audience:", "every:\n  visit: "+every+"\naudience:", 1)
	return peopled(formtest.New(t, formtest.Parse(t, files)))
}

func (s *shop) openings(t *testing.T, day form.Date) []form.Opening {
	t.Helper()
	f := s.Lib.Form("report")
	found, err := f.Openings(&form.Env{Lib: s.Lib, World: s.World, Now: s.Now}, f.Every[0], day)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEvery_opensOneRecordPerPeriodAndSubject(t *testing.T) {
	s := opening(t, `{on: monday, each: 'people("engineer")', set: {about: '"weekly visit"'}}`)

	found := s.openings(t, "2026-11-23")

	if len(found) != 2 || found[0].Ref.Form != "report" || found[0].Values["about"] != "weekly visit" || found[0].Ref == found[1].Ref {
		t.Fatalf("openings %v", found)
	}
	if again := s.openings(t, "2026-11-23"); again[0].Ref != found[0].Ref || again[1].Ref != found[1].Ref {
		t.Error("the same week opens others")
	}
	if next := s.openings(t, "2026-11-30"); len(next) != 2 || next[0].Ref == found[0].Ref {
		t.Errorf("the next week opens %v", next)
	}
	if none := s.openings(t, "2026-11-24"); len(none) != 0 {
		t.Errorf("Tuesday opens %v", none)
	}

	// What the calendar opens owes nothing until it leaves its start state.
	e := form.Begin(form.Given{Lib: s.Lib, World: s.World, Op: found[0].Ref.ID, Now: s.Now})
	if err := e.Create(form.Input{Ref: found[0].Ref, Values: found[0].Values}); err != nil {
		t.Error(err)
	}
}

func TestEvery_takesRecordsAsSubjects(t *testing.T) {
	s := opening(t, `{on: day 1, each: 'records("order", state == "assigned")', if: filled(it.engineer), set: {order: it}}`)
	s.order()
	id := s.assigned()

	found := s.openings(t, "2026-12-01")

	if len(found) != 1 || !form.Equal(found[0].Values["order"], ref("order", id)) {
		t.Errorf("openings %v", found)
	}
}

func TestEvery_fallsOnItsDays(t *testing.T) {
	cases := map[string][]form.Date{
		"friday":                {"2026-11-27"},
		"day 1":                 {"2026-12-01"},
		"day 30":                {"2026-11-30", "2026-12-30"},
		"working day 3":         {"2026-12-03"}, // 1 December is a Tuesday
		"quarter day 1":         {},
		"quarter working day 2": {},
		"year 12-24":            {"2026-12-24"},
	}
	for on, want := range cases {
		s := opening(t, `{on: `+on+`, set: {about: '"x"'}}`)
		var days []form.Date
		for day := form.Date("2026-11-26"); day <= "2026-12-31"; day = day.AddDays(1) {
			if len(s.openings(t, day)) > 0 {
				days = append(days, day)
			}
		}
		if on == "friday" {
			days = days[:1]
		}
		if !slices.Equal(days, want) {
			t.Errorf("%s falls on %v", on, days)
		}
	}
	s := opening(t, `{on: quarter working day 2, set: {about: '"x"'}}`)
	if len(s.openings(t, "2026-10-02")) != 1 || len(s.openings(t, "2026-11-03")) != 0 {
		t.Error("the second working day of a quarter")
	}
}

func TestStepTime_goesBackByWorkingTime(t *testing.T) {
	lib := formtest.Workshop(t)
	due := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC) // Monday 10:00 in Shanghai
	cases := []struct {
		length form.Length
		want   time.Time
	}{
		{form.Length{N: 30, Unit: "min"}, due.Add(-30 * time.Minute)},
		{form.Length{N: 4, Unit: "h", Working: true}, time.Date(2026, 11, 20, 7, 0, 0, 0, time.UTC)}, // Friday 15:00
	}
	for _, c := range cases {
		got, err := lib.Form("order").StepTime(&form.Env{Lib: lib, Now: due}, &form.DeadlineStep{Before: c.length}, due)
		if err != nil || got.Sub(c.want).Abs() > 2*time.Millisecond {
			t.Errorf("%v before %s: %s, %v", c.length, due, got, err)
		}
	}
}

package form_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
)

func TestRemind_tellsAtItsTimeUnlessMet(t *testing.T) {
	s := newShop(t)
	id := s.assigned()
	s.Told = nil
	s.Wait(23*time.Hour + time.Minute)

	s.System().Remind("order", id, "done", 0)
	if len(s.Told) != 1 || s.Told[0].Label.En != "One hour left" {
		t.Errorf("told %v", s.Told)
	}

	s.As(s.engineer).Act("order", id, "start")
	s.As(s.engineer).Set("order", id, s.work())
	s.As(s.engineer).Act("order", id, "finish")
	s.Told = nil
	s.System().Remind("order", id, "done", 1)
	if len(s.Told) != 0 {
		t.Errorf("told %v of what is met", s.Told)
	}
}

func TestRemind_namesTheSuperior(t *testing.T) {
	s := newShop(t)
	id := s.assigned()
	s.Told = nil
	s.Wait(25 * time.Hour)

	s.System().Remind("order", id, "done", 1)

	if len(s.Told) != 1 || len(s.Told[0].To) != 2 || s.Told[0].To[0] != s.engineer || s.Told[0].To[1] != s.lead {
		t.Errorf("told %v", s.Told)
	}
}

func TestRemind_nobodyIsHisOwnSuperior(t *testing.T) {
	s := newShop(t)
	both := s.Person("Sun", "engineer", "lead")
	id := s.order()
	s.As(s.assistant).Act("order", id, "assign", form.Values{"engineer": both})
	s.Told = nil
	s.Wait(25 * time.Hour)

	s.System().Remind("order", id, "done", 1)

	// Sun for being the engineer, then the superior of an engineer and that of a lead.
	if len(s.Told) != 1 || !slices.Equal(s.Told[0].To, []form.ID{both, s.lead, s.manager}) {
		t.Errorf("told %v", s.Told)
	}
	f, rec := s.Lib.Form("order"), s.Get("order", id)
	rec.Values["engineer"] = both
	if scopes, err := f.Scopes(s.Env(form.ID{}, rec), rec); err != nil || slices.Index(scopes, form.Scope{Person: s.lead}) < 0 {
		t.Errorf("scopes %v: %v", scopes, err)
	}
}

// settable is the workshop in which people set how early they are reminded.
func settable(t *testing.T) *shop {
	t.Helper()
	files := formtest.WorkshopFiles(t)
	change := func(file, old, text string) {
		t.Helper()
		changed := strings.Replace(files[file], old, text, 1)
		if changed == files[file] {
			t.Fatalf("%s has no %q", file, old)
		}
		files[file] = changed
	}
	change("settings.yaml", "parts: {", "parts: {reminder: 90 min, ")
	change("order.yaml", "before: 1 h", "before: SET-01.reminder")
	change("order.yaml", "还有一小时, en: One hour left", "'还有{length}', en: '{length} left'")
	return peopled(formtest.New(t, formtest.Parse(t, files)))
}

func TestRemind_atATimeThatPeopleSet(t *testing.T) {
	s := settable(t)
	id := s.assigned()
	rec := s.Get("order", id)
	due, _ := rec.Values["done_due"].(time.Time)
	f := s.Lib.Form("order")
	step := f.Deadlines[0].Steps[0]
	if at, err := f.StepTime(s.Env(s.engineer, rec), step, due); err != nil || !at.Equal(due.Add(-90*time.Minute)) {
		t.Errorf("by the library's value it is made at %v (%v)", at, err)
	}

	s.Set("SET-01.reminder", form.Length{N: 2, Unit: "h"})
	at, err := f.StepTime(s.Env(s.engineer, rec), step, due)
	if err != nil || !at.Equal(due.Add(-2*time.Hour)) {
		t.Errorf("it is made at %v (%v)", at, err)
	}
	s.Told, s.Now = nil, at
	s.System().Remind("order", id, "done", 0)

	if len(s.Told) != 1 || s.Told[0].Label != (form.Label{Zh: "还有2小时", En: "2 hours left"}) {
		t.Errorf("told %v", s.Told)
	}
}

func TestRemind_notBeforeItsTime(t *testing.T) {
	s := settable(t)
	id := s.assigned()
	due, _ := s.Get("order", id).Values["done_due"].(time.Time)
	s.Set("SET-01.reminder", form.Length{N: 30, Unit: "min"})
	s.Now = due.Add(-2 * time.Hour)

	e := form.Begin(form.Given{Lib: s.Lib, World: s.World, Now: s.Now})
	err := e.Remind(ref("order", id), "done", 0, due)

	var refusal *form.Refusal
	if !errors.As(err, &refusal) || !formtest.Has(refusal.Problems, form.KeyNotDue) {
		t.Errorf("refused by %v", err)
	}

	// A clock that was set by the library's value still reminds, of that length.
	s.Told, s.Now = nil, due.Add(-90*time.Minute)
	s.System().Remind("order", id, "done", 0)
	if len(s.Told) != 1 || s.Told[0].Label.En != "90 minutes left" {
		t.Errorf("told %v", s.Told)
	}
}

// A deadline ahead of its beginning: two working days before the planned start.
func TestDeadline_aheadOfItsBeginning(t *testing.T) {
	s := changedShop(t, "order.yaml", "from: assigned_at, within: SET-01.major, until: [working", "from: starts, ahead: 2 working d, until: [assigned")
	id := s.order()
	start := time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC) // a Tuesday, 10:00 in Shanghai
	s.As(s.assistant).Set("order", id, form.Values{"starts": start, "ends": start.Add(time.Hour)})

	want := time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC) // Friday, 18:00
	if v := s.Get("order", id).Values["begun_due"]; !form.Equal(v, want) {
		t.Errorf("due %v, want %v", v, want)
	}
}

package formview

import (
	"testing"
	"time"

	"fieldline/app/words"
	"fieldline/forms/form"
)

func TestDate_isTypedOrPicked(t *testing.T) {
	s := small(t, `{type: date, zh: 到货日, en: Received}`)

	s.types("11月30日")
	if s.value() != form.Date("2026-11-30") || s.input().Text() != "2026-11-30" {
		t.Errorf("the value is %v, shown %q", s.value(), s.input().Text())
	}

	s.view.cells[Spot{Field: "one"}].pickDay()
	if !s.sees("2026 年 11 月") || !s.sees("一") {
		t.Error("the calendar's head is not Chinese")
	}
	s.pick("18")
	if s.value() != form.Date("2026-11-18") || s.input().Text() != "2026-11-18" {
		t.Errorf("picked %v, shown %q", s.value(), s.input().Text())
	}
}

func TestDate_calendarKnowsWhenNobodyWorks(t *testing.T) {
	s := small(t, `{type: date, zh: 到货日, en: Received}`)
	for day, off := range map[string]bool{
		"2026-10-01": true,  // a Thursday, National Day
		"2026-10-10": false, // a Saturday that is worked for it
		"2026-10-11": true, "2026-10-12": false,
	} {
		at, err := time.ParseInLocation(time.DateOnly, day, s.words.Zone())
		if err != nil {
			t.Fatal(err)
		}
		if s.view.isOff(at) != off {
			t.Errorf("%s is off: %v", day, !off)
		}
	}
}

func TestDate_calendarSpeaksEnglish(t *testing.T) {
	s := small(t, `{type: date, zh: 到货日, en: Received}`)
	s.words.Set(words.English)
	s.again(form.Values{"one": form.Date("2026-12-24")})

	s.view.cells[Spot{Field: "one"}].pickDay()

	if !s.sees("December 2026") || !s.sees("Mo") {
		t.Error("the calendar's head is not English")
	}
}

func TestDate_halfADateIsNoFaultWhileItIsTyped(t *testing.T) {
	s := small(t, `{type: date, zh: 到货日, en: Received}`)
	in := s.input()
	s.window.Canvas().Focus(in.Focusable())
	for _, r := range "2026-1" {
		in.Focusable().TypedRune(r)
	}
	if s.faults() != "" {
		t.Errorf("already a fault: %s", s.faults())
	}
	s.window.Canvas().Unfocus()
	if s.faults() == "" || s.input().Text() != "2026-1" {
		t.Errorf("left unfinished: %q, shown %q", s.faults(), s.input().Text())
	}
}

package form_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
)

// office is the calendar of a library in which 2026-10-01 to 07 is free and Saturday
// 2026-10-10 is worked instead.
func office(t testing.TB) *form.Calendar { return library(t, bakery).Calendar }

// at reads a time in Shanghai.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, office(t).Zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCalendar_Add(t *testing.T) {
	c := office(t)

	for _, one := range []struct{ from, length, want string }{
		{"2026-11-23 10:00", "30 min", "2026-11-23 10:30"},
		{"2026-11-23 10:00", "24 h", "2026-11-24 10:00"},
		{"2026-11-23 10:00", "15 d", "2026-12-08 10:00"},
		{"2026-11-23 10:00", "0 d", "2026-11-23 23:59"},
		{"2026-11-23 23:30", "0 d", "2026-11-23 23:59"},
		{"2026-01-31 10:00", "1 month", "2026-02-28 10:00"},
		{"2026-10-31 10:00", "6 month", "2027-04-30 10:00"},
		// working hours run from 9:00 to 18:00, Monday to Friday
		{"2026-11-23 10:00", "4 working h", "2026-11-23 14:00"},
		{"2026-11-23 16:00", "4 working h", "2026-11-24 11:00"},
		{"2026-11-23 07:00", "1 working h", "2026-11-23 10:00"},
		{"2026-11-27 17:30", "45 working min", "2026-11-30 09:15"},
		{"2026-11-28 12:00", "9 working h", "2026-11-30 18:00"},
		{"2026-11-23 10:00", "0 working h", "2026-11-23 10:00"},
		// the feast, and the Saturday that is worked for it
		{"2026-09-30 17:00", "2 working h", "2026-10-08 10:00"},
		{"2026-10-09 17:00", "2 working h", "2026-10-10 10:00"},
		// working days end when the office closes
		{"2026-11-23 10:00", "0 working d", "2026-11-23 18:00"},
		{"2026-11-23 19:00", "0 working d", "2026-11-24 18:00"},
		{"2026-11-28 10:00", "0 working d", "2026-11-30 18:00"},
		{"2026-11-23 10:00", "2 working d", "2026-11-25 18:00"},
		{"2026-11-27 19:00", "1 working d", "2026-11-30 18:00"},
		{"2026-09-30 10:00", "3 working d", "2026-10-10 18:00"},
	} {
		l, err := form.ParseLength(one.length)
		if err != nil {
			t.Fatal(err)
		}
		got := c.Add(at(t, one.from), l).In(c.Zone).Format("2006-01-02 15:04")
		if got != one.want {
			t.Errorf("%s after %s is %s, want %s", one.length, one.from, got, one.want)
		}
	}
}

func TestCalendar_Before(t *testing.T) {
	c := office(t)

	for _, one := range []struct{ from, length, want string }{
		{"2026-11-23 10:00", "30 min", "2026-11-23 09:30"},
		{"2026-11-23 10:00", "24 h", "2026-11-22 10:00"},
		{"2026-11-23 10:00", "15 d", "2026-11-08 10:00"},
		{"2026-03-31 10:00", "1 month", "2026-02-28 10:00"},
		{"2026-11-23 10:00", "0 d", "2026-11-23 10:00"},
		{"2026-11-23 10:00", "0 working d", "2026-11-23 10:00"},
		// working hours run backwards through the office's hours
		{"2026-11-23 14:00", "4 working h", "2026-11-23 10:00"},
		{"2026-11-24 11:00", "4 working h", "2026-11-23 16:00"},
		{"2026-11-23 20:00", "1 working h", "2026-11-23 17:00"},
		{"2026-11-30 09:15", "45 working min", "2026-11-27 17:30"},
		{"2026-11-28 12:00", "9 working h", "2026-11-27 09:00"},
		{"2026-10-08 10:00", "2 working h", "2026-09-30 17:00"},
		// working days end when the office closes
		{"2026-11-24 10:00", "1 working d", "2026-11-23 18:00"},
		{"2026-11-23 10:00", "1 working d", "2026-11-20 18:00"},
		{"2026-10-10 10:00", "3 working d", "2026-09-30 18:00"},
	} {
		l, err := form.ParseLength(one.length)
		if err != nil {
			t.Fatal(err)
		}
		got := c.Before(at(t, one.from), l).In(c.Zone).Format("2006-01-02 15:04")
		if got != one.want {
			t.Errorf("%s before %s is %s, want %s", one.length, one.from, got, one.want)
		}
	}
}

func TestLength_Label(t *testing.T) {
	for _, one := range []struct{ length, zh, en string }{
		{"30 min", "30分钟", "30 minutes"}, {"1 h", "1小时", "1 hour"}, {"2 d", "2天", "2 days"}, {"1 month", "1个月", "1 month"},
		{"4 working h", "4个工作小时", "4 working hours"}, {"1 working d", "1个工作日", "1 working day"},
	} {
		l, err := form.ParseLength(one.length)
		if got := l.Label(); err != nil || got != (form.Label{Zh: one.zh, En: one.en}) {
			t.Errorf("%s reads %v (%v)", one.length, got, err)
		}
	}
}

func TestCalendar_days(t *testing.T) {
	c := office(t)

	for _, one := range []struct{ got, want any }{
		{c.Day(time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)), form.Date("2026-11-23")},
		{c.Works("2026-10-01"), false}, {c.Works("2026-10-10"), true}, {c.Works("2026-10-11"), false}, {c.Works("2026-11-23"), true},
		{c.Works("nonsense"), false}, {c.Holiday("2026-10-03").Zh, "国庆节"},
		{c.WorkingDays("2026-09-30", "2026-10-12"), int64(4)}, {c.WorkingDays("2026-11-23", "2026-11-20"), int64(-1)},
		{form.Date("2026-01-01").Week(), "2026-W01"}, {form.Date("2027-01-01").Week(), "2026-W53"}, {form.Date("2026-11-23").Month(), "2026-11"},
		{form.Date("2026-02-23").QuarterEnd(), form.Date("2026-03-31")},
		{form.Date("2026-12-31").QuarterEnd(), form.Date("2026-12-31")}, {form.Date("x").QuarterEnd(), form.Date("")},
		{form.Date("2026-02-28").AddDays(1), form.Date("2026-03-01")}, {c.DayHours(), int64(9)},
	} {
		if one.got != one.want {
			t.Errorf("got %v, want %v", one.got, one.want)
		}
	}

	laid := c.With(form.CalendarDay{Day: "2026-11-23", Works: false}, form.CalendarDay{Day: "2026-11-28", Works: true})
	if laid.Works("2026-11-23") || !laid.Works("2026-11-28") || !c.Works("2026-11-23") {
		t.Error("days laid over the calendar do not count, or changed it")
	}
}

func TestParseLength(t *testing.T) {
	for _, s := range []string{"30 min", "24 h", "15 d", "1 month", "4 working h", "2 working d", "0 d"} {
		if l, err := form.ParseLength(s); err != nil || l.String() != s {
			t.Errorf("%q became %q (%v)", s, l, err)
		}
	}
	for _, s := range []string{"", "h", "1", "1 hour", "-1 h", "1.5 h", "1 working month", "9999999 d", "1 h h", "1 working"} {
		if l, err := form.ParseLength(s); err == nil {
			t.Errorf("%q became %v", s, l)
		}
	}
}

func TestNumberPattern(t *testing.T) {
	lib := library(t, bakery)
	n := lib.Form("loaf").Number

	if got := n.Format("2026-11-23", 7); got != "L261123-007" {
		t.Errorf("number %s", got)
	}
	if got := n.Format("2026-11-23", 12345); got != "L261123-12345" {
		t.Errorf("number %s", got)
	}
	if got := n.PeriodOf("2026-11-23"); got != "261123" {
		t.Errorf("period %s", got)
	}
}

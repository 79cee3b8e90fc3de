package form

import (
	"fmt"
	"maps"
	"time"
)

// maxSearch bounds the search for a working day; a calendar always has one within it
// unless years of holidays were typed in.
const maxSearch = 3 * 366

// Works tells whether a day is a working day: no weekend and no holiday, or a weekend
// day that is worked instead.
func (c *Calendar) Works(d Date) bool {
	if day, ok := c.days[d]; ok {
		return day.works
	}
	t, err := time.Parse(dateLayout, string(d))
	return err == nil && !c.weekend[t.Weekday()]
}

// Holiday returns the name of a holiday, empty for other days.
func (c *Calendar) Holiday(d Date) Label { return c.days[d].label }

// CalendarDay is a day that people have declared worked or free, a record of form
// calendar_day.
type CalendarDay struct {
	Day   Date
	Works bool
	Label Label
}

// With returns the calendar with days of people's own laid over it.
func (c *Calendar) With(days ...CalendarDay) *Calendar {
	out := *c
	out.days = maps.Clone(c.days)
	for _, d := range days {
		out.days[d.Day] = calendarDay{works: d.Works, label: d.Label}
	}
	return &out
}

// Add returns the time a length later. Minutes, hours, days and months run by the clock
// of the zone; a month ends on its last day at most. `0 d` is the end of the same day.
// Working minutes and hours run only while the office is open. Working days end when the
// office closes on the nth working day after the time's own; `0 working d` is the end of
// the same working day, of the next one where that is over.
func (c *Calendar) Add(t time.Time, l Length) time.Time {
	switch {
	case l.Unit == "" || t.IsZero():
		return t
	case l.Working && l.Unit == unitDay:
		return c.addWorkingDays(t, l.N)
	case l.Working:
		step := time.Hour
		if l.Unit == unitMin {
			step = time.Minute
		}
		return c.addWorking(t, time.Duration(l.N)*step)
	}
	switch l.Unit {
	case unitMin:
		return t.Add(time.Duration(l.N) * time.Minute)
	case unitHour:
		return t.Add(time.Duration(l.N) * time.Hour)
	case unitDay:
		if l.N == 0 {
			return c.Start(c.Day(t).AddDays(1)).Add(-time.Millisecond).UTC()
		}
		return t.In(c.Zone).AddDate(0, 0, int(l.N)).UTC()
	default:
		return c.addMonths(t, int(l.N))
	}
}

func (c *Calendar) addMonths(t time.Time, n int) time.Time {
	t = t.In(c.Zone)
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), c.Zone)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1).UTC()
}

func (c *Calendar) addWorkingDays(t time.Time, n int64) time.Time {
	d := c.Day(t)
	if n == 0 {
		if c.Works(d) && t.Before(c.at(d, c.closes)) {
			return c.at(d, c.closes)
		}
		n = 1
	}
	return c.at(c.nextWorking(d, n), c.closes)
}

// nextWorking returns the nth working day after a day.
func (c *Calendar) nextWorking(d Date, n int64) Date {
	for idle := 0; n > 0 && idle < maxSearch; {
		d = d.AddDays(1)
		idle++
		if c.Works(d) {
			n--
			idle = 0
		}
	}
	return d
}

func (c *Calendar) addWorking(t time.Time, left time.Duration) time.Time {
	d := c.Day(t)
	for idle := 0; idle < maxSearch; idle++ {
		if c.Works(d) {
			opens, closes := c.at(d, c.opens), c.at(d, c.closes)
			if t.Before(opens) {
				t = opens
			}
			if open := closes.Sub(t); open > 0 {
				idle = 0
				if left <= open {
					return t.Add(left)
				}
				left -= open
			}
		}
		d = d.AddDays(1)
		t = c.Start(d).UTC()
	}
	return t
}

// at returns a time of a day in the zone.
func (c *Calendar) at(d Date, since time.Duration) time.Time {
	s := c.Start(d)
	h, m := int(since.Hours()), int(since.Minutes())%60
	return time.Date(s.Year(), s.Month(), s.Day(), h, m, 0, 0, c.Zone).UTC()
}

// DayHours is how many hours the office is open on a working day.
func (c *Calendar) DayHours() int64 { return int64((c.closes - c.opens).Hours()) }

// WorkingDays counts the working days after a day up to and including a later one;
// negative backwards.
func (c *Calendar) WorkingDays(from, until Date) int64 {
	if until < from {
		return -c.WorkingDays(until, from)
	}
	span, ok := from.DaysUntil(until)
	if !ok {
		return 0
	}
	n := int64(0)
	for i := 1; i <= span; i++ {
		if c.Works(from.AddDays(i)) {
			n++
		}
	}
	return n
}

// Week returns the ISO week of a day, such as 2026-W48.
func (d Date) Week() string {
	t, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return ""
	}
	year, week := t.ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}

// Month returns the month of a day, such as 2026-11.
func (d Date) Month() string {
	if !d.Valid() {
		return ""
	}
	return string(d[:7])
}

// Quarter returns the quarter of a day, such as 2026-Q4.
func (d Date) Quarter() string {
	t, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%04d-Q%d", t.Year(), (int(t.Month())-1)/3+1)
}

// QuarterEnd returns the last day of the quarter a day is in.
func (d Date) QuarterEnd() Date {
	t, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return ""
	}
	last := time.Month((int(t.Month())-1)/3*3 + 3)
	return Date(time.Date(t.Year(), last+1, 0, 0, 0, 0, 0, time.UTC).Format(dateLayout))
}

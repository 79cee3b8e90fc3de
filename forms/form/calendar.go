package form

import (
	"cmp"
	"maps"
	"time"
	_ "time/tzdata" // a device may have no zone files
)

// Calendar reckons days, weeks and working time in the organisation's zone (SET-35).
// It is read-only once made; With lays records of form calendar_day over it.
type Calendar struct {
	Zone *time.Location

	opens, closes time.Duration // since midnight
	weekend       [7]bool       // by time.Weekday
	days          map[Date]calendarDay
}

// calendarDay is a day that differs from its weekday.
type calendarDay struct {
	works         bool
	label         Label
	opens, closes time.Duration // 0: as every day
}

const dateLayout = "2006-01-02"

// Day returns the day a time falls on.
func (c *Calendar) Day(t time.Time) Date {
	year, month, day := t.In(c.Zone).Date()
	if year < 0 || year > 9999 {
		return Date(t.In(c.Zone).Format(dateLayout))
	}
	text := [len(dateLayout)]byte{4: '-', 7: '-'}
	digits := func(at, n, width int) {
		for ; width > 0; width-- {
			text[at+width-1] = byte('0' + n%10)
			n /= 10
		}
	}
	digits(0, year, 4)
	digits(5, int(month), 2)
	digits(8, day, 2)
	return Date(text[:])
}

// Start returns the first moment of a day, the zero time for what is no day.
func (c *Calendar) Start(d Date) time.Time {
	t, err := time.ParseInLocation(dateLayout, string(d), c.Zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

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
// calendar_day. A working day may have hours of its own, since midnight; 0 is as every day.
type CalendarDay struct {
	Day           Date
	Works         bool
	Label         Label
	Opens, Closes time.Duration
}

// With returns the calendar with days of people's own laid over it.
func (c *Calendar) With(days ...CalendarDay) *Calendar {
	out := *c
	out.days = maps.Clone(c.days)
	for _, d := range days {
		out.days[d.Day] = calendarDay{works: d.Works, label: d.Label, opens: d.Opens, closes: d.Closes}
	}
	return &out
}

// open returns when the office opens and closes on a day.
func (c *Calendar) open(d Date) (opens, closes time.Time) {
	day := c.days[d]
	return c.at(d, cmp.Or(day.opens, c.opens)), c.at(d, cmp.Or(day.closes, c.closes))
}

// closing returns when the office closes on a day.
func (c *Calendar) closing(d Date) time.Time {
	_, closes := c.open(d)
	return closes
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

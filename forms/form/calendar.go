package form

import (
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
	works bool
	label Label
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

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date {
	t, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return ""
	}
	return Date(t.AddDate(0, 0, n).Format(dateLayout))
}

// DaysUntil returns how many days lie between two days, negative backwards; false where
// one of them is none.
func (d Date) DaysUntil(later Date) (int, bool) {
	a, errA := time.Parse(dateLayout, string(d))
	b, errB := time.Parse(dateLayout, string(later))
	if errA != nil || errB != nil {
		return 0, false
	}
	return int(b.Sub(a) / (24 * time.Hour)), true
}

// Valid tells whether the text is a day.
func (d Date) Valid() bool {
	_, err := time.Parse(dateLayout, string(d))
	return err == nil
}

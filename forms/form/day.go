package form

import (
	"fmt"
	"time"
)

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

// QuarterEnd returns the last day of the quarter a day is in.
func (d Date) QuarterEnd() Date { return d.quarterEnd(0) }

// QuarterBefore returns the last day of the quarter before the one a day is in.
func (d Date) QuarterBefore() Date { return d.quarterEnd(-1) }

// quarterEnd is the last day of the quarter so many after the one a day is in.
func (d Date) quarterEnd(after int) Date {
	t, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return ""
	}
	last := (int(t.Month())-1)/3*3 + 3*(1+after)
	return Date(time.Date(t.Year(), time.Month(last+1), 0, 0, 0, 0, 0, time.UTC).Format(dateLayout))
}

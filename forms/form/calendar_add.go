package form

import "time"

// maxSearch bounds the search for a working day; a calendar always has one within it
// unless years of holidays were typed in.
const maxSearch = 3 * 366

// latest is the last moment that can be written as a time.
var latest = time.Date(9999, 12, 31, 23, 59, 59, int(999*time.Millisecond), time.UTC)

// Add returns the time a length later, the last one that can be written at most. Minutes, hours, days and months run by the clock
// of the zone; a month ends on its last day at most. `0 d` is the end of the same day.
// Working minutes and hours run only while the office is open. Working days end when the
// office closes on the nth working day after the time's own; `0 working d` is the end of
// the same working day, of the next one where that is over.
func (c *Calendar) Add(t time.Time, l Length) time.Time {
	if later := c.add(t, l); later.Before(latest) {
		return later
	}
	return latest
}

func (c *Calendar) add(t time.Time, l Length) time.Time {
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
		if c.Works(d) && t.Before(c.closing(d)) {
			return c.closing(d)
		}
		n = 1
	}
	return c.closing(c.working(d, n, 1))
}

// working returns the nth working day after a day, going on by one day or back by one.
func (c *Calendar) working(d Date, n int64, by int) Date {
	for idle := 0; n > 0 && idle < maxSearch; {
		d = d.AddDays(by)
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
			opens, closes := c.open(d)
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

// Before returns the time a length earlier. Working minutes and hours run only while the
// office is open; working days end when the office closes on the nth working day before
// the time's own. A length of nothing is the time itself.
func (c *Calendar) Before(t time.Time, l Length) time.Time {
	switch {
	case l.N == 0:
		return t
	case l.Working && l.Unit == unitDay:
		return c.closing(c.working(c.Day(t), l.N, -1))
	case l.Working:
		step := time.Hour
		if l.Unit == unitMin {
			step = time.Minute
		}
		return c.subtractWorking(t, time.Duration(l.N)*step)
	}
	l.N = -l.N
	return c.Add(t, l)
}

func (c *Calendar) subtractWorking(t time.Time, left time.Duration) time.Time {
	d := c.Day(t)
	for idle := 0; idle < maxSearch; idle++ {
		if c.Works(d) {
			opens, closes := c.open(d)
			if t.After(closes) {
				t = closes
			}
			if open := t.Sub(opens); open > 0 {
				idle = 0
				if left <= open {
					return t.Add(-left)
				}
				left -= open
			}
		}
		t = c.Start(d).UTC()
		d = d.AddDays(-1)
	}
	return t
}

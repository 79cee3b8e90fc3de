package form

import (
	"strings"
	"time"
)

var weekdays = map[string]time.Weekday{
	"sunday": time.Sunday, "monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday,
	"thursday": time.Thursday, "friday": time.Friday, "saturday": time.Saturday,
}

// plainCalendar is the calendar of a library without calendar.yaml: Shanghai, Monday to
// Friday, 9:00-18:00 (SET-35).
func plainCalendar() *Calendar {
	c := &Calendar{Zone: zone("Asia/Shanghai"), opens: 9 * time.Hour, closes: 18 * time.Hour, days: map[Date]calendarDay{}}
	c.weekend[time.Saturday], c.weekend[time.Sunday] = true, true
	return c
}

// zone loads a zone; the embedded zone files hold every name.
func zone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return loc
}

// readCalendar reads calendar.yaml: zone, hours, weekend, and per year the holidays and
// the weekend days that are worked instead.
func readCalendar(top *node, fs *faults) *Calendar {
	c := plainCalendar()
	k, ok := fs.keysOf(top, "calendar", "zone", "hours", "weekend", "years")
	if !ok {
		return c
	}
	if name := k.text("zone"); name != "" {
		if _, err := time.LoadLocation(name); err != nil {
			fs.add(k.pos("zone"), "unknown zone %q", name)
		}
		c.Zone = zone(name)
	}
	if hours := k.words("hours"); len(hours) == 2 {
		c.opens, c.closes = k.clock("hours", hours[0]), k.clock("hours", hours[1])
		if c.opens >= c.closes {
			fs.add(k.pos("hours"), "the working day must open before it closes")
		}
	} else if k.has("hours") {
		fs.add(k.pos("hours"), `hours is [open, close], such as ["09:00", "18:00"]`)
	}
	if k.has("weekend") {
		c.weekend = [7]bool{}
		for _, w := range k.words("weekend") {
			d, ok := weekdays[w]
			if !ok {
				fs.add(k.pos("weekend"), "%q is no weekday", w)
			}
			c.weekend[d] = ok
		}
		if c.weekend == [7]bool{true, true, true, true, true, true, true} {
			fs.add(k.pos("weekend"), "no day is left to work on")
		}
	}
	if years := k.n.get("years"); years != nil && years.kind == mapNode {
		for i, year := range years.keys {
			c.readYear(year, years.items[i], fs)
		}
	}
	return c
}

// clock reads "09:00" as time since midnight.
func (k keys) clock(key, s string) time.Duration {
	t, err := time.Parse("15:04", s)
	if err != nil {
		k.fs.add(k.pos(key), "%q is no time of day such as 09:00", s)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

func (c *Calendar) readYear(year, n *node, fs *faults) {
	k, ok := fs.keysOf(n, "year "+year.text, "holidays", "working")
	if !ok {
		return
	}
	in := func(pos Pos, d Date) bool {
		if !d.Valid() || !strings.HasPrefix(string(d), year.text+"-") {
			fs.add(pos, "%q is no day of %s", d, year.text)
			return false
		}
		return true
	}
	for _, one := range k.list("holidays") {
		h, ok := fs.keysOf(one, "holiday", "from", "until", "zh", "en")
		if !ok {
			continue
		}
		from, until := Date(h.text("from")), Date(h.text("until"))
		label := h.label()
		if !in(h.pos("from"), from) || !in(h.pos("until"), until) {
			continue
		}
		if until < from {
			fs.add(h.pos("until"), "the holiday ends before it begins")
		}
		for d := from; d <= until; d = d.AddDays(1) {
			c.days[d] = calendarDay{label: label}
		}
	}
	for _, w := range k.words("working") {
		if in(k.pos("working"), Date(w)) {
			c.days[Date(w)] = calendarDay{works: true}
		}
	}
}

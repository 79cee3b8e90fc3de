package driver

import (
	"fmt"
	"slices"

	"fieldline/forms/dialplan"
)

// included is hours of a day in which numbers hold: of a context, or of a section of AT.
type included struct {
	line        int
	context     string
	schedule    dialplan.Schedule
	from, until int // minutes of the day
}

// meets tells whether two hold at the same time.
func (h included) meets(o included) bool {
	return h.schedule.Days[0] == o.schedule.Days[0] && h.from < o.until && o.from < h.until
}

// hoursOf are the hours of an include: its last minute belongs to it.
func hoursOf(m []string) (included, bool) {
	var n [4]int
	for i := range n {
		n[i] = int(m[i+2][0]-'0')*10 + int(m[i+2][1]-'0')
	}
	from, until := n[0]*60+n[1], n[2]*60+n[3]+1
	if n[0] > 23 || n[2] > 23 || n[1] > 59 || n[3] > 59 || from >= until {
		return included{}, false
	}
	s := dialplan.Schedule{Days: []int{slices.Index(weekdays, m[6]) + 1}, From: hour(from), To: hour(until % (24 * 60))}
	return included{schedule: s, from: from, until: until}, true
}

// joinHours makes one schedule of days that have the same hours.
func joinHours(list []included) []included {
	var out []included
	for _, h := range list {
		i := slices.IndexFunc(out, func(o included) bool {
			return o.context == h.context && o.schedule.From == h.schedule.From && o.schedule.To == h.schedule.To && !slices.Contains(o.schedule.Days, h.schedule.Days[0])
		})
		if i < 0 {
			out = append(out, h)
			continue
		}
		out[i].schedule.Days = append(out[i].schedule.Days, h.schedule.Days...)
	}
	return out
}

// hours adds a schedule to the profile and returns its id.
func (b *builder) hours(s dialplan.Schedule) string {
	s.ID, s.Holidays = fmt.Sprintf("h%d", len(b.profile.Schedules)+1), "ignore"
	b.profile.Schedules = append(b.profile.Schedules, s)
	return s.ID
}

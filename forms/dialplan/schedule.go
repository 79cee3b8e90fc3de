package dialplan

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Moment is a minute of a week, as schedules see it.
type Moment struct {
	Weekday       int // 1 is Monday
	Minute        int // of the day, 0 to 1439
	Holiday       bool
	HolidayBefore bool // the day before was one: for hours that run over midnight
}

// MomentOf is the moment of a time in the zone the time has.
func MomentOf(t time.Time, holiday func(time.Time) bool) Moment {
	day := int(t.Weekday())
	if day == 0 {
		day = 7
	}
	return Moment{day, t.Hour()*60 + t.Minute(), holiday(t), holiday(t.AddDate(0, 0, -1))}
}

// String tells a moment as people write it, in neither language.
func (m Moment) String() string {
	s := fmt.Sprintf("%d %02d:%02d", m.Weekday, m.Minute/60, m.Minute%60)
	if m.Holiday {
		s += " H"
	}
	return s
}

// inHours tells whether a schedule holds; no schedule always does.
func (p *Plan) inHours(id string, at Moment) bool {
	if id == "" {
		return true
	}
	for i := range p.profile.Schedules {
		if p.profile.Schedules[i].ID == id {
			return p.profile.Schedules[i].holds(at)
		}
	}
	return false
}

func (s *Schedule) holds(at Moment) bool {
	from, to := minuteOf(s.From), minuteOf(s.To)
	if from < to {
		return from <= at.Minute && at.Minute < to && s.onDay(at.Weekday, at.Holiday)
	}
	before := at.Weekday - 1
	if before == 0 {
		before = 7
	}
	if from == to {
		return s.onDay(at.Weekday, at.Holiday)
	}
	return at.Minute >= from && s.onDay(at.Weekday, at.Holiday) || at.Minute < to && s.onDay(before, at.HolidayBefore)
}

func (s *Schedule) onDay(day int, holiday bool) bool {
	switch {
	case s.Holidays == "only" && !holiday, s.Holidays == "except" && holiday:
		return false
	}
	return slices.Contains(s.Days, day)
}

// minuteOf reads HH:MM, which was checked when the profile was read.
func minuteOf(s string) int {
	if len(s) != 5 {
		return 0
	}
	return int(s[0]-'0')*600 + int(s[1]-'0')*60 + int(s[3]-'0')*10 + int(s[4]-'0')
}

// moments returns one moment for every set of schedules that can hold together in the
// plans. Between two edges of their hours nothing changes, so a week has finitely many,
// and together they stand for all times.
func moments(plans ...*Plan) []Moment {
	edges := []int{0}
	holidays := false
	for _, p := range plans {
		for i := range p.profile.Schedules {
			s := &p.profile.Schedules[i]
			edges = append(edges, minuteOf(s.From), minuteOf(s.To))
			holidays = holidays || s.Holidays != "ignore"
		}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	free := []bool{false}
	if holidays {
		free = []bool{false, true}
	}
	var out []Moment
	seen := map[string]bool{}
	for day := 1; day <= 7; day++ {
		for _, minute := range edges {
			for _, today := range free {
				for _, before := range free {
					at := Moment{day, minute, today, before}
					if held := held(at, plans); !seen[held] {
						seen[held] = true
						out = append(out, at)
					}
				}
			}
		}
	}
	return out
}

// held writes which schedules hold at a moment.
func held(at Moment, plans []*Plan) string {
	var b strings.Builder
	for _, p := range plans {
		for i := range p.profile.Schedules {
			if p.profile.Schedules[i].holds(at) {
				b.WriteByte('1')
			} else {
				b.WriteByte('0')
			}
		}
	}
	return b.String()
}

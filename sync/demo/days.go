package demo

import (
	"math"
	"slices"
	"time"

	"fieldline/forms/form"
)

// size is how large a company is.
type size struct {
	engineers [2]int // per site
	visitDays int
	customers int
	dialers   int
}

const (
	setupDays    = 5   // from the first request to the first visit
	visitsADay   = 3.6 // of an engineer, urgent ones included
	rollOut      = 0.6 // share of installs in the first weeks
	noInstall    = 0.08
	installsADay = 2 // of an engineer while rolling out
)

func sizeOf(scale float64) size {
	of := func(n, least float64) int { return int(math.Max(least, math.Round(n*scale))) }
	root := math.Sqrt(scale)
	z := size{
		engineers: [2]int{int(math.Max(3, math.Round(12*root))), int(math.Max(2, math.Round(8*root)))},
		customers: of(400, 30),
	}
	z.dialers = of(600, float64(z.customers)*1.2+4*float64(z.engineers[0]+z.engineers[1])+2*untested)
	z.visitDays = int(math.Max(10, math.Round(10_000*scale/(float64(z.engineers[0]+z.engineers[1])*visitsADay))))
	return z
}

// beyond is how many worked days after today are looked ahead to.
const beyond = 8

// layDays lists the worked days: Monday to Saturday without holidays, and today and the
// day before it in any case, for today is a day of work whenever it is shown.
func (s *story) layDays() {
	c := s.lib.Calendar
	works := func(d form.Date) bool {
		return d == s.cfg.Day || d == s.cfg.Day.AddDays(-1) ||
			c.Works(d) || c.Start(d).Weekday() == time.Saturday && c.Holiday(d).Zh == ""
	}
	for d := s.cfg.Day.AddDays(-1); len(s.days) < s.size.visitDays+setupDays; d = d.AddDays(-1) {
		if works(d) {
			s.days = append(s.days, d)
		}
	}
	slices.Reverse(s.days)
	for d := s.cfg.Day; len(s.days) < s.size.visitDays+setupDays+1+beyond; d = d.AddDays(1) {
		if works(d) {
			s.days = append(s.days, d)
		}
	}
	for i, d := range s.days {
		s.worked[d] = i
	}
}

// workDay is the worked day n after another.
func (s *story) workDay(d form.Date, n int) form.Date {
	return s.days[min(max(s.worked[d]+n, 0), len(s.days)-1)]
}

// today is the worked day of now.
func (s *story) today() form.Date { return s.lib.Calendar.Day(s.now) }

// eve is the last day of the story.
func (s *story) eve() form.Date { return s.workDay(s.cfg.Day, -1) }

// at is a time of day in the organisation's zone.
func (s *story) at(d form.Date, hour, minute int) time.Time {
	return s.lib.Calendar.Start(d).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

// between is a time of a day between two others, given in minutes after midnight.
func (s *story) between(d form.Date, from, to int) time.Time {
	return s.at(d, 0, from+s.r.IntN(to-from+1))
}

func clockTime(hour, minute int) int { return 60*hour + minute }

func (s *story) minutes(least, most int) time.Duration {
	return time.Duration(least+s.r.IntN(most-least+1)) * time.Minute
}

// chance tells whether something of that probability happens.
func (s *story) chance(p float64) bool { return s.r.Float64() < p }

// one picks one of several.
func one[T any](s *story, of []T) T { return of[s.r.IntN(len(of))] }

// isWeekday tells whether a day is that day of the week.
func (s *story) isWeekday(d form.Date, w time.Weekday) bool {
	return s.lib.Calendar.Start(d).Weekday() == w
}

// everyFew rounds a time up to five minutes.
func everyFew(t time.Time) time.Time { return t.Add(5*time.Minute - 1).Truncate(5 * time.Minute) }

package form

import (
	"slices"
	"strconv"
	"time"
)

// remind does one step of a deadline that is still due as it was.
func (t *turn) remind(deadline string, step int, due time.Time) error {
	for _, d := range t.form.Deadlines {
		if d.Name != deadline || step < 0 || step >= len(d.Steps) {
			continue
		}
		now, _ := t.rec.Values[d.Name+"_due"].(time.Time)
		if !now.Equal(due) || t.rec.Values[d.Name+"_met"] != nil || slices.Contains(d.Pause, t.rec.State) {
			return nil
		}
		s := d.Steps[step]
		if t.e.Now.Before(t.e.Lib.StepTime(s, due)) {
			return refuse(AboutRule, t.problem(KeyNotDue, d.Name+"_due"))
		}
		path := t.form.Name + ".deadlines." + d.Name + ".steps." + strconv.Itoa(step)
		if people := t.told(s.Tell, func() { t.note(path) }); len(people) > 0 {
			t.e.told = append(t.e.told, Told{Ref: t.ref, To: people, Label: s.Label, Step: path})
		}
		if s.Act != "" {
			return t.act(Input{Ref: t.ref, Action: s.Act})
		}
		return nil
	}
	return refuse(AboutRule, t.problemWith(KeyUnknownAction, "", map[string]any{"action": deadline}))
}

// StepTime returns when a deadline's step is to be made, for a due time. Before a due
// time by working time is the last moment from which the length still ends by then.
func (l *Library) StepTime(s *DeadlineStep, due time.Time) time.Time {
	if s.IsPast {
		return l.Calendar.Add(due, s.After)
	}
	if !s.Before.Working {
		before := s.Before
		before.N = -before.N
		return l.Calendar.Add(due, before)
	}
	from, until := due.Add(-longestBefore), due
	for until.Sub(from) > time.Millisecond {
		middle := from.Add(until.Sub(from) / 2).Truncate(time.Millisecond)
		if l.Calendar.Add(middle, s.Before).After(due) {
			until = middle
		} else {
			from = middle
		}
	}
	return from
}

// longestBefore bounds how long before its due time a working length may begin.
const longestBefore = 366 * 24 * time.Hour

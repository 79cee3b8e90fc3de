package record

import (
	"cmp"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// clocks are the record's deadlines as they are shown: the running ones, and those that
// were met, after each other.
func (s *Screen) clocks() []widgets.ClockData {
	var all []widgets.ClockData
	for _, d := range s.session.form.Deadlines {
		if c, ok := s.clock(d); ok {
			all = append(all, c)
		}
	}
	return all
}

func (s *Screen) clock(d *form.Deadline) (widgets.ClockData, bool) {
	w, now, rec := s.deps.Words, s.now(), s.view.Record()
	due, ok := rec.Values[d.Name+"_due"].(time.Time)
	st := s.session.form.State(rec.State)
	if !ok || st != nil && st.Void {
		return widgets.ClockData{}, false // cancelling ends a deadline, but nobody has done it
	}
	begun, timed := startOf(rec, d, due)
	c := widgets.ClockData{Name: w.Label(d.Label.Zh, d.Label.En)}
	if met, done := rec.Values[d.Name+"_met"].(time.Time); done {
		word := cmp.Or(w.Label(d.Done.Zh, d.Done.En), w.T("record.met_done"))
		c.Tone, c.Used, c.Note = theme.Go, share(met.Sub(begun), due.Sub(begun)), w.T("record.met_at", w.When(met, now))
		switch {
		case met.After(due):
			c.Tone, c.Left = theme.Stop, w.T("record.met_late", word, w.Duration(met.Sub(due)))
		case timed:
			c.Left = w.T("record.met", word, w.Duration(met.Sub(begun)))
		default:
			c.Left = w.T("record.met_in_time", word)
		}
		return c, true
	}
	if st != nil && !st.Open() {
		return widgets.ClockData{}, false
	}
	c.Left, c.Used, c.Tone = w.Left(due, now), share(now.Sub(begun), due.Sub(begun)), toneOf(d, now, begun, due)
	c.Note = w.T("record.due", w.When(due, now))
	return c, true
}

// startOf is when a deadline began to run. A time that is set, or ahead of which it lies, is
// no beginning: then it counts from a day before, and is not timed.
func startOf(rec *form.Record, d *form.Deadline, due time.Time) (begun time.Time, timed bool) {
	var from time.Time
	switch v := rec.Get(d.From).(type) {
	case time.Time:
		from = v
	case form.Date:
		if t, err := time.Parse(time.DateOnly, string(v)); err == nil {
			from = t
		}
	}
	if from.IsZero() || !from.Before(due) {
		return due.Add(-24 * time.Hour), false
	}
	return from, true
}

func share(part, whole time.Duration) float32 {
	if whole <= 0 {
		return 1
	}
	return min(max(float32(part)/float32(whole), 0), 1)
}

// toneOf warns from the first reminder before the due time on, or in the last quarter.
func toneOf(d *form.Deadline, now, begun, due time.Time) theme.Tone {
	warn := due.Add(-due.Sub(begun) / 4)
	for _, step := range d.Steps {
		if !step.IsPast && !step.Before.Working && step.Before.Unit != "" {
			if at := due.Add(-time.Duration(step.Before.Minutes(0)) * time.Minute); at.Before(warn) || warn.IsZero() {
				warn = at
			}
		}
	}
	switch {
	case !now.Before(due):
		return theme.Stop
	case !now.Before(warn):
		return theme.Warn
	}
	return theme.Idle
}

// shortClock is the deadline that runs out first, on one line.
func (s *Screen) shortClock() (fyne.CanvasObject, bool) {
	var first *form.Deadline
	var due time.Time
	for _, d := range s.session.form.Deadlines {
		at, ok := s.view.Record().Values[d.Name+"_due"].(time.Time)
		_, met := s.view.Record().Values[d.Name+"_met"]
		if ok && !met && (first == nil || at.Before(due)) {
			first, due = d, at
		}
	}
	if first == nil {
		return nil, false
	}
	c, ok := s.clock(first)
	if !ok {
		return nil, false
	}
	return widgets.NewLine(c.Tone, "alarm", c.Left).Bold(), true
}

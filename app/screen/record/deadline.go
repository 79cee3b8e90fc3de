package record

import (
	"cmp"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
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
	met, done := rec.Values[d.Name+"_met"].(time.Time)
	if !ok || !done {
		return screen.RunningClock(w, s.session.form, rec, d, now)
	}
	if st := s.session.form.State(rec.State); st != nil && st.Void {
		return widgets.ClockData{}, false // cancelling ends a deadline, but nobody has done it
	}
	begun, timed := screen.DueFrom(rec, d, due)
	word := cmp.Or(w.Label(d.Done.Zh, d.Done.En), w.T("record.met_done"))
	c := widgets.ClockData{Name: w.Label(d.Label.Zh, d.Label.En), Tone: theme.Go, Used: screen.Share(met.Sub(begun), due.Sub(begun)), Note: w.T("record.met_at", w.When(met, now))}
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

// shortClock is the deadline that runs out first, on one line.
func (s *Screen) shortClock() (fyne.CanvasObject, bool) {
	var first widgets.ClockData
	var due time.Time
	for _, d := range s.session.form.Deadlines {
		at, _ := s.view.Record().Values[d.Name+"_due"].(time.Time)
		if c, runs := screen.RunningClock(s.deps.Words, s.session.form, s.view.Record(), d, s.now()); runs && (due.IsZero() || at.Before(due)) {
			first, due = c, at
		}
	}
	if due.IsZero() {
		return nil, false
	}
	return widgets.NewLine(first.Tone, "alarm", first.Left).Bold(), true
}

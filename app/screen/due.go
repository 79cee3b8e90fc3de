package screen

import (
	"slices"
	"time"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Due is a deadline of a record and when it is over.
type Due struct {
	Deadline *form.Deadline
	At       time.Time
}

// LateDues are the deadlines of a record that are over and not met while somebody still
// has to do its work, the longest over first.
func LateDues(f *form.Form, rec *form.Record, now time.Time) []Due {
	if !IsOpen(f, rec.State) {
		return nil
	}
	var late []Due
	for _, d := range f.Deadlines {
		at, ok := rec.Get(d.Name + "_due").(time.Time)
		if ok && rec.Get(d.Name+"_met") == nil && !now.Before(at) && !slices.Contains(d.Pause, rec.State) {
			late = append(late, Due{d, at})
		}
	}
	slices.SortStableFunc(late, func(a, b Due) int { return a.At.Compare(b.At) })
	return late
}

// RunningClock is a deadline of a record while it runs: what is left of it, how much is used
// up, how near its end is. It does not run where it was met, stands still or nobody works on
// the record any more.
func RunningClock(w *words.Words, f *form.Form, rec *form.Record, d *form.Deadline, now time.Time) (widgets.ClockData, bool) {
	due, ok := rec.Get(d.Name + "_due").(time.Time)
	if st := f.State(rec.State); !ok || rec.Get(d.Name+"_met") != nil || slices.Contains(d.Pause, rec.State) || st != nil && !st.Open() {
		return widgets.ClockData{}, false
	}
	begun, _ := DueFrom(rec, d, due)
	return widgets.ClockData{
		Name: w.Label(d.Label.Zh, d.Label.En), Left: w.Left(due, now), Used: Share(now.Sub(begun), due.Sub(begun)),
		Tone: DueLook(d, rec, due, now).Tone, Note: w.T("app.due", w.When(due, now)),
	}, true
}

// DueFrom is when a deadline began to run. A time that is set, or ahead of which it lies, is
// no beginning: then it counts from a day before, and is not timed.
func DueFrom(rec *form.Record, d *form.Deadline, due time.Time) (begun time.Time, timed bool) {
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

// Share is how much of a length is used up.
func Share(part, whole time.Duration) float32 {
	if whole <= 0 {
		return 1
	}
	return min(max(float32(part)/float32(whole), 0), 1)
}

// DueLook is how a deadline is drawn that is not met: it warns from its first reminder on,
// or in the last quarter of its time, whichever comes first, and is late when it is over.
func DueLook(d *form.Deadline, rec *form.Record, due, now time.Time) Look {
	begun, _ := DueFrom(rec, d, due)
	warn := due.Add(-due.Sub(begun) / 4)
	for _, step := range d.Steps {
		if !step.IsPast && !step.Before.Working && step.Before.Unit != "" {
			if at := due.Add(-time.Duration(step.Before.Minutes(0)) * time.Minute); at.Before(warn) {
				warn = at
			}
		}
	}
	switch {
	case !now.Before(due):
		return Look{theme.Stop, "clock-alert"}
	case !now.Before(warn):
		return Look{theme.Warn, "alarm"}
	}
	return Look{theme.Idle, "clock"}
}

// IsUrgent tells whether a record is urgent and its work is still to be done.
func IsUrgent(f *form.Form, rec *form.Record) bool {
	urgent, _ := rec.Get(library.ServiceOrderUrgent).(bool)
	return urgent && IsOpen(f, rec.State)
}

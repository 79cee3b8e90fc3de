package screen

import (
	"slices"
	"time"

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

// IsUrgent tells whether a record is urgent and its work is still to be done.
func IsUrgent(f *form.Form, rec *form.Record) bool {
	urgent, _ := rec.Get(library.ServiceOrderUrgent).(bool)
	return urgent && IsOpen(f, rec.State)
}

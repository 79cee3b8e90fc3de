package form

import (
	"errors"
	"slices"
	"time"
)

// deadlines brings the due times up to date. A deadline once met stands for good; what
// is not known here keeps its last value. Time spent in a state that pauses stays added
// when the beginning or the length changes.
func (j *judge) deadlines(before *Record) {
	for _, d := range j.form.Deadlines {
		due, met := d.Name+"_due", d.Name+"_met"
		values := j.env.Self.Values
		if values[met] != nil {
			continue
		}
		switch j.holds(d.Show) {
		case No:
			delete(values, due)
			continue
		case Unknown:
			j.note(j.form.Name + ".deadlines." + d.Name)
			continue
		}
		at, answer := j.dueAt(d)
		if answer == Unknown {
			j.note(j.form.Name + ".deadlines." + d.Name)
			continue
		}
		if at.IsZero() {
			delete(values, due)
			continue
		}
		stored, had := values[due].(time.Time)
		if had && before != nil {
			was, answer := j.at(before).dueAt(d)
			if answer == Yes && was.Equal(at) {
				continue
			}
			if answer == Yes && !was.IsZero() && len(d.Pause) > 0 {
				at = at.Add(stored.Sub(was))
			}
		}
		values[due] = at
	}
}

// dueAt is the beginning and what is given, or the time ahead of it; zero where it has not
// begun.
func (j *judge) dueAt(d *Deadline) (time.Time, Answer) {
	calendar := j.env.Lib.Calendar
	var from time.Time
	switch v := j.env.Self.Get(d.From).(type) {
	case time.Time:
		from = v
	case Date:
		from = calendar.Start(v)
	}
	if from.IsZero() {
		return time.Time{}, Yes
	}
	length, answer := j.length(d.length())
	if answer != Yes {
		return time.Time{}, answer
	}
	if d.Ahead != nil {
		return calendar.Before(from, length).UTC().Truncate(time.Millisecond), Yes
	}
	return calendar.Add(from, length).UTC().Truncate(time.Millisecond), Yes
}

func (j *judge) length(w *Within) (Length, Answer) {
	var v any
	switch {
	case w.Setting != "":
		return j.setting(w.Setting)
	case w.Value != nil:
		got, answer, err := w.Value.Eval(j.env)
		if err != nil {
			j.fail(err)
			return Length{}, Unknown
		}
		if answer == Unknown {
			return Length{}, Unknown
		}
		v = got
	default:
		v = w.Length
	}
	length, ok := v.(Length)
	if !ok {
		return Length{}, Unknown
	}
	return length, Yes
}

// setting is a length of time that people have set for the record's site.
func (j *judge) setting(id string) (Length, Answer) {
	v, err := j.env.World.Setting(id, j.env.Self.Site, j.env.Now)
	switch {
	case errors.Is(err, ErrNotHere):
		v = j.env.Lib.settingDefault(id)
	case err != nil:
		j.fail(err)
		return Length{}, Unknown
	}
	length, ok := v.(Length)
	if !ok {
		return Length{}, Unknown
	}
	return length, Yes
}

// meet writes the time at which deadlines are met by entering a state; the first counts.
func (j *judge) meet(state string) {
	for _, d := range j.form.Deadlines {
		met := d.Name + "_met"
		if slices.Contains(d.Until, state) && j.env.Self.Values[met] == nil && j.holds(d.Show) != No {
			j.env.Self.Values[met] = j.env.Now
		}
	}
}

// resume adds the time a record stood in a state that pauses to its due times. A deadline
// that ended because the record was cancelled runs again when it is taken up again.
func (j *judge) resume(left string) {
	values := j.env.Self.Values
	since, ok := values[left+"_at"].(time.Time)
	if !ok {
		return
	}
	state := j.form.State(left)
	for _, d := range j.form.Deadlines {
		if met, ok := values[d.Name+"_met"].(time.Time); ok && state != nil && state.Void && met.Equal(since) {
			delete(values, d.Name+"_met")
		}
		due, has := values[d.Name+"_due"].(time.Time)
		if has && values[d.Name+"_met"] == nil && slices.Contains(d.Pause, left) {
			values[d.Name+"_due"] = due.Add(j.env.Now.Sub(since))
		}
	}
}

// Late tells whether a deadline of the record was met too late or has passed unmet.
func (r *Record) Late(deadline string, now time.Time) bool {
	due, ok := r.Values[deadline+"_due"].(time.Time)
	if !ok {
		return false
	}
	if met, ok := r.Values[deadline+"_met"].(time.Time); ok {
		return met.After(due)
	}
	return now.After(due)
}

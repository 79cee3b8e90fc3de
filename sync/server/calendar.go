package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// calendarDay is where the last day is kept whose openings were made.
const calendarDay = "calendar_day"

// mostDays bounds how far back a server that stood still makes up for the calendar.
const mostDays = 100

// openings opens what the calendar opens on each day since the last one (forms/README.md 2,
// `every`). Ids come from the period and the subject, so twice is once.
func (s *Server) openings(ctx context.Context) error {
	for range mostDays {
		done := false
		err := s.do(ctx, func(t *turn) (err error) {
			done, err = t.openDay()
			return err
		})
		if err != nil {
			return fmt.Errorf("open what the calendar opens: %w", err)
		}
		if done {
			return nil
		}
	}
	return nil
}

// openDay does the first day that is not done, and tells whether there was none.
func (t *turn) openDay() (done bool, err error) {
	today := t.lib.Calendar.Day(t.now)
	var last form.Date
	err = one(t.db, "SELECT value FROM meta WHERE key = ?", []any{calendarDay}, &last)
	if err != nil && !errors.Is(err, errNoRow) {
		return false, err
	}
	if last == today {
		return true, nil
	}
	day := today
	if last != "" && last < today { // else the clock was ahead of today
		day = last.AddDays(1)
		if n, ok := day.DaysUntil(today); ok && n > mostDays {
			day = today.AddDays(-mostDays)
		}
	}
	now := t.now
	if day != today {
		now = t.lib.Calendar.Start(day)
	}
	for _, f := range t.lib.Forms {
		for _, e := range f.Every {
			if err := t.open(f, e, day, now); err != nil {
				return false, err
			}
		}
	}
	_, err = exec(t.db, "INSERT INTO meta(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", calendarDay, string(day))
	return false, err
}

func (t *turn) open(f *form.Form, e *form.Every, day form.Date, now time.Time) error {
	env := &form.Env{Lib: t.lib, World: sharing{t.world()}, Now: now}
	opened, err := f.Openings(env, e, day)
	if err != nil {
		return err
	}
	for _, o := range opened {
		op := record.Operation{ID: o.Ref.ID, At: now, Parts: []record.Part{{
			Kind: record.Create, Form: o.Ref.Form, Version: t.lib.Form(o.Ref.Form).Version, Site: o.Site, Values: o.Values,
		}}}
		if _, err := t.byServer(op); err != nil {
			return err
		}
	}
	return nil
}

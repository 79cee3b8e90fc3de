package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// Run lets the clock work until the context ends: deadlines' steps each half minute, and
// what is to be tidied up.
func (s *Server) Run(ctx context.Context) error {
	ticker := time.NewTicker(30 * time.Second)
	defer ticker.Stop()
	for {
		if err := s.Tick(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("the clock's work failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// Tick does what is due by the server's clock: reminders and escalations, each an
// operation by the system at its own time, so that a server that stood still makes up
// for it; what the calendar opens; and records that leave the devices of single people.
func (s *Server) Tick(ctx context.Context) error {
	for {
		n, err := s.tickOnce(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	if err := s.openings(ctx); err != nil {
		return err
	}
	if err := s.do(ctx, func(t *turn) error { return t.tryWaiting() }); err != nil {
		return err
	}
	if err := s.tidy(ctx); err != nil {
		return err
	}
	if err := s.signHead(ctx); err != nil {
		return err
	}
	if s.cfg.Careless {
		return nil // not all of it is committed yet; Close keeps it
	}
	return s.keepEpoch()
}

// ringing is a timer that has run out.
type ringing struct {
	form, k  int64
	deadline string
	step     int
	due, at  string
}

const mostRinging = 500

func (s *Server) tickOnce(ctx context.Context) (int, error) {
	n := 0
	err := s.do(ctx, func(t *turn) error {
		var rung []ringing
		err := each(t.db, "SELECT form, k, deadline, step, due, at FROM timer WHERE at <= ? ORDER BY at, form, k, deadline, step LIMIT ?",
			[]any{stamp(t.now), mostRinging}, func(scan scanner) error {
				var r ringing
				if err := scan(&r.form, &r.k, &r.deadline, &r.step, &r.due, &r.at); err != nil {
					return err
				}
				rung = append(rung, r)
				return nil
			})
		if err != nil {
			return err
		}
		n = len(rung)
		for _, r := range rung {
			if err := t.ring(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("let the clock work: %w", err)
	}
	return n, nil
}

// ring does what a timer stood for. The timer is gone first, so that one that fails is
// not tried for ever; the log says what became of it.
func (t *turn) ring(r ringing) error {
	gone, err := exec(t.db, "DELETE FROM timer WHERE form = ? AND k = ? AND deadline = ? AND step = ? AND at = ?", r.form, r.k, r.deadline, r.step, r.at)
	if err != nil || gone == 0 { // an earlier one has moved it
		return err
	}
	name := t.formNames[r.form]
	if t.lib.Form(name) == nil {
		return nil
	}
	rec, err := t.world().byKey(name, r.k)
	if err != nil || rec == nil {
		return err
	}
	if r.deadline == ageing {
		return t.age(rec, r)
	}
	due, err := time.Parse(protocol.TimeLayout, r.due)
	if err != nil {
		return fmt.Errorf("timer of %s %s: %w", name, rec.ID, err)
	}
	at, err := time.Parse(protocol.TimeLayout, r.at)
	if err != nil {
		return fmt.Errorf("timer of %s %s: %w", name, rec.ID, err)
	}
	at, waits, err := t.moved(name, rec, r, due, at)
	if err != nil || waits {
		return err
	}
	op := record.Operation{
		ID: form.ReminderID(form.Ref{Form: name, ID: rec.ID}, r.deadline, r.step, due), At: at,
		Parts: []record.Part{{Kind: record.Remind, Form: name, Version: t.lib.Form(name).Version, ID: rec.ID, Action: r.deadline, Step: r.step, Due: due, State: rec.State, Base: rec.Rev}},
	}
	_, err = t.byServer(op)
	return err
}

// moved returns when a deadline's step is made by the calendar and the settings of now,
// the time its timer was set for at the earliest. One that has moved into the future waits
// for its new time.
func (t *turn) moved(name string, rec *record.Record, r ringing, due, set time.Time) (at time.Time, waits bool, err error) {
	f := t.lib.Form(name)
	for _, d := range f.Deadlines {
		if d.Name != r.deadline || r.step >= len(d.Steps) {
			continue
		}
		if at, err = f.StepTime(t.env(t.world(), rec), d.Steps[r.step], due); err != nil {
			return at, false, fmt.Errorf("timer of %s %s: %w", name, rec.ID, err)
		}
	}
	if at.Before(set) {
		at = set
	}
	if !at.After(t.now) {
		return at, false, nil
	}
	_, err = exec(t.db, "INSERT INTO timer(form, k, deadline, step, due, at) VALUES (?, ?, ?, ?, ?, ?)", r.form, r.k, r.deadline, r.step, r.due, stamp(at))
	return at, true, err
}

// age reckons the audience of a record anew whose time on personal devices has passed.
func (t *turn) age(rec *record.Record, r ringing) error {
	d := &deltas{}
	if err := t.reachAnew(t.world(), rec, place{form: r.form, k: r.k}, d); err != nil {
		return err
	}
	return t.settle(d)
}

// tidy removes uploads that nobody goes on with. Tokens that have run out stay until their
// device gets others: were the clock ahead for a moment, all would be gone for good.
func (s *Server) tidy(ctx context.Context) error {
	var stale []string
	err := s.do(ctx, func(t *turn) error {
		stale = nil
		err := each(t.db, "SELECT id FROM upload WHERE expires <= ?", []any{stamp(t.now)}, func(scan scanner) error {
			var id string
			if err := scan(&id); err != nil {
				return err
			}
			stale = append(stale, id)
			return nil
		})
		if err != nil {
			return err
		}
		_, err = exec(t.db, "DELETE FROM upload WHERE expires <= ?", stamp(t.now))
		return err
	})
	if err != nil {
		return fmt.Errorf("tidy up: %w", err)
	}
	var errs []error
	for _, id := range stale {
		errs = append(errs, s.dropPart(id))
	}
	return errors.Join(append(errs, s.sweepOrphans(ctx))...)
}

package device

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// Undo takes an operation back, within UndoWindow and before it was given out for
// sending; otherwise ErrTooLate. Its row stays in the journal as withdrawn and is sent
// without effect, so that the journal has no hole. ErrBuiltUpon if later work needs it.
func (s *Store) Undo(ctx context.Context, op form.ID) error {
	err := s.change(ctx, func(tx *tx) error {
		e, err := tx.entryOf(op)
		if err != nil {
			return err
		}
		if s.undoable(e, tx.made) <= 0 {
			return ErrTooLate
		}
		withdrawn, err := tx.decode(e)
		if err != nil {
			return err
		}
		if _, err := tx.rollBack(e.dseq); err != nil {
			return err
		}
		prev, err := tx.chainBefore(e.dseq)
		if err != nil {
			return err
		}
		err = tx.rechain(e.dseq, prev, func(o *record.Operation) {
			if o.ID == op {
				*o = record.Operation{ID: o.ID, Dseq: o.Dseq, At: o.At, Actor: o.Actor, Device: o.Device, Prev: o.Prev, Withdrawn: true}
			}
		})
		if err != nil {
			return err
		}
		later, err := tx.entries("dseq > ?", e.dseq)
		if err != nil {
			return err
		}
		for _, l := range later {
			out, err := tx.replay(l, true)
			if err != nil {
				return err
			}
			if out.Fate == record.Refused {
				return ErrBuiltUpon
			}
		}
		if withdrawn.Supersedes != (form.ID{}) {
			if err := tx.reopen(withdrawn.Supersedes); err != nil {
				return err
			}
		}
		tx.changed.Outbox = true
		return run(tx.ctx, tx.db, "UPDATE blob SET dseq = NULL WHERE dseq = ?", e.dseq)
	})
	if err != nil {
		return fmt.Errorf("take operation %s back: %w", op, err)
	}
	return nil
}

// Undoable returns how long an operation can still be taken back; zero if it cannot.
func (s *Store) Undoable(ctx context.Context, op form.ID) (time.Duration, error) {
	var left time.Duration
	err := s.read(ctx, func(r *reader) error {
		e, err := r.entryOf(op)
		if err == nil {
			left = s.undoable(e, s.cfg.Now())
		}
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	return left, err
}

// undoable returns how long is left. What a former run of the program has given out is
// not known, so only this run's work can be taken back.
func (s *Store) undoable(e entry, now time.Time) time.Duration {
	age := now.Sub(time.UnixMilli(e.made))
	if e.withdrawn || e.dseq <= s.known.Load().number(metaUpto) || e.dseq <= s.handed.Load() ||
		e.made < s.opened.UnixMilli() || age < 0 {
		return 0
	}
	return max(UndoWindow-age, 0)
}

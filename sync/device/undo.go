package device

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// Undo takes an operation back before it was given out for sending, an act for UndoWindow
// at least; afterwards ErrTooLate. Its row stays in the journal as withdrawn and is sent
// without effect, so that the journal has no hole. ErrBuiltUpon if later work needs it.
// What was typed along with an act is a draft again: the act is taken back, not the words.
func (s *Store) Undo(ctx context.Context, op form.ID) error {
	err := s.change(ctx, func(tx *tx) error {
		e, err := tx.entryOf(op)
		if err != nil {
			return err
		}
		if !tx.meta.undoable(e) {
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
		if err := run(tx.ctx, tx.db, "UPDATE conflict SET resolved = NULL, settled = NULL WHERE settled = ?", op[:]); err != nil {
			return fmt.Errorf("open the conflict again: %w", err)
		}
		tx.changed.Outbox = true
		if err := tx.unnameBlobs(e, later); err != nil {
			return err
		}
		return tx.retype(withdrawn)
	})
	if err != nil {
		return fmt.Errorf("take operation %s back: %w", op, err)
	}
	return nil
}

// unnameBlobs notes that an operation names no attachments any more. Those that later
// work names, too, go to the server with that.
func (tx *tx) unnameBlobs(e entry, later []entry) error {
	if err := run(tx.ctx, tx.db, "UPDATE blob SET dseq = NULL WHERE dseq = ?", e.dseq); err != nil {
		return err
	}
	for _, l := range later {
		op, err := tx.decode(l)
		if err != nil {
			return err
		}
		if err := tx.nameBlobs(op); err != nil {
			return err
		}
	}
	return nil
}

// retype makes a draft of what was typed into a record together with an act on it. What
// was typed into the record since goes before.
func (tx *tx) retype(op record.Operation) error {
	isAct := func(p record.Part) bool { return p.Kind == record.Act }
	if op.Supersedes != (form.ID{}) || !slices.ContainsFunc(op.Parts, isAct) {
		return nil // a case that is open again has what was typed
	}
	for n, p := range op.Parts {
		if p.Kind != record.Set && p.Kind != record.Create || len(p.Values) == 0 {
			continue
		}
		d := Draft{Form: p.Form, ID: op.RecordID(n), Values: maps.Clone(p.Values), Base: p.Base}
		since, err := tx.drafts("form = ? AND id = ?", d.Form, d.ID[:])
		if err != nil {
			return err
		}
		for _, s := range since {
			maps.Copy(d.Values, s.Values)
			d.Raw, d.Focus = s.Raw, s.Focus
		}
		if err := tx.saveDraft(d); err != nil {
			return err
		}
	}
	return nil
}

// undoable tells whether an operation was not given out for sending yet.
func (m *meta) undoable(e entry) bool {
	return !e.withdrawn && e.dseq > m.number(metaUpto) && e.dseq > m.number(metaHanded)
}

// heldAt tells whether an act still waits to be taken back before it may be sent. A clock
// that was set back does not hold work for ever.
func (e entry) heldAt(now time.Time) bool {
	age := now.Sub(time.UnixMilli(e.made))
	return e.isAct && !e.withdrawn && age >= 0 && age < UndoWindow
}

// freeAt is when an act that is held may be sent.
func (e entry) freeAt() time.Time { return time.UnixMilli(e.made).Add(UndoWindow) }

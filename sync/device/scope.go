package device

import (
	"context"
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

// leave takes a record out that is no longer in this person's scope. While work on it is
// unsettled it stays, pinned and read-only.
func (tx *tx) leave(ref form.Ref) error {
	if tx.tables.Table(ref.Form) == nil {
		return nil
	}
	busy, err := tx.unsettled(ref)
	if err != nil {
		return err
	}
	if !busy {
		return tx.forget(ref)
	}
	if err := run(tx.ctx, tx.db, "INSERT OR IGNORE INTO pinned(form, id) VALUES (?, ?)", ref.Form, ref.ID[:]); err != nil {
		return fmt.Errorf("pin %s %s: %w", ref.Form, ref.ID, err)
	}
	tx.touch(ref)
	return nil
}

func (tx *tx) forget(ref form.Ref) error {
	if err := tx.remove(ref); err != nil {
		return err
	}
	for _, name := range []string{"recent", "stale"} {
		if err := run(tx.ctx, tx.db, "DELETE FROM "+name+" WHERE form = ? AND id = ?", ref.Form, ref.ID[:]); err != nil {
			return fmt.Errorf("forget %s %s: %w", ref.Form, ref.ID, err)
		}
	}
	return nil
}

// unsettled tells whether operations lie over a record or wait for a person because of it.
func (r *reader) unsettled(ref form.Ref) (bool, error) {
	var n int
	err := table.One(r.ctx, r.db, `SELECT EXISTS (SELECT 1 FROM base WHERE form = ?1 AND id = ?2)
		OR EXISTS (SELECT 1 FROM answer WHERE form = ?1 AND rec = ?2 AND resolved IS NULL)`, []any{ref.Form, ref.ID[:]}, &n)
	if err != nil {
		return false, fmt.Errorf("look for work on %s %s: %w", ref.Form, ref.ID, err)
	}
	return n > 0, nil
}

// unpin lets records go that left the scope and whose work is settled; one that came
// back is pinned no more.
func (tx *tx) unpin() error {
	all, err := tx.refs("SELECT form, id FROM pinned")
	if err != nil {
		return err
	}
	for _, ref := range all {
		busy, err := tx.unsettled(ref)
		if err != nil {
			return err
		}
		if busy {
			continue
		}
		if err := tx.forget(ref); err != nil {
			return err
		}
		if err := tx.unpinOne(ref); err != nil {
			return err
		}
	}
	return nil
}

func (tx *tx) unpinOne(ref form.Ref) error {
	if err := run(tx.ctx, tx.db, "DELETE FROM pinned WHERE form = ? AND id = ?", ref.Form, ref.ID[:]); err != nil {
		return fmt.Errorf("unpin %s %s: %w", ref.Form, ref.ID, err)
	}
	return nil
}

// Left tells whether a record is only here because work on it is unsettled: it is read-only.
func (s *Store) Left(ctx context.Context, formName string, id form.ID) (bool, error) {
	var n int
	err := s.read(ctx, func(r *reader) error {
		return table.One(r.ctx, r.db, "SELECT EXISTS (SELECT 1 FROM pinned WHERE form = ? AND id = ?)", []any{formName, id[:]}, &n)
	})
	return n > 0, err
}

// Unconfirmed tells whether something here was not confirmed since a new beginning: it is
// still being read, or work on such a record is. The server has to send what it makes of
// that work even where it came out as predicted, or the record goes with its settling.
func (s *Store) Unconfirmed(ctx context.Context) (yes bool, err error) {
	err = s.look(ctx, func(r *reader) error {
		yes, err = r.some("stale")
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look for what is not confirmed: %w", err)
	}
	return yes, nil
}

// atTheEnd does what waits for the end of a pull: records that a new beginning did not
// confirm go, and what is old and settled.
func (tx *tx) atTheEnd(reply Reply, answered int64) error {
	stale, err := tx.refs("SELECT form, id FROM stale")
	if err != nil {
		return err
	}
	for _, ref := range stale {
		if err := tx.leave(ref); err != nil {
			return err
		}
	}
	// One that stays, pinned, gives way to whatever the server will have of it.
	if err := run(tx.ctx, tx.db, "DELETE FROM stale WHERE (form, id) NOT IN (SELECT form, id FROM pinned)"); err != nil {
		return fmt.Errorf("end the new beginning: %w", err)
	}
	if err := tx.prune(reply, answered); err != nil {
		return err
	}
	return tx.pruneLibraries()
}

func (r *reader) refs(query string, args ...any) ([]form.Ref, error) {
	var all []form.Ref
	err := table.Each(r.ctx, r.db, query, args, func(scan func(...any) error) error {
		var ref form.Ref
		var id []byte
		if err := scan(&ref.Form, &id); err != nil {
			return err
		}
		copy(ref.ID[:], id)
		all = append(all, ref)
		return nil
	})
	return all, err
}

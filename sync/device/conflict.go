package device

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

// Conflict is a field that two people wrote; values are canonical JSON of its column.
type Conflict struct {
	ID      form.ID // of the conflict; drawn when it is kept
	Op      form.ID
	Form    string
	Record  form.ID
	Column  string
	Row     string // of a table, "" for the column itself
	Cell    string
	Base    json.RawMessage
	Mine    json.RawMessage
	Theirs  json.RawMessage
	By      form.ID   // who wrote theirs
	Written time.Time // when he did; zero: not known
	Where   string    // on which device, as people call it; "" for the office's server
	Mined   bool      // mine was kept
	At      time.Time // when it was learnt of
}

func (tx *tx) keepConflict(op form.ID, c Conflict) error {
	id := tx.s.cfg.NewID()
	err := run(tx.ctx, tx.db, `INSERT INTO conflict(id, op_id, form, rec, field, row, cell, base, mine, theirs, by, mined, at, written, place)
		SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS
		(SELECT 1 FROM conflict WHERE op_id = ?2 AND form = ?3 AND rec = ?4 AND field = ?5 AND row = ?6 AND cell = ?7)`,
		id[:], op[:], c.Form, c.Record[:], c.Column, c.Row, c.Cell, nullText(c.Base), nullText(c.Mine), nullText(c.Theirs),
		table.Bind(c.By), c.Mined, tx.now.Format(table.TimeLayout), nullTime(c.Written), c.Where)
	if err != nil {
		return fmt.Errorf("keep a conflict in %s of %s %s: %w", c.Column, c.Form, c.Record, err)
	}
	tx.touch(form.Ref{Form: c.Form, ID: c.Record})
	tx.changed.Outbox = true
	return nil
}

func nullText(raw json.RawMessage) any {
	if len(raw) == 0 {
		return nil
	}
	return string(raw)
}

func nullTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return table.Bind(t)
}

// Conflicts returns the open conflicts of a record; of all records if the form is "".
func (s *Store) Conflicts(ctx context.Context, formName string, id form.ID) ([]Conflict, error) {
	var all []Conflict
	err := s.read(ctx, func(r *reader) error {
		return table.Each(r.ctx, r.db, `SELECT id, op_id, form, rec, field, row, cell, coalesce(base, ''), coalesce(mine, ''), coalesce(theirs, ''),
			by, mined, at, coalesce(written, ''), place FROM conflict WHERE resolved IS NULL AND (?1 = '' OR form = ?1 AND rec = ?2) ORDER BY at, id`, []any{formName, id[:]},
			func(scan func(...any) error) error {
				var c Conflict
				var cid, op, rec, by []byte
				var base, mine, theirs, at, written string
				if err := scan(&cid, &op, &c.Form, &rec, &c.Column, &c.Row, &c.Cell, &base, &mine, &theirs, &by, &c.Mined, &at, &written, &c.Where); err != nil {
					return err
				}
				copy(c.ID[:], cid)
				copy(c.Op[:], op)
				copy(c.Record[:], rec)
				copy(c.By[:], by)
				c.Base, c.Mine, c.Theirs = json.RawMessage(base), json.RawMessage(mine), json.RawMessage(theirs)
				var err error
				if written != "" {
					if c.Written, err = time.Parse(table.TimeLayout, written); err != nil {
						return err
					}
				}
				c.At, err = time.Parse(table.TimeLayout, at)
				all = append(all, c)
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("list conflicts: %w", err)
	}
	return all, nil
}

// Resolve closes a conflict as the person decided: "mine", "theirs" or "joined". If the
// decision changes a value, w carries it and is saved in the same transaction; taking that
// back, or Reopen, opens the conflict again.
func (s *Store) Resolve(ctx context.Context, conflict form.ID, how string, w Work) (Done, error) {
	var done Done
	err := s.change(ctx, func(tx *tx) error {
		if len(w.Parts) > 0 {
			w.deliberate = true
			var err error
			if done, err = tx.perform(w); err != nil || done.Op == (form.ID{}) {
				return err
			}
		}
		res, err := tx.db.ExecContext(tx.ctx, "UPDATE conflict SET resolved = ?, settled = ? WHERE id = ? AND resolved IS NULL", how, table.Bind(done.Op), conflict[:])
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return ErrNotFound
		}
		tx.changed.Outbox = true
		return nil
	})
	if err != nil {
		return Done{}, fmt.Errorf("resolve conflict %s: %w", conflict, err)
	}
	return done, nil
}

// Reopen opens a conflict again that was settled without writing anything.
func (s *Store) Reopen(ctx context.Context, conflict form.ID) error {
	err := s.change(ctx, func(tx *tx) error {
		tx.changed.Outbox = true
		return run(tx.ctx, tx.db, "UPDATE conflict SET resolved = NULL WHERE id = ? AND settled IS NULL", conflict[:])
	})
	if err != nil {
		return fmt.Errorf("open conflict %s again: %w", conflict, err)
	}
	return nil
}

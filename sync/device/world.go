package device

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// world is the record.Reader of one consistent view: what is not here may exist elsewhere.
type world struct {
	*table.World
	r *reader
}

func (r *reader) world() *world {
	register := r.register
	if register == nil {
		register = &table.Register{}
	}
	return &world{table.NewWorld(r.ctx, r.tables, r.db, register, false), r}
}

// Base returns a record as it was before a pending operation, if that was its revision.
func (w *world) Base(formName string, id form.ID, rev int64) (record.Record, error) {
	// What is the present revision lies below no operation: a record of thousands of rows
	// need not be read for every one that waits.
	if now, err := w.r.tables.Rev(w.r.ctx, w.r.db, formName, id); err != nil || now == rev {
		return record.Record{}, cmp.Or(err, form.ErrNotHere)
	}
	var found *record.Record
	err := table.Each(w.r.ctx, w.r.db, "SELECT body FROM base WHERE form = ? AND id = ? AND body IS NOT NULL ORDER BY dseq", []any{formName, id[:]},
		func(scan func(...any) error) error {
			var body []byte
			if err := scan(&body); err != nil {
				return err
			}
			rec, err := w.r.tables.Unmarshal(body)
			if err == nil && rec.Rev == rev {
				found = &rec
			}
			return err
		})
	if err != nil {
		return record.Record{}, fmt.Errorf("read %s %s at revision %d: %w", formName, id, rev, err)
	}
	if found == nil {
		return record.Record{}, form.ErrNotHere
	}
	return *found, nil
}

// Writer is not kept on a device.
func (w *world) Writer(string, form.ID, string, int64) (record.Writing, error) {
	return record.Writing{}, form.ErrNotHere
}

// isNoRow tells whether a query for one row found none.
func isNoRow(err error) bool { return errors.Is(err, sql.ErrNoRows) }

package device

import (
	"cmp"
	"database/sql"
	"errors"
	"time"

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

// Pulled returns when the last pull ended, zero while one is under way.
func (w *world) Pulled() time.Time { return w.r.meta.pulled() }

// Base returns a record as it was before a pending operation, if that was its revision.
func (w *world) Base(formName string, id form.ID, rev int64) (record.Record, error) {
	// What is the present revision lies below no operation: a record of thousands of rows
	// need not be read for every one that waits.
	if now, err := w.r.tables.Rev(w.r.ctx, w.r.db, formName, id); err != nil || now == rev {
		return record.Record{}, cmp.Or(err, form.ErrNotHere)
	}
	all, err := w.r.overlays("form = ? AND id = ? AND rev = ? ORDER BY dseq DESC LIMIT 1", formName, id[:], rev)
	if err != nil {
		return record.Record{}, err
	}
	if rev == 0 || len(all) == 0 {
		return record.Record{}, form.ErrNotHere
	}
	return w.r.before(all[0])
}

// Writer is not kept on a device.
func (w *world) Writer(string, form.ID, string, int64) (record.Writing, error) {
	return record.Writing{}, form.ErrNotHere
}

// isNoRow tells whether a query for one row found none.
func isNoRow(err error) bool { return errors.Is(err, sql.ErrNoRows) }

package server

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// world is everything the server has, as an evaluation sees it: complete, so that what
// is not here does not exist.
type world struct {
	*table.World
	sc    *scene
	shelf *shelf // the writer's; nil for readers
}

func (sc *scene) world(db table.DB) *world {
	return &world{World: table.NewWorld(ctxNever, sc.tables, db, sc.register, true), sc: sc}
}

func (t *turn) world() *world {
	w := t.scene.world(t.db)
	w.shelf = t.s.shelf
	return w
}

// Stored returns the record as it is now, or form.ErrNotHere.
func (w *world) Stored(formName string, id form.ID) (record.Record, error) {
	if w.shelf == nil {
		return w.World.Stored(formName, id)
	}
	if r := w.shelf.get(formName, id); r != nil {
		return r.rec, nil
	}
	return w.stored(formName, id)
}

// Record returns a copy of a record, or form.ErrNotHere.
func (w *world) Record(formName string, id form.ID) (*form.Record, error) {
	rec, err := w.Stored(formName, id)
	if err != nil {
		return nil, err
	}
	c := rec.Record
	c.Values = form.Clone(rec.Values)
	return &c, nil
}

// sharing is a world for what is reckoned about records and changes none: it hands out
// its records themselves.
type sharing struct{ *world }

// Record returns a record that must not be changed, or form.ErrNotHere.
func (w sharing) Record(formName string, id form.ID) (*form.Record, error) {
	rec, err := w.Stored(formName, id)
	if err != nil {
		return nil, err
	}
	return &rec.Record, nil
}

// Arrived tells whether the bytes of an attachment are here.
func (w *world) Arrived(sha string) (bool, error) {
	raw, err := hex.DecodeString(sha)
	if err != nil {
		return false, nil
	}
	var n int64
	err = one(w.DB, "SELECT count(*) FROM blob WHERE sha = ?", []any{raw}, &n)
	return n > 0, err
}

// step is one row of a record's history.
type step struct {
	seq, rev int64
	prev     *int64
	actor    []byte
	at       string
	device   int64
	effect   bool
	was      map[string]json.RawMessage
}

// history walks a record's changes from the newest back to (without) a revision.
func (w *world) history(rec record.Record, since int64, visit func(step) error) error {
	seq := rec.Seq
	for {
		var st step
		var opID []byte
		var was *string
		err := one(w.DB, "SELECT rev, prev, actor, at, device, op_id, was FROM op WHERE seq = ?", []any{seq}, &st.rev, &st.prev, &st.actor, &st.at, &st.device, &opID, &was)
		if errors.Is(err, errNoRow) {
			return form.ErrNotHere
		}
		if err != nil {
			return err
		}
		if st.rev <= since {
			return nil
		}
		st.seq, st.effect = seq, opID == nil
		if was != nil {
			if err := json.Unmarshal([]byte(*was), &st.was); err != nil {
				return fmt.Errorf("history of %s %s at %d: %w", rec.Form, rec.ID, seq, err)
			}
		}
		if err := visit(st); err != nil {
			return err
		}
		if st.prev == nil {
			return nil
		}
		seq = *st.prev
	}
}

// Base returns the record as it was at a revision, by taking back what came after.
func (w *world) Base(formName string, id form.ID, rev int64) (record.Record, error) {
	rec, err := w.Stored(formName, id)
	if err != nil {
		return rec, err
	}
	if rev < 1 || rev > rec.Rev {
		return rec, fmt.Errorf("%s %s at revision %d: %w", formName, id, rev, form.ErrNotHere)
	}
	rec.Values = form.Clone(rec.Values)
	f := w.sc.lib.Form(formName)
	err = w.history(rec, rev, func(st step) error {
		for name, raw := range st.was {
			if name == "state" || name == "site" {
				to := any(&rec.State)
				if name == "site" {
					to = &rec.Site
				}
				if err := json.Unmarshal(raw, to); err != nil {
					return err
				}
				continue
			}
			c := f.Column(name)
			if c == nil {
				continue
			}
			v, err := c.Decode(raw)
			if err != nil {
				return err
			}
			if v == nil {
				delete(rec.Values, name)
			} else {
				rec.Values[name] = v
			}
		}
		return nil
	})
	rec.Rev = rev
	return rec, err
}

// errFound ends a walk.
var errFound = errors.New("found")

// Writer returns who wrote a column last after a revision, when and where.
func (w *world) Writer(formName string, id form.ID, column string, since int64) (record.Writing, error) {
	var found record.Writing
	rec, err := w.Stored(formName, id)
	if err != nil {
		return found, err
	}
	err = w.history(rec, since, func(st step) error {
		if _, wrote := st.was[column]; !wrote {
			return nil
		}
		if !st.effect {
			found.By = readID(st.actor)
		}
		var err error
		if found.At, err = time.Parse(protocol.TimeLayout, st.at); err != nil {
			return err
		}
		if found.Device, err = deviceName(w.DB, st.device); err != nil {
			return err
		}
		return errFound
	})
	switch {
	case errors.Is(err, errFound):
		return found, nil
	case err != nil:
		return found, err
	}
	return found, form.ErrNotHere
}

// deviceName is what people call a device: its number as on paper, and its model.
func deviceName(db table.DB, n int64) (string, error) {
	if n == 0 {
		return "", nil
	}
	var model string
	err := one(db, "SELECT model FROM device WHERE n = ?", []any{n}, &model)
	if errors.Is(err, errNoRow) {
		err = nil
	}
	return strings.TrimSpace(fmt.Sprintf("T%02d %s", n, model)), err
}

package server

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// Field and act of the case by which the office hears of a wrong clock.
const (
	reviewClock = "clock"
	reviewOff   = "off"
)

// noteClock writes down how far the device's own clock is off, before what the device
// adds to it: work is put right, but what the tablet shows and rings by is not, and who
// carries it must set it. The office has a case as long as it is wrong.
func (m *meeting) noteClock(t *turn) error {
	wrong := m.raw.Abs() > t.s.cfg.Limits.Skew
	skew := int64(0)
	var by, at any // as they were
	if wrong {
		skew, by, at = m.raw.Milliseconds(), m.raw.Milliseconds(), stamp(t.now)
	}
	var open []byte
	err := one(t.db, `UPDATE device SET seen_at = ?, skew = ?, wrong_by = coalesce(?, wrong_by), wrong_at = coalesce(?, wrong_at), app = ?, synced = ?
		WHERE n = ? RETURNING clock_case`, []any{stamp(t.now), skew, by, at, m.app, m.synced, m.n}, &open)
	if err != nil || wrong == (open != nil) || t.lib.Form(record.Review) == nil {
		return err
	}
	act := func() error { return m.openClockCase(t) }
	if !wrong {
		act = func() error { return m.settleClockCase(t, readID(open)) }
	}
	err = t.inSavepoint(act)
	var worse *fatal
	if err != nil && !errors.As(err, &worse) {
		t.s.log.Error("the office's case of a clock could not be written", "device", m.id, "error", err)
		return nil
	}
	return err
}

func (m *meeting) openClockCase(t *turn) error {
	f := t.lib.Form(record.Review)
	device, err := deviceName(t.db, m.n)
	if err != nil {
		return err
	}
	site, err := t.homeOf(m.person)
	if err != nil {
		return err
	}
	op := record.Operation{ID: form.DerivedID(form.Ref{Form: f.Name, ID: m.id}, reviewClock, stamp(t.now), form.ID{}), At: t.now, Parts: []record.Part{{
		Kind: record.Create, Form: f.Name, Version: f.Version, Site: site,
		Values: form.Values{"kind": reviewClock, "author": m.person, "device": device, reviewOff: clockOff(m.raw)},
	}}}
	if err := t.moveCase(op); err != nil {
		return err
	}
	_, err = exec(t.db, "UPDATE device SET clock_case = ? WHERE n = ?", blobID(op.ID), m.n)
	return err
}

// settleClockCase closes the case of a clock that was put right, unless the office has.
func (m *meeting) settleClockCase(t *turn, id form.ID) error {
	if _, err := exec(t.db, "UPDATE device SET clock_case = NULL WHERE n = ?", m.n); err != nil {
		return err
	}
	f := t.lib.Form(record.Review)
	rec, err := t.world().Stored(f.Name, id)
	if errors.Is(err, form.ErrNotHere) || err == nil && !f.State(rec.State).Open() {
		return nil
	}
	if err != nil {
		return err
	}
	return t.moveCase(record.Operation{ID: form.DerivedID(form.Ref{Form: f.Name, ID: id}, reviewSettle, stamp(t.now), form.ID{}), At: t.now, Parts: []record.Part{{
		Kind: record.Act, Form: f.Name, Version: f.Version, ID: id, State: rec.State, Base: rec.Rev, Action: reviewSettle,
	}}})
}

// clockOff says in both languages how far a clock is off, as a case does.
func clockOff(off time.Duration) string {
	n, zh, en := int64(off.Abs()/time.Minute), "分", "min"
	switch {
	case off.Abs() >= 48*time.Hour:
		n, zh, en = int64(off.Abs()/(24*time.Hour)), "天", "d"
	case off.Abs() >= 2*time.Hour:
		n, zh, en = int64(off.Abs()/time.Hour), "小时", "h"
	}
	if off > 0 {
		return fmt.Sprintf("慢 %d %s / %d %s slow", n, zh, n, en)
	}
	return fmt.Sprintf("快 %d %s / %d %s fast", n, zh, n, en)
}

// wrongClock is what a row of a device keeps of its clock.
type wrongClock struct {
	by sql.NullInt64
	at sql.NullString
}

func (w wrongClock) read() (by time.Duration, at time.Time, err error) {
	if w.by.Valid && w.at.Valid {
		at, err = time.Parse(protocol.TimeLayout, w.at.String)
	}
	return time.Duration(w.by.Int64) * time.Millisecond, at, err
}

package server

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// After this server was put back from a backup its devices send again what it lost, in
// whatever order they come by. An operation made on the work of another device must not
// be refused because that one comes later: it waits, and is judged when what it needs is
// here. Nothing behind it waits for it but what is about the same records.

// longestWait is when an operation that waits is judged by what is here: whoever has the
// rest did not come in three days.
const longestWait = 72 * time.Hour

// mustWait tells whether an operation is to wait: it was answered before, or follows one
// that waits, and was made on a revision or a record that is not here.
func (t *turn) mustWait(from *source, a *arrival, out record.Outcome) (bool, error) {
	if from.device == 0 || from.last || a.unreadable != "" || a.failed != nil {
		return false, nil
	}
	again := a.op.Dseq <= from.again
	if !again {
		waits, err := t.someWait("device = ?", from.device)
		if err != nil || !waits {
			return false, err
		}
	}
	if again && slices.ContainsFunc(out.Problems, func(p form.Problem) bool { return p.Key == protocol.Key(protocol.NotInScope) }) {
		return true, nil
	}
	for _, p := range a.op.Parts {
		if p.Kind == record.Create || t.lib.Form(p.Form) == nil {
			continue
		}
		rev, err := t.tables.Rev(ctxNever, t.db, p.Form, p.ID)
		if err != nil {
			return false, err
		}
		if rev >= p.Base {
			continue
		}
		refused, err := t.someLogged(p.ID)
		if err != nil || rev > 0 || !refused {
			return err == nil, err
		}
	}
	return false, nil
}

// someLogged tells whether an operation is in the log: one that would have made a record
// which is not here was refused.
func (t *turn) someLogged(op form.ID) (bool, error) {
	var n int
	err := one(t.db, "SELECT count(*) FROM op WHERE op_id = ?", []any{blobID(op)}, &n)
	return n > 0, err
}

// someWait tells whether any operation waits of which this is true. Nearly always none
// waits at all, which is found out once in a transaction.
func (t *turn) someWait(where string, args ...any) (bool, error) {
	if t.calm {
		return false, nil
	}
	some, err := t.inWaiting("true")
	if err != nil || !some {
		t.calm = err == nil
		return false, err
	}
	return t.inWaiting(where, args...)
}

func (t *turn) inWaiting(where string, args ...any) (bool, error) {
	var n int
	err := one(t.db, "SELECT EXISTS (SELECT 1 FROM waiting WHERE "+where+")", args, &n)
	return n > 0, err
}

// waits tells whether an operation waits already, and answers it so.
func (t *turn) waits(a *arrival) (bool, error) {
	waits, err := t.someWait("op_id = ?", blobID(a.op.ID))
	if waits {
		a.answer = answer{fate: record.Fate(protocol.Waits), known: true}
	}
	return waits, err
}

// putOff keeps an operation until it can be judged.
func (t *turn) putOff(from *source, a *arrival) error {
	a.answer = answer{fate: record.Fate(protocol.Waits)}
	t.calm = false
	_, err := exec(t.db, "INSERT INTO waiting(op_id, device, dseq, at, skew, received, body) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(op_id) DO NOTHING",
		blobID(a.sent.ID), from.device, a.sent.Dseq, stamp(a.at), a.skew.Milliseconds(), stamp(t.now), a.raw)
	return err
}

// tryWaiting judges what need wait no more; what one brings may be what another waits for.
func (t *turn) tryWaiting() error {
	for {
		waits, err := t.someWait("true")
		if err != nil || !waits {
			return err
		}
		done, err := t.tryOnce()
		if err != nil || done == 0 {
			return err
		}
	}
}

func (t *turn) tryOnce() (done int, err error) {
	type row struct {
		from source
		a    arrival
	}
	var all []*row
	late := stamp(t.now.Add(-longestWait))
	err = each(t.db, `SELECT w.body, w.at, w.skew, w.received < ?, d.n, d.id, d.person, d.state FROM waiting AS w JOIN device AS d ON d.n = w.device ORDER BY w.device, w.dseq`,
		[]any{late}, func(scan scanner) error {
			r := &row{}
			var at string
			var skew int64
			var id, person []byte
			var state DeviceState
			if err := scan(&r.a.raw, &at, &skew, &r.from.last, &r.from.device, &id, &person, &state); err != nil {
				return err
			}
			r.from.number, r.from.id, r.from.person = int(r.from.device), readID(id), readID(person)
			r.from.drains = state.drains()
			r.a.skew = time.Duration(skew) * time.Millisecond
			when, err := time.Parse(protocol.TimeLayout, at)
			if err != nil {
				return fmt.Errorf("read an operation that waits: %w", err)
			}
			r.a.read(t.lib)
			r.a.at = when
			r.from.again = r.a.sent.Dseq
			all = append(all, r)
			return nil
		})
	if err != nil {
		return 0, err
	}
	for _, r := range all {
		r.a.op = r.a.sent
		if err := t.judge(&r.from, &r.a); err != nil {
			return done, err
		}
		if r.a.answer.fate == record.Fate(protocol.Waits) {
			continue
		}
		done++
		if _, err := exec(t.db, "DELETE FROM waiting WHERE op_id = ?", blobID(r.a.sent.ID)); err != nil {
			return done, err
		}
	}
	return done, nil
}

// settled answers a device that asks what became of operations that waited.
func (t *turn) settled(m *meeting, ids []form.ID) ([]protocol.Result, error) {
	var all []protocol.Result
	for _, id := range ids {
		a := &arrival{}
		var body []byte
		err := one(t.db, "SELECT body FROM op WHERE op_id = ? AND device = ?", []any{blobID(id), m.n}, &body)
		if errors.Is(err, errNoRow) {
			continue
		}
		if err != nil {
			return nil, err
		}
		a.raw = body
		a.read(t.lib)
		a.op = a.sent
		if _, err := t.answeredBefore(a); err != nil {
			return nil, err
		}
		if !m.readPast(a) {
			all = append(all, resultOf(a))
		} else if m.reads {
			all = append(all, m.lateResult(a))
		}
	}
	return all, nil
}

func resultOf(a *arrival) protocol.Result {
	return protocol.Result{
		Op: a.op.ID, Dseq: a.op.Dseq, Fate: string(a.answer.fate), Seq: seqFor(a), Problems: a.answer.problems, Conflicts: a.answer.conflicts,
	}
}

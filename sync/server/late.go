package server

import (
	"fmt"
	"slices"

	"fieldline/sync/protocol"
)

// A device may read past work of its own before it hears that the work is here: the reply
// to its push was lost, or an older copy of its database came back to life, and a request
// that sent nothing came first. Rows that others wrote since then brought that work along;
// rows that nobody wrote since did not come, as they were thought to be there. What the
// device shows is then built on one or the other, which nobody can tell here: such work is
// answered with its records as they are now, though it once came out as expected.

// span is the sequences of an operation and of all it caused.
type span struct{ first, last int64 }

// readPast tells whether the device has read what came after an operation.
func (m *meeting) readPast(a *arrival) bool {
	return a.answer.known && a.answer.seq > 0 && a.answer.seq <= m.cursor
}

// reckonedAnew has the records sent of work that was judged by forms which are no longer in
// force and whose answer was lost: before its device hears of it now, it has brought the
// forms in force and reckons that work by them.
func (m *meeting) reckonedAnew(t *turn) error {
	var since int64
	if err := one(t.db, `SELECT coalesce(min(seq), 0) FROM op
		WHERE device = ? AND device > 0 AND op_id IS NOT NULL AND dseq > ? AND expected = 1 AND library <> ? AND seq > ?`,
		[]any{m.n, m.ask.Acked, t.libN, m.cursor}, &since); err != nil || since == 0 {
		return err
	}
	if _, err := exec(t.db, "UPDATE op SET expected = 0 WHERE seq >= ? AND device = ? AND dseq > ? AND expected = 1", since, m.n, m.ask.Acked); err != nil {
		return fmt.Errorf("answer work by the forms in force: %w", err)
	}
	return nil
}

// lateResult answers such an operation. Where nothing is read in this round trip, its
// device is to ask again in one that reads.
func (m *meeting) lateResult(a *arrival) protocol.Result {
	result := resultOf(a)
	if !m.reads {
		result.Fate, result.Seq = protocol.Waits, 0
		return result
	}
	m.late = append(m.late, span{a.answer.seq, a.answer.last})
	return result
}

// sendLate puts the records of what is answered late before all others, so that one which
// leaves in the same page leaves.
func (p *puller) sendLate() error {
	var late []entry
	for _, s := range p.late {
		err := each(p.db, "SELECT form, rec, seq FROM op WHERE seq >= ? AND seq <= ? AND (seq = ? OR cause = ?) AND rec > 0", []any{s.first, s.last, s.first, s.first}, func(scan scanner) error {
			var e entry
			if err := scan(&e.form, &e.k, &e.seq); err != nil {
				return err
			}
			held, err := p.held(e.form, e.k)
			if held {
				late = append(late, e)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("find what is answered late: %w", err)
		}
	}
	p.out = slices.Concat(late, p.out)
	return nil
}

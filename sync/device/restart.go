package device

import (
	"context"
	"encoding/json"
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// Restart begins anew with the same server: everything is pulled again, and what it does
// not confirm leaves at the end of the pull. The outbox is not touched.
func (s *Store) Restart(ctx context.Context) error {
	if err := s.change(ctx, func(tx *tx) error { return tx.startOver() }); err != nil {
		return fmt.Errorf("begin anew: %w", err)
	}
	return nil
}

// Restored is Restart with a server that was put back from a backup, and sends again what
// it may have lost: whatever was answered behind the sequence up to which its data are
// what they were, and all that came after it. As copies of this database may be alive, the
// places in the journal do not tell which of it the server has, so all of it gets new ones
// from next on, in a chain of its own; what the server has it knows by its ids.
func (s *Store) Restored(ctx context.Context, epoch string, next, since int64) error {
	err := s.change(ctx, func(tx *tx) error {
		if tx.meta.get(metaEpoch) != epoch {
			// Another epoch has another history.
			if err := run(tx.ctx, tx.db, "DELETE FROM witness"); err != nil {
				return err
			}
		}
		tx.meta.set(metaEpoch, epoch)
		if err := tx.sendFilesAgain(0); err != nil {
			return err
		}
		if err := tx.startOver(); err != nil {
			return err
		}
		if err := tx.sendSince(since); err != nil {
			return err
		}
		return tx.renumber(next)
	})
	if err != nil {
		return fmt.Errorf("begin anew with a restored server: %w", err)
	}
	return nil
}

// sendSince makes what was answered behind a sequence pending again, and all that came
// after it.
func (tx *tx) sendSince(seq int64) error {
	if tx.tables == nil {
		return nil // nothing was done yet
	}
	var from int64
	err := table.One(tx.ctx, tx.db, "SELECT coalesce(min(dseq), 0) FROM op WHERE bound IS NULL OR bound > ?", []any{seq}, &from)
	if err != nil {
		return fmt.Errorf("look for what was answered behind %d: %w", seq, err)
	}
	if from == 0 {
		return nil
	}
	return tx.resend(from)
}

// startOver marks everything confirmed as to be confirmed again and sets the cursor back.
func (tx *tx) startOver() error {
	tx.meta.set(metaCursor, "")
	tx.meta.set(metaFresh, "yes")
	tx.meta.setNumber(metaThrough, 0)
	if tx.tables == nil {
		return nil // nothing was pulled yet
	}
	for _, t := range tx.tables.All() {
		err := run(tx.ctx, tx.db, "INSERT OR IGNORE INTO stale(form, id) SELECT '"+t.Form.Name+"', "+t.Builtin("id")+" FROM "+t.Name())
		if err != nil {
			return fmt.Errorf("mark %s: %w", t.Form.Name, err)
		}
	}
	return nil
}

// resend makes answered operations pending again, from a dseq on: a restored server has
// lost them. What they did stays in the view and is judged again.
func (tx *tx) resend(from int64) error {
	upto := tx.meta.number(metaUpto)
	if from > upto {
		return nil
	}
	all, err := tx.entries("dseq >= ? AND dseq <= ?", from, upto)
	if err != nil {
		return err
	}
	for _, e := range all {
		op, err := tx.decode(e)
		if err != nil {
			return err
		}
		for n := range op.Parts {
			if err := tx.keepAsItIs(e.dseq, form.Ref{Form: op.Parts[n].Form, ID: op.RecordID(n)}); err != nil {
				return err
			}
		}
	}
	if err := run(tx.ctx, tx.db, "UPDATE op SET await = NULL, bound = NULL, answered = NULL WHERE dseq >= ?", from); err != nil {
		return fmt.Errorf("send again from %d on: %w", from, err)
	}
	if err := tx.sendFilesAgain(from); err != nil {
		return err
	}
	tx.meta.setNumber(metaAgain, max(upto, tx.meta.number(metaAgain)))
	tx.meta.setNumber(metaUpto, from-1)
	tx.changed.Outbox = true
	return nil
}

// Told is what became of an operation that is sent again.
type Told struct {
	Op       form.ID
	Fate     record.Fate
	Problems []form.Problem
}

// Told returns what was refused or parked of the operations of a batch before the server
// was put back. The cases stay open or closed as they are.
func (s *Store) Told(ctx context.Context, b Batch) ([]Told, error) {
	again := s.known.Load().number(metaAgain)
	if len(b.Ops) == 0 || b.Ops[0].Dseq > again {
		return nil, nil
	}
	var all []Told
	err := s.look(ctx, func(r *reader) error {
		return table.Each(r.ctx, r.db, `SELECT a.op_id, a.fate, a.problems FROM op AS o JOIN answer AS a ON a.op_id = o.op_id
			WHERE o.dseq >= ? AND o.dseq <= ? ORDER BY o.dseq`, []any{b.Ops[0].Dseq, min(again, b.Ops[len(b.Ops)-1].Dseq)}, func(scan func(...any) error) error {
			var id []byte
			var told Told
			var problems string
			if err := scan(&id, &told.Fate, &problems); err != nil {
				return err
			}
			copy(told.Op[:], id)
			all = append(all, told)
			return json.Unmarshal([]byte(problems), &all[len(all)-1].Problems)
		})
	})
	if err != nil {
		return nil, fmt.Errorf("look up earlier answers: %w", err)
	}
	return all, nil
}

// Waiting returns operations whose fate was that they wait, a number of them at most.
func (s *Store) Waiting(ctx context.Context, most int) ([]form.ID, error) {
	var all []form.ID
	err := s.look(ctx, func(r *reader) error {
		return table.Each(r.ctx, r.db, "SELECT op_id FROM op WHERE await = ? ORDER BY dseq LIMIT ?", []any{untilAsked, most}, func(scan func(...any) error) error {
			var raw []byte
			var id form.ID
			err := scan(&raw)
			copy(id[:], raw)
			all = append(all, id)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("look for what waits: %w", err)
	}
	return all, nil
}

// Renumber makes a new incarnation after the server found that an older copy of this
// database has come back to life: what is not answered gets new places from next on,
// under the same ids, and a chain of its own.
func (s *Store) Renumber(ctx context.Context, next int64) error {
	err := s.change(ctx, func(tx *tx) error { return tx.renumber(next) })
	if err != nil {
		return fmt.Errorf("renumber the journal: %w", err)
	}
	return nil
}

func (tx *tx) renumber(next int64) error {
	if err := tx.newIncarnation(); err != nil {
		return err
	}
	tx.meta.setNumber(metaChainFrom, next)
	if tx.tables == nil {
		return nil // nothing was done yet
	}
	if err := tx.resend(next); err != nil { // what was answered and is not there any more
		return err
	}
	all, err := tx.entries("dseq > ?", tx.meta.number(metaUpto))
	if err != nil {
		return err
	}
	last, err := tx.journalEnd()
	if err != nil {
		return err
	}
	// Move them out of the way first, so that no two ever have the same place.
	aside := max(last.dseq, next+int64(len(all))) + 1
	for i, e := range all {
		if err := tx.move(e.dseq, aside+int64(i)); err != nil {
			return err
		}
	}
	if err := run(tx.ctx, tx.db, "DELETE FROM op WHERE dseq >= ? AND dseq < ?", next, aside); err != nil {
		return fmt.Errorf("make room from %d on: %w", next, err)
	}
	for i := range all {
		if err := tx.move(aside+int64(i), next+int64(i)); err != nil {
			return err
		}
	}
	if next > tx.meta.number(metaUpto)+1 {
		tx.meta.mayLack(next - 1)
	}
	at := next
	err = tx.rechain(next, nil, func(op *record.Operation) {
		op.Dseq = at
		at++
	})
	if err != nil {
		return err
	}
	tx.meta.setNumber(metaUpto, next-1)
	if tx.meta.number(metaAgain) > 0 {
		tx.meta.setNumber(metaAgain, next-1+int64(len(all)))
	}
	tx.meta.setNumber(metaHanded, next-1)
	tx.changed.Outbox = true
	return nil
}

func (tx *tx) move(from, to int64) error {
	for _, name := range []string{"op", "base", "blob", "answer"} {
		if err := run(tx.ctx, tx.db, "UPDATE "+name+" SET dseq = ? WHERE dseq = ?", to, from); err != nil {
			return fmt.Errorf("move operation %d to %d: %w", from, to, err)
		}
	}
	return nil
}

package device

import (
	"context"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// entry is a row of the journal.
type entry struct {
	dseq      int64
	id        form.ID
	made      int64
	isAct     bool
	withdrawn bool
	await     int64
	body      []byte
	chain     []byte
}

const entryColumns = "dseq, op_id, made, act, withdrawn, coalesce(await, 0), body, chain"

func (r *reader) entries(where string, args ...any) ([]entry, error) {
	var all []entry
	err := table.Each(r.ctx, r.db, "SELECT "+entryColumns+" FROM op WHERE "+where+" ORDER BY dseq", args, func(scan func(...any) error) error {
		var e entry
		var id []byte
		if err := scan(&e.dseq, &id, &e.made, &e.isAct, &e.withdrawn, &e.await, &e.body, &e.chain); err != nil {
			return err
		}
		copy(e.id[:], id)
		all = append(all, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	return all, nil
}

// entryOf returns the journal's row of an operation, or ErrNotFound.
func (r *reader) entryOf(op form.ID) (entry, error) {
	all, err := r.entries("op_id = ?", op[:])
	if err != nil {
		return entry{}, err
	}
	if len(all) == 0 {
		return entry{}, fmt.Errorf("operation %s: %w", op, ErrNotFound)
	}
	return all[0], nil
}

func (r *reader) decode(e entry) (record.Operation, error) {
	op, err := record.Decode(r.tables.Library(), e.body)
	if err != nil {
		return record.Operation{}, fmt.Errorf("read operation %s of the journal: %w", e.id, err)
	}
	return op, nil
}

// lastOp returns what the next operation follows; its chain is empty for the first of an
// incarnation. The last row is never pruned, so that numbering goes on. A new incarnation
// may begin behind the journal's end, where the server has more.
func (tx *tx) lastOp() (entry, error) {
	e, err := tx.journalEnd()
	e.dseq = max(e.dseq, tx.meta.number(metaUpto))
	if tx.meta.chainFrom() > e.dseq {
		e.chain = nil
	}
	return e, err
}

// journal appends an operation and its body, as it will be sent; an act, or what is as
// deliberate, waits to be taken back.
func (tx *tx) journal(op record.Operation, body []byte, deliberate bool) error {
	hash := record.Hash(body)
	about := form.Ref{}
	waits := deliberate || op.Supersedes != (form.ID{})
	if len(op.Parts) > 0 {
		about = form.Ref{Form: op.Parts[0].Form, ID: op.RecordID(0)}
	}
	for _, p := range op.Parts {
		if p.Kind == record.Act {
			waits = true
		}
	}
	err := run(tx.ctx, tx.db, "INSERT INTO op(dseq, op_id, form, rec, at, made, act, withdrawn, library, hash, chain, body) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
		op.Dseq, op.ID[:], about.Form, about.ID[:], op.At.Format(table.TimeLayout), tx.made.UnixMilli(), waits,
		tx.tables.Library().SHA256, hash, record.Chain(op.Prev, hash), body)
	if err != nil {
		return fmt.Errorf("append operation %s to the journal: %w", op.ID, err)
	}
	return tx.nameBlobs(op)
}

// Sendable is an operation as it goes to the server.
type Sendable struct {
	ID   form.ID
	Dseq int64
	Body []byte
}

// Batch is what may be sent now, oldest first.
type Batch struct {
	Ops   []Sendable
	Total int // operations that are not answered, with those beyond this batch
	// Held is when the next one may be sent that may not yet; zero if none waits.
	Held time.Time

	before int64 // dseq up to which operations had been given out
}

// Pending returns operations that are not answered yet, up to a number and a size in
// bytes; at least one, if there is one to send. An act waits UndoWindow, and all behind it
// do. What is given out can no longer be taken back, unless it was NotSent.
func (s *Store) Pending(ctx context.Context, most, bytes int) (Batch, error) {
	var b Batch
	err := s.writing(ctx, func() error {
		if s.tables == nil {
			return nil
		}
		r := &reader{ctx: context.WithoutCancel(ctx), db: s.write, tables: s.tables, meta: s.known.Load()}
		upto := s.known.Load().number(metaUpto)
		if err := table.One(r.ctx, r.db, "SELECT count(*) FROM op WHERE dseq > ?", []any{upto}, &b.Total); err != nil {
			return fmt.Errorf("count what waits: %w", err)
		}
		all, err := r.entries("dseq > ? AND dseq <= ?", upto, upto+int64(most))
		if err != nil {
			return err
		}
		now, size := s.cfg.Now(), 0
		for _, e := range all {
			if e.heldAt(now) {
				b.Held = e.freeAt()
				break
			}
			if size += len(e.body); size > bytes && len(b.Ops) > 0 {
				break
			}
			b.Ops = append(b.Ops, Sendable{e.id, e.dseq, e.body})
		}
		b.before = s.known.Load().number(metaHanded)
		if n := len(b.Ops); n > 0 && b.Ops[n-1].Dseq > b.before {
			return s.hand(r.ctx, b.Ops[n-1].Dseq)
		}
		return nil
	})
	if err != nil {
		return Batch{}, fmt.Errorf("read what waits to be sent: %w", err)
	}
	return b, nil
}

// Due returns from when on something may be sent, or the zero Time if all is answered.
// Unlike Pending it gives nothing out.
func (s *Store) Due(ctx context.Context) (due time.Time, err error) {
	err = s.look(ctx, func(r *reader) error {
		upto := s.known.Load().number(metaUpto)
		oldest, err := r.entries("dseq > ? AND dseq <= ?", upto, upto+1)
		for _, e := range oldest {
			due = s.cfg.Now()
			if e.heldAt(due) {
				due = e.freeAt()
			}
		}
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("read when something may be sent: %w", err)
	}
	return due, nil
}

// hand notes up to where operations are given out. The caller has the turn.
func (s *Store) hand(ctx context.Context, dseq int64) error {
	_, err := s.transaction(ctx, s.tables, func(tx *tx) error {
		tx.meta.setNumber(metaHanded, dseq)
		return nil
	})
	return err
}

// NotSent says that a batch certainly never left the device, so that what was given out
// with it for the first time can still be taken back.
func (s *Store) NotSent(ctx context.Context, b Batch) error {
	err := s.writing(ctx, func() error {
		n := len(b.Ops)
		if n == 0 || s.known.Load().number(metaHanded) != b.Ops[n-1].Dseq || b.before >= b.Ops[n-1].Dseq {
			return nil
		}
		return s.hand(context.WithoutCancel(ctx), b.before)
	})
	if err != nil {
		return fmt.Errorf("note what was not sent: %w", err)
	}
	return nil
}

// HeadOf returns the chain over the journal up to an operation, for a server that asks.
func (s *Store) HeadOf(ctx context.Context, dseq int64) ([]byte, error) {
	var chain []byte
	err := s.read(ctx, func(r *reader) error {
		err := table.One(r.ctx, r.db, "SELECT chain FROM op WHERE dseq = ?", []any{dseq}, &chain)
		if isNoRow(err) {
			return ErrNotFound
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the journal at %d: %w", dseq, err)
	}
	return chain, nil
}

package device

import (
	"bytes"
	"fmt"

	"fieldline/sync/record"
	"fieldline/sync/table"
)

// journalEnd returns the last row of the journal; zero if it is empty.
func (r *reader) journalEnd() (entry, error) {
	var e entry
	err := table.One(r.ctx, r.db, "SELECT dseq, chain FROM op ORDER BY dseq DESC LIMIT 1", nil, &e.dseq, &e.chain)
	if err != nil && !isNoRow(err) {
		return e, fmt.Errorf("read the end of the journal: %w", err)
	}
	return e, nil
}

// chainAt returns the chain over the journal up to an operation; nothing where it is not
// known any more.
func (r *reader) chainAt(dseq int64) ([]byte, error) {
	all, err := r.entries("dseq >= ? AND dseq <= ?", dseq, dseq+1)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	if all[0].dseq == dseq {
		return all[0].chain, nil
	}
	next, err := r.decode(all[0]) // it was pruned; the one behind it names its beginning
	return next.Prev, err
}

// chainBefore returns the chain over the journal before an operation; nothing if it is
// the first of its incarnation.
func (tx *tx) chainBefore(dseq int64) ([]byte, error) {
	var chain []byte
	err := table.One(tx.ctx, tx.db, "SELECT chain FROM op WHERE dseq < ? AND dseq >= ? ORDER BY dseq DESC LIMIT 1", []any{dseq, tx.meta.chainFrom()}, &chain)
	if err != nil && !isNoRow(err) {
		return nil, fmt.Errorf("read the journal before %d: %w", dseq, err)
	}
	return chain, nil
}

// rechain writes the journal from an operation on anew after one of them was changed:
// each names the chain before it. None of them has been sent.
func (tx *tx) rechain(from int64, prev []byte, change func(op *record.Operation)) error {
	all, err := tx.entries("dseq >= ?", from)
	if err != nil {
		return err
	}
	for _, e := range all {
		op, err := tx.decode(e)
		if err != nil {
			return err
		}
		op.Prev = prev
		change(&op)
		body, err := record.Encode(tx.tables.Library(), op)
		if err != nil {
			return err
		}
		hash := record.Hash(body)
		prev = record.Chain(prev, hash)
		if err := run(tx.ctx, tx.db, "UPDATE op SET hash = ?, chain = ?, body = ?, withdrawn = ? WHERE dseq = ?", hash, prev, body, op.Withdrawn, e.dseq); err != nil {
			return fmt.Errorf("write operation %s of the journal anew: %w", e.id, err)
		}
	}
	return nil
}

// intact tells whether every operation of the journal is what it was hashed to be and
// links to the one before, and none lacks above those that may.
func (r *reader) intact(from, holes int64) (bool, error) {
	whole := true
	var before int64
	var prev []byte
	err := table.Each(r.ctx, r.db, "SELECT dseq, hash, chain, body FROM op ORDER BY dseq", nil, func(scan func(...any) error) error {
		var dseq int64
		var hash, chain, body []byte
		if err := scan(&dseq, &hash, &chain, &body); err != nil {
			return err
		}
		missing := dseq != before+1
		if dseq == from {
			before, prev = dseq-1, nil
		}
		whole = whole && bytes.Equal(record.Hash(body), hash) && (!missing || dseq <= holes+1) &&
			(dseq != before+1 || bytes.Equal(record.Chain(prev, hash), chain))
		before, prev = dseq, chain
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("read the journal: %w", err)
	}
	return whole, nil
}

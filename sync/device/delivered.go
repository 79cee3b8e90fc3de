package device

import (
	"context"
	"fmt"
	"time"

	"fieldline/sync/table"
)

// Delivered returns this person's own work that the server has taken since a time, newest
// first and once per record, by what was done to it last.
func (s *Store) Delivered(ctx context.Context, since time.Time, most int) ([]Entry, error) {
	var all []Entry
	err := s.read(ctx, func(r *reader) error {
		var dseqs []int64
		err := table.Each(r.ctx, r.db, `SELECT max(dseq) FROM op WHERE answered >= ? AND dseq <= ? AND await IS NULL AND withdrawn = 0 AND form <> ''
			AND op_id NOT IN (SELECT op_id FROM answer) GROUP BY form, rec ORDER BY 1 DESC LIMIT ?`,
			[]any{since.UTC().Format(table.TimeLayout), s.known.Load().number(metaUpto), most}, func(scan func(...any) error) error {
				var dseq int64
				if err := scan(&dseq); err != nil {
					return err
				}
				dseqs = append(dseqs, dseq)
				return nil
			})
		if err != nil {
			return err
		}
		for _, dseq := range dseqs {
			found, err := r.entries("dseq = ?", dseq)
			if err != nil {
				return err
			}
			e, err := r.entry(found[0])
			if err != nil {
				return err
			}
			e.State = Delivered
			all = append(all, e)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list what was delivered: %w", err)
	}
	return all, nil
}

// noteAnswered notes when the server's word on operations came.
func (tx *tx) noteAnswered(after, upto int64) error {
	err := run(tx.ctx, tx.db, "UPDATE op SET answered = ? WHERE dseq > ? AND dseq <= ? AND answered IS NULL", tx.now.Format(table.TimeLayout), after, upto)
	if err != nil {
		return fmt.Errorf("note when operations up to %d were answered: %w", upto, err)
	}
	return nil
}

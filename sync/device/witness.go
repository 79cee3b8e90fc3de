package device

import (
	"bytes"
	"fmt"
	"time"

	"fieldline/sync/table"
)

// Witness is the server's chain at a sequence, as this device was told it.
type Witness struct {
	Seq  int64
	Head []byte
}

// keptWitnesses is how many days a device can tell what the server's chain was.
const keptWitnesses = 400

// witness keeps what the server's chain is now, of each day the newest.
func (tx *tx) witness(seq int64, head []byte) error {
	if seq == 0 || len(head) == 0 {
		return nil
	}
	day := tx.now.Format(time.DateOnly)
	var last int64
	err := table.One(tx.ctx, tx.db, "SELECT coalesce(max(seq), 0) FROM witness", nil, &last)
	if err != nil || last >= seq {
		return err
	}
	for _, s := range []struct {
		query string
		args  []any
	}{
		{"DELETE FROM witness WHERE at = ?", []any{day}},
		{"INSERT INTO witness(seq, head, at) VALUES (?, ?, ?)", []any{seq, head, day}},
		{"DELETE FROM witness WHERE seq NOT IN (SELECT seq FROM witness ORDER BY seq DESC LIMIT ?)", []any{keptWitnesses}},
	} {
		if err := run(tx.ctx, tx.db, s.query, s.args...); err != nil {
			return fmt.Errorf("keep the server's chain at %d: %w", seq, err)
		}
	}
	return nil
}

// witnesses returns what is kept, newest first.
func (r *reader) witnesses(most int) ([]Witness, error) {
	var all []Witness
	err := table.Each(r.ctx, r.db, "SELECT seq, head FROM witness ORDER BY seq DESC LIMIT ?", []any{most}, func(scan func(...any) error) error {
		var w Witness
		if err := scan(&w.Seq, &w.Head); err != nil {
			return err
		}
		all = append(all, w)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the server's chain as it was told: %w", err)
	}
	return all, nil
}

// compareWitness holds what the server shows now against what it had told. Another
// history in the same epoch is an alarm: everything is read again from the start, the
// outbox is not touched. It tells whether they agree.
func (tx *tx) compareWitness(now Witness) (bool, error) {
	var told []byte
	err := table.One(tx.ctx, tx.db, "SELECT head FROM witness WHERE seq = ?", []any{now.Seq}, &told)
	if isNoRow(err) {
		return true, nil // forgotten meanwhile
	}
	if err != nil {
		return false, fmt.Errorf("read the server's chain at %d: %w", now.Seq, err)
	}
	if bytes.Equal(told, now.Head) {
		return true, nil
	}
	if err := tx.alarm(AlarmFork, fmt.Sprintf("at %d: told %.4x, now %.4x", now.Seq, told, now.Head)); err != nil {
		return false, err
	}
	// From here on the new history counts; what is older is still held against it.
	if err := run(tx.ctx, tx.db, "DELETE FROM witness WHERE seq >= ?", now.Seq); err != nil {
		return false, fmt.Errorf("forget the server's chain from %d on: %w", now.Seq, err)
	}
	return false, nil
}

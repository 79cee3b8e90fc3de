package device

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"fieldline/sync/table"
)

// keepSettled is how long operations stay after their answer, and attachments after the
// server was first heard to have them, even when a backup of it has them: so long it can be
// put back from that backup and nothing is lost. When they were made does not count, since
// the clock may have been wrong then. What waits to be sent stays for ever.
const keepSettled = 35 * 24 * time.Hour

// mostPruned bounds how much goes at the end of one pull.
const mostPruned = 200

// prune notes how far the server is, and lets settled operations and the bytes of
// attachments go that are old and that a backup of the server has.
func (tx *tx) prune(reply Reply, answered int64) error {
	// What waits at the server for the work of others has no sequence there yet.
	if err := run(tx.ctx, tx.db, "UPDATE op SET bound = ? WHERE bound IS NULL AND dseq <= ? AND (await IS NULL OR await <> ?)", reply.Through, answered, untilAsked); err != nil {
		return fmt.Errorf("note how far the server is: %w", err)
	}
	if err := run(tx.ctx, tx.db, "UPDATE blob SET bound = ?, made = ? WHERE bound IS NULL AND sent = 1", reply.Through, tx.now.Format(table.TimeLayout)); err != nil {
		return fmt.Errorf("note how far the server is: %w", err)
	}
	before := tx.now.Add(-keepSettled).Format(table.TimeLayout)
	err := table.Each(tx.ctx, tx.db, `DELETE FROM op WHERE dseq IN (SELECT dseq FROM op ORDER BY dseq LIMIT ?) AND bound <= ? AND coalesce(answered, at) < ?
		AND dseq < ? AND dseq < (SELECT max(dseq) FROM op) AND op_id NOT IN (SELECT op_id FROM answer WHERE resolved IS NULL) RETURNING dseq`,
		[]any{mostPruned, reply.SafeSeq, before, tx.meta.number(metaUpto)}, func(scan func(...any) error) error {
			var dseq int64
			err := scan(&dseq)
			tx.meta.mayLack(dseq)
			return err
		})
	if err != nil {
		return fmt.Errorf("prune the journal: %w", err)
	}
	ahead, err := tx.aheadNames()
	if err != nil {
		return fmt.Errorf("prune attachments: %w", err)
	}
	// An attachment takes no sequence: only a backup that is further than the server was
	// when it had it holds it for certain.
	return table.Each(tx.ctx, tx.db, "UPDATE blob SET here = 0 WHERE sha256 IN (SELECT sha256 FROM blob WHERE sent = 1 AND here = 1 AND bound < ? AND made < ?"+
		" AND sha256 NOT IN (x''"+strings.Repeat(", ?", len(ahead))+") LIMIT ?) RETURNING sha256",
		append(append([]any{reply.SafeSeq, before}, ahead...), mostPruned), func(scan func(...any) error) error {
			var sha []byte
			err := scan(&sha)
			tx.evicted = append(tx.evicted, hex.EncodeToString(sha))
			return err
		})
}

// sendFilesAgain marks attachments from here as not sent: a restored server may lack
// them. Which it has it is asked before any byte is sent.
func (tx *tx) sendFilesAgain(fromDseq int64) error {
	err := run(tx.ctx, tx.db, "UPDATE blob SET sent = 0, url = '', offset = 0, bound = NULL WHERE here = 1 AND dseq >= ?", fromDseq)
	if err != nil {
		return fmt.Errorf("send attachments again: %w", err)
	}
	tx.changed.Attachments = true
	return nil
}

// evict removes the bytes of attachments after the database has let them go. Those that
// a fall leaves go when the store is opened.
func (s *Store) evict(names []string) error {
	var errs []error
	for _, name := range names {
		if err := s.files.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, fmt.Errorf("remove attachment %s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}

package device

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"fieldline/sync/table"
)

// keepUnused is how long an attachment stays that no operation, no record and no draft
// names, such as a photo that was taken again.
const keepUnused = 30 * 24 * time.Hour

// sweep removes attachments that nothing names, and files that a power cut left half
// written or that the database has let go. Nothing else writes while a store is opened.
func (s *Store) sweep(ctx context.Context) error {
	var unused []string
	here := map[string]bool{}
	_, err := s.transaction(ctx, s.tables, func(tx *tx) error {
		var err error
		if unused, err = tx.unused(tx.now.Add(-keepUnused).Format(table.TimeLayout)); err != nil {
			return err
		}
		for _, sha := range unused {
			name, err := hex.DecodeString(sha)
			if err != nil {
				return err
			}
			if err := run(ctx, tx.db, "DELETE FROM blob WHERE sha256 = ?", name); err != nil {
				return err
			}
		}
		return table.Each(ctx, tx.db, "SELECT lower(hex(sha256)) FROM blob WHERE here = 1", nil, func(scan func(...any) error) error {
			var sha string
			err := scan(&sha)
			here[sha] = true
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("look for unused attachments: %w", err)
	}
	folder, err := s.files.Open(".")
	if err != nil {
		return fmt.Errorf("look for unused attachments: %w", err)
	}
	names, err := folder.Readdirnames(-1)
	if err = errors.Join(err, folder.Close()); err != nil {
		return fmt.Errorf("look for unused attachments: %w", err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, partSuffix) || isSHA256(name) && !here[name] {
			unused = append(unused, name)
		}
	}
	return s.evict(unused)
}

// unused returns the attachments from before a time that nothing names. One that an
// operation names after all goes to the server with it.
func (tx *tx) unused(before string) ([]string, error) {
	err := run(tx.ctx, tx.db, `UPDATE blob SET dseq = (SELECT min(dseq) FROM op WHERE withdrawn = 0 AND instr(CAST(body AS TEXT), lower(hex(blob.sha256))) > 0)
		WHERE dseq IS NULL AND sent = 0 AND made < ?`, before)
	if err != nil {
		return nil, err
	}
	var all []string
	err = table.Each(tx.ctx, tx.db, `SELECT lower(hex(sha256)) FROM blob WHERE dseq IS NULL AND sent = 0 AND made < ?
		AND NOT EXISTS (SELECT 1 FROM draft WHERE instr(vals, lower(hex(sha256))) > 0)`, []any{before}, func(scan func(...any) error) error {
		var sha string
		err := scan(&sha)
		all = append(all, sha)
		return err
	})
	if err != nil || tx.tables == nil {
		return all, err
	}
	var free []string
	for _, sha := range all {
		named, err := tx.tables.NamesFile(tx.ctx, tx.db, sha)
		if err != nil {
			return nil, err
		}
		if !named {
			free = append(free, sha)
		}
	}
	return free, nil
}

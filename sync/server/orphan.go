package server

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"time"

	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// orphanAge is how long bytes stay that nothing names: longer than any upload is under
// way, and than a device keeps what it may have to send again.
const orphanAge = 60 * 24 * time.Hour

// orphan is an attachment whose bytes are here while the database does not know them:
// bytes get their name before the database hears of them, and the server may have been
// killed in between. Nobody was told that they are here, so their device sends them again.
type orphan struct {
	name  string
	named bool // by a record
}

// orphans lists them. What is being sent is none.
func (s *Server) orphans(ctx context.Context) ([]orphan, error) {
	names, err := s.fileNames() // first: what comes meanwhile is in the database below
	if err != nil {
		return nil, err
	}
	var all []orphan
	err = s.store.read(ctx, func(db *table.Session) error {
		for _, name := range names {
			raw, err := hex.DecodeString(name)
			if err != nil {
				return err
			}
			var known, named bool
			if err := one(db, `SELECT EXISTS (SELECT 1 FROM blob WHERE sha = ?1) OR EXISTS (SELECT 1 FROM upload WHERE sha = ?1),
				EXISTS (SELECT 1 FROM blob_ref WHERE sha = ?1)`, []any{raw}, &known, &named); err != nil {
				return err
			}
			if !known {
				all = append(all, orphan{name, named})
			}
		}
		return nil
	})
	return all, err
}

// countOrphans says how many there are: they are no fault.
func (s *Server) countOrphans(ctx context.Context, r *Report) error {
	all, err := s.orphans(ctx)
	r.Orphans = int64(len(all))
	return err
}

// sweepOrphans removes those that are old and that no record names, once a day.
func (s *Server) sweepOrphans(ctx context.Context) error {
	now := time.Now() // by which files are dated, whatever the server's clock shows
	if now.Sub(s.swept) < 24*time.Hour {
		return nil
	}
	all, err := s.orphans(ctx)
	if err != nil {
		return fmt.Errorf("sweep attachments: %w", err)
	}
	var errs []error
	for _, o := range all {
		if o.named {
			continue
		}
		st, err := s.files.Stat(blobPath(o.name))
		if err == nil && now.Sub(st.ModTime()) > orphanAge {
			err = s.files.Remove(blobPath(o.name))
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, fmt.Errorf("sweep attachment %s: %w", o.name, err))
		}
	}
	s.swept = now
	return errors.Join(errs...)
}

// fileNames lists the attachments whose bytes are here.
func (s *Server) fileNames() ([]string, error) {
	folders, err := readNames(s.files, ".")
	if err != nil {
		return nil, err
	}
	var all []string
	for _, folder := range folders {
		if len(folder) != 2 {
			continue
		}
		names, err := readNames(s.files, folder)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if protocol.IsSHA256(name) {
				all = append(all, name)
			}
		}
	}
	return all, nil
}

func readNames(root *os.Root, dir string) (_ []string, err error) {
	f, err := root.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("list attachments: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Readdirnames(-1)
}

package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"fieldline/sync/table"
)

// Backup makes a folder with a whole copy of the data: the database as it is at one
// moment, every attachment that it names, the authority that devices trust and the key
// that opens secrets. It checks the copy, and lets devices know up to where their work is
// safe. The folder can be served after a new epoch was begun in it; who has it can read
// everything.
func (s *Server) Backup(ctx context.Context, dir string) (Report, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return Report{}, fmt.Errorf("back up: %w", err)
	}
	r, err := s.copyTo(ctx, dir)
	if err != nil {
		return r, errors.Join(fmt.Errorf("back up: %w", err), os.RemoveAll(dir))
	}
	err = s.do(ctx, func(t *turn) error {
		t.safe = r.Head
		_, err := exec(t.db, "INSERT INTO meta(key, value) VALUES ('safe_seq', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", fmt.Sprint(r.Head))
		return err
	})
	return r, err
}

func (s *Server) copyTo(ctx context.Context, dir string) (Report, error) {
	if err := s.settle(ctx); err != nil {
		return Report{}, err
	}
	// On a connection of its own: readers may not write and the writer is not held up.
	db, err := s.cfg.OpenDB(filepath.Join(s.cfg.Dir, databaseFile), params(true))
	if err != nil {
		return Report{}, err
	}
	path := filepath.Join(dir, databaseFile)
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", path)
	if err := errors.Join(err, db.Close()); err != nil {
		return Report{}, err
	}
	for _, name := range []string{caCertFile, caKeyFile, boxKeyFile} {
		b, err := os.ReadFile(filepath.Join(s.cfg.Dir, name))
		if err != nil {
			return Report{}, err
		}
		if err := writeOnce(filepath.Join(dir, name), b); err != nil {
			return Report{}, err
		}
	}
	r, err := s.checkCopy(ctx, path, func(db table.DB, r *Report) error { return s.copyFiles(ctx, db, dir, r) })
	if err == nil && len(r.Faults) > 0 {
		err = fmt.Errorf("check the copy: %s", r.Faults[0])
	}
	return r, err
}

// checkCopy opens a database that is not served and checks it.
func (s *Server) checkCopy(ctx context.Context, path string, further func(db table.DB, r *Report) error) (r Report, err error) {
	db, err := s.cfg.OpenDB(path, params(false))
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return r, err
	}
	session := table.NewSession(conn)
	defer func() { err = errors.Join(err, session.Close()) }()
	sc := s.shown.Load()
	return r, errors.Join(verifyPages(session, &r), verifyChain(session, &r), sc.verifyRecords(session, &r), verifyFeed(session, &r), further(session, &r))
}

// copyFiles copies the attachments that the copied database names; bytes that do not fit
// their name are a fault.
func (s *Server) copyFiles(ctx context.Context, db table.DB, dir string, r *Report) (err error) {
	if err := os.Mkdir(filepath.Join(dir, filesDir), 0o700); err != nil {
		return err
	}
	to, err := os.OpenRoot(filepath.Join(dir, filesDir))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	return each(db, "SELECT sha FROM blob", nil, func(scan scanner) error {
		var sha []byte
		if err := scan(&sha); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		r.Files++
		name := hex.EncodeToString(sha)
		whole, err := s.copyFile(to, name)
		if errors.Is(err, os.ErrNotExist) {
			r.fault("attachment %s is missing", name)
			return nil
		}
		if err != nil {
			return fmt.Errorf("copy attachment %s: %w", name, err)
		}
		if !whole {
			r.fault("attachment %s is damaged", name)
		}
		return nil
	})
}

func (s *Server) copyFile(to *os.Root, name string) (whole bool, err error) {
	from, err := s.files.Open(blobPath(name))
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if err := to.Mkdir(filepath.Dir(blobPath(name)), 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return false, err
	}
	f, err := to.OpenFile(blobPath(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false, err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, h), from)
	return hex.EncodeToString(h.Sum(nil)) == name, errors.Join(err, f.Sync(), f.Close())
}

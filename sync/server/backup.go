package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"fieldline/sync/table"
)

// Backup makes a folder with a whole copy of the data, a set: the database as it is at
// one moment, every attachment that it names, the authority that devices trust and the
// key that opens secrets, and last a page that names them with their digests. It checks
// the copy, and lets devices know up to where their work is safe. Serving goes on
// meanwhile. Restore makes a data folder of it; who has it can read everything.
func (s *Server) Backup(ctx context.Context, dir string) (Report, error) {
	return s.backup(ctx, dir, "")
}

// backup makes a set. Attachments that an earlier set beside it holds undamaged are
// linked, so that each night costs what is new.
func (s *Server) backup(ctx context.Context, dir, earlier string) (Report, error) {
	if _, err := os.Lstat(dir); err == nil {
		return Report{}, fmt.Errorf("back up to %s: it is there already", dir)
	}
	part := dir + partial
	if err := os.RemoveAll(part); err != nil {
		return Report{}, fmt.Errorf("back up: %w", err)
	}
	if err := os.Mkdir(part, 0o700); err != nil {
		return Report{}, fmt.Errorf("back up: %w", err)
	}
	made := s.now()
	r, err := s.copyTo(ctx, part, earlier)
	if err == nil {
		err = writeManifest(part, &Manifest{Made: made, Epoch: s.shown.Load().epoch, Head: r.Head, Hash: r.Hash, Operations: r.Operations, Records: r.Records, Files: r.Files})
	}
	if err == nil {
		err = os.Rename(part, dir)
	}
	if err != nil {
		return r, errors.Join(fmt.Errorf("back up: %w", err), os.RemoveAll(part))
	}
	err = s.do(ctx, func(t *turn) error {
		t.safe, t.backedUp = r.Head, made
		for key, value := range map[string]string{"safe_seq": fmt.Sprint(r.Head), "backed_up": stamp(made)} {
			if _, err := exec(t.db, "INSERT INTO meta(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", key, value); err != nil {
				return err
			}
		}
		return nil
	})
	return r, err
}

func (s *Server) copyTo(ctx context.Context, dir, earlier string) (Report, error) {
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
	for _, name := range keyFiles {
		b, err := os.ReadFile(filepath.Join(s.cfg.Dir, name))
		if err != nil {
			return Report{}, err
		}
		if err := writeOnce(filepath.Join(dir, name), b); err != nil {
			return Report{}, err
		}
	}
	copies, err := openCopies(s.files, dir, earlier)
	if err != nil {
		return Report{}, err
	}
	r, err := s.checkCopy(ctx, path, func(db table.DB, r *Report) error { return copies.all(ctx, db, r) })
	if err := errors.Join(err, copies.close()); err != nil {
		return r, err
	}
	if len(r.Faults) > 0 {
		return r, fmt.Errorf("check the copy: %s", r.Faults[0])
	}
	return r, nil
}

// checkCopy opens a database that is not served and checks it, further included.
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
	lib, err := s.libraryInForce(session, s.Library())
	if err != nil {
		return r, err
	}
	sc, err := s.load(session, lib)
	if err != nil {
		return r, err
	}
	err = s.verifyTables(sc, session, &r)
	return r, errors.Join(err, further(session, &r))
}

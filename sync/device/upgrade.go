package device

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"

	"fieldline/sync/table"
)

// ErrUpgrade says that this program could not take over what an older one left. Nothing
// was changed: the older one still opens it, and ReadUnsent reads it.
var ErrUpgrade = errors.New("the work of an older version could not be taken over; it lies as it was")

// ErrNewer says that a newer program has worked here.
var ErrNewer = errors.New("a newer version has worked here: use that one")

// copyName is the database as an older program left it, until this one has taken it over.
const copyName = "before-upgrade.db"

// migrate brings the database to the schema of this program: all migrations that it has
// not seen in one transaction; user_version counts them. Of one that holds work a copy is
// made first, and its view is marked to be built anew.
func (s *Store) migrate(ctx context.Context, db *table.Session) error {
	entries, err := migrations.ReadDir("migration")
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Name() < entries[j].Name() })
	var version int
	if err := table.One(ctx, db, "PRAGMA user_version", nil, &version); err != nil {
		return fmt.Errorf("read the database's version: %w", err)
	}
	switch {
	case version > len(entries):
		return fmt.Errorf("the database is of version %d, this program knows %d: %w", version, len(entries), ErrNewer)
	case version == len(entries):
		_, err := os.Stat(filepath.Join(s.dir, copyName))
		s.upgrading = err == nil // an upgrade was cut short
		return nil
	case version > 0:
		if err := s.copyBefore(ctx, db); err != nil {
			return err
		}
	}
	if err := db.Begin(ctx, true); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	err = s.runMigrations(ctx, db, entries[version:], version)
	if err == nil {
		err = db.Commit(ctx)
	}
	if err != nil {
		return fmt.Errorf("migrate from version %d: %w", version, errors.Join(err, db.Rollback(ctx)))
	}
	return nil
}

func (s *Store) runMigrations(ctx context.Context, db *table.Session, entries []fs.DirEntry, version int) error {
	for _, e := range entries {
		statements, err := migrations.ReadFile("migration/" + e.Name())
		if err != nil {
			return fmt.Errorf("read %s: %w", e.Name(), err)
		}
		if err := db.Run(ctx, string(statements)); err != nil {
			return fmt.Errorf("%s: %w", e.Name(), err)
		}
	}
	mark := ""
	if version > 0 {
		mark = ";\nINSERT INTO meta(k, v) VALUES ('" + metaRebuild + "', '1') ON CONFLICT(k) DO UPDATE SET v = '1'"
	}
	return db.Run(ctx, "PRAGMA user_version = "+strconv.Itoa(version+len(entries))+mark)
}

func (s *Store) copyBefore(ctx context.Context, db *table.Session) error {
	path := filepath.Join(s.dir, copyName)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("copy the database: %w", err)
	}
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return fmt.Errorf("copy the database: %w", errors.Join(asProblem(err), os.Remove(path)))
	}
	s.upgrading = true
	return nil
}

// upgraded ends an upgrade: the database is sound, and the copy is not needed any more.
func (s *Store) upgraded(ctx context.Context) error {
	if !s.upgrading {
		return nil
	}
	if err := s.CheckIntegrity(ctx); err != nil {
		return err
	}
	s.upgrading = false
	if err := os.Remove(filepath.Join(s.dir, copyName)); err != nil {
		return fmt.Errorf("remove the copy of before the upgrade: %w", err)
	}
	return nil
}

// takeBack puts the copy in the place of a database that could not be taken over. The
// store is closed.
func (s *Store) takeBack(why error) error {
	if !s.upgrading {
		return why
	}
	path := filepath.Join(s.dir, databaseName)
	var errs []error
	for _, end := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	errs = append(errs, os.Rename(filepath.Join(s.dir, copyName), path))
	return errors.Join(append([]error{ErrUpgrade, why}, errs...)...)
}

// rebuild takes pending work off the view and plays it on again, by the rules of this
// program.
func (tx *tx) rebuild() error {
	from, err := tx.firstPending()
	if err != nil || from == 0 {
		return err
	}
	if _, err := tx.rollBack(from); err != nil {
		return err
	}
	return tx.replayFrom(from)
}

// firstPending is the first operation that lies over the view; 0 where there is none.
func (r *reader) firstPending() (from int64, err error) {
	if err := table.One(r.ctx, r.db, "SELECT coalesce(min(dseq), 0) FROM base", nil, &from); err != nil {
		return 0, fmt.Errorf("look for pending work: %w", err)
	}
	return from, nil
}

// replayFrom puts pending work on the view again.
func (tx *tx) replayFrom(from int64) error {
	all, err := tx.entries("dseq >= ? AND withdrawn = 0 AND (dseq > ? OR await IS NOT NULL)", from, tx.meta.number(metaUpto))
	if err != nil {
		return err
	}
	for _, e := range all {
		if _, err := tx.replay(e, true); err != nil {
			return err
		}
	}
	return nil
}

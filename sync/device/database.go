package device

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"modernc.org/sqlite"

	"fieldline/sync/table"
)

//go:embed migration/*.sql
var migrations embed.FS

// readers is how many screens may read at once without waiting for one another.
const readers = 4

// databaseName is the database's file in the installation's folder.
const databaseName = "fieldline.db"

// pragmas are set on every connection, behind those that make commits durable.
var pragmas = []string{
	"busy_timeout(5000)",          // a second process may be at work
	"cache_size(-16000)",          // 16 MB hold the indexes of a tablet
	"temp_store(MEMORY)",          // savepoints and sorting need no file
	"foreign_keys(OFF)",           // what a record points to may be out of scope
	"trusted_schema(OFF)",         // a schema runs no functions of its own
	"journal_size_limit(8388608)", // a log that grew once does not keep its size
}

// database is the pool under the sessions.
type database struct{ *sql.DB }

func (s *Store) openDatabase(ctx context.Context) error {
	// A POSIX lock is lost when any file of the process on the database is closed; these
	// are not. Elsewhere than on Linux there are none, and once a file is open it is too
	// late to choose.
	if _, err := sqlite.OFDLocking(true); err != nil &&
		!errors.Is(err, sqlite.ErrOFDLockingUnavailable) && !errors.Is(err, sqlite.ErrOFDLockingTooLate) {
		return fmt.Errorf("choose file locks: %w", err)
	}
	// A commit is as durable and takes half the time where only the data are synced.
	if _, err := sqlite.Fdatasync(true); err != nil && !errors.Is(err, sqlite.ErrFdatasyncUnavailable) {
		return fmt.Errorf("choose how files are synced: %w", err)
	}
	db, err := s.cfg.OpenDB(filepath.Join(s.dir, databaseName), url.Values{"_pragma": slices.Concat(table.Durable(), pragmas)})
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	s.database = &database{db}
	db.SetMaxOpenConns(1 + s.cfg.Readers)
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("open the database: %w", asProblem(err))
	}
	s.write = table.NewSession(conn)
	if err := s.migrate(ctx, s.write); err != nil {
		return asProblem(err)
	}
	s.idle = make(chan *table.Session, s.cfg.Readers)
	for range s.cfg.Readers {
		conn, err := db.Conn(ctx)
		if err != nil {
			return fmt.Errorf("open the database to read: %w", err)
		}
		s.idle <- table.NewSession(conn)
	}
	m, err := readMeta(ctx, s.write)
	if err != nil {
		return err
	}
	s.known.Store(m)
	return nil
}

// openFile opens a database that is a file.
func openFile(path string, params url.Values) (*sql.DB, error) {
	return sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?"+params.Encode())
}

func (s *Store) closeDatabase() error {
	var errs []error
	if s.write != nil {
		s.turn <- struct{}{} // whoever writes comes to an end first
		errs = append(errs, s.write.Close())
	}
	if s.idle != nil {
		for range cap(s.idle) {
			select {
			case db := <-s.idle:
				errs = append(errs, db.Close())
			default: // it was never opened
			}
		}
	}
	return errors.Join(append(errs, s.database.Close())...)
}

// CheckIntegrity has SQLite look over the whole database.
func (s *Store) CheckIntegrity(ctx context.Context) error {
	return s.look(ctx, func(r *reader) error {
		if r.tables != nil {
			if err := table.LookAnew(r.ctx, r.db); err != nil {
				return fmt.Errorf("look at the search index: %w", err)
			}
		}
		var found string
		if err := table.One(r.ctx, r.db, "PRAGMA integrity_check", nil, &found); err != nil {
			return fmt.Errorf("check the database: %w", err)
		}
		if found != "ok" {
			return fmt.Errorf("check the database: %s", strings.TrimSpace(found))
		}
		return nil
	})
}

// Backup writes a consistent copy of the database to a file that is not there yet.
func (s *Store) Backup(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("back up to %s: it is there already", path)
	}
	return s.writing(ctx, func() error {
		if _, err := s.write.ExecContext(context.WithoutCancel(ctx), "VACUUM INTO ?", path); err != nil {
			return fmt.Errorf("back up to %s: %w", path, asProblem(err))
		}
		return nil
	})
}

// run runs a statement that returns nothing.
func run(ctx context.Context, db table.DB, query string, args ...any) error {
	_, err := db.ExecContext(ctx, query, args...)
	return err
}

package server

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/table"
)

// ErrNoLibrary says that a server was opened without a library and has never published one.
var ErrNoLibrary = errors.New("no library was ever published here")

// inForce finds the library that was published last, be it an earlier one again. Databases
// that do not say which are of before one could be: there it is the newest.
const inForce = "FROM library ORDER BY sha IS (SELECT value FROM meta WHERE key = 'library') DESC, n DESC LIMIT 1"

// libraryToStart returns the last published library; nil at the first start, where the
// configured one is published next.
func (s *Server) libraryToStart(db table.DB) (*form.Library, error) {
	var sha string
	var raw []byte
	err := one(db, "SELECT sha, json "+inForce, nil, &sha, &raw)
	if errors.Is(err, errNoRow) {
		if s.cfg.Library == nil {
			return nil, ErrNoLibrary
		}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if s.cfg.Library != nil && s.cfg.Library.SHA256 == sha {
		return s.cfg.Library, nil
	}
	lib, err := form.FromJSON(raw, s.cfg.Named...)
	if err != nil {
		if s.cfg.Library != nil { // a newer program may no longer read an older library
			s.log.Warn("the last published library cannot be read", "error", err)
			return nil, nil
		}
		return nil, fmt.Errorf("read the last published library: %w", err)
	}
	return lib, nil
}

// libraryInForce returns the library in force in a database: the one known, or what
// another process has published since.
func (s *Server) libraryInForce(db table.DB, known *form.Library) (*form.Library, error) {
	var sha string
	err := one(db, "SELECT sha "+inForce, nil, &sha)
	if errors.Is(err, errNoRow) || err == nil && known != nil && known.SHA256 == sha {
		return known, nil
	}
	if err != nil {
		return nil, err
	}
	return s.libraryToStart(db)
}

// Publish puts a library in force: it is kept, its tables are made or brought forward in
// one transaction, and the next reply names it to every device.
func (s *Server) Publish(ctx context.Context, lib *form.Library) error {
	if now := s.shown.Load(); now.lib != nil && now.lib.SHA256 == lib.SHA256 && now.libN != 0 {
		return nil
	}
	err := s.do(ctx, func(t *turn) error { return t.publish(lib) })
	if err != nil {
		return fmt.Errorf("publish library %.12s: %w", lib.SHA256, err)
	}
	s.log.Info("library published", "sha256", lib.SHA256, "forms", len(lib.Forms))
	return nil
}

func (t *turn) publish(lib *form.Library) error {
	tables, err := newTables(lib)
	if err != nil {
		return err
	}
	if err := noClash(t.db, lib, t.formN); err != nil {
		return err
	}
	t.s.shelf.clear() // records may be moved into other columns
	t.s.habits = table.Habits{}
	if err := tables.Migrate(ctxNever, t.db); err != nil {
		return err
	}
	raw := lib.JSON()
	if _, err := exec(t.db, "INSERT INTO library(sha, json, published_at) VALUES (?, ?, ?) ON CONFLICT(sha) DO NOTHING",
		lib.SHA256, []byte(raw), stamp(t.now)); err != nil {
		return err
	}
	if _, err := exec(t.db, "INSERT INTO meta(key, value) VALUES ('library', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", lib.SHA256); err != nil {
		return err
	}
	var n int64
	if err := one(t.db, "SELECT n FROM library WHERE sha = ?", []any{lib.SHA256}, &n); err != nil {
		return err
	}
	for _, f := range lib.Forms {
		if _, err := exec(t.db, "INSERT INTO form_number(name) VALUES (?) ON CONFLICT(name) DO NOTHING", f.Name); err != nil {
			return err
		}
	}
	fresh, err := t.s.load(t.db, lib)
	if err != nil {
		return err
	}
	fresh.head, fresh.hash = t.head, t.hash
	t.scene = *fresh
	t.libN = n
	return nil
}

// noClash refuses a library one of whose forms is named like a table of the server.
func noClash(db table.DB, lib *form.Library, known map[string]int64) error {
	for _, f := range lib.Forms {
		if known[f.Name] != 0 {
			continue
		}
		var n int64
		if err := one(db, "SELECT count(*) FROM sqlite_master WHERE name = ?", []any{f.Name}, &n); err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("a form may not be named %q: the server has such a table", f.Name)
		}
	}
	return nil
}

// libraryJSON returns a published library as it was published.
func (s *Server) libraryJSON(ctx context.Context, sha string) ([]byte, error) {
	var raw []byte
	err := s.store.read(ctx, func(db *table.Session) error {
		return one(db, "SELECT json FROM library WHERE sha = ?", []any{sha}, &raw)
	})
	if errors.Is(err, errNoRow) {
		return nil, protocol.NewProblem(protocol.NotFound, "no such library")
	}
	return raw, err
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

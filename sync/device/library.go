package device

import (
	"context"
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

// tableOptions: a device shows lists and searches, and may hold two claims to what is
// unique until the server has decided.
var tableOptions = table.Options{Lists: true, Search: true}

// openLibrary puts the given library in force, or the one that was stored last.
func (s *Store) openLibrary(ctx context.Context, lib *form.Library) error {
	sha := s.known.Load().get(metaLibrary)
	if lib == nil {
		if sha == "" {
			return nil
		}
		var err error
		if lib, err = s.storedLibrary(ctx, sha); err != nil {
			return err
		}
	}
	if sha != "" && sha != lib.SHA256 {
		old, err := s.storedLibrary(ctx, sha)
		if err != nil {
			return err
		}
		// By the rules of this program first, then by the new forms.
		if err := s.SetLibrary(ctx, old); err != nil {
			return err
		}
	}
	return s.SetLibrary(ctx, lib)
}

func (s *Store) storedLibrary(ctx context.Context, sha string) (*form.Library, error) {
	var body []byte
	if err := table.One(ctx, s.write, "SELECT body FROM library WHERE sha256 = ?", []any{sha}, &body); err != nil {
		return nil, fmt.Errorf("read library %s: %w", sha, err)
	}
	lib, err := form.FromJSON(body, s.cfg.Named...)
	if err != nil {
		return nil, fmt.Errorf("read library %s: %w", sha, err)
	}
	return lib, nil
}

// HasLibrary tells whether a library is stored here, by its SHA-256.
func (s *Store) HasLibrary(ctx context.Context, sha string) (bool, error) {
	var n int
	err := s.writing(ctx, func() error {
		return table.One(context.WithoutCancel(ctx), s.write, "SELECT EXISTS (SELECT 1 FROM library WHERE sha256 = ?)", []any{sha}, &n)
	})
	return n > 0, err
}

// SetLibrary puts a library in force: in one transaction pending work comes off the view,
// the tables are brought forward, and pending work is judged again by the new forms. The
// former library stays while an unanswered operation or a draft names it.
func (s *Store) SetLibrary(ctx context.Context, lib *form.Library) error {
	tables, err := table.New(lib, tableOptions)
	if err != nil {
		return fmt.Errorf("put library %s in force: %w", lib.SHA256, err)
	}
	s.mu.Lock()
	err = func() error {
		defer s.mu.Unlock()
		if s.closed {
			return ErrClosed
		}
		_, err := s.transaction(context.WithoutCancel(ctx), s.tables, func(tx *tx) error { return tx.setLibrary(tables) })
		if err == nil {
			s.tables = tables
			s.register.Forget()
		}
		return err
	}()
	if err != nil {
		return fmt.Errorf("put library %s in force: %w", lib.SHA256, err)
	}
	s.watchers.tell(Change{Library: true})
	return nil
}

func (tx *tx) setLibrary(tables *table.Tables) error {
	lib := tables.Library()
	former := tx.tables
	var from int64
	if former != nil && former.Library().SHA256 != lib.SHA256 {
		var err error
		if from, err = tx.firstPending(); err != nil {
			return err
		}
		if from > 0 {
			if _, err := tx.rollBack(from); err != nil {
				return err
			}
		}
	}
	if err := tables.Migrate(tx.ctx, tx.db); err != nil {
		return err
	}
	tx.tables = tables
	tx.s.register.Forget()
	if tx.meta.get(metaLibrary) != lib.SHA256 {
		err := run(tx.ctx, tx.db, "INSERT OR IGNORE INTO library(sha256, body, at) VALUES (?, ?, ?)", lib.SHA256, lib.JSON(), tx.now.Format(table.TimeLayout))
		if err != nil {
			return fmt.Errorf("store the library: %w", err)
		}
		tx.meta.set(metaLibrary, lib.SHA256)
	}
	if tx.meta.get(metaRebuild) != "" {
		tx.meta.set(metaRebuild, "")
		return tx.rebuild()
	}
	if from == 0 {
		return nil
	}
	return tx.replayFrom(from)
}

// pruneLibraries drops libraries that nothing here names any more.
func (tx *tx) pruneLibraries() error {
	err := run(tx.ctx, tx.db, `DELETE FROM library WHERE sha256 <> ? AND sha256 NOT IN (SELECT library FROM op WHERE dseq > ?)
		AND sha256 NOT IN (SELECT library FROM draft)`, tx.meta.get(metaLibrary), tx.meta.number(metaUpto))
	if err != nil {
		return fmt.Errorf("prune libraries: %w", err)
	}
	return nil
}

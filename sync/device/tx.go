package device

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// reader is one consistent view of the database.
type reader struct {
	ctx    context.Context // without cancelling: that costs a goroutine per statement
	db     *table.Session
	tables *table.Tables
	meta   *meta // of this view, or as last committed
	// register is the writer's; a reader, whose view may be older, begins with an empty one.
	register *table.Register
	// file opens attachments; nil where none are asked for.
	file func(ctx context.Context, sha256 string) ([]byte, error)
	// laid is the library as last committed, for a reader.
	laid *form.Library
}

// read runs f on one consistent view of the records.
func (s *Store) read(ctx context.Context, f func(r *reader) error) error {
	return s.look(ctx, func(r *reader) error {
		if r.tables == nil {
			return ErrNoLibrary
		}
		return f(r)
	})
}

// look is read where no form is needed.
func (s *Store) look(ctx context.Context, f func(r *reader) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return ErrClosed
	}
	var db *table.Session
	select {
	case db = <-s.idle:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { s.idle <- db }()
	r := &reader{ctx: context.WithoutCancel(ctx), db: db, tables: s.tables, meta: s.known.Load(), laid: s.Library(), file: s.file}
	if err := db.Begin(r.ctx, false); err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	err := f(r)
	return errors.Join(err, db.Rollback(r.ctx))
}

// library is the one in force with what people have changed of it; nil before there is one.
func (r *reader) library() (*form.Library, error) {
	if r.register == nil || r.tables == nil {
		return r.laid, nil
	}
	return r.world().Library()
}

// judge applies an operation to what this view shows.
func (r *reader) judge(op record.Operation) (record.Outcome, error) {
	lib, err := r.library()
	if err != nil {
		return record.Outcome{}, err
	}
	return record.Apply(lib, r.world(), op)
}

// tx is one transaction that writes.
type tx struct {
	reader
	s       *Store
	now     time.Time // corrected, fixed for the transaction
	made    time.Time // the device's own clock
	changed Change    // what watchers are told after the commit
	seen    map[form.Ref]bool
	evicted []string // attachments whose bytes go after the commit
	// numbered holds the provisional numbers of records that came off the view, for the
	// rows that come back with the server's.
	numbered map[form.Ref]string
}

// touch notes a record that watchers are told about.
func (tx *tx) touch(ref form.Ref) {
	if !tx.seen[ref] {
		tx.seen[ref] = true
		tx.changed.Records = append(tx.changed.Records, ref)
	}
}

// writing waits for the writer's turn and runs f outside a transaction.
func (s *Store) writing(ctx context.Context, f func() error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return ErrClosed
	}
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.turn }()
	return f()
}

// change runs f in one transaction that writes, and tells the watchers when it is
// durable. Any error takes all of it back.
func (s *Store) change(ctx context.Context, f func(tx *tx) error) error {
	var done Change
	err := s.writing(ctx, func() error {
		tx, err := s.transaction(context.WithoutCancel(ctx), s.tables, f)
		if err == nil {
			done = tx.changed
		}
		return err
	})
	if err != nil {
		return err
	}
	s.watchers.tell(done)
	return nil
}

// transaction runs f between BEGIN IMMEDIATE and COMMIT. The caller has the turn.
func (s *Store) transaction(ctx context.Context, tables *table.Tables, f func(tx *tx) error) (_ *tx, err error) {
	db := s.write
	if err := db.Begin(ctx, true); err != nil {
		return nil, fmt.Errorf("begin to write: %w", asProblem(err))
	}
	defer func() {
		if err != nil {
			s.register.Forget()
			err = asProblem(errors.Join(err, db.Rollback(ctx)))
		}
	}()
	m, err := readMeta(ctx, db)
	if err != nil {
		return nil, err
	}
	made := s.cfg.Now()
	tx := &tx{
		reader: reader{ctx: ctx, db: db, tables: tables, meta: m, register: s.register, file: s.file}, s: s,
		now: made.Add(m.offset()).UTC().Truncate(time.Millisecond), made: made, seen: map[form.Ref]bool{}, numbered: map[form.Ref]string{},
	}
	if err := tx.incarnation(); err != nil {
		return nil, err
	}
	if err := f(tx); err != nil {
		return nil, err
	}
	if err := m.write(ctx, db); err != nil {
		return nil, err
	}
	lib, err := tx.library()
	if err != nil {
		return nil, err
	}
	if err := db.Commit(ctx); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	s.known.Store(m.clone())
	if s.library.Swap(lib) != lib {
		tx.changed.Library = true
	}
	return tx, nil
}

package table

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// keptStatements is how many prepared statements a session holds before it begins anew.
const keptStatements = 600

// Session runs statements on one connection and keeps them prepared: each cold statement
// would read the schema of all forms again. It belongs to one goroutine at a time.
type Session struct {
	conn  *sql.Conn
	kept  map[string]*sql.Stmt
	stale []*sql.Stmt // replaced while rows may still be read from them
}

// NewSession takes over a connection; Close gives it back.
func NewSession(conn *sql.Conn) *Session {
	return &Session{conn: conn, kept: map[string]*sql.Stmt{}}
}

// ExecContext runs a statement that returns no rows.
func (s *Session) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := s.prepared(ctx, query) //nolint:sqlclosecheck // kept for the next time; Close closes it
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// QueryContext runs a statement that returns rows.
func (s *Session) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := s.prepared(ctx, query) //nolint:sqlclosecheck // kept for the next time; Close closes it
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// Run runs statements once, without keeping them: for schema changes.
func (s *Session) Run(ctx context.Context, statements string) error {
	_, err := s.conn.ExecContext(ctx, statements)
	return err
}

// Begin starts a transaction: an immediate one if it will write.
func (s *Session) Begin(ctx context.Context, write bool) error {
	if err := s.dropStale(); err != nil {
		return err
	}
	if write {
		return s.Run(ctx, "BEGIN IMMEDIATE")
	}
	_, err := s.ExecContext(ctx, "BEGIN")
	return err
}

// Commit makes the transaction durable.
func (s *Session) Commit(ctx context.Context) error {
	_, err := s.ExecContext(ctx, "COMMIT")
	return err
}

// Rollback takes the transaction back. A transaction that SQLite itself has taken back,
// as when the disk is full, is no error.
func (s *Session) Rollback(ctx context.Context) error {
	err := s.Run(ctx, "ROLLBACK")
	var coded interface{ Code() int }
	if errors.As(err, &coded) && coded.Code() == 1 { // SQLITE_ERROR: no transaction is active
		return nil
	}
	return err
}

// Close gives the statements and the connection back.
func (s *Session) Close() error {
	s.retire()
	return errors.Join(s.dropStale(), s.conn.Close())
}

func (s *Session) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt := s.kept[query]; stmt != nil {
		return stmt, nil
	}
	if len(s.kept) >= keptStatements {
		s.retire()
	}
	stmt, err := s.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare %.80q: %w", query, err)
	}
	s.kept[query] = stmt
	return stmt, nil
}

func (s *Session) retire() {
	for query, stmt := range s.kept {
		s.stale = append(s.stale, stmt)
		delete(s.kept, query)
	}
}

func (s *Session) dropStale() error {
	var err error
	for _, stmt := range s.stale {
		err = errors.Join(err, stmt.Close())
	}
	s.stale = nil
	return err
}

package table

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// keptStatements is how many prepared statements a session holds before it begins anew.
const keptStatements = 600

// Session runs statements on one connection and keeps them prepared: each cold statement
// would read the schema of all forms again. It belongs to one goroutine at a time, and
// the connection to it alone, so it speaks to the driver without the locks and copies of
// database/sql, which cost as much as a small statement itself.
type Session struct {
	conn  *sql.Conn
	raw   driver.Conn
	kept  map[string]driver.Stmt
	stale []driver.Stmt // replaced while rows may still be read from them
	args  []driver.NamedValue
}

// NewSession takes over a connection; Close gives it back.
func NewSession(conn *sql.Conn) *Session {
	return &Session{conn: conn, kept: map[string]driver.Stmt{}}
}

// ExecContext runs a statement that returns no rows.
func (s *Session) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := s.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	execer, ok := stmt.(driver.StmtExecContext)
	if !ok {
		return nil, fmt.Errorf("execute %.80q: the driver cannot", query)
	}
	named, err := s.named(args)
	if err != nil {
		return nil, err
	}
	return execer.ExecContext(ctx, named)
}

// QueryContext runs a statement that returns rows, once. Each keeps it prepared.
func (s *Session) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.conn.QueryContext(ctx, query, args...)
}

// each calls row for every row of a query.
func (s *Session) each(ctx context.Context, query string, args []any, row func(scan func(...any) error) error) (err error) {
	stmt, err := s.prepared(ctx, query)
	if err != nil {
		return err
	}
	querier, ok := stmt.(driver.StmtQueryContext)
	if !ok {
		return fmt.Errorf("query %.80q: the driver cannot", query)
	}
	named, err := s.named(args)
	if err != nil {
		return err
	}
	rows, err := querier.QueryContext(ctx, named)
	if err != nil {
		return err
	}
	defer func() {
		if closed := rows.Close(); closed != nil {
			err = errors.Join(err, closed)
		}
	}()
	var cells []driver.Value
	scan := func(dest ...any) error {
		if len(dest) != len(cells) {
			return fmt.Errorf("%d columns for %d destinations", len(cells), len(dest))
		}
		for i := range dest {
			if err := assign(dest[i], cells[i]); err != nil {
				return fmt.Errorf("column %d: %w", i, err)
			}
		}
		return nil
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if cells == nil {
			cells = make([]driver.Value, len(rows.Columns()))
		}
		if err := rows.Next(cells); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := row(scan); err != nil {
			return err
		}
	}
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
	statement := "BEGIN"
	if write {
		statement = "BEGIN IMMEDIATE"
	}
	_, err := s.ExecContext(ctx, statement)
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
	_, err := s.ExecContext(ctx, "ROLLBACK")
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

func (s *Session) prepared(ctx context.Context, query string) (driver.Stmt, error) {
	if stmt := s.kept[query]; stmt != nil {
		return stmt, nil
	}
	if len(s.kept) >= keptStatements {
		s.retire()
	}
	stmt, err := s.prepare(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare %.80q: %w", query, err)
	}
	s.kept[query] = stmt
	return stmt, nil
}

func (s *Session) prepare(ctx context.Context, query string) (driver.Stmt, error) {
	if s.raw == nil {
		// The connection stays reserved until Close, so nobody else can use the driver's.
		if err := s.conn.Raw(func(raw any) error {
			c, ok := raw.(driver.Conn)
			if !ok {
				return fmt.Errorf("the driver's connection is a %T", raw)
			}
			s.raw = c
			return nil
		}); err != nil {
			return nil, err
		}
	}
	if p, ok := s.raw.(driver.ConnPrepareContext); ok {
		return p.PrepareContext(ctx, query)
	}
	return s.raw.Prepare(query)
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

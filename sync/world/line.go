package world

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
)

// socket is where a program connects to a disk.
type socket struct {
	d   *disk
	dsn string
}

func (s *socket) Connect(context.Context) (driver.Conn, error) {
	if s.d.dead {
		return nil, errPower
	}
	if idle := s.d.idle[s.dsn]; len(idle) > 0 {
		s.d.idle[s.dsn] = idle[1:]
		return idle[0], nil
	}
	c, err := s.d.rack.store.drv.Open(s.dsn)
	if err != nil {
		return nil, err
	}
	inner, ok := c.(conn)
	if !ok {
		return nil, fmt.Errorf("the driver's connection is a %T", c)
	}
	return &line{conn: inner, d: s.d, dsn: s.dsn, kept: map[string]*statement{}}, nil
}

func (s *socket) Driver() driver.Driver { return s.d.rack.store.drv }

// conn is what the driver's connections can do.
type conn interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

// line is a connection that dies with the power. Whoever hangs up leaves it and its
// statements to the next program on this disk: making them costs more than most of what
// they do.
type line struct {
	conn
	d    *disk
	dsn  string
	kept map[string]*statement // prepared
}

// Close takes back what was not committed, as the end of a program does.
func (l *line) Close() error {
	if err := l.ResetSession(context.Background()); err != nil {
		return errors.Join(err, l.hangUp())
	}
	_, err := l.conn.ExecContext(context.Background(), "ROLLBACK", nil)
	var coded interface{ Code() int }
	if err != nil && (!errors.As(err, &coded) || coded.Code() != noTransaction) {
		return errors.Join(err, l.hangUp())
	}
	l.d.idle[l.dsn] = append(l.d.idle[l.dsn], l)
	return nil
}

// noTransaction is SQLite's code for a ROLLBACK where nothing was begun.
const noTransaction = 1

// hangUp closes the connection for good.
func (l *line) hangUp() error {
	var errs []error
	for _, s := range l.kept {
		errs = append(errs, s.prepared.Close())
	}
	return errors.Join(append(errs, l.conn.Close())...)
}

func (l *line) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := l.d.begin(); err != nil {
		return nil, err
	}
	if path, ok := intoFile(query, args); ok {
		return driver.ResultNoRows, errors.Join(l.d.save(path), l.d.finish())
	}
	res, err := l.conn.ExecContext(ctx, query, args)
	return res, errors.Join(err, l.d.finish())
}

// intoFile returns the file that a statement copies the database into. By itself SQLite
// would look for it in memory, too.
func intoFile(query string, args []driver.NamedValue) (string, bool) {
	if query != "VACUUM INTO ?" || len(args) != 1 {
		return "", false
	}
	path, ok := args[0].Value.(string)
	return path, ok
}

func (l *line) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := l.d.begin(); err != nil {
		return nil, err
	}
	return l.conn.QueryContext(ctx, query, args)
}

func (l *line) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if err := l.d.begin(); err != nil {
		return nil, err
	}
	return l.conn.BeginTx(ctx, opts)
}

func (l *line) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if l.d.dead {
		return nil, errPower
	}
	if s := l.kept[query]; s != nil && !s.busy {
		s.busy = true
		return s, nil
	}
	stmt, err := l.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	inner, ok := stmt.(prepared)
	if !ok {
		return nil, fmt.Errorf("the driver's statement is a %T", stmt)
	}
	s := &statement{prepared: inner, d: l.d, busy: true}
	if l.kept[query] == nil && len(l.kept) < mostKept && isKept(query) {
		l.kept[query], s.kept = s, true
	}
	return s, nil
}

// mostKept bounds how many statements a line keeps prepared.
const mostKept = 1000

// isKept tells whether a statement is worth keeping; one that changes the schema, or is
// done with when it is prepared, is not.
func isKept(query string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(query), " ")
	switch strings.ToUpper(word) {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE":
		return true
	}
	return false
}

// prepared is what the driver's statements can do.
type prepared interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type statement struct {
	prepared
	d    *disk
	kept bool // by its line
	busy bool // somebody has it
}

func (s *statement) Close() error {
	if s.kept {
		s.busy = false
		return nil
	}
	return s.prepared.Close()
}

func (s *statement) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if err := s.d.begin(); err != nil {
		return nil, err
	}
	res, err := s.prepared.ExecContext(ctx, args)
	if died := s.d.finish(); died != nil {
		return nil, died
	}
	return res, err
}

func (s *statement) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if err := s.d.begin(); err != nil {
		return nil, err
	}
	rows, err := s.prepared.QueryContext(ctx, args)
	if died := s.d.finish(); died != nil {
		if err == nil {
			err = rows.Close()
		}
		return nil, errors.Join(died, err)
	}
	return rows, err
}

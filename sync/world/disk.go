package world

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"modernc.org/sqlite"
)

// errPower is what every statement answers once the power has failed.
var errPower = errors.New("the power has failed")

// disk is a database in memory. It outlives the program that has it open: what was not
// committed when the power failed is gone, the rest is there when it is opened again.
type disk struct {
	rack *rack
	path string // under which a program opens it
	name string // of the shared memory
	keep driver.Conn
	kept map[string]driver.Stmt // of query
	fuse int                    // statements until the power fails; 0: it holds
	late bool                   // the statement at which it fails is still carried out
	dead bool
	done int // statements so far
}

// rack holds the disks of a world by the paths under which programs open them.
type rack struct {
	name  string // of the shared memories, within the process
	made  int
	drv   driver.Driver
	disks map[string]*disk
	total int // statements of all disks
}

// newRack makes a rack named after a folder that nobody else has.
func newRack(dir string) *rack {
	return &rack{name: filepath.Base(filepath.Dir(dir)) + "-" + filepath.Base(dir), drv: new(sqlite.Driver), disks: map[string]*disk{}}
}

// at returns the disk of a path, an empty one where there is none.
func (r *rack) at(path string) (*disk, error) {
	if d := r.disks[path]; d != nil {
		return d, nil
	}
	r.made++
	d := &disk{rack: r, path: path, name: fmt.Sprintf("file:/%s-%d?vfs=memdb", r.name, r.made), kept: map[string]driver.Stmt{}}
	var err error
	if d.keep, err = r.drv.Open(d.name); err != nil {
		return nil, fmt.Errorf("make disk %s: %w", path, err)
	}
	r.disks[path] = d
	return d, nil
}

// copyOf makes the disk of a path a copy of another, as far as that is committed.
func (r *rack) copyOf(path string, from *disk) (*disk, error) {
	if err := r.drop(path); err != nil {
		return nil, err
	}
	d, err := r.at(path)
	if err != nil {
		return nil, err
	}
	src, ok := from.keep.(interface {
		NewBackup(dst string) (*sqlite.Backup, error)
	})
	if !ok {
		return nil, errors.New("the driver cannot copy a database")
	}
	b, err := src.NewBackup(d.name)
	if err == nil {
		_, err = b.Step(-1)
		err = errors.Join(err, b.Finish())
	}
	if err != nil {
		return nil, fmt.Errorf("copy disk %s to %s: %w", from.path, path, err)
	}
	return d, nil
}

// drop throws a disk away.
func (r *rack) drop(path string) error {
	d := r.disks[path]
	if d == nil {
		return nil
	}
	delete(r.disks, path)
	var errs []error
	for _, stmt := range d.kept {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, d.keep.Close())...)
}

func (r *rack) close() error {
	var errs []error
	for path := range r.disks {
		errs = append(errs, r.drop(path))
	}
	return errors.Join(errs...)
}

// open is the OpenDB of the programs of this world. What is about files and their
// durability is left out of the parameters.
func (r *rack) open(path string, params url.Values) (*sql.DB, error) {
	d, err := r.at(path)
	if err != nil {
		return nil, err
	}
	params = url.Values{"_pragma": slices.DeleteFunc(slices.Clone(params["_pragma"]), func(p string) bool {
		return !strings.HasPrefix(p, "query_only") && !strings.HasPrefix(p, "temp_store")
	})}
	return sql.OpenDB(&socket{d, d.name + "&" + params.Encode()}), nil
}

// query reads the first column of a query's rows past whoever has the disk open.
func (d *disk) query(text string, args ...any) ([]any, error) {
	stmt := d.kept[text]
	if stmt == nil {
		var err error
		if stmt, err = d.keep.Prepare(text); err != nil {
			return nil, fmt.Errorf("query %.60q: %w", text, err)
		}
		d.kept[text] = stmt
	}
	named := make([]driver.NamedValue, len(args))
	for i, a := range args {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	rows, err := stmt.(driver.StmtQueryContext).QueryContext(context.Background(), named) //nolint:errcheck,forcetypeassert // the driver's own statement
	if err != nil {
		return nil, fmt.Errorf("query %.60q: %w", text, err)
	}
	var all []any
	cells := make([]driver.Value, len(rows.Columns()))
	for {
		if err = rows.Next(cells); err != nil {
			break
		}
		for _, c := range cells {
			all = append(all, c)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return all, errors.Join(err, rows.Close())
}

// arm lets the power fail at the n-th statement from now on.
func (d *disk) arm(n int, late bool) { d.fuse, d.late = n, late }

// mend brings the power back.
func (d *disk) mend() { d.fuse, d.dead = 0, false }

// begin is called before each statement; finish after it.
func (d *disk) begin() error {
	if d.dead {
		return errPower
	}
	d.done++
	d.rack.total++
	if d.fuse == 1 && !d.late {
		d.dead = true
		return errPower
	}
	return nil
}

func (d *disk) finish() error {
	if d.fuse == 0 {
		return nil
	}
	if d.fuse--; d.fuse == 0 {
		d.dead = true
		return errPower
	}
	return nil
}

// socket is where a program connects to a disk.
type socket struct {
	d   *disk
	dsn string
}

func (s *socket) Connect(context.Context) (driver.Conn, error) {
	if s.d.dead {
		return nil, errPower
	}
	c, err := s.d.rack.drv.Open(s.dsn)
	if err != nil {
		return nil, err
	}
	inner, ok := c.(conn)
	if !ok {
		return nil, fmt.Errorf("the driver's connection is a %T", c)
	}
	return &line{inner, s.d}, nil
}

func (s *socket) Driver() driver.Driver { return s.d.rack.drv }

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

// line is a connection that dies with the power.
type line struct {
	conn
	d *disk
}

func (l *line) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := l.d.begin(); err != nil {
		return nil, err
	}
	res, err := l.conn.ExecContext(ctx, query, args)
	return res, errors.Join(err, l.d.finish())
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
	stmt, err := l.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	inner, ok := stmt.(prepared)
	if !ok {
		return nil, fmt.Errorf("the driver's statement is a %T", stmt)
	}
	return &statement{inner, l.d}, nil
}

// prepared is what the driver's statements can do.
type prepared interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type statement struct {
	prepared
	d *disk
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

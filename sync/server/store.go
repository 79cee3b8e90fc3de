package server

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"

	"fieldline/sync/table"
)

//go:embed migration/*.sql
var migrations embed.FS

// databaseFile lies in the data folder.
const databaseFile = "fieldline.db"

const readers = 4

// store is the database: one connection that writes, outside the pool, and a few that
// read. Each keeps its statements prepared.
type store struct {
	write   *table.Session
	idle    chan *table.Session // readers
	writeDB *sql.DB
	readDB  *sql.DB
	version int64                       // data_version that the writer saw last; it changes when another process writes
	settle  func(context.Context) error // lets a careless writer commit before somebody reads; nil: it has
}

// params are the pragmas of every connection, each for a reason: beside those that make
// commits durable, a larger cache writes rows a quarter faster; sorting and savepoints
// stay in memory.
func params(write bool) url.Values {
	q := url.Values{"_pragma": {"busy_timeout(10000)", "foreign_keys(0)", "temp_store(2)", "trusted_schema(0)"}}
	if write {
		q["_pragma"] = slices.Concat(table.Durable(), q["_pragma"], []string{"cache_size(-16384)", "wal_autocheckpoint(4000)"})
		q.Set("_txlock", "immediate")
	} else {
		q["_pragma"] = append(q["_pragma"], "cache_size(-4096)", "query_only(1)")
	}
	return q
}

// openFile opens a database that is a file.
func openFile(path string, params url.Values) (*sql.DB, error) {
	return sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?"+params.Encode())
}

func openStore(ctx context.Context, cfg Config) (_ *store, err error) {
	// Otherwise any other file of this process that is closed on the database would take
	// SQLite's locks away. Not everywhere is there such a switch, and once a connection is
	// open it stays as it is; nothing here opens the database's files but SQLite.
	if _, err := sqlite.OFDLocking(true); err != nil && !errors.Is(err, sqlite.ErrOFDLockingUnavailable) && !errors.Is(err, sqlite.ErrOFDLockingTooLate) {
		return nil, fmt.Errorf("set up file locks: %w", err)
	}
	path := filepath.Join(cfg.Dir, databaseFile)
	st := &store{idle: make(chan *table.Session, cfg.Readers)}
	defer func() {
		if err != nil {
			err = errors.Join(err, st.close())
		}
	}()
	if st.writeDB, err = cfg.OpenDB(path, params(true)); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	st.writeDB.SetMaxOpenConns(1)
	if err := migrate(ctx, st.writeDB); err != nil {
		return nil, err
	}
	conn, err := st.writeDB.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	st.write = table.NewSession(conn)
	if cfg.Careless {
		if err := st.write.Run(ctx, "PRAGMA synchronous = OFF"); err != nil {
			return nil, fmt.Errorf("open %s: %w", path, err)
		}
	}
	if st.readDB, err = cfg.OpenDB(path, params(false)); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	for range cfg.Readers {
		conn, err := st.readDB.Conn(ctx)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", path, err)
		}
		st.idle <- table.NewSession(conn)
	}
	return st, nil
}

func migrate(ctx context.Context, db *sql.DB) error {
	dir, err := fs.Sub(migrations, "migration")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, dir)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// read runs f on one consistent view.
func (st *store) read(ctx context.Context, f func(db *table.Session) error) (err error) {
	if st.settle != nil {
		if err := st.settle(ctx); err != nil {
			return err
		}
	}
	var db *table.Session
	select {
	case db = <-st.idle:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { st.idle <- db }()
	// A context that can be cancelled costs a goroutine per statement.
	plain := context.Background()
	if err := db.Begin(plain, false); err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	defer func() { err = errors.Join(err, db.Rollback(plain)) }()
	return f(db)
}

// checkpoint folds the log into the database file.
func (st *store) checkpoint(ctx context.Context) error {
	return st.write.Run(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
}

func (st *store) close() error {
	var errs []error
	if st.readDB != nil {
		for range len(st.idle) {
			errs = append(errs, (<-st.idle).Close())
		}
		errs = append(errs, st.readDB.Close())
	}
	if st.write != nil {
		errs = append(errs, st.write.Close())
	}
	if st.writeDB != nil {
		errs = append(errs, st.writeDB.Close())
	}
	return errors.Join(errs...)
}

// errNoRow says that a query for one row found none.
var errNoRow = errors.New("no such row")

// one reads the first row of a query, or answers errNoRow.
func one(db table.DB, query string, args []any, dest ...any) error {
	err := table.One(context.Background(), db, query, args, dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return errNoRow
	}
	if err != nil {
		return fmt.Errorf("query %.40q: %w", query, err)
	}
	return nil
}

// scanner reads the columns of a row.
type scanner = func(dest ...any) error

// each reads every row of a query.
func each(db table.DB, query string, args []any, row func(scanner) error) error {
	if err := table.Each(context.Background(), db, query, args, row); err != nil {
		return fmt.Errorf("query %.40q: %w", query, err)
	}
	return nil
}

// exec runs a statement and tells how many rows it changed.
func exec(db table.DB, query string, args ...any) (int64, error) {
	res, err := db.ExecContext(context.Background(), query, args...)
	if err != nil {
		return 0, fmt.Errorf("execute %.40q: %w", query, err)
	}
	return res.RowsAffected()
}

// isFull tells whether an error is SQLite's word for a full disk.
func isFull(err error) bool {
	var coded interface{ Code() int }
	return errors.As(err, &coded) && coded.Code()&0xff == 13 // SQLITE_FULL
}

package app

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
)

// ErrOpenElsewhere says that another window works in the same folder.
var ErrOpenElsewhere = errors.New("外勤单已经打开：请用已经打开的那个窗口 (Fieldline is open already: use the window that is open)")

// holdFile is locked as long as a program works in its folder. It is a database because
// the lock of a database goes with its process, however that ends, on every system.
const holdFile = "open.db"

// Hold keeps other programs out of the folder of the installations: two would write one
// journal. What it returns lets them in again.
func Hold(dir string) (release func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the installations: %w", err)
	}
	path := filepath.Join(dir, holdFile)
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?_txlock=exclusive&_pragma=busy_timeout(0)")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		return nil, errors.Join(ErrOpenElsewhere, err, db.Close())
	}
	return func() error { return errors.Join(tx.Rollback(), db.Close()) }, nil
}

package world

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"
)

// errPower is what every statement answers once the power has failed.
var errPower = errors.New("the power has failed")

// disk is a database in memory. It outlives the program that has it open: what was not
// committed when the power failed is gone, the rest is there when it is opened again.
type disk struct {
	rack  *rack
	name  string // of the shared memory
	first *disk  // what it was made a copy of, and that of what, to the first; nil: it is the first
	keep  driver.Conn
	kept  map[string]driver.Stmt // of query
	idle  map[string][]*line     // connections that nobody has open, by what they were opened with
	fuse  int                    // statements until the power fails; 0: it holds
	late  bool                   // the statement at which it fails is still carried out
	dead  bool
}

// rack holds the disks of a world by the paths under which programs open them.
type rack struct {
	store *store
	disks map[string]*disk
	total int // statements of all disks
}

func newRack(s *store) *rack { return &rack{store: s, disks: map[string]*disk{}} }

// at returns the disk of a path: one with what a file there holds, as a backup that is
// opened, or an empty one.
func (r *rack) at(path string) (*disk, error) {
	if d := r.disks[path]; d != nil {
		return d, nil
	}
	var d *disk
	_, err := os.Stat(path)
	switch {
	case err == nil:
		d, err = r.store.load(path)
	case errors.Is(err, fs.ErrNotExist):
		d, err = r.store.blank()
	}
	if err != nil {
		return nil, fmt.Errorf("make disk %s: %w", path, err)
	}
	d.rack, r.disks[path] = r, d
	return d, nil
}

// copyOf makes the disk of a path a copy of another, as far as that is committed.
func (r *rack) copyOf(path string, from *disk) (*disk, error) {
	if err := r.drop(path); err != nil {
		return nil, err
	}
	d, err := r.store.copyOf(from)
	if err != nil {
		return nil, fmt.Errorf("make disk %s: %w", path, err)
	}
	d.rack, r.disks[path] = r, d
	return d, nil
}

// move gives a disk another path.
func (r *rack) move(from, to string) {
	if d := r.disks[from]; d != nil {
		delete(r.disks, from)
		r.disks[to] = d
	}
}

// drop throws a disk away.
func (r *rack) drop(path string) error {
	d := r.disks[path]
	if d == nil {
		return nil
	}
	delete(r.disks, path)
	return r.store.takeBack(d)
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

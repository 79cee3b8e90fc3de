package world

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"

	"modernc.org/sqlite"
)

// store is where disks come from and go back to. One that was a copy is kept with its
// connections and their statements and made a copy of the same disk again: a history would
// else spend half of its time reading schemas.
type store struct {
	name   string // of the shared memories, within the process
	made   int
	drv    driver.Driver
	office *disk             // of the company; nil before there is one
	spare  map[*disk][]*disk // by what they were copies of first
	marks  map[*disk]int64   // schema versions of first disks
}

// newStore makes a store named after a folder that nobody else has.
func newStore(dir string) *store {
	return &store{name: filepath.Base(dir), drv: new(sqlite.Driver), spare: map[*disk][]*disk{}, marks: map[*disk]int64{}}
}

// blank makes an empty disk.
func (s *store) blank() (*disk, error) {
	s.made++
	d := &disk{name: fmt.Sprintf("file:/%s-%d?vfs=memdb", s.name, s.made), kept: map[string]driver.Stmt{}, idle: map[string][]*line{}}
	var err error
	d.keep, err = s.drv.Open(d.name)
	return d, err
}

// copyOf makes a copy of a disk, as far as that is committed.
func (s *store) copyOf(from *disk) (d *disk, err error) {
	first := from
	if from.first != nil {
		first = from.first
	}
	if all := s.spare[first]; len(all) > 0 {
		d, s.spare[first] = all[len(all)-1], all[:len(all)-1]
	} else if d, err = s.blank(); err != nil {
		return nil, err
	}
	d.first = first
	if err := s.write(d, from); err != nil {
		return nil, errors.Join(err, d.throwAway())
	}
	return d, nil
}

// load makes a disk of a file: that of an office, which alone writes some.
func (s *store) load(path string) (_ *disk, err error) {
	file := &disk{first: s.office, kept: map[string]driver.Stmt{}}
	if file.keep, err = s.drv.Open("file:" + path + "?mode=ro"); err != nil {
		return nil, err
	}
	d, err := s.copyOf(file)
	return d, errors.Join(err, file.throwAway())
}

// save writes a disk's content into a file, as VACUUM INTO does.
func (d *disk) save(path string) error {
	src, ok := d.keep.(copier)
	if !ok {
		return errNoCopies
	}
	return copyInto(src, "file:"+path)
}

// copier is a connection that can copy its database.
type copier interface {
	NewBackup(dst string) (*sqlite.Backup, error)
}

var errNoCopies = errors.New("the driver cannot copy a database")

func copyInto(src copier, dst string) error {
	b, err := src.NewBackup(dst)
	if err != nil {
		return err
	}
	_, err = b.Step(-1)
	return errors.Join(err, b.Finish())
}

// write copies a disk's content. SQLite counts the copy as a change of the schema; it is
// one only where the schemas differ.
func (s *store) write(d, from *disk) error {
	src, ok := from.keep.(copier)
	if !ok {
		return errNoCopies
	}
	if err := copyInto(src, d.name); err != nil {
		return err
	}
	mark, err := from.schema()
	if err != nil {
		return err
	}
	if from == d.first {
		s.marks[from] = mark
	}
	_, err = d.query("PRAGMA schema_version = " + strconv.FormatInt(mark, 10))
	return err
}

// schema is the version of a disk's schema.
func (d *disk) schema() (int64, error) {
	cells, err := d.query("PRAGMA schema_version")
	if err != nil {
		return 0, err
	}
	n, _ := cells[0].(int64)
	return n, nil
}

// takeBack keeps a disk for the next copy, if its schema is still that of the first.
func (s *store) takeBack(d *disk) error {
	if d.first == nil {
		return d.throwAway()
	}
	mark, err := d.schema()
	if err != nil || mark != s.marks[d.first] {
		return errors.Join(err, d.throwAway())
	}
	d.mend()
	s.spare[d.first] = append(s.spare[d.first], d)
	return nil
}

// throwAway closes a disk for good.
func (d *disk) throwAway() error {
	var errs []error
	for _, stmt := range d.kept {
		errs = append(errs, stmt.Close())
	}
	for _, lines := range d.idle {
		for _, l := range lines {
			errs = append(errs, l.hangUp())
		}
	}
	return errors.Join(append(errs, d.keep.Close())...)
}

func (s *store) close() error {
	var errs []error
	for _, all := range s.spare {
		for _, d := range all {
			errs = append(errs, d.throwAway())
		}
	}
	return errors.Join(errs...)
}

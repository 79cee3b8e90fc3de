// Package table keeps records in SQLite: one form, one table, with one typed column per
// column of the form and an integer key inside. It derives the tables, their
// indexes, a readable view and the search index from a library, brings older tables
// forward without losing anything, and reads and writes records. The device and the
// server use the same tables. Begin with New, then Migrate, Put and Select.
package table

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"fieldline/forms/form"
)

// ErrUnknownForm says that the library has no form of that name.
var ErrUnknownForm = errors.New("no such form")

// DB is what statements run on: *sql.DB, *sql.Conn, *sql.Tx, or a Session, which keeps
// them prepared.
type DB interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Options says which indexes the tables get.
type Options struct {
	// Lists indexes what the forms' lists show: wanted on a device, a cost on the server.
	Lists bool
	// Unique makes the database itself refuse what a unique rule forbids. A device does
	// without, as it may hold two claims until the server has decided.
	Unique bool
	// Search fills the search index.
	Search bool
}

// Tables are the tables of one library. They are read-only once made and safe for
// concurrent use.
type Tables struct {
	lib     *form.Library
	options Options
	byName  map[string]*Table
	inOrder []*Table
}

// Table is the table of one form.
type Table struct {
	Form    *form.Form
	columns []*column // the form's columns, in order
	byName  map[string]*column
	builtin map[string]string // built-in name -> SQL name
	number  int64             // stands for the form in the search index; the same in every database
	words   []*column         // what the search index holds of a record
	search  []link            // where else a search looks

	selectList string
	selectByID string
	keyByID    string
	insert     string
	update     string
	probe      string
	remove     string
}

// New derives the tables of a library.
func New(lib *form.Library, options Options) (*Tables, error) {
	t := &Tables{lib: lib, options: options, byName: map[string]*Table{}}
	for _, f := range lib.Forms {
		if f.Number != nil && f.Number.Prefix == provisionalPrefix {
			return nil, fmt.Errorf("form %s: its numbers would look like provisional ones: begin them otherwise", f.Name)
		}
		tab := newTable(f)
		t.byName[f.Name] = tab
		t.inOrder = append(t.inOrder, tab)
	}
	seen := map[int64]string{}
	for _, tab := range t.inOrder {
		if other := seen[tab.number]; other != "" {
			return nil, fmt.Errorf("forms %s and %s have the same number in the search index: rename one", other, tab.Form.Name)
		}
		seen[tab.number] = tab.Form.Name
	}
	t.planSearch()
	for _, tab := range t.inOrder {
		tab.planStatements()
	}
	return t, nil
}

// Library returns the library the tables were derived from.
func (t *Tables) Library() *form.Library { return t.lib }

// Table returns the table of a form, or nil.
func (t *Tables) Table(formName string) *Table { return t.byName[formName] }

// All returns the tables in the order of the library's forms.
func (t *Tables) All() []*Table { return t.inOrder }

func (t *Tables) table(formName string) (*Table, error) {
	tab := t.byName[formName]
	if tab == nil {
		return nil, fmt.Errorf("form %q: %w", formName, ErrUnknownForm)
	}
	return tab, nil
}

// Name returns the table's SQL name, quoted.
func (t *Table) Name() string { return quote(t.Form.Name) }

// Builtin returns the quoted SQL name of a built-in column: k, id, rev, seq, shape,
// number, provisional, site, state, created_at, created_by, updated_at, updated_by or
// extra. It differs from its name only where the form has a field of that name.
func (t *Table) Builtin(name string) string { return quote(t.builtin[name]) }

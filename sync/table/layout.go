package table

import (
	"hash/fnv"
	"strings"

	"fieldline/forms/form"
)

// builtins are the columns every table has, in order, with their SQL types.
var builtins = []struct{ name, sql string }{
	{"k", "INTEGER PRIMARY KEY"},
	{"id", "BLOB NOT NULL UNIQUE"}, // 16 bytes
	{"rev", "INTEGER NOT NULL"},
	{"seq", "INTEGER NOT NULL"},
	{"shape", "INTEGER NOT NULL"}, // the form's version the record was made with
	{"number", "TEXT"},
	{"provisional", "TEXT"}, // the number it had before the server gave one; kept for searching
	{"site", "BLOB"},
	{"state", "TEXT NOT NULL"},
	{"created_at", "TEXT NOT NULL"},
	{"created_by", "BLOB"}, // NULL is the system
	{"updated_at", "TEXT NOT NULL"},
	{"updated_by", "BLOB"},
	{"extra", "TEXT"}, // values of a newer shape, as they came
}

// storage is how a column's values lie in SQLite.
type storage int

const (
	asText     storage = iota
	asInteger          // integer, rating, money in fen
	asFlag             // yes_no as 0 or 1
	asTime             // UTC, ISO 8601 to the millisecond
	asDecimal          // exact, as text
	asDate             // a day, as text
	asPerson           // 16 bytes
	asRef              // 16 bytes
	asAnyRef           // 16 bytes, and the form's name in a column of its own
	asDuration         // "4 working h"
	asJSON             // lists, rows and attachments in canonical JSON
)

type column struct {
	*form.Column
	storage storage
	refs    []string // the forms a ref or person may lead to
	place   int      // among the form's columns
}

func storageOf(c *form.Column) storage {
	switch c.Type {
	case form.Integer, form.Rating, form.Money:
		return asInteger
	case form.YesNo:
		return asFlag
	case form.DateTime:
		return asTime
	case form.Decimal:
		return asDecimal
	case form.DateType:
		return asDate
	case form.Duration:
		return asDuration
	case form.Person:
		return asPerson
	case form.RefType:
		if c.Field != nil && len(c.Field.Forms) > 1 {
			return asAnyRef
		}
		return asRef
	case form.Choices, form.People, form.Table, form.Checklist, form.Photos, form.File, form.SignType, form.Place:
		return asJSON
	default:
		return asText
	}
}

// sqlType is the column's type in a STRICT table.
func (s storage) sqlType() string {
	switch s {
	case asInteger, asFlag:
		return "INTEGER"
	case asPerson, asRef, asAnyRef:
		return "BLOB"
	default:
		return "TEXT"
	}
}

// sqlColumns returns the names and types of what the column occupies.
func (c *column) sqlColumns() [][2]string {
	own := [2]string{c.Name, c.storage.sqlType()}
	if c.storage == asAnyRef {
		return [][2]string{own, {formColumn(c.Name), "TEXT"}}
	}
	return [][2]string{own}
}

// formColumn holds the form's name beside a ref to one of several forms. No field can
// have such a name.
func formColumn(name string) string { return name + "$form" }

func newTable(f *form.Form) *Table {
	t := &Table{Form: f, byName: map[string]*column{}, builtin: map[string]string{}, number: formNumber(f.Name)}
	for _, fc := range f.Columns() {
		c := &column{Column: fc, storage: storageOf(fc), place: len(t.columns)}
		switch {
		case c.storage == asPerson:
			c.refs = []string{"person"}
		case fc.Field != nil:
			c.refs = fc.Field.Forms
		}
		t.columns = append(t.columns, c)
		t.byName[c.Name] = c
	}
	for _, b := range builtins {
		name := b.name
		if t.byName[name] != nil {
			name += "$"
		}
		t.builtin[b.name] = name
	}
	return t
}

// formNumber stands for a form in the search index, the same in every database: 22 bits
// of a hash of its name.
func formNumber(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return int64(h.Sum64() >> 42)
}

func quote(name string) string { return `"` + name + `"` }

// literal is a text as SQL. It is used only for words of the library, where a bound
// value would keep SQLite from using a partial index.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func literals(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = literal(w)
	}
	return strings.Join(out, ", ")
}

func quoted(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = quote(n)
	}
	return strings.Join(out, ", ")
}

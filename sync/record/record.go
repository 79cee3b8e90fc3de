// Package record says what travels: records, the operations people make on them, and
// Apply, which decides what an operation does. It is pure; the very same code predicts
// on a device and decides on the server. Begin with Apply and Operation; the rules it
// follows are those of the forms (package form) and of merging (merge.go).
package record

import (
	"encoding/json"
	"time"

	"fieldline/forms/form"
)

// Record is one filled form with what syncing adds to it.
type Record struct {
	form.Record
	// Version is the shape version of the form when the record was made.
	Version int
	// Rev counts the changes of the record, Seq is the server's order of its last one;
	// a device writes Rev+1 while it waits for the server's word.
	Rev, Seq int64
	// Extra are values of a newer shape, kept as they came and sent back untouched.
	Extra map[string]json.RawMessage
}

// Reader is one consistent view of stored records. A device answers from what it has,
// the server from everything; an error other than form.ErrNotHere ends an Apply.
type Reader interface {
	form.World
	// Stored returns the record as it is now, or form.ErrNotHere.
	Stored(formName string, id form.ID) (Record, error)
	// Base returns the record as it was at a revision, or form.ErrNotHere where that
	// is not kept; merging then goes by the values the operation says it replaced.
	Base(formName string, id form.ID, rev int64) (Record, error)
	// Writer returns who wrote a column last after a revision, or form.ErrNotHere
	// where that is not kept.
	Writer(formName string, id form.ID, column string, since int64) (Writing, error)
}

// Writing is the act by which a value came to be. The zero Writing is not known.
type Writing struct {
	By     form.ID // zero: the system
	At     time.Time
	Device string // what the installation is called, "" for the server itself
}

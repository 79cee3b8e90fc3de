package form

import (
	"errors"
	"time"
)

// ErrNotHere says that a record is not on this device; on the server, that it does not exist.
var ErrNotHere = errors.New("record is not here")

// World is what an evaluation sees of the records around the one it judges. An
// implementation answers from one consistent view; any error but ErrNotHere ends the
// evaluation.
type World interface {
	// Complete tells whether what is not here does not exist: true on the server.
	Complete() bool
	// Pulled returns when all that is meant to be here last was: the end of a device's last
	// pull, zero while one is under way. Where the world is complete it is not asked.
	Pulled() time.Time
	// Record returns a copy that the caller may change, or ErrNotHere; a world inside an
	// evaluation shares its copies, which must not be changed there.
	Record(form string, id ID) (*Record, error)
	// Related returns the records of a form whose ref column via points to id.
	Related(form, via string, id ID) ([]*Record, error)
	// Matching returns the records of a form whose columns have these values, for
	// unique rules and balances; states narrows them unless empty.
	Matching(form string, columns []string, values []any, states []string) ([]*Record, error)
	// People returns who holds a role at a site (zero: any) at a time.
	People(role string, site ID, at time.Time) ([]ID, error)
	// Setting returns the canonical value of a setting ("SET-09" or "SET-09.major") valid at a time.
	Setting(id string, site ID, at time.Time) (any, error)
}

// Files is a World that also has the bytes of attachments that its records name.
type Files interface {
	// File returns the bytes of an attachment, or ErrNotHere.
	File(sha256 string) ([]byte, error)
}

// FileOf returns the bytes of an attachment, ErrNotHere also where a world has none.
func FileOf(w World, sha256 string) ([]byte, error) {
	if files, ok := w.(Files); ok {
		return files.File(sha256)
	}
	return nil, ErrNotHere
}

// Env is what an expression is evaluated in.
type Env struct {
	Lib     *Library
	World   World
	Self    *Record
	It      any // a Row, a *Record, an ID of a person or a choice word; nil outside each, only and table checks
	Me      ID
	Now     time.Time
	Despite string
	Version int // shape version Self was made with; 0 is the current one
}

// Answer is what a condition says: yes, no, or not known here (forms/README.md 3).
type Answer int

// The three answers.
const (
	No Answer = iota
	Yes
	Unknown
)

// Named is a Go function that expressions may call by name. It is handed over when a
// library is opened, so that this package imports nothing.
type Named struct {
	Name string
	// ServerOnly functions answer Unknown on a device.
	ServerOnly bool
	Params     []FieldType
	Result     FieldType
	Call       func(env *Env, args []any) (any, error)
}

package device

import (
	"errors"
	"fmt"
	"syscall"

	"fieldline/forms/form"
)

// Errors that callers branch on.
var (
	// ErrNotFound says that a record, draft, operation or attachment is not here.
	ErrNotFound = errors.New("not found on this device")
	// ErrFull says that the disk is full: nothing of the attempt was written, and
	// everything that was saved before is safe.
	ErrFull = errors.New("the disk is full; what was saved before is safe")
	// ErrTooLate says that an operation cannot be taken back any more.
	ErrTooLate = errors.New("too late to take it back")
	// ErrBuiltUpon says that later work needs an operation, so that it stays.
	ErrBuiltUpon = errors.New("later work builds on it")
	// ErrNoLibrary says that the device has no forms yet.
	ErrNoLibrary = errors.New("no library yet")
	// ErrClosed says that the store was closed.
	ErrClosed = errors.New("the store is closed")
)

// Keys of this package's problems in the app's catalogue.
const (
	KeyFull       = "problem.device-full"    // nothing was written, the rest is safe
	KeyNoImage    = "problem.picture-broken" // the picture cannot be read
	KeyHugeImage  = "problem.picture-huge"   // args width, height, most (million pixels)
	KeyHugeFile   = "problem.file-huge"      // args most (MiB)
	KeyEmptyFile  = "problem.file-empty"     // it has no bytes
	KeyBuiltUpon  = "problem.built-upon"     // later work builds on it
	KeyTooLate    = "problem.too-late"       // already on its way
	KeyNotHere    = "problem.not-here"       // not on this device
	KeyUnreadable = "problem.file-damaged"   // stored bytes do not match their name
	KeyUpgrade    = "problem.upgrade-failed" // an older version's work was not taken over
	KeyNewer      = "problem.newer-worked"   // a newer version has worked here
	KeyNoRoom     = "problem.no-room"        // too little is left for photos
)

// problemError is an error that is a message for a person.
type problemError struct {
	form.Problem
	cause error
}

func (e *problemError) Error() string {
	if e.cause != nil {
		return e.cause.Error()
	}
	if len(e.Args) == 0 {
		return e.Key
	}
	return fmt.Sprintf("%s %v", e.Key, e.Args)
}

func (e *problemError) Unwrap() error { return e.cause }

// ProblemOf returns the message for a person that an error of this package stands for.
func ProblemOf(err error) (form.Problem, bool) {
	var p *problemError
	if errors.As(err, &p) {
		return p.Problem, true
	}
	for sentinel, key := range map[error]string{ErrTooLate: KeyTooLate, ErrBuiltUpon: KeyBuiltUpon, ErrNotFound: KeyNotHere, ErrUpgrade: KeyUpgrade, ErrNewer: KeyNewer} {
		if errors.Is(err, sentinel) {
			return form.Problem{Key: key}, true
		}
	}
	return form.Problem{}, false
}

// Result codes of SQLite.
const (
	sqliteFull  = 13
	primaryCode = 0xff
)

// asProblem turns SQLite's and the system's word for a full disk into ErrFull.
func asProblem(err error) error {
	if err == nil || errors.Is(err, ErrFull) {
		return err
	}
	var coded interface{ Code() int }
	full := errors.As(err, &coded) && coded.Code()&primaryCode == sqliteFull || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
	if full {
		return &problemError{form.Problem{Key: KeyFull}, errors.Join(ErrFull, err)}
	}
	return err
}

// notFound turns the lower layers' word for absence into ErrNotFound.
func notFound(err error) error {
	if errors.Is(err, form.ErrNotHere) {
		return errors.Join(ErrNotFound, err)
	}
	return err
}

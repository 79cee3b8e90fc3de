// Package line talks to a dialer unit: over a serial line to one that shows its registers,
// as tones to one that is set from a telephone. What is said comes from forms/driver; here
// is how it is said, heard and kept. No Fyne.
//
// Set programs a unit on a Port: it reads what the unit holds (as found), writes, reads
// again (as left), and seals only what was read and is what was meant. Whatever goes wrong
// is a *Fault, the record so far is kept, and there is no seal. Read only reads. Open makes
// a Port of a serial port; Ports lists them.
//
// Render makes the tones of a script (ITU-T Q.23), WriteWAV a file that any player plays,
// and Listen hears them again in a recording (a Goertzel filter per frequency), so that
// what was played, or what a dialer sent, can be compared key by key.
//
// What no code can settle, and a bench, a maker or a carrier must (dialer.md 1.4, 2.9, 4, 7):
//
//   - no maker's manual of a stand-alone unit sold here was found: that one answers C, F and E,
//     shows its registers by D and its serial number by I, and talks 8N1 at 9600 baud is the
//     type's model after public manuals of others.
//   - a unit that shows stars for account and PIN proves only how long they are; a digit that
//     was altered on the way is found by a test call, not by reading back (Record.Hidden).
//   - how long a unit stays in its programming mode when a job breaks off (two minutes is what
//     one maker says), whether wrong passwords lock it and for how long, and whether it can be
//     called while it is in that mode.
//   - whether a count of rows of nothing makes a unit pass all numbers through, so that
//     emergency calls go on while it is written.
//   - the level and pace of tones that a unit's telephone port takes, whether it hears them from
//     a loudspeaker, and what its confirming beeps sound like: they are waited for, not heard.
//   - each carrier's dialling sequence, and whether # ends a number on it.
package line

import (
	"errors"
	"fmt"
	"time"
)

// Port is a line to a unit.
type Port interface {
	Write(b []byte) (int, error)
	// Read waits for the time set; nothing came is 0 and no error.
	Read(b []byte) (int, error)
	SetReadTimeout(wait time.Duration) error
	Close() error
}

// ErrNoSerial is a device on which programs reach no serial port.
var ErrNoSerial = errors.New("this device has no serial port that a program may open")

// What may go wrong while a unit is set.
const (
	Silent   = "silent"   // it did not answer in time
	Refused  = "refused"  // it answered that it does not take it
	Garbled  = "garbled"  // it answered something else
	Lost     = "lost"     // the line broke
	Stopped  = "stopped"  // somebody called it off
	Differs  = "differs"  // it holds something else than was written
	Other    = "other"    // it is another unit than it should be
	NoSecret = "secret"   // a secret is not to be had
	Unproved = "unproved" // what it holds is not the plan
)

// Fault is why a unit was not set. Want and Got never hold secrets.
type Fault struct {
	Kind      string
	Register  string
	Want, Got string
	// Touched tells that something was written before it: the unit may hold parts of both
	// programs and must be set again before it is used.
	Touched bool
	// Open tells that the unit did not leave its session: it may take some minutes, or the
	// power, before it can be talked to again.
	Open bool
	Err  error
}

// Error says what happened, what is safe and what to do.
func (f *Fault) Error() string {
	said := map[string]string{
		Silent: "the unit does not answer", Refused: "the unit does not take it", Garbled: "the unit answers something else",
		Lost: "the line to the unit broke", Stopped: "it was called off", Differs: "the unit holds something else than was written", Other: "this is another unit",
		NoSecret: "a secret is not to be had", Unproved: "what the unit holds is not the plan",
	}[f.Kind]
	if f.Register != "" {
		said += " (register " + f.Register + ")"
	}
	if f.Want != "" || f.Got != "" {
		said += fmt.Sprintf(": want %q, got %q", f.Want, f.Got)
	}
	if f.Touched {
		said += "; the unit was written to: set it again before it is used"
	} else {
		said += "; nothing was written"
	}
	if f.Open {
		said += "; the unit may still be in its session"
	}
	if f.Err != nil {
		said += ": " + f.Err.Error()
	}
	return said
}

// Unwrap is what was behind it.
func (f *Fault) Unwrap() error { return f.Err }

// Package driver says a dialer's profile in the formats of real units, and reads such a text
// back to a profile. It talks to no unit; app/line does.
//
// Begin with Find and Driver.Compile. A driver does not translate rules one by one, for every
// vendor has a precedence of its own: it writes the plan flat (dialplan.Flat, dialplan.Rows),
// as numbers that exclude each other, in the vendor's grammar. The text is then read again by
// an interpreter of that grammar, and dialplan.Prove compares the plan that was read with the
// profile, for all numbers, emergency numbers by the text alone. A text that is not proved is
// not given out: Compile answers with a Refusal that names every reason. What a format cannot
// say and what is set instead is in Program.Losses, with the settings that it leaves to the
// unit; emergency numbers, barred numbers, pauses,
// accounts and PINs are never among them, a format that cannot say those refuses.
//
// Accounts and PINs are references here as everywhere: a text has {account:REF/DIGITS} where
// the digits go, and only Program.Reveal, called by whoever has the right, puts them in.
//
// What no code can settle, and a bench or a maker must (dialer.md 2 and 7):
//
//   - grandstream: whether a substitution may have an empty right side, <0755=>, which manuals do
//     not show; how long P4200 may be; whether the unit reads a file with XML comments; what
//     becomes of an incomplete number when P85 ends; what L: (out of the FXO port) does together
//     with a substitution, so it is not written.
//   - spa: older firmware sends an incomplete number as dialled when the long timer ends or at #,
//     where the plan refuses it. No text bars that, for what is incomplete is the beginning of what
//     passes: the firmware is to be tried. <:@gw0> (out of the FXO port) is not written, and
//     read where all numbers that are dialled go so.
//   - grandstream and spa: whether # ends a code that begins with * too; it is read as a key that
//     no such code has.
//   - asterisk: whether the last minute of a time range belongs to it (it is written so that it
//     does); whether a DAHDI span collects key by key; # ends a number only where the channel
//     says so.
//   - at: whether a modem waits S6 or, as ATX makes it, for a dial tone; whether S11 is the rest
//     between tones too; how many digits ATD takes on a given terminal (20 on some); whether
//     AT+VTS takes a string; how ATD ends on one that reports no connection.
//   - keypad: no maker's manual of a stand-alone unit sold here was found. The types in units are
//     models after public manuals of others; one unit's own manual is needed before its type is
//     trusted, and each carrier's dialling sequence before its route is. How registers that a
//     program does not use are emptied is such a thing: an account of the customer before may
//     stand there, never dialled, until the unit is reset by hand.
package driver

import (
	"fmt"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

// How much of what was written a unit tells again.
const (
	ReadFull    = "full"       // everything
	ReadPartial = "partial"    // not the secrets
	ReadBeeps   = "beeps_only" // that it took it; what it took only a test call shows
	ReadNone    = "none"
)

// Driver says profiles in one format.
type Driver struct {
	Name     string
	Label    form.Label
	Readback string
	Lines    int    // that may each have a plan of their own
	Hours    bool   // it can say schedules
	oneTimer bool   // between keys, which is the long one
	table    *table // that its text can ask for home mobiles
	write    func(*work) (string, error)
	read     func(*reading) ([]*dialplan.Profile, error)
	adapt    []adaptation
}

// All returns the drivers, in the order in which they are offered.
func All() []*Driver {
	return []*Driver{keypad(), asterisk(), grandstream(), spa(), at()}
}

// Find returns the driver of that name.
func Find(name string) (*Driver, error) {
	var names []string
	for _, d := range All() {
		if d.Name == name {
			return d, nil
		}
		names = append(names, d.Name)
	}
	return nil, fmt.Errorf("there is no driver %q; there are %s", name, strings.Join(names, ", "))
}

// Job is what a profile is compiled with, or a text is read with.
type Job struct {
	Profile  *dialplan.Profile
	Segments *dialplan.Segments
	Unit     *Unit         // of a driver with types of units; nil: its first
	Home     dialplan.Home // of a text that does not say where the unit stands
}

// Program is a profile in a vendor's format, proved to be the same plan.
type Program struct {
	Driver string
	Unit   string // name@version of the type of unit, where the driver has types
	// Text has {account:REF/DIGITS} and {pin:REF/DIGITS} in place of secrets; it may be shown,
	// kept and logged.
	Text string
	// Table is what loads the segments of the home area into the unit, in its own words, a line
	// each: the text asks for them and does not have them. "" where the text asks for none.
	Table  string
	Losses []Loss
	// Said is what the text says: the profile, but for the rules that Losses name.
	Said   *dialplan.Profile
	States int // pairs of states that the proof walked
}

// Loss is a thing the format cannot say, and what is so instead.
type Loss struct {
	Feature string // names the kind: hours, timers.short, feature_codes
	Rule    string
	Number  string // that shows it, where there is one
	Why     Text
}

// Refusal is a profile that a format cannot say. Reasons are all that were found.
type Refusal struct {
	Driver  string
	Reasons []Loss
	final   bool // leaving out what may be left out would not help
}

// Error names every reason.
func (r *Refusal) Error() string {
	lines := make([]string, len(r.Reasons))
	for i, reason := range r.Reasons {
		lines[i] = reason.Why.Label().En
	}
	return fmt.Sprintf("%s cannot say this profile, and nothing was written: %s", r.Driver, strings.Join(lines, "; "))
}

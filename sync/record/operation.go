package record

import (
	"encoding/json"
	"time"

	"fieldline/forms/form"
)

// Kind is what a part of an operation does.
type Kind string

// The kinds of part (forms/README.md 6).
const (
	Create Kind = "create" // a new record
	Set    Kind = "set"    // values, with the values they replace
	Act    Kind = "act"    // an action, with the state it was seen in
	Add    Kind = "add"    // one row for a table or for the amendments
	Remind Kind = "remind" // a deadline's step, made by the server's clock
)

// Part is one act on one record.
type Part struct {
	Kind    Kind
	Form    string
	Version int     // shape version of the form it was made with
	ID      form.ID // zero in a create: derived from the operation
	Site    form.ID // create: the site, where it is not the creator's own
	State   string  // the state seen
	Base    int64   // the revision seen

	Action string // act: the action; remind: the deadline

	// Values to write; a nil value empties. Was holds the values they replace, absent
	// where there was none.
	Values form.Values
	Was    form.Values
	// Upon holds the values that were seen of the fields an action decides on; none, and
	// nothing is said of them (an app that does not know the key).
	Upon form.Values

	Table string // add: a table of the form, or "amendments"
	Row   form.Row

	Step int       // remind: index of the deadline's step
	Due  time.Time // remind: the due time the step belongs to

	// Extra are values that the library does not know or cannot read as they came;
	// Apply refuses them by name.
	Extra map[string]json.RawMessage
}

// Override is a warning somebody went on in spite of, and why.
type Override struct {
	Check  string `json:"check"` // key of the warning's problem
	Reason string `json:"reason"`
}

// Operation is one person's act, atomic over all of its parts.
type Operation struct {
	ID     form.ID
	Dseq   int64     // gapless per installation
	At     time.Time // corrected time of the act, UTC to the millisecond
	Actor  form.ID   // zero is the system
	Device form.ID

	Parts []Part

	Assumed  []string   // rules that could not be judged where it was made
	Overrode []Override // warnings gone on in spite of

	// Expect is ExpectHash of the outcome the device predicted, sent only when the
	// operation touches more than its own record.
	Expect []byte
	// Prev is the chain's value at the operation before (Chain).
	Prev []byte

	// Withdrawn operations were taken back before they were sent and do nothing.
	Withdrawn bool
	// Supersedes names the refused operation that this one repeats or, without parts,
	// gives up for Reason; with Note it is handed to the office with that sentence.
	Supersedes form.ID
	Reason     string
	Note       bool
	// Accepts names the parked operation whose parts these are: the office lets them
	// count, so that neither right nor state is asked. Only the server makes such.
	Accepts form.ID
}

// RecordID returns the id of the record that part n is about: its own, else for creates
// the operation's for the first and a derived one for each later.
func (o *Operation) RecordID(n int) form.ID {
	p := o.Parts[n]
	if p.ID != (form.ID{}) || p.Kind != Create {
		return p.ID
	}
	nth := 0
	for _, before := range o.Parts[:n] {
		if before.Kind == Create {
			nth++
		}
	}
	if nth == 0 {
		return o.ID
	}
	return form.PartID(o.ID, nth)
}

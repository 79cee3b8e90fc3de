package record

import "fieldline/forms/form"

// Fate is what became of an operation.
type Fate string

// The fates.
const (
	Applied Fate = "applied" // as sent
	Merged  Fate = "merged"  // joined with what others wrote meanwhile; see Conflicts
	Refused Fate = "refused" // nothing written; Problems say why
	Parked  Fate = "parked"  // nothing written; kept as a report for the office
)

// Outcome is what an operation does. Changes is empty unless it was applied or merged.
type Outcome struct {
	Fate      Fate
	Changes   []Change // one per touched record, in the order of first touch
	Problems  []form.Problem
	Conflicts []Conflict
	Assumed   []string // rules that could not be judged here
	Tells     []Tell
}

// Change is one touched record. Apply leaves Rev, Seq and Number alone: the device
// writes Rev+1, the server gives all three.
type Change struct {
	Before  *Record // nil: the operation creates it
	After   Record
	Written form.Values // columns that differ, nil where emptied; the built-in ones are read from After
	Effect  bool        // touched only by steps of an action, not by a part
	Step    string      // the step that touched it first, "service_order.actions.assign.then.0"
	Action  string      // the action that moved it last, if one did
	For     form.ID     // whom the actor deputised for, if so
	Scopes  []form.Scope
}

// Conflict is a value two people wrote; the one not kept waits for a person.
type Conflict struct {
	Form   string
	ID     form.ID
	Column string
	Row    string // row of a table, "" for the column itself
	Cell   string // column of the row
	Base   any
	Mine   any
	Theirs any
	Them   Writing
	Mined  bool // mine was kept
}

// Tell is a sentence for people, about a record.
type Tell struct {
	Form  string
	ID    form.ID
	To    []form.ID
	Label form.Label
	Step  string
	Late  bool // the actor does not know yet what the record had become
}

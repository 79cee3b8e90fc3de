package protocol

import (
	"encoding/json"
	"time"

	"fieldline/forms/form"
)

// HistoryReply is what happened to a record, newest first.
type HistoryReply struct {
	Now     time.Time `json:"now"`
	Entries []Past    `json:"entries"`
	More    bool      `json:"more,omitempty"` // there is more before the last entry: ask with before=its seq
}

// Past is one change of a record.
type Past struct {
	Seq      int64     `json:"seq"`
	Rev      int64     `json:"rev"`            // that the record had since
	Op       form.ID   `json:"op"`             // the operation that did it, or that brought it about
	By       form.ID   `json:"by,omitzero"`    // zero: the system
	Device   int       `json:"device"`         // its number; 0: the server itself
	At       time.Time `json:"at"`             // when it was done, corrected
	Received time.Time `json:"received"`       // when the server took it
	Skew     int64     `json:"skew,omitempty"` // milliseconds by which the time was corrected
	Offline  bool      `json:"offline,omitempty"`
	Merged   bool      `json:"merged,omitempty"` // joined with what others wrote meanwhile

	Kind    string   `json:"kind,omitempty"`   // create, set, act, add, remind; "": an effect of another record's operation
	Action  string   `json:"action,omitempty"` // of an act
	State   string   `json:"state,omitempty"`  // that it moved to
	Changes []Change `json:"changes,omitempty"`
}

// Change is one field that was written, with canonical values; null or absent is empty.
type Change struct {
	Column string          `json:"column"`
	Was    json.RawMessage `json:"was,omitempty"`
	Is     json.RawMessage `json:"is,omitempty"`
	Secret bool            `json:"secret,omitempty"` // that it changed is all that is told
}

// OfflineAfter is how long after an act the server must have it for it to count as done
// online: an act waits a moment to be taken back, and a device asks every half minute.
const OfflineAfter = 2 * time.Minute

package protocol

import (
	"time"

	"fieldline/forms/form"
)

// Receipt is the server's word on how much of a device's journal it has.
type Receipt struct {
	Device      form.ID   `json:"device"`
	Incarnation string    `json:"incarnation"` // of the journal it is about
	From        int64     `json:"from"`        // dseq at which the incarnation's chain begins
	Upto        int64     `json:"upto"`        // dseq up to which operations were taken
	Count       int64     `json:"count"`       // how many they are, from From on
	Head        []byte    `json:"head,omitempty"`
	Received    time.Time `json:"received_at,omitzero"` // when the last of them came
}

// Witness is the server's chain at a sequence, as a device was told it.
type Witness struct {
	Seq  int64  `json:"seq"`
	Head []byte `json:"head"`
}

// Alarm is something that must not be: a device found that two sides differ.
type Alarm struct {
	Kind   string    `json:"kind"`
	At     time.Time `json:"at"`
	Detail string    `json:"detail,omitempty"`
}

// ProofRequest asks the server to count and hash anew what its log has of the device.
type ProofRequest struct {
	Witnesses []Witness `json:"witnesses,omitempty"` // to be held against the log
}

// MostWitnesses is how many witnesses and alarms one request may carry.
const MostWitnesses = 1000

// ProofReply is what the log itself gives, not what was noted beside it.
type ProofReply struct {
	Epoch     string    `json:"epoch"`
	Now       time.Time `json:"now"`
	Receipt   Receipt   `json:"receipt"`
	Witnesses []Witness `json:"witnesses,omitempty"` // the chain now, at the sequences that were asked for
}

// DevicesReply lists the devices of one's people and one's own.
type DevicesReply struct {
	Now     time.Time    `json:"now"`
	Devices []DeviceSeen `json:"devices"`
}

// DeviceSeen is a device as the server last met it.
type DeviceSeen struct {
	Device   form.ID   `json:"device"`
	Number   int       `json:"number"`
	Person   form.ID   `json:"person"`
	State    string    `json:"state"` // active, drained, lost
	App      string    `json:"app,omitempty"`
	Model    string    `json:"model,omitempty"`
	System   string    `json:"system,omitempty"`
	Seen     time.Time `json:"seen"`
	Skew     int64     `json:"skew,omitempty"`       // milliseconds by which its own clock was off then; it was behind where that is above 0
	WrongBy  int64     `json:"wrong_by,omitempty"`   // the same when it was last found wrong, kept after it was put right
	WrongAt  time.Time `json:"wrong_at,omitzero"`    // when that was
	Written  int64     `json:"written"`              // operations in its journal, as it last told
	Received int64     `json:"received"`             // of them taken here
	Agreed   int64     `json:"agreed"`               // dseq up to which it last found the same chain as the server
	Arrived  time.Time `json:"received_at,omitzero"` // when the last one came
	Alarms   []Alarm   `json:"alarms,omitempty"`     // newest first
}

// Digest is a record.Digest on the wire.
type Digest struct {
	Count int64  `json:"count"`
	Sum   []byte `json:"sum"`
}

package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/strict"
)

// SyncRequest is one round trip up: operations in the order of their dseq, and how far
// the device has read.
type SyncRequest struct {
	Epoch       string            `json:"epoch"`                // the server's, as the device knows it; empty before the first reply
	Incarnation string            `json:"incarnation"`          // of the device's database
	Library     string            `json:"library"`              // SHA-256 of the one the device works with
	Clock       time.Time         `json:"clock"`                // the device's own clock as the request leaves
	Offset      int64             `json:"offset,omitempty"`     // milliseconds that the device adds to its clock
	Acked       int64             `json:"acked,omitempty"`      // dseq up to which it has heard
	AckedHead   []byte            `json:"acked_head,omitempty"` // of its own chain there
	Written     int64             `json:"written,omitempty"`    // dseq of the last operation in its journal
	Witness     *Witness          `json:"witness,omitempty"`    // the server's chain, as it was told last
	Digest      bool              `json:"digest,omitempty"`     // wants the digest when the reply ends a pull
	Alarms      []Alarm           `json:"alarms,omitempty"`     // for the office
	Again       int64             `json:"again,omitempty"`      // dseq up to which operations that are sent again were answered once
	Told        []Told            `json:"told,omitempty"`       // what became of those of them that were refused or parked
	Waits       []form.ID         `json:"waits,omitempty"`      // operations whose fate was that they wait: what became of them?
	Cursor      string            `json:"cursor,omitempty"`     // as the last reply gave it
	Rows        int               `json:"rows,omitempty"`       // most changes wanted in the reply; 0 leaves it to the server
	Own         bool              `json:"own,omitempty"`        // wants its own changes, too: not all of what it has was confirmed since it began anew
	PushOnly    bool              `json:"push_only,omitempty"`
	Resume      bool              `json:"resume,omitempty"` // a request was lost: what came of the operations behind Acked?
	Ops         []json.RawMessage `json:"ops,omitempty"`    // each as record.Encode wrote it, byte for byte
}

// Encode writes the request with its operations byte for byte, since the server hashes
// them as they come, but for what unlinked leaves out.
func (r *SyncRequest) Encode() ([]byte, error) {
	bare := *r
	bare.Ops = nil
	head, err := json.Marshal(&bare)
	if err != nil {
		return nil, fmt.Errorf("encode sync request: %w", err)
	}
	if len(r.Ops) == 0 {
		return head, nil
	}
	var b bytes.Buffer
	b.Write(head[:len(head)-1])
	b.WriteString(`,"ops":[`)
	for i, op := range unlinked(r.Ops) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(op)
	}
	b.WriteString("]}")
	return b.Bytes(), nil
}

// DecodeSyncRequest reads a request strictly: unknown and doubled keys, trailing data,
// too deep nesting and too many operations are refused.
func DecodeSyncRequest(body []byte, lim Limits) (*SyncRequest, error) {
	if err := strict.Check(body, lim.Depth); err != nil {
		return nil, NewProblem(Malformed, err.Error())
	}
	members, err := strict.Members(body)
	if err != nil {
		return nil, NewProblem(Malformed, err.Error())
	}
	var r SyncRequest
	var ops []json.RawMessage
	head := []byte{'{'} // all but the operations, which are not read here
	for _, m := range members {
		if m.Name == "ops" {
			if ops, err = strict.Items(m.Raw); err != nil {
				return nil, NewProblem(Malformed, "ops: "+err.Error())
			}
			continue
		}
		if len(head) > 1 {
			head = append(head, ',')
		}
		head = append(append(form.AppendText(head, m.Name), ':'), m.Raw...)
	}
	if err := DecodeStrict(append(head, '}'), &r, lim.Depth); err != nil {
		return nil, err
	}
	if len(ops) > lim.Ops {
		return nil, NewProblem(TooLarge, strconv.Itoa(len(ops))+" operations")
	}
	if r.Ops, err = linked(ops); err != nil {
		return nil, NewProblem(Malformed, err.Error())
	}
	if len(r.Told) > lim.Ops {
		return nil, NewProblem(TooLarge, strconv.Itoa(len(r.Told))+" earlier answers")
	}
	if len(r.Waits) > lim.Have {
		return nil, NewProblem(TooLarge, strconv.Itoa(len(r.Waits))+" operations that wait")
	}
	for i, op := range r.Ops {
		if len(op) > lim.OpBytes {
			return nil, NewProblem(TooLarge, fmt.Sprintf("operation %d has %d bytes", i, len(op)))
		}
	}
	return &r, nil
}

// SyncReply is one round trip down. Operations up to Upto are settled as the device
// expected, but for those in Results. A result with a Seq stays on the device's view
// until Through has passed it.
type SyncReply struct {
	Epoch    string    `json:"epoch"`
	Now      time.Time `json:"now"`               // the server's clock
	Library  string    `json:"library"`           // SHA-256 of the one in force
	MinApp   string    `json:"min_app,omitempty"` // older apps may only push
	Upto     int64     `json:"upto"`              // dseq
	Resend   int64     `json:"resend,omitempty"`  // dseq from which operations are missing here
	Results  []Result  `json:"results,omitempty"`
	Changes  []Changes `json:"changes,omitempty"`
	Tells    []Tell    `json:"tells,omitempty"`
	Cursor   string    `json:"cursor"`
	Through  int64     `json:"through"` // sequence up to which changes were delivered
	More     bool      `json:"more,omitempty"`
	Left     int       `json:"left,omitempty"`      // changes behind this page, about; for a bar that moves
	SafeSeq  int64     `json:"safe_seq"`            // covered by a verified backup: the device may forget what it sent up to here
	BackedUp time.Time `json:"backed_up,omitzero"`  // when that backup was made; none yet
	HeadHash []byte    `json:"head_hash,omitempty"` // of the server's chain at Through, for the device to witness
	Witness  *Witness  `json:"witness,omitempty"`   // the chain here where the device's witness is
	Receipt  Receipt   `json:"receipt"`
	Digest   *Digest   `json:"digest,omitempty"` // of everything this person has at Through
}

// Encode writes the reply without spending time on rows that are JSON already.
func (r *SyncReply) Encode() ([]byte, error) {
	bare := *r
	bare.Changes = nil
	head, err := json.Marshal(&bare)
	if err != nil {
		return nil, fmt.Errorf("encode sync reply: %w", err)
	}
	if len(r.Changes) == 0 {
		return head, nil
	}
	size := len(head) + 64
	for i := range r.Changes {
		for _, row := range r.Changes[i].Rows {
			size += len(row) + 1
		}
	}
	b := append(make([]byte, 0, size), head[:len(head)-1]...)
	b = append(b, `,"changes":[`...)
	for i := range r.Changes {
		ch := r.Changes[i]
		rows := ch.Rows
		ch.Rows = nil
		one, err := json.Marshal(&ch)
		if err != nil {
			return nil, fmt.Errorf("encode changes of %s: %w", ch.Form, err)
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, one[:len(one)-1]...)
		if len(rows) > 0 {
			b = append(b, `,"rows":[`...)
			for j, row := range rows {
				if j > 0 {
					b = append(b, ',')
				}
				b = append(b, row...)
			}
			b = append(b, ']')
		}
		b = append(b, '}')
	}
	return append(b, "]}"...), nil
}

// Told is what became of an operation before the server was put back. What was refused or
// parked then is so again, whoever comes first this time: others have built on it.
type Told struct {
	Op       form.ID        `json:"op"`
	Fate     string         `json:"fate"`
	Problems []form.Problem `json:"problems,omitempty"`
}

// Waits is the fate of an operation that was sent again and made on what other devices
// have still to send again, or whose records the reply has no room for: it stays on the
// device's view, which asks what became of it.
const Waits = "waits"

// Result is an operation that did not come out as the device expected.
type Result struct {
	Op        form.ID        `json:"op"`
	Dseq      int64          `json:"dseq"`
	Fate      string         `json:"fate"` // applied, merged, refused, parked, waits
	Seq       int64          `json:"seq,omitempty"`
	Problems  []form.Problem `json:"problems,omitempty"`
	Conflicts []Conflict     `json:"conflicts,omitempty"`
}

// Conflict is a field that two people wrote, with canonical values.
type Conflict struct {
	Form   string          `json:"form"`
	ID     form.ID         `json:"id"`
	Column string          `json:"column"`
	Row    string          `json:"row,omitempty"`
	Cell   string          `json:"cell,omitempty"`
	Base   json.RawMessage `json:"base,omitempty"`
	Mine   json.RawMessage `json:"mine,omitempty"`
	Theirs json.RawMessage `json:"theirs,omitempty"`
	By     form.ID         `json:"by,omitzero"`
	At     time.Time       `json:"at,omitzero"`      // when theirs was written
	Device string          `json:"device,omitempty"` // on which it was, "" for the server
	Mined  bool            `json:"mined,omitempty"`  // mine was kept
}

// Tell is a sentence for the device's person. Key is the same as the one a device makes
// for a reminder that it showed itself, so that nothing is shown twice.
type Tell struct {
	N    int64      `json:"n"`
	Key  form.ID    `json:"key"`
	Form string     `json:"form"`
	ID   form.ID    `json:"id"`
	At   time.Time  `json:"at"`
	Text form.Label `json:"text"`
	Step string     `json:"step,omitempty"`
}

// Changes are the records of one form in a reply: the columns once, then one array of
// values per record, as they are now.
type Changes struct {
	Form    string            `json:"form"`
	Columns []string          `json:"columns,omitempty"`
	Rows    []json.RawMessage `json:"rows,omitempty"`
	Leave   []Leave           `json:"leave,omitempty"`
}

// Leave says that a record is no longer for this device; it is not deleted.
type Leave struct {
	ID  form.ID `json:"id"`
	Seq int64   `json:"seq"`
}

package protocol

import (
	"crypto/sha256"
	"time"

	"fieldline/forms/form"
)

// Inside its seal a rescue file is a tar packed with zstd, with these entries in this
// order; the attachments follow, each named by its SHA-256 below RescueFiles.
const (
	RescueDevice    = "device.json"     // a RescueHead
	RescueOps       = "operations.json" // each operation byte for byte, one a line, in the order of the journal
	RescueSignature = "signature"       // Ed25519, by the device's key, over RescueProof
	RescueFiles     = "attachments/"
)

// RescueHead says whose work a rescue file holds.
type RescueHead struct {
	Made        time.Time    `json:"made"`
	Device      form.ID      `json:"device"`
	Number      int          `json:"number"` // the 07 of T07-0042
	Person      form.ID      `json:"person"`
	Name        string       `json:"name"`
	Key         []byte       `json:"key"` // the device's Ed25519 public key
	BoxKey      []byte       `json:"box_key,omitempty"`
	Incarnation string       `json:"incarnation"`
	Epoch       string       `json:"epoch"`
	Upto        int64        `json:"upto"` // operations up to this dseq were answered
	Operations  int          `json:"operations"`
	Told        []Told       `json:"told,omitempty"`
	Files       []RescueFile `json:"attachments,omitempty"`
	Drafts      []Draft      `json:"drafts,omitempty"`
}

// RescueFile is an attachment that the server does not have.
type RescueFile struct {
	SHA256 string `json:"sha256"`
	Mime   string `json:"mime"`
	Bytes  int64  `json:"bytes"`
}

// Draft is what was typed and not saved: a person reads it, it becomes no operation.
type Draft struct {
	Form    string    `json:"form"`
	ID      form.ID   `json:"id"`
	Values  string    `json:"values"` // JSON by field
	Raw     string    `json:"raw"`    // JSON by field: texts that are no value yet
	Updated time.Time `json:"updated"`
}

// RescueProof is what a device signs: who it is and what it did. The attachments are
// named in it.
func RescueProof(head, operations []byte) []byte {
	sum := sha256.Sum256(operations)
	return RescueProofOf(head, sum[:])
}

// RescueProofOf is RescueProof of operations whose SHA-256 is known.
func RescueProofOf(head, operations []byte) []byte {
	h := sha256.New()
	sum := sha256.Sum256(head)
	h.Write(sum[:])
	h.Write(operations)
	return append([]byte("fieldline rescue\n"), h.Sum(nil)...)
}

// RescueReply says what became of a rescue file.
type RescueReply struct {
	Device     form.ID `json:"device"`
	Number     int     `json:"number"`
	Name       string  `json:"name"`
	Operations int     `json:"operations"`        // in the file
	New        int     `json:"new"`               // that were not here yet
	Refused    int     `json:"refused,omitempty"` // of these; kept for the office like those that are parked
	Parked     int     `json:"parked,omitempty"`
	Waits      int     `json:"waits,omitempty"` // until other devices have sent again what they need
	Files      int     `json:"attachments"`     // that were not here yet
	Drafts     int     `json:"typed,omitempty"` // and not saved; what they say is read on the server alone
}

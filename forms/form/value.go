package form

import (
	"time"

	"github.com/google/uuid"
)

// ID names a record, a person (the record of form person), an operation or a site.
// The zero ID is nobody and nothing.
type ID = uuid.UUID

// Values holds a record's values by column name in canonical Go types; an empty value
// is absent. The types are:
//
//	text note phone scan choice secret       string
//	integer rating                           int64
//	money                                    int64, in fen
//	decimal                                  decimal.Decimal (shopspring)
//	date                                     Date
//	time                                     string, "15:04"
//	datetime                                 time.Time, UTC, whole milliseconds
//	duration                                 Length
//	yes_no                                   bool
//	ref                                      Ref
//	person                                   ID
//	people                                   []ID
//	choices                                  []string
//	table                                    []Row, by row id
//	checklist                                []Row with columns item (word), done (yes_no), note (text)
//	photos                                   []Row with column photo (Attachment)
//	file                                     Attachment
//	signature                                Signature
//	location                                 Location
type Values map[string]any

// Date is a day without zone, "2006-01-02".
type Date string

// Ref points to a record of another form.
type Ref struct {
	Form string
	ID   ID
}

// Row is one row of a table, with an id of its own so that rows of two devices join.
type Row struct {
	ID     string
	Values Values
}

// Attachment is a file named by the SHA-256 of its bytes.
type Attachment struct {
	SHA256 string    `json:"sha256"`
	Mime   string    `json:"mime"`
	Bytes  int64     `json:"bytes"`
	Name   string    `json:"name,omitempty"`
	At     time.Time `json:"at"`
	By     ID        `json:"by"`
}

// Signature is a picture of a signature, bound to what was signed: Digest is over the
// canonical values of Fields at time At.
type Signature struct {
	SHA256 string    `json:"sha256"`
	Signer string    `json:"signer"`
	At     time.Time `json:"at"`
	Fields []string  `json:"fields"`
	Digest string    `json:"digest"`
}

// Location is a place on earth in degrees (WGS 84), with its accuracy in metres.
type Location struct {
	Lat      float64 `json:"lat"`
	Lon      float64 `json:"lon"`
	Accuracy float64 `json:"accuracy,omitempty"`
}

// Length is a length of time as people say it: 30 min, 4 working h, 2 working d, 1 month.
type Length struct {
	N       int64
	Unit    string // min, h, d, month
	Working bool
}

// Record is one filled form, without what syncing adds.
type Record struct {
	ID        ID
	Form      string
	Number    string // provisional (T07-0042) until the server gives one
	Site      ID
	State     string
	CreatedAt time.Time
	CreatedBy ID
	UpdatedAt time.Time
	UpdatedBy ID
	Values    Values
}

package protocol

import (
	"time"

	"fieldline/forms/form"
)

// EnrolRequest binds an installation to the person a code was made for.
type EnrolRequest struct {
	Secret  []byte `json:"secret"` // the code's one-time secret
	Key     []byte `json:"key"`    // the device's Ed25519 public key
	BoxKey  []byte `json:"box_key,omitempty"`
	Model   string `json:"model"`
	System  string `json:"system"`
	App     string `json:"app"`
	Install string `json:"install"` // incarnation: random, made with the database
}

// EnrolReply is what a new installation is.
type EnrolReply struct {
	Device  form.ID   `json:"device"`
	Number  int       `json:"number"` // the T07 of provisional numbers
	Person  form.ID   `json:"person"`
	Name    string    `json:"name"`
	Account string    `json:"account,omitempty"` // sign-in name, empty where none was made
	Epoch   string    `json:"epoch"`
	Library string    `json:"library"` // SHA-256
	Now     time.Time `json:"now"`
	BoxKey  []byte    `json:"box_key"` // secrets are sealed to it (X25519)
	Tokens
}

// Tokens let a device in: access for a quarter of an hour, refresh once.
type Tokens struct {
	Access  string `json:"access"`
	Refresh string `json:"refresh"`
	Expires int    `json:"expires"` // seconds the access token lives
}

// TokenRequest asks for new tokens: with the last refresh token, or with name and
// password where that is spent. Proof is the device's signature over ProofOf.
type TokenRequest struct {
	Device   form.ID `json:"device"`
	Refresh  string  `json:"refresh,omitempty"`
	Account  string  `json:"account,omitempty"`
	Password string  `json:"password,omitempty"`
	Proof    []byte  `json:"proof"`
}

// TokenReply carries the new tokens.
type TokenReply struct {
	Now time.Time `json:"now"`
	Tokens
}

// ProofOf returns the bytes that a device signs with its Ed25519 key to get tokens, so
// that a copied refresh token or a known password is worth nothing elsewhere.
func (r *TokenRequest) ProofOf() []byte {
	if r.Refresh != "" {
		return []byte("fieldline refresh\n" + r.Device.String() + "\n" + r.Refresh)
	}
	return []byte("fieldline sign-in\n" + r.Device.String() + "\n" + r.Account)
}

// PasswordRequest sets the signed-in person's password; Old is demanded where one is set.
type PasswordRequest struct {
	Account string `json:"account,omitempty"` // the sign-in name, where it is to be set or changed
	Old     string `json:"old,omitempty"`
	New     string `json:"new"`
}

// PasswordReply tells the sign-in name.
type PasswordReply struct {
	Account string `json:"account"`
}

// RevealRequest asks to read one secret, online, with the reason that is kept.
type RevealRequest struct {
	Form   string  `json:"form"`
	ID     form.ID `json:"id"`
	Field  string  `json:"field"` // column, or table.column
	Reason string  `json:"reason"`
}

// ConfirmRequest is a second sign-in: that the person is still there who signed in once.
type ConfirmRequest struct {
	Password string `json:"password"`
}

// ConfirmReply says for how many seconds it counts.
type ConfirmReply struct {
	Seconds int `json:"seconds"`
}

// AlongRequest asks for the secrets of one record ahead of a visit, with the reason that is
// kept. Who may, and when, the form says (`along`).
type AlongRequest struct {
	Form   string  `json:"form"`
	ID     form.ID `json:"id"`
	Reason string  `json:"reason"`
}

// AlongReply has a box for each secret, for the asking device's key.
type AlongReply struct {
	Until time.Time `json:"until"`
	Boxes []string  `json:"boxes"`
}

// Carried is what lies in a box of an AlongReply. Where it belongs and until when is
// inside, so that no box stands for another.
type Carried struct {
	Device form.ID   `json:"device"`
	Form   string    `json:"form"`
	ID     form.ID   `json:"id"`
	Field  string    `json:"field"`
	Secret string    `json:"secret"`
	Given  time.Time `json:"given"`
	Until  time.Time `json:"until"`
}

// ShownRequest reports what was looked at without a network of what was taken along.
type ShownRequest struct {
	Shown []Shown `json:"shown"`
}

// Shown is one look at the secrets of a record. A report that comes twice, since its answer
// was lost, is known by its id.
type Shown struct {
	Report form.ID   `json:"report"`
	Form   string    `json:"form"`
	ID     form.ID   `json:"id"`
	Fields []string  `json:"fields"`
	At     time.Time `json:"at"` // as the device reckons it
	Reason string    `json:"reason"`
}

// ShownReply says how many secrets were looked at by what was reported, here for the first
// time.
type ShownReply struct {
	Kept int `json:"kept"`
}

// RevealReply is the secret; it is to be shown for a minute and stored nowhere.
type RevealReply struct {
	Secret string `json:"secret"`
}

// HaveRequest asks which attachments the server lacks.
type HaveRequest struct {
	SHA256 []string `json:"sha256"`
}

// HaveReply names those that the server has whole.
type HaveReply struct {
	Have []string `json:"have"`
}

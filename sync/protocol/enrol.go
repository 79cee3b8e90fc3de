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

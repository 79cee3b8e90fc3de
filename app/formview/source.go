package formview

import (
	"io"

	"fieldline/forms/form"
)

// Source is what a view reads around the record it draws.
type Source interface {
	Names
	// Find returns records of a form whose search columns match a text, the best first;
	// an empty text returns the newest.
	Find(formName, text string, limit int) ([]*form.Record, error)
	// Open returns the bytes of an attachment, or form.ErrNotHere.
	Open(sha256 string) (io.ReadCloser, error)
	// Keep stores bytes and returns what a value says of them.
	Keep(r io.Reader, name string) (form.Attachment, error)
	// KeepPicture is Keep where only what can be looked at is of use.
	KeepPicture(r io.Reader, name string) (form.Attachment, error)
	// Sent tells whether the server has an attachment.
	Sent(sha256 string) bool
}

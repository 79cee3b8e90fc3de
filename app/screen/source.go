package screen

import (
	"context"
	"errors"
	"io"

	"fieldline/app/formview"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// Source is what a formview reads from a store; a small dialog needs no more. Its reads
// are single rows by id and first pages, short enough for the thread that draws.
type Source struct {
	Store *device.Store
	Ctx   context.Context
}

var _ formview.Source = Source{}

// Record returns a record as it is now, or form.ErrNotHere.
func (s Source) Record(formName string, id form.ID) (*form.Record, error) {
	rec, err := s.Store.Record(s.Ctx, formName, id)
	if errors.Is(err, device.ErrNotFound) {
		return nil, form.ErrNotHere
	}
	if err != nil {
		return nil, err
	}
	return &rec.Record, nil
}

// Find returns records of a form that a text finds.
func (s Source) Find(formName, text string, limit int) ([]*form.Record, error) {
	page, err := s.Store.List(s.Ctx, device.Query{Form: formName, Search: text, Limit: limit})
	if err != nil {
		return nil, err
	}
	found := make([]*form.Record, len(page.Rows))
	for i := range page.Rows {
		found[i] = &page.Rows[i].Record.Record
	}
	return found, nil
}

// Open returns the bytes of an attachment, or form.ErrNotHere.
func (s Source) Open(sha256 string) (io.ReadCloser, error) {
	r, err := s.Store.Attachment(s.Ctx, sha256)
	if errors.Is(err, device.ErrNotFound) {
		return nil, form.ErrNotHere
	}
	return r, err
}

// Keep stores bytes and returns what a value says of them.
func (s Source) Keep(r io.Reader, name string) (form.Attachment, error) {
	return s.Store.PutAttachment(s.Ctx, r, name)
}

// KeepPicture stores a picture, and refuses what is none.
func (s Source) KeepPicture(r io.Reader, name string) (form.Attachment, error) {
	return s.Store.PutPicture(s.Ctx, r, name)
}

// Sent tells whether the server has an attachment.
func (s Source) Sent(sha256 string) bool {
	waiting, err := s.Store.Uploads(s.Ctx)
	if err != nil {
		return false
	}
	for _, u := range waiting {
		if u.SHA256 == sha256 {
			return false
		}
	}
	return true
}

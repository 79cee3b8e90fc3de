package record

import (
	"context"
	"errors"
	"io"
	"sync"

	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// source reads around a record from the store; names are read once until something changes.
type source struct {
	store *device.Store
	mu    sync.Mutex
	known map[form.Ref]*form.Record
	sent  map[string]bool
}

func newSource(deps screen.Deps) *source {
	s := &source{store: deps.Store}
	s.forget()
	return s
}

// forget reads everything anew the next time.
func (s *source) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known, s.sent = map[form.Ref]*form.Record{}, map[string]bool{}
}

// Record returns a record as it is now.
func (s *source) Record(formName string, id form.ID) (*form.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ref := form.Ref{Form: formName, ID: id}
	if rec, ok := s.known[ref]; ok {
		if rec == nil {
			return nil, form.ErrNotHere
		}
		return rec, nil
	}
	rec, err := s.store.Record(context.Background(), formName, id)
	if errors.Is(err, device.ErrNotFound) {
		s.known[ref] = nil
		return nil, form.ErrNotHere
	}
	if err != nil {
		return nil, err
	}
	s.known[ref] = &rec.Record
	return &rec.Record, nil
}

// Find returns records that a text finds, by name, number or pinyin initials.
func (s *source) Find(formName, text string, limit int) ([]*form.Record, error) {
	page, err := s.store.List(context.Background(), device.Query{Form: formName, Search: text, Limit: limit})
	if err != nil {
		return nil, err
	}
	recs := make([]*form.Record, len(page.Rows))
	for i := range page.Rows {
		recs[i] = &page.Rows[i].Record.Record
	}
	return recs, nil
}

// Open returns the bytes of an attachment.
func (s *source) Open(sha string) (io.ReadCloser, error) {
	r, err := s.store.Attachment(context.Background(), sha)
	if errors.Is(err, device.ErrNotFound) {
		return nil, form.ErrNotHere
	}
	return r, err
}

// Keep stores bytes.
func (s *source) Keep(r io.Reader, name string) (form.Attachment, error) {
	return s.store.PutAttachment(context.Background(), r, name)
}

// Sent tells whether the server has an attachment.
func (s *source) Sent(sha string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sent, ok := s.sent[sha]; ok {
		return sent
	}
	states, err := s.store.Attachments(context.Background(), form.Values{"file": form.Attachment{SHA256: sha}})
	s.sent[sha] = err == nil && states[sha].Sent
	return s.sent[sha]
}

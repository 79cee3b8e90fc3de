package record

import (
	"context"
	"errors"
	"io"
	"sync"

	"fieldline/app/screen"
	"fieldline/forms/form"
)

// source reads around a record from the store; names are read once until something changes.
type source struct {
	screen.Source
	fetcher screen.Fetcher  // nil: nothing can be brought
	shown   context.Context // ends when the record is no longer seen
	leave   context.CancelFunc

	mu    sync.Mutex
	known map[form.Ref]*form.Record // nil: not here
	sent  map[string]bool
}

func newSource(deps screen.Deps) *source {
	s := &source{Source: screen.Source{Store: deps.Store, Ctx: context.Background()}}
	s.fetcher, _ = deps.Syncer.(screen.Fetcher)
	s.shown, s.leave = context.WithCancel(s.Ctx)
	s.forget()
	return s
}

// Open returns the bytes of an attachment. What another device made is brought from the
// server first; it stays here from then on.
func (s *source) Open(sha string) (io.ReadCloser, error) {
	r, err := s.Source.Open(sha)
	if s.fetcher == nil || !errors.Is(err, form.ErrNotHere) {
		return r, err
	}
	if err := s.fetcher.Fetch(s.shown, sha); err != nil {
		return nil, err
	}
	return s.Source.Open(sha)
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
	rec, known := s.known[ref]
	if !known {
		var err error
		rec, err = s.Source.Record(formName, id)
		if err != nil && !errors.Is(err, form.ErrNotHere) {
			return nil, err
		}
		s.known[ref] = rec
	}
	if rec == nil {
		return nil, form.ErrNotHere
	}
	return rec, nil
}

// Sent tells whether the server has an attachment.
func (s *source) Sent(sha string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	sent, known := s.sent[sha]
	if !known {
		states, err := s.Store.Attachments(s.Ctx, form.Values{"file": form.Attachment{SHA256: sha}})
		sent = err == nil && states[sha].Sent
		s.sent[sha] = sent
	}
	return sent
}

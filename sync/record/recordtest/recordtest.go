// Package recordtest keeps records in memory with what syncing adds to them, for tests
// of what applies operations. Begin with New; Do applies and commits as a server does.
package recordtest

import (
	"slices"
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/sync/record"
)

// Store is a record.Reader in memory. It remembers every revision and who wrote what,
// unless Forgetful, as a device is.
type Store struct {
	*formtest.World
	Forgetful bool

	seq     int64
	current map[form.Ref]record.Record
	history map[form.Ref][]record.Record
	written map[form.Ref][]write
}

// write is one column written at a revision.
type write struct {
	column string
	rev    int64
	by     record.Writing
}

// New returns a store over a world; the world's records have revision 1.
func New(w *formtest.World) *Store {
	return &Store{
		World: w, current: map[form.Ref]record.Record{},
		history: map[form.Ref][]record.Record{}, written: map[form.Ref][]write{},
	}
}

// Clone returns a store with the same records, as a device that has just pulled them.
func (s *Store) Clone() *Store {
	c := New(s.World.Clone())
	c.seq = s.seq
	for ref, rec := range s.current {
		rec.Values = form.Clone(rec.Values)
		c.current[ref] = rec
	}
	for ref, h := range s.history {
		c.history[ref] = slices.Clone(h)
	}
	for ref, w := range s.written {
		c.written[ref] = slices.Clone(w)
	}
	return c
}

// Stored returns a record as it is now.
func (s *Store) Stored(formName string, id form.ID) (record.Record, error) {
	rec, err := s.Record(formName, id)
	if err != nil {
		return record.Record{}, err
	}
	meta, kept := s.current[form.Ref{Form: formName, ID: id}]
	if !kept {
		meta = record.Record{Version: s.Lib.Form(formName).Version, Rev: 1}
	}
	meta.Record = *rec
	return meta, nil
}

// Base returns a record as it was at a revision.
func (s *Store) Base(formName string, id form.ID, rev int64) (record.Record, error) {
	now, err := s.Stored(formName, id)
	if err == nil && now.Rev == rev {
		return now, nil
	}
	if s.Forgetful {
		return record.Record{}, form.ErrNotHere
	}
	for _, old := range s.history[form.Ref{Form: formName, ID: id}] {
		if old.Rev == rev {
			old.Values = form.Clone(old.Values)
			return old, nil
		}
	}
	return record.Record{}, form.ErrNotHere
}

// Writer returns who wrote a column last after a revision.
func (s *Store) Writer(formName string, id form.ID, column string, since int64) (record.Writing, error) {
	if s.Forgetful {
		return record.Writing{}, form.ErrNotHere
	}
	for _, w := range slices.Backward(s.written[form.Ref{Form: formName, ID: id}]) {
		if w.column == column && w.rev > since {
			return w.by, nil
		}
	}
	return record.Writing{}, form.ErrNotHere
}

// Commit keeps what an outcome changes and gives revisions and sequence numbers.
func (s *Store) Commit(out record.Outcome, actor form.ID) {
	for _, c := range out.Changes {
		ref := form.Ref{Form: c.After.Form, ID: c.After.ID}
		if c.Before != nil {
			s.history[ref] = append(s.history[ref], *c.Before)
		}
		after := c.After
		s.seq++
		after.Rev, after.Seq = after.Rev+1, s.seq
		s.current[ref] = after
		s.Put(&after.Record)
		for column := range c.Written {
			s.written[ref] = append(s.written[ref], write{column, after.Rev, record.Writing{By: actor, At: after.UpdatedAt}})
		}
	}
}

// Apply applies an operation without keeping what it does.
func (s *Store) Apply(tb testing.TB, op record.Operation) record.Outcome {
	tb.Helper()
	out, err := record.Apply(s.Lib, s, op)
	if err != nil {
		tb.Fatalf("apply %s: %v", op.ID, err)
	}
	return out
}

// Do applies an operation and keeps what it does, whatever its fate.
func (s *Store) Do(tb testing.TB, op record.Operation) record.Outcome {
	tb.Helper()
	out := s.Apply(tb, op)
	s.Commit(out, op.Actor)
	return out
}

// Must applies an operation that has to be applied or merged.
func (s *Store) Must(tb testing.TB, op record.Operation) record.Outcome {
	tb.Helper()
	out := s.Do(tb, op)
	if out.Fate != record.Applied && out.Fate != record.Merged {
		tb.Fatalf("operation %s is %s: %s", op.ID, out.Fate, formtest.Sentences(out.Problems))
	}
	return out
}

// Seen fills in the state, revision and values a part sees in this store, as a screen
// does when it saves.
func (s *Store) Seen(tb testing.TB, p record.Part) record.Part {
	tb.Helper()
	p.Version = s.Lib.Form(p.Form).Version
	if p.Kind == record.Create {
		return p
	}
	rec, err := s.Stored(p.Form, p.ID)
	if err != nil {
		tb.Fatalf("%s %s: %v", p.Form, p.ID, err)
	}
	p.State, p.Base = rec.State, rec.Rev
	if len(p.Values) > 0 {
		p.Was = form.Clone(record.Replaced(s.Lib.Form(p.Form), p.Values, rec.Values))
	}
	if p.Kind == record.Act {
		p.Upon = record.DecidedOn(s.Lib.Form(p.Form).Action(p.Action), rec.Values)
	}
	return p
}

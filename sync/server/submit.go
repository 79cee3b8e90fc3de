package server

import (
	"context"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// Result is what became of an operation that was submitted.
type Result struct {
	Op        form.ID
	Seq       int64
	Fate      record.Fate
	Problems  []form.Problem
	Conflicts []protocol.Conflict
}

// Submit judges one operation of the server's own process: the demo's, a command's. It
// goes the same way as those of devices; its actor is whom it names.
func (s *Server) Submit(ctx context.Context, op record.Operation) (Result, error) {
	raw, err := record.Encode(s.Library(), op)
	if err != nil {
		return Result{}, err
	}
	a := &arrival{raw: raw, hash: record.Hash(raw), sent: op, at: op.At.UTC().Truncate(time.Millisecond)}
	if err := s.do(ctx, func(t *turn) error { return t.take(&source{}, a) }); err != nil {
		return Result{}, fmt.Errorf("submit operation %s: %w", op.ID, err)
	}
	return Result{Op: op.ID, Seq: a.answer.seq, Fate: a.answer.fate, Problems: a.answer.problems, Conflicts: a.answer.conflicts}, nil
}

// byServer judges and writes an operation of the server's own within a turn.
func (t *turn) byServer(op record.Operation) (answer, error) {
	raw, err := record.Encode(t.lib, op)
	if err != nil {
		return answer{}, err
	}
	a := &arrival{raw: raw, hash: record.Hash(raw), sent: op, at: op.At}
	err = t.take(&source{}, a)
	return a.answer, err
}

// Do submits an act of a person at the server's time, with what its parts are made on
// filled in from the records as they are: shape, revision, state and replaced values.
func (s *Server) Do(ctx context.Context, actor form.ID, parts ...record.Part) (Result, error) {
	op := record.Operation{ID: s.cfg.NewID(), At: s.now(), Actor: actor, Parts: append([]record.Part(nil), parts...)}
	lib := s.Library()
	err := s.Read(ctx, func(w record.Reader) error {
		for n := range op.Parts {
			p := &op.Parts[n]
			if f := lib.Form(p.Form); f != nil && p.Version == 0 {
				p.Version = f.Version
			}
			if p.Kind == record.Create {
				continue
			}
			rec, err := w.Stored(p.Form, p.ID)
			if err != nil {
				return fmt.Errorf("part %d: %w", n, err)
			}
			p.Base, p.State, p.Was = rec.Rev, rec.State, record.Replaced(lib.Form(p.Form), p.Values, rec.Values)
			if p.Kind == record.Act {
				p.Upon = record.DecidedOn(lib.Form(p.Form).Action(p.Action), rec.Values)
			}
		}
		return nil
	})
	if err != nil {
		return Result{}, fmt.Errorf("prepare operation %s: %w", op.ID, err)
	}
	return s.Submit(ctx, op)
}

package world

import (
	"encoding/json"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// undo takes the last act back, if that can still be done.
func (w *World) undo(tb *tablet) error {
	for i := len(w.saved) - 1; i >= 0; i-- {
		s := w.saved[i]
		if s.tb != tb || s.undone || s.forgotten {
			continue
		}
		err := tb.store.Undo(ctx, s.op)
		switch {
		case tb.disk().dead:
			tb.doubts = append(tb.doubts, doubt{saved: s, undo: true})
		case err == nil:
			s.undone = true
			w.note("tablet %d takes %s back", tb.n, s.op)
		}
		return nil // too late, or built upon
	}
	return nil
}

// answerCase does something about an operation that needs a person.
func (w *World) answerCase(d dice, tb *tablet) error {
	all, err := tb.store.Outbox(ctx)
	if tb.disk().dead {
		return nil
	}
	if err != nil {
		return err
	}
	var cases []device.Entry
	for _, e := range all {
		if e.State == device.Refused || e.State == device.Parked {
			cases = append(cases, e)
		}
	}
	if len(cases) == 0 {
		return nil
	}
	e := pick(d, cases)
	tb.attempt = form.ID{}
	switch d.IntN(3) {
	case 0:
		var words []string
		if s := w.byOp[e.Op]; s != nil {
			words = s.words
		}
		first := record.Part{Form: e.Form, ID: e.ID}
		err := w.attempt(tb, saved{words: words}, first, func() (device.Done, error) { return tb.store.Resend(ctx, e.Op, device.Work{}) })
		if err != nil {
			w.note("it cannot be sent again: %v", err)
		}
		return nil
	case 1:
		err = tb.store.Discard(ctx, e.Op, "given up")
	default:
		err = tb.store.Note(ctx, e.Op, "please look")
	}
	w.note("tablet %d gives %s up: %v", tb.n, e.Op, err)
	if tb.disk().dead {
		return nil
	}
	return err
}

// resolve decides a conflict.
func (w *World) resolve(d dice, tb *tablet) error {
	all, err := tb.store.Conflicts(ctx, "", form.ID{})
	if tb.disk().dead {
		return nil
	}
	if err != nil || len(all) == 0 {
		return err
	}
	c := pick(d, all)
	how, work := "theirs", device.Work{}
	column := tb.store.Library().Form(c.Form).Column(c.Column)
	if !c.Mined && c.Row == "" && column != nil && d.in(2) {
		how = "mine"
		var v any
		if len(c.Mine) > 0 {
			if v, err = column.Decode(json.RawMessage(c.Mine)); err != nil {
				return err
			}
		}
		work.Parts = []record.Part{{Kind: record.Set, Form: c.Form, ID: c.Record, Values: form.Values{c.Column: v}}}
	}
	if len(work.Parts) == 0 {
		_, err := tb.store.Resolve(ctx, c.ID, how, work)
		w.note("tablet %d resolves a conflict: %v", tb.n, err)
		if tb.disk().dead {
			return nil
		}
		return err
	}
	err = w.attempt(tb, saved{}, work.Parts[0], func() (device.Done, error) { return tb.store.Resolve(ctx, c.ID, how, work) })
	if err != nil { // its record may have left
		w.note("it cannot be resolved: %v", err)
	}
	return nil
}

package record

import (
	"errors"
	"fmt"
	"slices"

	"fieldline/forms/form"
)

// Apply decides what an operation does to the records a Reader shows. It writes nothing,
// reads no clock and draws no number: the same operation on the same records has the
// same outcome on a device and on the server, but for what the device does not know,
// which is listed in Assumed. An error comes from the Reader only.
func Apply(lib *form.Library, w Reader, op Operation) (Outcome, error) {
	if op.Withdrawn || len(op.Parts) == 0 && op.Supersedes != (form.ID{}) {
		return Outcome{Fate: Applied}, nil
	}
	if len(op.Parts) == 0 {
		return Outcome{Fate: Refused, Problems: []form.Problem{{Key: form.KeyEmpty}}}, nil
	}
	a := begin(lib, w, op)
	for n := range op.Parts {
		err := a.part(n)
		var refusal *form.Refusal
		switch {
		case errors.As(err, &refusal):
			return a.refused(n, refusal)
		case err != nil:
			return Outcome{}, fmt.Errorf("apply operation %s part %d: %w", op.ID, n, err)
		}
	}
	return a.outcome()
}

// application is one operation while it is applied.
type application struct {
	lib   *form.Library
	op    Operation
	view  *view
	eval  *form.Evaluation
	merge *merger
}

func begin(lib *form.Library, w Reader, op Operation) *application {
	overrode := map[string]string{}
	for _, o := range op.Overrode {
		overrode[o.Check] = o.Reason
	}
	v := &view{Reader: w, stored: map[form.Ref]Record{}}
	a := &application{lib: lib, op: op, view: v}
	a.eval = form.Begin(form.Given{
		Lib: lib, World: v, Op: op.ID, Me: op.Actor, Now: op.At, Overrode: overrode, Accepted: op.Accepts != (form.ID{}),
		Version: func(ref form.Ref) int { return v.stored[ref].Version },
	})
	a.merge = &merger{application: a}
	return a
}

func (a *application) part(n int) error {
	p := a.op.Parts[n]
	if problems := a.unreadable(p); len(problems) > 0 {
		return &form.Refusal{Problems: problems}
	}
	in, err := a.input(n)
	if err != nil {
		return err
	}
	switch p.Kind {
	case Create:
		return a.eval.Create(in)
	case Set:
		return a.eval.Set(in)
	case Act:
		return a.eval.Act(in)
	case Add:
		return a.eval.Add(in)
	case Remind:
		if a.op.Actor != (form.ID{}) {
			return &form.Refusal{About: form.AboutRight, Problems: []form.Problem{{Form: p.Form, ID: p.ID, Key: form.KeyWhoMay}}}
		}
		return a.eval.Remind(in.Ref, p.Action, p.Step, p.Due)
	}
	return &form.Refusal{Problems: []form.Problem{{Form: p.Form, ID: p.ID, Key: form.KeyUnknownAction}}}
}

func (a *application) input(n int) (form.Input, error) {
	p := a.op.Parts[n]
	in := form.Input{
		Ref: form.Ref{Form: p.Form, ID: a.op.RecordID(n)}, Site: p.Site, Action: p.Action,
		Values: p.Values, Seen: p.State, Table: p.Table, Row: p.Row,
	}
	if in.Seen == "" && p.Base > 0 {
		base, err := a.view.Base(p.Form, in.Ref.ID, p.Base)
		if err != nil && !errors.Is(err, form.ErrNotHere) {
			return in, fmt.Errorf("state at revision %d: %w", p.Base, err)
		}
		in.Seen = base.State
	}
	if p.Kind == Add && in.Row.ID == "" {
		in.Row.ID = form.RowID(a.op.ID, p.Table, n)
	}
	if p.Kind == Set || p.Kind == Act {
		in.Merge = a.merge.of(p)
	}
	if len(p.Upon) > 0 {
		in.SeenAs = a.merge.seenAs(p)
	}
	return in, nil
}

// unreadable refuses values that the library does not know or cannot read.
func (a *application) unreadable(p Part) []form.Problem {
	f := a.lib.Form(p.Form)
	if f == nil {
		return []form.Problem{{Form: p.Form, ID: p.ID, Key: form.KeyUnknownForm, Args: map[string]any{"form": p.Form}}}
	}
	var problems []form.Problem
	for _, name := range sortedNames(p.Extra) {
		key := form.KeyUnknownField
		if f.Column(name) != nil {
			key = form.KeyBadValue
		}
		problems = append(problems, form.Problem{Form: p.Form, ID: p.ID, Field: name, Key: key, Args: map[string]any{"field": name}})
	}
	return problems
}

// refused decides between a refusal and a report for the office: what fitted the state
// that was seen, or what the person had the right to at the base revision, and does not
// or has not any more, is parked.
func (a *application) refused(n int, refusal *form.Refusal) (Outcome, error) {
	out := Outcome{Fate: Refused, Problems: refusal.Problems, Assumed: a.eval.Assumed()}
	if a.op.Actor == (form.ID{}) || a.op.Accepts != (form.ID{}) {
		return out, nil
	}
	p := a.op.Parts[n]
	f := a.lib.Form(p.Form)
	switch {
	case refusal.About == form.AboutState && f != nil:
		if action := f.Action(p.Action); action != nil && p.State != "" && slices.Contains(action.From, p.State) {
			out.Fate = Parked
		}
	case refusal.About == form.AboutRight && f != nil && p.Kind != Create:
		had, err := a.hadRight(n)
		if err != nil {
			return Outcome{}, fmt.Errorf("apply operation %s: right at base: %w", a.op.ID, err)
		}
		if had {
			out.Fate = Parked
		}
	}
	return out, nil
}

// mostPredicted bounds how far a base revision may lie above the last one that others
// know: work that waited on a device builds on revisions which that alone predicted.
const mostPredicted = 100

// hadRight judges a part on its record as it was at the base revision; where that one was
// only predicted, and became another's, at one before it.
func (a *application) hadRight(n int) (bool, error) {
	p := a.op.Parts[n]
	ref := form.Ref{Form: p.Form, ID: a.op.RecordID(n)}
	now, known := a.view.stored[ref]
	if !known || now.Rev == p.Base && (p.State == "" || p.State == now.State) {
		return false, nil
	}
	kept := false
	for rev := min(p.Base, now.Rev); rev > max(p.Base-mostPredicted, 0); rev-- {
		base, err := a.view.Base(ref.Form, ref.ID, rev)
		if errors.Is(err, form.ErrNotHere) {
			break
		}
		if err != nil {
			return false, err
		}
		kept = true
		if had, err := a.hadRightAt(n, ref, base); had || err != nil {
			return had, err
		}
	}
	if kept {
		return false, nil
	}
	base := now // only what the operation itself says is known
	base.Values = form.Clone(now.Values)
	base.State = p.State
	for name, v := range p.Was {
		base.Values[name] = v
	}
	return a.hadRightAt(n, ref, base)
}

// hadRightAt judges a part on its record as it was.
func (a *application) hadRightAt(n int, ref form.Ref, base Record) (bool, error) {
	earlier := begin(a.lib, &asBefore{Reader: a.view.Reader, ref: ref, base: base}, a.op)
	in, err := a.input(n)
	if err != nil {
		return false, err
	}
	in.Merge, in.SeenAs, in.Seen = nil, nil, ""
	err = earlier.eval.Admits(in)
	var refusal *form.Refusal
	if errors.As(err, &refusal) {
		return false, nil
	}
	return err == nil, err
}

func (a *application) outcome() (Outcome, error) {
	touched, err := a.eval.Touched()
	if err != nil {
		return Outcome{}, fmt.Errorf("apply operation %s: %w", a.op.ID, err)
	}
	if len(touched) > MostTouched {
		p := a.op.Parts[0]
		return Outcome{Fate: Refused, Problems: []form.Problem{{Form: p.Form, ID: a.op.RecordID(0), Key: form.KeyTooMuch}}}, nil
	}
	out := Outcome{Fate: Applied, Conflicts: a.merge.conflicts, Assumed: a.eval.Assumed()}
	if a.merge.joined || len(out.Conflicts) > 0 {
		out.Fate = Merged
	}
	for _, t := range touched {
		c := Change{
			After: Record{Record: *t.After}, Written: form.Differences(t.Before, t.After),
			Effect: t.Effect, Step: t.Step, Action: t.Action, For: t.For, Scopes: t.Scopes,
		}
		if t.Before != nil {
			before := a.view.stored[form.Ref{Form: t.Before.Form, ID: t.Before.ID}]
			c.Before = &before
			c.After.Version, c.After.Rev, c.After.Seq, c.After.Extra = before.Version, before.Rev, before.Seq, before.Extra
		} else {
			c.After.Version = a.lib.Form(t.After.Form).Version
		}
		out.Changes = append(out.Changes, c)
	}
	for _, t := range a.eval.Told() {
		out.Tells = append(out.Tells, Tell{Form: t.Ref.Form, ID: t.Ref.ID, To: t.To, Label: t.Label, Step: t.Step, Late: t.Late})
	}
	return out, nil
}

// view is the Reader as a World that remembers what it has read. What it returns is
// shared, and never changed by an evaluation.
type view struct {
	Reader
	stored map[form.Ref]Record
}

func (v *view) Record(formName string, id form.ID) (*form.Record, error) {
	ref := form.Ref{Form: formName, ID: id}
	rec, ok := v.stored[ref]
	if !ok {
		var err error
		if rec, err = v.Stored(formName, id); err != nil {
			return nil, err
		}
		v.stored[ref] = rec
	}
	return &rec.Record, nil
}

// Arrived forwards to the Reader, where it knows.
func (v *view) Arrived(sha256 string) (bool, error) {
	if w, ok := v.Reader.(form.Arrivals); ok {
		return w.Arrived(sha256)
	}
	return true, nil
}

// asBefore shows one record as it was.
type asBefore struct {
	Reader
	ref  form.Ref
	base Record
}

func (b *asBefore) Stored(formName string, id form.ID) (Record, error) {
	if formName == b.ref.Form && id == b.ref.ID {
		return b.base, nil
	}
	return b.Reader.Stored(formName, id)
}

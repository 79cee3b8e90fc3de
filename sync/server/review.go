package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// Fields, states and acts of the review form that the server itself fills in and does.
const (
	reviewOpen    = "open"
	reviewSettle  = "settle"
	reviewHandOn  = "hand_over"
	reviewGivenUp = "given_up"
	reviewResent  = "resent"
)

// moveCase does an act of the server on a case, which must be carried out.
func (t *turn) moveCase(op record.Operation) error {
	answer, err := t.byServer(op)
	if err == nil && answer.fate != record.Applied && answer.fate != record.Merged {
		err = fmt.Errorf("%s: %v", answer.fate, answer.problems)
	}
	return err
}

// besides does what an operation of a device causes beside its own outcome: work that was
// not carried out opens a case for the office, and what supersedes it moves that case.
// A failure of it is logged and taken back alone; the operation itself stands.
func (t *turn) besides(from *source, a *arrival) error {
	if from.device == 0 || a.op.Actor == (form.ID{}) || t.lib.Form(record.Review) == nil {
		return nil
	}
	var acts []func() error
	if a.op.Supersedes != (form.ID{}) {
		acts = append(acts, func() error { return t.supersede(a) })
	}
	if a.answer.fate == record.Refused || a.answer.fate == record.Parked {
		acts = append(acts, func() error { return t.openCase(from, a) })
	}
	for _, act := range acts {
		err := t.inSavepoint(act)
		var worse *fatal
		if errors.As(err, &worse) {
			return err
		}
		if err != nil {
			t.s.log.Error("the office's case could not be written", "op", a.op.ID, "device", from.id, "error", err)
		}
	}
	return nil
}

// openCase shows the office what was not carried out: in the open case of its author and
// record, or in a new one.
func (t *turn) openCase(from *source, a *arrival) error {
	f := t.lib.Form(record.Review)
	if len(a.op.Parts) > 0 && !t.officeReads(f, a.op) {
		return nil
	}
	row, err := t.caseRow(a)
	if err != nil {
		return err
	}
	var about any
	var site form.ID
	if rec := t.subject(a); rec != nil {
		site = rec.Site
		if slices.Contains(f.Field("about").Forms, rec.Form) {
			about = form.Ref{Form: rec.Form, ID: rec.ID}
		}
	}
	if site == (form.ID{}) {
		if site, err = t.homeOf(a.op.Actor); err != nil {
			return err
		}
	}
	op := record.Operation{ID: record.ReviewID(a.op.ID), At: t.now}
	part := record.Part{Form: f.Name, Version: f.Version}
	open, err := t.openCaseOf(a.op.Actor, about)
	switch {
	case err != nil:
		return err
	case open != nil:
		part.Kind, part.ID, part.Table, part.Row = record.Add, open.ID, record.ReviewWorks, row
	default:
		device, err := deviceName(t.db, from.device)
		if err != nil {
			return err
		}
		part.Kind, part.Site = record.Create, site
		part.Values = form.Values{"kind": "work", "author": a.op.Actor, "device": device, record.ReviewWorks: []form.Row{row}}
		if about != nil {
			part.Values["about"] = about
		}
	}
	op.Parts = []record.Part{part}
	return t.moveCase(op)
}

// caseRow is an operation as the office reads it: what was typed, without what only some
// may see, and why it was not carried out.
func (t *turn) caseRow(a *arrival) (form.Row, error) {
	why, err := json.Marshal(a.answer.problems)
	if err != nil {
		return form.Row{}, fmt.Errorf("write the problems of operation %s: %w", a.op.ID, err)
	}
	row := form.Row{ID: a.op.ID.String(), Values: form.Values{"fate": string(a.answer.fate), "why": string(why)}}
	if !a.at.IsZero() {
		row.Values["done_at"] = a.at
	}
	if len(a.op.Parts) == 0 {
		return row, nil
	}
	bare := record.Operation{ID: a.op.ID, Dseq: a.op.Dseq, At: a.op.At, Actor: a.op.Actor, Overrode: a.op.Overrode}
	for n, p := range a.op.Parts {
		f := t.lib.Form(p.Form)
		p.ID, p.Was, p.Upon, p.Extra = a.op.RecordID(n), nil, nil, nil
		p.Values = openly(p.Values, f.Field)
		if table := f.Field(p.Table); table != nil && hidden(table) {
			p.Table, p.Row = "", form.Row{}
		}
		bare.Parts = append(bare.Parts, p)
	}
	work, err := record.Encode(t.lib, bare)
	if err != nil {
		return row, err
	}
	row.Values["work"] = string(work)
	return row, nil
}

// openly leaves out what is secret or narrowed to some readers, in rows too.
func openly(values form.Values, field func(string) *form.Field) form.Values {
	shown := form.Values{}
	for name, v := range values {
		f := field(name)
		if f == nil || hidden(f) {
			continue
		}
		if rows, ok := v.([]form.Row); ok {
			v = openRows(rows, f)
		}
		shown[name] = v
	}
	return shown
}

func openRows(rows []form.Row, table *form.Field) []form.Row {
	var shown []form.Row
	for _, row := range rows {
		cells := form.Values{}
		for _, c := range table.Columns {
			if v, ok := row.Values[c.Name]; ok && !hidden(c) {
				cells[c.Name] = v
			}
		}
		shown = append(shown, form.Row{ID: row.ID, Values: cells})
	}
	return shown
}

func hidden(f *form.Field) bool {
	return f.Type == form.Secret || len(f.Eyes()) > 0
}

// officeReads tells whether the readers of cases read all forms of an operation anyway;
// what they do about a case is no case.
func (t *turn) officeReads(review *form.Form, op record.Operation) bool {
	for _, p := range op.Parts {
		f := t.lib.Form(p.Form)
		if f == nil || f == review || f.Anonymous || !slices.ContainsFunc(f.Audience, func(w form.Who) bool {
			return w.Kind == form.WhoAnyone || w.Kind == form.WhoRole && slices.ContainsFunc(review.Audience, func(r form.Who) bool {
				return r.Kind == form.WhoRole && r.Role == w.Role
			})
		}) {
			return false
		}
	}
	return true
}

// subject returns the record that an operation is about, nil where there is none or its
// author is not to know whether there is.
func (t *turn) subject(a *arrival) *record.Record {
	foreign := protocol.OpProblem(protocol.NotInScope, nil).Key
	if len(a.op.Parts) == 0 || slices.ContainsFunc(a.answer.problems, func(p form.Problem) bool { return p.Key == foreign }) {
		return nil
	}
	rec, err := t.world().Stored(a.op.Parts[0].Form, a.op.RecordID(0))
	if err != nil {
		return nil
	}
	return &rec
}

// homeOf is the site of a person's first post, also of one that has ended.
func (t *turn) homeOf(who form.ID) (form.ID, error) {
	person, err := t.world().Stored("person", who)
	if errors.Is(err, form.ErrNotHere) {
		return form.ID{}, nil
	}
	if err != nil {
		return form.ID{}, err
	}
	posts, _ := person.Values["posts"].([]form.Row)
	for _, row := range posts {
		if site, ok := row.Values["site"].(form.Ref); ok {
			return site.ID, nil
		}
	}
	return form.ID{}, nil
}

// openCaseOf returns the case of a person and record that the office has not answered
// yet, nil if there is none.
func (t *turn) openCaseOf(author form.ID, about any) (*form.Record, error) {
	if about == nil {
		return nil, nil
	}
	cases, err := t.world().Matching(record.Review, []string{"author", "about"}, []any{author, about}, []string{reviewOpen})
	if err != nil || len(cases) == 0 {
		return nil, err
	}
	return cases[len(cases)-1], nil
}

// caseOf returns the case in which an operation is, or form.ErrNotHere.
func (t *turn) caseOf(op form.ID) (*record.Record, error) {
	var formN, k int64
	err := one(t.db, "SELECT form, rec FROM op WHERE op_id = ?", []any{blobID(record.ReviewID(op))}, &formN, &k)
	if errors.Is(err, errNoRow) || err == nil && (k == 0 || t.formNames[formN] != record.Review) {
		return nil, form.ErrNotHere
	}
	if err != nil {
		return nil, err
	}
	rec, err := t.world().byKey(record.Review, k)
	if err == nil && rec == nil {
		err = form.ErrNotHere
	}
	return rec, err
}

// supersede moves the case of work that its author has sent again, given up or handed to
// the office with a sentence.
func (t *turn) supersede(a *arrival) error {
	rec, err := t.caseOf(a.op.Supersedes)
	if errors.Is(err, form.ErrNotHere) {
		return nil
	}
	if err != nil {
		return err
	}
	f := t.lib.Form(record.Review)
	if rec.Values["author"] != a.op.Actor || !f.State(rec.State).Open() {
		return nil
	}
	op := record.Operation{ID: form.DerivedID(form.Ref{Form: f.Name, ID: rec.ID}, reviewSettle, "", a.op.ID), At: t.now}
	part := record.Part{Kind: record.Act, Form: f.Name, Version: f.Version, ID: rec.ID, State: rec.State, Base: rec.Rev}
	if a.op.Note {
		part.Action, part.Values = reviewHandOn, form.Values{"note": a.op.Reason}
		op.Parts = []record.Part{part}
		return t.moveCase(op)
	}
	rows, settled := outcome(rec, a.op)
	set := part
	set.Kind, set.State = record.Set, ""
	set.Values = form.Values{record.ReviewWorks: rows}
	set.Was = form.Values{record.ReviewWorks: rec.Values[record.ReviewWorks]}
	if a.op.Reason != "" {
		set.Values["note"], set.Was["note"] = a.op.Reason, rec.Values["note"]
	}
	op.Parts = []record.Part{set}
	if settled {
		part.Action = reviewSettle
		op.Parts = append(op.Parts, part)
	}
	return t.moveCase(op)
}

// outcome notes what became of the superseded work, and tells whether that settles the
// whole case.
func outcome(rec *record.Record, op record.Operation) (rows []form.Row, settled bool) {
	rows, _ = form.CloneValue(rec.Values[record.ReviewWorks]).([]form.Row)
	settled = true
	for i := range rows {
		if rows[i].ID == op.Supersedes.String() {
			rows[i].Values["outcome"] = reviewResent
			if len(op.Parts) == 0 {
				rows[i].Values["outcome"] = reviewGivenUp
			}
		}
		settled = settled && !form.Empty(rows[i].Values["outcome"])
	}
	return rows, settled
}

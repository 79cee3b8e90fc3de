package device

import (
	"context"
	"errors"
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// Work is one person's act, with what goes along with it.
type Work struct {
	Parts    []record.Part
	Overrode []record.Override // warnings gone on in spite of
	// Typed is what stays typed into the record that this work was typed into, in place of
	// its draft; empty, there is none any more. Nil leaves all drafts as they are: what
	// somebody typed goes only where it was saved.
	Typed *Draft
	// Supersedes names the refused operation that this one repeats or gives up.
	Supersedes form.ID
	Reason     string

	note       bool   // it hands the superseded one to the office
	resolved   string // what becomes of the superseded one
	deliberate bool   // it waits to be taken back before it is sent, as an act does
}

// Done is work that was saved.
type Done struct {
	Op form.ID // for Undo; zero if the work was refused
	record.Outcome
}

// Do saves one person's act on records: journal, records, search index and drafts in one
// transaction. What the forms refuse is not written at all and comes back as the
// outcome's problems.
func (s *Store) Do(ctx context.Context, parts ...record.Part) (record.Outcome, error) {
	done, err := s.Perform(ctx, Work{Parts: parts})
	return done.Outcome, err
}

// Perform is Do with everything that can go along. Base, State and Was of its parts are
// filled in from the records as they are here, where they are not given.
func (s *Store) Perform(ctx context.Context, w Work) (Done, error) {
	var done Done
	err := s.change(ctx, func(tx *tx) error {
		var err error
		done, err = tx.perform(w)
		return err
	})
	if err != nil {
		return Done{}, fmt.Errorf("save: %w", err)
	}
	return done, nil
}

func (tx *tx) perform(w Work) (Done, error) {
	if tx.tables == nil {
		return Done{}, ErrNoLibrary
	}
	last, err := tx.lastOp()
	if err != nil {
		return Done{}, err
	}
	op := record.Operation{
		ID: tx.s.cfg.NewID(), Dseq: last.dseq + 1, At: tx.now, Actor: tx.meta.id(metaPerson), Device: tx.meta.id(metaDevice),
		Parts: append([]record.Part(nil), w.Parts...), Overrode: w.Overrode, Prev: last.chain, Supersedes: w.Supersedes, Reason: w.Reason, Note: w.note,
	}
	for n := range op.Parts {
		if err := tx.fillIn(&op, n); err != nil {
			return Done{}, err
		}
	}
	for _, p := range op.Parts {
		if f := tx.tables.Library().Form(p.Form); f != nil {
			if open := openSecrets(f, p); len(open) > 0 {
				return Done{Outcome: record.Outcome{Fate: record.Refused, Problems: open}}, nil
			}
		}
	}
	out, err := tx.judge(op)
	if err != nil {
		return Done{}, err
	}
	if out.Fate == record.Refused {
		return Done{Outcome: out}, nil
	}
	op.Assumed = out.Assumed
	if tx.mayDiffer(op, out) {
		op.Expect = record.ExpectHash(tx.tables.Library(), out)
	}
	body, err := record.Encode(tx.tables.Library(), op)
	if err != nil {
		return Done{}, err
	}
	if len(op.Parts) > record.MostParts || len(body) > record.MostBytes-rechained {
		return Done{Outcome: record.Outcome{Fate: record.Refused, Problems: []form.Problem{tooMuch(op)}}}, nil
	}
	if err := tx.apply(op, &out, true); err != nil {
		return Done{}, err
	}
	if err := tx.journal(op, body, w.deliberate); err != nil {
		return Done{}, err
	}
	if w.Typed != nil {
		if err := tx.settleDraft(*w.Typed); err != nil {
			return Done{}, err
		}
	}
	for i := range out.Changes {
		if err := tx.recent(&out.Changes[i].After, true); err != nil {
			return Done{}, err
		}
	}
	if w.Supersedes != (form.ID{}) {
		if err := tx.resolve(w.Supersedes, w.resolved); err != nil {
			return Done{}, err
		}
	}
	tx.changed.Outbox = true
	return Done{Op: op.ID, Outcome: out}, nil
}

// rechained is by how many bytes an operation may grow when the journal is written anew.
const rechained = 1 << 10

// tooMuch is the problem of an operation that no server takes: kept in the journal, it would
// hold up everything behind it.
func tooMuch(op record.Operation) form.Problem {
	return form.Problem{Form: op.Parts[0].Form, ID: op.RecordID(0), Key: form.KeyTooMuch}
}

// fillIn fills in what a part was made on: the form's shape, the revision and state of the
// record, and the values that are replaced.
func (tx *tx) fillIn(op *record.Operation, n int) error {
	p := &op.Parts[n]
	if f := tx.tables.Library().Form(p.Form); f != nil && p.Version == 0 {
		p.Version = f.Version
	}
	if p.Kind == record.Create {
		return nil
	}
	if f := tx.tables.Library().Form(p.Form); f != nil && madeBefore(op, n) {
		if p.State == "" && p.Kind == record.Act {
			p.State = f.Start()
		}
		return nil
	}
	if p.Kind == record.Add && p.Base == 0 { // of a table with thousands of rows only the revision is read
		var err error
		if p.Base, err = tx.tables.Rev(tx.ctx, tx.db, p.Form, p.ID); err != nil || p.Base > 0 {
			return err
		}
	}
	rec, err := tx.world().Stored(p.Form, p.ID)
	if err != nil {
		return notFound(err)
	}
	if p.Base == 0 {
		p.Base = rec.Rev
	}
	if p.State == "" && p.Kind == record.Act {
		p.State = rec.State
	}
	if p.Was == nil && len(p.Values) > 0 && p.Base == rec.Rev {
		p.Was = record.Replaced(tx.tables.Library().Form(p.Form), p.Values, rec.Values)
	}
	if p.Upon == nil && p.Kind == record.Act {
		p.Upon = record.DecidedOn(tx.tables.Library().Form(p.Form).Action(p.Action), rec.Values)
	}
	return nil
}

// madeBefore tells whether part n is about a record that an earlier part makes.
func madeBefore(op *record.Operation, n int) bool {
	for i, p := range op.Parts[:n] {
		if p.Kind == record.Create && p.Form == op.Parts[n].Form && op.RecordID(i) == op.Parts[n].ID {
			return true
		}
	}
	return false
}

// mayDiffer tells whether an operation says what is expected of it: it touches more than its
// own record, or makes one whose site hangs on posts that may have changed. One that gets a
// number comes back anyway.
func (tx *tx) mayDiffer(op record.Operation, out record.Outcome) bool {
	if len(out.Changes) != 1 || len(op.Parts) > 1 {
		return len(out.Changes) > 1 || len(op.Parts) > 1
	}
	c := &out.Changes[0]
	return c.Before == nil && tx.tables.Library().Form(c.After.Form).Number == nil
}

// apply writes an outcome's records. Pending work keeps them as they were, so that it can
// be taken back; of what was refused or parked the parts' records are kept, so that it is
// judged again when they change.
func (tx *tx) apply(op record.Operation, out *record.Outcome, pending bool) error {
	first, err := tx.firstTry(op)
	if err != nil {
		return err
	}
	nth := 0
	for i := range out.Changes {
		c := &out.Changes[i]
		ref := form.Ref{Form: c.After.Form, ID: c.After.ID}
		c.After.Rev = 1
		if c.Before != nil {
			c.After.Rev = c.Before.Rev + 1
		} else if tx.tables.Library().Form(c.After.Form).Number != nil && c.After.Number == "" {
			nth++
			c.After.Number = table.Provisional(int(tx.meta.number(metaDeviceNumber)), first, nth)
		}
		if pending {
			if err := tx.keepBase(op.Dseq, ref, c.Before); err != nil {
				return err
			}
		}
		if err := tx.put(&c.After); err != nil {
			return err
		}
	}
	if !pending {
		return nil
	}
	for n := range op.Parts {
		if err := tx.keepAsItIs(op.Dseq, form.Ref{Form: op.Parts[n].Form, ID: op.RecordID(n)}); err != nil {
			return err
		}
	}
	return nil
}

// firstTry is the dseq that provisional numbers are made of: of an operation that repeats
// refused ones that of the first, as its number stands on paper already.
func (tx *tx) firstTry(op record.Operation) (int64, error) {
	dseq, of := op.Dseq, op.Supersedes
	for of != (form.ID{}) {
		e, err := tx.entryOf(of)
		if errors.Is(err, ErrNotFound) {
			return dseq, nil
		}
		if err != nil {
			return 0, err
		}
		earlier, err := tx.decode(e)
		if err != nil {
			return 0, err
		}
		dseq, of = e.dseq, earlier.Supersedes
	}
	return dseq, nil
}

// put writes a record into its table.
func (tx *tx) put(rec *record.Record) error {
	ref := form.Ref{Form: rec.Form, ID: rec.ID}
	if _, err := tx.tables.PutWith(tx.ctx, tx.db, rec, tx.numbered[ref]); err != nil {
		return err
	}
	tx.wrote(ref)
	return nil
}

// remove takes a record out of its table.
func (tx *tx) remove(ref form.Ref) error {
	if err := tx.tables.Delete(tx.ctx, tx.db, ref.Form, ref.ID); err != nil {
		return err
	}
	tx.wrote(ref)
	return nil
}

func (tx *tx) wrote(ref form.Ref) {
	if tx.s.register.Holds(ref.Form) {
		tx.s.register.Forget()
	}
	tx.touch(ref)
}

// keepBase keeps a record as it was before an operation, the first time that one
// touches it.
func (tx *tx) keepBase(dseq int64, ref form.Ref, before *record.Record) error {
	var body any
	rev := int64(0)
	if before != nil {
		whole, err := tx.tables.Marshal(before)
		if err != nil {
			return err
		}
		if body, err = packed(whole); err != nil {
			return err
		}
		rev = before.Rev
	}
	if err := run(tx.ctx, tx.db, "INSERT OR IGNORE INTO base(dseq, form, id, rev, body) VALUES (?, ?, ?, ?, ?)", dseq, ref.Form, ref.ID[:], rev, body); err != nil {
		return fmt.Errorf("keep %s %s as it was: %w", ref.Form, ref.ID, err)
	}
	return nil
}

// keepAsItIs keeps a record that an operation is about and did not change.
func (tx *tx) keepAsItIs(dseq int64, ref form.Ref) error {
	var n int
	err := table.One(tx.ctx, tx.db, "SELECT count(*) FROM base WHERE dseq = ? AND form = ? AND id = ?", []any{dseq, ref.Form, ref.ID[:]}, &n)
	if err != nil || n > 0 {
		return err
	}
	rec, err := tx.world().Stored(ref.Form, ref.ID)
	switch {
	case errors.Is(err, form.ErrNotHere):
		return tx.keepBase(dseq, ref, nil)
	case err != nil:
		return err
	default:
		return tx.keepBase(dseq, ref, &rec)
	}
}

package server

import (
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// reviewAccept is the act by which the office lets parked work count.
const reviewAccept = "accept"

// accepted returns the case whose parked work an outcome lets count, nil for none.
func accepted(out record.Outcome) *record.Record {
	for i := range out.Changes {
		c := &out.Changes[i]
		if c.After.Form == record.Review && c.Action == reviewAccept && !c.Effect {
			return &c.After
		}
	}
	return nil
}

// notCounted says that parked work cannot count: something else than right and state is
// against it.
type notCounted struct{ problems []form.Problem }

func (e *notCounted) Error() string { return "the parked work cannot be carried out" }

// letCount carries out the parked work of a case as the office's act: what was done, at
// the time it was done, by who accepts it. All of it or nothing.
func (t *turn) letCount(rec *record.Record, by form.ID) error {
	rows, _ := rec.Values[record.ReviewWorks].([]form.Row)
	for _, row := range rows {
		if row.Values["fate"] != string(record.Parked) || !form.Empty(row.Values["outcome"]) {
			continue
		}
		var id form.ID
		if err := id.UnmarshalText([]byte(row.ID)); err != nil {
			return fmt.Errorf("row of case %s: %w", rec.ID, err)
		}
		var body []byte
		var at string
		if err := one(t.db, "SELECT body, at FROM op WHERE op_id = ?", []any{blobID(id)}, &body, &at); err != nil {
			return fmt.Errorf("parked operation %s: %w", id, err)
		}
		was, err := record.Decode(t.lib, body)
		if err != nil { // it was parked because it cannot be read
			return &notCounted{[]form.Problem{protocol.OpProblem(protocol.OpUnreadable, map[string]any{"why": err.Error()})}}
		}
		op := record.Operation{
			ID: form.DerivedID(form.Ref{Form: rec.Form, ID: rec.ID}, reviewAccept, row.ID, form.ID{}), Actor: by,
			Parts: was.Parts, Overrode: was.Overrode, Accepts: id,
		}
		for n := range op.Parts {
			op.Parts[n].ID = was.RecordID(n)
		}
		if op.At, err = time.Parse(protocol.TimeLayout, at); err != nil {
			return fmt.Errorf("parked operation %s: %w", id, err)
		}
		answer, err := t.byServer(op)
		if err != nil {
			return err
		}
		if answer.fate != record.Applied && answer.fate != record.Merged {
			return &notCounted{answer.problems}
		}
	}
	return nil
}

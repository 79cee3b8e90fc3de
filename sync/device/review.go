package device

import (
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// reviewed takes what the office did about work that was not carried out: an answer is
// shown beside the work, and what the office has closed needs this person no more.
func (tx *tx) reviewed(rec *record.Record) error {
	f := tx.tables.Library().Form(rec.Form)
	if rec.Form != record.Review || rec.Values["author"] != tx.meta.id(metaPerson) {
		return nil
	}
	reply, _ := rec.Values[record.ReviewReply].(string)
	rows, _ := rec.Values[record.ReviewWorks].([]form.Row)
	for _, row := range rows {
		var op form.ID
		if err := op.UnmarshalText([]byte(row.ID)); err != nil {
			continue // not a row of this form's
		}
		if err := run(tx.ctx, tx.db, "UPDATE answer SET reply = ? WHERE op_id = ?", reply, op[:]); err != nil {
			return fmt.Errorf("take the office's answer: %w", err)
		}
		if state := f.State(rec.State); state != nil && !state.Open() {
			if err := run(tx.ctx, tx.db, "UPDATE answer SET resolved = 'office' WHERE op_id = ? AND resolved IS NULL", op[:]); err != nil {
				return fmt.Errorf("take the office's decision: %w", err)
			}
		}
		tx.changed.Outbox = true
	}
	return nil
}

package device

import (
	"errors"
	"fmt"
	"sort"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// overlay is an operation on a record that is not settled.
type overlay struct {
	dseq int64
	ref  form.Ref
	rev  int64 // of the record as it was before; 0: it was not here
}

// overlays reads what lies over the confirmed records. Of a record with thousands of rows
// there may be thousands, so none of them brings the record along.
func (r *reader) overlays(where string, args ...any) ([]overlay, error) {
	var all []overlay
	err := table.Each(r.ctx, r.db, "SELECT dseq, form, id, rev FROM base WHERE "+where, args, func(scan func(...any) error) error {
		var o overlay
		var id []byte
		if err := scan(&o.dseq, &o.ref.Form, &id, &o.rev); err != nil {
			return err
		}
		copy(o.ref.ID[:], id)
		all = append(all, o)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what lies over the records: %w", err)
	}
	return all, nil
}

// overlaid returns the dseqs of the operations that lie over a record, oldest first.
func (r *reader) overlaid(ref form.Ref) ([]int64, error) {
	all, err := r.overlays("form = ? AND id = ? ORDER BY dseq", ref.Form, ref.ID[:])
	dseqs := make([]int64, len(all))
	for i, o := range all {
		dseqs[i] = o.dseq
	}
	return dseqs, err
}

// rollBack takes all operations from a dseq on off the view, and returns the revisions
// they had predicted.
func (tx *tx) rollBack(from int64) (predicted map[int64]map[form.Ref]int64, err error) {
	all, err := tx.overlays("dseq >= ? ORDER BY dseq DESC", from)
	if err != nil {
		return nil, err
	}
	predicted = map[int64]map[form.Ref]int64{}
	// Of several operations on one record the first one's row is the one to go back to.
	first := map[form.Ref]overlay{}
	for _, o := range all {
		if predicted[o.dseq] == nil {
			predicted[o.dseq] = map[form.Ref]int64{}
		}
		predicted[o.dseq][o.ref] = o.rev + 1
		first[o.ref] = o
	}
	for _, ref := range inOrder(first) {
		if first[ref].rev == 0 {
			rec, err := tx.world().Stored(ref.Form, ref.ID)
			if err != nil && !isNotHere(err) {
				return nil, err
			}
			if table.IsProvisional(rec.Number) {
				tx.numbered[ref] = rec.Number
			}
			if err := tx.remove(ref); err != nil {
				return nil, err
			}
			continue
		}
		rec, err := tx.before(first[ref])
		if err != nil {
			return nil, err
		}
		if err := tx.put(&rec); err != nil {
			return nil, err
		}
	}
	if err := run(tx.ctx, tx.db, "DELETE FROM base WHERE dseq >= ?", from); err != nil {
		return nil, fmt.Errorf("take operations off the view: %w", err)
	}
	return predicted, nil
}

// before returns a record as it was before an operation.
func (r *reader) before(o overlay) (record.Record, error) {
	var body []byte
	err := table.One(r.ctx, r.db, "SELECT body FROM base WHERE dseq = ? AND form = ? AND id = ?", []any{o.dseq, o.ref.Form, o.ref.ID[:]}, &body)
	if err != nil {
		return record.Record{}, fmt.Errorf("read %s %s as it was: %w", o.ref.Form, o.ref.ID, err)
	}
	whole, err := unpacked(body)
	if err != nil {
		return record.Record{}, err
	}
	return r.tables.Unmarshal(whole)
}

// replay puts an operation on the view again. One that does not fit any more leaves the
// view as it is and waits for the server's word.
func (tx *tx) replay(e entry, pending bool) (record.Outcome, error) {
	op, err := tx.decode(e)
	if err != nil {
		return record.Outcome{}, err
	}
	out, err := tx.judge(op)
	if err != nil {
		return out, err
	}
	return out, tx.apply(op, &out, pending)
}

// inOrder lists refs so that the same work is done in the same order everywhere.
func inOrder[V any](m map[form.Ref]V) []form.Ref {
	refs := make([]form.Ref, 0, len(m))
	for ref := range m {
		refs = append(refs, ref)
	}
	sort.Slice(refs, func(i, j int) bool {
		if refs[i].Form != refs[j].Form {
			return refs[i].Form < refs[j].Form
		}
		return refs[i].ID.String() < refs[j].ID.String()
	})
	return refs
}

// isNotHere tells whether a record is merely not here.
func isNotHere(err error) bool { return errors.Is(err, form.ErrNotHere) }

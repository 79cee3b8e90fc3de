package device

import (
	"errors"
	"fmt"
	"sort"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// kept is a record as it was before an operation.
type kept struct {
	dseq int64
	ref  form.Ref
	body []byte // nil: it was not here
}

func (r *reader) kept(where string, args ...any) ([]kept, error) {
	var all []kept
	err := table.Each(r.ctx, r.db, "SELECT dseq, form, id, body FROM base WHERE "+where, args, func(scan func(...any) error) error {
		var k kept
		var id []byte
		if err := scan(&k.dseq, &k.ref.Form, &id, &k.body); err != nil {
			return err
		}
		copy(k.ref.ID[:], id)
		all = append(all, k)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read records as they were: %w", err)
	}
	return all, nil
}

// overlaid returns the dseqs of the operations that lie over a record, oldest first.
func (r *reader) overlaid(ref form.Ref) ([]int64, error) {
	all, err := r.kept("form = ? AND id = ? ORDER BY dseq", ref.Form, ref.ID[:])
	dseqs := make([]int64, len(all))
	for i, k := range all {
		dseqs[i] = k.dseq
	}
	return dseqs, err
}

// rollBack takes all operations from a dseq on off the view, and returns the revisions
// they had predicted.
func (tx *tx) rollBack(from int64) (predicted map[int64]map[form.Ref]int64, err error) {
	all, err := tx.kept("dseq >= ? ORDER BY dseq DESC", from)
	if err != nil {
		return nil, err
	}
	predicted = map[int64]map[form.Ref]int64{}
	for _, k := range all {
		if predicted[k.dseq] == nil {
			predicted[k.dseq] = map[form.Ref]int64{}
		}
		if k.body == nil {
			predicted[k.dseq][k.ref] = 1
		}
	}
	// Of several operations on one record the first one's row is the one to go back to.
	first := map[form.Ref]kept{}
	for _, k := range all {
		first[k.ref] = k
		if k.body != nil {
			rec, err := tx.tables.Unmarshal(k.body)
			if err != nil {
				return nil, err
			}
			predicted[k.dseq][k.ref] = rec.Rev + 1
		}
	}
	for _, ref := range inOrder(first) {
		k := first[ref]
		if k.body == nil {
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
		rec, err := tx.tables.Unmarshal(k.body)
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

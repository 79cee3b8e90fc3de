package device

import (
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// settling is a reply while it is taken in.
type settling struct {
	*tx
	reply   Reply
	before  int64          // dseq answered before this reply
	upto    int64          // and with it
	results map[int64]bool // dseqs that did not come out as predicted
	dropped map[int64]bool // dseqs that leave the view
	from    int64          // the view is rolled back to before this dseq; 0: not at all
}

func (st *settling) settle() error {
	st.upto = max(st.before, st.reply.Upto)
	st.meta.setNumber(metaUpto, st.upto)
	if st.upto > st.before || len(st.reply.Results) > 0 {
		st.changed.Outbox = true
	}
	if err := st.noteAnswered(st.before, st.upto); err != nil {
		return err
	}
	if err := st.answers(); err != nil {
		return err
	}
	if err := st.arrivals(); err != nil {
		return err
	}
	overlaid, err := st.some("base")
	if err != nil {
		return err
	}
	if overlaid {
		if err := st.findStart(); err != nil {
			return err
		}
		if err := st.acceptBefore(st.from); err != nil {
			return err
		}
	}
	var predicted map[int64]map[form.Ref]int64
	if st.from > 0 {
		if predicted, err = st.rollBack(st.from); err != nil {
			return err
		}
	}
	if err := st.putConfirmed(); err != nil {
		return err
	}
	if st.from > 0 {
		if err := st.replayAll(predicted); err != nil {
			return err
		}
	}
	for _, ref := range st.reply.Leaves {
		if err := st.leave(ref); err != nil {
			return err
		}
	}
	return st.unpin()
}

// answers notes what came out otherwise and which operations leave the view by it.
func (st *settling) answers() error {
	for _, r := range st.reply.Results {
		// By its id: after a restore it may have another place here than there.
		all, err := st.entries("op_id = ?", r.Op[:])
		if err != nil {
			return err
		}
		if len(all) == 0 {
			continue // of before this database was made
		}
		r.Dseq = all[0].dseq
		st.results[r.Dseq] = true
		switch {
		case r.Fate == Waits:
			if err := st.await(r, untilAsked); err != nil {
				return err
			}
		case r.Fate == record.Refused || r.Fate == record.Parked:
			st.dropped[r.Dseq] = true
			if err := st.answer(all[0], r); err != nil {
				return err
			}
		case r.Seq > st.reply.Through:
			// Its rows are not here yet: until they are, the view shows what was predicted.
			if err := st.await(r, r.Seq); err != nil {
				return err
			}
		default:
			st.dropped[r.Dseq] = true
		}
		if st.dropped[r.Dseq] && all[0].await > 0 {
			if err := st.await(r, nil); err != nil {
				return err
			}
		}
		for _, c := range r.Conflicts {
			if err := st.keepConflict(r.Op, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// await notes up to which sequence changes must be here until an operation leaves the view.
func (st *settling) await(r Result, seq any) error {
	if err := run(st.ctx, st.db, "UPDATE op SET await = ? WHERE dseq = ?", seq, r.Dseq); err != nil {
		return fmt.Errorf("note the answer to operation %s: %w", r.Op, err)
	}
	return nil
}

// arrivals finds operations answered earlier whose rows have come by now.
func (st *settling) arrivals() error {
	all, err := st.entries("await IS NOT NULL AND await <= ?", st.reply.Through)
	if err != nil {
		return err
	}
	for _, e := range all {
		st.dropped[e.dseq] = true
		st.results[e.dseq] = true
		if err := run(st.ctx, st.db, "UPDATE op SET await = NULL WHERE dseq = ?", e.dseq); err != nil {
			return fmt.Errorf("settle operation %s: %w", e.id, err)
		}
	}
	return nil
}

// findStart finds the first operation that must come off the view: one that is dropped,
// or one that lies over a record which the server sent.
func (st *settling) findStart() error {
	earlier := func(dseq int64) {
		if st.from == 0 || dseq < st.from {
			st.from = dseq
		}
	}
	for dseq := range st.dropped {
		earlier(dseq)
	}
	for i := range st.reply.Records {
		rec := &st.reply.Records[i]
		dseqs, err := st.overlaid(form.Ref{Form: rec.Form, ID: rec.ID})
		if err != nil {
			return err
		}
		for _, dseq := range dseqs {
			accepted, err := st.accepted(dseq)
			if err != nil {
				return err
			}
			if !accepted {
				earlier(dseq)
				break
			}
		}
	}
	return nil
}

// accepted tells whether an operation came out as predicted.
func (st *settling) accepted(dseq int64) (bool, error) {
	if dseq > st.upto || st.results[dseq] {
		return false, nil
	}
	all, err := st.entries("dseq = ? AND await IS NOT NULL", dseq)
	return len(all) == 0, err
}

// acceptBefore settles by watermark: what came out as predicted and lies before the
// replay is confirmed as it stands.
func (st *settling) acceptBefore(from int64) error {
	last := st.upto
	if from > 0 {
		last = min(last, from-1)
	}
	err := run(st.ctx, st.db, "DELETE FROM base WHERE dseq <= ? AND dseq NOT IN (SELECT dseq FROM op WHERE await IS NOT NULL)", last)
	if err != nil {
		return fmt.Errorf("settle operations up to %d: %w", last, err)
	}
	return nil
}

// putConfirmed puts the server's rows in place. A row older than the confirmed one was
// read before work of this device that is settled already.
func (st *settling) putConfirmed() error {
	stale, err := st.some("stale")
	if err != nil {
		return err
	}
	pinned, err := st.some("pinned")
	if err != nil {
		return err
	}
	for i := range st.reply.Records {
		rec := &st.reply.Records[i]
		ref := form.Ref{Form: rec.Form, ID: rec.ID}
		if st.tables.Table(rec.Form) == nil {
			return fmt.Errorf("record %s of form %q: %w", rec.ID, rec.Form, table.ErrUnknownForm)
		}
		again := false
		if stale {
			res, err := st.db.ExecContext(st.ctx, "DELETE FROM stale WHERE form = ? AND id = ?", ref.Form, ref.ID[:])
			if err != nil {
				return fmt.Errorf("confirm %s %s: %w", ref.Form, ref.ID, err)
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			again = n > 0
		}
		rev, err := st.tables.Rev(st.ctx, st.db, ref.Form, ref.ID)
		if err != nil {
			return err
		}
		if rev > rec.Rev && !again {
			continue
		}
		if err := st.put(rec); err != nil {
			return err
		}
		if err := st.reviewed(rec); err != nil {
			return err
		}
		if pinned {
			if err := st.unpinOne(ref); err != nil {
				return err
			}
		}
		if len(st.reply.Records)-i <= keptRecent {
			if err := st.recent(rec, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// replayAll plays the operations from the start of the replay on again: what was
// accepted becomes confirmed, what is pending lies on top.
func (st *settling) replayAll(predicted map[int64]map[form.Ref]int64) error {
	all, err := st.entries("dseq >= ? AND (dseq > ? OR await IS NOT NULL OR dseq > ?)", st.from, st.upto, st.before)
	if err != nil {
		return err
	}
	for _, e := range all {
		if st.dropped[e.dseq] || e.withdrawn {
			continue
		}
		if e.dseq > st.upto || e.await > 0 {
			if _, err := st.replay(e, true); err != nil {
				return err
			}
			continue
		}
		if err := st.confirm(e, predicted[e.dseq]); err != nil {
			return err
		}
	}
	return nil
}

// confirm plays an accepted operation on the confirmed rows, but for those that have it
// in them already.
func (st *settling) confirm(e entry, predicted map[form.Ref]int64) error {
	op, err := st.decode(e)
	if err != nil {
		return err
	}
	out, err := st.judge(op)
	if err != nil {
		return err
	}
	kept := out.Changes[:0]
	for _, c := range out.Changes {
		if c.Before == nil || c.Before.Rev < predicted[form.Ref{Form: c.After.Form, ID: c.After.ID}] {
			kept = append(kept, c)
		}
	}
	out.Changes = kept
	return st.apply(op, &out, false)
}

// some tells whether one of this package's tables holds anything.
func (r *reader) some(tableName string) (bool, error) {
	var n int
	err := table.One(r.ctx, r.db, "SELECT EXISTS (SELECT 1 FROM "+tableName+")", nil, &n)
	return n > 0, err
}

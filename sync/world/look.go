package world

// look is what the oracle does after a step.
func (w *World) look(tb *tablet) error {
	w.lookAtTablet(tb)
	if w.office.srv == nil {
		return nil
	}
	w.audit()
	d := w.office.disk()
	if n := w.number(d, "SELECT count(*) FROM (SELECT 1 FROM unit WHERE state = 'kept' GROUP BY serial HAVING count(*) > 1)"); n > 0 {
		w.fail("I6", "%d serials are registered twice", n)
	}
	if w.chaos.files {
		w.lookAtAttachments()
	}
	if n := w.number(d, "SELECT coalesce(max(seq), 0) FROM feed"); n < w.office.feed && w.office.feed > 0 {
		w.fail("I4", "the feed went back from %d to %d", w.office.feed, n)
	}
	return nil
}

// lookAtTablet sees that what was typed on a tablet and what was saved is still there (I8,
// I1).
func (w *World) lookAtTablet(tb *tablet) {
	if tb.life == gone {
		return
	}
	drafts := w.text(tb.disk(), "SELECT coalesce(group_concat(vals), '') FROM draft")
	for _, t := range w.typed {
		if t.tb == tb && !contains(drafts, t.word) {
			w.fail("I8", "the draft with %s on tablet %d is gone", t.word, tb.n)
		}
	}
	journal := map[string]bool{}
	for _, c := range w.cells(tb.disk(), "SELECT op_id FROM op") {
		journal[string(bytesOf(c))] = true
	}
	for _, s := range w.saved {
		if s.tb == tb && !s.forgotten && !journal[string(s.op[:])] {
			if s.settled == "" || !w.atOffice(s) {
				w.fail("I1", "operation %s, saved at step %d, is not in the journal of tablet %d", s.op, s.step, tb.n)
			}
			s.forgotten = true // pruned
		}
	}
}

// atOffice tells whether the office has an operation, be it that it waits for others after
// a restore.
func (w *World) atOffice(s *saved) bool {
	return w.number(w.office.disk(), "SELECT EXISTS (SELECT 1 FROM op WHERE op_id = ?1) OR EXISTS (SELECT 1 FROM waiting WHERE op_id = ?1)", s.op[:]) > 0
}

// lookAfterSync holds a tablet that has just synced against the office: what it believes
// answered is there (I1), the chain it witnessed is the office's (I12).
func (w *World) lookAfterSync(tb *tablet) {
	if tb.disk().dead || w.office.srv == nil || w.office.disk().dead {
		return
	}
	w.audit()
	st := tb.store.SyncState()
	if tb.life == active {
		for _, head := range w.cells(tb.disk(), "SELECT head FROM witness") {
			if !w.office.book.links[string(bytesOf(head))] {
				w.fail("I12", "tablet %d has witnessed a chain that is not the office's", tb.n)
			}
		}
	}
	answered := map[string]bool{}
	for _, c := range w.cells(tb.disk(), "SELECT op_id FROM op WHERE dseq <= ?", st.Upto) {
		answered[string(bytesOf(c))] = true
	}
	for _, s := range w.saved {
		if s.tb != tb || s.settled == st.Epoch || !answered[string(s.op[:])] {
			continue
		}
		if !w.atOffice(s) {
			w.fail("I1", "operation %s of tablet %d counts as answered and is not at the office", s.op, tb.n)
		}
		s.settled = st.Epoch
	}
}

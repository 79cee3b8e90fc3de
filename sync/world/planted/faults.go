package main

// fault is a mistake that somebody could make: an edit of one place of the product.
type fault struct {
	name string
	rule string // of sync/README.md: R1 to R12, or the invariant
	file string
	old  string // occurs once in the file
	new  string
}

func faults() []fault {
	return []fault{
		{"cursor moves before the data", "R1", "sync/device/reply.go",
			"	err := s.change(ctx, func(tx *tx) error {\n		m := tx.meta\n",
			"	if reply.Through > 0 {\n		if err := s.change(ctx, func(tx *tx) error { tx.meta.set(metaCursor, reply.Cursor); return nil }); err != nil {\n			return err\n		}\n	}\n	err := s.change(ctx, func(tx *tx) error {\n		m := tx.meta\n"},
		{"a new epoch is taken without reading anew", "R2", "sync/device/restart.go", "		if err := tx.startOver(); err != nil {\n			return err\n		}\n", ""},
		{"a restored server is sent only what its places lack", "R2", "sync/device/restart.go", "		if err := tx.sendSince(since); err != nil {\n			return err\n		}\n", ""},
		{"a retry is not recognised", "R3", "sync/server/push.go",
			"	known, err := t.answeredBefore(a)\n", "	known, err := t.answeredBefore(a)\n	known = false\n"},
		{"a copy's work keeps its places", "R3", "sync/device/restart.go", "		op.Dseq = at\n", ""},
		{"a full page moves the cursor to the end", "R4", "sync/server/pull.go",
			"	if len(rows) >= p.most {\n		return true, nil\n	}\n	c.Seq = max", "	c.Seq = max"},
		{"an entering record takes no sequence", "R4", "sync/server/feed.go", "			t.head++\n			m.seq = t.head\n", "			m.seq = t.head\n"},
		{"a refused operation is dropped", "R5", "sync/device/settle.go",
			"			if err := st.answer(all[0], r); err != nil {\n				return err\n			}\n", ""},
		{"the watermark passes a refused operation", "R5", "sync/server/sync.go", "reply.Upto = min(last, m.ask.Acked)", "reply.Upto = last"},
		{"what left is purged under pending work", "R6", "sync/device/scope.go", "	if !busy {\n		return tx.forget(ref)\n", "	if busy || !busy {\n		return tx.forget(ref)\n"},
		{"a carried record is not taken away", "R6", "sync/server/feed.go", "	give(wasAuds, wasCarried, -1)\n", "	give(wasAuds, nil, -1)\n"},
		{"nobody is told that a record left", "R6", "sync/server/pull.go", "			if r.seq <= c.Born {\n", "			if r.seq <= c.Born || true {\n"},
		{"the draft is dropped before the save", "R10", "sync/device/perform.go",
			"	var done Done\n	err := s.change(ctx, func(tx *tx) error {\n		var err error\n		done, err = tx.perform(w)\n",
			"	var done Done\n	for _, p := range w.Parts {\n		if err := s.DropDraft(ctx, p.Form, p.ID); err != nil {\n			return Done{}, err\n		}\n	}\n	err := s.change(ctx, func(tx *tx) error {\n		var err error\n		done, err = tx.perform(w)\n"},
		{"an act elsewhere drops what is typed", "R10", "sync/device/perform.go",
			"	if w.Typed != nil {\n", "	for n := range op.Parts {\n		if err := tx.dropDraft(form.Ref{Form: op.Parts[n].Form, ID: op.RecordID(n)}); err != nil {\n			return Done{}, err\n		}\n	}\n	if w.Typed != nil {\n"},
		{"a beginning anew empties the outbox", "R10", "sync/device/restart.go",
			"	tx.meta.set(metaCursor, \"\")\n", "	tx.meta.set(metaCursor, \"\")\n	if err := run(tx.ctx, tx.db, \"DELETE FROM op WHERE dseq > ?\", tx.meta.number(metaUpto)); err != nil {\n		return err\n	}\n"},
		{"an act waits for ever after the clock was set back", "R9", "sync/device/undo.go", "e.isAct && !e.withdrawn && age >= 0 && age < UndoWindow", "e.isAct && !e.withdrawn && age < UndoWindow"},
		{"pending work is not laid over newer forms", "R11", "sync/device/library.go", "	if from == 0 {\n		return nil\n	}\n	return tx.replayFrom(from)", "	if from >= 0 {\n		return nil\n	}\n	return tx.replayFrom(from)"},
		{"a record ends without its attachments", "R12", "sync/server/world.go", "	return n > 0, err\n}\n\n// step is", "	return n >= 0, err\n}\n\n// step is"},
		{"merging drops the loser", "I8", "sync/record/merge.go", "	m.conflict(rec, field, c)\n	return mine, keep, err\n", "	return mine, keep, err\n"},
		{"an exclusive value is not compared", "I6", "sync/record/merge.go", "if field.Merge == \"exclusive\" {", "if field.Merge == \"exclusive\" && field.Name == \"\" {"},
		{"an effect happens twice", "I2", "forms/form/effect_change.go", "	for _, v := range at.values {\n", "	for _, v := range append(at.values[:len(at.values):len(at.values)], at.values...) {\n"},
		{"the log is not chained", "I12", "sync/server/write.go", "t.hash = row.link(t.hash)", "t.hash = row.link(nil)"},
		{"a hidden field is sent to all", "I17", "sync/server/pack.go", "			delete(recs[i].Values, name)\n", "			_ = name\n"},
		{"what was parked leaves no case", "I8", "sync/device/settle.go", "case r.Fate == record.Refused || r.Fate == record.Parked:", "case r.Fate == record.Refused:"},
		{"after a new beginning its own changes are not asked for", "R3", "sync/client/exchange.go", "Own: unconfirmed,", "Own: unconfirmed && false,"},
		{"a drained tablet asks for the newer library", "I10", "sync/client/exchange.go", "if c.push || wired.Library == \"\"", "if wired.Library == \"\""},
	}
}

package world

import (
	"fmt"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// word is a text that occurs nowhere else in a history.
func (w *World) word() string {
	w.words++
	return fmt.Sprintf("w%dx%dz", w.step, w.words)
}

// typed is a draft that a tablet was asked to keep.
type typed struct {
	tb   *tablet
	ref  form.Ref
	word string
}

// saved is an operation that a tablet said is safe, with the words typed into it.
type saved struct {
	tb     *tablet
	op     form.ID
	ref    form.Ref // of its first part
	words  []string
	typed  bool // they were a draft before
	step   int
	undone bool // taken back by its person
	// forgotten: the tablet's disk was put back to before it, or the tablet is gone. It
	// need not be on the tablet any more.
	forgotten bool
	settled   string // epoch in which it was seen at the office
}

// secret is a text that not everybody may see.
type secret struct {
	text   string
	sealed bool // nobody gets it in the clear; else a keeper does
}

// save lets a tablet's person do something, sometimes with a draft before it, and notes
// what was promised by it.
func (w *World) save(d dice, tb *tablet, words []string, work device.Work) error {
	first, typed := work.Parts[0], false
	if first.Kind != record.Create && len(work.Parts) == 1 && len(words) > 0 && first.Table == "" && d.in(3) {
		if ok, err := w.draft(tb, first, words); !ok || err != nil {
			return err
		}
		work.Typed, typed = &device.Draft{Form: first.Form, ID: first.ID}, true
	}
	return w.attempt(tb, saved{words: words, typed: typed}, first, func() (device.Done, error) { return tb.store.Perform(ctx, work) })
}

// attempt runs an act that saves one operation, which is noted as it is begun.
func (w *World) attempt(tb *tablet, begun saved, first record.Part, act func() (device.Done, error)) error {
	tb.attempt = form.ID{}
	done, err := act()
	s := &begun
	s.tb, s.op, s.step = tb, tb.attempt, w.step
	if tb.disk().dead {
		// Whether it was saved is seen when the tablet is started again.
		s.ref = form.Ref{Form: first.Form, ID: first.ID}
		if s.ref.ID == (form.ID{}) {
			s.ref.ID = s.op
		}
		tb.doubts = append(tb.doubts, doubt{saved: s})
		return nil
	}
	w.note("tablet %d does %s %s %s %s: %s %v %v", tb.n, first.Kind, first.Form, first.ID, first.Action, done.Fate, done.Problems, err)
	if err != nil {
		return err
	}
	if done.Op == (form.ID{}) {
		return nil
	}
	s.op = done.Op
	s.ref = form.Ref{Form: first.Form, ID: first.ID}
	if s.ref.ID == (form.ID{}) {
		s.ref.ID = s.op
	}
	w.keep(s)
	return nil
}

// keep notes an operation that is safe; a draft that it was typed as is done with.
func (w *World) keep(s *saved) {
	w.operations++
	w.saved = append(w.saved, s)
	w.byOp[s.op] = s
	if s.typed {
		w.dropTyped(s.tb, s.ref)
	}
}

func (w *World) dropTyped(tb *tablet, ref form.Ref) {
	kept := w.typed[:0]
	for _, t := range w.typed {
		if t.tb != tb || t.ref != ref {
			kept = append(kept, t)
		}
	}
	w.typed = kept
}

// draft lets a tablet keep what is typed.
func (w *World) draft(tb *tablet, p record.Part, words []string) (bool, error) {
	ref := form.Ref{Form: p.Form, ID: p.ID}
	err := tb.store.SaveDraft(ctx, p.Form, p.ID, device.Draft{Values: p.Values})
	if tb.disk().dead {
		tb.doubts = append(tb.doubts, doubt{ref: ref, words: words})
		return false, nil
	}
	if err != nil {
		return false, err
	}
	w.retype(tb, ref, words)
	w.note("tablet %d keeps a draft of %s %s", tb.n, p.Form, p.ID)
	return true, nil
}

// doubt is something whose end was cut off by a power failure.
type doubt struct {
	saved *saved   // nil: a draft
	undo  bool     // of saved
	ref   form.Ref // of a draft
	words []string
}

// recall looks what a tablet that was started again knows of what it did when its power
// failed. An act is there whole or not at all.
func (w *World) recall(tb *tablet) {
	all := tb.doubts
	tb.doubts = nil
	for _, q := range all {
		switch {
		case q.saved == nil:
			text := w.text(tb.disk(), "SELECT coalesce(group_concat(vals), '') FROM draft WHERE form = ? AND id = ?", q.ref.Form, q.ref.ID[:])
			if len(q.words) > 0 && strings.Contains(text, q.words[0]) {
				w.retype(tb, q.ref, q.words)
			}
		case q.undo:
			q.saved.undone = w.number(tb.disk(), "SELECT count(*) FROM op WHERE op_id = ? AND withdrawn = 1", q.saved.op[:]) > 0
		case w.number(tb.disk(), "SELECT count(*) FROM op WHERE op_id = ?", q.saved.op[:]) > 0:
			w.keep(q.saved)
		}
	}
}

func (w *World) retype(tb *tablet, ref form.Ref, words []string) {
	w.dropTyped(tb, ref)
	for _, word := range words {
		w.typed = append(w.typed, &typed{tb, ref, word})
	}
}

// text and number read one value off a disk.
func (w *World) text(d *disk, query string, args ...any) string {
	cells := w.cells(d, query, args...)
	if len(cells) == 0 {
		return ""
	}
	switch v := cells[0].(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

func (w *World) number(d *disk, query string, args ...any) int64 {
	cells := w.cells(d, query, args...)
	if len(cells) == 0 {
		return 0
	}
	n, _ := cells[0].(int64)
	return n
}

func (w *World) cells(d *disk, query string, args ...any) []any {
	all, err := d.query(query, args...)
	if err != nil {
		w.fail("error", "%v", err)
	}
	return all
}

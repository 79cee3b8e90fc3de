package device

import (
	"slices"
	"sync"

	"fieldline/forms/form"
)

// Change says what a committed transaction changed.
type Change struct {
	Records     []form.Ref
	Outbox      bool // operations, answers or conflicts
	Drafts      bool
	Notices     bool
	Attachments bool
	Identity    bool
	Proof       bool // alarms, and how the two sides compare
	Met         bool // the first pull came to its end
	Library     bool // forms changed: everything may look different
}

// Empty tells whether nothing changed.
func (c Change) Empty() bool {
	return len(c.Records) == 0 && !c.Outbox && !c.Drafts && !c.Notices && !c.Attachments && !c.Identity && !c.Proof && !c.Met && !c.Library
}

// Has tells whether a record is among what changed.
func (c Change) Has(formName string, id form.ID) bool {
	for _, ref := range c.Records {
		if ref.Form == formName && ref.ID == id {
			return true
		}
	}
	return c.Library
}

// With joins what two transactions changed, one after the other.
func (c Change) With(later Change) Change {
	return Change{
		Records: append(slices.Clip(c.Records), later.Records...),
		Outbox:  c.Outbox || later.Outbox, Drafts: c.Drafts || later.Drafts, Notices: c.Notices || later.Notices, Attachments: c.Attachments || later.Attachments,
		Identity: c.Identity || later.Identity, Proof: c.Proof || later.Proof, Met: c.Met || later.Met, Library: c.Library || later.Library,
	}
}

type watchers struct {
	mu   sync.Mutex
	next int
	all  map[int]func(Change)
}

// Watch has f called after every transaction that changed something, on the goroutine of
// whoever changed it; f must return soon and must not wait for the store.
func (s *Store) Watch(f func(Change)) (stop func()) {
	w := &s.watchers
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.all == nil {
		w.all = map[int]func(Change){}
	}
	n := w.next
	w.next++
	w.all[n] = f
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.all, n)
	}
}

func (w *watchers) tell(c Change) {
	if c.Empty() {
		return
	}
	w.mu.Lock()
	var all []func(Change)
	for n := range w.next {
		if f := w.all[n]; f != nil {
			all = append(all, f)
		}
	}
	w.mu.Unlock()
	for _, f := range all {
		f(c)
	}
}

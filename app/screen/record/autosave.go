package record

import (
	"context"
	"sync"
	"time"

	"fieldline/sync/device"
)

// What is typed is kept as a draft when the cursor leaves a field, and every two seconds
// while somebody types; after five minutes' rest it becomes an operation.
const (
	draftEvery = 2 * time.Second
	restBefore = 5 * time.Minute
)

// autosave keeps what is typed. Its methods are called on the UI thread; writing is not
// done there.
type autosave struct {
	s       *Screen
	ticking bool
	typed   bool // since the last draft
	stops   []func()
	rest    func()
	kept    time.Time // of the last draft

	mu      sync.Mutex
	taken   int // drafts handed over, in order
	written int // the newest that is on the disk, or was made void
}

func newAutosave(s *Screen) *autosave { return &autosave{s: s} }

// changed notes that something was typed.
func (a *autosave) changed() {
	a.typed = true
	a.s.session.note(a.s.view)
	if !a.ticking {
		a.ticking = true
		a.after(draftEvery, func() {
			a.ticking = false
			a.save()
		})
	}
	if a.rest != nil {
		a.rest()
	}
	a.rest = a.after(restBefore, func() {
		if !a.s.gone && a.s.session != nil {
			a.s.settle(false)
		}
	})
}

func (a *autosave) after(d time.Duration, do func()) (stop func()) {
	stop = a.s.deps.After(d, do)
	a.stops = append(a.stops[max(0, len(a.stops)-4):], stop)
	return stop
}

// save writes a draft of what is typed now, off the UI thread; of two that overtake each
// other the later stays.
func (a *autosave) save() {
	s := a.s
	if !a.typed || s.gone || s.session == nil {
		return
	}
	a.typed = false
	d := s.session.draftOf(s.view, s.focus())
	empty := len(d.Values) == 0 && len(d.Raw) == 0
	a.mu.Lock()
	a.taken++
	turn := a.taken
	a.mu.Unlock()
	store := s.deps.Store
	s.deps.Background(func(ctx context.Context) {
		at, err := a.write(ctx, store, d, turn, empty)
		s.deps.UI.Do(func() {
			if err != nil {
				s.deps.Nav.Failed(s.deps.Words.T("record.doing.draft"), err)
				return
			}
			if !at.IsZero() && !s.gone {
				a.kept = at
				s.frame.renew()
			}
		})
	})
}

func (a *autosave) write(ctx context.Context, store *device.Store, d device.Draft, turn int, empty bool) (time.Time, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if turn <= a.written {
		return time.Time{}, nil // a later one, or an operation, has all of it
	}
	a.written = turn
	if empty {
		return time.Time{}, store.DropDraft(ctx, d.Form, d.ID)
	}
	return store.Now(), store.SaveDraft(ctx, d.Form, d.ID, d)
}

// hold makes drafts void that are still to be written: an operation takes their place.
func (a *autosave) hold() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.typed = false
	a.written = a.taken
}

// stop ends the timers and makes pending drafts void.
func (a *autosave) stop() {
	for _, stop := range a.stops {
		stop()
	}
	a.stops = nil
	a.hold()
}

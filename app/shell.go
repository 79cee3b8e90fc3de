package app

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"fieldline/app/screen"
	"fieldline/app/screen/seal"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/client"
	"fieldline/sync/device"
)

// shell is the frame around every screen: rail or bottom bar, header with the sync
// badge, the screen itself, and what lies over it.
type shell struct {
	app   *App
	deps  screen.Deps
	roles []string
	desks []desk

	stack   []visited // where one came from; the top is what is seen
	current screen.Screen
	begun   form.Values // what a new record on top began with, nil for any other screen

	root   *fyne.Container
	ground *canvas.Rectangle
	rail   *widgets.Rail
	bar    *widgets.BottomBar
	header *widgets.Header
	badge  *widgets.SyncBadge
	under  fyne.CanvasObject // the header's search, where it has a row of its own
	toast  *toast

	bench   *seal.Bench    // the line to dialers, whatever screen is seen
	counts  map[string]int // by desk
	dialogs []*dialog
	wedge   wedge
	class   screen.Class
	wide    bool
	size    fyne.Size
	behind  bool // it waits for what lies over the screen to be made again
	dirty   bool
	came    device.Change // what changed since the screen was refreshed
	typed   int           // how often drafts were kept
	closed  bool
}

// showShell draws the shell of the open installation at the place somebody was last.
func (a *App) showShell() {
	in := a.inst
	s := &shell{app: a, counts: map[string]int{}, bench: &seal.Bench{Ports: a.cfg.Ports}, wedge: wedge{now: a.cfg.Now}, size: a.window.Canvas().Size()}
	s.deps = screen.Deps{
		Store: in.store, Syncer: in.client, Words: a.words, UI: a.cfg.UI, Nav: s,
		Window: s.window, Width: s.contentWidth, Class: func() screen.Class { return s.class },
		Now: in.store.Now, Launch: s.launch, Copy: s.copyText, After: a.after, Background: a.cfg.Background, Play: a.cfg.Play, Papers: a,
	}
	a.shell = s
	s.classify(s.size)
	unread := s.readRoles()
	s.ground = canvas.NewRectangle(theme.Current().Desk)
	s.root = container.New(&shellLayout{s})
	s.badge = widgets.NewSyncBadge(widgets.Offline, "", func() { s.Switch(screen.Place{Route: screen.RouteOutbox}) })
	s.drawBadge(in.client.State())
	in.stops = append(in.stops, in.store.Watch(s.changed), in.client.OnState(s.synced))
	s.bindKeys()
	a.window.SetContent(s.root)
	at, ok := a.memory.place(in.folder)
	if !ok || !s.mayShow(at) {
		at = s.home()
	}
	if at != s.home() {
		s.stack = append(s.stack, visited{at: s.home()})
	}
	s.push(at, nil)
	s.count()
	s.remind()
	s.tell(unread)
	s.synced(in.client.State()) // it may have been told before anybody listened
	a.watchIdle()
	if a.policy(a.ctx).Must && !in.store.Vault().HasPIN() {
		a.choosePIN()
	}
}

// tell shows what could not be read, when there is something to show it over.
func (s *shell) tell(unread error) {
	if unread != nil {
		s.Failed(s.app.words.T("app.doing.read"), unread)
	}
}

// remindEvery is how often this device looks for reminders whose time has come.
const remindEvery = time.Minute

// remind makes the notices that are addressed to this person, offline too.
func (s *shell) remind() {
	if s.closed {
		return
	}
	s.background(func(ctx context.Context) {
		_, err := s.deps.Store.Remind(ctx)
		s.app.cfg.UI.Do(func() {
			if s.closed {
				return
			}
			if err != nil {
				s.Failed(s.app.words.T("app.doing.remind"), err)
				return
			}
			s.app.after(remindEvery, s.remind)
		})
	})
}

// close takes the shell off the window; the screen has been left by whoever closes.
func (s *shell) close() {
	if s.closed {
		return
	}
	s.leave()
	s.bench.Stop()
	s.closed = true
	s.closeDialogs()
	s.hideToast()
}

// home is the first desk of the person's roles.
func (s *shell) home() screen.Place { return s.desks[0].place }

// readRoles finds out what the person is; a person whose record has not come yet sees
// what everybody sees.
func (s *shell) readRoles() error {
	roles, err := s.deps.Store.Roles(s.app.ctx)
	s.roles = roles
	s.desks = desksOf(s.deps.Store.Library(), roles)
	if errors.Is(err, device.ErrNotFound) {
		return nil
	}
	return err
}

// changed is called by the store on any goroutine; what is seen is refreshed once for
// all changes that came in before it was drawn.
func (s *shell) changed(ch device.Change) {
	s.app.cfg.UI.Do(func() {
		if ch.Drafts && !ch.Outbox { // what rests becomes an operation by itself
			s.typed++
		}
		switch {
		case s.closed:
		case ch.Library || ch.Identity || touchesPerson(ch):
			unread := s.readRoles()
			s.rebuild()
			s.count()
			s.tell(unread)
		case len(ch.Records) > 0 || ch.Outbox || ch.Attachments || ch.Notices || ch.Proof || ch.Met:
			s.came = s.came.With(ch)
			s.refreshSoon()
		}
	})
}

func touchesPerson(ch device.Change) bool {
	for _, ref := range ch.Records {
		if ref.Form == formPerson {
			return true
		}
	}
	return false
}

// refreshDelay joins changes of many transactions, such as the pages of a download.
const refreshDelay = 80 * time.Millisecond

func (s *shell) refreshSoon() {
	if s.dirty {
		return
	}
	s.dirty = true
	s.app.after(refreshDelay, func() {
		came := s.came
		s.dirty, s.came = false, device.Change{}
		if s.closed {
			return
		}
		if f, ok := s.current.(screen.Follower); ok {
			f.Follow(came)
		} else {
			s.current.Refresh()
		}
		s.drawHeader()
		s.count()
	})
}

// synced is called by the client on any goroutine.
func (s *shell) synced(st client.State) {
	s.app.cfg.UI.Do(func() {
		if s.closed {
			return
		}
		if p := st.Problem; p != nil && p.Wipe {
			s.app.wipe(st.Pending)
			return
		}
		s.drawBadge(st)
		s.setCount(screen.RouteOutbox, waits(st))
	})
}

func (s *shell) drawBadge(st client.State) {
	now := s.deps.Now() // as the server's clock has it: a tablet's own may be set wrong
	short := ""
	if s.class == screen.Phone {
		short = badgeNumber(st)
	}
	s.badge.Set(badgeOf(st), badgeWords(s.app.words, st, now), short)
	if s.header != nil {
		s.header.Refresh()
	}
}

// count brings the counts of the desks into the rail, behind the UI thread.
func (s *shell) count() {
	desks, store, state := s.desks, s.deps.Store, s.deps.Syncer.State()
	s.setCount(screen.RouteOutbox, waits(state))
	s.background(func(ctx context.Context) {
		found := map[string]int{}
		for _, d := range desks {
			if !d.counted {
				continue
			}
			n, err := store.Count(ctx, device.Query{Form: d.place.Form, List: d.place.List})
			if err != nil {
				continue // a count that cannot be had is not shown
			}
			found[d.key()] = n
		}
		s.app.cfg.UI.Do(func() {
			for key, n := range found {
				s.setCount(key, n)
			}
		})
	})
}

func (s *shell) setCount(key string, n int) {
	s.counts[key] = n
	if s.rail != nil {
		s.rail.SetCount(key, n)
	}
	if s.bar != nil {
		s.bar.SetCount(key, n)
	}
}

// attachedLook is how often it is looked at whether what kept a screen from being made
// again has gone.
const attachedLook = 200 * time.Millisecond

// attached tells whether something lies over the screen that belongs to it: anything but
// the lock.
func (s *shell) attached() bool {
	for _, over := range s.window().Canvas().Overlays().List() {
		if cover := s.app.cover; cover == nil || over != cover.over {
			return true
		}
	}
	return false
}

// rebuild makes everything that is seen again: another language, theme, class or library.
// What lies over the screen belongs to it and may be half filled in: it is waited for.
func (s *shell) rebuild() {
	if s.closed || s.current == nil || s.behind {
		return
	}
	if s.attached() {
		s.behind = true
		s.app.after(attachedLook, func() {
			s.behind = false
			s.rebuild()
		})
		return
	}
	before, at := s.current, s.current.Place()
	kept := false
	if k, ok := s.current.(screen.Keeper); ok {
		kept = k.Keep(s.app.ctx) == nil
	}
	if !kept && !s.leave() {
		return
	}
	offset := s.offset()
	s.stack[len(s.stack)-1] = visited{at, offset}
	s.ground.FillColor = theme.Current().Desk
	s.badge.Refresh()
	s.show(at, s.begun)
	if heir, ok := s.current.(screen.Heir); ok {
		heir.Inherit(before)
	}
	s.scrollTo(offset)
	s.drawBadge(s.deps.Syncer.State())
}

// rebuild makes the screen that is seen again.
func (a *App) rebuild() {
	switch {
	case a.closed:
		return
	case a.shell != nil:
		a.shell.rebuild()
	default:
		a.redrawSignIn()
	}
	if a.cover != nil {
		a.cover.Redraw()
	}
}

// mayShow tells whether a remembered place still leads somewhere.
func (s *shell) mayShow(at screen.Place) bool {
	if at.Form != "" && s.deps.Store.Library().Form(at.Form) == nil {
		return false
	}
	if at.Route == screen.RouteRecord {
		if at.ID == (form.ID{}) {
			return false
		}
		_, err := s.deps.Store.Record(s.app.ctx, at.Form, at.ID)
		if err != nil {
			_, err = s.deps.Store.Draft(s.app.ctx, at.Form, at.ID)
		}
		return err == nil
	}
	return knownRoute(at.Route)
}

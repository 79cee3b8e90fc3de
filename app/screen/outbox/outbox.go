// Package outbox shows what became of one's own work: what needs a person (refused,
// written by two, or a file that cannot be sent), what waits to be sent, and what was delivered today. read.go gathers
// it, rows.go lists it; refusal.go, conflict.go, file.go and waiting.go show one of it.
package outbox

import (
	"context"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/protocol"
)

const (
	besideLeast float32 = 860
	listWidth   float32 = 434
)

// Screen is the outbox.
type Screen struct {
	deps  screen.Deps
	place screen.Place

	items   *items
	chosen  form.ID           // the operation or conflict that is seen
	asked   asked             // the conflict that is being decided
	shown   *protocol.Problem // that stops syncing, as drawn
	sought  bool              // somebody came for the case in place; it is opened where it is not seen beside
	reading screen.Reading
	stop    func()
	shut    func() // closes the dialog in which a narrow window shows a case

	root *fyne.Container
	list *fyne.Container
	side *fyne.Container
}

// New makes the screen; place may name the case that is seen.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{deps: deps, place: place, chosen: place.ID, sought: place.ID != form.ID{}, list: widgets.Column(theme.SpaceSheet), side: widgets.Column(0)}
	margin := theme.SpacePage
	if deps.Class() == screen.Phone {
		margin = theme.SpaceButtons
	}
	list := widgets.VScroll(widgets.Pad(2, margin, theme.SpacePage, margin, s.list))
	if s.beside() {
		s.root = widgets.FillRow(0, widgets.Fixed(listWidth+2*margin, 0, list),
			widgets.Grow(widgets.Pad(2, margin, margin, 0, s.side)))
	} else {
		s.root = widgets.Column(0, widgets.Grow(list))
	}
	s.stop = deps.Syncer.OnState(func(now stateNow) {
		deps.UI.Do(func() { s.follow(now) })
	})
	s.Refresh()
	return s
}

// follow draws anew what a state of syncing changes here.
func (s *Screen) follow(now stateNow) {
	if s.reading.Ended() {
		return
	}
	if keyOf(now.Problem) != keyOf(s.shown) && s.items != nil {
		s.shown = now.Problem
		s.draw()
	}
	s.deps.Nav.Redraw()
}

// keyOf names a problem; "" is none.
func keyOf(p *protocol.Problem) string {
	if p == nil {
		return ""
	}
	return p.Key
}

func (s *Screen) beside() bool { return s.deps.Width() >= besideLeast }

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header says when the server was last reached.
func (s *Screen) Header() screen.Header {
	w, st := s.deps.Words, s.deps.Syncer.State()
	h := screen.Header{Title: w.T("outbox.title"), Context: w.T("sync.never")}
	if !st.LastSuccess.IsZero() {
		h.Context = w.T("sync.last", w.When(st.LastSuccess, s.deps.Now()))
	}
	h.Actions = []fyne.CanvasObject{widgets.NewButton(widgets.Quiet, "refresh", w.T("sync.now"), s.deps.Syncer.Wake)}
	return h
}

// Place is the outbox with the case that is seen.
func (s *Screen) Place() screen.Place {
	at := s.place
	at.ID = s.chosen
	return at
}

// Leave does nothing: nothing is typed here that is not in a dialog.
func (s *Screen) Leave(context.Context) error {
	s.reading.End()
	s.stop()
	return nil
}

// Refresh reads everything again.
func (s *Screen) Refresh() {
	screen.Read(s.deps, &s.reading, s.read, func(found *items) {
		s.items, s.shown = found, s.deps.Syncer.State().Problem
		s.draw()
		s.deps.Nav.Redraw()
		s.openSought()
	})
}

// openSought shows the case that somebody came for, in a narrow window.
func (s *Screen) openSought() {
	if !s.sought || s.beside() {
		return
	}
	s.sought = false
	if c := s.find(); c != nil && c.id == s.chosen {
		s.showCase(c)
	}
}

// settled closes the dialog of a case that was decided.
func (s *Screen) settled() {
	if s.shut != nil {
		s.shut()
		s.shut = nil
	}
	s.chosen, s.asked = form.ID{}, asked{}
}

func (s *Screen) speech() formview.Speech {
	return formview.Speech{Words: s.deps.Words, Lib: s.deps.Store.Library(),
		Names: screen.Source{Store: s.deps.Store, Ctx: context.Background()}, Now: s.deps.Now}
}

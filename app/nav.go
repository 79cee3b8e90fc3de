package app

import (
	"context"
	"net/url"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Open shows a record, at a field when one is given.
func (s *shell) Open(formName string, id form.ID, field ...string) {
	at := screen.Place{Route: screen.RouteRecord, Form: formName, ID: id}
	if len(field) > 0 {
		at.Field = field[0]
	}
	s.Go(at)
}

// OpenList shows one of a form's lists, "" for the first.
func (s *shell) OpenList(formName, list string) {
	s.Go(screen.Place{Route: screen.RouteList, Form: formName, List: list})
}

// New begins a record that has these values.
func (s *shell) New(formName string, values form.Values) {
	if !s.leave() {
		return
	}
	if formName == library.SegmentTable { // a table is imported, not typed
		s.push(screen.Place{Route: screen.RouteSegments}, nil)
		return
	}
	if values == nil {
		values = form.Values{} // without any it would be a record that is not here
	}
	s.push(screen.Place{Route: screen.RouteRecord, Form: formName, ID: s.deps.Store.NewID()}, values)
}

// Act does an action of a record from elsewhere.
func (s *shell) Act(formName string, id form.ID, action string) {
	act(s, formName, id, action)
}

// Go shows any place; what was shown before is found again by Back.
func (s *shell) Go(at screen.Place) {
	if !s.leave() {
		return
	}
	s.push(at, nil)
}

// Switch shows the first screen of a desk: what lies behind it is forgotten.
func (s *shell) Switch(at screen.Place) {
	if !s.leave() {
		return
	}
	s.stack = s.stack[:0]
	s.push(at, nil)
}

// Back shows what was shown before, or the home.
func (s *shell) Back() {
	if len(s.stack) < 2 && s.here() == s.home() {
		return
	}
	if !s.leave() {
		return
	}
	before := visited{at: s.home()}
	if len(s.stack) >= 2 {
		before = s.stack[len(s.stack)-2]
		s.stack = s.stack[:len(s.stack)-2]
	} else {
		s.stack = s.stack[:0]
	}
	s.push(before.at, nil)
	s.scrollTo(before.offset)
}

// Close goes back where a record is shown that is no more.
func (s *shell) Close(formName string, id form.ID) {
	if at := s.here(); at.Route == screen.RouteRecord && at.Form == formName && at.ID == id {
		s.Back()
	}
}

// visited is a place where one was, and how far it was scrolled.
type visited struct {
	at     screen.Place
	offset float32
}

// offset is how far the current screen is scrolled.
func (s *shell) offset() float32 {
	if on, ok := s.current.(screen.Scrolling); ok {
		return on.Offset()
	}
	return 0
}

// scrollTo shows the current screen where it was scrolled to.
func (s *shell) scrollTo(y float32) {
	if on, ok := s.current.(screen.Scrolling); ok && y > 0 {
		on.ScrollTo(y)
	}
}

// Redraw asks the current screen for its header again.
func (s *shell) Redraw() { s.drawHeader() }

// here is the place on top of the stack.
func (s *shell) here() screen.Place {
	if len(s.stack) == 0 {
		return screen.Place{}
	}
	return s.stack[len(s.stack)-1].at
}

// leave has the current screen keep what is typed, and remembers where in it one was.
func (s *shell) leave() bool {
	if s.current == nil {
		return true
	}
	if len(s.stack) > 0 {
		s.stack[len(s.stack)-1] = visited{s.current.Place(), s.offset()}
	}
	if err := s.current.Leave(s.app.ctx); err != nil {
		s.Failed(s.app.words.T("app.doing.keep"), err)
		return false
	}
	return true
}

// push shows a place on top of what was left.
func (s *shell) push(at screen.Place, values form.Values) {
	s.stack = append(s.stack, visited{at: at})
	s.begun = values
	s.show(at, values)
	s.app.rememberPlace(at)
}

// show makes the screen of a place and draws it.
func (s *shell) show(at screen.Place, values form.Values) {
	s.closeDialogs()
	s.window().Canvas().Unfocus()
	s.current = routeOf(at).make(s, at, values)
	s.draw()
}

// launch hands an address to the system.
func (s *shell) launch(address string) {
	u, err := url.Parse(address)
	if err == nil {
		err = s.app.cfg.OpenURL(u)
	}
	if err == nil {
		return
	}
	if path, isFile := strings.CutPrefix(address, "file://"); isFile {
		fyne.LogError("open "+path, err)
		s.Toast(s.app.words.T("app.no_viewer", path), nil)
		return
	}
	s.Failed(s.app.words.T("app.doing.launch"), err)
}

// copyText puts a text on the clipboard and says so.
func (s *shell) copyText(text string) {
	s.app.cfg.Fyne.Clipboard().SetContent(text)
	s.Toast(s.app.words.T("app.copied", text), nil)
}

func (s *shell) window() fyne.Window { return s.app.window }

// rememberPlace notes where somebody is, so that a kill brings him back there.
func (a *App) rememberPlace(at screen.Place) {
	if a.inst == nil {
		return
	}
	folder := a.inst.folder
	a.memory.change(func(r *remembered) { r.Places[folder] = at })
	a.remember()
}

// background of a shell runs a read or a save of a screen.
func (s *shell) background(f func(context.Context)) { s.app.cfg.Background(f) }

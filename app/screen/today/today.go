// Package today is the engineer's home: the visits of the day in order of time, the one
// whose turn it is with its next step, cards that are due, and what tomorrow still lacks.
// day.go reads the day, lines.go says the one thing to know about a visit, steps.go
// finds the next step; the other files draw.
package today

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// panelLeast is the width of a screen that has room for the panel beside the run sheet.
const (
	panelLeast float32 = 900
	panelWidth float32 = 432
)

// Fits tells whether a library has what the screen is made of: orders with a person and
// a time. Everything else is drawn where the library has it.
func Fits(lib *form.Library) bool {
	f := lib.Form(library.ServiceOrder)
	return f != nil && f.Column(library.ServiceOrderEngineer) != nil && f.Column(library.ServiceOrderPlannedStart) != nil
}

// Screen is the engineer's home.
type Screen struct {
	deps  screen.Deps
	place screen.Place

	root   *fyne.Container // replaced when what was read is drawn
	sheet  *fyne.Container // the run sheet and what stands below it
	scroll *container.Scroll
	side   *fyne.Container // the panel or the bar
	rows   []*widgets.ListRow

	day     *day
	notices []screen.Notice
	env     *form.Env
	ahead   bool    // the next day's visits are shown
	wanted  float32 // where to scroll to when the day is drawn
	chosen  form.ID // an order somebody tapped; zero: the one whose turn it is
	reading screen.Reading
	tick    func() // stops the clock
}

// New makes the screen; the order in place is the one that is chosen.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{deps: deps, place: place, chosen: place.ID, ahead: place.List == nextDay}
	s.sheet = widgets.Column(theme.SpaceSheets)
	s.scroll = widgets.VScroll(s.padded(s.sheet))
	s.side = widgets.Column(0)
	s.root = s.arrange()
	s.Refresh()
	s.keepTime()
	return s
}

func (s *Screen) phone() bool { return s.deps.Class() == screen.Phone }

// beside tells whether the panel stands beside the run sheet.
func (s *Screen) beside() bool { return s.deps.Width() >= panelLeast }

func (s *Screen) padded(o fyne.CanvasObject) fyne.CanvasObject {
	switch {
	case s.phone():
		return widgets.Pad(2, theme.SpaceButtons, theme.SpaceSheets, theme.SpaceButtons, o)
	case s.beside():
		return widgets.Pad(1, theme.SpaceIcon, theme.SpaceButtons, theme.SpacePage, o)
	}
	return widgets.Pad(1, theme.SpacePage, theme.SpacePage, theme.SpacePage, o)
}

func (s *Screen) arrange() *fyne.Container {
	if s.beside() {
		return widgets.FillRow(theme.SpaceIcon, widgets.Grow(s.scroll),
			widgets.Fixed(panelWidth+theme.SpacePage, 0, widgets.Pad(1, theme.SpacePage, theme.SpacePage, 0, s.side)))
	}
	return widgets.Column(0, widgets.Grow(s.scroll), s.side)
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header says the day and how many orders it has.
func (s *Screen) Header() screen.Header {
	w := s.deps.Words
	h := screen.Header{Title: w.T("today.title")}
	if s.day == nil {
		h.Context = w.Day(s.deps.Now())
		return h
	}
	name := w.Day(s.day.now)
	if s.phone() {
		name = w.ShortDay(s.day.now)
	}
	done := 0
	for _, v := range s.day.visits {
		if v.done() {
			done++
		}
	}
	h.Context = w.T("today.context", name, len(s.day.visits))
	if done > 0 && !s.phone() && s.beside() {
		h.Context = w.T("today.context_done", name, len(s.day.visits), done)
	}
	return h
}

// Place is the screen with the order that is chosen.
func (s *Screen) Place() screen.Place {
	at := s.place
	at.ID, at.List = s.chosen, ""
	if s.ahead {
		at.List = nextDay
	}
	return at
}

// nextDay in a Place says that the visits of the next day are shown too.
const nextDay = "next_day"

// Offset is how far the day is scrolled.
func (s *Screen) Offset() float32 { return s.scroll.Offset.Y }

// ScrollTo scrolls there when the day is drawn.
func (s *Screen) ScrollTo(y float32) { s.wanted = y }

// Leave stops the clock; nothing is typed here.
func (s *Screen) Leave(context.Context) error {
	s.reading.End()
	if s.tick != nil {
		s.tick()
	}
	return nil
}

// Refresh reads the day again and draws it.
func (s *Screen) Refresh() {
	screen.Read(s.deps, &s.reading, s.read, func(found reading) {
		s.day, s.env, s.notices = found.day, found.env, found.notices
		s.draw()
		s.deps.Nav.Redraw()
	})
}

// reading is what is read at once.
type reading struct {
	day     *day
	env     *form.Env
	notices []screen.Notice
}

func (s *Screen) read(ctx context.Context) (found reading, err error) {
	found.env = s.deps.Store.Env(ctx, nil)
	if found.day, err = load(found.env); err != nil {
		return found, err
	}
	found.notices, err = screen.Unseen(ctx, s.deps.Store)
	return found, err
}

// keepTime draws again each minute: deadlines run.
func (s *Screen) keepTime() {
	s.tick = s.deps.After(time.Minute, func() {
		if !s.reading.Ended() {
			s.Refresh()
			s.keepTime()
		}
	})
}

// picked is the visit whose panel is seen: the one that was tapped, else the one whose
// turn it is, else one whose card is due; nil on a day without visits.
func (s *Screen) picked() *visit {
	d := s.day
	for i := range d.visits {
		if d.visits[i].order.ID == s.chosen {
			return &d.visits[i]
		}
	}
	if d.next >= 0 {
		return &d.visits[d.next]
	}
	for i := range d.visits {
		if d.visits[i].due != nil {
			return &d.visits[i]
		}
	}
	if len(d.visits) > 0 {
		return &d.visits[len(d.visits)-1]
	}
	return nil
}

// tap chooses a visit where the panel is seen, else opens its order.
func (s *Screen) tap(v visit) {
	if !s.beside() || s.chosen == v.order.ID {
		s.deps.Nav.Open(library.ServiceOrder, v.order.ID)
		return
	}
	s.chosen = v.order.ID
	s.draw()
}

// TypedKey chooses a visit with the arrows and opens it with Enter.
func (s *Screen) TypedKey(key *fyne.KeyEvent) bool {
	if s.day == nil || len(s.day.visits) == 0 {
		return false
	}
	at := 0
	for i := range s.day.visits {
		if p := s.picked(); p != nil && s.day.visits[i].order.ID == p.order.ID {
			at = i
		}
	}
	switch key.Name {
	case fyne.KeyUp:
		at = max(0, at-1)
	case fyne.KeyDown:
		at = min(len(s.day.visits)-1, at+1)
	case fyne.KeyReturn, fyne.KeyEnter:
		s.deps.Nav.Open(library.ServiceOrder, s.day.visits[at].order.ID)
		return true
	default:
		return false
	}
	s.chosen = s.day.visits[at].order.ID
	s.draw()
	return true
}

func (s *Screen) speech() formview.Speech {
	return formview.Speech{Words: s.deps.Words, Lib: s.env.Lib, Names: s.env.World, Now: s.deps.Now}
}

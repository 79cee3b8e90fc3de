// Package seal is where a dialer is told its program over a line, read back and sealed, and
// where what it holds is compared with what it was delivered with. bench.go has the line and
// the job on it, which outlives the screen; job.go writes, reads and seals; read.go gathers
// what is known; setup.go asks for the line and the secrets; tell.go says how far it is and
// what became of it; values.go draws registers, delivery.go the seal, tones.go is for units
// that are set from a telephone.
package seal

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// Screen is the bench with one dialer.
type Screen struct {
	deps  screen.Deps
	place screen.Place
	bench *Bench
	files Files

	reading screen.Reading
	desk    *desk // nil until it was read
	setup   *setup
	tones   tones
	whole   bool // all registers are shown
	seen    *run // the job that was drawn last
	bar     *widgets.ProgressBar
	stage   *widgets.Text

	root *fyne.Container
	body *fyne.Container
}

// New makes the screen; the place names a dialer or a program (DOC-12).
func New(deps screen.Deps, place screen.Place, bench *Bench, files Files) *Screen {
	s := &Screen{deps: deps, place: place, bench: bench, files: files, body: widgets.Column(theme.SpaceSheets)}
	margin := theme.SpacePage
	if deps.Class() == screen.Phone {
		margin = theme.SpaceButtons
	}
	s.root = widgets.Column(0, widgets.Grow(widgets.VScroll(widgets.Pad(5, margin, margin, margin, s.body))))
	bench.watch = s.worked
	s.Refresh()
	return s
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header names the dialer.
func (s *Screen) Header() screen.Header {
	h := screen.Header{Title: s.deps.Words.T("seal.title"), Back: true}
	if s.desk != nil {
		h.Context = s.desk.serial
	}
	return h
}

// Place is the dialer or the program.
func (s *Screen) Place() screen.Place { return s.place }

// Refresh reads what is known again; a job that is going on is not disturbed.
func (s *Screen) Refresh() {
	screen.Read(s.deps, &s.reading, s.read, func(d *desk) {
		s.desk = d
		if s.setup == nil {
			s.setup = s.newSetup()
		}
		s.draw()
		s.deps.Nav.Redraw()
	})
}

// Leave leaves a job that is going on to the bench.
func (s *Screen) Leave(context.Context) error {
	s.reading.End()
	s.bench.watch = nil
	return nil
}

// worked shows how far the job is; what it came to is read again.
func (s *Screen) worked() {
	r := s.bench.of(s.place.ID)
	switch {
	case s.desk == nil || r == nil:
	case r.ended:
		if r.err == nil {
			s.setup.forget()
		}
		s.Refresh()
	case s.seen != r || s.bar == nil:
		s.draw()
	default:
		s.advance(r)
	}
}

func (s *Screen) speech() formview.Speech {
	return formview.Speech{Words: s.deps.Words, Lib: s.deps.Store.Library(), Names: s.desk.names, Now: s.deps.Now}
}

// beside is the least width at normal text for the line and what it came to side by side.
const beside float32 = 900

func (s *Screen) draw() {
	r := s.bench.of(s.place.ID)
	s.seen, s.bar = r, nil
	head, told, ask := s.headParts(), s.delivery(r), []fyne.CanvasObject(nil)
	switch {
	case r != nil && !r.ended:
		told = append([]fyne.CanvasObject{s.goingOn(r)}, told...)
	case r != nil:
		told = append(s.came(r), told...)
	}
	if r == nil || r.ended {
		ask = s.setupParts()
	}
	registers := s.registers(r)
	column := func(parts ...[]fyne.CanvasObject) fyne.CanvasObject {
		return widgets.Column(theme.SpaceSheets, slices.Concat(parts...)...)
	}
	if s.deps.Width() >= beside*theme.Current().Scale() && len(told)+len(registers) > 0 {
		widgets.SetChildren(s.body, widgets.TopRow(theme.SpaceSheets, widgets.GrowBy(2, column(head, ask)), widgets.GrowBy(3, column(told, registers))))
	} else {
		widgets.SetChildren(s.body, column(head, told, ask, registers))
	}
	s.root.Refresh()
}

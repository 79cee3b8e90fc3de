// Package proof shows whether everything that was written on this device has reached the
// server, and to the office the same of the devices of its people: how many, whether they
// are the same, and what to do where they are not.
package proof

import (
	"context"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// prover is a syncer by which the two sides can be compared; what it says needs a network.
type prover interface {
	Prove(ctx context.Context) error
	Devices(ctx context.Context) (protocol.DevicesReply, error)
}

// Screen is the proof.
type Screen struct {
	deps  screen.Deps
	place screen.Place

	mine    device.Proof
	devices []protocol.DeviceSeen // of others; none where nobody was asked or may be seen
	busy    bool                  // the two sides are being compared
	trouble error                 // why they could not be
	reading screen.Reading

	root  *fyne.Container
	parts *fyne.Container
}

// New makes the screen, reads what is known and begins to compare.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{deps: deps, place: place, parts: widgets.Column(theme.SpaceSheets)}
	margin := theme.SpacePage
	if deps.Class() == screen.Phone {
		margin = theme.SpaceButtons
	}
	s.root = widgets.Column(0, widgets.Grow(widgets.VScroll(widgets.Pad(2, margin, theme.SpacePage, margin, widgets.AtMost(760, s.parts)))))
	s.Refresh()
	s.compare()
	return s
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header says whose device it is.
func (s *Screen) Header() screen.Header {
	return screen.Header{Title: s.deps.Words.T("proof.title"), Context: s.deps.Store.Identity().PersonName, Back: true}
}

// Place is the screen.
func (s *Screen) Place() screen.Place { return s.place }

// Leave does nothing: nothing is typed here.
func (s *Screen) Leave(context.Context) error {
	s.reading.End()
	return nil
}

// Refresh reads what this device knows.
func (s *Screen) Refresh() {
	screen.Read(s.deps, &s.reading, s.deps.Store.Proof, func(p device.Proof) {
		s.mine = p
		s.draw()
	})
}

// compare has both sides counted anew, and lists the devices of one's people.
func (s *Screen) compare() {
	by, ok := s.deps.Syncer.(prover)
	if !ok || s.busy {
		return
	}
	s.busy = true
	s.draw()
	s.deps.Background(func(ctx context.Context) {
		var seen protocol.DevicesReply
		err := by.Prove(ctx)
		if err == nil {
			seen, err = by.Devices(ctx)
		}
		s.deps.UI.Do(func() {
			if s.reading.Ended() {
				return
			}
			s.busy, s.trouble = false, err
			if err == nil {
				s.devices = nil
				for _, d := range seen.Devices {
					if d.Device != s.deps.Store.Identity().Device {
						s.devices = append(s.devices, d)
					}
				}
			}
			s.draw()
			s.Refresh()
		})
	})
}

func (s *Screen) draw() {
	parts := []fyne.CanvasObject{s.thisDevice()}
	if found := s.found(); found != nil {
		parts = append(parts, found)
	}
	if others := s.others(); others != nil {
		parts = append(parts, others)
	}
	widgets.SetChildren(s.parts, parts...)
	s.root.Refresh()
}

func (s *Screen) speech() formview.Speech {
	return formview.Speech{Words: s.deps.Words, Lib: s.deps.Store.Library(),
		Names: screen.Source{Store: s.deps.Store, Ctx: context.Background()}, Now: s.deps.Now}
}

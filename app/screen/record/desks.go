package record

import (
	"slices"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// desk is another screen on which this record is worked on.
type desk struct {
	icon, text string
	at         screen.Place
}

// desks are those of the record as it is saved: the dialer desk and the bench, or the
// receiving desk.
func (s *Screen) desks() []desk {
	if s.session == nil || s.session.fresh {
		return nil
	}
	w := s.deps.Words
	to := func(route, icon, text string) desk {
		return desk{icon, text, screen.Place{Route: route, Form: s.place.Form, ID: s.place.ID}}
	}
	switch {
	case s.place.Form == library.DialerConfig:
		return []desk{to(screen.RoutePlan, "phone-forward", w.T("plan.open")), to(screen.RouteSeal, "shield-check", w.T("seal.open"))}
	case s.place.Form == library.PlanTemplate:
		return []desk{to(screen.RoutePlan, "phone-forward", w.T("plan.open"))}
	case s.receiving() && s.view.Record().State == library.ArrivalInspecting:
		return []desk{to(screen.RouteReceive, "list-checks", w.T("receive.open_inspect"))}
	case s.receiving():
		return []desk{to(screen.RouteReceive, "package-plus", w.T("receive.open"))}
	case s.place.Form == library.DialerUnit:
		return []desk{to(screen.RouteSeal, "shield-check", w.T("seal.check"))}
	}
	return nil
}

func (s *Screen) enter(d desk) { s.deps.Nav.Go(d.at) }

// deskButtons stand in the header.
func (s *Screen) deskButtons() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, d := range s.desks() {
		all = append(all, widgets.NewButton(widgets.Outlined, d.icon, d.text, func() { s.enter(d) }).Small())
	}
	return all
}

// deskItems stand in the menu of a phone, whose header has no room for them.
func (s *Screen) deskItems() []widgets.MenuItem {
	if s.deps.Class() != screen.Phone {
		return nil
	}
	var all []widgets.MenuItem
	for _, d := range s.desks() {
		all = append(all, widgets.MenuItem{Icon: d.icon, Label: d.text, Tapped: func() { s.enter(d) }})
	}
	return all
}

// receiving tells whether this is a lot whose dialers are scanned at the receiving desk.
func (s *Screen) receiving() bool {
	if s.session == nil || s.session.fresh || s.place.Form != library.Arrival {
		return false
	}
	state := s.view.Record().State
	return state == library.ArrivalArriving || state == library.ArrivalInspecting
}

// receives tells whether the lot cannot go on yet because there is something to be done at
// the desk, where the shelf is said too.
func (s *Screen) receives(next *form.Button, lacks []lack) bool {
	return s.receiving() && !next.Allowed && !slices.ContainsFunc(lacks, func(l lack) bool { return l.spot.Field != library.ArrivalShelf })
}

// ScansAt is the receiving desk for a lot, for whoever works on it: what is scanned on its
// page belongs there.
func (s *Screen) ScansAt() (screen.Place, bool) {
	if !s.receiving() || !s.turn.Mine {
		return screen.Place{}, false
	}
	return s.desks()[0].at, true
}

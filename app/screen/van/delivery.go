package van

import (
	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// withDelivery says before a note whether a dialer's program is what it was delivered with;
// of one that was never sealed nothing is known.
func (s *Screen) withDelivery(unit *form.Record, note string) string {
	v, _ := unit.Get(library.DialerUnitDelivered).(string)
	if v == "" {
		return note
	}
	said := s.Speech().Value(s.Deps.Store.Library().Form(library.DialerUnit).Field(library.DialerUnitDelivered), v)
	return said + s.Deps.Words.Label("；", "; ") + note
}

// compare leads to what it was delivered with.
func (s *Screen) compare(unit *form.Record) []fyne.CanvasObject {
	if form.Empty(unit.Get(library.DialerUnitSealedValues)) {
		return nil
	}
	at := screen.Place{Route: screen.RouteSeal, Form: unit.Form, ID: unit.ID}
	return []fyne.CanvasObject{widgets.NewButton(widgets.Outlined, "shield-check", s.Deps.Words.T("seal.check"), func() { s.Deps.Nav.Go(at) })}
}

package outbox

import (
	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// asked is the pane in which a conflict is being decided. It stays the same while the
// screen is drawn anew, since somebody may be writing in it.
type asked struct {
	id   form.ID
	pane *formview.ConflictPane
}

// conflictParts show both values of a field that two people wrote, and ask for one.
func (s *Screen) conflictParts(c *oneCase) (content, foot fyne.CanvasObject) {
	w, k := s.deps.Words, c.conflict
	pane, err := s.paneOf(k)
	if err != nil {
		s.deps.Nav.Failed(w.T("app.doing.read"), err)
		return widgets.Gap(0, 0), nil
	}
	open := widgets.NewLink(theme.Accent, "external-link", w.T("outbox.open_record"), func() { s.deps.Nav.Open(k.Form, k.Record) }).Target()
	return widgets.Column(theme.SpaceSheets, widgets.NewParagraph(c.name, theme.Secondary).Muted(), pane, widgets.Row(0, open, widgets.Space())), nil
}

func (s *Screen) paneOf(k *device.Conflict) (*formview.ConflictPane, error) {
	if s.asked.id == k.ID && s.asked.pane != nil {
		return s.asked.pane, nil
	}
	pane, err := screen.ConflictOf(s.deps, s.speech(), *k).Pane(func() {
		s.settled()
		s.Refresh()
	})
	if err == nil {
		s.asked = asked{k.ID, pane}
	}
	return pane, err
}

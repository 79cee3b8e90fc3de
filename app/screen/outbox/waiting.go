package outbox

import (
	"context"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/sync/device"
)

// waitingParts show work that the server has not answered: what was typed, how far it is
// on its way, and the button to take it back as long as it has not left.
func (s *Screen) waitingParts(c *oneCase) (content, foot fyne.CanvasObject) {
	w, e := s.deps.Words, c.entry
	icon, state := s.stateOf(e)
	var parts []fyne.CanvasObject
	if s.beside() { // else the dialog's own title says it
		parts = append(parts, widgets.NewParagraph(s.actOf(e), theme.Title).Bold())
	}
	parts = append(parts,
		widgets.NewParagraph(w.T("outbox.refused_head", e.Title.Name, w.When(e.At, s.deps.Now())), theme.Secondary).Muted(),
		widgets.Rule(), reason(icon, theme.Accent, state, ""))
	if e.Undoable {
		parts = append(parts, reason("undo", theme.Idle, w.T("outbox.take_back_why"), ""))
		foot = widgets.EqualAtLeast(180, theme.SpaceButtons, widgets.NewButton(widgets.Outlined, "undo", w.T("outbox.take_back"), func() { s.withdraw(e) }))
	}
	if typed := s.typed(e); len(typed) > 0 {
		parts = append(parts, widgets.Gap(0, theme.SpaceButtons), widgets.NewText(w.T("outbox.typed"), theme.Body).Bold(), widgets.Rows(typed...))
	}
	open := widgets.NewLink(theme.Accent, "external-link", w.T("outbox.open_record"), func() { s.deps.Nav.Open(e.Form, e.ID) }).Target()
	parts = append(parts, widgets.Row(0, open, widgets.Space()))
	return widgets.Column(theme.SpaceIcon, parts...), foot
}

// stateOf says how far waiting work is on its way.
func (s *Screen) stateOf(e *device.Entry) (icon, state string) {
	w := s.deps.Words
	switch {
	case e.State == device.Held:
		return "undo", w.T("outbox.state.held")
	case e.State == device.Sent && s.deps.Syncer.State().Online: // else it was tried and did not get through
		return "send", w.T("outbox.state.sent")
	}
	return "cloud-up", w.T("outbox.state.waits")
}

// withdraw takes work back that has not left.
func (s *Screen) withdraw(e *device.Entry) {
	w, op := s.deps.Words, e.Op
	s.deps.Background(func(ctx context.Context) {
		err := s.deps.Store.Undo(ctx, op)
		s.deps.UI.Do(func() {
			if s.deps.Tell(w.T("outbox.take_back"), err) {
				return
			}
			s.settled()
			s.deps.Nav.Toast(w.T("outbox.taken_back"), nil)
			s.Refresh()
		})
	})
}

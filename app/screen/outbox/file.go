package outbox

import (
	"context"
	"encoding/hex"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// idOf names the case of a file by the beginning of its SHA-256.
func idOf(f *device.Stuck) (id form.ID) {
	if raw, err := hex.DecodeString(f.SHA256); err == nil {
		copy(id[:], raw)
	}
	return id
}

// fileParts show a file that cannot be sent: why, on which record, and what can be done.
func (s *Screen) fileParts(c *oneCase) (content, foot fyne.CanvasObject) {
	w, f := s.deps.Words, c.file
	var parts []fyne.CanvasObject
	if s.beside() { // else the dialog's own title says it
		parts = append(parts, widgets.NewParagraph(s.caseTitle(c), theme.Title).Bold())
	}
	parts = append(parts, widgets.NewParagraph(f.Name, theme.Secondary).Muted(), widgets.Rule())
	if w.Has(f.Problem) {
		parts = append(parts, reason("alert", theme.Stop, w.T(f.Problem, map[string]any{}), ""))
	}
	parts = append(parts, reason("paperclip", theme.You, w.T("outbox.file_do"), ""), reason("shield-check", theme.Go, w.T("outbox.file_others"), ""))
	if f.Form != "" {
		open := widgets.NewLink(theme.Accent, "external-link", w.T("outbox.open_record"), func() { s.deps.Nav.Open(f.Form, f.ID) }).Target()
		parts = append(parts, widgets.Row(0, open, widgets.Space()))
	}
	foot = widgets.EqualAtLeast(180, theme.SpaceButtons,
		widgets.NewButton(widgets.Grave, "trash", w.T("outbox.discard"), func() { s.leaveOut(f) }),
		widgets.NewButton(widgets.Filled, "send", w.T("outbox.again"), func() {
			s.settleFile(w.T("outbox.again"), w.T("outbox.sent_again"), func(ctx context.Context) error { return s.deps.Store.SendAgain(ctx, f.SHA256) })
		}))
	return widgets.Column(theme.SpaceIcon, parts...), foot
}

// leaveOut gives a file up, once that is confirmed.
func (s *Screen) leaveOut(f *device.Stuck) {
	w := s.deps.Words
	s.deps.Nav.Dialog(screen.Dialog{
		Title: w.T("outbox.file_drop_title"), Content: widgets.NewParagraph(w.T("outbox.file_drop_why", f.File), theme.Body), Confirm: w.T("outbox.discard"), Grave: true,
		OnYes: func() bool {
			s.settleFile(w.T("outbox.discard"), w.T("outbox.file_dropped"), func(ctx context.Context) error { return s.deps.Store.LeaveOut(ctx, f.SHA256) })
			return true
		},
	})
}

// settleFile does what was decided about a file, and syncs.
func (s *Screen) settleFile(doing, said string, do func(context.Context) error) {
	s.deps.Background(func(ctx context.Context) {
		err := do(ctx)
		s.deps.UI.Do(func() {
			if s.deps.Tell(doing, err) {
				return
			}
			s.settled()
			s.deps.Nav.Toast(said, nil)
			s.deps.Syncer.Wake()
			s.Refresh()
		})
	})
}

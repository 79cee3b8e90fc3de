package outbox

import (
	"context"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/sync/protocol"
)

// signer is a syncer by which somebody can sign in again.
type signer interface {
	SignIn(ctx context.Context, account, password string) error
}

// stopped says why syncing does not go on by itself, nil while it does.
func (s *Screen) stopped() fyne.CanvasObject {
	p := s.deps.Syncer.State().Problem
	if p == nil {
		return nil
	}
	w := s.deps.Words
	text := w.T("outbox.stopped_unknown")
	if w.Has(p.Key) {
		text = w.T(p.Key, p.Args)
	}
	parts := []fyne.CanvasObject{
		widgets.TopRow(theme.SpaceIcon, widgets.NewIcon("hand", 22, theme.You), widgets.Grow(widgets.Column(0,
			widgets.NewText(w.T("outbox.stopped"), theme.Body).Bold().Tone(theme.You), widgets.NewParagraph(text, theme.Body)))),
	}
	if by, ok := s.deps.Syncer.(signer); ok && signInMends(p) {
		parts = append(parts, widgets.Row(0, widgets.Space(), widgets.NewButton(widgets.Outlined, "log-in", w.T("outbox.sign_in"), func() { s.signIn(by) })))
	}
	return widgets.Sheet(widgets.Column(theme.SpaceIcon, parts...))
}

// differs says that the server has not the same as this device, and leads to the proof; nil
// where it has.
func (s *Screen) differs() fyne.CanvasObject {
	if !s.deps.Syncer.State().Differs {
		return nil
	}
	w := s.deps.Words
	return widgets.Sheet(widgets.Column(theme.SpaceIcon,
		widgets.TopRow(theme.SpaceIcon, widgets.NewIcon("alert", 22, theme.Stop), widgets.Grow(widgets.Column(0,
			widgets.NewParagraph(w.T("outbox.differs"), theme.Body).Bold().Tone(theme.Stop), widgets.NewParagraph(w.T("outbox.differs_do"), theme.Body)))),
		widgets.Row(0, widgets.Space(), widgets.NewButton(widgets.Outlined, "square-check", w.T("outbox.differs_see"), s.prove))))
}

// prove leads to the proof.
func (s *Screen) prove() { s.deps.Nav.Go(screen.Place{Route: screen.RouteProof}) }

// signInMends tells whether name and password help against a problem.
func signInMends(p *protocol.Problem) bool {
	switch p.Slug() {
	case protocol.SignIn, protocol.RefreshReused:
		return true
	}
	return false
}

// signIn asks for name and password; what was typed into records is not touched by it.
func (s *Screen) signIn(by signer) {
	w := s.deps.Words
	account := widgets.NewInput(widgets.InputOptions{Label: w.T("outbox.account"), Placeholder: w.T("outbox.account"), Text: s.deps.Store.Identity().Account})
	screen.AskPassword(s.deps, screen.PasswordAsked{
		Title: w.T("outbox.sign_in"), Why: w.T("outbox.sign_in_why"), Before: []fyne.CanvasObject{account},
		Password: widgets.NewInput(widgets.InputOptions{Label: w.T("outbox.password"), Placeholder: w.T("outbox.password"), Password: true}),
		Check:    func(ctx context.Context, password string) error { return by.SignIn(ctx, account.Text(), password) },
		Then:     s.Refresh,
	})
}

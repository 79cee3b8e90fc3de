package seal

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/sync/protocol"
)

// confirmer is a syncer by which somebody shows that he is still there: before secrets are
// read the server asks for the password once more.
type confirmer interface {
	Confirm(ctx context.Context, password string) error
}

// confirmation is what a job that lacks a second sign-in shows: the way to it, after which
// the job goes on by itself. Nil where something else is lacking.
func (s *Screen) confirmation(r *run, lacks *lacking) []fyne.CanvasObject {
	by, can := s.deps.Syncer.(confirmer)
	if !can || !errors.Is(lacks.err, protocol.NewProblem(protocol.SignInAgain, "")) {
		return nil
	}
	w := s.deps.Words
	return []fyne.CanvasObject{
		widgets.NewLine(theme.You, "lock", w.T("seal.confirm_first")).Bold(),
		widgets.NewParagraph(w.T("seal.confirm_why"), theme.Secondary).Muted(),
		s.safe(false),
		widgets.Row(theme.SpaceButtons, widgets.NewButton(widgets.Filled, "unlock", w.T("seal.confirm"), func() { s.confirm(by, r) }), widgets.Space()),
	}
}

// confirm asks for the password, and does the job again when it is right.
func (s *Screen) confirm(by confirmer, r *run) {
	w := s.deps.Words
	screen.AskPassword(s.deps, screen.PasswordAsked{
		Title: w.T("seal.confirm"), Why: w.T("seal.confirm_why"), Check: by.Confirm,
		Password: widgets.NewInput(widgets.InputOptions{Label: w.T("seal.confirm_password"), Placeholder: w.T("seal.confirm_password"), Password: true}),
		Then:     r.again,
	})
}

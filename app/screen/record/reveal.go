package record

import (
	"context"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/protocol"
)

// revealer is a syncer that reads a secret at the server for somebody who sees its field;
// that needs a network.
type revealer interface {
	confirmer
	Reveal(ctx context.Context, of form.Ref, field, secret, reason string) (string, error)
}

// atTheServer are the fields of the record whose secrets the server keeps and this person
// may read there: who may not has not even the reference.
func (s *Screen) atTheServer() (all []*form.Field) {
	rec := &s.session.base.Record
	for _, f := range s.session.form.Fields() {
		if ref, _ := rec.Values[f.Name].(string); f.Type == form.Secret && protocol.IsSecretRef(ref) {
			all = append(all, f)
		}
	}
	return all
}

// kept stands below the paper of a record whose secrets the server keeps, for those who may
// read them. Nil where there is nothing of the kind.
func (s *Screen) kept() fyne.CanvasObject {
	by, can := s.deps.Syncer.(revealer)
	if !can || s.session.fresh || s.session.foreign {
		return nil
	}
	fields := s.atTheServer()
	if len(fields) == 0 {
		return nil
	}
	w := s.deps.Words
	var buttons []fyne.CanvasObject
	for _, f := range fields {
		buttons = append(buttons, widgets.NewButton(widgets.Outlined, "unlock", w.T("record.reveal_show", s.speech().Label(f.Label)), func() { s.reveal(by, f) }))
	}
	return sheetOf(widgets.NewNote(theme.Idle, "lock", w.T("record.reveal_kept"), w.T("record.reveal_kept_do")), widgets.Flow(theme.SpaceButtons, buttons...))
}

// reveal reads one secret, for the password and a reason, and shows it for a minute.
func (s *Screen) reveal(by revealer, f *form.Field) {
	of, title := form.Ref{Form: s.place.Form, ID: s.place.ID}, s.deps.Words.T("record.reveal_show", s.speech().Label(f.Label))
	ref, _ := s.session.base.Values[f.Name].(string)
	secret := ""
	s.askReasoned(by, reasoned{
		title: title, why: s.deps.Words.T("record.reveal_why"), offline: "record.reveal_offline",
		do: func(ctx context.Context, reason string) (err error) {
			secret, err = by.Reveal(ctx, of, f.Name, ref, reason)
			return err
		},
		then: func() { s.showSecrets(title, []shownSecret{{s.speech().Label(f.Label), secret}}) },
	})
}

// shownSecret is a secret on the screen, under its label.
type shownSecret struct{ label, text string }

// showSecrets shows them for a minute.
func (s *Screen) showSecrets(title string, all []shownSecret) {
	w := s.deps.Words
	var lines []fyne.CanvasObject
	for _, one := range all {
		lines = append(lines, widgets.NewText(one.label, theme.Secondary).Muted(), widgets.NewParagraph(one.text, theme.Title).Bold())
	}
	lines = append(lines, widgets.NewParagraph(w.T("record.along_minute"), theme.Secondary).Muted())
	closeIt := s.deps.Nav.Dialog(screen.Dialog{Title: title, Content: widgets.Column(theme.SpaceHalf, lines...), Cancel: w.T("record.along_close")})
	s.deps.After(secretMinute, closeIt)
}

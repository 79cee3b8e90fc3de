package record

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

// carrier is a syncer that has the secrets of a record sealed to this device ahead of a
// visit, and opens them there without a network.
type carrier interface {
	confirmer
	TakeAlong(ctx context.Context, formName string, id form.ID, reason string) error
	Carried(formName string, id form.ID) ([]protocol.Carried, error)
	LookAt(formName string, id form.ID, reason string) ([]protocol.Carried, error)
}

// secretMinute is how long a secret stays on the screen.
const secretMinute = time.Minute

// mayCarry are the secrets of the record that its form lets this person take along now.
func (s *Screen) mayCarry() (all []*form.Field) {
	env := s.session.envOf(&s.session.base.Record)
	for _, f := range s.session.form.Fields() {
		if f.Along == nil {
			continue
		}
		if answer, err := f.Along.Holds(env); err == nil && answer == form.Yes {
			all = append(all, f)
		}
	}
	return all
}

// along stands over the paper of a record whose secrets this person needs on his visit: to
// take them along, and to look at what was taken. Nil where there is nothing of the kind.
func (s *Screen) along() fyne.CanvasObject {
	by, can := s.deps.Syncer.(carrier)
	if !can || s.session.fresh || s.session.foreign || len(s.mayCarry()) == 0 {
		return nil
	}
	w := s.deps.Words
	here, err := by.Carried(s.place.Form, s.place.ID)
	if err != nil {
		why, do := screen.Explain(w, err)
		return sheetOf(widgets.NewNote(theme.Stop, "lock", why, do))
	}
	take := widgets.NewButton(widgets.Outlined, "arrow-down", w.T("record.along_take"), func() { s.takeAlong(by) })
	if len(here) == 0 {
		return sheetOf(widgets.NewNote(theme.You, "lock", w.T("record.along_none"), w.T("record.along_none_do")), widgets.Row(theme.SpaceButtons, take, widgets.Space()))
	}
	until := here[0].Until
	for _, one := range here {
		if one.Until.Before(until) {
			until = one.Until
		}
	}
	show := widgets.NewButton(widgets.Filled, "unlock", w.T("record.along_show"), func() { s.askWhy(by) })
	return sheetOf(widgets.NewNote(theme.Go, "check", w.T("record.along_here", s.speech().Moment(until)), w.T("record.along_here_do")),
		widgets.Row(theme.SpaceButtons, show, widgets.Space()))
}

func sheetOf(parts ...fyne.CanvasObject) fyne.CanvasObject {
	return widgets.FormSheet(widgets.PadAll(theme.SpaceSheets, widgets.Column(theme.SpaceButtons, parts...)))
}

func (s *Screen) reasonInput() *widgets.Input {
	w := s.deps.Words
	return widgets.NewInput(widgets.InputOptions{Label: w.T("record.along_reason"), Placeholder: w.T("record.along_reason_as")})
}

func (s *Screen) passwordInput() *widgets.Input {
	return widgets.NewInput(widgets.InputOptions{Label: s.deps.Words.T("record.along_password"), Password: true})
}

// label stands over an input of a dialog.
func (s *Screen) label(key string) fyne.CanvasObject {
	return widgets.NewText(s.deps.Words.T(key), theme.Secondary).Muted()
}

// errNoReason is what nobody has typed yet.
var errNoReason = &protocol.Problem{Key: "record.along_no_reason", Title: "a reason is missing"}

// reasoned is something that the server does for the password and a reason.
type reasoned struct {
	title, why string
	offline    string // the key of what is said where it cannot be reached
	do         func(ctx context.Context, reason string) error
	then       func() // once it is done
}

// confirmer is a syncer that has the server say by a password who somebody is.
type confirmer interface {
	Confirm(ctx context.Context, password string) error
}

// askReasoned asks for both, and stays open until the server has done it.
func (s *Screen) askReasoned(by confirmer, ask reasoned) {
	reason := s.reasonInput()
	screen.AskPassword(s.deps, screen.PasswordAsked{
		Title: ask.title, Why: ask.why, Then: ask.then,
		Before:   []fyne.CanvasObject{s.label("record.along_reason"), reason, s.label("record.along_password")},
		Password: s.passwordInput(),
		Check: func(ctx context.Context, password string) error {
			why := strings.TrimSpace(reason.Text())
			if why == "" {
				return errNoReason
			}
			err := by.Confirm(ctx, password)
			if err == nil {
				err = ask.do(ctx, why)
			}
			if errors.Is(err, client.ErrOffline) {
				return &protocol.Problem{Key: ask.offline, Title: err.Error()}
			}
			return err
		},
	})
}

// takeAlong has the server seal the secrets to this device: for the password and a reason.
func (s *Screen) takeAlong(by carrier) {
	w := s.deps.Words
	s.askReasoned(by, reasoned{
		title: w.T("record.along_take"), why: w.T("record.along_take_why"), offline: "record.along_offline",
		do: func(ctx context.Context, reason string) error {
			return by.TakeAlong(ctx, s.place.Form, s.place.ID, reason)
		},
		then: func() {
			s.deps.Nav.Toast(w.T("record.along_taken"), nil)
			s.refill()
		},
	})
}

// askWhy asks for the reason, then for the PIN or, on a device that has none, for the
// password, and shows what was taken along.
func (s *Screen) askWhy(by carrier) {
	w := s.deps.Words
	reason := s.reasonInput()
	wrong := widgets.NewParagraph("", theme.Secondary).Tone(theme.Stop)
	var closeIt func()
	closeIt = s.deps.Nav.Dialog(screen.Dialog{
		Title:   w.T("record.along_show"),
		Content: widgets.Column(theme.SpaceIcon, widgets.NewParagraph(w.T("record.along_why"), theme.Body), s.label("record.along_reason"), reason, wrong),
		Confirm: w.T("record.along_show"), Focus: reason.Focusable(),
		OnYes: func() bool {
			why := strings.TrimSpace(reason.Text())
			if why == "" {
				reason.SetProblem(true)
				wrong.SetText(w.T("record.along_no_reason"))
				widgets.Refit(s.deps.Window().Canvas())
				return false
			}
			closeIt() // before anything lies over it
			show := func() { s.lookAt(by, why) }
			if !s.deps.Nav.Again(show) {
				s.askAgain(by, show)
			}
			return false
		},
	})
}

// askAgain asks for the password, which only the server knows.
func (s *Screen) askAgain(by carrier, then func()) {
	w := s.deps.Words
	screen.AskPassword(s.deps, screen.PasswordAsked{
		Title: w.T("record.along_show"), Why: w.T("record.along_no_pin"), Then: then,
		Before: []fyne.CanvasObject{s.label("record.along_password")}, Password: s.passwordInput(),
		Check: func(ctx context.Context, password string) error {
			err := by.Confirm(ctx, password)
			if errors.Is(err, client.ErrOffline) {
				return &protocol.Problem{Key: "record.along_pin_first", Title: err.Error()}
			}
			return err
		},
	})
}

// lookAt shows the secrets for a minute.
func (s *Screen) lookAt(by carrier, why string) {
	w := s.deps.Words
	all, err := by.LookAt(s.place.Form, s.place.ID, why)
	if errors.Is(err, client.ErrNotCarried) {
		err = &protocol.Problem{Key: "record.along_gone", Title: err.Error()}
	}
	if err != nil {
		s.deps.Nav.Failed(w.T("record.doing.along"), err)
		s.refill()
		return
	}
	var shown []shownSecret
	for _, one := range all {
		if f := s.session.form.Field(one.Field); f != nil {
			shown = append(shown, shownSecret{w.Label(f.Label.Zh, f.Label.En), one.Secret})
		}
	}
	s.showSecrets(w.T("record.along_title"), shown)
}

// refill draws the paper again, where it is still shown.
func (s *Screen) refill() {
	if !s.gone && s.session != nil {
		s.frame.refill()
	}
}

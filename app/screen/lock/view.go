package lock

import (
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/sync/protocol"
	"fieldline/sync/vault"
)

// The widths of what is asked, where there is room.
const (
	padWidth  float32 = 320
	formWidth float32 = 520
)

// view is what is drawn.
type view struct {
	root   *fyne.Container
	middle *fyne.Container
	pad    *widgets.PINPad
	button *widgets.Button
	says   *widgets.Paragraph
}

func newView(_ *Screen) *view {
	v := &view{middle: widgets.Column(theme.SpaceSheets)}
	v.root = page(v.middle)
	return v
}

// page is a whole window with a column in its middle; it scrolls where it is too high.
func page(middle fyne.CanvasObject) *fyne.Container {
	return widgets.Desk(widgets.Column(0, widgets.Grow(widgets.VScroll(
		widgets.Pad(theme.SpacePage, theme.SpaceSheets, theme.SpacePage, theme.SpaceSheets, middle)))))
}

// show draws what is asked for now.
func (v *view) show(s *Screen) {
	v.pad, v.button = nil, nil
	v.says = widgets.NewParagraph(s.wrong, theme.Body).Tone(theme.Stop)
	switch s.stage {
	case asking:
		v.ask(s)
	case signing:
		v.sign(s)
	case waiting:
		v.reach(s)
	}
	v.root.Refresh()
}

// wait shows that what was given is being looked at.
func (v *view) wait(s *Screen) {
	v.says.SetText("")
	switch {
	case v.pad != nil:
		v.pad.Busy(true)
	case v.button != nil:
		v.button.Set("loader", s.cfg.Words.T("lock.looking"))
		v.button.Disable()
	}
	v.root.Refresh()
}

// head names the person.
func head(person, title string) fyne.CanvasObject {
	return widgets.Column(theme.SpaceButtons,
		widgets.Row(0, widgets.Space(), widgets.NewAvatar(person, 56), widgets.Space()),
		widgets.NewText(person, theme.Body).Muted().Center(),
		widgets.NewText(title, theme.Title).Bold().Center())
}

func (v *view) ask(s *Screen) {
	w := s.cfg.Words
	v.pad = s.pad()
	widgets.SetChildren(v.middle, widgets.AtMost(padWidth, widgets.Column(theme.SpaceIcon,
		head(s.cfg.Person, w.T("lock.title")), v.says, v.pad.Container,
		widgets.EqualAtLeast(140, theme.SpaceButtons,
			widgets.NewButton(widgets.Quiet, "key", w.T("lock.forgot"), s.forgot),
			widgets.NewButton(widgets.Quiet, "users", w.T("settings.switch"), s.cfg.Host.Other)),
		widgets.NewParagraph(w.T("lock.kept"), theme.Secondary).Muted())))
}

// point is a line of what happened, what is safe, what to do.
func point(icon string, tone theme.Tone, head, text string) fyne.CanvasObject {
	return widgets.TopRow(theme.SpaceIcon, widgets.NewIcon(icon, 22, tone),
		widgets.Grow(widgets.Column(0, widgets.NewText(head, theme.Secondary).Bold(), widgets.NewParagraph(text, theme.Body))))
}

func (v *view) sign(s *Screen) {
	w := s.cfg.Words
	why := w.T("lock.why.forgot")
	switch {
	case s.gone == nil:
	case errors.Is(s.gone, vault.ErrTries):
		why = w.T("lock.why.tries")
	default:
		why = w.T("lock.why.keyring")
	}
	account := widgets.NewInput(widgets.InputOptions{Label: w.T("outbox.account"), Placeholder: w.T("outbox.account"), Text: s.cfg.Account})
	password := widgets.NewInput(widgets.InputOptions{Label: w.T("outbox.password"), Placeholder: w.T("outbox.password"), Password: true})
	enter := func() { s.signIn(account.Text(), password.Text()) }
	password.OnSubmit(func(string) { enter() })
	account.OnSubmit(func(string) { password.Focus() })
	v.button = widgets.NewButton(widgets.Filled, "log-in", w.T("lock.sign_in"), enter).Big()
	other := widgets.NewButton(widgets.Quiet, "users", w.T("settings.switch"), s.cfg.Host.Other)
	if s.gone == nil {
		other = widgets.NewButton(widgets.Quiet, "arrow-left", w.T("common.back"), s.back)
	}
	widgets.SetChildren(v.middle, widgets.AtMost(formWidth, widgets.Column(theme.SpaceSheets,
		head(s.cfg.Person, w.T("lock.sign_in_title")),
		widgets.Sheet(widgets.Column(theme.SpaceIcon,
			point("info", theme.Accent, w.T("signin.happened"), why),
			point("shield-check", theme.Go, w.T("common.safe"), w.T("lock.safe")),
			point("list-checks", theme.Accent, w.T("common.what_to_do"), w.T("lock.do.sign_in")))),
		account, password, v.says, widgets.EqualAtLeast(140, theme.SpaceButtons, other, v.button))))
}

func (v *view) reach(s *Screen) {
	w := s.cfg.Words
	v.button = widgets.NewButton(widgets.Filled, "refresh", w.T("lock.connect"), s.reach).Big()
	widgets.SetChildren(v.middle, widgets.AtMost(formWidth, widgets.Column(theme.SpaceSheets,
		head(s.cfg.Person, w.T("lock.connect_title")),
		widgets.Sheet(widgets.Column(theme.SpaceIcon,
			point("info", theme.Accent, w.T("signin.happened"), w.T("lock.why.expired", int(s.cfg.Offline/(24*time.Hour)))),
			point("shield-check", theme.Go, w.T("common.safe"), w.T("lock.safe")),
			point("list-checks", theme.Accent, w.T("common.what_to_do"), w.T("lock.do.connect")))),
		v.says, widgets.EqualAtLeast(140, theme.SpaceButtons,
			widgets.NewButton(widgets.Quiet, "users", w.T("settings.switch"), s.cfg.Host.Other), v.button))))
}

// signInMends tells whether name and password help where the server refuses.
func signInMends(err error) bool {
	var p *protocol.Problem
	return errors.As(err, &p) && (p.Slug() == protocol.SignIn || p.Slug() == protocol.RefreshReused)
}

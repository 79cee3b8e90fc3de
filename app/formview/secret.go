package formview

import (
	"errors"

	"fyne.io/fyne/v2"

	"fieldline/app/widgets"
	"fieldline/forms/form"
)

var errNoSeal = errors.New("the server's key is not known here")

// secretKind is written and never shown again: an account, a PIN.
func secretKind() kind {
	return kind{
		half: true,
		say:  func(s Speech, _ *form.Field, _ any) string { return s.Words.T("formview.secret_set") },
		edit: func(c *cell) editor {
			e := &secretEditor{typing: newTyping(c, 280, widgets.InputOptions{Password: true, Icon: "lock"}, parseText, nil)}
			e.input.OnChanged = func(string) {} // in the clear it goes nowhere
			e.input.OnLeave = e.leave
			e.renew()
			return e
		},
	}
}

// secretEditor shows dots while one types, and afterwards only that something is set.
type secretEditor struct{ *typing }

// show never puts a secret on the screen.
func (e *secretEditor) show(any) {
	if !e.input.Focused() {
		e.input.SetText("")
	}
	e.renew()
}

func (e *secretEditor) renew() {
	key := "formview.secret_new"
	if !form.Empty(e.c.v.value(e.c.spot)) {
		key = "formview.secret_change"
	}
	e.input.SetPlaceholder(e.c.v.cfg.Words.T(key))
}

// leave seals what was typed, so that it is nowhere in the clear, and empties the input.
func (e *secretEditor) leave(text string) {
	if e.c.v.quiet || text == "" {
		return
	}
	if e.c.v.cfg.Seal == nil {
		e.c.v.failed(e.c.v.cfg.Words.T("formview.sealing"), errNoSeal)
		return
	}
	sealed, err := e.c.v.cfg.Seal(text)
	if err != nil {
		e.c.v.failed(e.c.v.cfg.Words.T("formview.sealing"), err)
		return
	}
	e.input.SetText("")
	e.c.changed(sealed)
	e.c.left()
}

func (e *secretEditor) objects() []fyne.CanvasObject { return []fyne.CanvasObject{e.input} }

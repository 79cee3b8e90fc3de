package app

import (
	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/widgets"
)

// dialogWidth is the width of a dialog where there is room for it.
const dialogWidth float32 = 560

// dialog is a panel that lies over the screen.
type dialog struct {
	spec   screen.Dialog
	takeIt func() // away
	closed bool
}

// Dialog lays a panel over the screen.
func (s *shell) Dialog(spec screen.Dialog) (closeIt func()) {
	if spec.Cancel == "" {
		spec.Cancel = s.app.words.T("common.cancel")
	}
	d := &dialog{spec: spec}
	buttons := []fyne.CanvasObject{widgets.NewButton(widgets.Outlined, "", spec.Cancel, func() { s.answer(d, false) })}
	if spec.Confirm != "" {
		kind := widgets.Filled
		if spec.Grave {
			kind = widgets.Grave
		}
		buttons = append(buttons, widgets.NewButton(kind, "", spec.Confirm, func() { s.answer(d, true) }))
	}
	c := s.window().Canvas()
	s.dialogs = append(s.dialogs, d)
	d.takeIt = widgets.ShowOverlay(c, widgets.NotedPanel(spec.Title, spec.Content, spec.Note, buttons...), dialogWidth, func() { s.answer(d, false) })
	if spec.Focus != nil {
		c.Focus(spec.Focus)
	}
	s.app.raiseAgain()
	return func() { s.closeDialog(d) }
}

func (s *shell) answer(d *dialog, yes bool) {
	if d.closed {
		return
	}
	if yes && d.spec.OnYes != nil && !d.spec.OnYes() {
		return
	}
	s.closeDialog(d)
}

func (s *shell) closeDialog(d *dialog) {
	if d.closed {
		return
	}
	d.closed = true
	for i, open := range s.dialogs {
		if open == d {
			s.dialogs = append(s.dialogs[:i], s.dialogs[i+1:]...)
			break
		}
	}
	d.takeIt()
}

func (s *shell) closeDialogs() {
	for len(s.dialogs) > 0 {
		s.closeDialog(s.dialogs[len(s.dialogs)-1])
	}
}

func (s *shell) dialogOpen() bool { return len(s.dialogs) > 0 }

// confirmDialog answers the dialog on top with yes; it tells whether there was one. A
// sheet over the dialog keeps it from being answered.
func (s *shell) confirmDialog() bool {
	if !s.dialogOpen() || len(s.window().Canvas().Overlays().List()) > len(s.dialogs) {
		return false
	}
	d := s.dialogs[len(s.dialogs)-1]
	s.answer(d, d.spec.Confirm != "")
	return true
}

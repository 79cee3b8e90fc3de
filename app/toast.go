package app

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/sync/device"
)

// toastTime is how long a toast is seen that cannot be taken back.
const toastTime = 4 * time.Second

// toast is what lies at the foot of the screen for some seconds.
type toast struct {
	widget *widgets.Toast
	undo   func()
	left   int // seconds
	stop   func()
}

// Toast says for some seconds what happened.
func (s *shell) Toast(text string, undo func()) {
	s.hideToast()
	t := &toast{undo: undo, left: int(toastTime.Seconds())}
	icon := "info"
	if undo != nil {
		t.left = int(device.UndoWindow.Seconds())
		icon = "check"
	}
	var tapped func()
	if undo != nil {
		tapped = s.undoLast
	}
	t.widget = widgets.NewToast(icon, text, s.app.words.T("common.undo"), tapped)
	s.toast = t
	s.raiseToast()
	s.root.Refresh()
	s.countDown(t)
}

// countDown takes a second off and hides the toast at the end.
func (s *shell) countDown(t *toast) {
	if t.undo != nil {
		t.widget.SetLeft(s.app.words.T("shell.undo_seconds", t.left))
	}
	t.stop = s.app.after(time.Second, func() {
		if s.toast != t {
			return
		}
		t.left--
		if t.left <= 0 {
			s.hideToast()
			return
		}
		s.countDown(t)
	})
}

// raiseToast puts the toast on top of everything.
func (s *shell) raiseToast() {
	for i, o := range s.root.Objects {
		if o == fyne.CanvasObject(s.toast.widget) {
			s.root.Objects = append(s.root.Objects[:i], s.root.Objects[i+1:]...)
			break
		}
	}
	s.root.Objects = append(s.root.Objects, s.toast.widget)
}

func (s *shell) hideToast() {
	t := s.toast
	if t == nil {
		return
	}
	s.toast = nil
	if t.stop != nil {
		t.stop()
	}
	for i, o := range s.root.Objects {
		if o == fyne.CanvasObject(t.widget) {
			s.root.Objects = append(s.root.Objects[:i], s.root.Objects[i+1:]...)
			break
		}
	}
	s.root.Refresh()
}

// undoLast takes back what the toast speaks of.
func (s *shell) undoLast() {
	if s.toast == nil || s.toast.undo == nil {
		return
	}
	undo := s.toast.undo
	s.hideToast()
	undo()
}

// placeToast puts the toast above the foot of the screen, in the middle.
func (s *shell) placeToast(size fyne.Size, bottom float32) {
	if s.toast == nil {
		return
	}
	least := s.toast.widget.MinSize()
	w := min(least.Width, size.Width-2*theme.SpaceSheets)
	x := (size.Width - w) / 2
	if s.rail != nil {
		x = widgets.RailWidth + (size.Width-widgets.RailWidth-w)/2
	}
	room := theme.SpacePage
	if s.contentWidth() < panelFrom {
		room = barRoom
	}
	s.toast.widget.Move(fyne.NewPos(x, bottom-least.Height-room))
	s.toast.widget.Resize(fyne.NewSize(w, least.Height))
}

// barRoom keeps a toast above the bar of the next action, which stands at the foot of
// screens that are narrower than panelFrom.
const (
	barRoom   float32 = 96
	panelFrom float32 = 940
)

// after runs f on the UI thread when a time has passed, unless it is stopped before.
func (a *App) after(d time.Duration, f func()) (stop func()) {
	if a.cfg.After != nil {
		return a.cfg.After(d, f)
	}
	ctx, cancel := context.WithCancel(a.ctx)
	timer := time.AfterFunc(d, func() {
		if ctx.Err() == nil {
			a.cfg.UI.Do(func() {
				if ctx.Err() == nil {
					f()
				}
			})
		}
	})
	return func() {
		cancel()
		timer.Stop()
	}
}

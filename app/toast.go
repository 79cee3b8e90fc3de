package app

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/sync/device"
)

// toastTime is how long a toast is seen that cannot be taken back.
const toastTime = 4 * time.Second

// toastLeft is what the arrow back keeps beside a toast.
const toastLeft float32 = 34

// toast is what lies in the header for some seconds.
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
	s.countDown(t)
	s.raiseToast()
	s.root.Refresh()
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

// raiseToast puts the toast among what is drawn.
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

// placeToast lays the toast into the header: where tabs or a search box stand there, beside
// them if there is room; else over the title, beside the arrow back where there is one, and
// before the sync badge (on a phone over the badge too). Nothing below the header is
// covered, and nothing moves under the finger when it comes and goes.
func (s *shell) placeToast(x, width, header float32) {
	if s.toast == nil {
		return
	}
	least, left, right := s.toast.widget.MinSize(), s.margin(), s.margin()
	if s.current != nil && s.current.Header().Back {
		left += toastLeft
	}
	if s.class != screen.Phone {
		right += s.badge.MinSize().Width + theme.SpaceSheets
	}
	w := min(least.Width, width-left-right)
	if s.header != nil {
		if from, to := s.header.Free(); to-from >= least.Width {
			left, w = from, least.Width
		}
	}
	s.toast.widget.Move(fyne.NewPos(x+left, max(0, (header-least.Height)/2)))
	s.toast.widget.Resize(fyne.NewSize(w, least.Height))
}

// after runs f on the UI thread when a time has passed, unless it is stopped before.
func (a *App) after(d time.Duration, f func()) (stop func()) {
	if a.cfg.After != nil {
		return a.cfg.After(d, f)
	}
	ctx, cancel := context.WithCancel(a.ctx)
	timer := time.AfterFunc(d, func() {
		if ctx.Err() != nil {
			return
		}
		a.cfg.UI.Do(func() {
			if ctx.Err() == nil {
				cancel() // else the app would keep one for every timer there ever was
				f()
			}
		})
	})
	return func() {
		cancel()
		timer.Stop()
	}
}

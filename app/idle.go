package app

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
)

// lookEvery is how often it is looked at whether anybody is still there.
const lookEvery = 10 * time.Second

// activity is when somebody was last seen to do something.
type activity struct {
	at    time.Time
	trace trace
	left  time.Time // the program was put into the background
}

// trace is what changes when somebody does something, as far as a window shows it.
type trace struct {
	at      screen.Place
	depth   int
	over    int
	focused fyne.Focusable
	offset  float32
	drafts  int
}

func (x *activity) seen(now time.Time) { x.at, x.left = now, time.Time{} }

// traceOf reads the trace of the shell.
func (s *shell) traceOf() trace {
	c := s.window().Canvas()
	return trace{at: s.current.Place(), depth: len(s.stack), over: len(c.Overlays().List()), focused: c.Focused(), offset: s.offset(), drafts: s.typed}
}

// watchIdle locks the shell when nobody has done anything for as long as the company says.
func (a *App) watchIdle() {
	s := a.shell
	a.activity.seen(a.cfg.Now())
	var look func()
	look = func() {
		if s.closed || a.closed {
			return
		}
		a.after(lookEvery, look)
		v := a.inst.store.Vault()
		if a.cover != nil || !v.HasPIN() {
			return
		}
		now := a.cfg.Now()
		if t := s.traceOf(); t != a.activity.trace {
			a.activity.trace = t
			a.activity.seen(now)
		}
		s.background(func(ctx context.Context) {
			p := a.policy(ctx)
			err := errors.Join(v.Follow(p.rules()), v.Seen())
			a.cfg.UI.Do(func() {
				if err != nil {
					a.failed("app.doing.remember", err)
				}
				a.lockIfIdle(p, now)
			})
		})
	}
	a.after(lookEvery, look)
}

func (a *App) lockIfIdle(p pinPolicy, now time.Time) {
	if p.Delay > 0 && now.Sub(a.activity.at) >= p.Delay {
		a.lockNow()
	}
}

// putAside notes that the program is not seen any more; takenUp locks it if that was long
// ago.
func (a *App) putAside() { a.activity.left = a.cfg.Now() }

func (a *App) takenUp() {
	left := a.activity.left
	a.activity.left = time.Time{}
	if a.shell == nil || left.IsZero() {
		return
	}
	if p := a.policy(a.ctx); p.Delay > 0 && a.cfg.Now().Sub(left) >= p.Delay {
		a.lockNow()
	}
}

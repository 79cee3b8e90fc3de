// Package lock is what lies over an installation that has a PIN: a pad to unlock it, the
// way back for whoever has forgotten the PIN, and the pad on which a new one is chosen. It
// asks its Host for all that it does.
package lock

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/app/words"
	"fieldline/sync/vault"
)

// Host does what the screen asks for. Unlock, SignIn and Reach wait and are called off the
// UI thread, the others on it.
type Host interface {
	// Unlock tries a PIN; its errors are vault's.
	Unlock(ctx context.Context, digits string) error
	// SignIn opens the installation by name and password, at the server.
	SignIn(ctx context.Context, account, password string) error
	// Reach has the server heard once.
	Reach(ctx context.Context) error
	// Entered is called when the installation is open.
	Entered()
	// Other offers everybody who works here.
	Other()
}

// Config is what the screen is made with.
type Config struct {
	Host       Host
	Words      *words.Words
	UI         screen.UI
	Background func(func(context.Context))
	Window     func() fyne.Window
	Person     string
	Account    string        // to sign in with, "" where it is not known
	Digits     int           // a PIN has at least
	Offline    time.Duration // a PIN opens for after the last contact
	Locked     error         // why it is locked: vault.ErrLocked or vault.ErrGone
}

// stage is what the screen asks for.
type stage int

const (
	asking  stage = iota // for the PIN
	signing              // for name and password
	waiting              // for the server, after a right PIN
)

// Screen is the lock.
type Screen struct {
	cfg    Config
	stage  stage
	gone   error // the key is not on this machine: why
	busy   bool
	wrong  string // what went wrong with the last try
	closed bool

	view *view
}

// New makes the screen.
func New(cfg Config) *Screen {
	s := &Screen{cfg: cfg}
	if errors.Is(cfg.Locked, vault.ErrGone) {
		s.stage, s.gone = signing, cfg.Locked
	}
	s.Redraw()
	return s
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.view.root }

// Redraw draws everything again, in another language or theme.
func (s *Screen) Redraw() {
	s.view = newView(s)
	s.draw()
}

// Close is called before something else is shown.
func (s *Screen) Close() { s.closed = true }

// TypedRune takes a character of a keyboard.
func (s *Screen) TypedRune(r rune) {
	if s.stage == asking && s.view.pad != nil {
		s.view.pad.Type(r)
	}
}

// TypedKey takes a key of a keyboard.
func (s *Screen) TypedKey(key *fyne.KeyEvent) {
	switch {
	case s.stage == asking && s.view.pad != nil:
		s.view.pad.Key(key.Name)
	case s.stage == signing && key.Name == fyne.KeyEscape:
		s.back()
	}
}

// try looks at a PIN.
func (s *Screen) try(digits string) {
	s.work(func(ctx context.Context) error { return s.cfg.Host.Unlock(ctx, digits) }, func(err error) {
		w := s.cfg.Words
		var wrong *vault.WrongPIN
		switch {
		case errors.As(err, &wrong) && wrong.Left <= fewLeft:
			s.wrong = w.T("lock.wrong_few", wrong.Left)
		case errors.As(err, &wrong):
			s.wrong = w.T("lock.wrong", wrong.Left)
		case errors.Is(err, vault.ErrExpired):
			s.stage = waiting
		case errors.Is(err, vault.ErrGone):
			s.stage, s.gone = signing, err
		default:
			s.wrong = s.explain(err)
		}
	})
}

// fewLeft is from how many tries on it is said what happens after the last.
const fewLeft = 4

// signIn goes to the server with name and password.
func (s *Screen) signIn(account, password string) {
	s.work(func(ctx context.Context) error { return s.cfg.Host.SignIn(ctx, account, password) }, func(err error) { s.wrong = s.explain(err) })
}

// reach has the server heard; where it wants name and password they are asked for.
func (s *Screen) reach() {
	s.work(s.cfg.Host.Reach, func(err error) {
		s.wrong = s.explain(err)
		if signInMends(err) {
			s.stage = signing
		}
	})
}

// work does something off the UI thread; failed says what its error means.
func (s *Screen) work(f func(context.Context) error, failed func(error)) {
	if s.busy || s.closed {
		return
	}
	s.busy, s.wrong = true, ""
	s.view.wait(s)
	s.cfg.Background(func(ctx context.Context) {
		err := f(ctx)
		s.cfg.UI.Do(func() {
			s.busy = false
			switch {
			case s.closed:
			case err == nil:
				s.cfg.Host.Entered()
			default:
				failed(err)
				s.draw()
			}
		})
	})
}

// forgot asks for name and password instead.
func (s *Screen) forgot() {
	if !s.busy {
		s.stage, s.wrong = signing, ""
		s.draw()
	}
}

// back asks for the PIN again, where there is one.
func (s *Screen) back() {
	if !s.busy && s.gone == nil {
		s.stage, s.wrong = asking, ""
		s.draw()
	}
}

// explain says what happened and what to do in one paragraph.
func (s *Screen) explain(err error) string {
	why, do := screen.Explain(s.cfg.Words, err)
	return Join(s.cfg.Words, why, do)
}

// Join writes two sentences behind each other.
func Join(w *words.Words, a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	if w.Current() == words.English {
		return a + " " + b
	}
	return a + b
}

func (s *Screen) draw() { s.view.show(s) }

// pad makes the pad of the stage.
func (s *Screen) pad() *widgets.PINPad {
	w := s.cfg.Words
	return widgets.NewPINPad(s.cfg.Digits, w.T("lock.back"), w.T("lock.enter"), s.try)
}

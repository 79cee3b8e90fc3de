// Package signin is what is seen before anybody is known on a machine: a box for the
// enrolment code, the first download with its rows, and the word that one can go
// offline now. Whoever was here before is offered by name. It asks its Host for all that
// it does.
package signin

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/sync/client"
)

// Found is what a code led to.
type Found struct {
	Person string
	Server string
}

// Known is somebody who has worked on this machine before.
type Known struct {
	Folder string
	Person string
	Server string
	Used   time.Time
}

// Row is how much of one kind of document has come.
type Row struct {
	Label form.Label
	Count int
}

// Host does what the screen asks for. Enrol, Download and Rows wait and are called off
// the UI thread, the others on it.
type Host interface {
	// Enrol makes the installation that a code was made for.
	Enrol(ctx context.Context, code string) (Found, error)
	// Download brings everything for the person; it may be called again after an error
	// and goes on where it was.
	Download(ctx context.Context) error
	// Rows tells what has come so far.
	Rows(ctx context.Context) ([]Row, error)
	// State and OnState tell how the download goes on.
	State() client.State
	OnState(func(client.State)) (stop func())
	// Known lists who worked here before, the last one first.
	Known() []Known
	// Open takes up the work of somebody known.
	Open(folder string)
	// Start shows the first screen of who has signed in.
	Start()
	// Speak switches the language.
	Speak(words.Language)
	// Failed shows an error of the machine.
	Failed(doing string, err error)
}

// Config is what the screen is made with.
type Config struct {
	Host       Host
	Words      *words.Words
	UI         screen.UI
	Background func(func(context.Context))
	After      func(time.Duration, func()) (stop func())
	Window     func() fyne.Window
	Now        func() time.Time
	// Problem is shown at once: why what was opened last could not be.
	Problem error
}

// stage is how far signing in has come.
type stage int

const (
	pasting stage = iota
	enrolling
	downloading
	ready
)

// Screen is the screen for signing in.
type Screen struct {
	cfg   Config
	stage stage
	code  string
	found Found
	rows  []Row
	state client.State
	began time.Time
	wrong *trouble

	view *view
	stop func()
	left bool
}

// New makes the screen.
func New(cfg Config) *Screen {
	s := &Screen{cfg: cfg}
	if cfg.Problem != nil {
		s.wrong = s.explain(cfg.Problem)
	}
	s.view = newView(s)
	s.draw()
	return s
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.view.root }

// Shown is called when the content is on the window: the cursor waits in the box.
func (s *Screen) Shown() {
	if s.stage == pasting && s.view.input != nil {
		s.view.input.Focus()
	}
}

// Close is called before something else is shown.
func (s *Screen) Close() {
	s.left = true
	if s.stop != nil {
		s.stop()
	}
}

// Redraw draws everything again, in another language or theme.
func (s *Screen) Redraw() {
	s.view = newView(s)
	if s.cfg.Problem != nil && s.wrong != nil {
		s.wrong = s.explain(s.wrong.err)
	}
	s.draw()
}

// Enter takes a code that was pasted, typed or scanned.
func (s *Screen) Enter(code string) {
	if s.stage != pasting || code == "" {
		return
	}
	s.code, s.stage, s.wrong = code, enrolling, nil
	s.draw()
	s.cfg.Background(func(ctx context.Context) {
		found, err := s.cfg.Host.Enrol(ctx, code)
		s.cfg.UI.Do(func() {
			switch {
			case s.left:
			case err != nil:
				s.stage = pasting
				s.wrong = s.explain(err)
				s.draw()
			default:
				s.found = found
				s.download()
			}
		})
	})
}

// download brings the records; after an error it can be called again.
func (s *Screen) download() {
	s.stage, s.wrong, s.began = downloading, nil, s.cfg.Now()
	if s.stop == nil {
		s.stop = s.cfg.Host.OnState(func(st client.State) {
			s.cfg.UI.Do(func() { s.progress(st) })
		})
	}
	s.draw()
	s.cfg.Background(func(ctx context.Context) {
		err := s.cfg.Host.Download(ctx)
		rows, counted := s.cfg.Host.Rows(ctx)
		s.cfg.UI.Do(func() {
			if s.left {
				return
			}
			if counted == nil {
				s.rows = rows
			}
			s.stage = ready
			if err != nil {
				s.stage = downloading
				s.wrong = s.explain(err)
			}
			s.draw()
		})
	})
}

// progress draws the bar anew; rows are counted when a page has come.
func (s *Screen) progress(st client.State) {
	if s.left || s.stage != downloading {
		return
	}
	before := s.state.Done
	s.state = st
	s.view.showProgress(s)
	if st.Done == before {
		return
	}
	s.cfg.Background(func(ctx context.Context) {
		rows, err := s.cfg.Host.Rows(ctx)
		s.cfg.UI.Do(func() {
			if err == nil && !s.left && s.stage == downloading {
				s.rows = rows
				s.view.showRows(s)
			}
		})
	})
}

func (s *Screen) draw() {
	s.view.show(s)
}

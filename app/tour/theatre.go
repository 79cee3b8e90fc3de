package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/app"
	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/screen/settings"
	"fieldline/forms/program"
)

// The sizes of which every step leaves a picture.
var sizes = []struct {
	name string
	size fyne.Size
}{
	{"tablet", fyne.NewSize(1280, 800)},
	{"desktop", fyne.NewSize(1440, 900)},
}

// theatre is where the day is played: one software driver, and a stage for each person.
type theatre struct {
	driver fyne.App
	dir    string
	out    string
	prefs  settings.Preferences
	stages []*stage
	steps  int
	last   string
}

func newTheatre(dir string, opts options) (*theatre, error) {
	// The file dialog opens in the person's own folder.
	home := filepath.Join(dir, "home")
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, err
	}
	if err := errors.Join(drawPhoto(home), os.Setenv("HOME", home)); err != nil {
		return nil, err
	}
	driver := test.NewApp()
	return &theatre{driver: driver, dir: dir, out: opts.Out, prefs: settings.Preferences{Language: opts.Language, Mode: opts.Mode, Scale: 1}}, nil
}

func (t *theatre) close() error {
	var errs []error
	for _, s := range t.stages {
		errs = append(errs, s.close())
	}
	return errors.Join(errs...)
}

// stage is one person's app.
type stage struct {
	*apptest.Hand
	theatre *theatre
	name    string
	touch   bool
	app     *app.App
	loop    *apptest.Loop
	online  *atomic.Bool
}

// stage opens the app of a person on a machine of his own.
func (t *theatre) stage(name string, touch bool) (*stage, error) {
	s := &stage{theatre: t, name: name, touch: touch, online: &atomic.Bool{}}
	s.online.Store(true)
	t.stages = append(t.stages, s)
	return s, s.open()
}

func (s *stage) open() error {
	s.loop = apptest.NewLoop()
	a, err := app.New(app.Config{
		Dir: filepath.Join(s.theatre.dir, s.name), Fyne: s.theatre.driver, UI: s.loop, Version: "tour", Named: program.Functions(),
		Network: s.online.Load, Touch: func() bool { return s.touch },
	})
	if err != nil {
		return fmt.Errorf("open the app of %s: %w", s.name, err)
	}
	s.app = a
	a.Prefer(s.theatre.prefs)
	s.Hand = apptest.NewHand(a.Window(), s.loop)
	a.Window().Show()
	a.Window().Resize(sizes[0].size)
	s.loop.Settle()
	return nil
}

func (s *stage) close() error {
	if s.app == nil {
		return nil
	}
	err := s.app.Close()
	s.loop.Settle()
	return err
}

// nav leads to places as the rail and links do.
func (s *stage) nav() screen.Nav { return s.app.Nav() }

// sync goes rounds now, as the button does, and waits for them.
func (s *stage) sync(ctx context.Context) error {
	s.app.Client().Wake()
	done := make(chan error, 1)
	go func() { done <- s.app.Client().Sync(ctx) }()
	var err error
	if !s.loop.Until(func() bool {
		select {
		case err = <-done:
			return true
		default:
			return false
		}
	}, syncTime) {
		return errors.New("syncing does not end")
	}
	return err
}

// stillness is how long nothing may move before a picture is taken.
const stillness = 150 * time.Millisecond

// picture leaves a picture of the step at every size.
func (s *stage) picture(name string) error {
	s.theatre.steps++
	s.theatre.last = name
	for _, size := range sizes {
		s.app.Window().Resize(size.size)
		s.loop.Quiet(stillness)
		path := filepath.Join(s.theatre.out, fmt.Sprintf("%02d-%s-%s.png", s.theatre.steps, name, size.name))
		if err := s.Picture(path); err != nil {
			return err
		}
	}
	s.app.Window().Resize(sizes[0].size)
	s.loop.Settle()
	return nil
}

// copyFolder copies what an app has on disk at this moment.
func copyFolder(from, to string) error { return os.CopyFS(to, os.DirFS(from)) }

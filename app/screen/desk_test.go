package screen_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2/test"

	"fieldline/app/code"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

// slowly keeps what is to be done behind the thread that draws, until it is let go on.
type slowly struct{ held []func(context.Context) }

func (s *slowly) background(f func(context.Context)) { s.held = append(s.held, f) }

// goOn does what came last first, as threads may.
func (s *slowly) goOn() {
	for len(s.held) > 0 {
		last := s.held[len(s.held)-1]
		s.held = s.held[:len(s.held)-1]
		last(context.Background())
	}
}

type inline struct{}

func (inline) Do(f func()) { f() }

type quiet struct{ screen.Nav }

func (quiet) Redraw() {}

// Scans come to their end one after another, however long each takes; what is asked for
// between them waits for its turn, and leaving the desk drops none.
func TestScanDesk_inTurn(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, 1))
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	store, err := device.Open(context.Background(), t.TempDir(), lib, device.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	behind := &slowly{}
	deps := screen.Deps{
		Words: w, UI: inline{}, Nav: quiet{}, Store: store, Now: store.Now, Background: behind.background,
		Class: func() screen.Class { return screen.Desktop }, Width: func() float32 { return 1200 },
	}
	var done []string
	var d *screen.ScanDesk
	d = screen.NewScanDesk(deps, screen.Place{}, func(c code.Code) {
		screen.Lookup(d, func(*form.Env) (string, error) { return c.Serial, nil }, func(found string) {
			screen.Lookup(d, func(*form.Env) (string, error) { return found, nil }, func(saved string) { done = append(done, saved) })
		})
	})
	for i := range 3 {
		d.Scanned(fmt.Sprint("D4-", i))
	}
	d.InTurn(func() { done = append(done, "finish") })
	d.Scanned("D4-3")
	if err := d.Leave(context.Background()); err != nil {
		t.Fatal(err)
	}
	if d.Reads.Ended() {
		t.Error("the desk was closed over the scans")
	}

	behind.goOn()

	if want := []string{"D4-0", "D4-1", "D4-2", "finish", "D4-3"}; !slices.Equal(done, want) {
		t.Errorf("done were %v, want %v", done, want)
	}
	if !d.Reads.Ended() {
		t.Error("the desk is still open")
	}
}

// Package app puts the screens together: it opens the installation of the person at
// this machine, runs the sync client beside it and shows the shell, in which one screen
// at a time is seen. Begin with New and Run; the screens are listed in routes.go.
package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fieldline/app/screen"
	"fieldline/app/screen/settings"
	"fieldline/app/screen/signin"
	"fieldline/app/sound"
	"fieldline/app/theme"
	"fieldline/app/words"
	"fieldline/assets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/vault"
)

// Config is what the app is made with. Dir and Fyne must be given.
type Config struct {
	Dir   string // where the installations of this machine lie, one folder each
	Fyne  fyne.App
	Words *words.Words // nil: the embedded catalogue
	Named []form.Named // Go functions of the forms beside the department's own
	Now   func() time.Time
	// UI runs a function on the thread that draws; nil is Fyne's own way.
	UI screen.UI
	// Background runs what may take longer than a frame; nil is a goroutine each.
	Background func(func(context.Context))
	Transport  http.RoundTripper // nil: the network
	Network    func() bool       // nil: the network is not switched off
	Keyring    vault.Keyring     // of the system, for the keys of installations; nil: there is none
	Version    string            // what the server is told this program is
	// Connect makes what syncs an installation; nil is the client.
	Connect func(*device.Store) (Syncing, error)
	// After runs a function on the UI thread when a time has passed; nil is the clock.
	After func(time.Duration, func()) (stop func())
	// PINMemory is what one try of a PIN takes, in KiB; zero is the vault's own.
	PINMemory uint32
	// Manual leaves it to the caller to run rounds of syncing.
	Manual bool
	// Touch says whether fingers are used; nil asks Fyne.
	Touch func() bool
	// Play lets a scan be heard; nil plays it with what the machine has.
	Play func(sound.Tone)
	// OpenURL hands a telephone number or a map to the system; nil is Fyne's own way.
	OpenURL func(*url.URL) error
	// Files lets a person choose files; nil is the system's dialogs.
	Files Files
	// Ports lists the serial ports; nil: those of this device.
	Ports func() ([]string, error)
}

// Syncing is what syncs an installation: client.Client, or what a test has in its place.
type Syncing interface {
	screen.Syncer
	Run(ctx context.Context) error
	Sync(ctx context.Context) error
}

// App is the running program: one window, at most one installation open in it.
type App struct {
	cfg    Config
	words  *words.Words
	memory *memory
	window fyne.Window

	ctx    context.Context
	cancel context.CancelFunc
	tasks  sync.WaitGroup

	inst     *installation
	shell    *shell
	signIn   *signin.Screen
	door     *entrance // of the screen for signing in
	cover    *cover    // over everything: a lock
	activity activity
	stops    []func() // of listeners on words and settings

	player  *sound.Player     // nil where the caller plays
	variant fyne.ThemeVariant // of the system, as last seen
	closed  bool
}

// New opens the installation that was used last, or the screen for signing in.
func New(cfg Config) (*App, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.UI == nil {
		cfg.UI = fyneUI{}
	}
	if cfg.Touch == nil {
		cfg.Touch = func() bool { return fyne.CurrentDevice().IsMobile() }
	}
	if cfg.OpenURL == nil {
		cfg.OpenURL = cfg.Fyne.OpenURL
	}
	var player *sound.Player
	if cfg.Play == nil {
		player = sound.New(cfg.Dir)
		if err := player.Clear(); err != nil { // the system's player may still hold it; the next start tries again
			fyne.LogError("start", err)
		}
		cfg.Play = player.Play
	}
	cfg.Named = append(library.Functions(), cfg.Named...)
	a := &App{cfg: cfg, words: cfg.Words, player: player}
	a.ctx, a.cancel = context.WithCancel(context.Background())
	if a.cfg.Files == nil {
		a.cfg.Files = systemFiles{a}
	}
	if a.cfg.Background == nil {
		a.cfg.Background = a.background
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	var err error
	if a.memory, err = openMemory(cfg.Dir); err != nil {
		return nil, err
	}
	if a.words == nil {
		if a.words, err = words.Load(); err != nil {
			return nil, err
		}
	}
	a.words.Set(words.Language(a.memory.preferences().Language))
	a.applyTheme()
	cfg.Fyne.SetIcon(fyne.NewStaticResource("icon.png", assets.AppIcon()))
	a.window = cfg.Fyne.NewWindow(a.words.T("shell.app"))
	a.window.SetPadded(false)
	a.window.SetMaster()
	a.window.SetCloseIntercept(a.closeWindow)
	a.listen()
	a.live()

	folder := a.memory.current()
	if folder == "" {
		a.showSignIn(nil)
		return a, nil
	}
	if err := a.enter(folder); err != nil {
		a.showSignIn(err)
	}
	return a, nil
}

// Window returns the app's window.
func (a *App) Window() fyne.Window { return a.window }

// Store returns the open installation's store, nil while nobody is signed in.
func (a *App) Store() *device.Store {
	if a.inst == nil {
		return nil
	}
	return a.inst.store
}

// Client returns what syncs the open installation, nil while nobody is signed in.
func (a *App) Client() Syncing {
	if a.inst == nil {
		return nil
	}
	return a.inst.client
}

// Words returns the catalogue the app speaks from.
func (a *App) Words() *words.Words { return a.words }

// Nav returns what leads to the app's screens, nil while nobody is signed in.
func (a *App) Nav() screen.Nav {
	if a.shell == nil {
		return nil
	}
	return a.shell
}

// Screen returns the screen that is seen, nil while nobody is signed in.
func (a *App) Screen() screen.Screen {
	if a.shell == nil {
		return nil
	}
	return a.shell.current
}

// Run shows the window and returns when it was closed.
func (a *App) Run() error {
	a.window.Resize(fyne.NewSize(1280, 800))
	a.window.ShowAndRun()
	return a.Close()
}

// Close leaves the current screen, so that what is typed is kept, ends syncing and
// closes the installation.
func (a *App) Close() error {
	if a.closed {
		return nil
	}
	a.closed = true
	for _, stop := range a.stops {
		stop()
	}
	err := a.closeInstallation()
	a.cancel()
	a.tasks.Wait()
	if a.player != nil {
		a.player.Close()
	}
	return errors.Join(err, a.closeEntrance(), a.memory.save())
}

// closeWindow is what the window's cross does: a screen that cannot be left says why.
func (a *App) closeWindow() {
	if a.shell != nil && !a.shell.leave() {
		return
	}
	a.window.Close()
}

// background runs f on a goroutine of its own that Close waits for.
func (a *App) background(f func(context.Context)) {
	a.tasks.Add(1)
	go func() {
		defer a.tasks.Done()
		f(a.ctx)
	}()
}

// remember writes the memory behind the UI thread. It holds no work, so that an error
// is only told.
func (a *App) remember() {
	a.cfg.Background(func(context.Context) {
		if err := a.memory.save(); err != nil {
			a.cfg.UI.Do(func() { a.failed("app.doing.remember", err) })
		}
	})
}

// failed shows an error where there is a shell to show it in, else it ends in the log.
func (a *App) failed(doing string, err error) {
	if a.shell != nil {
		a.shell.Failed(a.words.T(doing), err)
		return
	}
	fyne.LogError(a.words.T(doing), err)
}

// applyTheme puts the theme in force that was chosen, or the system's mode.
func (a *App) applyTheme() {
	p := a.memory.preferences()
	a.variant = a.cfg.Fyne.Settings().ThemeVariant()
	mode := theme.Mode(p.Mode)
	if p.Mode == "" {
		mode = theme.Light
		if a.variant == fynetheme.VariantDark {
			mode = theme.Dark
		}
	}
	a.cfg.Fyne.Settings().SetTheme(theme.New(mode, p.Scale))
}

// listen rebuilds what is seen when the language changes, or the system's mode while it
// is followed.
func (a *App) listen() {
	a.stops = append(a.stops, a.words.OnChange(func() {
		a.window.SetTitle(a.words.T("shell.app"))
		a.rebuild()
	}))
	a.cfg.Fyne.Settings().AddListener(func(s fyne.Settings) {
		if a.closed || a.memory.preferences().Mode != "" || s.ThemeVariant() == a.variant {
			return
		}
		a.cfg.UI.Do(func() {
			a.applyTheme()
			a.rebuild()
		})
	})
}

// live follows the program to the background and back: what is typed is kept before the
// system may end it, and syncing goes on at once when it is seen again.
func (a *App) live() {
	a.cfg.Fyne.Lifecycle().SetOnExitedForeground(func() {
		if !a.closed {
			a.keep()
			a.putAside()
		}
	})
	a.cfg.Fyne.Lifecycle().SetOnEnteredForeground(func() {
		if !a.closed && a.inst != nil {
			a.takenUp()
			a.inst.client.Wake()
		}
	})
}

// Prefer takes over what somebody chose for the look and rebuilds what is seen.
func (a *App) Prefer(p settings.Preferences) {
	before := a.memory.preferences()
	a.memory.change(func(r *remembered) { r.Preferences = p })
	a.remember()
	if before.Mode != p.Mode || before.Scale != p.Scale {
		a.applyTheme()
	}
	if words.Language(p.Language) != a.words.Current() {
		a.words.Set(words.Language(p.Language)) // rebuilds
		return
	}
	a.rebuild()
}

// fyneUI is Fyne's own way to its thread.
type fyneUI struct{}

// Do runs f on Fyne's thread.
func (fyneUI) Do(f func()) { fyne.Do(f) }

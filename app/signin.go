package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/google/uuid"

	"fieldline/app/screen/settings"
	"fieldline/app/screen/signin"
	"fieldline/app/words"
	"fieldline/sync/client"
	"fieldline/sync/device"
)

// showSignIn shows the screen for signing in; problem says why what was open before
// could not be opened.
func (a *App) showSignIn(problem error) {
	a.closeSignIn()
	a.door = &entrance{app: a}
	a.signIn = signin.New(signin.Config{
		Host: a.door, Words: a.words, UI: a.cfg.UI, Background: a.cfg.Background, After: a.after,
		Window: a.Window, Now: a.cfg.Now, Problem: problem,
	})
	a.window.SetContent(a.signIn.Content())
	a.signIn.Shown()
}

// closeSignIn ends the screen for signing in before something else is shown.
func (a *App) closeSignIn() {
	if a.signIn != nil {
		a.signIn.Close()
		a.signIn = nil
	}
}

// Enrol takes an enrolment code as if it had been pasted. Where somebody is signed in it
// does nothing.
func (a *App) Enrol(code string) {
	if a.signIn != nil {
		a.signIn.Enter(code)
	}
}

// closeEntrance closes a store that was enrolled and not started.
func (a *App) closeEntrance() error {
	if a.signIn != nil {
		a.signIn.Close()
	}
	if a.door == nil {
		return nil
	}
	a.door.mu.Lock()
	defer a.door.mu.Unlock()
	if a.door.store == nil {
		return nil
	}
	store := a.door.store
	a.door.store = nil
	return store.Close()
}

// redrawSignIn draws it again, in another language or theme.
func (a *App) redrawSignIn() {
	if a.signIn != nil {
		a.signIn.Redraw()
		a.window.SetContent(a.signIn.Content())
		a.signIn.Shown()
	}
}

// entrance does what the screen for signing in asks for. What it enrols becomes the
// app's installation only when somebody starts.
type entrance struct {
	app     *App
	opening bool // somebody known

	mu     sync.Mutex
	folder string
	store  *device.Store
	client Syncing
}

// Enrol makes a new installation in a folder of its own.
func (e *entrance) Enrol(ctx context.Context, code string) (signin.Found, error) {
	folder := "person-" + uuid.NewString()[:8]
	store, err := client.Enrol(ctx, filepath.Join(e.app.cfg.Dir, folder), code, e.app.clientConfig())
	if err != nil {
		return signin.Found{}, err
	}
	c, err := e.app.connect(store)
	if err != nil {
		return signin.Found{}, errors.Join(err, store.Close())
	}
	e.mu.Lock()
	e.folder, e.store, e.client = folder, store, c
	e.mu.Unlock()
	// From here on a kill finds the installation again: the code is used up.
	id := store.Identity()
	e.app.memory.opened(Installation{Folder: folder, Person: id.PersonName, Server: id.Server, Used: e.app.cfg.Now()})
	return signin.Found{Person: id.PersonName, Server: id.Server}, e.app.memory.save()
}

// Download brings everything for the person.
func (e *entrance) Download(ctx context.Context) error {
	e.mu.Lock()
	c := e.client
	e.mu.Unlock()
	return c.Sync(ctx)
}

// Rows tells what has come so far, by kind of document.
func (e *entrance) Rows(ctx context.Context) ([]signin.Row, error) {
	e.mu.Lock()
	store := e.store
	e.mu.Unlock()
	if store == nil || store.Library() == nil {
		return nil, nil
	}
	var rows []signin.Row
	for _, f := range store.Library().Forms {
		n, err := store.Count(ctx, device.Query{Form: f.Name})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			rows = append(rows, signin.Row{Label: f.Label, Count: n})
		}
	}
	return rows, nil
}

// State is how the download stands.
func (e *entrance) State() client.State {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.client == nil {
		return client.State{}
	}
	return e.client.State()
}

// OnState tells how the download goes on.
func (e *entrance) OnState(f func(client.State)) (stop func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.client.OnState(f)
}

// Known lists who worked here before.
func (e *entrance) Known() []signin.Known {
	var known []signin.Known
	for _, in := range e.app.memory.installations() {
		known = append(known, signin.Known{Folder: in.Folder, Person: in.Person, Server: in.Server, Used: in.Used})
	}
	return known
}

// Open takes up the work of somebody known.
func (e *entrance) Open(folder string) {
	a := e.app
	if e.opening {
		return
	}
	e.opening = true
	a.cfg.Background(func(ctx context.Context) {
		v, err := a.openVault(folder)
		var store *device.Store
		if err == nil && v.Key() == nil {
			store, err = a.openStore(ctx, folder, v)
		}
		a.cfg.UI.Do(func() {
			if a.closed || a.door != e {
				if err == nil && store != nil {
					err = store.Close()
				}
				if err != nil {
					a.failed("app.doing.open", err)
				}
				return
			}
			if err == nil && store == nil {
				a.showLock(folder, v)
				return
			}
			if err == nil {
				err = a.use(folder, store)
			}
			if err != nil {
				a.showSignIn(fmt.Errorf("open the work of this device: %w", err))
				return
			}
			a.closeSignIn()
			a.showShell()
		})
	})
}

// Start shows the first screen of who has enrolled. The store that enrolled stays open
// and only gets a client that runs.
func (e *entrance) Start() {
	a := e.app
	e.mu.Lock()
	folder, store := e.folder, e.store
	e.store = nil
	e.mu.Unlock()
	if store == nil {
		return
	}
	a.closeSignIn()
	if err := a.use(folder, store); err != nil {
		a.showSignIn(err)
		return
	}
	a.showShell()
}

// Speak switches the language.
func (e *entrance) Speak(language words.Language) {
	p := e.app.memory.preferences()
	p.Language = string(language)
	e.app.Prefer(p)
}

// Failed shows an error of the machine.
func (e *entrance) Failed(doing string, err error) { e.app.failed(doing, err) }

// Preferences are how the app looks on this machine.
func (a *App) Preferences() settings.Preferences { return a.memory.preferences() }

// SwitchPerson closes the installation and offers everybody who works here.
func (a *App) SwitchPerson() { a.signOut(false) }

// SignOut closes the installation and removes it from this machine.
func (a *App) SignOut() { a.signOut(true) }

// PIN is how this installation is locked.
func (a *App) PIN() settings.PIN {
	p := a.policy(a.ctx)
	return settings.PIN{Set: a.inst.store.Vault().HasPIN(), Must: p.Must, Delay: p.Delay, Offline: p.Offline, Keyring: a.inst.store.Vault().InKeyring()}
}

// ChoosePIN lets a PIN be chosen, or another one.
func (a *App) ChoosePIN() { a.choosePIN() }

// RemovePIN asks for the PIN and takes it away.
func (a *App) RemovePIN() { a.removePIN() }

// Lock asks for the PIN before anything else is shown.
func (a *App) Lock() { a.lockNow() }

// SyncNow starts a round.
func (a *App) SyncNow() {
	if a.shell != nil {
		a.shell.syncNow()
	}
}

// Version is what this program is.
func (a *App) Version() string {
	if a.cfg.Version == "" {
		return "0"
	}
	return a.cfg.Version
}

// wipe destroys what this machine keeps for the person who is signed in, as the server
// orders for a device that was reported lost, and says so where one signs in.
func (a *App) wipe(unsent int) {
	if a.inst == nil {
		return
	}
	folder, vault, told := a.inst.folder, a.inst.store.Vault(), error(&signin.Wiped{Person: a.inst.store.Identity().PersonName, Unsent: unsent})
	err := a.closeInstallation()
	if err = errors.Join(err, device.Wipe(filepath.Join(a.cfg.Dir, folder), vault)); err != nil {
		told = errors.Join(told, err)
	}
	a.memory.forget(folder)
	a.remember()
	a.showSignIn(told)
}

func (a *App) signOut(erase bool) {
	if a.inst == nil || a.shell != nil && !a.shell.leave() {
		return
	}
	folder, vault := a.inst.folder, a.inst.store.Vault()
	err := a.closeInstallation()
	a.memory.change(func(r *remembered) {
		r.Current = ""
		delete(r.Places, folder) // who comes back begins at home
	})
	if erase && err == nil {
		err = device.Wipe(filepath.Join(a.cfg.Dir, folder), vault)
		a.memory.forget(folder)
	}
	a.remember()
	a.showSignIn(err)
}

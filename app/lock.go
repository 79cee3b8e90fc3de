package app

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fieldline/app/screen"
	"fieldline/app/screen/lock"
	"fieldline/app/screen/signin"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/vault"
)

// cover is what lies over the whole window until a PIN was given or chosen: the lock of an
// installation that is not open yet, or one over the shell, whose screens stay as they are
// below it while syncing goes on.
type cover struct {
	front
	over fyne.CanvasObject // what lies over the shell; nil where it is the window's content
}

// front is what a cover shows.
type front interface {
	Content() fyne.CanvasObject
	TypedRune(rune)
	TypedKey(*fyne.KeyEvent)
	Redraw()
	Close()
}

// openVault opens where the key of a folder lies.
func (a *App) openVault(folder string) (*vault.Vault, error) {
	return vault.Open(filepath.Join(a.cfg.Dir, folder), vault.Config{Now: a.cfg.Now, Keyring: a.cfg.Keyring, Memory: a.cfg.PINMemory})
}

// raise shows a cover: over the shell where there is one, else as the window's content.
func (a *App) raise(f front) {
	a.lower()
	a.cover = &cover{front: f}
	c := a.window.Canvas()
	c.Unfocus()
	if a.shell == nil {
		a.window.SetContent(f.Content())
	} else {
		a.cover.over = container.NewStack(f.Content())
		a.raiseAgain()
	}
	c.SetOnTypedRune(f.TypedRune)
	c.SetOnTypedKey(f.TypedKey)
}

// raiseAgain brings the cover over what was laid on the window meanwhile.
func (a *App) raiseAgain() {
	if a.cover == nil || a.cover.over == nil {
		return
	}
	all := a.window.Canvas().Overlays()
	before := slices.Clone(all.List())
	if at := slices.Index(before, a.cover.over); at >= 0 {
		all.Remove(a.cover.over) // and what lies over it
		for _, over := range before[at+1:] {
			all.Add(over)
		}
	}
	all.Add(a.cover.over)
	a.cover.over.Resize(a.window.Canvas().Size())
}

// lower takes the cover away; what was below it is as it was.
func (a *App) lower() {
	if a.cover == nil {
		return
	}
	a.cover.Close()
	if a.cover.over != nil {
		a.window.Canvas().Overlays().Remove(a.cover.over)
	}
	a.cover = nil
	if a.shell != nil {
		a.shell.bindKeys()
		return
	}
	c := a.window.Canvas()
	c.SetOnTypedRune(nil)
	c.SetOnTypedKey(nil)
}

// showLock asks for the PIN of a folder that is not open.
func (a *App) showLock(folder string, v *vault.Vault) {
	a.closeSignIn()
	k := &keyhole{app: a, folder: folder, vault: v}
	a.raise(lock.New(k.config(pinPolicy{Digits: leastDigits, Offline: v.Rules().Offline})))
}

// lockNow lays the lock over the shell. What is typed is kept first.
func (a *App) lockNow() {
	if a.shell == nil || a.cover != nil || !a.inst.store.Vault().HasPIN() {
		return
	}
	a.keep()
	k := &keyhole{app: a, folder: a.inst.folder, vault: a.inst.store.Vault(), over: true}
	a.raise(lock.New(k.config(a.policy(a.ctx))))
}

// keyhole does what a lock asks for.
type keyhole struct {
	app    *App
	folder string
	vault  *vault.Vault
	over   bool // the installation is open below it
	anew   bool // the key came back from the server, without a PIN
}

func (k *keyhole) config(p pinPolicy) lock.Config {
	a := k.app
	card, err := k.vault.Card()
	if err != nil { // the name is known all the same
		card.Person = a.memory.personOf(k.folder)
	}
	return lock.Config{
		Host: k, Words: a.words, UI: a.cfg.UI, Background: a.cfg.Background, Window: a.Window, Person: card.Person, Account: card.Account,
		Digits: p.Digits, Offline: p.Offline, Locked: k.vault.Key(),
	}
}

// Unlock tries a PIN. Over a shell the key is at hand, and gone with the last wrong try.
func (k *keyhole) Unlock(_ context.Context, digits string) error {
	err := k.vault.Unlock(digits)
	if k.over && errors.Is(err, vault.ErrGone) {
		k.app.cfg.UI.Do(k.fallBack)
	}
	return err
}

// fallBack closes the installation below the lock, whose key is gone.
func (k *keyhole) fallBack() {
	a := k.app
	if a.closed || a.inst == nil || a.inst.folder != k.folder {
		return
	}
	a.lower()
	if err := a.closeInstallation(); err != nil {
		a.failed("app.doing.open", err)
	}
	a.showLock(k.folder, k.vault)
}

// SignIn opens the installation by name and password: the server gives the key back, or
// new tokens where the key is at hand.
func (k *keyhole) SignIn(ctx context.Context, account, password string) error {
	a := k.app
	if k.vault.Key() == nil && !k.over {
		return k.with(ctx, func(c Syncing) error {
			if by, ok := c.(interface {
				SignIn(ctx context.Context, account, password string) error
			}); ok {
				if err := by.SignIn(ctx, account, password); err != nil {
					return err
				}
			}
			return c.Sync(ctx)
		})
	}
	err := client.Recover(ctx, filepath.Join(a.cfg.Dir, k.folder), k.vault, account, password, a.clientConfig())
	k.anew = err == nil
	return k.wiped(err)
}

// Reach has the server heard once.
func (k *keyhole) Reach(ctx context.Context) error {
	if k.over {
		return k.app.inst.client.Sync(ctx)
	}
	return k.with(ctx, func(c Syncing) error { return c.Sync(ctx) })
}

// with opens the installation for a moment, without showing it.
func (k *keyhole) with(ctx context.Context, f func(Syncing) error) error {
	a := k.app
	store, err := a.openStore(ctx, k.folder, k.vault)
	if err != nil {
		return err
	}
	c, err := a.connect(store)
	if err == nil {
		err = f(c)
	}
	return k.wiped(errors.Join(err, store.Close()))
}

// wiped destroys what a lost device keeps, when the server says so.
func (k *keyhole) wiped(err error) error {
	var p *protocol.Problem
	if !errors.As(err, &p) || !p.Wipe {
		return err
	}
	a := k.app
	a.cfg.UI.Do(func() {
		if k.over {
			a.wipe(a.inst.client.State().Pending)
			return
		}
		told := error(&signin.Wiped{Person: a.memory.personOf(k.folder)})
		told = errors.Join(told, device.Wipe(filepath.Join(a.cfg.Dir, k.folder), k.vault))
		a.memory.forget(k.folder)
		a.remember()
		a.lower()
		a.showSignIn(told)
	})
	return err
}

// Entered takes the lock away and shows what is below, or opens it.
func (k *keyhole) Entered() {
	a := k.app
	if k.over {
		a.lower()
		a.activity.seen(a.cfg.Now())
		return
	}
	a.cfg.Background(func(ctx context.Context) {
		store, err := a.openStore(ctx, k.folder, k.vault)
		a.cfg.UI.Do(func() {
			if a.closed {
				if err == nil {
					err = store.Close()
				}
				return
			}
			if err == nil {
				err = a.use(k.folder, store)
			}
			a.lower()
			if err != nil {
				a.showSignIn(err)
				return
			}
			a.showShell()
			if k.anew {
				a.choosePIN()
			}
		})
	})
}

// Other offers everybody who works here.
func (k *keyhole) Other() {
	a := k.app
	a.lower()
	if k.over {
		a.signOut(false)
		return
	}
	a.memory.change(func(r *remembered) { r.Current = "" })
	a.remember()
	a.showSignIn(nil)
}

// keep keeps what is typed on the screen as a draft.
func (a *App) keep() {
	if a.shell == nil {
		return
	}
	if k, ok := a.shell.current.(screen.Keeper); ok {
		if err := k.Keep(a.ctx); err != nil {
			a.failed("app.doing.keep", err)
		}
	}
}

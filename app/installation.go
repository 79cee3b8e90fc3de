package app

import (
	"context"
	"errors"
	"path/filepath"

	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/vault"
)

// installation is a person's folder while it is open.
type installation struct {
	folder string
	store  *device.Store
	client Syncing
	cancel context.CancelFunc
	ended  chan struct{}
	stops  []func()
}

// enter opens an installation, starts its client and shows it; where a PIN is set it asks
// for that first.
func (a *App) enter(folder string) error {
	v, err := a.openVault(folder)
	if err != nil {
		return err
	}
	if v.Key() != nil {
		a.showLock(folder, v)
		return nil
	}
	store, err := a.openStore(a.ctx, folder, v)
	if err == nil {
		err = a.use(folder, store)
	}
	if err != nil {
		return err
	}
	a.showShell()
	return nil
}

func (a *App) openStore(ctx context.Context, folder string, v *vault.Vault) (*device.Store, error) {
	return device.Open(ctx, filepath.Join(a.cfg.Dir, folder), nil, device.Config{Now: a.cfg.Now, Named: a.cfg.Named, Vault: v})
}

// use takes an open store as the installation of a folder.
func (a *App) use(folder string, store *device.Store) error {
	in := &installation{folder: folder, store: store, ended: make(chan struct{})}
	var err error
	if in.client, err = a.connect(store); err != nil {
		return errors.Join(err, store.Close())
	}
	ctx, cancel := context.WithCancel(a.ctx)
	in.cancel = cancel
	if a.cfg.Manual {
		close(in.ended)
	} else {
		go func() {
			defer close(in.ended)
			if err := in.client.Run(ctx); err != nil && ctx.Err() == nil {
				a.cfg.UI.Do(func() { a.failed("app.doing.sync", err) })
			}
		}()
	}
	a.inst = in
	id := store.Identity()
	a.memory.opened(Installation{Folder: folder, Person: id.PersonName, Server: id.Server, Used: a.cfg.Now()})
	a.remember()
	return nil
}

func (a *App) connect(store *device.Store) (Syncing, error) {
	if a.cfg.Connect != nil {
		return a.cfg.Connect(store)
	}
	return client.New(store, a.clientConfig())
}

func (a *App) clientConfig() client.Config {
	return client.Config{Transport: a.cfg.Transport, Network: a.cfg.Network, App: a.cfg.Version, Now: a.cfg.Now, Named: a.cfg.Named, Store: device.Config{Keyring: a.cfg.Keyring}}
}

// closeInstallation ends the client, then the store, so that nothing writes into a
// closed database.
func (a *App) closeInstallation() error {
	a.lower()
	if a.shell != nil {
		a.shell.close()
		a.shell = nil
	}
	in := a.inst
	if in == nil {
		return nil
	}
	a.inst = nil
	for _, stop := range in.stops {
		stop()
	}
	in.cancel()
	<-in.ended
	a.tasks.Wait()
	return in.store.Close()
}

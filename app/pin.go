package app

import (
	"context"
	"errors"

	"fieldline/app/screen"
	"fieldline/app/screen/lock"
	"fieldline/sync/vault"
)

// choosePIN lets a PIN be chosen, or another one.
func (a *App) choosePIN() {
	if a.shell == nil || a.cover != nil {
		return
	}
	v, p := a.inst.store.Vault(), a.policy(a.ctx)
	id := a.inst.store.Identity()
	had := v.HasPIN()
	a.keep()
	a.raise(lock.NewChoice(lock.ChoiceConfig{
		Words: a.words, UI: a.cfg.UI, Background: a.cfg.Background, Person: id.PersonName, Account: id.Account, Digits: p.Digits,
		Old: had, Must: p.Must && !had,
		Check: func(digits string) error {
			if err := v.Unlock(digits); !errors.Is(err, vault.ErrExpired) {
				return err
			}
			return nil // it was the right one
		},
		Take: func(digits string) error { return v.SetPIN(digits, p.rules()) },
		Done: func(set bool, gone error) {
			if gone != nil {
				(&keyhole{app: a, folder: a.inst.folder, vault: v, over: true}).fallBack()
				return
			}
			a.lower()
			switch {
			case set && had:
				a.shell.Toast(a.words.T("lock.changed"), nil)
			case set:
				a.shell.Toast(a.words.T("lock.set"), nil)
			}
			a.rebuild()
		},
		Explain: a.explainPIN,
	}))
}

// removePIN asks for the PIN and takes it away.
func (a *App) removePIN() {
	if a.shell == nil || a.cover != nil || a.policy(a.ctx).Must {
		return
	}
	v := a.inst.store.Vault()
	k := &remover{keyhole: keyhole{app: a, folder: a.inst.folder, vault: v, over: true}}
	cfg := k.config(a.policy(a.ctx))
	cfg.Host = k
	a.keep()
	a.raise(lock.New(cfg))
}

// remover is a lock that takes the PIN away once it was given.
type remover struct{ keyhole }

// Unlock tries the PIN and removes it.
func (r *remover) Unlock(ctx context.Context, digits string) error {
	if err := r.keyhole.Unlock(ctx, digits); err != nil && !errors.Is(err, vault.ErrExpired) {
		return err
	}
	return r.vault.RemovePIN()
}

// Entered says so.
func (r *remover) Entered() {
	r.keyhole.Entered()
	r.app.shell.Toast(r.app.words.T("lock.removed"), nil)
	r.app.rebuild()
}

// asker is a lock that goes on with something once the PIN was given.
type asker struct {
	keyhole
	then func()
}

// Entered goes on with it.
func (k *asker) Entered() {
	k.keyhole.Entered()
	k.then()
}

// Again asks for the PIN once more, where there is one, and then goes on.
func (s *shell) Again(then func()) bool {
	a := s.app
	v := a.inst.store.Vault()
	if !v.HasPIN() || a.cover != nil {
		return false
	}
	k := &asker{keyhole{app: a, folder: a.inst.folder, vault: v, over: true}, then}
	cfg := k.config(a.policy(a.ctx))
	cfg.Host = k
	a.raise(lock.New(cfg))
	return true
}

// explainPIN says why a PIN could not be set.
func (a *App) explainPIN(err error) string {
	if errors.Is(err, vault.ErrNoCard) {
		return a.words.T("lock.no_card")
	}
	why, do := screen.Explain(a.words, err)
	return lock.Join(a.words, why, do)
}

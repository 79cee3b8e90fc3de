package app

import (
	"context"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/vault"
)

// pinPolicy is what the company says about PINs.
type pinPolicy struct {
	Digits  int
	Tries   int
	Delay   time.Duration // of doing nothing, after which the app locks itself
	Offline time.Duration
	Must    bool
}

// leastDigits is how many digits a PIN has where no setting can be read.
const leastDigits = 6

// pinRequired is the value of the setting by which a company asks for PINs.
const pinRequired = "required"

func (p pinPolicy) rules() vault.Rules { return vault.Rules{Tries: p.Tries, Offline: p.Offline} }

// policy reads the settings of the PIN as they are at the person's branch; who has posts
// at several is bound by the strictest of them. A library that has no such settings offers
// a PIN by the defaults.
func (a *App) policy(ctx context.Context) pinPolicy {
	var p pinPolicy
	sites := []form.ID{{}}
	if a.inst != nil && a.inst.store.Library() != nil {
		// Before the first pull nobody has a post: what holds everywhere serves.
		if posts, err := a.inst.store.Sites(ctx); err == nil && len(posts) > 0 {
			sites = posts
		}
	}
	for i, site := range sites {
		here := a.policyAt(ctx, site)
		if i == 0 {
			p = here
			continue
		}
		p.Digits, p.Tries, p.Must = max(p.Digits, here.Digits), min(p.Tries, here.Tries), p.Must || here.Must
		p.Offline, p.Delay = shorter(p.Offline, here.Offline), shorter(p.Delay, here.Delay)
	}
	return p
}

func (a *App) policyAt(ctx context.Context, site form.ID) pinPolicy {
	p := pinPolicy{Digits: leastDigits, Tries: 10, Delay: 5 * time.Minute, Offline: 14 * 24 * time.Hour}
	if a.inst == nil || a.inst.store.Library() == nil {
		return p
	}
	env := a.inst.store.Env(ctx, nil)
	read := func(id string) any {
		v, err := env.World.Setting(id, site, env.Now)
		if err != nil {
			return nil // another library has no such setting: the default serves
		}
		return v
	}
	if n, ok := read(library.Setting46).(int64); ok && n > 0 {
		p.Digits = int(n)
	}
	if n, ok := read(library.Setting46Tries).(int64); ok && n > 0 {
		p.Tries = int(n)
	}
	if l, ok := read(library.Setting45).(form.Length); ok {
		p.Delay = lengthOf(l)
	}
	if l, ok := read(library.Setting45Offline).(form.Length); ok {
		p.Offline = lengthOf(l)
	}
	p.Must = read(library.Setting47) == pinRequired
	return p
}

// shorter is the stricter of two lengths, of which none has no end.
func shorter(a, b time.Duration) time.Duration {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// lengthOf is a length of the clock; months count thirty days here, and working time as any.
func lengthOf(l form.Length) time.Duration {
	unit := map[string]time.Duration{"min": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "month": 30 * 24 * time.Hour}[l.Unit]
	return time.Duration(l.N) * unit
}

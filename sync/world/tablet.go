package world

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
)

// life is what the office lets a tablet do.
type life int

const (
	active life = iota
	drained
	lost
	gone // it was lost and has heard of it
)

// tablet is an installation, with what can happen to it.
type tablet struct {
	w       *World
	n       int
	dir     string
	role    string // that it began with
	person  form.ID
	account string
	store   *device.Store
	client  *client.Client
	skew    time.Duration // of its clock
	offline bool
	life    life
	image   string  // folder of an older copy, "" for none
	attempt form.ID // the operation that an act draws
	doubts  []doubt // since its power failed
}

func (tb *tablet) disk() *disk { return tb.w.rack.disks[filepath.Join(tb.dir, databaseFile)] }

func (tb *tablet) clock() time.Time { return tb.w.now.Add(tb.skew) }

// newID remembers the first id of an act: that of its operation.
func (tb *tablet) newID() form.ID {
	id := tb.w.newID()
	if tb.attempt == (form.ID{}) {
		tb.attempt = id
	}
	return id
}

func (tb *tablet) clientConfig() client.Config {
	return client.Config{Now: tb.clock, Transport: radio{tb}, Store: tb.config()}
}

func (tb *tablet) config() device.Config {
	return device.Config{Now: tb.clock, NewID: tb.newID, Random: tb.w.random, OpenDB: tb.w.rack.open, Readers: 1}
}

// open starts the program.
func (tb *tablet) open() error {
	sha, err := tb.disk().query("SELECT v FROM meta WHERE k = 'library'")
	if err != nil {
		return err
	}
	lib := tb.w.company.lib
	if len(sha) == 1 && sha[0] == tb.w.company.newer.SHA256 {
		lib = tb.w.company.newer
	}
	tb.store, tb.client = nil, nil
	store, err := device.Open(ctx, tb.dir, lib, tb.config())
	if err != nil {
		return fmt.Errorf("open tablet %d: %w", tb.n, err)
	}
	tb.store = store
	if tb.client, err = client.New(store, tb.clientConfig()); err != nil {
		return fmt.Errorf("open tablet %d: %w", tb.n, err)
	}
	return nil
}

// start opens the program; its power may fail over it.
func (tb *tablet) start() error {
	if err := tb.open(); err != nil && !tb.disk().dead {
		return err
	}
	return nil
}

// crash ends the program as it is and starts it again.
func (tb *tablet) crash() error {
	tb.disk().dead = true
	if tb.store != nil {
		if err := tb.store.Close(); err != nil && !errors.Is(err, errPower) {
			return fmt.Errorf("tablet %d goes down: %w", tb.n, err)
		}
	}
	tb.disk().mend()
	return tb.open()
}

// unlessDead forgives an error of a tablet whose power has failed.
func (tb *tablet) unlessDead(err error) error {
	if tb.disk().dead {
		return nil
	}
	return err
}

// sync syncs once and answers whether it came to its end. A tablet that has to sign in
// does so.
func (tb *tablet) sync() (bool, error) {
	err := tb.client.Sync(ctx)
	var p *protocol.Problem
	switch {
	case tb.disk().dead:
		return false, nil
	case errors.As(err, &p) && p.Slug() == protocol.DeviceLost:
		tb.life = gone
		return false, nil
	case errors.As(err, &p) && (p.Slug() == protocol.SignIn || p.Slug() == protocol.RefreshReused):
		tb.w.mark("sign in")
		if err = tb.client.SignIn(ctx, tb.account, password); err == nil {
			err = tb.client.Sync(ctx)
		}
	}
	return err == nil, err
}

package world

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/server"
)

var ctx = context.Background()

const (
	databaseFile = "fieldline.db"
	epochFile    = "epoch.json"
)

// office is the server, with what can happen to it.
type office struct {
	w       *World
	dir     string
	lib     *form.Library // that it publishes
	srv     *server.Server
	handler http.Handler
	copies  int    // folders it has lived in
	backup  string // the last one, "" before there is one
	feed    int64  // the highest sequence that was seen in the feed
	book    book
}

func (o *office) config() server.Config {
	lim := protocol.DefaultLimits()
	lim.Burst, lim.StrangersBurst = 0, 0 // they go by the machine's clock
	lim.ReplyRows = o.w.chaos.page
	return server.Config{
		Dir: o.dir, Library: o.lib, URL: address, Limits: lim, HashMemory: 8, Readers: 1,
		Now: o.w.clock, NewID: o.w.newID, Random: o.w.random, OpenDB: o.w.rack.open,
	}
}

// address is where tablets find the office; nothing listens there.
const address = "http://127.0.0.1:1"

func (o *office) disk() *disk { return o.w.rack.disks[filepath.Join(o.dir, databaseFile)] }

func (o *office) open() error {
	srv, err := server.Open(ctx, o.config())
	if err != nil {
		return fmt.Errorf("open the server: %w", err)
	}
	o.srv, o.handler = srv, srv.Handler()
	return nil
}

// crash ends the server as it is: nothing more is written, not even the copy of the epoch.
func (o *office) crash() error {
	kept, err := os.ReadFile(filepath.Join(o.dir, epochFile))
	if err != nil {
		return err
	}
	d := o.disk()
	d.dead = true
	if err := o.srv.Close(); err == nil {
		return errors.New("a server without power has closed in peace")
	}
	o.srv, o.handler = nil, nil
	d.mend()
	return os.WriteFile(filepath.Join(o.dir, epochFile), kept, 0o600)
}

// close ends the server in peace.
func (o *office) close() error {
	if o.srv == nil {
		return nil
	}
	err := o.srv.Close()
	o.srv, o.handler = nil, nil
	return err
}

// backUp has the server make a set, as it does at night.
func (o *office) backUp() error {
	o.copies++
	dir := filepath.Join(o.w.dir, "backup-"+strconv.Itoa(o.copies))
	_, err := o.srv.Backup(ctx, dir)
	if err == nil {
		o.backup = dir
	}
	return errors.Join(err, o.w.rack.drop(filepath.Join(dir+partial, databaseFile))) // it was opened to check it
}

// partial ends the name of a folder that the server is filling.
const partial = ".part"

// restore puts the last backup in the server's place, as the runbook says.
func (o *office) restore() error {
	o.disk().mend()
	if err := o.close(); err != nil {
		return err
	}
	old := o.dir
	o.copies++
	o.dir = filepath.Join(o.w.dir, "office-"+strconv.Itoa(o.copies))
	if _, _, err := server.Restore(ctx, o.backup, o.config()); err != nil {
		return err
	}
	o.w.rack.move(filepath.Join(o.dir+partial, databaseFile), filepath.Join(o.dir, databaseFile))
	if err := o.w.rack.drop(filepath.Join(old, databaseFile)); err != nil {
		return err
	}
	o.feed, o.book = 0, book{}
	return o.open()
}

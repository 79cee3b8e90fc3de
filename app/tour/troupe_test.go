package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fieldline/app"
	"fieldline/app/apptest"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
	"fieldline/sync/device"
)

// player is a person at an app in a test: what does not work ends the test.
type player struct {
	*stage
	t      *testing.T
	change func(*app.Config) // how this app differs from others
	ahead  atomic.Int64      // of its clock, nanoseconds
}

// playhouse is a theatre that ends with the test.
func playhouse(t *testing.T) *theatre {
	t.Helper()
	t.Setenv("HOME", os.Getenv("HOME")) // the theatre has a home of its own
	th, err := newTheatre(t.TempDir(), options{Language: "zh", Mode: "light"})
	must(t, err)
	t.Cleanup(func() { must(t, th.close()) })
	return th
}

// player opens an app that differs from others by a change, which may be nil.
func (t *theatre) player(tt *testing.T, name string, change func(*app.Config)) *player {
	tt.Helper()
	p := &player{stage: &stage{theatre: t, name: name, touch: true, online: &atomic.Bool{}}, t: tt, change: change}
	p.online.Store(true)
	t.stages = append(t.stages, p.stage)
	p.begin()
	return p
}

// begin opens the app where it was closed.
func (p *player) begin() {
	p.t.Helper()
	p.loop = apptest.NewLoop()
	cfg := app.Config{
		Dir: filepath.Join(p.theatre.dir, p.name), Fyne: p.theatre.driver, UI: p.loop, Version: "tour", Named: program.Functions(),
		Network: p.online.Load, Touch: func() bool { return p.touch },
		Now: func() time.Time { return time.Now().Add(time.Duration(p.ahead.Load())) },
	}
	if p.change != nil {
		p.change(&cfg)
	}
	a, err := app.New(cfg)
	must(p.t, err)
	p.app = a
	a.Prefer(p.theatre.prefs)
	p.Hand = apptest.NewHand(a.Window(), p.loop)
	a.Window().Show()
	a.Window().Resize(sizes[0].size)
	p.loop.Settle()
}

// reopen closes the app and opens it again.
func (p *player) reopen() {
	p.t.Helper()
	must(p.t, p.close())
	p.begin()
}

// enrol has the office make a code for a role and signs in with it.
func (p *player) enrol(c *crew, role string) {
	p.t.Helper()
	code, err := c.office.code(context.Background(), "--role", role)
	must(p.t, err)
	p.app.Enrol(code)
	p.sees("现在可以离线工作了")
	p.taps("开始今天")
}

// sees waits until all these texts are to be seen.
func (p *player) sees(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		must(p.t, p.Await(text))
	}
}

func (p *player) taps(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		must(p.t, p.Tap(text))
	}
}

func (p *player) fills(label, text string) {
	p.t.Helper()
	must(p.t, p.Fill(label, text))
}

// holds waits until something is so, and names it if it does not come to be.
func (p *player) holds(what string, so func() bool) {
	p.t.Helper()
	if !p.loop.Until(so, patience) {
		p.t.Fatalf("%s: it is not so; on the screen: %s", what, p.Summary())
	}
}

// sends lets the time pass in which work can be taken back, and sends it.
func (p *player) sends(ctx context.Context) {
	p.t.Helper()
	p.ahead.Add(int64(device.UndoWindow))
	for tries := 1; ; tries++ {
		must(p.t, p.sync(ctx))
		batch, err := p.app.Store().Pending(ctx, 1, 1)
		must(p.t, err)
		switch {
		case batch.Total == 0:
			return
		case tries == 3: // the first may have been one that the app had begun before the time passed
			p.t.Fatalf("%d operations are not sent", batch.Total)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// anotherOffice is a server of somebody else.
func (c *crew) anotherOffice(ctx context.Context) *office {
	c.t.Helper()
	addr, err := freePort(ctx)
	must(c.t, err)
	o := &office{program: c.office.program, dir: filepath.Join(c.t.TempDir(), "other"), addr: addr, ended: make(chan error, 1)}
	must(c.t, o.start(ctx))
	c.t.Cleanup(func() { must(c.t, o.close()) })
	return o
}

// restart ends the server and starts it again with more arguments.
func (c *crew) restart(args ...string) {
	c.t.Helper()
	must(c.t, c.office.close())
	must(c.t, c.office.startWith(context.Background(), args...))
}

// startWith starts the server with more arguments and waits until it answers.
func (o *office) startWith(ctx context.Context, args ...string) error {
	o.process = exec.Command(o.program, append([]string{"serve", "--dir", o.dir, "--addr", o.addr, "--log", "warn", "--backup-at", "never"}, args...)...)
	o.log.Reset()
	o.process.Stdout, o.process.Stderr = &o.log, &o.log
	if err := o.process.Start(); err != nil {
		return err
	}
	go func(cmd *exec.Cmd) { o.ended <- cmd.Wait() }(o.process)
	for deadline := time.Now().Add(startTime); time.Now().Before(deadline); {
		if _, err := o.command(ctx, "ping", "--dir", o.dir, "--addr", o.addr); err == nil {
			return nil
		}
		select {
		case err := <-o.ended:
			return errors.Join(errors.New(o.log.String()), err)
		default:
		}
	}
	return errors.New("the server does not answer")
}

// withForm copies the library's files with one more document and returns the folder.
func withForm(t *testing.T, document string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "forms")
	must(t, os.CopyFS(dir, library.Files()))
	raw, err := os.ReadFile(document)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, filepath.Base(document)), raw, 0o600))
	return dir
}

// without is a text without a part of it, to change a file in one place.
func without(t *testing.T, text, part, instead string) string {
	t.Helper()
	if strings.Count(text, part) != 1 {
		t.Fatalf("%q is %d times in the text", part, strings.Count(text, part))
	}
	return strings.Replace(text, part, instead, 1)
}

// hire makes a person for a role, called like it.
func (c *crew) hire(role string) {
	c.t.Helper()
	c.hireAs(role, role)
}

// hireAs makes a person for a role.
func (c *crew) hireAs(name, role string) {
	c.t.Helper()
	ctx := context.Background()
	admin := c.enrol(ctx, filepath.Join(c.t.TempDir(), "admin"), library.RoleAdministrator)
	admin.create(c.t, library.Person, form.Values{library.PersonName: name, library.PersonPosts: []form.Row{{ID: "1", Values: form.Values{
		"role": role, "site": form.Ref{Form: library.Site, ID: c.site}, "from": form.Date("2020-01-01"),
	}}}})
	must(c.t, admin.Sync(ctx))
}

package client_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

var ctx = context.Background()

// office is a real server behind TLS with the real library and a few people.
type office struct {
	*server.Server
	t     testing.TB
	data  string // the server's folder
	http  *httptest.Server
	now   time.Time
	site  form.ID
	staff map[string]form.ID // by role
}

func newOffice(t testing.TB) *office {
	t.Helper()
	return newOfficeIn(t, t.TempDir())
}

// newOfficeIn keeps the server's data in a folder.
func newOfficeIn(t testing.TB, dir string) *office {
	t.Helper()
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, data: dir, now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), staff: map[string]form.ID{}}
	o.http = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.Handler().ServeHTTP(w, r) }))
	o.Server, err = server.Open(ctx, server.Config{
		Dir: dir, Library: lib, URL: "https://" + o.http.Listener.Addr().String(), Now: func() time.Time { return o.now },
	})
	if err != nil {
		t.Fatal(err)
	}
	if o.http.TLS, err = o.TLS(); err != nil {
		t.Fatal(err)
	}
	o.http.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes that are meant to fail
	o.http.StartTLS()
	t.Cleanup(func() {
		o.http.Close()
		if err := o.Server.Close(); err != nil {
			t.Error(err)
		}
	})
	admin, _, err := o.FirstPerson(ctx, "管理员")
	if err != nil {
		t.Fatal(err)
	}
	o.site = o.create(admin, library.Site, form.Values{library.SiteName: "深圳", library.SiteCode: "SZ"})
	for _, role := range []string{library.RoleTechnicalAssistant, library.RoleEngineer, library.RoleStockKeeper, library.RoleTechnicalSupervisor, library.RoleManager} {
		o.hire(role, role)
	}
	return o
}

// hire takes somebody on for a role.
func (o *office) hire(name, role string) {
	o.t.Helper()
	o.staff[name] = o.create(form.ID{}, library.Person, form.Values{library.PersonName: name, library.PersonPosts: []form.Row{{
		ID: "1", Values: form.Values{"role": role, "site": form.Ref{Form: library.Site, ID: o.site}, "from": form.Date("2020-01-01")},
	}}})
}

// create makes a record on the server.
func (o *office) create(by form.ID, formName string, values form.Values) form.ID {
	o.t.Helper()
	op := record.Operation{ID: uuid.Must(uuid.NewV7()), At: o.now, Actor: by, Parts: []record.Part{{
		Kind: record.Create, Form: formName, Version: o.Library().Form(formName).Version, Values: values}}}
	res, err := o.Submit(ctx, op)
	if err != nil || res.Fate != record.Applied {
		o.t.Fatalf("create %s: %v %+v", formName, err, res)
	}
	return op.ID
}

// device is one enrolled installation.
type tablet struct {
	*device.Store
	*client.Client
	t testing.TB
}

// enrol enrols an installation for whoever holds a role.
func (o *office) enrol(role string, cfg client.Config) *tablet {
	o.t.Helper()
	return o.enrolIn(filepath.Join(o.t.TempDir(), role), role, cfg)
}

// enrolIn keeps the installation in a folder.
func (o *office) enrolIn(dir, role string, cfg client.Config) *tablet {
	o.t.Helper()
	code, err := o.EnrolCode(ctx, o.staff[role], time.Hour)
	if err != nil {
		o.t.Fatal(err)
	}
	if cfg.Now == nil {
		cfg.Now = func() time.Time { return o.now }
	}
	store, err := client.Enrol(ctx, dir, code.String(), cfg)
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() {
		if err := store.Close(); err != nil {
			o.t.Error(err)
		}
	})
	c, err := client.New(store, cfg)
	if err != nil {
		o.t.Fatal(err)
	}
	return &tablet{store, c, o.t}
}

// open opens an installation that was closed.
func (o *office) open(dir string) *tablet {
	o.t.Helper()
	now := func() time.Time { return o.now }
	store, err := device.Open(ctx, dir, nil, device.Config{Now: now})
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() {
		if err := store.Close(); err != nil {
			o.t.Error(err)
		}
	})
	c, err := client.New(store, client.Config{Now: now})
	if err != nil {
		o.t.Fatal(err)
	}
	return &tablet{store, c, o.t}
}

// replace puts one file in the place of another, without what belongs to that one.
func replace(t testing.TB, with, path string) {
	t.Helper()
	for _, behind := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + behind); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	if err := os.Rename(with, path); err != nil {
		t.Fatal(err)
	}
}

// sync lets the time to take back pass and goes rounds.
func (o *office) sync(all ...*tablet) {
	o.t.Helper()
	o.now = o.now.Add(device.UndoWindow + time.Second)
	for _, d := range all {
		if err := d.Sync(ctx); err != nil {
			o.t.Fatal(err)
		}
	}
}

// same fails unless two installations of one person hold the same, and returns how many
// records that are.
func (o *office) same(a, b *tablet) int64 {
	o.t.Helper()
	o.sync(a, b)
	one, err := a.Digest(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	other, err := b.Digest(ctx)
	if err != nil || one != other {
		o.t.Errorf("one has %d records, the other %d, and they differ: %v", one.Count, other.Count, err)
	}
	return one.Count
}

// do saves one act that must be taken.
func (d *tablet) do(parts ...record.Part) record.Outcome {
	d.t.Helper()
	out, err := d.Do(ctx, parts...)
	if err != nil {
		d.t.Fatal(err)
	}
	if out.Fate != record.Applied {
		d.t.Fatalf("%s %s: %s %+v", parts[0].Form, parts[0].Action, out.Fate, out.Problems)
	}
	return out
}

// new makes a record.
func (d *tablet) new(formName string, values form.Values) form.ID {
	d.t.Helper()
	return d.do(record.Part{Kind: record.Create, Form: formName, Values: values}).Changes[0].After.ID
}

func (d *tablet) act(formName string, id form.ID, action string, values form.Values) {
	d.t.Helper()
	d.do(record.Part{Kind: record.Act, Form: formName, ID: id, Action: action, Values: values})
}

// get returns a record as this device sees it.
func (d *tablet) get(formName string, id form.ID) record.Record {
	d.t.Helper()
	rec, err := d.Store.Record(ctx, formName, id)
	if err != nil {
		d.t.Fatalf("%s %s: %v", formName, id, err)
	}
	return rec
}

// one returns the one record whose ref points to another.
func (d *tablet) one(formName, via string, id form.ID) record.Record {
	d.t.Helper()
	all, err := d.Related(ctx, formName, via, id)
	if err != nil || len(all) != 1 {
		d.t.Fatalf("%s of %s: %d, %v", formName, id, len(all), err)
	}
	return all[0]
}

// witnessed is the server's chain as it was told last.
func (d *tablet) witnessed() []byte {
	d.t.Helper()
	told, err := d.Witnesses(ctx)
	if err != nil || len(told) == 0 {
		d.t.Fatalf("nothing was witnessed: %v", err)
	}
	return told[0].Head
}

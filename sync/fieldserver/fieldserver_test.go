package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// run runs one command to its end.
func run(t *testing.T, in string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	m := &Main{In: strings.NewReader(in), Out: &out, Err: &bytes.Buffer{}}
	err := m.Run(context.Background(), args)
	return out.String(), err
}

func must(t *testing.T, in string, args ...string) string {
	t.Helper()
	out, err := run(t, in, args...)
	if err != nil {
		t.Fatalf("fieldserver %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// serve starts the server on a free port and returns its address and what it printed.
// It stops with the test.
func serve(t *testing.T, dir string, args ...string) (address, printed string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	var out bytes.Buffer
	m := &Main{In: strings.NewReader(""), Out: &out, Err: &bytes.Buffer{}, Ready: func(address string) { ready <- address }}
	go func() { done <- m.Run(ctx, append([]string{"serve", "--dir", dir, "--addr", "127.0.0.1:0"}, args...)) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	select {
	case address = <-ready:
	case err := <-done:
		done <- nil
		t.Fatalf("serve: %v", err)
	}
	return address, out.String()
}

// app is a real device with the real client.
type app struct {
	*device.Store
	t      *testing.T
	client *client.Client
	later  time.Duration // by which its clock is moved on
}

// enrol enrols a device by a code and reads everything.
func enrol(t *testing.T, code string) *app {
	t.Helper()
	a := &app{t: t}
	cfg := client.Config{App: "0.1.0", Now: func() time.Time { return time.Now().Add(a.later) }}
	var err error
	if a.Store, err = client.Enrol(context.Background(), filepath.Join(t.TempDir(), "app"), code, cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if a.client, err = client.New(a.Store, cfg); err != nil {
		t.Fatal(err)
	}
	a.sync()
	return a
}

func (a *app) sync() {
	a.t.Helper()
	if err := a.client.Sync(context.Background()); err != nil {
		a.t.Fatal(err)
	}
}

func TestServe_firstStartToFirstRecord(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	address, printed := serve(t, dir)
	code := ""
	for word := range strings.FieldsSeq(printed) {
		if strings.HasPrefix(word, "FL1.") {
			code = word
		}
	}
	if code == "" {
		t.Fatalf("no code in %q", printed)
	}
	if out := must(t, "", "ping", "--dir", dir, "--addr", address); !strings.Contains(out, "ready") {
		t.Errorf("ping: %s", out)
	}

	first := enrol(t, code)
	id := first.Identity()
	if _, err := first.Record(context.Background(), library.Person, id.Person); err != nil {
		t.Errorf("the administrator himself did not come: %v", err)
	}
	out, err := first.Do(context.Background(), record.Part{Kind: record.Create, Form: library.Site, Values: form.Values{"name": "北京", "code": "BJ"}})
	if err != nil || out.Fate != record.Applied || len(out.Changes) != 1 {
		t.Fatalf("%+v %v", out, err)
	}
	first.later = time.Minute // it may not be taken back any more
	first.sync()
	second := enrol(t, strings.TrimSpace(must(t, "", "enrol", "--dir", dir, "--person", "管理员")))
	site, err := second.Record(context.Background(), library.Site, out.Changes[0].After.ID)
	if err != nil || site.Values["name"] != "北京" || site.CreatedBy != id.Person {
		t.Errorf("the second device has %+v %v", site, err)
	}

	if got := must(t, "", "device", "list", "--dir", dir); !strings.Contains(got, "T01") || !strings.Contains(got, "active") || !strings.Contains(got, "clock right") {
		t.Errorf("device list: %s", got)
	}
	if got := must(t, "", "verify", "--dir", dir); !strings.Contains(got, "records") {
		t.Errorf("verify: %s", got)
	}
	must(t, "一个相当长的管理员密码\n", "user", "password", "--dir", dir, "--person", "管理员", "--name", "admin")
	if got := must(t, "", "user", "list", "--dir", dir, "--role", "administrator"); !strings.Contains(got, "admin") {
		t.Errorf("user list: %s", got)
	}
	if got := must(t, "", "enrol", "--dir", dir, "--person", "admin"); !strings.HasPrefix(got, "FL1.") {
		t.Errorf("enrol: %s", got)
	}
	if _, err := run(t, "", "enrol", "--dir", dir, "--person", "nobody"); err == nil {
		t.Error("a code was made for nobody")
	}
	backup := filepath.Join(t.TempDir(), "backup")
	must(t, "", "backup", "--dir", dir, "--out", backup)
	if got := must(t, "", "verify", "--backup", backup); !strings.Contains(got, "records") {
		t.Errorf("verify the backup: %s", got)
	}
	if _, err := run(t, "", "restore", "--from", backup, "--dir", dir); !errors.Is(err, server.ErrLiveFolder) {
		t.Errorf("the live folder was written over: %v", err)
	}
	restored := filepath.Join(t.TempDir(), "restored")
	if got := must(t, "", "restore", "--from", backup, "--dir", restored); !strings.Contains(got, "The epoch is") {
		t.Errorf("restore: %s", got)
	}
	if got := must(t, "", "verify", "--dir", restored); !strings.Contains(got, "records") {
		t.Errorf("verify what was restored: %s", got)
	}
	if got := must(t, "", "backup", "--help"); !strings.Contains(got, "box.key") {
		t.Errorf("backup --help: %s", got)
	}
	must(t, "", "device", "set", "--dir", dir, id.Device.String(), "drained")
}

func TestServe_plainOnlyOnThisMachine(t *testing.T) {
	if _, err := run(t, "", "serve", "--dir", filepath.Join(t.TempDir(), "data"), "--addr", "0.0.0.0:0", "--plain"); err == nil || !strings.Contains(err.Error(), "--plain") {
		t.Errorf("served plain HTTP to the world: %v", err)
	}
	dir := filepath.Join(t.TempDir(), "data")
	address, _ := serve(t, dir, "--plain")
	if out := must(t, "", "ping", "--dir", dir, "--addr", address); !strings.Contains(out, "ready") {
		t.Errorf("ping: %s", out)
	}
}

func TestServe_backsItselfUp(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for flag, value := range map[string]string{"--backup-at": "25 Uhr", "--backup-keep": "0"} {
		if _, err := run(t, "", "serve", "--dir", dir, "--addr", "127.0.0.1:0", flag, value); err == nil || !strings.Contains(err.Error(), flag) {
			t.Errorf("%s %s: %v", flag, value, err)
		}
	}
	backups := filepath.Join(t.TempDir(), "nights")
	m := &Main{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	done := make(chan error, 1)
	go func() {
		done <- m.Run(ctx, []string{"serve", "--dir", dir, "--addr", "127.0.0.1:0", "--backups", backups})
	}()

	whole := ""
	for whole == "" {
		select {
		case err := <-done:
			t.Fatalf("serve: %v", err)
		default:
		}
		sets, err := filepath.Glob(filepath.Join(backups, "*", "backup.json"))
		if err != nil {
			t.Fatal(err)
		}
		if len(sets) > 0 && !strings.Contains(sets[0], ".part") {
			whole = filepath.Dir(sets[0])
		}
	}

	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := must(t, "", "verify", "--backup", whole); !strings.Contains(got, "records") {
		t.Errorf("verify: %s", got)
	}
}

func TestEpoch_letsARestoredFolderServe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	t.Run("a first day", func(t *testing.T) { serve(t, dir) })
	old, err := os.ReadFile(filepath.Join(dir, "fieldline.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("a second day", func(t *testing.T) {
		address, _ := serve(t, dir)
		code := strings.TrimSpace(must(t, "", "enrol", "--dir", dir, "--role", "administrator", "--addr", address))
		enrol(t, code)
	})
	must(t, "", "forms", "check")
	if err := os.WriteFile(filepath.Join(dir, "fieldline.db"), old, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t, "", "serve", "--dir", dir, "--addr", "127.0.0.1:0"); !errors.Is(err, server.ErrRestored) {
		t.Fatalf("a database from yesterday was served: %v", err)
	}
	out := must(t, "", "epoch", "--dir", dir)
	if !strings.Contains(out, "epoch is") {
		t.Errorf("epoch: %s", out)
	}
	t.Run("after the restore", func(t *testing.T) { serve(t, dir) })
}

func TestForms_checkNamesTheFault(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte("form: bad\nnonsense: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := run(t, "", "forms", "check", dir)
	if err == nil || !strings.Contains(out, "bad.yaml:") {
		t.Errorf("%v\n%s", err, out)
	}
}

// formsFolder is a folder with the embedded forms, some of their texts replaced.
func formsFolder(t *testing.T, file string, replace ...string) string {
	t.Helper()
	dir := t.TempDir()
	all, err := filepath.Glob("../../forms/library/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		if filepath.Base(path) == file {
			if text = strings.NewReplacer(replace...).Replace(text); text == string(raw) {
				t.Fatalf("%s does not hold %q", file, replace)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(path)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestForms_publishRefusesWhatTakesAway(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	t.Run("the embedded ones", func(t *testing.T) { serve(t, dir) })
	away := formsFolder(t, "site.yaml", "  city:    {type: text, zh: 城市, en: City}\n", "", "columns: [code, name, city]", "columns: [code, name]",
		"search: [name, code, city]", "search: [name, code]", "doc: own\n", "doc: own\nversion: 2\n")
	renamed := formsFolder(t, "site.yaml", "zh: 城市", "zh: 所在城市")
	grown := formsFolder(t, "site.yaml", "zh: 城市", "zh: 所在城市", "doc: own\n", "doc: own\nversion: 2\n")

	for _, args := range [][]string{{"forms", "publish", "--dir", dir, away}, {"serve", "--addr", "127.0.0.1:0", "--dir", dir, "--forms", away}} {
		out, err := run(t, "", args...)
		if err == nil || !strings.Contains(err.Error(), "site.yaml:1:1: field city was published; say retired") || strings.Contains(out, "version") {
			t.Errorf("%s: %v\n%s", args[0], err, out)
		}
		if err == nil || !strings.Contains(err.Error(), "the forms in force stay in force") || strings.Contains(err.Error(), "not started") != (args[0] == "serve") {
			t.Errorf("%s does not say what holds now: %v", args[0], err)
		}
	}
	if out := must(t, "", "forms", "publish", "--dir", dir, grown); strings.Contains(out, "warning") || !strings.Contains(out, "in force") {
		t.Errorf("with a new version: %s", out)
	}
	if out := must(t, "", "forms", "publish", "--dir", dir, renamed); !strings.Contains(out, "warning: site.yaml:1:1: form site has changed since version 2; its version must be 3") {
		t.Errorf("without a new version: %s", out)
	}
	t.Run("a folder that may follow", func(t *testing.T) {
		if _, printed := serve(t, dir, "--forms", grown); strings.Contains(printed, "warning") {
			t.Errorf("printed %s", printed)
		}
		if out := must(t, "", "forms", "publish", "--dir", dir, grown); !strings.Contains(out, "in force") {
			t.Error(out)
		}
	})
}

func TestHelp_isShownNotAnError(t *testing.T) {
	if out, err := run(t, "", "--help"); err != nil || !strings.Contains(out, "serve") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestDemo_isServedAndReadByItsPeople(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	out := must(t, "", "demo", "--dir", dir, "--scale", "0.01", "--day", "2026-11-23", "--log", "error")
	if !strings.Contains(out, library.RoleEngineer) || !strings.Contains(out, "FL1.") {
		t.Fatalf("printed %s", out)
	}
	must(t, "", "verify", "--dir", dir)
	if _, err := run(t, "", "demo", "--dir", dir, "--scale", "0.01", "--log", "error"); err == nil {
		t.Error("a demo was mixed with another")
	}

	address, printed := serve(t, dir)
	if !strings.Contains(printed, "No device is enrolled yet") {
		t.Errorf("printed %q", printed)
	}
	engineer := enrol(t, strings.TrimSpace(must(t, "", "enrol", "--dir", dir, "--addr", address, "--role", library.RoleEngineer)))
	page, err := engineer.List(context.Background(), device.Query{Form: library.ServiceOrder})
	if err != nil || len(page.Rows) == 0 {
		t.Errorf("the engineer has %d orders, %v", len(page.Rows), err)
	}
}

package client_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

// An engineer takes the password of the dialer along that he sets today: without a network
// he has it until the next day, and nowhere in the clear.
func TestSecret_takenAlong(t *testing.T) {
	const password, pin = "工程师周建明的密码一号", "73510846"
	c := &clash{newShop(t)}
	keeper := c.keeper()
	unit := keeper.stocked("D4-1")
	c.sync(keeper)
	order := c.order(library.OrderKindIsMaintenance)
	c.sync(keeper)
	config := keeper.program(unit, order)
	sealed, err := keeper.Seal(pin)
	if err != nil {
		t.Fatal(err)
	}
	keeper.set(library.DialerConfig, config, form.Values{library.DialerConfigPin: sealed})
	dir := filepath.Join(t.TempDir(), "taken along")
	engineer := c.enrolIn(dir, library.RoleEngineer, client.Config{})
	c.sync(keeper, engineer)
	if err := c.SetPassword(ctx, c.staff[library.RoleEngineer], "zhou", password); err != nil {
		t.Fatal(err)
	}
	along := func() error { return engineer.TakeAlong(ctx, library.DialerConfig, config, "下午上门") }
	holds := func() string {
		t.Helper()
		all, err := engineer.Carried(library.DialerConfig, config)
		if err != nil || len(all) > 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		for _, one := range all {
			if one.Field == library.DialerConfigPin {
				return one.Secret
			}
		}
		return ""
	}

	wantProblem(t, along(), protocol.SignInAgain)
	wantProblem(t, engineer.Confirm(ctx, "not his password"), protocol.WrongPassword)
	if err := engineer.Confirm(ctx, password); err != nil {
		t.Fatal(err)
	}
	if err := along(); err != nil {
		t.Fatal(err)
	}
	if got := holds(); got != pin {
		t.Fatalf("he has %q", got)
	}
	for _, name := range []string{"along.json", "fieldline.db", "fieldline.db-wal"} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || strings.Contains(string(raw), pin) {
			t.Errorf("%s: %v, or it has the password", name, err)
		}
	}

	// A box stands for no other record, and goes when its record is here no more.
	kept, err := engineer.Vault().Get("along.json")
	if err != nil {
		t.Fatal(err)
	}
	moved := bytes.ReplaceAll(kept, []byte(config.String()), []byte(order.String()))
	if err := engineer.Vault().Put("along.json", moved); err != nil {
		t.Fatal(err)
	}
	if all, err := engineer.Carried(library.DialerConfig, order); err != nil || len(all) > 0 {
		t.Errorf("under another record it opens as %+v, %v", all, err)
	}
	c.sync(engineer)
	if left, err := engineer.Vault().Get("along.json"); err != nil || bytes.Contains(left, []byte(order.String())) {
		t.Errorf("of a record that is not here %s is kept, %v", left, err)
	}
	if err := engineer.Vault().Put("along.json", kept); err != nil {
		t.Fatal(err)
	}

	// Each look is for a reason, which the server hears of at the next sync.
	if _, err := engineer.LookAt(library.DialerConfig, config, " "); err == nil {
		t.Error("it is shown without a reason")
	}
	looked := c.now.UTC().Format(protocol.TimeLayout)
	if all, err := engineer.LookAt(library.DialerConfig, config, "现场试拨"); err != nil || len(all) != 1 || all[0].Secret != pin {
		t.Fatalf("%+v, %v", all, err)
	}
	if got := c.looks(); len(got) > 0 {
		t.Errorf("before a sync the server has %q", got)
	}
	for range 2 {
		c.sync(engineer)
	}
	if got, want := c.looks(), []string{"现场试拨 " + looked}; !slices.Equal(got, want) {
		t.Errorf("the server has %q, not %q", got, want)
	}

	// A clock that is turned back wins nothing, neither does one that stands still for a day.
	now := c.now
	c.now = now.Add(-time.Hour)
	if got := holds(); got != "" {
		t.Error("it counts before it was given")
	}
	c.now = now.Add(24*time.Hour - time.Minute)
	if got := holds(); got != pin {
		t.Errorf("before the day is over he has %q", got)
	}
	c.now = now.Add(24 * time.Hour)
	if got := holds(); got != "" {
		t.Error("it counts for more than a day")
	}
	if _, err := engineer.LookAt(library.DialerConfig, config, "第二天"); !errors.Is(err, client.ErrNotCarried) {
		t.Errorf("after a day it says %v", err)
	}
	full := size(t, filepath.Join(dir, "along.json"))
	c.sync(engineer)
	if left := size(t, filepath.Join(dir, "along.json")); left >= full {
		t.Errorf("%d of %d bytes are still kept", left, full)
	}
	wantProblem(t, along(), protocol.NotFound) // the visit was yesterday
}

// looks are those at what was taken along, as the server keeps them.
func (o *office) looks() (all []string) {
	o.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(o.data, "fieldline.db"))
	if err != nil {
		o.t.Fatal(err)
	}
	rows, err := db.QueryContext(ctx, "SELECT reason || ' ' || shown FROM reveal WHERE shown IS NOT NULL ORDER BY n")
	if err != nil {
		o.t.Fatal(err)
	}
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			o.t.Fatal(err)
		}
		all = append(all, line)
	}
	if err := errors.Join(rows.Err(), rows.Close(), db.Close()); err != nil {
		o.t.Fatal(err)
	}
	return all
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// wantProblem fails unless the server refuses with that problem.
func wantProblem(t *testing.T, err error, slug protocol.Slug) {
	t.Helper()
	if !errors.Is(err, protocol.NewProblem(slug, "")) {
		t.Errorf("it says %v, not %s", err, slug)
	}
}

package server_test

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldline/sync/server"
	"fieldline/sync/table"
)

// aheadOffice is one with a night of backups behind it, whose clock then stood a year ahead
// for a minute and was put right.
type aheadOffice struct {
	*office
	nights server.Nightly
	desk   *tablet
	log    bytes.Buffer
}

func aheadForAMinute(t *testing.T) *aheadOffice {
	t.Helper()
	a := &aheadOffice{nights: server.Nightly{Dir: filepath.Join(t.TempDir(), "nights"), At: 2 * time.Hour, Keep: 3}}
	a.office = newOffice(t, func(c *server.Config) { c.Log = slog.New(slog.NewTextHandler(&a.log, nil)) })
	a.desk = a.tablet(a.serve(), a.assistant)
	a.customer("中科大厦")
	a.work()
	a.now = a.now.AddDate(1, 0, 0)
	a.customer("明年")
	a.work()
	a.now = morning.Add(time.Minute)
	return a
}

// work is what the server does by itself each minute.
func (a *aheadOffice) work() {
	a.t.Helper()
	if err := a.BackUpIfDue(ctx, a.nights); err != nil {
		a.t.Fatal(err)
	}
	if err := a.Tick(ctx); err != nil {
		a.t.Fatal(err)
	}
}

func (a *aheadOffice) sets() []string {
	a.t.Helper()
	all, err := filepath.Glob(filepath.Join(a.nights.Dir, "*"))
	if err != nil {
		a.t.Fatal(err)
	}
	for i := range all {
		all[i], _, _ = strings.Cut(filepath.Base(all[i]), "T")
	}
	return all
}

// What the clock's error dated into the future is no reason to wait until then.
func TestClock_thatWasAheadStopsNoBackup(t *testing.T) {
	a := aheadForAMinute(t)
	if at := a.desk.sync().BackedUp; !at.IsZero() {
		t.Errorf("devices are told of a backup made %s", at)
	}

	a.work()
	if at := a.desk.renewed().sync().BackedUp; !at.Equal(a.now) {
		t.Errorf("put right, the last backup is of %s", at)
	}
	for range 3 {
		a.now = a.now.Add(24 * time.Hour)
		a.work()
		a.work()
	}
	if got := strings.Join(a.sets(), " "); got != "2026-11-24 2026-11-25 2026-11-26" {
		t.Errorf("after three nights there are %s", got)
	}
	if !strings.Contains(a.log.String(), "2027-11-23") {
		t.Errorf("nobody is told of the set dated ahead:\n%s", a.log.String())
	}
}

func TestClock_thatWasAheadStopsNoSignedHead(t *testing.T) {
	a := aheadForAMinute(t)
	for range 2 {
		a.now = a.now.Add(24 * time.Hour)
		a.customer(a.now.String())
		a.work()
	}
	heads, err := a.Heads(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var days []string
	for _, h := range heads {
		days = append(days, h.Day)
	}
	if got := strings.Join(days, " "); got != "2026-11-23 2027-11-23 2026-11-24 2026-11-25" {
		t.Errorf("signed were %s", got)
	}
	a.verify()
}

func TestClock_thatWasAheadSignsNobodyOut(t *testing.T) {
	a := aheadForAMinute(t)
	a.desk.sync()
	a.now = a.now.Add(24 * time.Hour)
	a.work()
	a.desk.renewed().sync()
}

func TestClock_thatWasAheadStopsNoOpening(t *testing.T) {
	a := aheadForAMinute(t)
	checks := func() int {
		t.Helper()
		page, err := a.Select(ctx, table.Query{Form: "line"})
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Records)
	}
	before := checks()
	for range 2 { // Mondays
		a.now = a.now.AddDate(0, 0, 7)
		a.work()
		a.work()
	}
	if now := checks(); now != before+4 {
		t.Errorf("%d checks were opened, of two customers on two Mondays", now-before)
	}
	a.verify()
}

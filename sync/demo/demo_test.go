package demo_test

import (
	"context"
	"errors"
	"os"
	"strconv"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/demo"
	"fieldline/sync/record"
	"fieldline/sync/server"
	"fieldline/sync/table"
)

var ctx = context.Background()

const today form.Date = "2026-11-24"

// small is a company that is made in a second or two.
const small = 0.03

// town is a server that is filled, with its company.
type town struct {
	*server.Server
	demo.Company
	t   testing.TB
	dir string
}

func open(t testing.TB, dir string) *server.Server {
	t.Helper()
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	srv, err := server.Open(ctx, server.Config{Dir: dir, Library: lib, URL: "https://127.0.0.1:8787", Careless: true, Named: library.Functions()})
	if err != nil {
		t.Fatal(err)
	}
	return srv
}

func fill(t testing.TB, cfg demo.Config) *town {
	t.Helper()
	w := &town{t: t, dir: t.TempDir()}
	w.Server = open(t, w.dir)
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	var err error
	if w.Company, err = demo.Fill(ctx, w.Server, cfg); err != nil {
		t.Fatal(err)
	}
	return w
}

// all returns every record of a form, in some states if they are given.
func (w *town) all(formName string, states ...string) []record.Record {
	w.t.Helper()
	page, err := w.Select(ctx, table.Query{Form: formName, States: states})
	if err != nil {
		w.t.Fatal(err)
	}
	return page.Records
}

func (w *town) person(role string) demo.Person {
	w.t.Helper()
	p, ok := w.Holder(role, w.Sites[0].ID)
	if !ok {
		w.t.Fatalf("nobody is %s", role)
	}
	return p
}

// on tells whether a time is on a day in the organisation's zone.
func (w *town) on(d form.Date, v any) bool {
	at, ok := v.(time.Time)
	return ok && w.Library().Calendar.Day(at) == d
}

// cut is when the story ends: 23:00 of the day before today.
func (w *town) cut() time.Time {
	return w.Library().Calendar.Start(w.Day).Add(-time.Hour)
}

func TestFill_refusesAFilledDatabase(t *testing.T) {
	w := fill(t, demo.Config{Seed: 1, Day: today, Scale: small})
	before := len(w.all(library.ServiceOrder))

	_, err := demo.Fill(ctx, w.Server, demo.Config{Seed: 1, Day: today, Scale: small})

	if !errors.Is(err, demo.ErrNotEmpty) {
		t.Errorf("filled twice: %v", err)
	}
	if after := len(w.all(library.ServiceOrder)); after != before {
		t.Errorf("%d orders became %d", before, after)
	}
}

func TestFill_refusesWhatIsNoDayOrSize(t *testing.T) {
	srv := open(t, t.TempDir())
	defer func() {
		if err := srv.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, cfg := range []demo.Config{{Day: "tomorrow"}, {Day: today, Scale: -1}, {Day: today, Scale: 2}} {
		if _, err := demo.Fill(ctx, srv, cfg); err == nil {
			t.Errorf("%+v is accepted", cfg)
		}
	}
}

// Today may be any day: a Sunday, a day in a week of holidays, the first after one.
func TestFill_onAnyDay(t *testing.T) {
	for _, day := range []form.Date{"2026-11-29", "2026-10-04", "2027-02-11"} {
		w := fill(t, demo.Config{Seed: 3, Day: day, Scale: 0.01})
		if n := w.plannedToday(w.person(library.RoleEngineer).ID); n < 4 {
			t.Errorf("%s: the engineer has %d orders", day, n)
		}
	}
}

// The whole company, FIELDLINE_DEMO=1 or another share of it: made within a minute on a
// quiet machine of two cores.
func BenchmarkFill(b *testing.B) {
	scale, err := strconv.ParseFloat(os.Getenv("FIELDLINE_DEMO"), 64)
	if err != nil {
		scale = small
	}
	for range b.N {
		w := fill(b, demo.Config{Seed: 1, Day: today, Scale: scale})
		b.ReportMetric(float64(w.Operations), "operations")
		b.ReportMetric(float64(len(w.all(library.ServiceOrder))), "orders")
	}
}

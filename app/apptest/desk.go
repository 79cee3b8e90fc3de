package apptest

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// OpenStore makes the app of the stock keeper ready, on a desktop of 1440 x 900 unless a
// size is given, at a route.
func OpenStore(t testing.TB, o Options, route string) *Ready {
	t.Helper()
	o.Role = library.RoleStockKeeper
	if o.Size == (fyne.Size{}) {
		o.Size = fyne.NewSize(1440, 900)
	}
	return OpenAt(t, o, route)
}

// OpenAt makes the app ready at a route.
func OpenAt(t testing.TB, o Options, route string) *Ready {
	t.Helper()
	r := Open(t, o)
	r.App.Nav().Go(screen.Place{Route: route})
	r.Pass(time.Second)
	return r
}

// Scans scans one code after another.
func (r *Ready) Scans(codes ...string) {
	r.t.Helper()
	for _, code := range codes {
		r.must(r.Scan(code))
		r.Pass(time.Second)
	}
}

// Unit returns the dialer of a serial number as it stands in the store.
func (r *Ready) Unit(serial string) *form.Record {
	r.t.Helper()
	u, err := screen.FindUnit(r.App.Store().Env(context.Background(), nil), serial)
	r.must(err)
	if u == nil {
		r.t.Fatalf("there is no unit %s", serial)
	}
	return u
}

package client_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

// A device whose clock is a year off, either way, enrols and syncs; what it does has the
// right time, deadlines are reckoned from it, and the office is told when it is met.
func TestSync_clockAYearOff(t *testing.T) {
	for name, years := range map[string]int{"slow": -1, "fast": 1} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			desk := o.enrol(library.RoleTechnicalAssistant, client.Config{})
			o.sync(desk)
			made := desk.new(library.Customer, customer("罗湖鸿翔宾馆"))
			start := o.now.Add(2 * time.Hour)
			order := desk.new(library.ServiceOrder, form.Values{
				library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: form.Ref{Form: library.Customer, ID: made},
				library.ServiceOrderEngineer: o.staff[library.RoleEngineer], library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
			})
			desk.act(library.ServiceOrder, order, library.ServiceOrderAssign, nil)
			o.sync(desk)

			tablet := o.enrol(library.RoleEngineer, client.Config{Now: func() time.Time { return o.now.AddDate(years, 0, 0) }})
			o.sync(tablet)
			// What the device adds to its clock by now hides nothing.
			for range 2 {
				o.sync(tablet)
				devices, err := o.Devices(ctx, o.staff[library.RoleEngineer])
				if err != nil || len(devices) != 1 || devices[0].Skew.Abs() < 360*24*time.Hour || devices[0].Skew > 0 != (years < 0) {
					t.Errorf("the office is not told of the clock: %+v %v", devices, err)
				}
			}
			if off := tablet.Store.Now().Sub(o.now).Abs(); off > time.Second {
				t.Errorf("the corrected time is off by %s", off)
			}
			tablet.act(library.ServiceOrder, order, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true})
			accepted := o.now
			card := tablet.one(library.FeedbackCard, library.FeedbackCardOrder, order)
			due, _ := card.Values[library.FeedbackCardReturnDue].(time.Time)
			if left := due.Sub(accepted); left <= 0 || left > 7*24*time.Hour {
				t.Errorf("the tablet says the card is due in %s", left)
			}
			o.sync(tablet, desk)

			got := desk.get(library.ServiceOrder, order)
			at, _ := got.Values[library.ServiceOrderAccepted+"_at"].(time.Time)
			if got.State != library.ServiceOrderAccepted || at.Sub(accepted).Abs() > time.Second {
				t.Errorf("the office sees it %s at %s, it was %s", got.State, at, accepted)
			}
			theirs, _ := desk.one(library.FeedbackCard, library.FeedbackCardOrder, order).Values[library.FeedbackCardReturnDue].(time.Time)
			if theirs.Sub(due).Abs() > time.Second {
				t.Errorf("the card is due at %s here and at %s there", due, theirs)
			}
		})
	}
}

// A clock that is set between the work and its sending, by a person or a network, does
// not move the work: neither work that was timed rightly nor work that was not.
func TestSync_clockIsSetBeforeSending(t *testing.T) {
	const year = 365 * 24 * time.Hour
	for name, c := range map[string]struct{ synced, worked, sent time.Duration }{
		"fast, then right":       {2 * time.Hour, 2 * time.Hour, 0},
		"slow, then right":       {-year, -year, 0},
		"slow, then fast":        {-year, -year, year},
		"right, then slow":       {0, 0, -2 * time.Hour},
		"wrong while it is done": {0, -year, -year},
		"fast while it is done":  {0, 2 * time.Hour, 2 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			off := c.synced
			desk := o.enrol(library.RoleTechnicalAssistant, client.Config{Now: func() time.Time { return o.now.Add(off) }})
			o.sync(desk)
			o.now = o.now.Add(time.Hour) // the token is spent
			off = c.worked
			made := desk.new(library.Customer, customer("罗湖鸿翔宾馆"))
			done := o.now
			o.now = o.now.Add(time.Hour)
			off = c.sent
			o.sync(desk, desk)

			twin := o.enrol(library.RoleTechnicalAssistant, client.Config{})
			o.sync(twin)
			if at := twin.get(library.Customer, made).CreatedAt; at.Before(done.Add(-time.Minute)) || at.After(done.Add(time.Hour+time.Minute)) {
				t.Errorf("done at %s, the office reads %s", done, at)
			}
		})
	}
}

// drags lets every sync take long, all of it on the way back.
type drags struct {
	http.RoundTripper
	o  *office
	by time.Duration
}

func (d *drags) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := d.RoundTripper.RoundTrip(r)
	if r.URL.Path == protocol.PathSync {
		d.o.now = d.o.now.Add(d.by)
	}
	return resp, err
}

// A link on which every reply takes most of a minute still puts a wrong clock right, as far
// as it can tell; a right one it leaves alone.
func TestSync_clockOnASlowLink(t *testing.T) {
	const by = 40 * time.Second
	for name, wrong := range map[string]time.Duration{"slow": -25 * time.Minute, "fast": 2 * time.Hour, "right": 0} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			off, way := time.Duration(0), &drags{RoundTripper: o.http.Client().Transport, o: o}
			desk := o.enrol(library.RoleTechnicalAssistant, client.Config{Transport: way, Now: func() time.Time { return o.now.Add(off) }})
			o.sync(desk)
			before := desk.SyncState().Offset
			off, way.by = wrong, by

			o.sync(desk)

			if wrong == 0 && desk.SyncState().Offset != before {
				t.Errorf("a right clock was moved from %s to %s", before, desk.SyncState().Offset)
			}
			if left := desk.Store.Now().Sub(o.now).Abs(); left > by/2+steady {
				t.Errorf("the corrected time is off by %s", left)
			}
		})
	}
}

// steady is what a clock may be off by and is left so.
const steady = 2 * time.Second

// A clock that is wrong is the office's case until it is right; that it was is kept.
func TestSync_wrongClockIsACase(t *testing.T) {
	s := newShop(t)
	off := -25 * time.Minute
	pad := s.enrol(library.RoleEngineer, client.Config{Model: "Slow", Now: func() time.Time { return s.now.Add(off) }})
	s.sync(pad, pad, s.desk)

	open := s.cases("open")
	if len(open) != 1 || open[0].Values["kind"] != "clock" || open[0].Values["off"] != "慢 25 分 / 25 min slow" || open[0].Values["author"] != s.staff[library.RoleEngineer] ||
		!strings.HasSuffix(open[0].Values["device"].(string), "Slow") {
		t.Fatalf("the office has %+v", open)
	}
	found := s.now

	off = 0
	s.sync(pad, pad, s.desk)

	if open, settled := s.cases("open"), s.cases("settled"); len(open) != 0 || len(settled) != 1 {
		t.Errorf("put right, the office has %+v", open)
	}
	devices, err := s.Devices(ctx, s.staff[library.RoleEngineer])
	if err != nil {
		t.Fatal(err)
	}
	if d := devices[len(devices)-1]; d.Skew != 0 || d.WrongBy != 25*time.Minute || d.WrongAt.IsZero() || d.WrongAt.After(found) {
		t.Errorf("kept is %+v", d)
	}
	off = 40 * time.Minute
	s.sync(pad, s.desk)
	if open := s.cases("open"); len(open) != 1 || open[0].Values["off"] != "快 40 分 / 40 min fast" {
		t.Errorf("wrong again, the office has %+v", open)
	}
}

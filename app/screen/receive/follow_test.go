package receive_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/screen/receive"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// What others scan into the lot, take out of it or draw into the sample counts as soon as
// a sync brings it, beside one's own scans.
func TestReceive_countsWhatASyncBrings(t *testing.T) {
	r := desk(t, apptest.Options{})
	lot := r.Company.Records[len(r.Company.Records)-1].ID
	for _, code := range []string{"A03-2", "D4-26110001", "D4-26110002"} {
		r.Scans(code)
	}
	r.Want("2", "/ 20 台", "D4-26110002")

	r.Change(theirs(r, 1, lot), theirs(r, 2, lot))
	r.Pass(time.Second)
	r.Want("4", "D4-26110002")
	r.Scans("D4-27000002")
	r.Want("重复，不再计数", "这一批已收过", "4")

	sampled := theirs(r, 2, lot)
	sampled.Rev, sampled.Values[library.DialerUnitSample] = 2, true
	r.Change(sampled)
	r.Pass(time.Second)
	r.Want("已抽 1 台，要 4 台")

	gone := theirs(r, 1, form.ID{})
	gone.Rev = 2
	r.Change(gone)
	r.Pass(time.Second)
	r.Want("3", "已抽 1 台，要 3 台")

	many := make([]record.Record, 300) // read as a whole
	for i := range many {
		many[i] = theirs(r, 100+i, lot)
	}
	r.Change(many...)
	r.Pass(time.Second)
	r.Want("303")
}

// A dialer that a sync brings while the whole lot is being read is not lost between what
// was read and what is shown.
func TestReceive_countsWhatComesWhileItReads(t *testing.T) {
	r := desk(t, apptest.Options{})
	lot := r.Company.Records[len(r.Company.Records)-1].ID
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	work, drawing := &later{}, &later{}
	s := receive.New(screen.Deps{
		Store: r.App.Store(), Words: w, UI: drawing, Nav: still{}, Window: r.App.Window, Now: apptest.Noon,
		Width: func() float32 { return 1000 }, Class: func() screen.Class { return screen.Desktop },
		Background: func(f func(context.Context)) { work.Do(func() { f(context.Background()) }) },
	}, screen.Place{Route: screen.RouteReceive})
	work.run()
	drawing.run()

	s.Refresh()
	work.run() // it is read, and not shown
	var came device.Change
	stop := r.App.Store().Watch(func(ch device.Change) { came = came.With(ch) })
	defer stop()
	r.Change(theirs(r, 1, lot))
	s.Follow(came)
	for range 3 {
		drawing.run()
		work.run()
	}

	if count := s.Tally.Counted(); count != 1 {
		t.Errorf("%d dialers are counted, want 1", count)
	}
}

// theirs is a dialer that another device scanned into a lot.
func theirs(r *apptest.Ready, n int, lot form.ID) record.Record {
	rec := record.Record{Version: 1, Rev: 1, Record: form.Record{ID: form.ID{0: 9, 14: byte(n >> 8), 15: byte(n)}, Form: library.DialerUnit, Site: r.Company.Site, State: library.DialerUnitAwaitingInspection, CreatedAt: r.Now, Values: form.Values{
		library.DialerUnitSerial: fmt.Sprintf("D4-27%06d", n), library.DialerUnitModel: "IPD-4", library.DialerUnitShelf: "A03-2",
	}}}
	if lot != (form.ID{}) {
		rec.Values[library.DialerUnitArrival] = form.Ref{Form: library.Arrival, ID: lot}
	}
	return rec
}

// later keeps what is to be done until it is run.
type later struct{ todo []func() }

func (l *later) Do(f func()) { l.todo = append(l.todo, f) }

func (l *later) run() {
	todo := l.todo
	l.todo = nil
	for _, f := range todo {
		f()
	}
}

// still leads nowhere.
type still struct{ screen.Nav }

func (still) Redraw() {}

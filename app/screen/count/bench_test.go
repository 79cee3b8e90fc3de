package count_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

// limit is how long a scan into the largest count may take, saving included.
const limit = 300 * time.Millisecond

// frame is how long the screen may be kept from drawing.
const frame = 16 * time.Millisecond

// fillMost puts ten thousand dialers on a shelf.
func fillMost(c *apptest.Company) { fill(c, 10_000) }

// fill puts dialers on a shelf.
func fill(c *apptest.Company, dialers int) {
	for i := range dialers {
		c.Add(library.DialerUnit, "", library.DialerUnitInStock, apptest.Noon(), form.Values{
			library.DialerUnitSerial: fmt.Sprintf("D4-26%06d", i), library.DialerUnitModel: "IPD-4", library.DialerUnitShelf: "B01-1", library.DialerUnitPlace: library.PlaceIsWarehouse,
		})
	}
}

// BenchmarkScan_ofMany is one scan more into a count of ten thousand dialers, from the key to
// the screen, saving included, by the processor's time: beside the limit (x-limit), and
// beside one after which the whole count is read again (x-again).
func BenchmarkScan_ofMany(b *testing.B) {
	r := apptest.OpenStore(b, apptest.Options{Prepare: fillMost}, screen.RouteCount)
	r.Scans("B01-1")
	n := 0
	scan := func() {
		r.Scans(fmt.Sprintf("D4-26%06d", n))
		n++
	}
	scan()
	b.ResetTimer()
	begun := apptest.CPU()
	for b.Loop() {
		scan()
	}
	one := float64(apptest.CPU()-begun) / float64(b.N)

	const times = 5
	begun = apptest.CPU()
	for range times { // what a desk that follows nothing reads after each scan
		page, err := r.App.Store().List(b.Context(), device.Query{Form: library.StockCount, List: library.StockCountListOpen})
		if err != nil || len(page.Rows) != 1 {
			b.Fatal(len(page.Rows), err)
		}
		if _, err := r.App.Store().Record(b.Context(), library.StockCount, page.Rows[0].Record.ID); err != nil {
			b.Fatal(err)
		}
	}
	read := float64(apptest.CPU()-begun) / times
	b.ReportMetric(one/float64(limit), "x-limit")
	b.ReportMetric(one/(one+read), "x-again")
}

// BenchmarkScan_ofManyOnTheScreen is the same with its saving beside the thread that draws, as
// in the app: how long that was kept from drawing at the longest, of most scans, beside a frame
// (x-frame), and by the beginning of the count (x-frame-begun).
func BenchmarkScan_ofManyOnTheScreen(b *testing.B) {
	r := apptest.OpenStore(b, apptest.Options{Prepare: fillMost, Beside: true}, screen.RouteCount)
	see := func(text string) {
		just := func(s apptest.Seen) bool { return s.Text == text }
		if !r.Loop.Until(func() bool { return slices.ContainsFunc(r.Look(), just) }, time.Minute) {
			b.Fatalf("%q is not to be seen; there is: %s", text, r.Summary())
		}
	}
	if err := r.Scan("B01-1"); err != nil {
		b.Fatal(err)
	}
	see("/ 10000 台")
	begun := r.Loop.Held()
	var held []time.Duration
	n := 0
	for b.Loop() {
		r.Loop.Held()
		if err := r.Scan(fmt.Sprintf("D4-26%06d", n)); err != nil {
			b.Fatal(err)
		}
		n++
		see(fmt.Sprint(n))
		held = append(held, r.Loop.Held())
	}
	slices.Sort(held)
	b.ReportMetric(float64(held[len(held)/2])/float64(frame), "x-frame")
	b.ReportMetric(float64(begun)/float64(frame), "x-frame-begun")
}

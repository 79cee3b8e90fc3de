package count_test

import (
	"fmt"
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

// BenchmarkScan_ofMany is one scan more into a count of ten thousand dialers, from the key to
// the screen, saving included, by the processor's time: beside the limit (x-limit), and
// beside one after which the whole count is read again (x-again).
func BenchmarkScan_ofMany(b *testing.B) {
	const many = 10_000
	r := apptest.OpenStore(b, apptest.Options{Prepare: func(c *apptest.Company) {
		for i := range many {
			c.Add(library.DialerUnit, "", library.DialerUnitInStock, apptest.Noon(), form.Values{
				library.DialerUnitSerial: fmt.Sprintf("D4-26%06d", i), library.DialerUnitModel: "IPD-4", library.DialerUnitShelf: "B01-1", library.DialerUnitPlace: library.PlaceIsWarehouse,
			})
		}
	}}, screen.RouteCount)
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

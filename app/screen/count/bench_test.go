package count_test

import (
	"fmt"
	"testing"
	"time"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// BenchmarkScan_ofMany is one scan more into a count of ten thousand dialers, from the key to
// the picture, saving included.
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
	b.ResetTimer()
	for b.Loop() {
		r.Scans(fmt.Sprintf("D4-26%06d", n))
		n++
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(300*time.Millisecond), "x-limit")
}

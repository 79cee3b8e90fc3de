package receive_test

import (
	"fmt"
	"testing"
	"time"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// many is how many dialers a big lot has.
const many = 10_000

// BenchmarkScan_ofMany is one scan more into a lot of ten thousand, from the key to the
// picture, saving included.
func BenchmarkScan_ofMany(b *testing.B) {
	r := apptest.OpenStore(b, apptest.Options{Prepare: func(c *apptest.Company) {
		lay(c)
		lot := c.Records[len(c.Records)-1].ID
		for i := range many {
			c.Add(library.DialerUnit, "", library.DialerUnitAwaitingInspection, apptest.Noon(), form.Values{
				library.DialerUnitSerial: fmt.Sprintf("D4-26%06d", i), library.DialerUnitModel: "IPD-4", library.DialerUnitArrival: form.Ref{Form: library.Arrival, ID: lot},
				library.DialerUnitShelf: "A03-2", library.DialerUnitPlace: library.PlaceIsWarehouse, library.DialerUnitLot: "L2611-2",
			})
		}
	}}, screen.RouteReceive)
	r.Scans("A03-2")
	n := 0
	b.ResetTimer()
	for b.Loop() {
		n++
		r.Scans(fmt.Sprintf("D4-27%06d", n))
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(300*time.Millisecond), "x-limit")
}

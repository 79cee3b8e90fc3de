package receive_test

import (
	"fmt"
	"testing"
	"time"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// many is how many dialers a big lot has.
const many = 10_000

// frame is how long the screen may be kept from drawing.
const frame = 16 * time.Millisecond

// BenchmarkScan_ofMany is one scan more into a lot of ten thousand, from the key to the
// screen, saving included, by the processor's time: beside a frame (x-frame), and beside one
// after which the whole lot is read again (x-again).
func BenchmarkScan_ofMany(b *testing.B) {
	var lot record.Record
	r := apptest.OpenStore(b, apptest.Options{Prepare: func(c *apptest.Company) {
		lay(c)
		lot = c.Records[len(c.Records)-1]
		for i := range many {
			c.Add(library.DialerUnit, "", library.DialerUnitAwaitingInspection, apptest.Noon(), form.Values{
				library.DialerUnitSerial: fmt.Sprintf("D4-26%06d", i), library.DialerUnitModel: "IPD-4", library.DialerUnitArrival: form.Ref{Form: library.Arrival, ID: lot.ID},
				library.DialerUnitShelf: "A03-2", library.DialerUnitPlace: library.PlaceIsWarehouse, library.DialerUnitLot: "L2611-2",
			})
		}
	}}, screen.RouteReceive)
	r.Scans("A03-2")
	n := 0
	scan := func() {
		n++
		r.Scans(fmt.Sprintf("D4-27%06d", n))
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
	for range times {
		scan()
		lot.Rev++
		r.Change(lot) // all of it is read
		r.Pass(time.Second)
	}
	b.ReportMetric(one/float64(frame), "x-frame")
	b.ReportMetric(one/(float64(apptest.CPU()-begun)/times), "x-again")
}

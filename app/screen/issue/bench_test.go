package issue_test

import (
	"fmt"
	"testing"
	"time"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// frame is how long the screen may be kept from drawing.
const frame = 16 * time.Millisecond

// BenchmarkScan_ofMany is one scan more that gives a dialer to its engineer, of ten thousand
// that are set for five hundred orders and beside fifty slips that wait, by the processor's time and beside a frame:
// finding, judging, saving and reading again what waits are in it.
func BenchmarkScan_ofMany(b *testing.B) {
	const many = 10_000
	r := apptest.OpenStore(b, apptest.Options{Prepare: func(c *apptest.Company) {
		set := apptest.Noon().Add(-3 * time.Hour)
		order, like := c.Market, c.Find(c.Market)
		for i := range many {
			if i%20 == 0 {
				order = c.Add(library.ServiceOrder, fmt.Sprintf("SO261122-%04d", i), like.State, set, form.Clone(like.Values))
			}
			unit := c.Add(library.DialerUnit, "", library.DialerUnitConfigured, set.Add(-time.Hour), form.Values{
				library.DialerUnitSerial: fmt.Sprintf("D4-26%06d", i), library.DialerUnitModel: "IPD-4", library.DialerUnitOrder: form.Ref{Form: library.ServiceOrder, ID: order},
				library.DialerUnitConfiguredAt: set, library.DialerUnitConfiguredTimes: int64(1), library.DialerUnitPlace: library.PlaceIsWarehouse,
			})
			programmed(c, unit, set)
			c.Add(library.QualityTest, "", library.QualityTestPassed, set.Add(time.Hour), form.Values{
				library.QualityTestUnit: form.Ref{Form: library.DialerUnit, ID: unit}, library.QualityTestDirection: library.DirectionIsOut,
			})
			if i%(many/50) == 0 {
				c.Add(library.Allotment, fmt.Sprintf("AL261123-%04d", i), library.AllotmentChecked, apptest.Noon(), form.Values{
					library.AllotmentOrder: form.Ref{Form: library.ServiceOrder, ID: c.Tea}, library.AllotmentEngineer: c.Engineer,
					library.AllotmentCustomer: c.Find(c.Tea).Values[library.ServiceOrderCustomer],
				})
			}
		}
	}}, screen.RouteIssue)
	n := 0
	scan := func() {
		r.Scans(fmt.Sprintf("D4-26%06d", n))
		n++
	}
	scan()
	if unit := r.Unit("D4-26000000"); unit.State != library.DialerUnitAllotted {
		b.Fatal(unit.State)
	}
	b.ResetTimer()
	begun := apptest.CPU()
	for b.Loop() {
		scan()
	}
	b.ReportMetric(float64(apptest.CPU()-begun)/float64(b.N)/float64(frame), "x-frame")
}

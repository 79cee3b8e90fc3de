package bench_test

import (
	"testing"
	"time"

	"fieldline/app/apptest"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// The program of one dialer after another begins as the one before it of the same model:
// template, area and access number, and lines without numbers; what is the customer's is not
// taken over.
func TestBench_programsOneLikeTheOther(t *testing.T) {
	var p apptest.Program
	r := apptest.OpenStore(t, apptest.Options{Prepare: func(c *apptest.Company) {
		var err error
		if p, err = c.AddProgram(); err != nil {
			t.Fatal(err)
		}
		before, unit := c.Find(p.Config), c.Find(p.Unit)
		unit.Values[library.DialerUnitModel] = "IPD-4"
		before.Values[library.DialerConfigWanted] = "只要他的"
		c.Add(library.DialerUnit, "", library.DialerUnitInStock, apptest.Noon(), form.Values{library.DialerUnitSerial: "D4-26110001", library.DialerUnitModel: "IPD-4"})
		c.Add(library.DialerUnit, "", library.DialerUnitInStock, apptest.Noon(), form.Values{library.DialerUnitSerial: "D8-26110001", library.DialerUnitModel: "IPD-8"})
	}}, "bench")

	r.Scans("D4-26110001")
	r.Tap("设置程序")
	r.Pass(time.Second)
	r.Want("755", "17911", "深圳标准 13")
	r.WantGone("只要他的", "罗湖鸿翔宾馆", "试拨号码", "写入与封存") // there is nothing to be dialled yet
	r.Shoot("bench-program-zh")
	for _, order := range []form.ID{r.Company.Hardware, r.Company.Tea} { // the customer goes with the order, also when another is chosen
		rec := r.Record(library.ServiceOrder, order)
		if err := r.Fill("服务单", rec.Number); err != nil {
			t.Fatal(err)
		}
		r.Pass(time.Second)
		if err := r.TapIn("服务单", rec.Number); err != nil {
			t.Fatal(err)
		}
		r.Pass(time.Second)
		name, _ := r.Record(library.Customer, rec.Values[library.ServiceOrderCustomer].(form.Ref).ID).Values[library.CustomerName].(string)
		r.Want(name)
	}

	r.App.Nav().Back()
	r.Pass(time.Second)
	r.Scans("D8-26110001")
	r.Tap("设置程序")
	r.Pass(time.Second)
	r.WantGone("17911")
}

// Two dialers come back unused: scanned, brought back, tested in one step, and in stock again
// to be set for somebody else.
func TestBench_takesBackWhatWasNotUsed(t *testing.T) {
	serials := []string{"D4-26110001", "D4-26110002"}
	r := apptest.OpenStore(t, apptest.Options{Prepare: func(c *apptest.Company) {
		for _, serial := range serials {
			c.Add(library.DialerUnit, "", library.DialerUnitIssued, apptest.Noon(), form.Values{
				library.DialerUnitSerial: serial, library.DialerUnitModel: "IPD-4", library.DialerUnitHolder: c.Engineer, library.DialerUnitReceivedOn: form.Date("2026-08-17"),
				library.DialerUnitAwaitingInspectionTimes: int64(1), library.DialerUnitAwaitingInspectionAt: apptest.Noon().Add(-time.Hour),
			})
		}
	}}, "bench")
	for i, serial := range serials {
		r.Scans(serial)
		r.Tap("未用退回")
		r.Pass(10 * time.Second)
		r.Want("待检", "入库检测各项合格")
		if i == 0 {
			r.Shoot("bench-back-zh")
		}
		r.Tap("入库检测各项合格")
		r.Pass(10 * time.Second)
		if unit := r.Unit(serial); unit.State != library.DialerUnitInStock || unit.Get(library.DialerUnitHolder) != nil {
			t.Errorf("%s is %s with %v", serial, unit.State, unit.Get(library.DialerUnitHolder))
		}
		r.Want("设置程序")
	}
	// One that is found damaged on its shelf fails a regular test.
	r.Tap("定期检验")
	r.Pass(time.Second)
	r.Want("出入库质量检测", "检测不合格")
}

// A repaired dialer is back, and an in-test from before it was sent still waits: the bench
// makes a new one, which lets it into stock.
func TestBench_testsWhatCameBackAnew(t *testing.T) {
	const serial = "D4-26990001"
	r := apptest.OpenStore(t, apptest.Options{Prepare: func(c *apptest.Company) {
		took, back := apptest.Noon().AddDate(0, 0, -10), apptest.Noon().Add(-time.Hour)
		unit := c.Add(library.DialerUnit, "", library.DialerUnitAwaitingInspection, took.AddDate(0, -6, 0), form.Values{
			library.DialerUnitSerial: serial, library.DialerUnitModel: "IPD-4", library.DialerUnitReceivedOn: form.Date("2026-05-01"),
			library.DialerUnitPlace: library.PlaceIsWarehouse, library.DialerUnitAwaitingInspectionAt: back, library.DialerUnitAwaitingInspectionTimes: int64(2),
		})
		c.Add(library.QualityTest, "", library.QualityTestToTest, took, form.Values{
			library.QualityTestUnit: form.Ref{Form: library.DialerUnit, ID: unit}, library.QualityTestDirection: library.DirectionIsIn, library.QualityTestExtent: library.ExtentIsFull,
		})
	}}, "bench")
	r.Scans(serial)

	r.Tap("入库检测各项合格")
	r.Pass(10 * time.Second)

	if state := r.Unit(serial).State; state != library.DialerUnitInStock {
		t.Errorf("after its in-test it is %s", state)
	}
}

// An out-test that was begun before the dialer was set does not let it out: the bench makes a
// new one, and asks for no more.
func TestBench_testsWhatWasSetAnew(t *testing.T) {
	var p apptest.Program
	r := apptest.OpenStore(t, apptest.Options{Prepare: func(c *apptest.Company) {
		var err error
		if p, err = c.AddProgram(); err != nil {
			t.Fatal(err)
		}
		unit, config := c.Find(p.Unit), c.Find(p.Config)
		unit.State, unit.Values[library.DialerUnitConfig] = library.DialerUnitConfigured, form.Ref{Form: library.DialerConfig, ID: p.Config}
		config.State, config.Values[library.DialerConfigConfiguredAt] = library.DialerConfigConfigured, apptest.Noon().Add(-time.Hour)
		c.Add(library.QualityTest, "", library.QualityTestToTest, apptest.Noon().AddDate(0, 0, -1), form.Values{
			library.QualityTestUnit: form.Ref{Form: library.DialerUnit, ID: p.Unit}, library.QualityTestDirection: library.DirectionIsOut, library.QualityTestExtent: library.ExtentIsFull,
		})
	}}, "bench")
	serial, _ := r.Record(library.DialerUnit, p.Unit).Values[library.DialerUnitSerial].(string)
	r.Scans(serial)

	r.Tap("出库检测各项合格")
	r.Pass(10 * time.Second)

	r.WantGone("出库检测各项合格")
}

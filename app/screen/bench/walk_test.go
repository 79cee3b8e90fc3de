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
	r.WantGone("只要他的", "罗湖鸿翔宾馆")
	r.Shoot("bench-program-zh")

	r.App.Nav().Back()
	r.Pass(time.Second)
	r.Scans("D8-26110001")
	r.Tap("设置程序")
	r.Pass(time.Second)
	r.WantGone("17911")
}

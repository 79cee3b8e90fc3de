package van_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/sound"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// desk is the engineer's, with two dialers allotted to him and, at the customer he works
// at, one installed.
func desk(t *testing.T, o apptest.Options) *apptest.Ready {
	t.Helper()
	o.Prepare = func(c *apptest.Company) {
		job := c.Find(c.Hardware)
		job.State = library.ServiceOrderInProgress
		customer := job.Values[library.ServiceOrderCustomer]
		c.Add(library.DialerUnit, "", library.DialerUnitInstalled, apptest.Noon(), form.Values{
			library.DialerUnitSerial: "D4-25110012", library.DialerUnitModel: "IPD-4", library.DialerUnitCustomer: customer,
			library.DialerUnitPlace: library.PlaceIsCustomer, library.DialerUnitLineNo: "075527386601", library.DialerUnitWarrantyTo: form.Date("2027-11-01"),
		})
		slip := c.Add(library.Allotment, "AL261123-0003", library.AllotmentAllotted, apptest.Noon(), form.Values{
			library.AllotmentOrder: form.Ref{Form: library.ServiceOrder, ID: c.Tea}, library.AllotmentEngineer: c.Engineer,
			library.AllotmentCustomer: c.Find(c.Tea).Values[library.ServiceOrderCustomer],
		})
		var rows []form.Row
		for _, serial := range []string{"D4-26081801", "D4-26081802"} {
			id := c.Add(library.DialerUnit, "", library.DialerUnitAllotted, apptest.Noon(), form.Values{
				library.DialerUnitSerial: serial, library.DialerUnitModel: "IPD-4", library.DialerUnitHolder: c.Engineer,
				library.DialerUnitOrder: form.Ref{Form: library.ServiceOrder, ID: c.Tea}, library.DialerUnitSlip: form.Ref{Form: library.Allotment, ID: slip},
			})
			rows = append(rows, form.Row{ID: serial, Values: form.Values{library.AllotmentUnitsRowUnit: form.Ref{Form: library.DialerUnit, ID: id}}})
		}
		c.Find(slip).Values[library.AllotmentUnits] = rows
	}
	return apptest.OpenAt(t, o, "van")
}

// Before leaving, the engineer scans what is allotted to him; with the last of a slip the
// check is done.
func TestVan_checkBeforeLeaving(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Want("扫机", "AL261123-0003", "待扫", "1 张领用单待审核")
	r.Scans("D4-26081801")
	r.Want("合格；这张领用单还有 1 台")
	r.Shoot("van-check-zh")
	r.Scans("D4-26081801")
	r.Want("已审核过")
	if r.Unit("D4-26081801").Values[library.DialerUnitPrecheck] != nil {
		t.Error("half a slip was checked")
	}
	r.Scans("D4-26081802")
	r.Want("领用单 AL261123-0003 审核合格，可以出库")

	for _, serial := range []string{"D4-26081801", "D4-26081802"} {
		if r.Unit(serial).Values[library.DialerUnitPrecheck] != library.VerdictIsPass {
			t.Errorf("%s is not checked", serial)
		}
	}
	if want := []sound.Tone{sound.Good, sound.Twice, sound.Good}; !slices.Equal(r.Heard, want) {
		t.Errorf("heard %v", r.Heard)
	}
}

// belongs puts a dialer on a slip, or with nil takes it off its slip, as the office does.
func belongs(r *apptest.Ready, serial string, to any) {
	rec := *r.Record(library.DialerUnit, r.Unit(serial).ID)
	rec.Values = form.Clone(rec.Values)
	if rec.Values[library.DialerUnitSlip] = to; to == nil {
		delete(rec.Values, library.DialerUnitSlip)
	}
	rec.Rev++
	r.Change(rec)
	r.Pass(time.Second)
}

// A check that was refused was not made: once its cause is gone, the same scan makes it.
func TestVan_checksAgainAfterARefusal(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("D4-26081801")
	belongs(r, "D4-26081704", r.Unit("D4-26081801").Values[library.DialerUnitSlip])
	r.Scans("D4-26081802")
	r.Want("本领用单上的拨号器都要有", "待扫")

	belongs(r, "D4-26081704", nil)
	r.Scans("D4-26081802")
	r.Want("领用单 AL261123-0003 审核合格，可以出库")
	for _, serial := range []string{"D4-26081801", "D4-26081802"} {
		if r.Unit(serial).Values[library.DialerUnitPrecheck] != library.VerdictIsPass {
			t.Errorf("%s is not checked", serial)
		}
	}
	if want := []sound.Tone{sound.Good, sound.Unknown, sound.Good}; !slices.Equal(r.Heard, want) {
		t.Errorf("heard %v", r.Heard)
	}
}

// A dialer that has left the slip is shown as such and not asked for; where it was the last
// one to be scanned, scanning one of the others again ends the check.
func TestVan_checksWithoutWhatLeftTheSlip(t *testing.T) {
	for _, first := range []bool{true, false} {
		r := desk(t, apptest.Options{})
		if first {
			r.Scans("D4-26081801")
			r.Want("合格；这张领用单还有 1 台")
		}
		belongs(r, "D4-26081802", nil)
		r.Want("D4-26081802", "已收回，不用审核")
		r.Scans("D4-26081801")
		r.Want("领用单 AL261123-0003 审核合格，可以出库")
		if r.Unit("D4-26081801").Values[library.DialerUnitPrecheck] != library.VerdictIsPass {
			t.Error("it is not checked")
		}
		if r.Unit("D4-26081802").Values[library.DialerUnitPrecheck] != nil {
			t.Error("what left the slip is checked")
		}
		r.Scans("D4-26081801")
		r.Want("没有分配给您")
	}
}

// A swap is two scans and one act: the old dialer out, the new one in, everything with it.
func TestVan_swapInOneFlow(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("D4-26081704")
	r.Want("要换机，请先扫换下的一台")
	r.Scans("D4-25110012")
	r.Want("现场换机", "福永恒泰五金制品厂", "扫换上的一台", "换下")
	for _, seen := range r.Look() {
		if seen.Text == "好" {
			t.Error("a dialer that is taken out is called good")
		}
	}
	r.Shoot("van-swap-zh")
	r.Scans("D4-26081704")
	r.Want("D4-25110012", "D4-26081704", "换下序列号", "换上序列号")
	r.Shoot("van-swap-form-zh")
	for _, serial := range []string{"D4-25110012", "D4-26081704"} {
		if state := r.Unit(serial).State; state != library.DialerUnitInstalled && state != library.DialerUnitIssued {
			t.Errorf("%s is %s before the swap is done", serial, state)
		}
	}
}

// Given up, nothing has been written.
func TestVan_givenUp(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Scans("D4-25110012")
	r.Tap("不换了")
	r.Pass(time.Second)
	r.WantGone("现场换机")

	if state := r.Unit("D4-25110012").State; state != library.DialerUnitInstalled {
		t.Errorf("it is %s", state)
	}
	if entries, err := r.App.Store().Outbox(context.Background()); err != nil || len(entries) > 0 {
		t.Errorf("%d entries wait to be sent, %v", len(entries), err)
	}
}

func TestVan_pictures(t *testing.T) {
	for _, o := range []struct {
		name string
		apptest.Options
	}{
		{"van-tablet-en", apptest.Options{Touch: true, Language: words.English}},
		{"van-phone-zh", apptest.Options{Size: fyne.NewSize(400, 800), Touch: true}},
	} {
		t.Run(o.name, func(t *testing.T) {
			r := desk(t, o.Options)
			r.Scans("D4-25110012")
			r.Shoot(o.name)
		})
	}
}

package issue_test

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/sound"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

// programmed gives a dialer a program for the customer of its order.
func programmed(c *apptest.Company, id form.ID, at time.Time) {
	unit := c.Find(id)
	order, _ := unit.Values[library.DialerUnitOrder].(form.Ref)
	config := c.Add(library.DialerConfig, "", library.DialerConfigConfigured, at, form.Values{
		library.DialerConfigUnit: form.Ref{Form: library.DialerUnit, ID: id}, library.DialerConfigOrder: order,
		library.DialerConfigCustomer: c.Find(order.ID).Values[library.ServiceOrderCustomer], library.DialerConfigConfiguredAt: at,
	})
	c.Find(id).Values[library.DialerUnitConfig] = form.Ref{Form: library.DialerConfig, ID: config}
}

// desk is the issuing desk with a dialer that is set and tested, one that is set and not
// tested, and a slip of two that its engineer has checked.
func desk(t *testing.T, o apptest.Options) *apptest.Ready {
	t.Helper()
	o.Prepare = func(c *apptest.Company) {
		set := apptest.Noon().Add(-3 * time.Hour)
		dialer := func(serial, state string, more form.Values) form.ID {
			values := form.Values{
				library.DialerUnitSerial: serial, library.DialerUnitModel: "IPD-4", library.DialerUnitOrder: form.Ref{Form: library.ServiceOrder, ID: c.Market},
				library.DialerUnitConfiguredAt: set, library.DialerUnitConfiguredTimes: int64(1), library.DialerUnitPlace: library.PlaceIsWarehouse,
				library.DialerUnitAwaitingInspectionAt: set.Add(-time.Hour), library.DialerUnitAwaitingInspectionTimes: int64(1),
			}
			for k, v := range more {
				values[k] = v
			}
			unit := c.Add(library.DialerUnit, "", state, set.Add(-time.Hour), values)
			programmed(c, unit, set)
			return unit
		}
		tested := func(unit form.ID) {
			c.Add(library.QualityTest, "", library.QualityTestPassed, set.Add(time.Hour), form.Values{
				library.QualityTestUnit: form.Ref{Form: library.DialerUnit, ID: unit}, library.QualityTestDirection: library.DirectionIsOut,
			})
		}
		tested(dialer("D4-26081901", library.DialerUnitConfigured, nil))
		untested := dialer("D4-26081902", library.DialerUnitConfigured, nil)
		c.Add(library.QualityTest, "", library.QualityTestPassed, set.Add(-time.Hour), form.Values{ // its in-test: this device has its tests
			library.QualityTestUnit: form.Ref{Form: library.DialerUnit, ID: untested}, library.QualityTestDirection: library.DirectionIsIn,
		})
		slip := c.Add(library.Allotment, "AL261123-0004", library.AllotmentChecked, apptest.Noon(), form.Values{
			library.AllotmentOrder: form.Ref{Form: library.ServiceOrder, ID: c.Tea}, library.AllotmentEngineer: c.Engineer,
			library.AllotmentCustomer: c.Find(c.Tea).Values[library.ServiceOrderCustomer],
		})
		var rows []form.Row
		for _, serial := range []string{"D4-26081911", "D4-26081912"} {
			id := dialer(serial, library.DialerUnitAllotted, form.Values{
				library.DialerUnitHolder: c.Engineer, library.DialerUnitSlip: form.Ref{Form: library.Allotment, ID: slip}, library.DialerUnitPrecheck: library.VerdictIsPass,
				library.DialerUnitOrder: form.Ref{Form: library.ServiceOrder, ID: c.Tea},
			})
			tested(id)
			rows = append(rows, form.Row{ID: serial, Values: form.Values{
				library.AllotmentUnitsRowUnit: form.Ref{Form: library.DialerUnit, ID: id}, library.AllotmentUnitsRowResult: library.VerdictIsPass,
			}})
		}
		c.Find(slip).Values[library.AllotmentUnits] = rows
	}
	return apptest.OpenStore(t, o, screen.RouteIssue)
}

// Scan after scan: what is set goes to the engineer of its order, what he has checked goes
// out once the whole slip was scanned; everything else says why not.
func TestIssue_scanAfterScan(t *testing.T) {
	r := desk(t, apptest.Options{})
	r.Want("出库", "AL261123-0004，2 台", "龙岗乐家超市（坂田店）")
	r.Scans("D4-26081901")
	r.Want("已分配给周建明，等他审核")
	r.Scans("D4-26081901")
	r.Want("等周建明做实施前审核")
	wanted, err := r.App.Store().List(t.Context(), device.Query{Form: library.ServiceOrder, List: library.ServiceOrderListForStock})
	if err != nil || slices.ContainsFunc(wanted.Rows, func(row device.Row) bool { return row.Record.ID == r.Company.Market }) {
		t.Errorf("the order whose dialer is allotted wants one still: %v", err)
	}
	r.Scans("D4-26081902")
	r.Want("没有合格的出库检测", "出库检测")
	r.Shoot("issue-untested-zh")
	r.Tap("出库检测各项合格")
	r.Pass(time.Second)
	r.Want("已分配给周建明，等他审核")
	r.Scans("D4-26081911")
	r.Want("这张领用单还差 1 台")
	r.Scans("D4-26081911")
	r.Scans("D4-26081912")
	r.Want("已出库给周建明")
	r.Scans("D4-26081732")
	r.Want("还没有设置程序，请先设置")
	r.Shoot("issue-desktop-zh")

	for serial, want := range map[string]string{
		"D4-26081901": library.DialerUnitAllotted, "D4-26081902": library.DialerUnitAllotted,
		"D4-26081911": library.DialerUnitIssued, "D4-26081912": library.DialerUnitIssued,
	} {
		if have := r.Unit(serial).State; have != want {
			t.Errorf("%s is %s, want %s", serial, have, want)
		}
	}
	want := []sound.Tone{sound.Good, sound.Unknown, sound.Unknown, sound.Good, sound.Good, sound.Twice, sound.Good, sound.Unknown}
	if !slices.Equal(r.Heard, want) {
		t.Errorf("heard %v, want %v", r.Heard, want)
	}
}

// change is what somebody else's work does to a dialer; nil takes a value away.
func change(r *apptest.Ready, serial, column string, to any) {
	rec := *r.Record(library.DialerUnit, r.Unit(serial).ID)
	rec.Values = form.Clone(rec.Values)
	if rec.Values[column] = to; to == nil {
		delete(rec.Values, column)
	}
	rec.Rev++
	r.Change(rec)
	r.Pass(time.Second)
}

// A dialer that was taken off a slip is not waited for.
func TestIssue_withoutWhatWasTakenOff(t *testing.T) {
	r := desk(t, apptest.Options{})
	change(r, "D4-26081911", library.DialerUnitSlip, nil)
	r.Scans("D4-26081912")
	r.Want("已出库给周建明")
	if one, two := r.Unit("D4-26081911").State, r.Unit("D4-26081912").State; one != library.DialerUnitAllotted || two != library.DialerUnitIssued {
		t.Errorf("they are %s and %s", one, two)
	}
}

// A dialer that is set for an order that was cancelled since is freed; its out-test is not
// what it lacks.
func TestIssue_ofAnOrderThatIsOver(t *testing.T) {
	r := desk(t, apptest.Options{})
	order := *r.Record(library.ServiceOrder, r.Company.Market)
	order.State = library.ServiceOrderCancelled
	order.Rev++
	r.Change(order)
	r.Pass(time.Second)
	r.Scans("D4-26081901")
	r.Want("服务单 " + order.Number + " 已取消，现在不能分配；不再需要就取消分配")
	r.WantGone("出库检测各项合格")

	r.Tap("取消分配")
	r.Pass(time.Second)
	var button apptest.Seen
	for _, seen := range r.Look() { // the title reads the same and comes first
		if seen.Text == "取消分配" {
			button = seen
		}
	}
	if err := r.TapSeen(button); err != nil {
		t.Fatal(err)
	}
	r.Pass(time.Second)
	if state := r.Unit("D4-26081901").State; state != library.DialerUnitInStock {
		t.Errorf("freed, it is %s", state)
	}
}

// What was refused was not done: once its cause is gone, the same scan hands the slip out.
func TestIssue_scansAgainAfterARefusal(t *testing.T) {
	r := desk(t, apptest.Options{})
	change(r, "D4-26081912", library.DialerUnitPrecheck, nil)
	r.Scans("D4-26081911")
	r.Want("这张领用单还差 1 台")
	r.Scans("D4-26081912")
	r.WantGone("已出库给周建明")
	r.Scans("D4-26081912")
	r.WantGone("已出库给周建明")

	change(r, "D4-26081912", library.DialerUnitPrecheck, library.VerdictIsPass)
	r.Scans("D4-26081911")
	r.Want("这张领用单还差 1 台")
	r.Scans("D4-26081912")
	r.Want("已出库给周建明")
	for _, serial := range []string{"D4-26081911", "D4-26081912"} {
		if have := r.Unit(serial).State; have != library.DialerUnitIssued {
			t.Errorf("%s is %s", serial, have)
		}
	}
	if want := []sound.Tone{sound.Good, sound.Unknown, sound.Unknown, sound.Twice, sound.Good}; !slices.Equal(r.Heard, want) {
		t.Errorf("heard %v, want %v", r.Heard, want)
	}
}

func TestIssue_pictures(t *testing.T) {
	r := desk(t, apptest.Options{Size: fyne.NewSize(1280, 800), Touch: true, Language: words.English})
	r.Scans("D4-26081901", "D4-26081911", "D4-26081732")
	r.Shoot("issue-tablet-en")
}

package app_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// A test that is not done does not pass, and is told so once; when it is marked as failed
// instead, nothing of that stays on the page.
func TestInspect_aRefusalDoesNotOutliveTheNextAct(t *testing.T) {
	var id form.ID
	r := apptest.Open(t, apptest.Options{Role: library.RoleStockKeeper, Prepare: func(c *apptest.Company) {
		id = c.Add(library.QualityTest, "QT261123-0009", library.QualityTestToTest, apptest.Noon(), form.Values{
			library.QualityTestUnit: form.Ref{Form: library.DialerUnit, ID: c.Unit}, library.QualityTestDirection: library.DirectionIsIn})
	}})
	r.App.Nav().Open(library.QualityTest, id)
	r.Pass(time.Second)
	const undone = "还有项目没有检测"

	r.Tap("检测合格")
	r.Want(undone)
	if n := strings.Count(r.Summary(), undone); n != 1 {
		t.Errorf("it is said %d times: %s", n, r.Summary())
	}

	r.Tap("检测不合格")
	if err := r.TapIn("缺陷", "请选择"); err != nil {
		t.Fatal(err)
	}
	r.Tap("抓不到外线")
	fill(t, r, "缺陷说明", "第 3 路抓不到外线")
	r.Leave()
	r.Key(fyne.KeyReturn)
	r.Pass(time.Second)
	if got := r.Record(library.QualityTest, id).State; got != library.QualityTestFailed {
		t.Fatalf("the test is %s", got)
	}
	r.WantGone(undone)
}

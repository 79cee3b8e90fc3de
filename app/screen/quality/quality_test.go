package quality_test

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/apptest"
	"fieldline/app/screen"
	"fieldline/app/words"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// page is the page over two suppliers: forty dialers of which two failed, and three of
// which one did.
func page(t *testing.T, o apptest.Options) *apptest.Ready {
	t.Helper()
	o.Prepare = func(c *apptest.Company) {
		made := apptest.Noon().AddDate(0, -8, 0)
		for _, s := range []struct {
			name, model, prefix string
			n, bad              int
		}{{"深圳恒信通讯设备厂", "IPD-4", "H", 40, 2}, {"惠州通达仪器厂", "TD-4A", "T", 3, 1}} {
			supplier := c.Add(library.Supplier, "", library.SupplierApproved, made, form.Values{library.SupplierName: s.name})
			for i := range s.n {
				unit := c.Add(library.DialerUnit, "", library.DialerUnitInstalled, made, form.Values{
					library.DialerUnitSerial: fmt.Sprintf("%s4-2603%04d", s.prefix, i), library.DialerUnitModel: s.model, library.DialerUnitLot: s.prefix + "4-260301",
					library.DialerUnitSupplier: form.Ref{Form: library.Supplier, ID: supplier}, library.DialerUnitInstalledAt: made.AddDate(0, 0, 10),
				})
				ref := form.Ref{Form: library.DialerUnit, ID: unit}
				c.Add(library.QualityTest, "", library.QualityTestPassed, made, form.Values{library.QualityTestUnit: ref, library.QualityTestDirection: library.DirectionIsIn})
				if i < s.bad {
					c.Add(library.QualityFeedback, "", library.QualityFeedbackConfirmed, made.AddDate(0, 0, 30), form.Values{
						library.QualityFeedbackUnit: ref, library.QualityFeedbackSupplier: form.Ref{Form: library.Supplier, ID: supplier},
						library.QualityFeedbackInstalledOn: form.Date(made.AddDate(0, 0, 10).Format(time.DateOnly)),
					})
				}
			}
		}
	}
	return apptest.OpenStore(t, o, screen.RouteQuality)
}

// A percentage stands with its interval and opens its serial numbers; three dialers are too
// few to say anything; the rating is drafted from what is shown.
func TestQuality_opensItsSerials(t *testing.T) {
	r := page(t, apptest.Options{})
	r.Want("供应商质量", "深圳恒信通讯设备厂 IPD-4", "5.0 %（2/40）", "33.3 %（1/3）", "到货 40 台")
	r.Shoot("quality-desktop-zh")
	r.Tap("5.0 %（2/40）")
	r.Pass(time.Second)
	r.Want("H4-26030000", "H4-26030001", "不合格")
	r.Shoot("quality-open-zh")
	r.Tap("起草本季评价")
	r.Pass(time.Second)
	r.Want("供应商质量评价", "深圳恒信通讯设备厂")
	r.Shoot("quality-draft-zh")
}

func TestQuality_pictures(t *testing.T) {
	r := page(t, apptest.Options{Size: fyne.NewSize(1280, 800), Touch: true, Language: words.English})
	r.Shoot("quality-tablet-en")
}

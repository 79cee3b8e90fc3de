package quality_test

import (
	"fmt"
	"strings"
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

// In the draft every figure stands behind its name, and what was not worked out because there
// were too few dialers is not asked for.
func TestQuality_theDraftNamesItsFigures(t *testing.T) {
	for _, c := range []struct {
		language    words.Language
		draft, none string
		want        []string
	}{
		{words.Chinese, "起草本季评价", "得分", []string{"名次 1，得分 76.2", "期内故障 2，故障率 5 %", "到货数 3"}},
		{words.English, "Draft the rating", "Score", []string{"Rank 1, Score 76.2", "Failed in that time 2, Fault rate 5 %", "Received 3"}},
	} {
		for _, o := range []apptest.Options{{Size: fyne.NewSize(800, 1280), Touch: true}, {Size: fyne.NewSize(1280, 800), Touch: true}} {
			o.Language = c.language
			r := page(t, o)
			r.Tap(c.draft)
			r.Pass(time.Second)
			r.Shoot(fmt.Sprintf("quality-draft-%.0f-%s", o.Size.Width, c.language))

			said := ""
			for _, seen := range r.Look() {
				said += seen.Text
				if seen.Text == c.none {
					t.Errorf("%s %v: %q is asked for", c.language, o.Size, c.none)
				}
			}
			for _, want := range c.want {
				if !strings.Contains(dense(said), dense(want)) {
					t.Errorf("%s %v: %q is not said in %s", c.language, o.Size, want, said)
				}
			}
			r.Close()
		}
	}
}

// dense is a text without its spaces: a line may end at any of them.
func dense(text string) string { return strings.Join(strings.Fields(text), "") }

// The rating that the calendar opened is filled in, not one beside it that leaves it to be
// overdue; its figures are those of its quarter.
func TestQuality_fillsInTheRatingThatIsDue(t *testing.T) {
	o := apptest.Options{}
	var due form.ID
	o.Prepare = func(c *apptest.Company) {
		made := apptest.Noon().AddDate(0, -8, 0)
		supplier := form.Ref{Form: library.Supplier, ID: c.Add(library.Supplier, "", library.SupplierApproved, made, form.Values{library.SupplierName: "惠州通达仪器厂"})}
		c.Add(library.DialerUnit, "", library.DialerUnitInstalled, made, form.Values{library.DialerUnitSerial: "T4-26030000", library.DialerUnitModel: "TD-4A", library.DialerUnitSupplier: supplier})
		due = c.Add(library.SupplierRating, "", library.SupplierRatingDraft, apptest.Noon(), form.Values{
			library.SupplierRatingOpened: apptest.Noon(), library.SupplierRatingUntil: form.Date("2026-09-30")})
	}
	r := apptest.OpenStore(t, o, screen.RouteQuality)

	r.Tap("起草本季评价")
	r.Pass(time.Second)

	r.Want("供应商质量评价", "惠州通达仪器厂", "2026-09-30")
	rec, err := r.App.Store().Record(t.Context(), library.SupplierRating, due)
	if err != nil || form.Empty(rec.Get(library.SupplierRatingLines)) {
		t.Errorf("the rating that is due has %v, %v", rec.Get(library.SupplierRatingLines), err)
	}
}

// life is what became of a dialer that never got to a customer, or came to one later.
type life struct {
	state  string
	values form.Values
	fault  string // the state of the feedback on it, while it was not installed
	damage form.Values
}

// A dialer that broke before it was installed is dead on arrival, wherever that was seen:
// as its box was opened, at the engineer's check, among those taken back; not what somebody
// else answers for, and not what was no fault of it.
func TestQuality_deadOnArrival(t *testing.T) {
	o := apptest.Options{}
	o.Prepare = func(c *apptest.Company) {
		made := apptest.Noon().AddDate(0, -6, 0)
		day := form.Date(made.AddDate(0, 0, 20).Format(time.DateOnly))
		supplier := form.Ref{Form: library.Supplier, ID: c.Add(library.Supplier, "", library.SupplierApproved, made, form.Values{library.SupplierName: "惠州通达仪器厂"})}
		broke, fitted := form.Values{library.DialerUnitDamagedAt: made.AddDate(0, 0, 20)}, form.Values{library.DialerUnitInstalledAt: made.AddDate(0, 0, 40), library.DialerUnitInstalledTimes: int64(1)}
		repaired := form.Values{library.DialerUnitDamagedAt: made.AddDate(0, 0, 20), library.DialerUnitInstalledAt: made.AddDate(0, 0, 40), library.DialerUnitInstalledTimes: int64(1)}
		later := form.Values{library.DialerUnitDamagedAt: made.AddDate(0, 0, 90), library.DialerUnitInstalledAt: made.AddDate(0, 0, 40), library.DialerUnitInstalledTimes: int64(1)}
		by := func(who string) form.Values {
			return form.Values{library.DamageRecordFoundOn: day, library.DamageRecordResponsible: who}
		}
		for i, l := range []life{
			{library.DialerUnitFaulty, nil, library.QualityFeedbackConfirmed, nil},                            // dead
			{library.DialerUnitDamaged, broke, "", nil},                                                       // dead
			{library.DialerUnitWithSupplier, broke, "", by(library.ResponsibleIsSupplier)},                    // dead
			{library.DialerUnitInstalled, repaired, "", nil},                                                  // dead, later repaired
			{library.DialerUnitDamaged, broke, "", by(library.ResponsibleIsTransport)},                        // the carrier's
			{library.DialerUnitDamaged, broke, library.QualityFeedbackNotAFault, nil},                         // none of it
			{library.DialerUnitDamaged, later, "", form.Values{library.DamageRecordFoundOn: day.AddDays(70)}}, // at the customer's
			{library.DialerUnitInstalled, fitted, "", nil},
		} {
			values := form.Values{library.DialerUnitSerial: fmt.Sprintf("T4-2603000%d", i), library.DialerUnitModel: "TD-4A", library.DialerUnitSupplier: supplier}
			for name, v := range l.values {
				values[name] = v
			}
			unit := form.Ref{Form: library.DialerUnit, ID: c.Add(library.DialerUnit, "", l.state, made, values)}
			if l.fault != "" {
				c.Add(library.QualityFeedback, "", l.fault, made.AddDate(0, 0, 20), form.Values{library.QualityFeedbackUnit: unit, library.QualityFeedbackSupplier: supplier})
			}
			if l.damage != nil {
				l.damage[library.DamageRecordUnit], l.damage[library.DamageRecordSupplier] = unit, supplier
				c.Add(library.DamageRecord, "", library.DamageRecordReturned, made.AddDate(0, 0, 21), l.damage)
			}
		}
	}
	r := apptest.OpenStore(t, o, screen.RouteQuality)

	r.Want("开箱不良", "还没有检测", "50.0 %（4/8）", "0.0 %（0/3）")
	r.Tap("50.0 %（4/8）")
	r.Pass(time.Second)
	r.Want("惠州通达仪器厂 TD-4A，开箱不良", "T4-26030000", "T4-26030001", "T4-26030002", "T4-26030003")
}

// The rating is drafted with the days of a repair, from the supplier and back, and the
// price: of the lot received last, else what the supplier asks; unknown stays empty.
func TestQuality_draftsTurnaroundAndPrice(t *testing.T) {
	o := apptest.Options{}
	o.Prepare = func(c *apptest.Company) {
		made := apptest.Noon().AddDate(0, -6, 0)
		for _, s := range []struct {
			name, model string
			asks, cost  int64
			back        bool
		}{{"甲厂", "A", 19900, 20500, true}, {"乙厂", "B", 18800, 0, false}, {"丙厂", "C", 0, 0, false}} {
			values := form.Values{library.SupplierName: s.name}
			if s.asks > 0 {
				values[library.SupplierModels] = []form.Row{{ID: c.Add(library.Gift, "", "", made, form.Values{library.GiftName: s.name}).String(), Values: form.Values{library.SupplierModelsRowModel: s.model, library.SupplierModelsRowPrice: s.asks}}}
			}
			supplier := c.Add(library.Supplier, "", library.SupplierApproved, made, values)
			unit := form.Values{library.DialerUnitSerial: s.model + "-1", library.DialerUnitModel: s.model, library.DialerUnitSupplier: form.Ref{Form: library.Supplier, ID: supplier}}
			if s.cost > 0 {
				unit[library.DialerUnitPrice] = s.cost
			}
			if s.back {
				unit[library.DialerUnitWithSupplierAt], unit[library.DialerUnitBackAt] = made, made.AddDate(0, 0, 17)
			}
			c.Add(library.DialerUnit, "", library.DialerUnitInStock, made, unit)
		}
	}
	r := apptest.OpenStore(t, o, screen.RouteQuality)
	r.Tap("起草本季评价")
	r.Pass(time.Second)
	r.Want("返修天数", "17", "205.00", "188.00")
}

func TestQuality_pictures(t *testing.T) {
	r := page(t, apptest.Options{Size: fyne.NewSize(1280, 800), Touch: true, Language: words.English})
	r.Shoot("quality-tablet-en")
}

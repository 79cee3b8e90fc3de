package library_test

import (
	"slices"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
)

// found is what must be said of a damage before it is decided about.
func found() form.Values {
	return form.Values{library.DamageRecordCause: library.FaultCodeIsL02, library.DamageRecordCauseNote: "主板烧毁", library.DamageRecordResponsible: library.ResponsibleIsSupplier}
}

// sentBack is a dialer with its supplier, claimed by its damage record.
func (c *company) sentBack(serial string) (unit, damage rec) {
	c.t.Helper()
	unit = c.stocked(serial)
	c.damaged(unit)
	damage = c.one(library.DamageRecord, library.DamageRecordUnit, unit)
	c.as(library.RoleStockKeeper).Set(damage.form, damage.id, found())
	c.as(library.RoleStockKeeper).Act(damage.form, damage.id, library.DamageRecordReturnIt, form.Values{library.DamageRecordClaim: true})
	c.in(unit, library.DialerUnitWithSupplier)
	return unit, damage
}

// waiting are the tests of a dialer that are to be done.
func (c *company) waiting(unit rec) []rec {
	c.t.Helper()
	return slices.DeleteFunc(c.all(library.QualityTest, library.QualityTestUnit, unit), func(test rec) bool {
		return c.Get(test.form, test.id).State != library.QualityTestToTest
	})
}

// The in-test that a damaged dialer was to have is not left over when it is sent away, nor
// when it is scrapped: back again it is tested anew.
func TestSupplier_inTestGoesWithTheDialer(t *testing.T) {
	c := newCompany(t)
	mc := c.as(library.RoleStockKeeper)
	sent, scrapped := c.stocked("D4-1"), c.stocked("D4-2")
	for _, unit := range []rec{sent, scrapped} {
		c.damaged(unit)
		if n := len(c.waiting(unit)); n != 1 {
			t.Fatalf("%d tests wait of what was taken back", n)
		}
	}

	mc.Act(sent.form, sent.id, library.DialerUnitSend)
	mc.Act(scrapped.form, scrapped.id, library.DialerUnitProposeScrap, form.Values{library.DialerUnitReason: "烧毁"})
	c.as(library.RoleManager).Act(scrapped.form, scrapped.id, library.DialerUnitScrap)

	for _, unit := range []rec{sent, scrapped} {
		if n := len(c.waiting(unit)); n != 0 {
			t.Errorf("%d tests wait still", n)
		}
	}
}

// What the supplier does not send back is said to stay there: its damage record is settled
// with the supplier's answer, and the books have none of it. Sent after all, it comes in.
func TestSupplier_keepsExchangesOrPays(t *testing.T) {
	c := newCompany(t)
	unit, damage := c.sentBack("D4-1")
	asked := form.Values{library.DialerUnitOutcome: "exchanged", library.DialerUnitOutcomeNote: "换新一台"}
	c.refuses(unit, library.DialerUnitLeaveThere, library.RoleStockKeeper, asked, "dialer_unit.actions.leave_there.check.0")
	asked[library.DialerUnitNewSerial] = "D4-1N"
	c.refuses(unit, library.DialerUnitLeaveThere, library.RoleStockKeeper, nil, library.DialerUnitOutcome)

	c.step(unit, library.DialerUnitLeaveThere, keeper, asked)

	c.in(unit, library.DialerUnitLeft)
	c.says(unit, library.DialerUnitPlace, library.PlaceIsGone)
	c.says(unit, library.DialerUnitNewSerial, "D4-1N")
	c.in(damage, library.DamageRecordSettled)
	c.says(damage, library.DamageRecordAnswer, "换新一台")
	if n := c.booked(unit); n != 0 {
		t.Errorf("the books have %d of what the supplier kept", n)
	}

	c.step(unit, library.DialerUnitComeBack, keeper, nil)
	c.says(unit, library.DialerUnitOutcome, nil)
	c.pass(unit, library.DirectionIsIn)
	c.in(unit, library.DialerUnitInStock)
}

// A dialer that was sent before its damage was judged can still be judged.
func TestDamage_judgedAfterTheDialerWasSent(t *testing.T) {
	c := newCompany(t)
	unit := c.stocked("D4-1")
	c.damaged(unit)
	damage := c.one(library.DamageRecord, library.DamageRecordUnit, unit)
	c.as(library.RoleStockKeeper).Act(unit.form, unit.id, library.DialerUnitSend)
	c.as(library.RoleStockKeeper).Set(damage.form, damage.id, found())

	c.step(damage, library.DamageRecordReturnIt, keeper, nil)

	c.in(damage, library.DamageRecordReturned)
	c.in(unit, library.DialerUnitWithSupplier)
}

// What fails its in-test and is not worth sending is scrapped by way of its damage record;
// what a lot brought that was not taken goes back.
func TestSupplier_scrapsWhatFailsItsInTest(t *testing.T) {
	c := newCompany(t)
	unit := c.fitted(c.stocked("D4-1"), c.customer(library.SizeClassIsSmallMedium))
	c.as(library.RoleEngineer).Act(unit.form, unit.id, library.DialerUnitTakeDown)
	test := c.create(library.RoleStockKeeper, library.QualityTest, form.Values{library.QualityTestUnit: unit.ref(), library.QualityTestDirection: library.DirectionIsIn})
	c.as(library.RoleStockKeeper).Act(test.form, test.id, library.QualityTestFail, form.Values{library.QualityTestDefect: library.FaultCodeIsP01, library.QualityTestDefectNote: "主板烧毁"})
	c.in(unit, library.DialerUnitToSupplier)
	values := found()
	values[library.DamageRecordUnit] = unit.ref()
	damage := c.create(library.RoleStockKeeper, library.DamageRecord, values)

	c.step(damage, library.DamageRecordScrap, keeper, nil)
	c.step(unit, library.DialerUnitKeep, manager, form.Values{library.DialerUnitReason: "再看看"})
	c.in(unit, library.DialerUnitDamaged)
	if n := c.booked(unit); n != 1 {
		t.Errorf("among the damaged, the books have %d of it", n)
	}
	c.step(damage, library.DamageRecordScrap, keeper, nil)
	c.step(unit, library.DialerUnitScrap, manager, nil)

	c.in(unit, library.DialerUnitScrapped)
	if n := c.booked(unit); n != 0 {
		t.Errorf("scrapped, the books have %d of it", n)
	}
	lot, units := c.inspected("L", 2, 2)
	c.tested(units[0], "")
	c.tested(units[1], library.FaultCodeIsP01)
	c.as(library.RoleStockKeeper).Act(lot.form, lot.id, library.ArrivalRefuse, form.Values{library.ArrivalRefusal: "坏"})
	c.refuses(units[1], library.DialerUnitProposeScrap, library.RoleStockKeeper, form.Values{library.DialerUnitReason: "坏"}, "dialer_unit.actions.propose_scrap.check.0")
}

// A dialer that breaks once more, while the claim for the first time is not answered, has a
// record of the second damage; one damage has no two.
func TestDamage_hasARecordOfItsOwn(t *testing.T) {
	c := newCompany(t)
	unit, first := c.sentBack("D4-1")
	c.as(library.RoleStockKeeper).Act(unit.form, unit.id, library.DialerUnitComeBack)
	c.pass(unit, library.DirectionIsIn)
	c.Wait(60 * 24 * time.Hour)

	c.damaged(unit)

	records := slices.DeleteFunc(c.all(library.DamageRecord, library.DamageRecordUnit, unit), func(r rec) bool { return r == first })
	if len(records) != 1 {
		t.Fatalf("%d records of the second damage", len(records))
	}
	second := records[0]
	c.in(second, library.DamageRecordToJudge)
	c.as(library.RoleStockKeeper).Set(second.form, second.id, found())
	c.step(second, library.DamageRecordReturnIt, keeper, nil)
	c.refuses(second, library.DamageRecordSettle, library.RoleStockKeeper, nil, "damage_record.actions.settle.check.0")
	c.step(first, library.DamageRecordSettle, keeper, form.Values{library.DamageRecordAnswer: "已更换主板"})
	values := found()
	values[library.DamageRecordUnit] = unit.ref()
	if p := c.as(library.RoleStockKeeper).NoCreate(library.DamageRecord, values); !formtest.Has(p, "damage_record.unique.0") {
		t.Errorf("a second record of one damage: %s", formtest.Sentences(p))
	}
}

// A damage that was not judged when its dialer was proposed for scrapping, on the dialer
// itself, is judged as such afterwards; one that is not scrapped is judged again.
func TestDamageRecord_ofWhatIsScrappedAlready(t *testing.T) {
	for _, kept := range []bool{false, true} {
		c := newCompany(t)
		mc, unit := c.as(library.RoleStockKeeper), c.stocked("D4-1")
		c.damaged(unit)
		damage := c.one(library.DamageRecord, library.DamageRecordUnit, unit)
		mc.Set(damage.form, damage.id, found())
		mc.Act(unit.form, unit.id, library.DialerUnitProposeScrap, form.Values{library.DialerUnitReason: "烧毁"})
		if kept {
			mc.Act(damage.form, damage.id, library.DamageRecordScrap)
			c.as(library.RoleManager).Act(unit.form, unit.id, library.DialerUnitKeep, form.Values{library.DialerUnitReason: "可修"})
			c.in(damage, library.DamageRecordToJudge)
			continue
		}
		c.as(library.RoleManager).Act(unit.form, unit.id, library.DialerUnitScrap)
		mc.Act(damage.form, damage.id, library.DamageRecordScrap)
		mc.Act(damage.form, damage.id, library.DamageRecordSettle)
		c.in(damage, library.DamageRecordSettled)
		c.in(unit, library.DialerUnitScrapped)
	}
}

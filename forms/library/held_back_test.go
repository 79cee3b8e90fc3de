package library_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// failing judges a test of a dialer: it has no bypass when the power is cut.
func (c *company) failing(u rec, direction string) {
	c.t.Helper()
	test := c.create(library.RoleStockKeeper, library.QualityTest, form.Values{library.QualityTestUnit: u.ref(), library.QualityTestDirection: direction})
	c.as(library.RoleStockKeeper).Act(test.form, test.id, library.QualityTestFail, form.Values{
		library.QualityTestDefect: library.FaultCodeIsP02, library.QualityTestDefectNote: "断电不直通"})
}

// What failed its last test is not sold, whatever it passed before (BR-12, DOC-14); passed
// once more, it is.
func TestHeldBack_fromASale(t *testing.T) {
	c := newCompany(t)
	u := c.stocked("D4-1")
	c.pass(u, library.DirectionIsOut)
	c.Wait(time.Hour)
	c.failing(u, library.DirectionIsOut)

	buyer := form.Values{library.DialerUnitBuyer: "盐田顺发", library.DialerUnitSalePrice: int64(59800)}
	c.refuses(u, library.DialerUnitSell, library.RoleStockKeeper, buyer, "dialer_unit.actions.sell.check.2")
	c.Wait(time.Hour)
	c.pass(u, library.DirectionIsOut)
	c.as(library.RoleStockKeeper).Act(u.form, u.id, library.DialerUnitSell, buyer)
}

// The last test counts, in whichever order two of them are told.
func TestHeldBack_byTheLastTest(t *testing.T) {
	c := newCompany(t)
	u := c.stocked("D4-1")
	c.Wait(time.Hour)
	test := c.create(library.RoleStockKeeper, library.QualityTest, form.Values{
		library.QualityTestUnit: u.ref(), library.QualityTestDirection: library.DirectionIsOut,
		library.QualityTestItems: c.ticked(library.QualityTest, library.QualityTestItems)})
	then := c.Now
	c.Wait(time.Hour)
	c.failing(u, library.DirectionIsOut)
	c.toldLate(then, func() { c.as(library.RoleStockKeeper).Act(test.form, test.id, library.QualityTestPass) })

	c.says(u, library.DialerUnitQuality, library.VerdictIsFail)
	buyer := form.Values{library.DialerUnitBuyer: "盐田顺发", library.DialerUnitSalePrice: int64(59800)}
	c.refuses(u, library.DialerUnitSell, library.RoleStockKeeper, buyer, "dialer_unit.actions.sell.check.2")
}

// A regular check that fails finds its dialer damaged, also where it was set or allotted
// meanwhile.
func TestHeldBack_byARegularCheck(t *testing.T) {
	for _, allotted := range []bool{false, true} {
		c := newCompany(t)
		order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
		u := c.stocked("D4-1")
		c.configured(u, order)
		if allotted {
			c.slip(u, order)
		}
		c.failing(u, library.DirectionIsRegular)
		c.in(u, library.DialerUnitDamaged)
		c.says(u, library.DialerUnitSlip, nil)
	}
}

// A dialer whose out-test fails after the engineer's check is not issued: it leaves the slip,
// and a slip without dialers is no longer issued but cancelled.
func TestHeldBack_fromAnIssue(t *testing.T) {
	c := newCompany(t)
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	u := c.stocked("D4-1")
	c.configured(u, order)
	slip := c.slip(u, order)
	c.as(library.RoleEngineer).Act(slip.form, slip.id, library.AllotmentCheck, c.judged(slip, library.VerdictIsPass, ""))
	c.failing(u, library.DirectionIsOut)

	c.in(u, library.DialerUnitInStock)
	c.refuses(slip, library.AllotmentIssue, library.RoleStockKeeper, nil, "allotment.actions.issue.check.1")
	c.as(library.RoleStockKeeper).Act(slip.form, slip.id, library.AllotmentCancel, form.Values{library.AllotmentCancelReason: "出库检测不合格"})
}

// M-35: a dialer fails on the way in by its in-test, which says what is wrong; not by hand.
func TestHeldBack_byItsInTest(t *testing.T) {
	c := newCompany(t)
	u := c.create(library.RoleStockKeeper, library.DialerUnit, form.Values{library.DialerUnitSerial: "D4-1", library.DialerUnitModel: "IPD-4"})
	c.refuses(u, library.DialerUnitFail, library.RoleStockKeeper, form.Values{library.DialerUnitReason: "开箱即坏"}, "dialer_unit.actions.fail.check.1")
	c.failing(u, library.DirectionIsIn)
	c.in(u, library.DialerUnitToSupplier)
	c.says(u, library.DialerUnitReason, "断电不直通")
}

// A dialer that came back from its supplier fails by a test of its own, not by the one before.
func TestHeldBack_failsOnceForEachTest(t *testing.T) {
	c := newCompany(t)
	unit, _ := c.sentBack("D4-1")
	c.as(library.RoleStockKeeper).Act(unit.form, unit.id, library.DialerUnitComeBack)

	c.refuses(unit, library.DialerUnitFail, library.RoleStockKeeper, form.Values{library.DialerUnitReason: "没修好"}, "dialer_unit.actions.fail.check.1")
	c.failing(unit, library.DirectionIsIn)
	c.in(unit, library.DialerUnitToSupplier)
}

// A check that was due in the store waits for nobody once the dialer has left it.
func TestQualityTest_isDroppedAsItsDialerLeaves(t *testing.T) {
	c := newCompany(t)
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	sold, issued := c.stocked("D4-1"), c.stocked("D4-2")
	for _, u := range []rec{sold, issued} {
		c.create(library.RoleStockKeeper, library.QualityTest, form.Values{library.QualityTestUnit: u.ref(), library.QualityTestDirection: library.DirectionIsRegular})
	}
	c.sold(sold)
	c.configured(issued, order)
	slip := c.slip(issued, order)
	c.as(library.RoleEngineer).Act(slip.form, slip.id, library.AllotmentCheck, c.judged(slip, library.VerdictIsPass, ""))
	c.as(library.RoleStockKeeper).Act(slip.form, slip.id, library.AllotmentIssue)
	for _, u := range []rec{sold, issued} {
		if n := len(c.waiting(u)); n != 0 {
			t.Errorf("%d tests of what is gone", n)
		}
	}
}

// A dialer that was set again since, by whoever knew of a failed test or a freeing, keeps its
// program when that is told late.
func TestHeldBack_notByWhatWasBeforeItsProgram(t *testing.T) {
	for what, late := range map[string]func(c *company, u, test rec){
		"tested": func(c *company, _, test rec) {
			c.as(library.RoleStockKeeper).Act(test.form, test.id, library.QualityTestFail, form.Values{
				library.QualityTestDefect: library.FaultCodeIsP02, library.QualityTestDefectNote: "断电不直通"})
		},
		"freed": func(c *company, u, _ rec) {
			c.refuses(u, library.DialerUnitFree, library.RoleStockKeeper, nil, "dialer_unit.actions.free.check.0")
		},
	} {
		t.Run(what, func(t *testing.T) {
			c := newCompany(t)
			order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
			u := c.stocked("D4-1")
			c.configured(u, order)
			test := c.create(library.RoleStockKeeper, library.QualityTest, form.Values{library.QualityTestUnit: u.ref(), library.QualityTestDirection: library.DirectionIsOut})
			then := c.Now
			c.Wait(time.Hour)
			c.as(library.RoleStockKeeper).Act(u.form, u.id, library.DialerUnitFree)
			config := c.configured(u, order)
			slip := c.slip(u, order)
			c.Wait(time.Hour)

			c.toldLate(then, func() { late(c, u, test) })

			c.in(u, library.DialerUnitAllotted)
			c.says(u, library.DialerUnitConfig, config.ref())
			c.says(u, library.DialerUnitSlip, slip.ref())
			c.says(u, library.DialerUnitQuality, library.VerdictIsPass)
		})
	}
}

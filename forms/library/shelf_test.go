package library_test

import (
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// A dialer that leaves the store lies on no shelf any more; whoever takes it in again may say
// where it lies now, at the act or at its in-test.
func TestShelf_ofADialerThatComesAndGoes(t *testing.T) {
	c := newCompany(t)
	mc := c.as(library.RoleStockKeeper)
	customer := c.customer(library.SizeClassIsSmallMedium)
	stored := func(serial string) rec {
		unit := c.stocked(serial)
		mc.Set(unit.form, unit.id, form.Values{library.DialerUnitShelf: "B07"})
		return unit
	}
	shelf := func(unit rec, want any) {
		t.Helper()
		c.says(unit, library.DialerUnitShelf, want)
	}
	at := func(place string) form.Values { return form.Values{library.DialerUnitShelf: place} }
	intest := func(unit rec, action string, place string, asked form.Values) {
		t.Helper()
		test := c.create(library.RoleStockKeeper, library.QualityTest, form.Values{
			library.QualityTestUnit: unit.ref(), library.QualityTestDirection: library.DirectionIsIn,
			library.QualityTestItems: c.ticked(library.QualityTest, library.QualityTestItems),
		})
		if place != "" {
			mc.Set(test.form, test.id, form.Values{library.QualityTestShelf: place})
		}
		mc.Act(test.form, test.id, action, asked)
	}

	sold := stored("D4-1")
	c.sold(sold)
	shelf(sold, nil)

	fitted := c.fitted(stored("D4-2"), customer)
	shelf(fitted, nil)
	c.as(library.RoleEngineer).Act(fitted.form, fitted.id, library.DialerUnitFault)
	mc.Act(fitted.form, fitted.id, library.DialerUnitTakeBack, at("C01"))
	shelf(fitted, "C01")
	mc.Act(fitted.form, fitted.id, library.DialerUnitSend)
	shelf(fitted, nil)
	mc.Act(fitted.form, fitted.id, library.DialerUnitComeBack, at("C02"))
	shelf(fitted, "C02")
	intest(fitted, library.QualityTestPass, "", nil)
	shelf(fitted, "C02")

	down := c.fitted(stored("D4-4"), customer)
	c.as(library.RoleEngineer).Act(down.form, down.id, library.DialerUnitTakeDown)
	intest(down, library.QualityTestFail, "A04", form.Values{library.QualityTestDefect: library.FaultCodeIsM01, library.QualityTestDefectNote: "外壳"})
	shelf(down, "A04")

	scrapped := stored("D4-5")
	c.damaged(scrapped)
	mc.Set(scrapped.form, scrapped.id, at("C03"))
	mc.Act(scrapped.form, scrapped.id, library.DialerUnitProposeScrap, form.Values{library.DialerUnitReason: "烧毁"})
	shelf(scrapped, "C03")
	c.as(library.RoleManager).Act(scrapped.form, scrapped.id, library.DialerUnitScrap)
	shelf(scrapped, nil)

	unused := c.issued("D4-3", c.ordered(library.OrderKindIsMaintenance, customer, false))
	c.as(library.RoleEngineer).Act(unused.form, unused.id, library.DialerUnitBringBack)
	intest(unused, library.QualityTestPass, "A02", nil)
	shelf(unused, "A02")
}

// What a count of a shelf takes in lies on that shelf.
func TestShelf_ofADialerThatACountTakesIn(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	fitted, faulty, lost := c.fitted(c.stocked("D4-1"), customer), c.fitted(c.stocked("D4-2"), customer), c.stocked("D4-3")
	c.as(library.RoleEngineer).Act(faulty.form, faulty.id, library.DialerUnitFault)
	confirms := []string{library.RoleFinance, library.RoleIntakeSupervisor}
	c.step(c.counted(line(lost, "D4-3", true, false, library.CountRemedyIsWriteOff)), library.StockCountConfirm, confirms, nil)
	count := c.countedOn("A01-2",
		line(fitted, "D4-1", false, true, library.CountRemedyIsBookLate), line(faulty, "D4-2", false, true, library.CountRemedyIsBookLate), line(lost, "D4-3", false, true, library.CountRemedyIsElsewhere))

	c.step(count, library.StockCountConfirm, confirms, nil)

	for unit, state := range map[rec]string{fitted: library.DialerUnitAwaitingInspection, faulty: library.DialerUnitDamaged, lost: library.DialerUnitAwaitingInspection} {
		c.in(unit, state)
		c.says(unit, library.DialerUnitShelf, "A01-2")
	}
}

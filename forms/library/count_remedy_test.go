package library_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// line is a row of a count.
func line(unit rec, serial string, expected, found bool, remedy string) form.Values {
	row := form.Values{
		library.StockCountLinesRowSerial: serial, library.StockCountLinesRowExpected: expected, library.StockCountLinesRowFound: found,
		library.StockCountLinesRowUnit: unit.ref(), library.StockCountLinesRowRemark: "盘点",
	}
	if remedy != "" {
		row[library.StockCountLinesRowRemedy] = remedy
	}
	return row
}

// counted is a finished count of these rows, in the whole store.
func (c *company) counted(rows ...form.Values) rec {
	c.t.Helper()
	return c.countedOn("", rows...)
}

// countedOn is a finished count of a shelf.
func (c *company) countedOn(shelf string, rows ...form.Values) rec {
	c.t.Helper()
	count := c.create(library.RoleStockKeeper, library.StockCount, form.Values{})
	if shelf != "" {
		c.as(library.RoleStockKeeper).Set(count.form, count.id, form.Values{library.StockCountShelf: shelf})
	}
	for _, row := range rows {
		c.as(library.RoleStockKeeper).Add(count.form, count.id, library.StockCountLines, row)
	}
	c.step(count, library.StockCountFinish, keeper, nil)
	return count
}

// everywhere is a dialer in each state in which it lies in the store.
func (c *company) everywhere() map[string]rec {
	c.t.Helper()
	mc := c.as(library.RoleStockKeeper)
	all := map[string]rec{}
	for _, state := range []string{library.DialerUnitInStock, library.DialerUnitConfigured, library.DialerUnitAllotted, library.DialerUnitDamaged, library.DialerUnitToScrap} {
		all[state] = c.stocked("D4-" + state)
	}
	c.damaged(all[library.DialerUnitDamaged])
	c.damaged(all[library.DialerUnitToScrap])
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	c.configured(all[library.DialerUnitConfigured], order)
	c.configured(all[library.DialerUnitAllotted], order)
	c.slip(all[library.DialerUnitAllotted], order)
	mc.Act(library.DialerUnit, all[library.DialerUnitToScrap].id, library.DialerUnitProposeScrap, form.Values{library.DialerUnitReason: "烧毁"})
	for _, state := range []string{library.DialerUnitAwaitingInspection, library.DialerUnitToSupplier} {
		all[state] = c.create(library.RoleStockKeeper, library.DialerUnit, form.Values{library.DialerUnitSerial: "D4-" + state, library.DialerUnitModel: "IPD-4"})
	}
	c.failing(all[library.DialerUnitToSupplier], library.DirectionIsIn)
	for state, unit := range all {
		c.in(unit, state)
		c.says(unit, library.DialerUnitPlace, library.PlaceIsWarehouse)
	}
	return all
}

// A dialer that was written off waits for the manager wherever in the store it should have
// lain; scrapped, it is out of the books, and found again it is tested and used.
func TestStockCount_writesOffWhateverLiesInTheStore(t *testing.T) {
	for _, again := range []bool{false, true} {
		c := newCompany(t)
		all := c.everywhere()
		var rows []form.Values
		for state, unit := range all {
			rows = append(rows, line(unit, "D4-"+state, true, false, library.CountRemedyIsWriteOff))
		}

		count := c.counted(rows...)
		c.step(count, library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)

		for state, unit := range all {
			c.in(unit, library.DialerUnitToScrap)
			c.says(unit, library.DialerUnitLost, true)
			c.says(unit, library.DialerUnitReason, "盘点")
			for _, column := range []string{library.DialerUnitHolder, library.DialerUnitOrder, library.DialerUnitSlip, library.DialerUnitConfig} {
				c.says(unit, column, nil)
			}
			end, books := library.DialerUnitScrapped, int64(0)
			if again {
				c.as(library.RoleStockKeeper).Act(unit.form, unit.id, library.DialerUnitFound)
				c.pass(unit, library.DirectionIsIn)
				end, books = library.DialerUnitInStock, 1
			} else {
				c.as(library.RoleManager).Act(unit.form, unit.id, library.DialerUnitScrap)
			}
			c.in(unit, end)
			if n := c.booked(unit); n != books {
				t.Errorf("was %s, is %s: the books have %d of it", state, end, n)
			}
		}
	}
}

// A write-off that cannot be carried out any more is not confirmed, unless its dialer was
// seen since, or was written off by another count: nothing is left to do then.
func TestStockCount_writesOffNothingThatIsElsewhere(t *testing.T) {
	c := newCompany(t)
	unit, seen, scrapped := c.stocked("D4-1"), c.stocked("D4-2"), c.stocked("D4-3")
	c.pass(unit, library.DirectionIsOut)
	c.Wait(time.Hour)
	count := c.counted(line(unit, "D4-1", true, false, library.CountRemedyIsWriteOff))
	others := []rec{
		c.counted(line(seen, "D4-2", true, false, library.CountRemedyIsWriteOff)),
		c.counted(line(scrapped, "D4-3", true, false, library.CountRemedyIsWriteOff)),
	}
	c.step(c.counted(line(scrapped, "D4-3", true, false, library.CountRemedyIsWriteOff)), library.StockCountConfirm, auditors, nil)
	c.as(library.RoleManager).Act(scrapped.form, scrapped.id, library.DialerUnitScrap)
	c.as(library.RoleStockKeeper).Act(unit.form, unit.id, library.DialerUnitSell, form.Values{library.DialerUnitBuyer: "某公司", library.DialerUnitSalePrice: int64(59800)})
	c.sold(seen)

	for _, other := range others {
		c.step(other, library.StockCountConfirm, auditors, nil)
	}
	c.in(seen, library.DialerUnitSold)
	c.in(scrapped, library.DialerUnitScrapped)
	c.refuses(count, library.StockCountConfirm, library.RoleFinance, nil, "stock_count.actions.confirm.check.0")

	c.step(count, library.StockCountRecount, []string{library.RoleFinance, library.RoleIntakeSupervisor}, form.Values{library.StockCountObjection: "已销售"})
}

// What lies in the store although its record has it elsewhere is in the store once that is
// confirmed, held by nobody.
func TestStockCount_takesInWhatItFinds(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	ae, mc := c.as(library.RoleEngineer), c.as(library.RoleStockKeeper)
	installed, away, down := c.fitted(c.stocked("D4-2"), customer), c.stocked("D4-4"), c.fitted(c.stocked("D4-5"), customer)
	c.damaged(away)
	mc.Act(away.form, away.id, library.DialerUnitSend)
	ae.Act(down.form, down.id, library.DialerUnitTakeDown)
	order := c.ordered(library.OrderKindIsMaintenance, customer, false)
	issued, faulty := c.issued("D4-1", order), c.issued("D4-3", order)
	ae.Act(faulty.form, faulty.id, library.DialerUnitFault)
	want := map[rec]string{issued: library.DialerUnitAwaitingInspection, installed: library.DialerUnitAwaitingInspection, faulty: library.DialerUnitDamaged,
		away: library.DialerUnitAwaitingInspection, down: library.DialerUnitAwaitingInspection}
	var rows []form.Values
	for unit := range want {
		serial, _ := c.value(unit, library.DialerUnitSerial).(string)
		rows = append(rows, line(unit, serial, false, true, library.CountRemedyIsMisplaced))
	}
	count := c.create(library.RoleStockKeeper, library.StockCount, form.Values{})
	for _, row := range rows {
		mc.Add(count.form, count.id, library.StockCountLines, row)
	}
	c.refuses(count, library.StockCountFinish, library.RoleStockKeeper, nil, "stock_count.fields.lines.remedy.check.1")
	lines, _ := c.value(count, library.StockCountLines).([]form.Row)
	for _, row := range lines {
		row.Values[library.StockCountLinesRowRemedy] = library.CountRemedyIsBookLate
	}
	mc.Set(count.form, count.id, form.Values{library.StockCountLines: lines})
	c.step(count, library.StockCountFinish, keeper, nil)

	c.step(count, library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)

	for unit, state := range want {
		c.in(unit, state)
		c.says(unit, library.DialerUnitPlace, library.PlaceIsWarehouse)
		c.says(unit, library.DialerUnitHolder, nil)
		c.says(unit, library.DialerUnitCustomer, nil)
		if state == library.DialerUnitAwaitingInspection {
			c.pass(unit, library.DirectionIsIn)
			c.in(unit, library.DialerUnitInStock)
		}
		if n := c.booked(unit); n != 1 {
			t.Errorf("the books have %d of what was %v", n, c.value(unit, library.DialerUnitSerial))
		}
	}
}

// A count that is confirmed late takes nothing in that has gone on since it was counted.
func TestStockCount_confirmedLateLeavesADialerWhereItIs(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	unit := c.fitted(c.stocked("D4-1"), customer)
	count := c.counted(line(unit, "D4-1", false, true, library.CountRemedyIsBookLate))
	c.as(library.RoleEngineer).Act(unit.form, unit.id, library.DialerUnitTakeDown)
	c.restocked(unit)
	other := c.customer(library.SizeClassIsSmallMedium)
	c.fitted(unit, other)

	c.step(count, library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)

	c.in(unit, library.DialerUnitInstalled)
	c.says(unit, library.DialerUnitCustomer, other.ref())
}

// What an older count saw is not taken for found again by who confirms it after a later count
// that missed it.
func TestStockCount_olderThanTheOneThatMissed(t *testing.T) {
	c := newCompany(t)
	unit := c.stocked("D4-1")
	older := c.counted(line(unit, "D4-1", true, true, ""))
	later := c.counted(line(unit, "D4-1", true, false, library.CountRemedyIsWriteOff))
	confirms := []string{library.RoleFinance, library.RoleIntakeSupervisor}
	c.step(later, library.StockCountConfirm, confirms, nil)

	c.step(older, library.StockCountConfirm, confirms, nil)

	c.in(unit, library.DialerUnitToScrap)
	c.says(unit, library.DialerUnitLost, true)
}

// A dialer that lies on another shelf than its record says is moved to the shelf that was
// counted, and to none by a count of the whole store; what was not found, is away or has come
// in since stays as it is.
func TestStockCount_putsRightWhereADialerLies(t *testing.T) {
	confirms := []string{library.RoleFinance, library.RoleIntakeSupervisor}
	for shelf, want := range map[string]string{"A01-2": "A01-2", "": "B07"} {
		c := newCompany(t)
		stored := func(serial string) rec {
			unit := c.stocked(serial)
			c.as(library.RoleStockKeeper).Set(unit.form, unit.id, form.Values{library.DialerUnitShelf: "B07"})
			return unit
		}
		misplaced, missing, right, gone, back := stored("D4-1"), stored("D4-2"), stored("D4-3"), stored("D4-4"), stored("D4-5")
		count := c.countedOn(shelf,
			line(misplaced, "D4-1", false, true, library.CountRemedyIsMisplaced), line(missing, "D4-2", true, false, library.CountRemedyIsMisplaced),
			line(right, "D4-3", true, true, ""), line(gone, "D4-4", false, true, library.CountRemedyIsMisplaced), line(back, "D4-5", false, true, library.CountRemedyIsMisplaced))
		c.sold(gone)
		customer := c.customer(library.SizeClassIsSmallMedium)
		c.fitted(back, customer)
		c.as(library.RoleEngineer).Act(back.form, back.id, library.DialerUnitTakeDown)
		c.restocked(back)
		stays := map[rec]any{missing: "B07", right: "B07", gone: c.value(gone, library.DialerUnitShelf), back: c.value(back, library.DialerUnitShelf)}

		c.step(count, library.StockCountConfirm, confirms, nil)

		c.says(misplaced, library.DialerUnitShelf, want)
		c.in(misplaced, library.DialerUnitInStock)
		for unit, shelf := range stays {
			c.says(unit, library.DialerUnitShelf, shelf)
		}
	}
}

// Nothing in a count that is not in the books is written off.
func TestStockCount_writesOffOnlyWhatIsInTheBooks(t *testing.T) {
	c := newCompany(t)
	unit := c.stocked("D4-1")
	count := c.create(library.RoleStockKeeper, library.StockCount, form.Values{})
	c.as(library.RoleStockKeeper).Add(count.form, count.id, library.StockCountLines, line(unit, "D4-1", false, true, library.CountRemedyIsWriteOff))

	c.refuses(count, library.StockCountFinish, library.RoleStockKeeper, nil, "stock_count.fields.lines.remedy.check.0")
}

// What one count missed and a later one saw is not written off, whichever is confirmed first.
func TestStockCount_theLaterSightingCounts(t *testing.T) {
	confirms := []string{library.RoleFinance, library.RoleIntakeSupervisor}
	for _, missedFirst := range []bool{true, false} {
		c := newCompany(t)
		unit := c.stocked("D4-1")
		missed := c.countedOn("A01", line(unit, "D4-1", true, false, library.CountRemedyIsWriteOff))
		c.Wait(time.Hour)
		saw := c.countedOn("B01", line(unit, "D4-1", false, true, library.CountRemedyIsMisplaced))
		order := []rec{saw, missed}
		if missedFirst {
			order = []rec{missed, saw}
		}
		for _, count := range order {
			c.step(count, library.StockCountConfirm, confirms, nil)
		}

		c.says(unit, library.DialerUnitLost, nil)
		c.says(unit, library.DialerUnitShelf, "B01")
		if state := c.Get(unit.form, unit.id).State; state == library.DialerUnitToScrap {
			t.Errorf("what a later count saw waits to be scrapped, with %v first", missedFirst)
		}
	}
}

// What was looked for in vain offline and seen by a later count is not written off either when
// the older count arrives after the later one was confirmed.
func TestStockCount_anOlderOneThatArrivesLate(t *testing.T) {
	confirms := []string{library.RoleFinance, library.RoleIntakeSupervisor}
	c := newCompany(t)
	unit := c.stocked("D4-1")
	then := c.Now
	c.Wait(2 * time.Hour)
	c.step(c.countedOn("B01", line(unit, "D4-1", false, true, library.CountRemedyIsMisplaced)), library.StockCountConfirm, confirms, nil)

	c.Now = then.Add(time.Hour)
	late := c.countedOn("A01", line(unit, "D4-1", true, false, library.CountRemedyIsWriteOff))
	c.Now = then.Add(3 * time.Hour)
	c.step(late, library.StockCountConfirm, confirms, nil)

	c.in(unit, library.DialerUnitInStock)
	c.says(unit, library.DialerUnitLost, nil)
}

// What two counts missed, one before and one after a count that saw it, is lost since the last.
func TestStockCount_missedAgainAfterItWasSeen(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		c := newCompany(t)
		unit := c.stocked("D4-1")
		var counts []rec
		for _, found := range []bool{false, true, false} {
			c.Wait(time.Hour)
			remedy := library.CountRemedyIsWriteOff
			if found {
				remedy = ""
			}
			counts = append(counts, c.counted(line(unit, "D4-1", true, found, remedy)))
		}
		missed := c.value(counts[2], "counted_at")

		for _, i := range order {
			c.step(counts[i], library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)
		}

		c.in(unit, library.DialerUnitToScrap)
		c.says(unit, library.DialerUnitMissedAt, missed)
	}
}

// A dialer that was set after the count that did not find it is not written off by it.
func TestStockCount_whatWasInHandSinceIsNotLost(t *testing.T) {
	c := newCompany(t)
	unit := c.stocked("D4-1")
	count := c.counted(line(unit, "D4-1", true, false, library.CountRemedyIsWriteOff))
	c.configured(unit, c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false))

	c.step(count, library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)

	c.in(unit, library.DialerUnitConfigured)
}

// Nor is one that was tested after it, or that its engineer has checked since.
func TestStockCount_whatWasTestedSinceIsNotLost(t *testing.T) {
	for name, since := range map[string]func(*company, rec, rec){
		"a regular test": func(c *company, unit, _ rec) { c.pass(unit, library.DirectionIsRegular) },
		"the engineer's check": func(c *company, _, slip rec) {
			c.as(library.RoleEngineer).Act(slip.form, slip.id, library.AllotmentCheck, c.judged(slip, library.VerdictIsPass, ""))
		},
	} {
		c := newCompany(t)
		unit, order := c.stocked("D4-1"), c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
		c.configured(unit, order)
		slip := c.slip(unit, order)
		count := c.counted(line(unit, "D4-1", true, false, library.CountRemedyIsWriteOff))
		c.Wait(time.Hour)
		since(c, unit, slip)

		c.step(count, library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)

		c.in(unit, library.DialerUnitAllotted)
		if c.value(unit, library.DialerUnitLost) == true {
			t.Errorf("lost in spite of %s", name)
		}
	}
}

// Nor is one of which an older test arrives last.
func TestStockCount_anOlderTestThatArrivesLate(t *testing.T) {
	c := newCompany(t)
	mc, unit := c.as(library.RoleStockKeeper), c.stocked("D4-1")
	test := func() rec {
		return c.create(library.RoleStockKeeper, library.QualityTest, form.Values{library.QualityTestUnit: unit.ref(), library.QualityTestDirection: library.DirectionIsRegular,
			library.QualityTestItems: c.ticked(library.QualityTest, library.QualityTestItems)})
	}
	older, newer, before := test(), test(), c.Now
	c.Wait(time.Hour)
	count := c.counted(line(unit, "D4-1", true, false, library.CountRemedyIsWriteOff))
	c.Wait(time.Hour)
	mc.Act(newer.form, newer.id, library.QualityTestPass)
	seen := c.value(unit, library.DialerUnitSeenAt)
	now := c.Now
	c.Now = before
	mc.Act(older.form, older.id, library.QualityTestPass)
	c.Now = now

	c.says(unit, library.DialerUnitSeenAt, seen)
	c.step(count, library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)
	c.in(unit, library.DialerUnitInStock)
}

// Nor is one that was taken in from the customer after it, the paper of which came late.
func TestStockCount_whatCameBackSinceIsNotLost(t *testing.T) {
	c := newCompany(t)
	unit := c.stocked("D4-1")
	count := c.counted(line(unit, "D4-1", true, false, library.CountRemedyIsWriteOff))
	c.Wait(time.Hour)
	c.sold(unit)
	c.as(library.RoleStockKeeper).Act(unit.form, unit.id, library.DialerUnitReturnSold)

	c.step(count, library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)

	c.in(unit, library.DialerUnitAwaitingInspection)
}

// A count finds what was sold, scrapped as lost or left with its supplier: it is in the store
// again, tested before it is used, and the books have it once.
func TestStockCount_takesInWhatWasGone(t *testing.T) {
	c := newCompany(t)
	mc, confirms := c.as(library.RoleStockKeeper), []string{library.RoleFinance, library.RoleIntakeSupervisor}
	sold, lost := c.stocked("D4-1"), c.stocked("D4-2")
	left, _ := c.sentBack("D4-3")
	mc.Act(left.form, left.id, library.DialerUnitLeaveThere, form.Values{library.DialerUnitOutcome: "kept", library.DialerUnitOutcomeNote: "不修"})
	c.sold(sold)
	c.step(c.counted(line(lost, "D4-2", true, false, library.CountRemedyIsWriteOff)), library.StockCountConfirm, confirms, nil)
	c.as(library.RoleManager).Act(lost.form, lost.id, library.DialerUnitScrap)
	count := c.create(library.RoleStockKeeper, library.StockCount, form.Values{library.StockCountShelf: "A01"})
	found := map[string]rec{"D4-1": sold, "D4-2": lost, "D4-3": left}
	for serial, unit := range found {
		mc.Add(count.form, count.id, library.StockCountLines, line(unit, serial, false, true, library.CountRemedyIsMisplaced))
	}
	c.refuses(count, library.StockCountFinish, library.RoleStockKeeper, nil, "stock_count.fields.lines.remedy.check.1")
	lines, _ := c.value(count, library.StockCountLines).([]form.Row)
	for _, row := range lines {
		row.Values[library.StockCountLinesRowRemedy] = library.CountRemedyIsBookLate
	}
	mc.Set(count.form, count.id, form.Values{library.StockCountLines: lines})
	c.step(count, library.StockCountFinish, keeper, nil)

	c.step(count, library.StockCountConfirm, confirms, nil)

	for serial, unit := range found {
		c.in(unit, library.DialerUnitAwaitingInspection)
		c.says(unit, library.DialerUnitPlace, library.PlaceIsWarehouse)
		c.says(unit, library.DialerUnitShelf, "A01")
		c.pass(unit, library.DirectionIsIn)
		c.in(unit, library.DialerUnitInStock)
		if n := c.booked(unit); n != 1 {
			t.Errorf("the books have %d of %s", n, serial)
		}
	}
}

// An order from which a count takes its dialer wants one again.
func TestStockCount_missesADialerOfAnOrder(t *testing.T) {
	c := newCompany(t)
	order := c.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsInstall, library.ServiceOrderCustomer: c.customer(library.SizeClassIsSmallMedium).ref(),
		library.ServiceOrderEngineer: c.people[library.RoleEngineer], library.ServiceOrderPlannedStart: c.Now.Add(time.Hour), library.ServiceOrderPlannedEnd: c.Now.Add(2 * time.Hour),
	})
	unit := c.stocked("D4-1")
	c.configured(unit, order)
	c.slip(unit, order)
	c.says(order, library.ServiceOrderDialersDue, int64(0))

	c.step(c.counted(line(unit, "D4-1", true, false, library.CountRemedyIsWriteOff)), library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)

	c.says(order, library.ServiceOrderDialersDue, int64(1))
}

// A row of a count is about the dialer whose number it says.
func TestStockCount_rowOfAnotherDialer(t *testing.T) {
	c := newCompany(t)
	c.stocked("D4-1")
	other := c.stocked("D4-2")
	count := c.create(library.RoleStockKeeper, library.StockCount, form.Values{})
	c.as(library.RoleStockKeeper).Add(count.form, count.id, library.StockCountLines, line(other, "D4-1", true, false, library.CountRemedyIsWriteOff))

	c.refuses(count, library.StockCountFinish, library.RoleStockKeeper, nil, "stock_count.fields.lines.unit.check.0")
}

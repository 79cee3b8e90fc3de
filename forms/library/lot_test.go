package library_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
)

// inspected is a lot of a size whose first dialers are its sample, as its inspection begins.
func (c *company) inspected(no string, size, sample int) (lot rec, units []rec) {
	c.t.Helper()
	supplier := c.supplied("恒信通讯")
	lot = c.arrived(supplier, c.modelled("IPD-4", supplier, 0, 1000), no, nil)
	units = c.received(lot, size, sample, no)
	c.as(library.RoleStockKeeper).Act(lot.form, lot.id, library.ArrivalInspect)
	return lot, units
}

// A plan by GB/T 2828.1 says how many defects its sample may have. What is found beside the
// sample goes back dialer by dialer and is not held against it, but for critical defects:
// every dialer is looked at for these.
func TestArrival_isJudgedByItsSample(t *testing.T) {
	c := newCompany(t)
	lot, units := c.inspected("L", 160, 50)
	c.says(lot, library.ArrivalMajorMost, int64(1))
	for _, u := range units[:158] {
		c.tested(u, "")
	}
	for _, dead := range units[158:] {
		c.tested(dead, library.FaultCodeIsP01)
	}

	c.as(library.RoleStockKeeper).Act(lot.form, lot.id, library.ArrivalAccept)
	c.says(lot, library.ArrivalMajorFound, int64(0))
	c.in(units[0], library.DialerUnitInStock)
	c.in(units[159], library.DialerUnitToSupplier)

	other := newCompany(t)
	lot, units = other.inspected("M", 20, 13)
	for _, u := range units[:19] {
		other.tested(u, "")
	}
	other.tested(units[19], library.FaultCodeIsP02)
	other.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, "arrival.actions.accept.check.1")
}

// One more dialer is found in the box when the tests are under way: the lot is not taken
// before the plan was reckoned for all of them, and those that are drawn now are tested
// whole, also where they had passed the little that every dialer must pass.
func TestArrival_growsWhileItIsInspected(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("恒信通讯")
	model := c.modelled("IPD-4", supplier, 30, 1000)
	request := c.one(library.Replenishment, library.ReplenishmentProduct, model)
	ts := c.as(library.RoleTechnicalSupervisor)
	ts.Set(request.form, request.id, form.Values{library.ReplenishmentNeedOn: form.Date("2026-12-10"), library.ReplenishmentQuantity: int64(51)})
	ts.Act(request.form, request.id, library.ReplenishmentSubmit)
	c.as(library.RoleManager).Act(request.form, request.id, library.ReplenishmentApprove)
	c.as(library.RoleStockKeeper).Act(request.form, request.id, library.ReplenishmentOrder, form.Values{library.ReplenishmentOrderedNo: "PO-1"})
	lot := c.arrived(supplier, model, "L", form.Values{library.ArrivalRequest: request.ref()})
	units := c.received(lot, 50, 13, "L")
	c.as(library.RoleStockKeeper).Act(lot.form, lot.id, library.ArrivalInspect)
	for _, u := range units {
		c.tested(u, "")
	}
	late := c.received(lot, 1, 0, "late")[0]

	const grown = "arrival.actions.accept.check.4"
	c.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, grown)
	c.refuses(lot, library.ArrivalConcede, library.RoleTechnicalSupervisor, form.Values{library.ArrivalConcession: "x"}, "arrival.actions.concede.check.1")
	c.refuses(lot, library.ArrivalInspectMore, library.RoleStockKeeper, nil, "arrival.actions.inspect_more.check.0") // 20 of 51
	for _, drawn := range append(slices.Clone(units[13:19]), late) {
		c.as(library.RoleStockKeeper).Set(drawn.form, drawn.id, form.Values{library.DialerUnitSample: true})
	}
	c.step(lot, library.ArrivalInspectMore, keeper, nil)
	c.says(lot, library.ArrivalSize, int64(51))
	c.says(lot, library.ArrivalSample, int64(20))
	c.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, "arrival.actions.accept.check.0")
	for _, drawn := range append(slices.Clone(units[13:19]), late) {
		c.tested(drawn, "")
	}
	c.as(library.RoleStockKeeper).Act(lot.form, lot.id, library.ArrivalAccept)
	c.in(late, library.DialerUnitInStock)
	c.says(request, library.ReplenishmentArrived, int64(51))
	c.in(request, library.ReplenishmentArrivedAll)
	full := 0
	for _, test := range c.all(library.QualityTest, library.QualityTestArrival, lot) {
		if c.value(test, library.QualityTestExtent) == library.ExtentIsFull {
			full++
		}
	}
	if full != 20 {
		t.Errorf("%d dialers were tested whole, want the sample of 20", full)
	}
}

// What has failed beside the sample may be drawn when the lot grows, and counts in it then.
func TestArrival_drawsWhatHasFailed(t *testing.T) {
	c := newCompany(t)
	lot, units := c.inspected("L", 50, 13)
	for _, u := range units[:45] {
		c.tested(u, "")
	}
	for _, dead := range units[45:] {
		c.tested(dead, library.FaultCodeIsP01)
	}
	c.says(lot, library.ArrivalMajorFound, int64(0))
	drawn := append(slices.Clone(units[43:49]), c.received(lot, 1, 0, "late")[0])
	for _, u := range drawn {
		c.as(library.RoleStockKeeper).Set(u.form, u.id, form.Values{library.DialerUnitSample: true})
	}
	c.step(lot, library.ArrivalInspectMore, keeper, nil)
	for _, u := range []rec{drawn[0], drawn[1], drawn[6]} {
		c.tested(u, "")
	}
	c.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, "arrival.actions.accept.check.2")
}

// What keeps an emergency call from going out is critical: also a wrong prefix, where these
// numbers were not shown to pass (GB/T 2828.1 with Ac 0).
func TestQualityTest_emergencyIsCritical(t *testing.T) {
	c := newCompany(t)
	for code, shown := range map[string]map[bool]string{
		library.FaultCodeIsD07: {true: library.SeverityIsCritical, false: library.SeverityIsCritical},
		library.FaultCodeIsD02: {true: library.SeverityIsMajor, false: library.SeverityIsCritical},
		library.FaultCodeIsP01: {true: library.SeverityIsMajor, false: library.SeverityIsMajor},
	} {
		for passes, want := range shown {
			u := c.stocked("D4-" + code + want + fmt.Sprint(passes))
			test := c.create(library.RoleStockKeeper, library.QualityTest, form.Values{library.QualityTestUnit: u.ref(), library.QualityTestDirection: library.DirectionIsOut})
			items := c.ticked(library.QualityTest, library.QualityTestItems)
			for _, row := range items {
				row.Values["done"] = passes || row.ID != library.InspectionIsEmergency
			}
			c.as(library.RoleStockKeeper).Set(test.form, test.id, form.Values{library.QualityTestItems: items})
			c.as(library.RoleStockKeeper).Act(test.form, test.id, library.QualityTestFail, form.Values{library.QualityTestDefect: code, library.QualityTestDefectNote: "110"})
			c.says(test, library.QualityTestSeverity, want)
		}
	}
}

// A keeper who may not take a lot and does not want to send it back asks for a concession,
// once it is known what there is to concede; the supervisor finds it and decides.
func TestArrival_concessionIsAskedFor(t *testing.T) {
	c := newCompany(t)
	lot, units := c.inspected("L", 2, 2)
	asked := form.Values{library.ArrivalPlea: "外壳划伤，急用"}
	c.refuses(lot, library.ArrivalAskConcession, library.RoleStockKeeper, asked, "arrival.actions.ask_concession.check.0")
	c.tested(units[0], "")
	c.tested(units[1], library.FaultCodeIsL01)
	for _, b := range c.Lib.Form(library.Arrival).Buttons(c.Env(c.people[library.RoleStockKeeper], c.Get(lot.form, lot.id))) {
		if want := map[string]bool{library.ArrivalAccept: false, library.ArrivalAskConcession: true}; b.Allowed != want[b.Action.Name] && b.Action.Name != library.ArrivalRefuse {
			t.Errorf("%s is offered: %v", b.Action.Name, b.Allowed)
		}
	}
	c.step(lot, library.ArrivalAskConcession, keeper, asked)
	c.step(lot, library.ArrivalDenyConcession, supervisor, form.Values{library.ArrivalNoConcession: "主要缺陷不能让步"})
	c.says(lot, library.ArrivalAskedAt, nil)
	c.step(lot, library.ArrivalAskConcession, keeper, asked)
	c.says(lot, library.ArrivalNoConcession, nil)
	c.step(lot, library.ArrivalConcede, supervisor, form.Values{library.ArrivalConcession: "只此一台"})
	c.says(lot, library.ArrivalMajorFound, int64(1))

	good := newCompany(t)
	lot, units = good.inspected("L", 2, 2)
	for _, u := range units {
		good.tested(u, "")
	}
	good.refuses(lot, library.ArrivalAskConcession, library.RoleStockKeeper, asked, "arrival.actions.ask_concession.check.1")
}

// A dialer of a lot that is gone before it is tested holds the lot up no longer; found again
// it is tested as one of the lot, and comes into stock with it and not before.
func TestArrival_ofALotThatADialerIsMissingFrom(t *testing.T) {
	confirms := []string{library.RoleFinance, library.RoleIntakeSupervisor}
	for _, found := range []bool{false, true} {
		c := newCompany(t)
		lot, units := c.inspected("L", 20, 13)
		for _, u := range units[1:] {
			c.tested(u, "")
		}
		lost := units[0]
		c.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, "arrival.actions.accept.check.0")
		c.step(c.counted(line(lost, "L0001", true, false, library.CountRemedyIsWriteOff)), library.StockCountConfirm, confirms, nil)
		end := library.DialerUnitToScrap
		if found {
			c.as(library.RoleStockKeeper).Act(lost.form, lost.id, library.DialerUnitFound)
			c.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, "arrival.actions.accept.check.0")
			c.tested(lost, "")
			c.in(lost, library.DialerUnitAwaitingInspection)
			end = library.DialerUnitInStock
		}

		c.as(library.RoleStockKeeper).Act(lot.form, lot.id, library.ArrivalAccept)

		c.in(lost, end)
		c.in(units[1], library.DialerUnitInStock)
	}
}

// What is missing already as the inspection begins is not waited for.
func TestArrival_testsWhatIsThere(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("恒信通讯")
	lot := c.arrived(supplier, c.modelled("IPD-4", supplier, 0, 1000), "L", nil)
	units := c.received(lot, 20, 13, "L")
	c.step(c.counted(line(units[19], "L0020", true, false, library.CountRemedyIsWriteOff)), library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)

	c.as(library.RoleStockKeeper).Act(lot.form, lot.id, library.ArrivalInspect)

	if all := c.all(library.QualityTest, library.QualityTestUnit, units[19]); len(all) != 0 {
		t.Errorf("%d tests of what is not there", len(all))
	}
	for _, u := range units[:19] {
		c.tested(u, "")
	}
	c.as(library.RoleStockKeeper).Act(lot.form, lot.id, library.ArrivalAccept)
}

// A lot that is sampled whole is inspected without the dialer that was written off before,
// also after its scrapping; found again, that one is drawn and inspected with the rest.
func TestArrival_samplesWhatIsThere(t *testing.T) {
	confirms := []string{library.RoleFinance, library.RoleIntakeSupervisor}
	for _, sampled := range []bool{false, true} {
		for _, then := range []string{library.DialerUnitToScrap, library.DialerUnitScrapped, library.DialerUnitInStock} {
			c := newCompany(t)
			mc := c.as(library.RoleStockKeeper)
			supplier := c.supplied("恒信通讯")
			lot := c.arrived(supplier, c.modelled("IPD-4", supplier, 0, 1000), "L", nil)
			units := c.received(lot, 5, 0, "L")
			rest, lost := units[:4], units[4]
			draw := func(u rec) { mc.Set(u.form, u.id, form.Values{library.DialerUnitSample: true}) }
			if sampled {
				draw(lost)
			}
			c.step(c.counted(line(lost, "L0005", true, false, library.CountRemedyIsWriteOff)), library.StockCountConfirm, confirms, nil)
			for _, u := range rest[1:] {
				draw(u)
			}
			c.refuses(lot, library.ArrivalInspect, library.RoleStockKeeper, nil, "arrival.actions.inspect.check.1")
			c.refuses(lot, library.ArrivalCancel, library.RoleStockKeeper, form.Values{library.ArrivalCancelReason: "x"}, "arrival.actions.cancel.check.0")
			draw(rest[0])
			if then == library.DialerUnitScrapped {
				c.as(library.RoleManager).Act(lost.form, lost.id, library.DialerUnitScrap)
			}
			mc.Act(lot.form, lot.id, library.ArrivalInspect)
			c.says(lot, library.ArrivalSize, int64(5))
			c.says(lot, library.ArrivalSample, int64(4))
			for _, u := range rest {
				c.tested(u, "")
			}
			if then == library.DialerUnitInStock {
				const grown = "arrival.actions.accept.check.4"
				mc.Act(lost.form, lost.id, library.DialerUnitFound)
				c.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, grown)
				if !sampled {
					c.tested(lost, "")
					c.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, grown)
					c.refuses(lot, library.ArrivalInspectMore, library.RoleStockKeeper, nil, "arrival.actions.inspect_more.check.0")
					draw(lost)
					c.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, grown)
				}
				c.step(lot, library.ArrivalInspectMore, keeper, nil)
				c.says(lot, library.ArrivalSample, int64(5))
				c.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, "arrival.actions.accept.check.0")
				c.tested(lost, "")
			}

			mc.Act(lot.form, lot.id, library.ArrivalAccept)

			c.in(lost, then)
			for _, u := range rest {
				c.in(u, library.DialerUnitInStock)
			}
		}
	}
}

// A lot of which nothing is there is not inspected, and may be cancelled.
func TestArrival_ofNothing(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("恒信通讯")
	lot := c.arrived(supplier, c.modelled("IPD-4", supplier, 0, 1000), "L", nil)
	lost := c.received(lot, 1, 1, "L")[0]
	c.step(c.counted(line(lost, "L0001", true, false, library.CountRemedyIsWriteOff)), library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)

	c.refuses(lot, library.ArrivalInspect, library.RoleStockKeeper, nil, "arrival.actions.inspect.check.0")
	c.as(library.RoleStockKeeper).Act(lot.form, lot.id, library.ArrivalCancel, form.Values{library.ArrivalCancelReason: "整批丢失"})

	c.as(library.RoleStockKeeper).Act(lost.form, lost.id, library.DialerUnitFound)
	c.tested(lost, "")
	c.in(lost, library.DialerUnitInStock)
}

// Every dialer of a lot that is dead is counted by its in-test (M-35): it is not put aside
// before. Of a lot that was refused nothing comes into stock but what its supplier had.
func TestArrival_countsEveryDeadDialer(t *testing.T) {
	c := newCompany(t)
	mc := c.as(library.RoleStockKeeper)
	supplier := c.supplied("恒信通讯")
	lot := c.arrived(supplier, c.modelled("IPD-4", supplier, 0, 1000), "L", nil)
	units := c.received(lot, 2, 2, "L")
	dead, lost := units[0], units[1]
	aside := form.Values{library.DialerUnitReason: "开箱即坏"}
	c.refuses(dead, library.DialerUnitFail, library.RoleStockKeeper, aside, "dialer_unit.actions.fail.check.0")
	mc.Act(lot.form, lot.id, library.ArrivalInspect)
	c.refuses(dead, library.DialerUnitFail, library.RoleStockKeeper, aside, "dialer_unit.actions.fail.check.0")
	c.tested(dead, library.FaultCodeIsP01)
	c.in(dead, library.DialerUnitToSupplier)
	mc.Act(dead.form, dead.id, library.DialerUnitSend)
	mc.Act(dead.form, dead.id, library.DialerUnitComeBack)
	c.pass(dead, library.DirectionIsIn)
	c.in(dead, library.DialerUnitAwaitingInspection) // its lot is not judged yet
	c.step(c.counted(line(lost, "L0002", true, false, library.CountRemedyIsWriteOff)), library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)
	mc.Act(lot.form, lot.id, library.ArrivalRefuse, form.Values{library.ArrivalRefusal: "坏"})

	mc.Act(lost.form, lost.id, library.DialerUnitFound)
	c.tested(lost, "")

	c.refuses(lost, library.DialerUnitPass, library.RoleStockKeeper, nil, "dialer_unit.actions.pass.check.2")
	mc.Act(lost.form, lost.id, library.DialerUnitFail, form.Values{library.DialerUnitReason: "随批退回"})
	c.in(lost, library.DialerUnitToSupplier)
}

// A dialer of a lot that is tested before the inspection begins, or by a test that somebody
// made by hand, counts in the lot like every other.
func TestArrival_countsWhatIsTestedByHand(t *testing.T) {
	for _, begun := range []bool{false, true} {
		c := newCompany(t)
		mc := c.as(library.RoleStockKeeper)
		supplier := c.supplied("恒信通讯")
		lot := c.arrived(supplier, c.modelled("IPD-4", supplier, 0, 1000), "L", nil)
		units := c.received(lot, 3, 3, "L")
		if begun {
			mc.Act(lot.form, lot.id, library.ArrivalInspect)
		}
		c.failing(units[0], library.DirectionIsIn)
		if !begun {
			c.pass(units[1], library.DirectionIsIn)
			mc.Act(lot.form, lot.id, library.ArrivalInspect)
			if n := len(c.waiting(units[1])); n != 0 {
				t.Errorf("%d more tests of what was tested whole", n)
			}
		} else {
			c.tested(units[1], "")
		}
		c.tested(units[2], "")

		c.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, "arrival.actions.accept.check.1")
		c.in(units[0], library.DialerUnitToSupplier)
		c.step(lot, library.ArrivalConcede, supervisor, form.Values{library.ArrivalConcession: "其余两台合格"})
		c.says(lot, library.ArrivalCriticalFound, int64(1))
		c.in(units[1], library.DialerUnitInStock)
	}
}

// What has failed and was sent back before the sample was drawn cannot come into it, and the
// rest of a lot that is sampled whole is inspected without it.
func TestArrival_samplesWithoutWhatWasSentBack(t *testing.T) {
	c := newCompany(t)
	mc := c.as(library.RoleStockKeeper)
	supplier := c.supplied("恒信通讯")
	lot := c.arrived(supplier, c.modelled("IPD-4", supplier, 0, 1000), "L", nil)
	units := c.received(lot, 5, 3, "L")
	dead := units[4]
	c.failing(dead, library.DirectionIsIn)
	mc.Act(dead.form, dead.id, library.DialerUnitSend)
	c.refuses(lot, library.ArrivalInspect, library.RoleStockKeeper, nil, "arrival.actions.inspect.check.1") // one was not drawn
	mc.Set(units[3].form, units[3].id, form.Values{library.DialerUnitSample: true})

	mc.Act(lot.form, lot.id, library.ArrivalInspect)

	c.says(lot, library.ArrivalSample, int64(4))
}

// A lot is refused also where a dialer of it is back from its supplier: that one is tested
// by itself.
func TestArrival_refusedWhereOneIsBack(t *testing.T) {
	c := newCompany(t)
	mc := c.as(library.RoleStockKeeper)
	lot, units := c.inspected("L", 2, 2)
	back, other := units[0], units[1]
	c.tested(back, library.FaultCodeIsP02)
	mc.Act(back.form, back.id, library.DialerUnitSend)
	c.Wait(time.Hour)
	mc.Act(back.form, back.id, library.DialerUnitComeBack)
	c.Wait(time.Hour)

	mc.Act(lot.form, lot.id, library.ArrivalRefuse, form.Values{library.ArrivalRefusal: "坏"})

	c.in(other, library.DialerUnitToSupplier)
	c.in(back, library.DialerUnitAwaitingInspection)
	c.pass(back, library.DirectionIsIn)
	c.in(back, library.DialerUnitInStock)
}

// A dialer that was registered by mistake is struck also where somebody had begun to test it
// and cancelled that.
func TestUnit_struckAfterACancelledTest(t *testing.T) {
	c := newCompany(t)
	mistake := c.create(library.RoleStockKeeper, library.DialerUnit, form.Values{library.DialerUnitSerial: "L0001", library.DialerUnitModel: "IPD-4"})
	test := c.create(library.RoleStockKeeper, library.QualityTest, form.Values{library.QualityTestUnit: mistake.ref(), library.QualityTestDirection: library.DirectionIsIn})
	c.as(library.RoleStockKeeper).Act(test.form, test.id, library.QualityTestCancel, form.Values{library.QualityTestCancelReason: "扫错"})
	c.step(mistake, library.DialerUnitStrike, keeper, nil)
	c.in(mistake, library.DialerUnitStruck)
}

// What was ordered from a supplier that was stopped since comes all the same; nothing else is
// received from it.
func TestArrival_ofASupplierThatWasStopped(t *testing.T) {
	c := newCompany(t)
	mc, ts, manager := c.as(library.RoleStockKeeper), c.as(library.RoleTechnicalSupervisor), c.as(library.RoleManager)
	supplier := c.supplied("恒信通讯")
	model := c.modelled("IPD-4", supplier, 30, 1000)
	request := c.one(library.Replenishment, library.ReplenishmentProduct, model)
	ts.Set(request.form, request.id, form.Values{library.ReplenishmentNeedOn: form.Date("2026-12-10"), library.ReplenishmentQuantity: int64(2)})
	ts.Act(request.form, request.id, library.ReplenishmentSubmit)
	manager.Act(request.form, request.id, library.ReplenishmentApprove)
	mc.Act(request.form, request.id, library.ReplenishmentOrder, form.Values{library.ReplenishmentOrderedNo: "PO-1"})
	ts.Act(supplier.form, supplier.id, library.SupplierPropose, form.Values{
		library.SupplierProposal: library.SupplierStatusIsStopped, library.SupplierProposalReason: "不合格多"})
	manager.Act(supplier.form, supplier.id, library.SupplierStop)

	unasked := mc.NoCreate(library.Arrival, form.Values{library.ArrivalSupplier: supplier.ref(), library.ArrivalProduct: model.ref(), library.ArrivalLotNo: "M", library.ArrivalShelf: "A-03"})
	if !formtest.Has(unasked, form.KeyMayNotPick) {
		t.Errorf("without a request: %s", formtest.Sentences(unasked))
	}
	lot := c.arrived(supplier, model, "L", form.Values{library.ArrivalRequest: request.ref()})
	units := c.received(lot, 2, 2, "L")
	mc.Act(lot.form, lot.id, library.ArrivalInspect)
	for _, u := range units {
		c.says(u, library.DialerUnitSupplier, supplier.ref())
		c.tested(u, "")
	}
	mc.Act(lot.form, lot.id, library.ArrivalAccept)
	c.in(request, library.ReplenishmentArrivedAll)
}

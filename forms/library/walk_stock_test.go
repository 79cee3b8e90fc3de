package library_test

import (
	"fmt"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
)

var (
	keeper     = []string{library.RoleStockKeeper}
	supervisor = []string{library.RoleTechnicalSupervisor}
	manager    = []string{library.RoleManager}
	intake     = []string{library.RoleIntakeSupervisor}
	finance    = []string{library.RoleFinance}
)

// supplied is a supplier that may be bought from.
func (c *company) supplied(name string) rec {
	c.t.Helper()
	return c.create(library.RoleStockKeeper, library.Supplier, form.Values{library.SupplierName: name})
}

// modelled is a model whose limits the intake supervisor has agreed to.
func (c *company) modelled(name string, supplier rec, least, most int64) rec {
	c.t.Helper()
	model := c.create(library.RoleStockKeeper, library.DialerModel, form.Values{
		library.DialerModelName: name, library.DialerModelSupplier: supplier.ref(), library.DialerModelPrice: int64(39800),
	})
	c.step(model, library.DialerModelPropose, keeper, form.Values{
		library.DialerModelWantedLeast: least, library.DialerModelWantedMost: most,
	})
	c.step(model, library.DialerModelAgree, intake, nil)
	return model
}

// received scans dialers into a lot, the first ones being its sample.
func (c *company) received(lot rec, n, sample int, serial string) []rec {
	c.t.Helper()
	var units []rec
	for i := range n {
		units = append(units, c.create(library.RoleStockKeeper, library.DialerUnit, form.Values{
			library.DialerUnitSerial: fmt.Sprintf("%s%04d", serial, i+1), library.DialerUnitArrival: lot.ref(),
			library.DialerUnitSample: i < sample,
		}))
	}
	return units
}

// arrived is a lot that waits to be scanned.
func (c *company) arrived(supplier, model rec, lotNo string, more form.Values) rec {
	c.t.Helper()
	values := form.Values{
		library.ArrivalSupplier: supplier.ref(), library.ArrivalProduct: model.ref(), library.ArrivalLotNo: lotNo,
		library.ArrivalShelf: "A-03", library.ArrivalWarrantyTo: form.Date("2028-11-22"),
	}
	for name, v := range more {
		values[name] = v
	}
	return c.create(library.RoleStockKeeper, library.Arrival, values)
}

// tested judges the test of a unit that its lot opened.
func (c *company) tested(unit rec, fault string) {
	c.t.Helper()
	for _, test := range c.all(library.QualityTest, library.QualityTestUnit, unit) {
		if c.Get(test.form, test.id).State != library.QualityTestToTest {
			continue
		}
		c.as(library.RoleStockKeeper).Set(test.form, test.id, form.Values{
			library.QualityTestItems: c.ticked(library.QualityTest, library.QualityTestItems),
		})
		if fault != "" {
			c.as(library.RoleStockKeeper).Act(test.form, test.id, library.QualityTestFail, form.Values{
				library.QualityTestDefect: fault, library.QualityTestDefectNote: "检测发现缺陷",
			})
			return
		}
		c.as(library.RoleStockKeeper).Act(test.form, test.id, library.QualityTestPass)
		return
	}
	c.t.Errorf("unit %s has no test to do", unit.id)
}

// W-6 from the need to the scrap heap, every step by who it is for, after everybody who
// may not has tried.
func TestWalk_stock(t *testing.T) {
	c := newCompany(t)

	// 1. the stock is below its least: a request, TS proposes, MGR approves, MC orders.
	supplier := c.supplied("恒信通讯")
	model := c.modelled("IPD-4", supplier, 4, 12)
	request := c.one(library.Replenishment, library.ReplenishmentProduct, model)
	c.says(request, library.ReplenishmentQuantity, int64(12))
	c.says(request, library.ReplenishmentInStock, int64(0))
	c.as(library.RoleStockKeeper).Set(request.form, request.id, form.Values{library.ReplenishmentNeedOn: form.Date("2026-12-10")})
	c.step(request, library.ReplenishmentSubmit, []string{library.RoleStockKeeper, library.RoleTechnicalSupervisor}, nil)
	c.step(request, library.ReplenishmentReturn, []string{library.RoleManager, library.RoleGeneralManager},
		form.Values{library.ReplenishmentReturnReason: "数量偏多"})
	c.as(library.RoleStockKeeper).Set(request.form, request.id, form.Values{library.ReplenishmentQuantity: int64(10)})
	c.step(request, library.ReplenishmentSubmit, []string{library.RoleStockKeeper, library.RoleTechnicalSupervisor}, nil)
	c.step(request, library.ReplenishmentAdvise, supervisor, form.Values{
		library.ReplenishmentSupplier: supplier.ref(), library.ReplenishmentQuantity: int64(8), library.ReplenishmentPrice: int64(38000),
	})
	c.says(request, library.ReplenishmentAmount, int64(8*38000))
	c.step(request, library.ReplenishmentApprove, manager, nil)
	c.step(request, library.ReplenishmentOrder, keeper, form.Values{library.ReplenishmentOrderedNo: "PO-118"})

	// 2. the lot arrives, is sampled and taken; the bad one goes back.
	lot := c.arrived(supplier, model, "D4-2611A", form.Values{library.ArrivalRequest: request.ref(), library.ArrivalDeclared: int64(8)})
	units := c.received(lot, 8, 8, "D4-2611")
	c.says(units[0], library.DialerUnitModel, "IPD-4")
	c.says(units[0], library.DialerUnitShelf, "A-03")
	c.step(lot, library.ArrivalInspect, keeper, nil)
	c.in(request, library.ReplenishmentOrdered)
	c.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, "arrival.actions.accept.check.0")
	c.tested(units[7], library.FaultCodeIsM01)
	for _, u := range units[:7] {
		c.tested(u, "")
		c.in(u, library.DialerUnitAwaitingInspection) // BR-12: not before the lot is taken
	}
	c.refuses(lot, library.ArrivalAccept, library.RoleStockKeeper, nil, "arrival.actions.accept.check.3")
	c.step(lot, library.ArrivalConcede, supervisor, form.Values{library.ArrivalConcession: "外壳划伤一台，不影响使用"})
	c.in(request, library.ReplenishmentArrivedAll)
	c.in(units[0], library.DialerUnitInStock)
	c.in(units[7], library.DialerUnitToSupplier)
	c.says(lot, library.ArrivalMinorFound, int64(1))
	c.step(request, library.ReplenishmentPay, finance, form.Values{library.ReplenishmentPaidOn: form.Date("2026-11-30")})
	c.refuses(request, library.ReplenishmentPay, library.RoleFinance, form.Values{library.ReplenishmentPaidOn: form.Date("2026-12-01")}, form.KeyNotOffered)
	c.step(request, library.ReplenishmentClose, keeper, nil)
	entry := c.one(library.ExternalEntry, library.ExternalEntrySource, c.one(library.StockMovement, library.StockMovementUnit, units[0]))
	c.says(entry, library.ExternalEntrySystem, library.SystemIsKingdee)

	// 3. to 5. set, tested, allotted, checked, issued; the engineer swaps it in.
	customer := c.customer(library.SizeClassIsSmallMedium)
	old := c.fitted(units[0], customer)
	order := c.ordered(library.OrderKindIsRepair, customer, false)
	spare := units[1]
	config := c.configured(spare, order)
	slip := c.slip(spare, order)
	c.step(slip, library.AllotmentCheck, []string{library.RoleEngineer}, c.judged(slip, library.VerdictIsPass, ""))
	c.step(slip, library.AllotmentIssue, keeper, nil)
	c.as(library.RoleEngineer).Act(order.form, order.id, library.ServiceOrderStart)
	swap := c.swap(order, old, spare)
	c.step(swap, library.SwapSwap, []string{library.RoleEngineer}, nil)

	// 6. stock, program, warranty, repair card, claim and customer in one act.
	c.in(old, library.DialerUnitFaulty)
	c.says(old, library.DialerUnitHolder, c.people[library.RoleEngineer])
	c.says(old, library.DialerUnitCustomer, nil)
	c.in(spare, library.DialerUnitInstalled)
	c.says(spare, library.DialerUnitCustomer, customer.ref())
	c.says(spare, library.DialerUnitConfig, config.ref())
	c.says(spare, library.DialerUnitLineNo, "075527386601")
	c.says(spare, library.DialerUnitCoveredTo, form.Date("2028-11-22"))
	repair := c.one(library.RepairCard, library.RepairCardOrder, order)
	c.says(repair, library.RepairCardUnit, old.ref())
	c.says(repair, library.RepairCardReplacedPart, "D4-26110002")
	claim := c.one(library.QualityFeedback, library.QualityFeedbackUnit, old)
	c.in(claim, library.QualityFeedbackSubmitted)
	c.says(claim, library.QualityFeedbackSupplier, supplier.ref())
	c.says(customer, library.CustomerDeviceModel, "IPD-4")
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	rows, _ := c.value(card, library.FeedbackCardUnits).([]form.Row)
	works := map[any]any{}
	for _, row := range rows {
		works[row.Values[library.FeedbackCardUnitsRowUnit]] = row.Values[library.FeedbackCardUnitsRowWork]
	}
	if len(works) != 2 || works[old.ref()] != library.UnitWorkIsReplaced || works[spare.ref()] != library.UnitWorkIsInstalled {
		t.Errorf("the card has the dialers %v", rows)
	}
	ae := c.as(library.RoleEngineer)
	values := c.card()
	values[library.FeedbackCardUnits] = rows
	ae.Set(card.form, card.id, values)
	ae.Act(order.form, order.id, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
	ae.Act(card.form, card.id, library.FeedbackCardFill)
	c.one(library.QualityFeedback, library.QualityFeedbackUnit, old) // no second feedback of the same dialer

	// 7. and 8. back in the store, judged, sent, repaired, and at last scrapped.
	c.step(old, library.DialerUnitTakeBack, keeper, nil)
	damage := c.one(library.DamageRecord, library.DamageRecordUnit, old)
	c.as(library.RoleStockKeeper).Set(damage.form, damage.id, form.Values{
		library.DamageRecordCause: library.FaultCodeIsL02, library.DamageRecordResponsible: library.ResponsibleIsSupplier,
		library.DamageRecordFeedback: claim.ref(),
	})
	c.says(damage, library.DamageRecordInWarranty, true)
	c.step(damage, library.DamageRecordReturnIt, keeper, form.Values{library.DamageRecordClaim: true, library.DamageRecordClaimNo: "RMA-7"})
	c.in(old, library.DialerUnitWithSupplier)
	c.refuses(damage, library.DamageRecordSettle, library.RoleStockKeeper, nil, "damage_record.actions.settle.check.0")
	c.step(old, library.DialerUnitComeBack, keeper, nil)
	c.says(old, library.DialerUnitBackAt, c.value(old, library.DialerUnitAwaitingInspectionAt)) // how long the repair took counts in the rating
	c.step(damage, library.DamageRecordSettle, keeper, form.Values{library.DamageRecordAnswer: "已更换主板"})
	c.pass(old, library.DirectionIsIn)
	c.in(old, library.DialerUnitInStock)

	c.damaged(old)
	again := rec{}
	for _, r := range c.all(library.DamageRecord, library.DamageRecordUnit, old) {
		if r != damage {
			again = r
		}
	}
	c.as(library.RoleStockKeeper).Set(again.form, again.id, form.Values{
		library.DamageRecordCause: library.FaultCodeIsL04, library.DamageRecordResponsible: library.ResponsibleIsCustomer,
	})
	c.refuses(again, library.DamageRecordScrap, library.RoleStockKeeper, nil, "damage_record.actions.scrap.check.1")
	c.as(library.RoleStockKeeper).Set(again.form, again.id, form.Values{library.DamageRecordCauseNote: "雷击，主板烧毁"})
	c.step(again, library.DamageRecordScrap, keeper, nil)
	c.step(old, library.DialerUnitKeep, manager, form.Values{library.DialerUnitReason: "再问一次厂家"})
	c.in(again, library.DamageRecordToJudge)
	c.step(again, library.DamageRecordScrap, keeper, nil)
	c.step(old, library.DialerUnitScrap, manager, nil)
	c.in(old, library.DialerUnitScrapped)
	c.step(again, library.DamageRecordSettle, keeper, nil)

	// 9. the stock fell below its least on the way: asked for once, however many left.
	for _, u := range units[2:6] {
		c.sold(u)
	}
	open := 0
	for _, r := range c.all(library.Replenishment, library.ReplenishmentProduct, model) {
		if c.Get(r.form, r.id).State == library.ReplenishmentDraft {
			open++
			c.says(r, library.ReplenishmentInStock, int64(3))
		}
	}
	if open != 1 {
		t.Errorf("%d requests are open", open)
	}
}

// fitted brings a dialer in stock to a customer's line.
func (c *company) fitted(unit, customer rec) rec {
	c.t.Helper()
	order := c.ordered(library.OrderKindIsMaintenance, customer, false)
	c.configured(unit, order)
	slip := c.slip(unit, order)
	c.as(library.RoleEngineer).Act(slip.form, slip.id, library.AllotmentCheck, c.judged(slip, library.VerdictIsPass, ""))
	c.as(library.RoleStockKeeper).Act(slip.form, slip.id, library.AllotmentIssue)
	c.as(library.RoleEngineer).Act(unit.form, unit.id, library.DialerUnitInstall, form.Values{
		library.DialerUnitCustomer: customer.ref(), library.DialerUnitLineNo: "075527386601",
	})
	c.as(library.RoleTechnicalAssistant).Act(order.form, order.id, library.ServiceOrderCancel, form.Values{library.ServiceOrderCancelReason: "已装好"})
	return unit
}

// swap is a swap that the engineer has filled in.
func (c *company) swap(order, old, new rec) rec {
	c.t.Helper()
	return c.create(library.RoleEngineer, library.Swap, form.Values{
		library.SwapOrder: order.ref(), library.SwapOld: old.ref(), library.SwapNew: new.ref(),
		library.SwapSymptom: "抓不到外线", library.SwapFaultCode: library.FaultCodeIsL02,
	})
}

// damaged brings a dialer in stock into the store's corner of the damaged ones.
func (c *company) damaged(unit rec) {
	c.t.Helper()
	customer := c.customer(library.SizeClassIsSmallMedium)
	c.fitted(unit, customer)
	c.as(library.RoleEngineer).Act(unit.form, unit.id, library.DialerUnitFault)
	c.as(library.RoleStockKeeper).Act(unit.form, unit.id, library.DialerUnitTakeBack)
	c.in(unit, library.DialerUnitDamaged)
}

func (c *company) sold(unit rec) {
	c.t.Helper()
	c.pass(unit, library.DirectionIsOut)
	c.as(library.RoleStockKeeper).Act(unit.form, unit.id, library.DialerUnitSell, form.Values{library.DialerUnitBuyer: "某公司", library.DialerUnitSalePrice: int64(59800)})
}

// A swap that is given up leaves everything as it was; one that may not be done does too.
func TestSwap_allOrNothing(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	old := c.fitted(c.stocked("D4-26080101"), customer)
	order := c.ordered(library.OrderKindIsRepair, customer, false)
	spare := c.issued("D4-26080102", order)
	before := c.snapshot()
	swap := c.swap(order, old, spare)

	c.refuses(swap, library.SwapSwap, library.RoleEngineer, nil, "swap.actions.swap.check.0") // not started
	c.step(swap, library.SwapCancel, []string{library.RoleEngineer}, form.Values{library.SwapCancelReason: "重新写程序后正常"})

	c.in(swap, library.SwapCancelled)
	after := c.snapshot()
	delete(after, swap.ref())
	if len(after) != len(before) {
		t.Errorf("%d records before, %d after", len(before), len(after))
	}
	for ref, rec := range before {
		if after[ref] == nil || after[ref].State != rec.State || !form.EqualValues(after[ref].Values, rec.Values) {
			t.Errorf("%s was changed by a swap that was given up", ref.Form)
		}
	}
}

// What the new dialer is set for is looked at: a program of another customer is warned of.
func TestSwap_warnsOfAnotherCustomersProgram(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	old := c.fitted(c.stocked("D4-26080103"), customer)
	other := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	spare := c.issued("D4-26080104", other)
	c.as(library.RoleTechnicalAssistant).Act(other.form, other.id, library.ServiceOrderCancel, form.Values{library.ServiceOrderCancelReason: "客户取消"})
	order := c.ordered(library.OrderKindIsRepair, customer, false)
	c.as(library.RoleEngineer).Act(order.form, order.id, library.ServiceOrderStart)
	swap := c.swap(order, old, spare)

	env := c.Env(c.people[library.RoleEngineer], c.Get(swap.form, swap.id))
	if hints := c.Lib.Form(library.Swap).Hints(env); !formtest.Has(hints, "swap.fields.new.check.0") { // at the scan, not only at the end
		t.Errorf("the new dialer is taken with %v", hints)
	}
	for _, b := range c.Lib.Form(library.Swap).Buttons(env) {
		if b.Action.Name == library.SwapSwap && !(b.Allowed && formtest.Has(b.Warnings, "swap.fields.new.check.0")) {
			t.Errorf("allowed %v, warned of %v", b.Allowed, b.Warnings)
		}
	}
	c.refuses(swap, library.SwapSwap, library.RoleEngineer, nil, "swap.fields.new.check.0")
	c.as(library.RoleEngineer).Overriding("swap.fields.new.check.0", "现场重写了程序").Act(swap.form, swap.id, library.SwapSwap)

	c.in(spare, library.DialerUnitInstalled)
}

// snapshot is every record there is.
func (c *company) snapshot() map[form.Ref]*form.Record {
	all := map[form.Ref]*form.Record{}
	for _, f := range c.Lib.Forms {
		for _, rec := range c.All(f.Name) {
			all[form.Ref{Form: f.Name, ID: rec.ID}] = rec
		}
	}
	return all
}

// A lot is judged as GB/T 2828.1 says: too small a sample is none, too many defects are
// refused or taken by the technical supervisor, and a refused lot goes back whole.
func TestArrival_judged(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("恒信通讯")
	model := c.modelled("IPD-4", supplier, 0, 40)
	lot := func(no string, faults ...string) (rec, []rec) {
		lot := c.arrived(supplier, model, no, nil)
		c.refuses(lot, library.ArrivalInspect, library.RoleStockKeeper, nil, "arrival.actions.inspect.check.0")
		units := c.received(lot, 20, 12, no)
		c.refuses(lot, library.ArrivalInspect, library.RoleStockKeeper, nil, "arrival.actions.inspect.check.1") // 13 of 20 at 1.0
		c.as(library.RoleStockKeeper).Set(units[12].form, units[12].id, form.Values{library.DialerUnitSample: true})
		c.as(library.RoleStockKeeper).Act(lot.form, lot.id, library.ArrivalInspect)
		for i, u := range units {
			fault := ""
			if i < len(faults) {
				fault = faults[i]
			}
			c.tested(u, fault)
		}
		return lot, units
	}

	good, units := lot("A")
	c.says(good, library.ArrivalSample, int64(13))
	c.says(good, library.ArrivalMajorMost, int64(0))
	c.step(good, library.ArrivalAccept, keeper, nil)
	c.in(units[19], library.DialerUnitInStock)

	bad, units := lot("B", library.FaultCodeIsL01)
	c.refuses(bad, library.ArrivalAccept, library.RoleStockKeeper, nil, "arrival.actions.accept.check.2")
	c.step(bad, library.ArrivalRefuse, keeper, form.Values{library.ArrivalRefusal: "主要缺陷超标"})
	c.in(units[19], library.DialerUnitToSupplier)
	c.in(units[0], library.DialerUnitToSupplier)
	c.step(units[19], library.DialerUnitSend, keeper, nil)

	dire, _ := lot("C", library.FaultCodeIsP02)
	c.refuses(dire, library.ArrivalAccept, library.RoleStockKeeper, nil, "arrival.actions.accept.check.1")
	c.step(dire, library.ArrivalConcede, supervisor, form.Values{library.ArrivalConcession: "只此一台，其余全检合格"})
	c.in(dire, library.ArrivalAccepted)
	c.says(dire, library.ArrivalCriticalFound, int64(1))
}

// The tests that every dialer of a lot must pass are fewer than those of the sample.
func TestArrival_whatEveryDialerMustPass(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("恒信通讯")
	lot := c.arrived(supplier, c.modelled("IPD-4", supplier, 0, 40), "A", nil)
	units := c.received(lot, 20, 13, "A")
	c.as(library.RoleStockKeeper).Act(lot.form, lot.id, library.ArrivalInspect)
	few := []form.Row{}
	for _, row := range c.ticked(library.QualityTest, library.QualityTestItems) {
		switch row.ID {
		case library.InspectionIsLabel, library.InspectionIsPowerUp, library.InspectionIsEmergency:
		default:
			row.Values["done"] = false
		}
		few = append(few, row)
	}
	test := func(unit rec) rec {
		test := c.one(library.QualityTest, library.QualityTestUnit, unit)
		c.as(library.RoleStockKeeper).Set(test.form, test.id, form.Values{library.QualityTestItems: few})
		return test
	}

	c.refuses(test(units[0]), library.QualityTestPass, library.RoleStockKeeper, nil, "quality_test.actions.pass.check.0")
	c.step(test(units[19]), library.QualityTestPass, keeper, nil)

	c.in(units[19], library.DialerUnitAwaitingInspection)
}

// A-MGR-4 and Q-07: the manager approves within the budget, above it the general manager,
// and nobody his own request.
func TestReplenishment_withinTheBudget(t *testing.T) {
	c := newCompany(t)
	c.Set(library.Setting40, int64(1000000))
	supplier := c.supplied("恒信通讯")
	ask := func(model string, price int64) rec {
		product := c.modelled(model, supplier, 0, 40)
		request := c.create(library.RoleTechnicalSupervisor, library.Replenishment, form.Values{
			library.ReplenishmentProduct: product.ref(), library.ReplenishmentSupplier: supplier.ref(), library.ReplenishmentPrice: price,
			library.ReplenishmentQuantity: int64(20), library.ReplenishmentNeedOn: form.Date("2026-12-20"),
		})
		c.as(library.RoleTechnicalSupervisor).Act(request.form, request.id, library.ReplenishmentSubmit)
		return request
	}
	first, second := ask("IPD-4", 30000), ask("IPD-2", 25000)
	c.step(first, library.ReplenishmentApprove, manager, nil)

	c.refuses(second, library.ReplenishmentApprove, library.RoleManager, nil, "replenishment.actions.approve.check.0")
	c.step(second, library.ReplenishmentApproveOver, []string{library.RoleGeneralManager}, form.Values{library.ReplenishmentOpinion: "年底备货"})

	c.in(second, library.ReplenishmentApproved)
}

// A-MGR-4: the manager is held to the budget as it comes with the program, 200 000 yuan a
// quarter.
func TestReplenishment_withinTheBudgetAsItComes(t *testing.T) {
	c := newCompany(t)
	budget, err := formtest.Default(c.Lib, library.Setting40)
	if err != nil || budget != int64(20_000_000) { // fen
		t.Errorf("the budget is %v: %v", budget, err)
	}
}

// DOC-20: what was ordered may come in several lots.
func TestReplenishment_arrivesInParts(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("恒信通讯")
	model := c.modelled("IPD-4", supplier, 4, 8)
	request := c.bought(c.one(library.Replenishment, library.ReplenishmentProduct, model), 8)
	mc := c.as(library.RoleStockKeeper)
	come := func(no string, n int) {
		lot := c.arrived(supplier, model, no, form.Values{library.ArrivalRequest: request.ref()})
		units := c.received(lot, n, n, no)
		mc.Act(lot.form, lot.id, library.ArrivalInspect)
		for _, u := range units {
			c.tested(u, "")
		}
		mc.Act(lot.form, lot.id, library.ArrivalAccept)
	}

	come("A", 5)
	c.in(request, library.ReplenishmentPartlyArrived)
	c.says(request, library.ReplenishmentArrived, int64(5))
	come("B", 3)
	c.in(request, library.ReplenishmentArrivedAll)
	c.says(request, library.ReplenishmentArrived, int64(8))
}

// DOC-18, Q-18: who gives asks, the stock keeper hands out; below the least it is bought.
func TestGift_askedForAndGiven(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("礼品公司")
	gift := c.create(library.RoleStockKeeper, library.Gift, form.Values{library.GiftName: "雨伞", library.GiftSupplier: supplier.ref(), library.GiftUnitPrice: int64(3500)})
	c.step(gift, library.GiftPropose, keeper, form.Values{library.GiftWantedLeast: int64(5), library.GiftWantedMost: int64(30)})
	c.step(gift, library.GiftAgree, intake, nil)
	request := c.one(library.Replenishment, library.ReplenishmentGift, gift)
	c.says(request, library.ReplenishmentQuantity, int64(30))
	c.as(library.RoleStockKeeper).Set(request.form, request.id, form.Values{library.ReplenishmentNeedOn: form.Date("2026-12-10")})
	c.as(library.RoleStockKeeper).Act(request.form, request.id, library.ReplenishmentSubmit)
	c.as(library.RoleManager).Act(request.form, request.id, library.ReplenishmentApprove)
	c.as(library.RoleStockKeeper).Act(request.form, request.id, library.ReplenishmentOrder, form.Values{library.ReplenishmentOrderedNo: "PO-9"})
	c.step(request, library.ReplenishmentReceive, keeper, form.Values{library.ReplenishmentGot: int64(30)})
	c.says(gift, library.GiftQuantity, int64(30))

	c.step(gift, library.GiftRequest, []string{library.RoleMarketing, library.RoleSalesRep}, form.Values{
		library.GiftWanted: int64(26), library.GiftOccasion: "年终答谢",
	})
	var draft rec
	for _, m := range c.all(library.StockMovement, library.StockMovementGift, gift) {
		if c.Get(m.form, m.id).State == library.StockMovementDraft {
			draft = m
		}
	}
	c.step(draft, library.StockMovementPost, keeper, nil)

	c.says(gift, library.GiftQuantity, int64(4))
	open := 0
	for _, r := range c.all(library.Replenishment, library.ReplenishmentGift, gift) {
		if c.Get(r.form, r.id).State == library.ReplenishmentDraft {
			open++
		}
	}
	if open != 1 {
		t.Errorf("%d requests for more are open", open)
	}
}

// A count of the store: each serial once, differences named, confirmed by who did not count.
func TestStockCount(t *testing.T) {
	c := newCompany(t)
	here, gone, hidden := c.stocked("D4-26080201"), c.stocked("D4-26080202"), c.stocked("D4-26080203")
	gift := c.create(library.RoleStockKeeper, library.Gift, form.Values{library.GiftName: "雨伞"})
	bought := c.create(library.RoleStockKeeper, library.StockMovement, form.Values{
		library.StockMovementKind: library.ItemKindIsGift, library.StockMovementWay: library.WayIsIn, library.StockMovementReason: library.MovementReasonIsPurchase,
		library.StockMovementGift: gift.ref(), library.StockMovementQuantity: int64(10),
	})
	c.as(library.RoleStockKeeper).Act(bought.form, bought.id, library.StockMovementPost)
	count := c.create(library.RoleStockKeeper, library.StockCount, form.Values{library.StockCountShelf: "A-03"})
	c.refuses(count, library.StockCountFinish, library.RoleStockKeeper, nil, "stock_count.actions.finish.check.0")
	line := func(unit rec, serial string, expected, found bool) {
		c.as(library.RoleStockKeeper).Add(count.form, count.id, library.StockCountLines, form.Values{
			library.StockCountLinesRowSerial: serial, library.StockCountLinesRowUnit: unit.ref(),
			library.StockCountLinesRowExpected: expected, library.StockCountLinesRowFound: found,
		})
	}
	line(here, "D4-26080201", true, true)
	line(gone, "D4-26080202", true, false)
	line(hidden, "D4-26080203", true, false)
	c.as(library.RoleStockKeeper).Set(count.form, count.id, form.Values{library.StockCountGifts: c.rows(form.Values{
		library.StockCountGiftsRowGift: gift.ref(), library.StockCountGiftsRowCounted: int64(8),
	})})
	c.says(count, library.StockCountMissingCount, int64(2))
	c.refuses(count, library.StockCountFinish, library.RoleStockKeeper, nil, form.KeyRequired)

	rows, _ := c.value(count, library.StockCountLines).([]form.Row)
	for i, row := range rows {
		switch row.Values[library.StockCountLinesRowSerial] {
		case "D4-26080202":
			rows[i].Values[library.StockCountLinesRowRemedy] = library.CountRemedyIsWriteOff
			rows[i].Values[library.StockCountLinesRowRemark] = "全库未见"
		case "D4-26080203":
			rows[i].Values[library.StockCountLinesRowFound] = true
		}
	}
	gifts, _ := c.value(count, library.StockCountGifts).([]form.Row)
	gifts[0].Values[library.StockCountGiftsRowWhy] = "漏登领用"
	c.as(library.RoleStockKeeper).Set(count.form, count.id, form.Values{library.StockCountLines: rows, library.StockCountGifts: gifts})
	auditors := []string{library.RoleFinance, library.RoleIntakeSupervisor}
	c.step(count, library.StockCountFinish, keeper, nil)
	c.step(count, library.StockCountRecount, auditors, form.Values{library.StockCountObjection: "再找一找"})
	c.as(library.RoleStockKeeper).Set(count.form, count.id, form.Values{library.StockCountGifts: gifts}) // counted again
	c.step(count, library.StockCountFinish, keeper, nil)
	c.step(count, library.StockCountConfirm, auditors, nil)

	c.in(gone, library.DialerUnitToScrap)
	c.in(hidden, library.DialerUnitInStock)
	c.says(gift, library.GiftQuantity, int64(8))
	c.refuses(gone, library.DialerUnitKeep, library.RoleManager, form.Values{library.DialerUnitReason: "x"}, form.KeyNotOffered)
	c.step(gone, library.DialerUnitFound, keeper, nil)
	c.says(gone, library.DialerUnitLost, nil)
	c.in(gone, library.DialerUnitAwaitingInspection) // BR-12: tested before it is used
	c.tested(gone, "")
	c.in(gone, library.DialerUnitInStock)
	if n := c.booked(gone); n != 1 {
		t.Errorf("lost and found again, the books have %d of it", n)
	}
}

// BR-14: the books never go below zero unseen. What was handed out is a fact: it stands and
// is marked, and one count brings the books to what lies there.
func TestStockMovement_belowZeroIsCounted(t *testing.T) {
	c := newCompany(t)
	gift := c.create(library.RoleStockKeeper, library.Gift, form.Values{library.GiftName: "雨伞"})
	move := func(way string, n int64) rec {
		m := c.create(library.RoleStockKeeper, library.StockMovement, form.Values{
			library.StockMovementKind: library.ItemKindIsGift, library.StockMovementWay: way, library.StockMovementReason: library.MovementReasonIsPurchase,
			library.StockMovementGift: gift.ref(), library.StockMovementQuantity: n,
		})
		c.as(library.RoleStockKeeper).Act(m.form, m.id, library.StockMovementPost)
		return m
	}
	move(library.WayIsIn, 10)

	good, short := move(library.WayIsOut, 6), move(library.WayIsOut, 7)
	deeper := move(library.WayIsOut, 1)

	for m, want := range map[rec]any{good: nil, short: true, deeper: true} {
		c.in(m, library.StockMovementPosted)
		c.says(m, library.StockMovementShort, want)
	}
	c.says(gift, library.GiftQuantity, int64(-4))
	count := c.one(library.StockCount, library.StockCountGift, gift) // one for both
	c.in(count, library.StockCountCounting)
	c.says(count, library.StockCountMovement, short.ref())
	rows, _ := c.value(count, library.StockCountGifts).([]form.Row)
	if len(rows) != 1 || rows[0].Values[library.StockCountGiftsRowBooked] != int64(-3) {
		t.Fatalf("the count begins with %v", rows)
	}

	rows[0].Values[library.StockCountGiftsRowCounted] = int64(2)
	rows[0].Values[library.StockCountGiftsRowWhy] = "漏登入库"
	c.as(library.RoleStockKeeper).Set(count.form, count.id, form.Values{library.StockCountGifts: rows})
	c.step(count, library.StockCountFinish, keeper, nil)
	c.step(count, library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)
	c.says(gift, library.GiftQuantity, int64(2))

	move(library.WayIsOut, 3)
	if all := c.all(library.StockCount, library.StockCountGift, gift); len(all) != 2 {
		t.Errorf("%d counts, with one done and the books below zero again", len(all))
	}
}

// DOC-21: opened for the first working day of the quarter, recommended by the stock keeper,
// decided by the technical supervisor.
func TestSupplierRating(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("恒信通讯")
	f := c.Lib.Form(library.SupplierRating)
	c.Now = time.Date(2027, 1, 4, 1, 0, 0, 0, time.UTC)
	openings, err := f.Openings(c.Env(form.ID{}, nil), f.Every[0], c.Lib.Calendar.Day(c.Now))
	if err != nil || len(openings) != 1 {
		t.Fatalf("opened %v, %v", openings, err)
	}
	if until := openings[0].Values[library.SupplierRatingUntil]; until != form.Date("2026-12-31") {
		t.Errorf("what is rated ends on %v", until)
	}
	rating := c.create(library.RoleStockKeeper, library.SupplierRating, form.Values{
		library.SupplierRatingAdvice: "恒信四线机故障率最低，建议续购",
		library.SupplierRatingLines: c.rows(form.Values{
			library.SupplierRatingLinesRowSupplier: supplier.ref(), library.SupplierRatingLinesRowModel: "IPD-4",
			library.SupplierRatingLinesRowRecommended: true,
		}),
	})
	c.step(rating, library.SupplierRatingSubmit, keeper, nil)
	c.step(rating, library.SupplierRatingAdopt, supervisor, nil)

	c.in(rating, library.SupplierRatingAdopted)
}

// BR-12 and the books: what came out of a scrapping cannot be cancelled.
func TestStockMovement_ofTheScrappedIsPosted(t *testing.T) {
	c := newCompany(t)
	_, draft := c.scrapped("D4-26080301")
	c.refuses(draft, library.StockMovementCancel, library.RoleStockKeeper, form.Values{library.StockMovementCancelReason: "x"}, "stock_movement.actions.cancel.check.0")
}

// scrapped is a dialer whose scrapping was approved, and the movement that is to be posted.
func (c *company) scrapped(serial string) (dialer, draft rec) {
	c.t.Helper()
	dialer = c.stocked(serial)
	c.damaged(dialer)
	c.as(library.RoleStockKeeper).Act(dialer.form, dialer.id, library.DialerUnitProposeScrap, form.Values{library.DialerUnitReason: "烧毁"})
	c.as(library.RoleManager).Act(dialer.form, dialer.id, library.DialerUnitScrap)
	for _, m := range c.all(library.StockMovement, library.StockMovementUnit, dialer) {
		if c.Get(m.form, m.id).State == library.StockMovementDraft {
			return dialer, m
		}
	}
	c.t.Fatal("there is no movement to post")
	return dialer, draft
}

// What is wrong on the label of a dialer is corrected beside it, but its price, which not all
// who read the dialer see.
func TestUnit_correctedBesideIt(t *testing.T) {
	c := newCompany(t)
	unit := c.stocked("D4-1")
	wrong := func(field, says string) form.Values {
		return form.Values{"field": field, "says": says, "why": "抄错"}
	}
	c.as(library.RoleStockKeeper).Add(unit.form, unit.id, "amendments", wrong(library.DialerUnitModel, "IPD-2"))
	c.says(unit, library.DialerUnitModel, "IPD-4")

	problems := c.as(library.RoleStockKeeper).NoAdd(unit.form, unit.id, "amendments", wrong(library.DialerUnitPrice, "128"))
	if !formtest.Has(problems, form.KeyMayNotPick) {
		t.Error(formtest.Sentences(problems))
	}
}

// A dialer that was registered by mistake is struck while its lot is received, with what
// made it count: it is nowhere, and its number may be registered anew. Once it was to be
// tested it is a dialer like all others.
func TestUnit_registeredByMistake(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("恒信通讯")
	lot := c.arrived(supplier, c.modelled("IPD-4", supplier, 0, 9), "D4-2611C", nil)
	units := c.received(lot, 3, 3, "D4-2611")
	c.step(units[2], library.DialerUnitStrike, keeper, nil)
	c.in(units[2], library.DialerUnitStruck)
	for _, column := range []string{library.DialerUnitPlace, library.DialerUnitArrival, library.DialerUnitSupplier} {
		c.says(units[2], column, nil)
	}
	for paper, who := range map[string]string{library.QualityTest: library.RoleStockKeeper, library.DamageRecord: library.RoleStockKeeper} {
		if problems := c.as(who).NoCreate(paper, form.Values{"unit": units[2].ref()}); !formtest.Has(problems, form.KeyMayNotPick) {
			t.Errorf("%s about a dialer that is none: %s", paper, formtest.Sentences(problems))
		}
	}
	again := c.create(library.RoleStockKeeper, library.DialerUnit, form.Values{
		library.DialerUnitSerial: "D4-26110003", library.DialerUnitArrival: lot.ref(), library.DialerUnitSample: true,
	})
	c.step(lot, library.ArrivalInspect, keeper, nil)
	c.says(lot, library.ArrivalSize, int64(3))
	env := c.Env(c.people[library.RoleStockKeeper], c.Get(again.form, again.id))
	for _, b := range c.Lib.Form(library.DialerUnit).Buttons(env) {
		if b.Action.Name == library.DialerUnitStrike {
			t.Error("a dialer that is to be tested can still be struck")
		}
	}
}

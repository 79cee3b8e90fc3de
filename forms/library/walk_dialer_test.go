package library_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// W-6: a dialer that fails its first test goes back to the supplier and comes again.
func TestWalk_dialer(t *testing.T) {
	c := newCompany(t)
	mc, ae, mgr := []string{library.RoleStockKeeper}, []string{library.RoleEngineer}, []string{library.RoleManager}
	dialer := c.create(library.RoleStockKeeper, library.DialerUnit, form.Values{
		library.DialerUnitSerial: "D4-26081723", library.DialerUnitModel: "IPD-4",
	})

	// 2. BR-12: into stock only after a passed in-test.
	c.refuses(dialer, library.DialerUnitPass, library.RoleStockKeeper, nil, "dialer_unit.actions.pass.check.0")
	test := c.create(library.RoleStockKeeper, library.QualityTest, form.Values{
		library.QualityTestUnit: dialer.ref(), library.QualityTestDirection: library.DirectionIsIn,
		library.QualityTestItems: c.ticked(library.QualityTest, library.QualityTestItems),
	})
	c.step(test, library.QualityTestFail, mc, form.Values{
		library.QualityTestDefect: library.FaultCodeIsP02, library.QualityTestDefectNote: "断电不直通",
	})
	c.in(dialer, library.DialerUnitToSupplier)
	c.step(dialer, library.DialerUnitSend, mc, nil)
	c.step(dialer, library.DialerUnitComeBack, mc, nil)
	c.pass(dialer, library.DirectionIsIn)
	c.in(dialer, library.DialerUnitInStock)
	c.says(dialer, library.DialerUnitPlace, library.PlaceIsWarehouse)

	// 3. and 4. the engineer's check fails once.
	order := c.ordered(library.OrderKindIsRepair, c.customer(library.SizeClassIsSmallMedium), false)
	config := c.configured(dialer, order)
	slip := c.slip(dialer, order)
	c.refuses(slip, library.AllotmentIssue, library.RoleStockKeeper, nil, form.KeyWrongState)
	c.step(slip, library.AllotmentReject, ae, c.judged(slip, library.VerdictIsFail, "区号不对"))
	c.in(slip, library.AllotmentReturned)
	c.in(config, library.DialerConfigFailed)
	c.in(dialer, library.DialerUnitInStock)
	c.as(library.RoleStockKeeper).Act(config.form, config.id, library.DialerConfigCancel, form.Values{library.DialerConfigCancelReason: "服务单取消"})
	c.configured(dialer, order)
	slip = c.slip(dialer, order)
	c.step(slip, library.AllotmentCheck, ae, c.judged(slip, library.VerdictIsPass, ""))
	c.step(slip, library.AllotmentIssue, mc, nil)

	// 5. brought back unused, tested again.
	c.step(slip, library.AllotmentBringBack, []string{library.RoleEngineer, library.RoleStockKeeper},
		form.Values{library.AllotmentReturnReason: "没有用上"})
	c.in(dialer, library.DialerUnitAwaitingInspection)
	c.pass(dialer, library.DirectionIsIn)
	c.says(dialer, library.DialerUnitHolder, nil)

	// 6. to 8. faulty, taken back, scrapped by the manager.
	c.configured(dialer, order)
	slip = c.slip(dialer, order)
	c.step(slip, library.AllotmentCheck, ae, c.judged(slip, library.VerdictIsPass, ""))
	c.step(slip, library.AllotmentIssue, mc, nil)
	c.as(library.RoleEngineer).Act(dialer.form, dialer.id, library.DialerUnitFault)
	c.step(dialer, library.DialerUnitTakeBack, mc, nil)
	c.step(dialer, library.DialerUnitProposeScrap, mc, form.Values{library.DialerUnitReason: "无法修复"})
	c.step(dialer, library.DialerUnitScrap, mgr, nil)
	c.in(dialer, library.DialerUnitScrapped)
	c.says(dialer, library.DialerUnitFaultCount, int64(1))
	c.says(dialer, library.DialerUnitQuality, library.VerdictIsPass)
	scrap := rec{}
	for _, m := range c.all(library.StockMovement, library.StockMovementUnit, dialer) {
		if c.Get(m.form, m.id).State == library.StockMovementDraft {
			scrap = m
		}
	}
	c.step(scrap, library.StockMovementPost, mc, nil)
	c.in(scrap, library.StockMovementPosted)
}

// BR-12: a dialer that is set once more, for another order, goes to that order and only after
// an out-test of what it is set to now; a slip for another customer is warned of.
func TestDialerUnit_setAgainIsTestedAgain(t *testing.T) {
	c := newCompany(t)
	mc := c.as(library.RoleStockKeeper)
	one := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	two := c.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: c.customer(library.SizeClassIsSmallMedium).ref(),
		library.ServiceOrderEngineer: c.people[otherEngineer], library.ServiceOrderPlannedStart: c.Now.Add(time.Hour), library.ServiceOrderPlannedEnd: c.Now.Add(2 * time.Hour),
	})
	dialer := c.stocked("D4-26081731")
	c.configured(dialer, one)
	c.pass(dialer, library.DirectionIsOut)
	c.Wait(time.Hour)

	config := c.configured(dialer, two)
	c.says(dialer, library.DialerUnitOrder, two.ref())
	c.says(dialer, library.DialerUnitConfig, config.ref())
	slip := func(order rec) rec {
		return c.create(library.RoleStockKeeper, library.Allotment, form.Values{
			library.AllotmentOrder: order.ref(), library.AllotmentUnits: c.rows(form.Values{library.AllotmentUnitsRowUnit: dialer.ref()})})
	}
	right, wrong := slip(two), slip(one)
	const untested, strange = "dialer_unit.actions.allot.check.0", "allotment.actions.allot.check.0"
	c.refuses(right, library.AllotmentAllot, library.RoleStockKeeper, nil, untested)
	c.pass(dialer, library.DirectionIsOut)
	c.refuses(wrong, library.AllotmentAllot, library.RoleStockKeeper, nil, strange)
	mc.Act(right.form, right.id, library.AllotmentAllot)
	c.in(dialer, library.DialerUnitAllotted)
}

// An order wants so many dialers as none is allotted for yet; what comes back is wanted again.
func TestServiceOrder_dialersWanted(t *testing.T) {
	c := newCompany(t)
	order := c.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsInstall, library.ServiceOrderCustomer: c.customer(library.SizeClassIsSmallMedium).ref(),
		library.ServiceOrderEngineer: c.people[library.RoleEngineer], library.ServiceOrderPlannedStart: c.Now.Add(time.Hour), library.ServiceOrderPlannedEnd: c.Now.Add(2 * time.Hour),
	})
	wants := func(n int64) {
		t.Helper()
		c.says(order, library.ServiceOrderDialersDue, n)
	}
	dialer := c.stocked("D4-26081732")
	config := c.configured(dialer, order)
	wants(1)
	slip := c.slip(dialer, order)
	wants(0)
	c.as(library.RoleEngineer).Act(slip.form, slip.id, library.AllotmentReject, c.judged(slip, library.VerdictIsFail, "区号不对"))
	wants(1)
	c.as(library.RoleStockKeeper).Act(config.form, config.id, library.DialerConfigCancel, form.Values{library.DialerConfigCancelReason: "重开"})
	c.configured(dialer, order)
	slip = c.slip(dialer, order)
	c.as(library.RoleEngineer).Act(slip.form, slip.id, library.AllotmentCheck, c.judged(slip, library.VerdictIsPass, ""))
	c.as(library.RoleStockKeeper).Act(slip.form, slip.id, library.AllotmentIssue)
	wants(0)
	c.as(library.RoleEngineer).Act(dialer.form, dialer.id, library.DialerUnitBringBack)
	wants(1)
}

// Whatever takes a dialer from an order that wants one has it wanted again: it is taken down,
// or put in for another order.
func TestServiceOrder_dialersWantedAgain(t *testing.T) {
	for name, take := range map[string]func(*company, rec, rec){
		"taken down": func(c *company, dialer, customer rec) {
			c.as(library.RoleEngineer).Act(dialer.form, dialer.id, library.DialerUnitInstall, form.Values{library.DialerUnitCustomer: customer.ref()})
			c.as(library.RoleEngineer).Act(dialer.form, dialer.id, library.DialerUnitTakeDown)
		},
		"swapped in elsewhere": func(c *company, dialer, _ rec) {
			there := c.customer(library.SizeClassIsSmallMedium)
			old := c.fitted(c.stocked("D4-OLD"), there)
			order := c.ordered(library.OrderKindIsRepair, there, false)
			c.as(library.RoleEngineer).Act(order.form, order.id, library.ServiceOrderStart)
			swap := c.swap(order, old, dialer)
			c.as(library.RoleEngineer).Overriding("swap.fields.new.check.0", "急用").Act(swap.form, swap.id, library.SwapSwap)
		},
		"on another order's card": func(c *company, dialer, _ rec) {
			order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
			c.returnedCard(order, unit(dialer, library.UnitWorkIsInstalled, library.ConditionIsOk))
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t)
			customer := c.customer(library.SizeClassIsSmallMedium)
			order := c.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{
				library.ServiceOrderKind: library.OrderKindIsInstall, library.ServiceOrderCustomer: customer.ref(),
				library.ServiceOrderEngineer: c.people[library.RoleEngineer], library.ServiceOrderPlannedStart: c.Now.Add(24 * time.Hour), library.ServiceOrderPlannedEnd: c.Now.Add(26 * time.Hour),
			})
			dialer := c.issued("D4-NEW", order)
			c.says(order, library.ServiceOrderDialersDue, int64(0))

			take(c, dialer, customer)

			c.says(order, library.ServiceOrderDialersDue, int64(1))
		})
	}
}

// An engineer installs a dialer in hand without a network, and only that one.
func TestDialerUnit_installedByItsHolder(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	dialer := c.issued("D4-26081730", c.ordered(library.OrderKindIsRepair, customer, false))
	c.Incomplete = true

	c.step(dialer, library.DialerUnitInstall, []string{library.RoleEngineer}, form.Values{library.DialerUnitCustomer: customer.ref()})

	c.in(dialer, library.DialerUnitInstalled)
	c.says(dialer, library.DialerUnitPlace, library.PlaceIsCustomer)
	c.says(dialer, library.DialerUnitHolder, nil)
}

// BR-13: a serial number is registered once.
func TestDialerUnit_serialIsUnique(t *testing.T) {
	c := newCompany(t)
	c.stocked("D4-26081740")

	problems := c.as(library.RoleStockKeeper).NoCreate(library.DialerUnit, form.Values{
		library.DialerUnitSerial: "D4-26081740", library.DialerUnitModel: "IPD-4",
	})

	if len(problems) != 1 || problems[0].Key != "dialer_unit.unique.0" {
		t.Errorf("a second unit of that serial: %v", problems)
	}
}

// BR-14: a posted movement is corrected by a reversal only, and BR-10: finance audits, not
// who booked.
func TestStockMovement_reversed(t *testing.T) {
	c := newCompany(t)
	mc := []string{library.RoleStockKeeper}
	umbrella := c.gift("雨伞", 0)
	gift := func(way, reason string, n int64) rec {
		return c.create(library.RoleStockKeeper, library.StockMovement, form.Values{
			library.StockMovementKind: library.ItemKindIsGift, library.StockMovementWay: way, library.StockMovementReason: reason,
			library.StockMovementGift: umbrella.ref(), library.StockMovementQuantity: n, library.StockMovementRequestedBy: "市场部",
		})
	}
	in, out := gift(library.WayIsIn, library.MovementReasonIsPurchase, 10), gift(library.WayIsOut, library.MovementReasonIsGiftGiven, 4)
	c.step(in, library.StockMovementPost, mc, nil)
	c.refuses(out, library.StockMovementPost, library.RoleStockKeeper, nil, "stock_movement.actions.post.check.2") // DOC-18: to whom or on what occasion
	c.as(library.RoleStockKeeper).Set(out.form, out.id, form.Values{library.StockMovementOccasion: "回访随礼"})
	c.step(out, library.StockMovementPost, mc, nil)
	if problems := c.as(library.RoleStockKeeper).NoSet(out.form, out.id, form.Values{library.StockMovementQuantity: int64(5)}); len(problems) == 0 {
		t.Error("a posted movement was edited")
	}
	c.step(out, library.StockMovementEnterKingdee, mc, form.Values{library.StockMovementVoucherNo: "K3-9"})
	c.step(out, library.StockMovementDiffer, []string{library.RoleFinance}, form.Values{library.StockMovementDifference: "实盘少一件"})
	c.step(out, library.StockMovementReverse, mc, form.Values{library.StockMovementReversalReason: "数量有误"})
	reversal := c.one(library.StockMovement, library.StockMovementReverses, out)
	c.in(reversal, library.StockMovementPosted)
	c.says(reversal, library.StockMovementChange, int64(4))
	c.refuses(in, library.StockMovementAudit, library.RoleFinance, nil, form.KeyWrongState)
}

// DOC-16: the supervisor proposes, the manager decides.
func TestSupplier_decided(t *testing.T) {
	c := newCompany(t)
	supplier := c.create(library.RoleStockKeeper, library.Supplier, form.Values{library.SupplierName: "恒信通讯"})
	c.refuses(supplier, library.SupplierApprove, library.RoleManager, nil, "supplier.actions.approve.check.0")
	c.step(supplier, library.SupplierPropose, []string{library.RoleTechnicalSupervisor}, form.Values{
		library.SupplierProposal: library.SupplierStatusIsApproved, library.SupplierProposalReason: "三批全检合格",
	})

	c.step(supplier, library.SupplierApprove, []string{library.RoleManager}, nil)

	c.in(supplier, library.SupplierApproved)
}

// A-TS-3: the manager decides on what the technical supervisor proposes, either way.
func TestSupplier_declined(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("恒信通讯")
	propose := func() {
		c.step(supplier, library.SupplierPropose, supervisor, form.Values{library.SupplierProposal: library.SupplierStatusIsStopped, library.SupplierProposalReason: "退货太多"})
	}
	c.refuses(supplier, library.SupplierDecline, library.RoleManager, form.Values{library.SupplierDeclined: "x"}, form.KeyNotOffered)
	propose()
	c.refuses(supplier, library.SupplierDecline, library.RoleManager, nil, library.SupplierDeclined)
	before := len(c.Told)
	c.step(supplier, library.SupplierDecline, manager, form.Values{library.SupplierDeclined: "没有别的货源"})
	c.told(before, library.RoleTechnicalSupervisor, "供应商评定的提议未采纳，请看原因")
	c.in(supplier, library.SupplierWatch)
	c.says(supplier, library.SupplierProposal, nil)
	c.refuses(supplier, library.SupplierStop, library.RoleManager, nil, "supplier.actions.stop.check.0")

	propose()
	c.says(supplier, library.SupplierDeclined, nil)
	c.step(supplier, library.SupplierStop, manager, nil)
}

// DOC-11: a cancelled order gives its dialer back to the stock.
func TestAllotment_cancelled(t *testing.T) {
	c := newCompany(t)
	order := c.ordered(library.OrderKindIsRepair, c.customer(library.SizeClassIsSmallMedium), false)
	dialer := c.stocked("D4-26081750")
	c.configured(dialer, order)
	slip := c.slip(dialer, order)
	c.as(library.RoleTechnicalAssistant).Act(order.form, order.id, library.ServiceOrderCancel,
		form.Values{library.ServiceOrderCancelReason: "客户取消"})

	c.step(slip, library.AllotmentCancel, []string{library.RoleStockKeeper}, nil)

	c.in(dialer, library.DialerUnitInStock)
	c.says(dialer, library.DialerUnitHolder, nil)
	c.says(dialer, library.DialerUnitOrder, nil)
}

// DOC-11: a spare that was issued for one order and fitted at another is the other's; taken
// down again it is nobody's.
func TestDialerUnit_belongsToTheOrderThatFittedIt(t *testing.T) {
	c := newCompany(t)
	first := c.ordered(library.OrderKindIsRepair, c.customer(library.SizeClassIsSmallMedium), false)
	spare := c.issued("D4-26081751", first)
	c.says(spare, library.DialerUnitOrder, first.ref())
	c.as(library.RoleEngineer).Act(first.form, first.id, library.ServiceOrderStart)
	c.as(library.RoleEngineer).Act(first.form, first.id, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
	there := c.customer(library.SizeClassIsSmallMedium)
	fit := func(work string) rec {
		order := c.ordered(library.OrderKindIsMaintenance, there, false)
		card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
		ae := c.as(library.RoleEngineer)
		ae.Act(order.form, order.id, library.ServiceOrderStart)
		ae.Set(card.form, card.id, c.card(unit(spare, work, library.ConditionIsOk)))
		ae.Act(order.form, order.id, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
		ae.Act(card.form, card.id, library.FeedbackCardFill)
		return order
	}

	second := fit(library.UnitWorkIsInstalled)
	c.says(spare, library.DialerUnitOrder, second.ref())

	fit(library.UnitWorkIsRemoved)
	c.in(spare, library.DialerUnitAwaitingInspection)
	c.says(spare, library.DialerUnitOrder, nil)
}

// DOC-14: a failed regular check takes a dialer out of the stock, a failed out-test back
// into it.
func TestQualityTest_failed(t *testing.T) {
	c := newCompany(t)
	fails := func(dialer rec, direction string) {
		test := c.create(library.RoleStockKeeper, library.QualityTest, form.Values{
			library.QualityTestUnit: dialer.ref(), library.QualityTestDirection: direction,
			library.QualityTestItems: c.ticked(library.QualityTest, library.QualityTestItems),
		})
		c.step(test, library.QualityTestFail, []string{library.RoleStockKeeper}, form.Values{
			library.QualityTestDefect: library.FaultCodeIsL02, library.QualityTestDefectNote: "抓不到外线",
		})
	}
	shelved, prepared := c.stocked("D4-26081760"), c.stocked("D4-26081761")
	c.configured(prepared, c.ordered(library.OrderKindIsRepair, c.customer(library.SizeClassIsSmallMedium), false))

	fails(shelved, library.DirectionIsRegular)
	fails(prepared, library.DirectionIsOut)

	c.in(shelved, library.DialerUnitDamaged)
	c.in(prepared, library.DialerUnitInStock)
	c.refuses(shelved, library.DialerUnitSell, library.RoleStockKeeper, form.Values{library.DialerUnitBuyer: "某公司"}, form.KeyWrongState)
}

// BR-12: a dialer is sold after its out-test. DOC-17, RPT-10: the movement says for how much
// and to whom, a customer of ours by his name; what it cost is another matter.
func TestDialerUnit_sold(t *testing.T) {
	c := newCompany(t)
	dialer := c.stocked("D4-26081770")
	customer := c.customer(library.SizeClassIsKey)
	buyer := form.Values{library.DialerUnitBuyer: "某公司", library.DialerUnitSalePrice: int64(59800)}
	c.refuses(dialer, library.DialerUnitSell, library.RoleStockKeeper, buyer, "dialer_unit.actions.sell.check.1")

	c.pass(dialer, library.DirectionIsOut)
	c.refuses(dialer, library.DialerUnitSell, library.RoleStockKeeper, form.Values{library.DialerUnitBuyer: "某公司"}, library.DialerUnitSalePrice)
	c.step(dialer, library.DialerUnitSell, []string{library.RoleStockKeeper}, buyer)
	c.in(dialer, library.DialerUnitSold)
	c.says(dialer, library.DialerUnitPlace, library.PlaceIsGone)
	sale := c.sale(dialer)
	c.says(sale, library.StockMovementUnitPrice, int64(59800))
	c.says(sale, library.StockMovementCounterparty, "某公司")
	c.step(sale, library.StockMovementCorrect, keeper, form.Values{library.StockMovementReversalReason: "打折", library.StockMovementRightPrice: int64(49800)})
	c.says(dialer, library.DialerUnitSalePrice, int64(49800))
	c.step(dialer, library.DialerUnitReturnSold, keeper, nil)
	c.says(dialer, library.DialerUnitSalePrice, nil)

	other := c.stocked("D4-26081771")
	c.pass(other, library.DirectionIsOut)
	c.step(other, library.DialerUnitSell, keeper, form.Values{library.DialerUnitCustomer: customer.ref(), library.DialerUnitSalePrice: int64(0)})
	c.says(c.sale(other), library.StockMovementCounterparty, c.value(customer, library.CustomerName))
	c.says(c.sale(other), library.StockMovementUnitPrice, int64(0))
}

// sale is the movement by which a dialer was sold.
func (c *company) sale(unit rec) rec {
	c.t.Helper()
	for _, m := range c.all(library.StockMovement, library.StockMovementUnit, unit) {
		if c.value(m, library.StockMovementReason) == library.MovementReasonIsSale {
			return m
		}
	}
	c.t.Fatal("it was not sold")
	return rec{}
}

// SET-18: Kingdee is entered on the same working day, by the stock keeper.
func TestExternalEntry_kingdee(t *testing.T) {
	c := newCompany(t)
	dialer := c.stocked("D4-26081780")
	entry := c.one(library.ExternalEntry, library.ExternalEntrySource, c.one(library.StockMovement, library.StockMovementUnit, dialer))

	c.says(entry, library.ExternalEntryEntryDue, time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
	c.refuses(entry, library.ExternalEntryEnter, library.RoleTechnicalAssistant, nil, "external_entry.actions.enter.check.0")
	c.as(library.RoleStockKeeper).Act(entry.form, entry.id, library.ExternalEntryEnter)
	c.step(entry, library.ExternalEntryMarkWrong, []string{library.RoleFinance, library.RoleIntakeSupervisor},
		form.Values{library.ExternalEntryWrongField: "数量"})
	c.step(entry, library.ExternalEntryCorrect, []string{library.RoleStockKeeper}, form.Values{library.ExternalEntryCorrection: "已改"})

	c.in(entry, library.ExternalEntryCorrected)
}

// SET-27: what lies in stock is checked anew once its last test is that old, and once only
// while the check is open.
func TestQualityTest_regular(t *testing.T) {
	c := newCompany(t)
	old := c.stocked("D4-25110001")
	c.Wait(20 * 24 * time.Hour)
	c.stocked("D4-25110002")
	f := c.Lib.Form(library.QualityTest)
	opened := func() []form.Opening {
		t.Helper()
		openings, err := f.Openings(c.Env(form.ID{}, nil), f.Every[0], c.Lib.Calendar.Day(c.Now))
		if err != nil {
			t.Fatal(err)
		}
		return openings
	}

	c.Now = time.Date(2026, 12, 21, 0, 0, 0, 0, time.UTC) // the Monday before a month has passed
	if due := opened(); len(due) != 0 {
		t.Errorf("opened before its time: %v", due)
	}
	c.Wait(7 * 24 * time.Hour)
	due := opened()
	if len(due) != 1 || !form.Equal(due[0].Values[library.QualityTestUnit], old.ref()) || due[0].Values[library.QualityTestDirection] != library.DirectionIsRegular {
		t.Fatalf("opened %v", due)
	}
	c.Put(&form.Record{ID: due[0].Ref.ID, Form: library.QualityTest, State: library.QualityTestToTest, CreatedAt: c.Now, Values: due[0].Values})
	c.Wait(7 * 24 * time.Hour)
	for _, o := range opened() {
		if form.Equal(o.Values[library.QualityTestUnit], old.ref()) {
			t.Error("opened again while the check is open")
		}
	}

	c.Set(library.Setting27, form.Length{N: 12, Unit: "month"})
	if due := opened(); len(due) != 0 {
		t.Errorf("opened although it is set to a year: %v", due)
	}
}

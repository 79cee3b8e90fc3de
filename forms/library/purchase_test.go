package library_test

import (
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// bought is a purchase request that the manager has approved and the stock keeper ordered.
func (c *company) bought(request rec, n int64) rec {
	c.t.Helper()
	mc := c.as(library.RoleStockKeeper)
	mc.Set(request.form, request.id, form.Values{library.ReplenishmentNeedOn: form.Date("2026-12-10"), library.ReplenishmentQuantity: n})
	mc.Act(request.form, request.id, library.ReplenishmentSubmit)
	c.as(library.RoleManager).Act(request.form, request.id, library.ReplenishmentApprove)
	mc.Act(request.form, request.id, library.ReplenishmentOrder, form.Values{library.ReplenishmentOrderedNo: "PO-1"})
	return request
}

// DOC-20: what is sent back has not arrived. The supplier's next lot is of the same request,
// and may bear the same number.
func TestReplenishment_countsWhatIsTaken(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("恒信通讯")
	model := c.modelled("IPD-4", supplier, 4, 12)
	request := c.bought(c.one(library.Replenishment, library.ReplenishmentProduct, model), 2)
	come := func(serial, fault string) rec {
		lot := c.arrived(supplier, model, "D4-2611A", form.Values{library.ArrivalRequest: request.ref()})
		units := c.received(lot, 2, 2, serial)
		c.step(lot, library.ArrivalInspect, keeper, nil)
		for _, u := range units {
			c.tested(u, fault)
		}
		return lot
	}

	bad := come("BAD", library.FaultCodeIsP01)
	c.step(bad, library.ArrivalRefuse, keeper, form.Values{library.ArrivalRefusal: "上电无反应"})
	c.in(request, library.ReplenishmentOrdered)
	c.says(request, library.ReplenishmentArrived, int64(0))

	good := come("GOOD", "")
	c.in(request, library.ReplenishmentOrdered) // not before it is taken
	c.refuses(request, library.ReplenishmentCancel, library.RoleStockKeeper, form.Values{library.ReplenishmentCancelReason: "x"}, "replenishment.actions.cancel.check.1")
	c.step(good, library.ArrivalAccept, keeper, nil)
	c.in(request, library.ReplenishmentArrivedAll)
	c.says(request, library.ReplenishmentArrived, int64(2))
}

// What was paid for in advance and never comes is closed, with the reason.
func TestReplenishment_paidForNothing(t *testing.T) {
	c := newCompany(t)
	model := c.modelled("IPD-4", c.supplied("恒信通讯"), 4, 12)
	request := c.bought(c.one(library.Replenishment, library.ReplenishmentProduct, model), 2)
	c.step(request, library.ReplenishmentPay, finance, form.Values{library.ReplenishmentPaidOn: form.Date("2026-11-30")})
	c.refuses(request, library.ReplenishmentCancel, library.RoleStockKeeper, form.Values{library.ReplenishmentCancelReason: "x"}, "replenishment.actions.cancel.check.0")
	c.refuses(request, library.ReplenishmentClose, library.RoleStockKeeper, nil, "replenishment.actions.close.check.1")

	c.step(request, library.ReplenishmentClose, keeper, form.Values{library.ReplenishmentShortReason: "整批退货，货款已退"})

	c.in(request, library.ReplenishmentClosed)
}

// A-MGR-4: what was sent back for its money, or never came, takes nothing from the budget any
// more; what arrived does.
func TestReplenishment_givesBackToTheBudget(t *testing.T) {
	c := newCompany(t)
	c.Set(library.Setting40, int64(1000000))
	supplier := c.supplied("礼品公司")
	asked := func(name string, price, n int64) rec {
		request := c.create(library.RoleStockKeeper, library.Replenishment, form.Values{
			library.ReplenishmentGift: c.gift(name, 0).ref(), library.ReplenishmentSupplier: supplier.ref(), library.ReplenishmentPrice: price,
			library.ReplenishmentQuantity: n, library.ReplenishmentNeedOn: form.Date("2026-12-10"),
		})
		c.as(library.RoleStockKeeper).Act(request.form, request.id, library.ReplenishmentSubmit)
		return request
	}
	const beyond = "replenishment.actions.approve.check.0"
	request := c.bought(c.create(library.RoleStockKeeper, library.Replenishment, form.Values{
		library.ReplenishmentGift: c.gift("雨伞", 0).ref(), library.ReplenishmentSupplier: supplier.ref(), library.ReplenishmentPrice: int64(8000),
	}), 100)
	c.step(request, library.ReplenishmentPay, finance, form.Values{library.ReplenishmentPaidOn: form.Date("2026-11-30")})
	c.step(request, library.ReplenishmentReceive, keeper, form.Values{library.ReplenishmentGot: int64(40)})
	again := asked("折叠雨伞", 8000, 60)
	c.refuses(again, library.ReplenishmentApprove, library.RoleManager, nil, beyond)
	c.step(request, library.ReplenishmentClose, keeper, form.Values{library.ReplenishmentShortReason: "退回60件，货款已退"})
	c.says(request, library.ReplenishmentAmount, int64(320000))

	c.step(again, library.ReplenishmentApprove, manager, nil)
	c.refuses(asked("台历", 8000, 26), library.ReplenishmentApprove, library.RoleManager, nil, beyond)
	c.step(asked("挂历", 8000, 25), library.ReplenishmentApprove, manager, nil)
}

// BR-15: what is being inspected is on its way, and not asked for again.
func TestReplenishment_isAskedForOnce(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("恒信通讯")
	model := c.modelled("IPD-4", supplier, 4, 12)
	request := c.bought(c.one(library.Replenishment, library.ReplenishmentProduct, model), 10)
	lot := c.arrived(supplier, model, "L", form.Values{library.ArrivalRequest: request.ref()})
	c.received(lot, 10, 10, "L")
	c.as(library.RoleStockKeeper).Act(lot.form, lot.id, library.ArrivalInspect)

	single := c.create(library.RoleStockKeeper, library.DialerUnit, form.Values{library.DialerUnitSerial: "D4-1", library.DialerUnitProduct: model.ref()})
	c.pass(single, library.DirectionIsIn)
	c.sold(single)

	c.one(library.Replenishment, library.ReplenishmentProduct, model)
}

// A lot of another model is none of the request's.
func TestArrival_isOfTheModelThatWasOrdered(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("恒信通讯")
	model, other := c.modelled("IPD-4", supplier, 4, 12), c.modelled("IPD-8", supplier, 0, 12)
	request := c.bought(c.one(library.Replenishment, library.ReplenishmentProduct, model), 2)
	lot := c.arrived(supplier, other, "L", form.Values{library.ArrivalRequest: request.ref()})
	c.received(lot, 2, 2, "L")

	c.refuses(lot, library.ArrivalInspect, library.RoleStockKeeper, nil, "arrival.fields.product.check.0")
	c.as(library.RoleStockKeeper).Set(lot.form, lot.id, form.Values{library.ArrivalRequest: nil})
	c.step(lot, library.ArrivalInspect, keeper, nil)
}

// Gifts come in parts too, and the rest is received like the first.
func TestReplenishment_giftsComeInParts(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("礼品公司")
	gift := c.gift("雨伞", 0)
	request := c.bought(c.create(library.RoleStockKeeper, library.Replenishment, form.Values{
		library.ReplenishmentGift: gift.ref(), library.ReplenishmentSupplier: supplier.ref(), library.ReplenishmentPrice: int64(3500),
	}), 100)
	for _, part := range []struct {
		got   int64
		state string
		left  any
	}{{30, library.ReplenishmentPartlyArrived, int64(30)}, {20, library.ReplenishmentPartlyArrived, int64(50)}, {50, library.ReplenishmentArrivedAll, int64(100)}} {
		c.refuses(request, library.ReplenishmentReceive, library.RoleStockKeeper, nil, form.KeyRequired)
		c.step(request, library.ReplenishmentReceive, keeper, form.Values{library.ReplenishmentGot: part.got})
		c.in(request, part.state)
		c.says(request, library.ReplenishmentArrived, part.left)
		c.says(gift, library.GiftQuantity, part.left)
	}
}

// A receipt of gifts that was typed wrong and reversed has not arrived: the delivery as it
// was is received, nothing is asked for anew, and the request is not done before.
func TestReplenishment_receiptReversed(t *testing.T) {
	for wrong, want := range map[int64]string{100: library.ReplenishmentOrdered, 70: library.ReplenishmentPartlyArrived} {
		c := newCompany(t)
		supplier := c.supplied("礼品公司")
		gift := c.gift("雨伞", 0)
		c.step(gift, library.GiftPropose, keeper, form.Values{library.GiftWantedLeast: int64(5), library.GiftWantedMost: int64(100)})
		c.step(gift, library.GiftAgree, intake, nil)
		request := c.one(library.Replenishment, library.ReplenishmentGift, gift)
		c.as(library.RoleStockKeeper).Set(request.form, request.id, form.Values{library.ReplenishmentSupplier: supplier.ref(), library.ReplenishmentPrice: int64(3500)})
		c.bought(request, 100)
		if wrong < 100 {
			c.step(request, library.ReplenishmentReceive, keeper, form.Values{library.ReplenishmentGot: 100 - wrong})
		}
		c.step(request, library.ReplenishmentReceive, keeper, form.Values{library.ReplenishmentGot: wrong})
		c.in(request, library.ReplenishmentArrivedAll)
		c.refuses(request, library.ReplenishmentReceive, library.RoleStockKeeper, form.Values{library.ReplenishmentGot: int64(1)}, form.KeyNotOffered)
		var receipt rec
		for _, m := range c.all(library.StockMovement, library.StockMovementGift, gift) {
			if c.value(m, library.StockMovementQuantity) == wrong {
				receipt = m
			}
		}
		c.step(receipt, library.StockMovementReverse, keeper, form.Values{library.StockMovementReversalReason: "实到10件"})
		c.in(request, want)
		c.says(request, library.ReplenishmentArrived, 100-wrong)
		c.one(library.Replenishment, library.ReplenishmentGift, gift)

		c.step(request, library.ReplenishmentReceive, keeper, form.Values{library.ReplenishmentGot: int64(10)})
		c.in(request, library.ReplenishmentPartlyArrived)
		c.says(request, library.ReplenishmentArrived, 100-wrong+10)
		c.says(gift, library.GiftQuantity, 100-wrong+10)
	}
}

// Where the gift is asked for anew by the time its receipt is reversed, the old request stays
// as it is, and what arrives is received on it all the same.
func TestReplenishment_receiptReversedWhenMoreIsAskedFor(t *testing.T) {
	c := newCompany(t)
	supplier := c.supplied("礼品公司")
	gift := c.gift("雨伞", 0)
	asked := func() rec {
		return c.create(library.RoleStockKeeper, library.Replenishment, form.Values{
			library.ReplenishmentGift: gift.ref(), library.ReplenishmentSupplier: supplier.ref(), library.ReplenishmentPrice: int64(3500)})
	}
	request := c.bought(asked(), 100)
	c.step(request, library.ReplenishmentReceive, keeper, form.Values{library.ReplenishmentGot: int64(100)})
	asked()
	receipt := c.one(library.StockMovement, library.StockMovementGift, gift)
	c.step(receipt, library.StockMovementReverse, keeper, form.Values{library.StockMovementReversalReason: "实到10件"})
	c.in(request, library.ReplenishmentArrivedAll)
	c.step(request, library.ReplenishmentReceive, keeper, form.Values{library.ReplenishmentGot: int64(10)})
	c.says(request, library.ReplenishmentArrived, int64(10))

	// A reversal is not reversed itself, which would leave books that no count can read: what
	// was reversed by mistake is booked anew.
	for _, m := range c.all(library.StockMovement, library.StockMovementGift, gift) {
		if c.value(m, library.StockMovementReverses) != nil {
			c.refuses(m, library.StockMovementReverse, library.RoleStockKeeper, form.Values{library.StockMovementReversalReason: "冲错了"}, form.KeyNotOffered)
		}
	}
	c.step(request, library.ReplenishmentReceive, keeper, form.Values{library.ReplenishmentGot: int64(100)})
	c.says(request, library.ReplenishmentArrived, int64(110))
	c.says(gift, library.GiftQuantity, int64(110))
}

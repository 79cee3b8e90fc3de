package library_test

import (
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// booked is how many of a dialer the books of the warehouse have, with what is yet to be
// posted.
func (c *company) booked(unit rec) int64 {
	c.t.Helper()
	sum := int64(0)
	for _, m := range c.all(library.StockMovement, library.StockMovementUnit, unit) {
		change, _ := c.value(m, library.StockMovementChange).(int64)
		sum += change
	}
	return sum
}

// BR-14: what was booked wrong of a dialer is reversed and booked right in one act. The books
// stay with the dialer, whatever becomes of it then, and are never short on the way.
func TestStockMovement_ofADialerIsCorrected(t *testing.T) {
	c := newCompany(t)
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	unit := c.issued("D4-1", order)
	for _, m := range c.all(library.StockMovement, library.StockMovementUnit, unit) {
		c.step(m, library.StockMovementEnterKingdee, keeper, form.Values{library.StockMovementVoucherNo: "K3-1"})
		c.step(m, library.StockMovementDiffer, finance, form.Values{library.StockMovementDifference: "单价与发票不符"})
		c.refuses(m, library.StockMovementReverse, library.RoleStockKeeper, form.Values{library.StockMovementReversalReason: "单价"}, form.KeyNotOffered)

		c.step(m, library.StockMovementCorrect, keeper, form.Values{library.StockMovementReversalReason: "单价", library.StockMovementRightPrice: int64(41000)})

		c.in(m, library.StockMovementReversed)
		right := c.one(library.StockMovement, library.StockMovementCorrects, m)
		c.in(right, library.StockMovementPosted)
		c.says(right, library.StockMovementUnitPrice, int64(41000))
		for _, column := range []string{library.StockMovementWay, library.StockMovementReason, library.StockMovementItem, library.StockMovementUnit, library.StockMovementOrder} {
			c.says(right, column, c.value(m, column))
		}
		c.in(c.one(library.StockMovement, library.StockMovementReverses, m), library.StockMovementPosted)
	}
	for _, m := range c.all(library.StockMovement, library.StockMovementUnit, unit) {
		c.says(m, library.StockMovementShort, nil)
	}
	if n := c.booked(unit); n != 0 {
		t.Errorf("with its engineer, the books have %d of it", n)
	}

	c.as(library.RoleEngineer).Act(unit.form, unit.id, library.DialerUnitBringBack)
	c.pass(unit, library.DirectionIsIn)

	if n := c.booked(unit); n != 1 {
		t.Errorf("brought back, the books have %d of it", n)
	}
}

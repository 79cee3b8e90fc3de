package library_test

import (
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// BR-36: what is open is cancelled with a reason, never deleted.
func TestCancel_givesAReason(t *testing.T) {
	c := newCompany(t)
	unit := c.stocked("D4-25110001")
	customer := c.customer(library.SizeClassIsSmallMedium)
	test := c.create(library.RoleStockKeeper, library.QualityTest, form.Values{
		library.QualityTestUnit: unit.ref(), library.QualityTestDirection: library.DirectionIsRegular,
	})
	movement := c.create(library.RoleStockKeeper, library.StockMovement, form.Values{
		library.StockMovementKind: library.ItemKindIsGift, library.StockMovementWay: library.WayIsIn, library.StockMovementReason: library.MovementReasonIsPurchase,
		library.StockMovementItem: "台历", library.StockMovementQuantity: int64(10), library.StockMovementRequestedBy: "市场部",
	})
	issue := c.create(library.RoleEngineer, library.DifficultIssue, form.Values{library.DifficultIssueDescription: "通话中断"})
	entry := c.one(library.ExternalEntry, library.ExternalEntrySource, c.all(library.StockMovement, library.StockMovementUnit, unit)[0])

	for _, one := range []struct {
		rec            rec
		action, reason string
		may            []string
		state          string
	}{
		{test, library.QualityTestCancel, library.QualityTestCancelReason, []string{library.RoleStockKeeper}, library.QualityTestCancelled},
		{movement, library.StockMovementCancel, library.StockMovementCancelReason, []string{library.RoleStockKeeper}, library.StockMovementCancelled},
		{issue, library.DifficultIssueCancel, library.DifficultIssueCancelReason,
			[]string{library.RoleEngineer, library.RoleTechnicalSupervisor}, library.DifficultIssueCancelled},
		{entry, library.ExternalEntryCancel, library.ExternalEntryCancelReason, []string{library.RoleIntakeSupervisor}, library.ExternalEntryCancelled},
		{customer, library.CustomerCancel, library.CustomerChangeReason,
			[]string{library.RoleTechnicalAssistant, library.RoleRepresentative2}, library.CustomerCancelled},
	} {
		c.refuses(one.rec, one.action, one.may[0], nil, one.reason)
		c.step(one.rec, one.action, one.may, form.Values{one.reason: "录入有误"})
		c.in(one.rec, one.state)
	}
}

// An order that waits for an answer goes on when the question is taken back.
func TestDifficultIssue_takenBack(t *testing.T) {
	c := newCompany(t)
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	ae := c.as(library.RoleEngineer)
	ae.Act(order.form, order.id, library.ServiceOrderStart)
	ae.Act(order.form, order.id, library.ServiceOrderEscalate, form.Values{library.ServiceOrderStuckOn: "收不到按键"})
	issue := c.one(library.DifficultIssue, library.DifficultIssueOrder, order)

	ae.Act(issue.form, issue.id, library.DifficultIssueCancel, form.Values{library.DifficultIssueCancelReason: "已自行解决"})

	c.in(order, library.ServiceOrderInProgress)
}

// The slip of an order that is cancelled itself needs no reason of its own.
func TestAllotment_cancelledWithItsOrder(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	first := c.ordered(library.OrderKindIsMaintenance, customer, false)
	second := c.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: customer.ref(),
		library.ServiceOrderEngineer: c.people[otherEngineer],
	})
	allotted := func(serial string, order rec) rec {
		unit := c.stocked(serial)
		c.configured(unit, order)
		return c.slip(unit, order)
	}
	slip, other := allotted("D4-25110001", first), allotted("D4-25110002", second)
	c.as(library.RoleTechnicalAssistant).Act(first.form, first.id, library.ServiceOrderCancel, form.Values{library.ServiceOrderCancelReason: "客户退订"})

	c.as(library.RoleStockKeeper).Act(slip.form, slip.id, library.AllotmentCancel)
	c.refuses(other, library.AllotmentCancel, library.RoleStockKeeper, nil, "allotment.actions.cancel.check.0")
	c.as(library.RoleStockKeeper).Act(other.form, other.id, library.AllotmentCancel, form.Values{library.AllotmentCancelReason: "换型号"})

	c.in(slip, library.AllotmentCancelled)
	c.in(other, library.AllotmentCancelled)
}

package library_test

import (
	"slices"
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

// Work that was done goes on to the office though its order is cancelled: what was put in is
// in, and the card says so (BR-36).
func TestServiceOrder_cancelledWithItsCardFilled(t *testing.T) {
	for name, moved := range map[string]bool{"in progress": false, "moved": true} {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t)
			customer := c.customer(library.SizeClassIsSmallMedium)
			order := c.ordered(library.OrderKindIsRepair, customer, false)
			put := c.issued("D4-NEW", order)
			ae, ta := c.as(library.RoleEngineer), c.as(library.RoleTechnicalAssistant)
			ae.Act(order.form, order.id, library.ServiceOrderStart)
			card, repair := c.one(library.FeedbackCard, library.FeedbackCardOrder, order), c.one(library.RepairCard, library.RepairCardOrder, order)
			values := c.card(unit(put, library.UnitWorkIsInstalled, library.ConditionIsOk))
			values[library.FeedbackCardFinishedAt] = c.Now
			ae.Set(card.form, card.id, values)
			ae.Act(card.form, card.id, library.FeedbackCardFill)
			if moved {
				ta.Act(order.form, order.id, library.ServiceOrderReschedule, form.Values{library.ServiceOrderMovedBy: library.MovedByIsCustomer, library.ServiceOrderRescheduleNote: "改天再来"})
			}

			ta.Act(order.form, order.id, library.ServiceOrderCancel, form.Values{library.ServiceOrderCancelReason: "客户不要了"})

			if told := c.Told[len(c.Told)-1]; told.Label.Zh != "服务单已取消；反馈卡已填写，请交卡" || !slices.Equal(told.To, []form.ID{c.people[library.RoleEngineer]}) {
				t.Errorf("%v hear %q", told.To, told.Label.Zh)
			}
			c.in(card, library.FeedbackCardFilled)
			c.in(repair, library.RepairCardBlank)
			c.step(card, library.FeedbackCardHandIn, []string{library.RoleEngineer}, nil)
			c.says(card, library.FeedbackCardReturnMet, c.value(card, library.FeedbackCardReceivedAt))
			ta.Act(card.form, card.id, library.FeedbackCardReturn, form.Values{library.FeedbackCardMissing: "客户签字不清"})
			ae.Act(card.form, card.id, library.FeedbackCardComplete)
			c.step(card, library.FeedbackCardCheck, []string{library.RoleTechnicalAssistant}, nil)
			c.step(card, library.FeedbackCardEnter, []string{library.RoleTechnicalAssistant}, nil)
			c.in(order, library.ServiceOrderCancelled)
			c.says(order, library.ServiceOrderVerdict, nil)
			c.in(put, library.DialerUnitInstalled)
			c.one(library.ExternalEntry, library.ExternalEntrySource, order)
		})
	}
}

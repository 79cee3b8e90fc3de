package library_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// DOC-05: a new engineer accepts anew, and the card is that engineer's.
func TestServiceOrder_reassigned(t *testing.T) {
	c := newCompany(t)
	office := []string{library.RoleTechnicalAssistant}
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	planned := c.value(order, library.ServiceOrderPlannedStart)
	c.says(order, library.ServiceOrderRescheduleLog, nil) // assigning changes nothing
	start := c.Now.Add(6 * time.Hour)
	wish := form.Values{
		library.ServiceOrderEngineer: c.people[otherEngineer], library.ServiceOrderPlannedStart: start,
		library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	}

	// BR-04: every reassignment keeps a reason.
	c.refuses(order, library.ServiceOrderReassign, library.RoleTechnicalAssistant, wish, library.ServiceOrderReassignReason)
	wish[library.ServiceOrderReassignReason] = "工程师请假"
	c.step(order, library.ServiceOrderReassign, office, wish)
	c.in(order, library.ServiceOrderAssigned)
	c.says(card, library.FeedbackCardEngineer, c.people[otherEngineer])
	c.says(card, library.FeedbackCardReturnDue, nil)
	log, _ := c.value(order, library.ServiceOrderRescheduleLog).([]form.Row)
	if len(log) != 1 || log[0].Values[library.ServiceOrderRescheduleLogRowPersonThen] != c.people[library.RoleEngineer] ||
		!form.Equal(log[0].Values[library.ServiceOrderRescheduleLogRowStartThen], planned) {
		t.Errorf("the log does not say who had the order and when: %v", log)
	}

	c.refuses(order, library.ServiceOrderAccept, library.RoleEngineer, form.Values{library.ServiceOrderHeaderCorrect: true}, form.KeyWhoMay)
	c.step(order, library.ServiceOrderAccept, []string{otherEngineer}, form.Values{library.ServiceOrderHeaderCorrect: true})
	taken, _ := c.value(order, library.ServiceOrderTakenAt).(time.Time)
	c.says(card, library.FeedbackCardReturnDue, taken.Add(24*time.Hour))
}

// M-39: an engineer who finds the header wrong says what is wrong.
func TestServiceOrder_headerIsWrong(t *testing.T) {
	c := newCompany(t)
	start := c.Now.Add(time.Hour)
	order := c.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: c.customer(library.SizeClassIsKey).ref(),
		library.ServiceOrderEngineer:     c.people[library.RoleEngineer],
		library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	})
	c.as(library.RoleTechnicalAssistant).Act(order.form, order.id, library.ServiceOrderAssign)

	c.refuses(order, library.ServiceOrderAccept, library.RoleEngineer, nil, library.ServiceOrderHeaderCorrect)
	c.refuses(order, library.ServiceOrderAccept, library.RoleEngineer,
		form.Values{library.ServiceOrderHeaderCorrect: false}, "service_order.actions.accept.check.0")
	c.step(order, library.ServiceOrderAccept, []string{library.RoleEngineer},
		form.Values{library.ServiceOrderHeaderCorrect: false, library.ServiceOrderHeaderFault: "地址缺楼层"})
	c.step(order, library.ServiceOrderCorrect, []string{library.RoleTechnicalAssistant},
		form.Values{library.ServiceOrderAddress: "怀德路66号3栋2楼"})

	c.says(order, library.ServiceOrderAddress, "怀德路66号3栋2楼")
}

// BR-06: no engineer holds two orders at one time.
func TestServiceOrder_overlap(t *testing.T) {
	c := newCompany(t)
	first := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	start, _ := c.value(first, library.ServiceOrderPlannedStart).(time.Time)
	second := c.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: c.customer(library.SizeClassIsSmallMedium).ref(),
		library.ServiceOrderEngineer:     c.people[library.RoleEngineer],
		library.ServiceOrderPlannedStart: start.Add(30 * time.Minute), library.ServiceOrderPlannedEnd: start.Add(2 * time.Hour),
	})

	c.refuses(second, library.ServiceOrderAssign, library.RoleTechnicalAssistant, nil, "service_order.unique.0")
	c.as(library.RoleTechnicalAssistant).Set(second.form, second.id, form.Values{library.ServiceOrderPlannedStart: start.Add(time.Hour)})
	c.step(second, library.ServiceOrderAssign, []string{library.RoleTechnicalAssistant}, nil)
}

// DOC-05, BR-07: a visit that the customer moves keeps the time of taking the order; moved
// beyond the 24 h, its special reason is filled in.
func TestServiceOrder_movedByTheCustomer(t *testing.T) {
	c := newCompany(t)
	office := []string{library.RoleTechnicalAssistant}
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	appointment := c.appointed(order)
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	taken := c.value(order, library.ServiceOrderTakenAt)
	moved := form.Values{library.ServiceOrderMovedBy: library.MovedByIsCustomer, library.ServiceOrderRescheduleNote: "客户临时有事"}

	c.step(order, library.ServiceOrderAskReschedule, []string{library.RoleEngineer}, moved)
	c.step(order, library.ServiceOrderReschedule, office, moved)
	c.in(order, library.ServiceOrderRescheduled)
	c.in(appointment, library.AppointmentMovedByCustomer)
	c.refuses(order, library.ServiceOrderSetDateToTake, library.RoleTechnicalAssistant, nil, form.KeyNotOffered)
	start := c.Now.Add(50 * time.Hour)
	c.step(order, library.ServiceOrderSetDate, office, form.Values{
		library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	})

	c.in(order, library.ServiceOrderAccepted)
	c.in(appointment, library.AppointmentToBook)
	c.says(order, library.ServiceOrderTakenAt, taken)
	c.says(card, library.FeedbackCardLateReason, library.LateReasonIsCustomerMoved)
}

// An order that the office cancelled while the engineer finished it without a network
// counts as finished, and its card is taken up again.
func TestServiceOrder_finishedDespiteCancelled(t *testing.T) {
	c := newCompany(t)
	order := c.ordered(library.OrderKindIsRepair, c.customer(library.SizeClassIsSmallMedium), false)
	c.as(library.RoleEngineer).Act(order.form, order.id, library.ServiceOrderStart)
	card, repair := c.one(library.FeedbackCard, library.FeedbackCardOrder, order), c.one(library.RepairCard, library.RepairCardOrder, order)
	c.refuses(order, library.ServiceOrderCancel, library.RoleTechnicalAssistant, nil, library.ServiceOrderCancelReason)
	c.step(order, library.ServiceOrderCancel, []string{library.RoleTechnicalAssistant}, form.Values{library.ServiceOrderCancelReason: "客户取消"})
	c.in(card, library.FeedbackCardCancelled)
	c.says(card, library.FeedbackCardReturnMet, c.value(card, library.FeedbackCardCancelledAt))

	c.as(library.RoleEngineer).Seeing(library.ServiceOrderInProgress).
		Act(order.form, order.id, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})

	c.in(order, library.ServiceOrderFinished)
	c.in(card, library.FeedbackCardBlank)
	c.in(repair, library.RepairCardBlank)
	c.says(card, library.FeedbackCardReturnMet, nil) // nobody has handed it in
}

// BR-17, DOC-08: a stuck order waits for the supervisor, who sends it on its way.
func TestServiceOrder_escalated(t *testing.T) {
	c := newCompany(t)
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	c.as(library.RoleEngineer).Act(order.form, order.id, library.ServiceOrderStart)

	c.step(order, library.ServiceOrderEscalate, []string{library.RoleEngineer}, form.Values{library.ServiceOrderStuckOn: "无法写入程序"})
	issue := c.one(library.DifficultIssue, library.DifficultIssueOrder, order)
	c.in(issue, library.DifficultIssueEscalated)
	c.says(issue, library.DifficultIssueRaisedBy, c.people[library.RoleEngineer])
	c.step(issue, library.DifficultIssueHandOver, []string{library.RoleTechnicalSupervisor}, form.Values{library.DifficultIssueAskedThere: "请查固件"})
	c.step(issue, library.DifficultIssueAnswer, []string{library.RoleTechnicalSupervisor}, form.Values{library.DifficultIssueSolution: "升级固件"})

	c.in(order, library.ServiceOrderInProgress)
	c.step(issue, library.DifficultIssueArchive, []string{library.RoleTechnicalSupervisor}, nil)
}

// A failed order is followed by a new one.
func TestServiceOrder_followUp(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	dialer := c.installed("D4-25110009", customer)
	order := c.ordered(library.OrderKindIsMaintenance, customer, false)
	ae, ta := c.as(library.RoleEngineer), c.as(library.RoleTechnicalAssistant)
	ae.Act(order.form, order.id, library.ServiceOrderStart)
	ae.Act(order.form, order.id, library.ServiceOrderFinish,
		form.Values{library.ServiceOrderSolved: false, library.ServiceOrderFailReason: "外线由局方处理"})
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	ae.Set(card.form, card.id, c.card(unit(dialer, library.UnitWorkIsChecked, library.ConditionIsOk)))
	ae.Act(card.form, card.id, library.FeedbackCardFill)
	ae.Act(card.form, card.id, library.FeedbackCardHandIn)
	ta.Act(card.form, card.id, library.FeedbackCardCheck)
	ta.Act(card.form, card.id, library.FeedbackCardEnter)
	crm := c.one(library.ExternalEntry, library.ExternalEntrySource, order)
	ta.Act(crm.form, crm.id, library.ExternalEntryEnter)
	c.says(order, library.ServiceOrderVerdict, library.VerdictIsFail)
	c.step(order, library.ServiceOrderClose, []string{library.RoleTechnicalAssistant}, nil)

	c.step(order, library.ServiceOrderFollowUp, []string{library.RoleTechnicalAssistant}, nil)

	again := c.one(library.ServiceOrder, library.ServiceOrderRepeats, order)
	c.in(again, library.ServiceOrderDraft)
	c.says(again, library.ServiceOrderFirstVisit, false)
}

// SET-31: an urgent order is taken within half an hour and worked on the same day.
func TestServiceOrder_urgent(t *testing.T) {
	c := newCompany(t)
	began := c.Now.Add(time.Minute)
	order := c.ordered(library.OrderKindIsRepair, c.customer(library.SizeClassIsSmallMedium), true)
	usual := c.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsRepair, library.ServiceOrderCustomer: c.customer(library.SizeClassIsSmallMedium).ref(),
	})

	c.says(order, library.ServiceOrderUrgentReachDue, began.Add(30*time.Minute))
	c.says(order, library.ServiceOrderUrgentSiteDue, time.Date(2026, 11, 23, 15, 59, 59, 999e6, time.UTC))
	if c.value(order, library.ServiceOrderUrgentReachMet) == nil {
		t.Error("taking the order does not meet the half hour")
	}
	c.says(usual, library.ServiceOrderUrgentReachDue, nil)
}

// An appointment that is confirmed before assigning plans the order.
func TestAppointment_plansADraftOrder(t *testing.T) {
	c := newCompany(t)
	_, _, order := c.scheduled()

	appointment := c.appointed(order)

	c.says(order, library.ServiceOrderPlannedStart, c.value(appointment, library.AppointmentWindowStart))
	c.says(order, library.ServiceOrderPlannedEnd, c.value(appointment, library.AppointmentWindowEnd))
	c.refuses(order, library.ServiceOrderAppoint, library.RoleTechnicalAssistant, nil, form.KeyNotOffered)
}

// A draft owes nothing yet, but nobody can call a customer who is not named.
func TestServiceOrder_appointedOnlyWithACustomer(t *testing.T) {
	c := newCompany(t)
	order := c.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{library.ServiceOrderKind: library.OrderKindIsRepair})
	c.refuses(order, library.ServiceOrderAppoint, library.RoleTechnicalAssistant, nil, "service_order.actions.appoint.check.0")
	customer := c.customer(library.SizeClassIsSmallMedium)
	c.as(library.RoleTechnicalAssistant).Set(order.form, order.id, form.Values{
		library.ServiceOrderCustomer: customer.ref(), library.ServiceOrderContact: "何秀兰", library.ServiceOrderPhone: "0755-27386601",
	})

	c.step(order, library.ServiceOrderAppoint, []string{library.RoleTechnicalAssistant}, nil)

	c.in(c.one(library.Appointment, library.AppointmentOrder, order), library.AppointmentToBook)
}

package library_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// ordered makes an order that the engineer has accepted, without an appointment.
func (c *company) ordered(kind string, customer rec, urgent bool) rec {
	c.t.Helper()
	start := c.Now.Add(4 * time.Hour)
	order := c.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{
		library.ServiceOrderKind: kind, library.ServiceOrderUrgent: urgent, library.ServiceOrderCustomer: customer.ref(),
		library.ServiceOrderOrigin: library.OrderOriginIsCustomerCall, library.ServiceOrderProblem: "第3路不送号",
		library.ServiceOrderEngineer:     c.people[library.RoleEngineer],
		library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	})
	c.says(order, library.ServiceOrderContact, "何秀兰")
	c.step(order, library.ServiceOrderAssign, []string{library.RoleTechnicalAssistant}, nil)
	c.step(order, library.ServiceOrderAccept, []string{library.RoleEngineer}, form.Values{library.ServiceOrderHeaderCorrect: true})
	return order
}

// visited brings an accepted order to its end on site.
func (c *company) visited(order rec) {
	c.t.Helper()
	ae := []string{library.RoleEngineer}
	c.step(order, library.ServiceOrderArrive, ae, nil)
	c.step(order, library.ServiceOrderStart, ae, nil)
	c.step(order, library.ServiceOrderFinish, ae, form.Values{library.ServiceOrderSolved: true})
}

// installed makes a dialer that has been at a customer for long.
func (c *company) installed(serial string, customer rec) rec {
	c.t.Helper()
	r := c.stocked(serial)
	stored := c.Get(r.form, r.id)
	stored.State = library.DialerUnitInstalled
	stored.Values[library.DialerUnitCustomer] = customer.ref()
	c.Put(stored)
	return r
}

// W-2, as far as its documents are here: a dialer is swapped.
func TestWalk_repair(t *testing.T) {
	c := newCompany(t)
	office, ae, mc, ts := []string{library.RoleTechnicalAssistant}, []string{library.RoleEngineer},
		[]string{library.RoleStockKeeper}, []string{library.RoleTechnicalSupervisor}
	customer := c.customer(library.SizeClassIsSmallMedium)
	old := c.installed("D4-25110386", customer)
	order := c.ordered(library.OrderKindIsRepair, customer, true)
	spare := c.issued("D4-26081711", order)
	card, repair := c.one(library.FeedbackCard, library.FeedbackCardOrder, order), c.one(library.RepairCard, library.RepairCardOrder, order)

	// BR-05: what is missing at departure is a warning, gone on with for a reason.
	c.refuses(order, library.ServiceOrderDepart, library.RoleEngineer, nil, "service_order.actions.depart.check.0")
	c.as(library.RoleEngineer).Overriding("service_order.actions.depart.check.0", "加急，客户已口头同意").
		Act(order.form, order.id, library.ServiceOrderDepart)
	c.visited(order)

	c.as(library.RoleEngineer).Set(card.form, card.id, c.card(
		unit(old, library.UnitWorkIsReplaced, library.ConditionIsFaulty),
		unit(spare, library.UnitWorkIsInstalled, library.ConditionIsOk)))
	c.step(card, library.FeedbackCardFill, ae, nil)
	c.in(old, library.DialerUnitFaulty)
	c.in(spare, library.DialerUnitInstalled)
	c.says(old, library.DialerUnitHolder, c.people[library.RoleEngineer])

	// BR-16: the feedback to TS and MC is demanded.
	feedback := c.one(library.QualityFeedback, library.QualityFeedbackOrder, order)
	c.refuses(card, library.FeedbackCardHandIn, library.RoleEngineer, nil, "feedback_card.actions.hand_in.check.1")
	c.as(library.RoleEngineer).Set(feedback.form, feedback.id, form.Values{
		library.QualityFeedbackSymptom: "第3路不送号", library.QualityFeedbackSeverity: library.SeverityIsMajor,
	})
	c.step(feedback, library.QualityFeedbackSubmit, ae, nil)
	c.step(card, library.FeedbackCardHandIn, ae, nil)

	// BR-11: no closing without the repair card.
	c.step(card, library.FeedbackCardCheck, office, nil)
	c.step(card, library.FeedbackCardEnter, office, nil)
	crm := c.one(library.ExternalEntry, library.ExternalEntrySource, order)
	c.as(library.RoleTechnicalAssistant).Act(crm.form, crm.id, library.ExternalEntryEnter)
	c.refuses(order, library.ServiceOrderClose, library.RoleTechnicalAssistant, nil, "service_order.actions.close.check.0")
	c.as(library.RoleEngineer).Set(repair.form, repair.id, form.Values{
		library.RepairCardSymptom: "第3路不送号", library.RepairCardCause: library.CauseIsDialer, library.RepairCardUnit: old.ref(),
		library.RepairCardTreatment: "更换拨号器", library.RepairCardSolved: true, library.RepairCardRepeatProblem: false,
	})
	c.step(repair, library.RepairCardSubmit, ae, nil)
	c.seesFirst(repair, library.RepairCardMissing, false)
	c.step(repair, library.RepairCardReturn, office, form.Values{library.RepairCardMissing: "缺更换部件"})
	c.step(repair, library.RepairCardComplete, ae, nil)
	c.seesFirst(repair, library.RepairCardMissing, true)
	c.step(repair, library.RepairCardCheck, office, nil)
	c.step(order, library.ServiceOrderClose, office, nil)

	// 4. the old unit comes back; 7. the supervisor analyses and archives (BR-18).
	c.step(old, library.DialerUnitTakeBack, mc, nil)
	c.in(old, library.DialerUnitDamaged)
	c.step(feedback, library.QualityFeedbackConfirm, ts, form.Values{library.QualityFeedbackOpinion: "继电器老化"})
	c.step(feedback, library.QualityFeedbackHandle, mc, form.Values{library.QualityFeedbackActionTaken: "已通知供应商"})
	c.step(repair, library.RepairCardAnalyse, ts, form.Values{library.RepairCardAnalysis: "批次问题"})
	c.refuses(repair, library.RepairCardArchive, library.RoleTechnicalSupervisor, nil, "repair_card.actions.archive.check.0")
	c.step(repair, library.RepairCardArchive, ts, form.Values{library.RepairCardArchiveTitle: "D4 第3路不送号"})
	c.in(repair, library.RepairCardArchived)
}

// W-3, as far as its documents are here, with a card that comes back once.
func TestWalk_maintenance(t *testing.T) {
	c := newCompany(t)
	office, ae := []string{library.RoleTechnicalAssistant}, []string{library.RoleEngineer}
	customer := c.customer(library.SizeClassIsKey)
	dialer := c.installed("D4-25110001", customer)
	order := c.ordered(library.OrderKindIsMaintenance, customer, false)
	appointment := c.appointed(order)
	c.visited(order)
	c.in(appointment, library.AppointmentKept)
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)

	// A measured value beyond its limit is no pass, on the customer's first card too, nor is
	// one that was not measured.
	values := c.card(unit(dialer, library.UnitWorkIsChecked, library.ConditionIsOk))
	tests, _ := values[library.FeedbackCardTests].([]form.Row)
	tests[0].Values[library.FeedbackCardTestsRowMeasured] = decimal.RequireFromString("16.5")
	c.as(library.RoleEngineer).Set(card.form, card.id, values)
	c.refuses(card, library.FeedbackCardFill, library.RoleEngineer, nil, library.FeedbackCardTests+"."+library.FeedbackCardTestsRowPassed)
	delete(tests[0].Values, library.FeedbackCardTestsRowMeasured)
	c.as(library.RoleEngineer).Set(card.form, card.id, form.Values{library.FeedbackCardTests: tests})
	c.refuses(card, library.FeedbackCardFill, library.RoleEngineer, nil, library.FeedbackCardTests+"."+library.FeedbackCardTestsRowMeasured)
	tests[0].Values[library.FeedbackCardTestsRowMeasured] = decimal.NewFromInt(21)
	c.as(library.RoleEngineer).Set(card.form, card.id, form.Values{library.FeedbackCardTests: tests})
	c.step(card, library.FeedbackCardFill, ae, nil)
	c.limit(card, "18")
	c.Set("SET-36.loop_current", decimal.NewFromInt(25)) // does not reach what was measured before
	c.step(card, library.FeedbackCardHandIn, ae, nil)

	// BR-09: returned only with what is missing.
	c.refuses(card, library.FeedbackCardReturn, library.RoleTechnicalAssistant, nil, library.FeedbackCardMissing)
	c.limit(card, "18")
	c.seesFirst(card, library.FeedbackCardMissing, false)
	c.step(card, library.FeedbackCardReturn, office, form.Values{library.FeedbackCardMissing: "缺受训人"})
	c.Set("SET-36.loop_current", decimal.NewFromInt(18))
	c.as(library.RoleEngineer).Set(card.form, card.id, form.Values{library.FeedbackCardTrainee: "何秀兰"})
	c.step(card, library.FeedbackCardComplete, ae, nil)
	c.seesFirst(card, library.FeedbackCardMissing, true)
	c.step(card, library.FeedbackCardCheck, office, nil)
	c.step(card, library.FeedbackCardEnter, office, nil)
	crm := c.one(library.ExternalEntry, library.ExternalEntrySource, order)
	c.as(library.RoleTechnicalAssistant).Act(crm.form, crm.id, library.ExternalEntryEnter)
	c.step(order, library.ServiceOrderClose, office, nil)
	c.in(order, library.ServiceOrderClosed)
}

// seesFirst asserts whether a field stands directly below the head of a paper.
func (c *company) seesFirst(r rec, field string, want bool) {
	c.t.Helper()
	f := c.Lib.Form(r.form)
	back := f.Sections[1].Fields[0]
	if got := back.Name == field && f.Visible(c.Env(c.people[library.RoleTechnicalAssistant], c.Get(r.form, r.id)), back); got != want {
		c.t.Errorf("%s below the head of %s: %v", field, r.form, got)
	}
}

// limit is the lowest value the first test of a card should have.
func (c *company) limit(card rec, want string) {
	c.t.Helper()
	rows, _ := c.value(card, library.FeedbackCardTests).([]form.Row)
	got := rows[0].Values
	if low, _ := got[library.FeedbackCardTestsRowLimitLow].(decimal.Decimal); low.String() != want || got[library.FeedbackCardTestsRowUnit] != "mA" {
		c.t.Errorf("the loop current is measured against %s %v, not %s mA", low, got[library.FeedbackCardTestsRowUnit], want)
	}
}

// BR-07, BR-08: a late card states its reason, on which the supervisor rules.
func TestFeedbackCard_late(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	dialer := c.installed("D4-25110002", customer)
	order := c.ordered(library.OrderKindIsMaintenance, customer, false)
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	c.visited(order)
	c.as(library.RoleEngineer).Set(card.form, card.id, c.card(unit(dialer, library.UnitWorkIsChecked, library.ConditionIsOk)))
	c.step(card, library.FeedbackCardFill, []string{library.RoleEngineer}, nil)
	c.Wait(25 * time.Hour)

	c.refuses(card, library.FeedbackCardHandIn, library.RoleEngineer, nil, library.FeedbackCardLateReason)
	c.as(library.RoleEngineer).Set(card.form, card.id, form.Values{library.FeedbackCardLateReason: library.LateReasonIsOutOfTown})
	c.step(card, library.FeedbackCardHandIn, []string{library.RoleEngineer}, nil)
	c.step(card, library.FeedbackCardRuleLate, []string{library.RoleTechnicalSupervisor},
		form.Values{library.FeedbackCardLateVerdict: library.LateVerdictIsAccepted})

	c.says(card, library.FeedbackCardLateVerdict, library.LateVerdictIsAccepted)
}

// BR-10: who worked on site does not check the card, whatever posts that person holds.
func TestFeedbackCard_notByItsEngineer(t *testing.T) {
	c := newCompany(t)
	both := c.PersonAt("身兼二职", c.site, library.RoleEngineer, library.RoleTechnicalAssistant)
	c.people[library.RoleEngineer] = both
	customer := c.customer(library.SizeClassIsSmallMedium)
	dialer := c.installed("D4-25110003", customer)
	start := c.Now.Add(time.Hour)
	order := c.create(library.RoleTechnicalAssistant, library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: customer.ref(),
		library.ServiceOrderOrigin: library.OrderOriginIsServicePlan, library.ServiceOrderEngineer: both,
		library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	})
	c.as(library.RoleTechnicalAssistant).Act(order.form, order.id, library.ServiceOrderAssign)
	c.As(both).Act(order.form, order.id, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true})
	c.As(both).Act(order.form, order.id, library.ServiceOrderStart)
	c.As(both).Act(order.form, order.id, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	c.As(both).Set(card.form, card.id, c.card(unit(dialer, library.UnitWorkIsChecked, library.ConditionIsOk)))
	c.As(both).Act(card.form, card.id, library.FeedbackCardFill)
	c.As(both).Act(card.form, card.id, library.FeedbackCardHandIn)

	c.refuses(card, library.FeedbackCardCheck, library.RoleEngineer, nil, form.KeyNotYourTurn)
	c.as(library.RoleTechnicalAssistant).Act(card.form, card.id, library.FeedbackCardCheck)
}

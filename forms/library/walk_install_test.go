package library_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// request is an install request as a sales representative types it.
func request() form.Values {
	return form.Values{
		library.InstallRequestCustomerName: "福永恒泰五金制品厂", library.InstallRequestContact: "何秀兰",
		library.InstallRequestPhone: "0755-27386601", library.InstallRequestAddress: "宝安区福永街道怀德路66号3栋",
		library.InstallRequestNeedsInstallation: true, library.InstallRequestServices: []string{library.ServiceIsIP},
		library.InstallRequestLineCount: int64(4), library.InstallRequestDialerCount: int64(1),
		library.InstallRequestWantedFrom: form.Date("2026-11-24"), library.InstallRequestWantedUntil: form.Date("2026-11-27"),
		library.InstallRequestProgramWanted: "长途加拨17911",
	}
}

// scheduled brings an install request to its draft order, with the plan confirmed.
func (c *company) scheduled() (req, customer, order rec) {
	c.t.Helper()
	office := []string{library.RoleTechnicalAssistant}
	req = c.create(library.RoleSalesRep, library.InstallRequest, request())
	c.step(req, library.InstallRequestSubmit, []string{library.RoleSalesRep}, nil)
	customer = c.customer(library.SizeClassIsSmallMedium)
	c.step(req, library.InstallRequestApprove, []string{library.RoleTechnicalAssistant, library.RoleIntakeSupervisor},
		form.Values{library.InstallRequestCustomer: customer.ref()})

	plan := c.one(library.InstallPlan, library.InstallPlanRequest, req)
	c.as(library.RoleTechnicalAssistant).Set(plan.form, plan.id, form.Values{
		library.InstallPlanAccessMethod: "ISDN", library.InstallPlanDeviceModel: "D4",
	})
	c.step(plan, library.InstallPlanSend, office, nil)
	c.step(plan, library.InstallPlanConfirm, office, form.Values{
		library.InstallPlanConfirmedWho: "何秀兰", library.InstallPlanChannel: library.ChannelIsPhone,
	})

	c.step(req, library.InstallRequestSchedule, office, nil)
	return req, customer, c.one(library.ServiceOrder, library.ServiceOrderRequest, req)
}

// appointed confirms the appointment of an order for tomorrow afternoon.
func (c *company) appointed(order rec) rec {
	c.t.Helper()
	appointment := c.one(library.Appointment, library.AppointmentOrder, order)
	start := time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)
	c.step(appointment, library.AppointmentConfirm, []string{library.RoleTechnicalAssistant}, form.Values{
		library.AppointmentWindowStart: start, library.AppointmentWindowEnd: start.Add(90 * time.Minute),
		library.AppointmentChannel: library.ChannelIsPhone,
	})
	return appointment
}

// W-1, as far as its documents are here.
func TestWalk_install(t *testing.T) {
	c := newCompany(t)
	office, ae, mc := []string{library.RoleTechnicalAssistant}, []string{library.RoleEngineer}, []string{library.RoleStockKeeper}
	req, customer, order := c.scheduled()
	crm := c.one(library.ExternalEntry, library.ExternalEntrySource, req)
	c.as(library.RoleTechnicalAssistant).Act(crm.form, crm.id, library.ExternalEntryEnter, form.Values{library.ExternalEntryOutsideNo: "CRM-1"})

	// 4. appointment, assigned, card opened
	appointment := c.appointed(order)
	c.as(library.RoleTechnicalAssistant).Set(order.form, order.id, form.Values{library.ServiceOrderEngineer: c.people[library.RoleEngineer]})
	c.step(order, library.ServiceOrderAssign, office, nil)
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	c.in(card, library.FeedbackCardBlank)
	c.says(card, library.FeedbackCardEngineer, c.people[library.RoleEngineer])
	c.says(card, library.FeedbackCardReturnDue, nil)

	// 5. configured, out-test, allotted
	dialer := c.stocked("D4-26081704")
	config := c.configured(dialer, order)
	slip := c.slip(dialer, order)

	// 6. accepted: the 24 h begin
	c.step(order, library.ServiceOrderAccept, ae, form.Values{library.ServiceOrderHeaderCorrect: true})
	taken, _ := c.value(card, library.FeedbackCardTakenAt).(time.Time)
	c.says(card, library.FeedbackCardReturnDue, taken.Add(24*time.Hour))
	c.step(slip, library.AllotmentCheck, ae, c.judged(slip, library.VerdictIsPass, ""))
	c.in(config, library.DialerConfigPassed)

	// 7. out posted, Kingdee
	c.step(slip, library.AllotmentIssue, mc, nil)
	c.in(dialer, library.DialerUnitIssued)
	c.says(dialer, library.DialerUnitHolder, c.people[library.RoleEngineer])
	movements := c.all(library.StockMovement, library.StockMovementUnit, dialer)
	if len(movements) != 2 {
		t.Fatalf("%d stock movements, want one in and one out", len(movements))
	}
	for _, m := range movements {
		c.step(m, library.StockMovementEnterKingdee, mc, form.Values{library.StockMovementVoucherNo: "K3-1"})
		c.in(c.one(library.ExternalEntry, library.ExternalEntrySource, m), library.ExternalEntryEntered)
	}

	// 8. the visit
	c.Now = taken.Add(20 * time.Hour)
	c.step(order, library.ServiceOrderDepart, ae, nil)
	c.step(order, library.ServiceOrderArrive, ae, nil)
	c.in(appointment, library.AppointmentKept)
	c.step(order, library.ServiceOrderStart, ae, nil)
	c.step(order, library.ServiceOrderFinish, ae, form.Values{library.ServiceOrderSolved: true})

	// 9. the card
	c.refuses(card, library.FeedbackCardFill, library.RoleEngineer, nil, library.FeedbackCardRating)
	c.as(library.RoleEngineer).Set(card.form, card.id, c.card(unit(dialer, library.UnitWorkIsInstalled, library.ConditionIsOk)))
	c.step(card, library.FeedbackCardFill, ae, nil)
	c.in(dialer, library.DialerUnitInstalled)
	c.says(dialer, library.DialerUnitCustomer, customer.ref())
	c.step(card, library.FeedbackCardHandIn, ae, nil)

	// 10. checked, entered, passed on, filed, closed
	c.in(customer, library.CustomerPending)
	c.step(card, library.FeedbackCardCheck, office, nil)
	c.in(order, library.ServiceOrderVerified)
	c.says(order, library.ServiceOrderVerdict, library.VerdictIsPass)
	c.in(req, library.InstallRequestCompleted)
	c.in(customer, library.CustomerActive)
	c.refuses(order, library.ServiceOrderClose, library.RoleTechnicalAssistant, nil, "service_order.actions.close.check.1")
	c.step(card, library.FeedbackCardEnter, office, nil)
	c.refuses(order, library.ServiceOrderClose, library.RoleTechnicalAssistant, nil, "service_order.actions.close.check.2")
	entries := c.all(library.ExternalEntry, library.ExternalEntrySource, order)
	if len(entries) != 2 {
		t.Fatalf("%d entries into outside systems, want CRM and GAMIS", len(entries))
	}
	for _, e := range entries {
		c.as(library.RoleTechnicalAssistant).Act(e.form, e.id, library.ExternalEntryEnter)
	}
	c.step(card, library.FeedbackCardPassOn, office, nil)
	c.step(card, library.FeedbackCardFile, office, nil)
	c.step(order, library.ServiceOrderClose, office, nil)
	c.in(order, library.ServiceOrderClosed)
}

// BR-01: who typed a request for the sales department does not approve it, nor does
// another technical assistant.
func TestInstallRequest_typedByTheOffice(t *testing.T) {
	c := newCompany(t)
	second := c.PersonAt("第二技术助理", c.site, library.RoleTechnicalAssistant)
	req := c.create(library.RoleTechnicalAssistant, library.InstallRequest, request())
	c.as(library.RoleTechnicalAssistant).Act(req.form, req.id, library.InstallRequestSubmit)
	customer := form.Values{library.InstallRequestCustomer: c.customer(library.SizeClassIsSmallMedium).ref()}

	c.refuses(req, library.InstallRequestApprove, library.RoleTechnicalAssistant, customer, form.KeyNotYourTurn)
	problems := c.As(second).NoAct(req.form, req.id, library.InstallRequestApprove, customer)
	if len(problems) != 1 || problems[0].Key != "install_request.actions.approve.check.0" {
		t.Errorf("another assistant: %v", problems)
	}
	c.as(library.RoleIntakeSupervisor).Act(req.form, req.id, library.InstallRequestApprove, customer)

	c.in(req, library.InstallRequestApproved)
}

func TestInstallRequest_returned(t *testing.T) {
	c := newCompany(t)
	req := c.create(library.RoleSalesRep, library.InstallRequest, request())
	c.step(req, library.InstallRequestSubmit, []string{library.RoleSalesRep}, nil)
	c.says(req, library.InstallRequestReviewingDue, c.Now.Add(-time.Minute).Add(4*time.Hour))

	c.refuses(req, library.InstallRequestReturn, library.RoleTechnicalAssistant, nil, library.InstallRequestReturnReason)
	c.step(req, library.InstallRequestReturn, []string{library.RoleTechnicalAssistant, library.RoleIntakeSupervisor},
		form.Values{library.InstallRequestReturnReason: "缺发票抬头"})
	c.as(library.RoleSalesRep).Set(req.form, req.id, form.Values{library.InstallRequestInvoiceTitle: "恒泰"})
	c.step(req, library.InstallRequestSubmit, []string{library.RoleSalesRep}, nil)

	c.in(req, library.InstallRequestSubmitted)
}

// BR-03, and DOC-04: a change of a plan opens the next edition.
func TestInstallPlan_editions(t *testing.T) {
	c := newCompany(t)
	office := []string{library.RoleTechnicalAssistant}
	req, _, order := c.scheduled()
	first := c.one(library.InstallPlan, library.InstallPlanRequest, req)
	c.step(first, library.InstallPlanChange, office, form.Values{library.InstallPlanChangeText: "换位置"})
	c.appointed(order)
	c.as(library.RoleTechnicalAssistant).Set(order.form, order.id, form.Values{library.ServiceOrderEngineer: c.people[library.RoleEngineer]})

	c.refuses(order, library.ServiceOrderAssign, library.RoleTechnicalAssistant, nil, "service_order.actions.assign.check.0")
	second := c.one(library.InstallPlan, library.InstallPlanReplaces, first)
	c.says(second, library.InstallPlanEdition, int64(2))
	c.step(second, library.InstallPlanSend, office, nil)
	c.step(second, library.InstallPlanConfirm, office, form.Values{
		library.InstallPlanConfirmedWho: "何秀兰", library.InstallPlanChannel: library.ChannelIsPhone,
	})

	c.step(order, library.ServiceOrderAssign, office, nil)
}

// DOC-04: the plan for a key account goes out by the supervisor's yes, as it was approved.
func TestInstallPlan_keyAccount(t *testing.T) {
	c := newCompany(t)
	req := c.create(library.RoleSalesRep, library.InstallRequest, request())
	c.as(library.RoleSalesRep).Act(req.form, req.id, library.InstallRequestSubmit)
	c.as(library.RoleTechnicalAssistant).Act(req.form, req.id, library.InstallRequestApprove,
		form.Values{library.InstallRequestCustomer: c.customer(library.SizeClassIsKey).ref()})
	plan := c.one(library.InstallPlan, library.InstallPlanRequest, req)
	c.refuses(plan, library.InstallPlanSend, library.RoleTechnicalAssistant, nil, form.KeyNotOffered)
	c.refuses(plan, library.InstallPlanEndorse, library.RoleTechnicalSupervisor, nil, library.InstallPlanAccessScheme)

	c.as(library.RoleTechnicalSupervisor).Set(plan.form, plan.id, form.Values{
		library.InstallPlanAccessScheme: "双路接入", library.InstallPlanInstallScheme: "机柜内安装",
	})
	c.step(plan, library.InstallPlanEndorse, []string{library.RoleTechnicalSupervisor}, nil)

	c.in(plan, library.InstallPlanSent)
	for _, who := range []string{library.RoleTechnicalAssistant, library.RoleTechnicalSupervisor} {
		if problems := c.as(who).NoSet(plan.form, plan.id, form.Values{library.InstallPlanAccessScheme: "单路接入"}); len(problems) == 0 {
			t.Errorf("the %s rewrites what was approved", who)
		}
	}
}

// A request without installation ends with the notice of representative 2.
func TestInstallRequest_withoutInstallation(t *testing.T) {
	c := newCompany(t)
	values := request()
	values[library.InstallRequestNeedsInstallation] = false
	req := c.create(library.RoleSalesRep, library.InstallRequest, values)
	c.as(library.RoleSalesRep).Act(req.form, req.id, library.InstallRequestSubmit)
	customer := c.customer(library.SizeClassIsSmallMedium)
	c.as(library.RoleTechnicalAssistant).Act(req.form, req.id, library.InstallRequestApprove,
		form.Values{library.InstallRequestCustomer: customer.ref()})

	c.refuses(req, library.InstallRequestSchedule, library.RoleTechnicalAssistant, nil, form.KeyNotOffered)
	c.step(req, library.InstallRequestNotify, []string{library.RoleRepresentative2},
		form.Values{library.InstallRequestNotifiedHow: library.ChannelIsPhone})

	c.in(req, library.InstallRequestCompleted)
	c.in(customer, library.CustomerActive)
}

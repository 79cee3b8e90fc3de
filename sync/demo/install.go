package demo

import (
	"fmt"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// lead leads a customer from the request to the order that is to be arranged (W-1.1 to
// W-1.4), backwards from the day of the visit.
func (b *branch) lead(p *prospect) {
	n := b.worked[p.visit]
	if n < setupDays {
		return
	}
	asked := b.days[n-setupDays]
	request := b.between(asked, clockTime(9, 20), clockTime(11, 40))
	b.when(request, func() { b.request(p) })
	review := request.Add(b.minutes(60, 190))
	if b.chance(0.05) {
		b.when(request.Add(b.minutes(50, 100)), func() { b.sendBack(p) })
		review = request.Add(b.minutes(200, 230))
	}
	b.when(review, func() { b.approve(p) })
	if !p.install {
		b.when(b.between(b.days[n-setupDays+1], clockTime(9, 0), clockTime(11, 0)), func() { b.notify(p) })
		return
	}
	b.when(b.between(b.days[n-4], clockTime(9, 0), clockTime(10, 30)), func() { b.draw(p) })
	b.when(b.between(b.days[n-3], clockTime(9, 30), clockTime(11, 50)), func() { b.settle(p) })
	if !p.keen && n < b.worked[b.cfg.Day] && b.chance(0.015) {
		b.when(b.between(b.days[n-1], clockTime(17, 50), clockTime(18, 20)), func() { b.giveUp(p) })
	}
}

// request is what the sales representative hands in.
func (b *branch) request(p *prospect) {
	c := p.customer
	p.request = b.newID()
	v := form.Values{
		library.InstallRequestCustomerName: c.name, library.InstallRequestContact: c.contact, library.InstallRequestPhone: c.phone,
		library.InstallRequestAddress: c.address, library.InstallRequestDistrict: c.district,
		library.InstallRequestNeedsInstallation: p.install, library.InstallRequestServices: c.services,
		library.InstallRequestInvoiceTitle: c.name, library.InstallRequestInvoiceAmount: int64(20000 * (1 + b.r.IntN(9))),
	}
	if p.install {
		v[library.InstallRequestLineCount] = int64(len(c.lines))
		v[library.InstallRequestDialerCount] = int64(p.dialers)
		v[library.InstallRequestProgramWanted] = one(b.story, programs)
		v[library.InstallRequestWantedFrom] = p.visit.AddDays(-1)
		v[library.InstallRequestWantedUntil] = p.visit.AddDays(3)
	}
	b.do(b.sales, create(library.InstallRequest, p.request, v),
		perform(library.InstallRequest, p.request, library.InstallRequestDraft, library.InstallRequestSubmit, nil))
}

// sendBack returns a request; the sales representative mends it within two hours.
func (b *branch) sendBack(p *prospect) {
	b.do(b.assistant, perform(library.InstallRequest, p.request, library.InstallRequestSubmitted, library.InstallRequestReturn, form.Values{
		library.InstallRequestReturnReason: "缺税号",
	}))
	b.after(20, 60, func() {
		b.do(b.sales,
			set(library.InstallRequest, p.request, library.InstallRequestReturned, form.Values{library.InstallRequestInvoiceTaxNo: b.taxNo()}),
			perform(library.InstallRequest, p.request, library.InstallRequestReturned, library.InstallRequestSubmit, nil))
	})
}

func (b *branch) taxNo() string { return fmt.Sprintf("9144030%011d", b.r.Int64N(100_000_000_000)) }

// approve opens the customer's archive and approves the request.
func (b *branch) approve(p *prospect) {
	c := p.customer
	c.id = b.newID()
	b.do(b.assistant,
		create(library.Customer, c.id, b.archive(c)),
		perform(library.InstallRequest, p.request, library.InstallRequestSubmitted, library.InstallRequestApprove, form.Values{library.InstallRequestCustomer: c.ref()}))
	p.plan = opened(ref(library.InstallRequest, p.request), library.InstallPlan, form.ID{})
	crm := opened(ref(library.InstallRequest, p.request), library.ExternalEntry, form.ID{})
	b.after(40, 100, func() { b.enterOutside(crm) })
}

// enterOutside enters a line in the CRM.
func (b *branch) enterOutside(id form.ID) {
	b.do(b.assistant, perform(library.ExternalEntry, id, library.ExternalEntryToEnter, library.ExternalEntryEnter, form.Values{
		library.ExternalEntryOutsideNo: b.outsideNo("CRM"),
	}))
	b.entered = append(b.entered, entry{id, b.assistant})
}

func (b *branch) outsideNo(system string) string {
	return fmt.Sprintf("%s-%s%05d", system, b.city.code, b.r.IntN(100_000))
}

// notify tells a customer that needs no installation (W-8).
func (b *branch) notify(p *prospect) {
	b.do(b.rep2, perform(library.InstallRequest, p.request, library.InstallRequestApproved, library.InstallRequestNotify, form.Values{
		library.InstallRequestNotifiedHow: library.ChannelIsPhone,
	}))
}

// draw writes the plan and sends it; that of a key account goes out by the supervisor's yes.
func (b *branch) draw(p *prospect) {
	c := p.customer
	v := form.Values{
		library.InstallPlanWiring:    fmt.Sprintf("%d条外线接入，拨号器挂在配线箱旁", len(c.lines)),
		library.InstallPlanPlannedOn: p.visit, library.InstallPlanCost: int64(15000 + 1000*b.r.IntN(30)),
	}
	if !c.key {
		b.do(b.assistant, set(library.InstallPlan, p.plan, library.InstallPlanDraft, v),
			perform(library.InstallPlan, p.plan, library.InstallPlanDraft, library.InstallPlanSend, nil))
		return
	}
	b.do(b.assistant, set(library.InstallPlan, p.plan, library.InstallPlanDraft, v))
	b.after(60, 120, func() {
		b.do(b.technical,
			set(library.InstallPlan, p.plan, library.InstallPlanDraft, form.Values{
				library.InstallPlanAccessScheme: "双路接入，主备各一台", library.InstallPlanInstallScheme: "机柜内安装，夜间割接",
			}),
			perform(library.InstallPlan, p.plan, library.InstallPlanDraft, library.InstallPlanEndorse, nil))
	})
}

// settle is the customer's yes to the plan; then the order is there to be arranged.
func (b *branch) settle(p *prospect) {
	op := b.do(b.assistant,
		perform(library.InstallPlan, p.plan, library.InstallPlanSent, library.InstallPlanConfirm, form.Values{
			library.InstallPlanConfirmedWho: p.customer.contact, library.InstallPlanChannel: library.ChannelIsPhone,
		}),
		perform(library.InstallRequest, p.request, library.InstallRequestApproved, library.InstallRequestSchedule, nil))
	p.order = &order{
		id: opened(ref(library.InstallRequest, p.request), library.ServiceOrder, op), kind: library.OrderKindIsInstall,
		customer: p.customer, prospect: p, state: library.ServiceOrderDraft, dialers: p.dialers,
	}
}

// giveUp cancels a request with its order before the visit.
func (b *branch) giveUp(p *prospect) {
	if p.order == nil || p.order.state != library.ServiceOrderAssigned && p.order.state != library.ServiceOrderDraft {
		return
	}
	b.do(b.sales, perform(library.InstallRequest, p.request, library.InstallRequestScheduled, library.InstallRequestCancel, form.Values{
		library.InstallRequestCancelReason: "客户取消",
	}))
	p.dropped = true
	p.order.state = library.ServiceOrderCancelled
}

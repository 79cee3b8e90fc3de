package demo

import (
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// openEve puts the last afternoon and evening on the agenda: today is prepared, and some
// of everybody's work is left for it.
func (b *branch) openEve() {
	day := b.eve()
	b.when(b.at(day, 15, 5), func() { b.deliver() })
	b.when(b.at(day, 16, 25), func() { b.leaveCards(day) })
	b.when(b.at(day, 16, 55), b.learnToRead)
	b.when(b.at(day, 17, 4), b.startTomorrow)
	b.when(b.at(day, 17, 25), func() { b.keepBooks(b.at(day, 15, 0)) })
	b.when(b.at(day, 17, 42), func() { b.lateCalls() })
	b.when(b.at(day, 16, 40), func() { b.newRequests() })
	for i, e := range b.engineers {
		when := b.between(day, clockTime(18, 0), clockTime(19, 50))
		if e.isHero() {
			when = b.at(day, 17, 35)
		}
		b.when(when, func() { e.takeEarly() })
		b.when(b.at(day, 18, 40).Add(time.Duration(i)*time.Minute), e.resupply)
	}
	b.when(b.at(day, 18, 20), b.moveOne)
}

// isHero tells whether an engineer is the one of the pictures.
func (e *engineer) isHero() bool { return e == e.branches[0].engineers[0] }

// deliver is the rest of the dialers: under inspection, one has failed its test, the others
// wait for it. A dialer is proposed for scrapping.
func (b *branch) deliver() {
	l := b.receive(b.share, false)
	b.after(10, 20, func() {
		var parts []record.Part
		if l != nil {
			b.do(b.keeper, l.inspect())
			test := l.test(l.units[0])
			parts = append(parts, b.look(test), b.failTest(test))
		}
		if i := slices.IndexFunc(b.damaged, func(u *unit) bool { return !u.marred }); i >= 0 && len(b.damaged) > 1 {
			parts = append(parts, b.hopeless(b.damaged[i])...)
			b.damaged = slices.Delete(b.damaged, i, i+1)
		}
		b.do(b.keeper, parts...)
	})
}

// leaveCards checks the cards of the morning, sends one back, and leaves the others.
func (b *branch) leaveCards(day form.Date) {
	i := slices.IndexFunc(b.received, func(o *order) bool {
		return !o.returned && o.kind != library.OrderKindIsInstall && !o.engineer.isHero()
	})
	if i >= 0 {
		o := b.received[i]
		b.received = slices.Delete(b.received, i, i+1)
		b.do(b.assistant, b.returnCard(o))
	}
	b.after(4, 8, func() { b.checkCards(b.at(day, 13, 30)) })
}

// startTomorrow sets the programs of some dialers for the installations after today.
func (b *branch) startTomorrow() {
	var parts []record.Part
	for n := 1; n <= 2; n++ {
		for _, p := range b.prospects[b.workDay(b.cfg.Day, n)] {
			if p.order == nil || p.order.state != library.ServiceOrderDraft || p.order.dialers == 0 {
				continue
			}
			for _, u := range b.take(1, len(p.customer.lines)) {
				parts = append(parts, b.program(p.order, u)...)
			}
		}
	}
	b.do(b.keeper, parts...)
}

// lateCalls are calls of the evening that nobody has arranged yet.
func (b *branch) lateCalls() {
	for n := range 3 {
		o := b.engineers[len(b.engineers)-1].invent(b.cfg.Day)
		if o == nil {
			return
		}
		o.customer.seen = b.cfg.Day
		values := form.Values{
			library.ServiceOrderKind: o.kind, library.ServiceOrderCustomer: o.customer.ref(),
			library.ServiceOrderOrigin: library.OrderOriginIsCustomerCall, library.ServiceOrderProblem: o.problem,
		}
		b.after(1+9*n, 8+9*n, func() { b.do(b.assistant, create(library.ServiceOrder, o.id, values)) })
	}
}

// newRequests are the sales representative's last of the day: two to be reviewed, one
// sent back, and one not handed in.
func (b *branch) newRequests() {
	for n := range 4 {
		p := &prospect{customer: b.invent(len(known) + n), dialers: 1, install: true, visit: b.workDay(b.cfg.Day, 5)}
		b.after(1+12*n, 11+12*n, func() {
			if n == 3 {
				p.request = b.newID()
				b.do(b.sales, create(library.InstallRequest, p.request, form.Values{
					library.InstallRequestCustomerName: p.customer.name, library.InstallRequestContact: p.customer.contact,
				}))
				return
			}
			b.request(p)
			if n == 0 {
				b.after(15, 25, func() {
					b.do(b.assistant, perform(library.InstallRequest, p.request, library.InstallRequestSubmitted, library.InstallRequestReturn, form.Values{
						library.InstallRequestReturnReason: "发票抬头与合同不符，请核对",
					}))
				})
			}
		})
	}
}

// moveOne is a customer who calls in the evening: an order of today wants another date.
func (b *branch) moveOne() {
	e := b.engineers[len(b.engineers)-1]
	for _, o := range slices.Backward(e.days[b.cfg.Day]) {
		if o.state == library.ServiceOrderAssigned && o.prospect == nil && o.dialers == 0 && len(o.slips) == 0 && o.booked {
			e.moveNow(b.cfg.Day, o, library.MovedByIsCustomer, "客户明天停电检修")
			return
		}
	}
}

// takeEarly takes one or two orders of today already, so that their cards are due within
// it; the engineer of the pictures fetches his dialers, too.
func (e *engineer) takeEarly() {
	var parts []record.Part
	most := 1 + e.r.IntN(2)
	for _, o := range e.days[e.cfg.Day] {
		if o.state == library.ServiceOrderAssigned && most > 0 {
			most--
			o.state, o.taken = library.ServiceOrderAccepted, e.now
			parts = append(parts, perform(library.ServiceOrder, o.id, library.ServiceOrderAssigned, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true}))
		}
	}
	var checked []*slip
	for _, sl := range e.slips[e.cfg.Day] {
		if e.isHero() && sl.order.engineer == e && sl.state == library.AllotmentAllotted {
			parts = append(parts, e.examine(sl))
			checked = append(checked, sl)
		}
	}
	e.do(e.person, parts...)
	if len(checked) > 0 {
		e.after(6, 10, func() { e.issue(checked) })
	}
}

// resupply gives an engineer without a spare one for an order of today.
func (e *engineer) resupply() {
	if len(e.held()) > 0 {
		return
	}
	for _, o := range e.days[e.cfg.Day] {
		if o.kind != library.OrderKindIsRepair || o.state != library.ServiceOrderAssigned && o.state != library.ServiceOrderAccepted {
			continue
		}
		sl := e.slipOf(o)
		if sl == nil {
			units := e.take(1, len(o.customer.lines))
			if len(units) == 0 {
				return
			}
			var parts []record.Part
			sl, parts = e.allot(o, units)
			e.asked++
			e.do(e.keeper, parts...)
		}
		e.after(3, 5, func() {
			e.do(e.person, e.examine(sl))
			e.after(3, 5, func() { e.issue([]*slip{sl}) })
		})
		return
	}
}

// slipOf is the slip of an order that waits for its engineer's check.
func (e *engineer) slipOf(o *order) *slip {
	for _, sl := range o.slips {
		if sl.state == library.AllotmentAllotted {
			return sl
		}
	}
	return nil
}

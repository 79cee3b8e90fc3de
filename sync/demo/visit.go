package demo

import (
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// begin is an engineer's morning: the orders of the day are taken and the dialers
// allotted for them checked, in one go.
func (e *engineer) begin(day form.Date) {
	var parts []record.Part
	checks := false
	for _, o := range e.days[day] {
		if o.state == library.ServiceOrderAssigned && !o.noon {
			parts = append(parts, e.taking(o))
		}
	}
	for _, sl := range e.slips[day] {
		if sl.order.engineer != e || sl.state != library.AllotmentAllotted || sl.order.state == library.ServiceOrderCancelled {
			continue
		}
		checks = true
		if e.chance(0.02) {
			parts = append(parts, e.refuse(sl))
			continue
		}
		parts = append(parts, e.examine(sl))
	}
	if first := e.coming(day); first != nil && !checks && len(parts) > 0 {
		parts = append(parts, e.leaving(first))
	}
	e.do(e.person, parts...)
	for _, o := range e.days[day] {
		if o.noon && o.state == library.ServiceOrderAssigned {
			e.when(o.start.Add(-e.minutes(70, 115)), func() { e.accept(o) })
		}
	}
	e.goOn(day, e.at(day, 8, 40))
}

// taking is the part that takes an order: its 24 hours begin (BR-07).
func (e *engineer) taking(o *order) record.Part {
	o.state, o.taken = library.ServiceOrderAccepted, e.now
	v := form.Values{library.ServiceOrderHeaderCorrect: true}
	if e.chance(0.012) {
		v[library.ServiceOrderHeaderCorrect], v[library.ServiceOrderHeaderFault] = false, one(e.story, headerFaults)
		e.after(8, 40, func() { e.correct(o) })
	}
	return perform(library.ServiceOrder, o.id, library.ServiceOrderAssigned, library.ServiceOrderAccept, v)
}

// accept takes one order by itself.
func (e *engineer) accept(o *order) {
	if o.state == library.ServiceOrderAssigned {
		o.engineer.do(o.engineer.person, o.engineer.taking(o))
	}
}

// correct mends the header of an order whose engineer found it wrong.
func (e *engineer) correct(o *order) {
	if o.state == library.ServiceOrderAccepted {
		part := perform(library.ServiceOrder, o.id, o.state, library.ServiceOrderCorrect, form.Values{library.ServiceOrderAddress: o.customer.address + "（从货梯上）"})
		part.Was = form.Values{library.ServiceOrderAddress: o.customer.address}
		e.do(e.assistant, part)
	}
}

// leaving is the part by which the engineer sets out for an order.
func (e *engineer) leaving(o *order) record.Part {
	o.departed = true
	return perform(library.ServiceOrder, o.id, library.ServiceOrderAccepted, library.ServiceOrderDepart, nil)
}

// coming is the next order of a day that is taken and booked, so that nothing speaks
// against setting out.
func (e *engineer) coming(day form.Date) *order {
	for _, o := range e.days[day] {
		switch {
		case o.state == library.ServiceOrderAssigned:
			return nil
		case o.state != library.ServiceOrderAccepted:
		case o.departed || !o.booked || !o.arrived.IsZero() || !o.supplied():
			return nil
		default:
			return o
		}
	}
	return nil
}

// supplied tells whether the dialers for an order are in the engineer's hands.
func (o *order) supplied() bool {
	return o.dialers == 0 && !slices.ContainsFunc(o.slips, func(sl *slip) bool {
		return sl.state == library.AllotmentAllotted || sl.state == library.AllotmentChecked
	})
}

// goOn goes to the next order of the day, from a time on.
func (e *engineer) goOn(day form.Date, from time.Time) {
	var next *order
	for _, o := range e.days[day] {
		if o.state == library.ServiceOrderAssigned || o.state == library.ServiceOrderAccepted {
			next = o
			break
		}
	}
	if next == nil {
		if slices.ContainsFunc(e.secret[day], func(o *order) bool { return o.fresh }) { // one may still come in
			e.when(e.now.Add(20*time.Minute), func() { e.goOn(day, e.now) })
		}
		return
	}
	at := next.start.Add(-e.minutes(2, 12))
	if e.chance(0.08) {
		at = next.start.Add(e.minutes(1, 14))
	}
	if at.Before(from) {
		at = from
	}
	e.when(at, func() { e.arrive(day, next) })
}

// arrive begins the work, unless the order was taken away meanwhile.
func (e *engineer) arrive(day form.Date, o *order) {
	if o.state != library.ServiceOrderAccepted || o.engineer != e {
		e.after(3, 6, func() { e.goOn(day, e.now) })
		return
	}
	if first := e.earlier(day, o); first != nil {
		o = first
	}
	e.do(e.person,
		perform(library.ServiceOrder, o.id, o.state, library.ServiceOrderArrive, nil),
		perform(library.ServiceOrder, o.id, o.state, library.ServiceOrderStart, nil))
	o.state, o.arrived = library.ServiceOrderInProgress, e.now
	planned := o.end.Sub(o.start)
	length := planned*time.Duration(70+e.r.IntN(26))/100 - 2*time.Minute
	switch {
	case o.stuck || o.kind != library.OrderKindIsInstall && e.isLast(day, o) && e.now.Before(e.at(day, 16, 30)) && e.chance(0.03):
		e.when(e.now.Add(e.minutes(25, 40)), func() { e.escalate(day, o) })
	default:
		e.when(e.now.Add(length), func() { e.finish(day, o) })
	}
}

// earlier is an order of the day that has come in before another, taken and due now.
func (e *engineer) earlier(day form.Date, o *order) *order {
	for _, x := range e.days[day] {
		if x == o {
			return nil
		}
		if x.state == library.ServiceOrderAccepted && x.engineer == e {
			return x
		}
	}
	return nil
}

func (e *engineer) isLast(day form.Date, o *order) bool {
	return e.days[day][len(e.days[day])-1] == o && len(e.secret[day]) == 0
}

// finish ends the work; the card is filled and handed in on the spot, most times.
func (e *engineer) finish(day form.Date, o *order) {
	o.finished, o.state = e.now, library.ServiceOrderFinished
	o.failed = o.kind != library.OrderKindIsInstall && e.chance(0.025)
	v := form.Values{library.ServiceOrderSolved: !o.failed}
	if o.failed {
		v[library.ServiceOrderFailReason] = one(e.story, unsolved)
	}
	parts := []record.Part{perform(library.ServiceOrder, o.id, library.ServiceOrderInProgress, library.ServiceOrderFinish, v)}
	o.card = library.FeedbackCardBlank
	overdue := e.now.After(e.cardDue(o))
	var rest func()
	switch {
	case o.blank:
	case !overdue && o.kind != library.OrderKindIsInstall && day < e.eve() && e.chance(0.022):
		// The card comes a day too late, for a reason.
		o.excused = one(e.story, []string{library.LateReasonIsOutOfTown, library.LateReasonIsWaitingParts, library.LateReasonIsSystemOutage})
		e.when(e.cardDue(o).Add(e.minutes(15, 300)), func() {
			more, then := e.fill(o)
			e.do(e.person, more...)
			then()
		})
	default:
		more, then := e.fill(o)
		parts, rest = append(parts, more...), then
	}
	next := e.coming(day)
	if next != nil {
		parts = append(parts, e.leaving(next))
	}
	e.do(e.person, parts...)
	if rest != nil {
		rest()
	}
	e.goOn(day, e.now.Add(e.minutes(9, 16)))
}

// refuse fails the check of a slip: the warehouse gives its dialers another program.
func (e *engineer) refuse(sl *slip) record.Part {
	sl.state = library.AllotmentReturned
	e.after(4, 8, func() {
		var parts []record.Part
		for _, u := range sl.units {
			u.marred = true
			parts = append(parts, perform(library.DialerConfig, u.config, library.DialerConfigFailed, library.DialerConfigCancel, form.Values{library.DialerConfigCancelReason: "区号不对，重新设置"}))
		}
		fresh, more := e.allot(sl.order, sl.units)
		e.do(e.keeper, append(parts, more...)...)
		e.after(2, 3, func() {
			e.do(e.person, e.examine(fresh))
			e.after(2, 3, func() { e.issue([]*slip{fresh}) })
		})
	})
	return sl.judge(library.AllotmentReject, library.VerdictIsFail, "区号不对")
}

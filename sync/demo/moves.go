package demo

import (
	"slices"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// fate decides whether an order will be cancelled, moved or given to another before its
// visit.
func (e *engineer) fate(day form.Date, o *order) {
	if o.prospect != nil || o.repeats != nil || o.urgent || o.blank || day >= e.cfg.Day {
		return
	}
	morning := o.start.After(e.at(day, 12, 0)) && e.chance(0.6)
	when := e.between(e.today(), clockTime(17, 40), clockTime(18, 40))
	if morning {
		when = e.between(day, clockTime(9, 30), clockTime(11, 0))
	}
	switch p := e.r.Float64(); {
	case p < 0.03:
		e.when(when, func() { e.cancel(o) })
	case p < 0.065:
		e.when(when, func() { e.move(day, o) })
	case p < 0.1 && !morning:
		e.when(when, func() { e.passTo(day, o) })
	}
}

func (o *order) waits() bool {
	return (o.state == library.ServiceOrderAssigned || o.state == library.ServiceOrderAccepted) && !o.departed
}

func (e *engineer) cancel(o *order) {
	if !o.waits() {
		return
	}
	e.do(e.assistant, perform(library.ServiceOrder, o.id, o.state, library.ServiceOrderCancel, form.Values{
		library.ServiceOrderCancelReason: one(e.story, cancellings),
	}))
	o.state = library.ServiceOrderCancelled
	if o.dialers > 0 || slices.ContainsFunc(o.slips, func(sl *slip) bool { return sl.state != library.AllotmentIssued }) {
		e.asked = max(0, e.asked-1)
	}
	if o.customer.repair == o {
		o.customer.repair = nil
	}
}

// move takes an order out of the day; it gets a new date when a later day is planned.
func (e *engineer) move(day form.Date, o *order) {
	if !o.waits() || len(o.slips) > 0 || o.dialers > 0 || !o.booked {
		return
	}
	by, note := library.MovedByIsCustomer, one(e.story, reschedulings)
	if e.chance(0.3) {
		by, note = library.MovedByIsUs, one(e.story, ourMoves)
	}
	if e.chance(0.4) {
		e.do(e.person, o.moving(library.ServiceOrderAskReschedule, by, note))
	}
	e.after(6, 25, func() { e.moveNow(day, o, by, note) })
}

// moveNow is the assistant's part of it.
func (e *engineer) moveNow(day form.Date, o *order, by, note string) {
	if !o.waits() {
		return
	}
	e.do(e.assistant, o.moving(library.ServiceOrderReschedule, by, note))
	o.state, o.booked = library.ServiceOrderRescheduled, false
	e.days[day] = slices.DeleteFunc(slices.Clone(e.days[day]), func(x *order) bool { return x == o })
	if !o.taken.IsZero() && by == library.MovedByIsCustomer {
		o.excused = library.LateReasonIsCustomerMoved
	}
	e.when(e.between(e.today(), clockTime(14, 0), clockTime(14, 40)), func() { e.moved = append(e.moved, o) })
}

// moving is the part that moves an order or asks for it.
func (o *order) moving(action, by, note string) record.Part {
	p := perform(library.ServiceOrder, o.id, o.state, action, form.Values{library.ServiceOrderMovedBy: by, library.ServiceOrderRescheduleNote: note})
	p.Was = o.why
	o.why = p.Values
	return p
}

// passTo gives an order to a colleague who has room for it.
func (e *engineer) passTo(day form.Date, o *order) {
	if o.state != library.ServiceOrderAssigned || o.dialers > 0 || len(o.slips) > 0 {
		return
	}
	for _, other := range e.engineers {
		if other == e || !other.free(day, o) {
			continue
		}
		part := perform(library.ServiceOrder, o.id, o.state, library.ServiceOrderReassign, form.Values{
			library.ServiceOrderEngineer: other.person.id, library.ServiceOrderReassignReason: "工程师请假半天",
			library.ServiceOrderPlannedStart: o.start, library.ServiceOrderPlannedEnd: o.end,
		})
		part.Was = form.Values{library.ServiceOrderEngineer: e.person.id, library.ServiceOrderPlannedStart: o.start, library.ServiceOrderPlannedEnd: o.end}
		e.do(e.assistant, part)
		e.days[day] = slices.DeleteFunc(e.days[day], func(x *order) bool { return x == o })
		other.days[day] = append(other.days[day], o)
		slices.SortStableFunc(other.days[day], func(a, b *order) int { return a.start.Compare(b.start) })
		o.engineer = other
		return
	}
}

// free tells whether an engineer has nothing near the time of an order.
func (e *engineer) free(day form.Date, o *order) bool {
	if len(e.days[day]) >= 4 {
		return false
	}
	way := e.minutes(30, 30)
	near := func(x *order) bool { return x.start.Before(o.end.Add(way)) && o.start.Before(x.end.Add(way)) }
	return !slices.ContainsFunc(e.days[day], near) && !slices.ContainsFunc(e.secret[day], near)
}

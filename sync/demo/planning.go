package demo

import (
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// arrange plans a day of all engineers, one after another.
func (b *branch) arrange(day form.Date) {
	b.spread(day)
	at := b.now.Add(b.minutes(3, 5))
	for _, e := range b.engineers {
		b.when(at, func() { e.plan(day) })
		at = at.Add(b.minutes(3, 5))
	}
}

// spread gives each installation of a day to the engineer who has the fewest.
func (b *branch) spread(day form.Date) {
	for _, p := range b.prospects[day] {
		if !p.install || p.dropped || p.order == nil {
			continue
		}
		e := p.engineer
		if e == nil {
			staff := b.engineers
			if day == b.cfg.Day && staff[0].isHero() {
				staff = staff[1:] // whose day is told apart
			}
			e = slices.MinFunc(staff, func(x, y *engineer) int { return len(x.days[day]) - len(y.days[day]) })
		}
		p.order.engineer = e
		e.days[day] = append(e.days[day], p.order)
	}
}

// plan fills an engineer's day: installations, those that were moved, follow-ups, and
// what else there is; then makes, books and assigns.
func (e *engineer) plan(day form.Date) {
	if e.isHero() && day == e.cfg.Day {
		e.planHero(day)
		return
	}
	jobs := e.days[day]
	most := 3
	if e.chance(0.55) {
		most = 4
	}
	if day == e.cfg.Day {
		most = 4 + e.r.IntN(2)
	}
	room := func() bool { return len(jobs) < most }
	for room() && len(e.moved) > 0 {
		jobs = append(jobs, e.moved[0])
		e.moved = e.moved[1:]
	}
	if room() && len(e.followUp) > 0 {
		o := e.followUp[0]
		e.followUp = e.followUp[1:]
		jobs = append(jobs, o)
	}
	for room() {
		o := e.invent(day)
		if o == nil {
			break
		}
		jobs = append(jobs, o)
	}
	e.assign(day, e.slots(day, jobs))
}

// invent makes up a repair or a maintenance at a customer whom nobody visits that day.
func (e *engineer) invent(day form.Date) *order {
	c := e.someCustomer(day)
	if c == nil {
		return nil
	}
	o := &order{id: e.newID(), customer: c, fresh: true, state: library.ServiceOrderDraft}
	if e.chance(0.56) {
		o.kind = library.OrderKindIsRepair
		o.fixed = one(e.story, repairs)
		if o.fixed.swap && e.chance(0.88) { // most faults are not the dialer's
			o.fixed = repairs[e.r.IntN(10)]
		}
		o.problem = o.fixed.symptom
		if last := c.repair; last != nil && !last.finished.IsZero() && e.chance(0.07) {
			if days, ok := e.lib.Calendar.Day(last.start).DaysUntil(day); ok && days < 30 {
				o.repeats = last
				o.problem = last.problem
				o.fixed = last.fixed
			}
		}
		c.repair = o
	} else {
		o.kind = library.OrderKindIsMaintenance
		o.problem = one(e.story, plannedWork)
	}
	return o
}

// someCustomer draws an installed customer nobody visits that day.
func (b *branch) someCustomer(day form.Date) *customer {
	for range 20 {
		if len(b.customers) == 0 {
			return nil
		}
		if c := one(b.story, b.customers); c.seen != day && len(c.units) > 0 {
			return c
		}
	}
	return nil
}

// slots gives the jobs of a day their times, one after another with the way between
// them, and leaves out what no longer fits.
func (e *engineer) slots(day form.Date, jobs []*order) []*order {
	at := everyFew(e.between(day, clockTime(8, 50), clockTime(9, 20)))
	lunch, evening := e.at(day, 11, 50), e.at(day, 18, 10)
	var placed []*order
	district := ""
	for _, o := range jobs {
		if district != "" && o.customer.district == district {
			at = everyFew(at.Add(e.minutes(10, 20)))
		} else if district != "" {
			at = everyFew(at.Add(e.minutes(25, 50)))
		}
		if at.After(lunch) && at.Before(e.at(day, 13, 30)) {
			at = e.at(day, 13, 30)
		}
		end := at.Add(time.Duration(e.minutesOf(o.kind)) * time.Minute)
		if end.After(evening) {
			e.putBack(o)
			continue
		}
		o.start, o.end, o.engineer = at, end, e
		o.customer.seen = day
		placed = append(placed, o)
		at, district = end, o.customer.district
	}
	return placed
}

// putBack keeps a job that exists already for another day.
func (e *engineer) putBack(o *order) {
	switch {
	case o.fresh:
	case o.state == library.ServiceOrderRescheduled:
		e.moved = append(e.moved, o)
	case o.prospect != nil:
		o.engineer = nil
		next := e.workDay(e.today(), 2)
		e.prospects[next] = append(e.prospects[next], o.prospect)
	default:
		e.followUp = append(e.followUp, o)
	}
}

// assign gives the orders to the engineer: the office makes and assigns them in one go,
// then calls the customers.
func (e *engineer) assign(day form.Date, orders []*order) {
	e.days[day] = nil
	var parts []record.Part
	var later []*order
	for _, o := range orders {
		if o.fresh && !o.urgent && day < e.cfg.Day && e.chance(0.09) && !o.start.Before(e.at(day, 10, 30)) {
			later = append(later, o) // nobody knows of it yet
			continue
		}
		parts = append(parts, e.hand(o)...)
	}
	e.do(e.assistant, parts...)
	for _, o := range orders {
		if !slices.Contains(later, o) {
			e.days[day] = append(e.days[day], o)
		}
	}
	if day == e.eve() {
		e.leaveOpen(e.days[day])
	}
	for _, o := range e.days[day] {
		e.fate(day, o)
	}
	e.after(5, 14, func() { e.call(e.days[day]) })
	e.secret[day] = later
	for _, o := range later {
		e.callIn(day, o)
	}
	e.wish(day)
}

// leaveOpen lets the last visit of the last day end without its card, and one in the
// middle of a riddle.
func (e *engineer) leaveOpen(orders []*order) {
	for _, o := range slices.Backward(orders) {
		if o.kind == library.OrderKindIsInstall {
			continue
		}
		o.blank = true
		o.noon = o.state == library.ServiceOrderAssigned
		o.stuck = e == e.engineers[1]
		return
	}
}

// hand are the parts that bring an order into an engineer's hands.
func (e *engineer) hand(o *order) []record.Part {
	plan := form.Values{
		library.ServiceOrderPlannedStart: o.start, library.ServiceOrderPlannedEnd: o.end,
	}
	var parts []record.Part
	switch {
	case o.fresh:
		plan[library.ServiceOrderKind], plan[library.ServiceOrderCustomer] = o.kind, o.customer.ref()
		plan[library.ServiceOrderEngineer], plan[library.ServiceOrderProblem] = e.person.id, o.problem
		plan[library.ServiceOrderOrigin] = library.OrderOriginIsCustomerCall
		if o.kind == library.OrderKindIsMaintenance {
			plan[library.ServiceOrderOrigin] = library.OrderOriginIsServicePlan
		}
		if o.urgent {
			plan[library.ServiceOrderUrgent] = true
		}
		if o.repeats != nil {
			plan[library.ServiceOrderRepeats] = o.repeats.ref()
		}
		if e.chance(0.3) {
			plan[library.ServiceOrderOfficeNote] = one(e.story, visitNotes)
		}
		parts = append(parts, create(library.ServiceOrder, o.id, plan),
			perform(library.ServiceOrder, o.id, library.ServiceOrderDraft, library.ServiceOrderAssign, nil))
		o.fresh = false
	case o.state == library.ServiceOrderRescheduled && !o.taken.IsZero():
		parts = append(parts, perform(library.ServiceOrder, o.id, o.state, library.ServiceOrderSetDate, plan))
		o.state = library.ServiceOrderAccepted
		if !o.start.After(e.cardDue(o)) {
			o.excused = ""
		}
		return parts
	case o.state == library.ServiceOrderRescheduled:
		parts = append(parts, perform(library.ServiceOrder, o.id, o.state, library.ServiceOrderSetDateToTake, plan))
	case o.prospect != nil:
		parts = append(parts, e.meet(o),
			set(library.ServiceOrder, o.id, library.ServiceOrderDraft, form.Values{library.ServiceOrderEngineer: e.person.id}),
			perform(library.ServiceOrder, o.id, library.ServiceOrderDraft, library.ServiceOrderAssign, nil))
	default: // a follow-up
		plan[library.ServiceOrderEngineer] = e.person.id
		parts = append(parts, set(library.ServiceOrder, o.id, library.ServiceOrderDraft, plan),
			perform(library.ServiceOrder, o.id, library.ServiceOrderDraft, library.ServiceOrderAssign, nil))
	}
	o.state = library.ServiceOrderAssigned
	return parts
}

// meet is the part by which the customer agrees to the time.
func (e *engineer) meet(o *order) record.Part {
	agreed := form.Values{
		library.AppointmentWindowStart: o.start, library.AppointmentWindowEnd: o.end,
		library.AppointmentChannel: library.ChannelIsPhone, library.AppointmentTravelMinutes: int64(10 + 5*e.r.IntN(8)),
	}
	p := perform(library.Appointment, o.meetingID(), library.AppointmentToBook, library.AppointmentConfirm, agreed)
	p.Was = o.agreed
	o.booked, o.agreed = true, agreed
	return p
}

// call asks the customers whether the times suit them.
func (e *engineer) call(orders []*order) {
	var parts []record.Part
	for _, o := range orders {
		on := o.state == library.ServiceOrderAssigned || o.state == library.ServiceOrderAccepted
		if on && !o.booked {
			parts = append(parts, e.meet(o))
		}
	}
	e.do(e.assistant, parts...)
}

// callIn is an order that comes in on the day itself, mostly an urgent one.
func (e *engineer) callIn(day form.Date, o *order) {
	o.urgent = o.kind == library.OrderKindIsRepair && e.chance(0.7)
	o.noon = true
	e.when(o.start.Add(-e.minutes(75, 110)), func() {
		e.do(e.assistant, e.hand(o)...)
		e.days[day] = append(e.days[day], o)
		slices.SortStableFunc(e.days[day], func(a, b *order) int { return a.start.Compare(b.start) })
		e.after(2, 6, func() { e.call([]*order{o}) })
		reach := e.minutes(8, 24)
		if e.chance(0.08) {
			reach = e.minutes(32, 55)
		}
		e.when(e.now.Add(reach), func() { e.accept(o) })
	})
}

// wish asks the warehouse for the dialers of a day: for installations, and a spare where
// the engineer has too few.
func (e *engineer) wish(day form.Date) {
	for _, o := range e.days[day] {
		if o.kind == library.OrderKindIsRepair && o.state == library.ServiceOrderAssigned && o.dialers == 0 &&
			len(e.held())+e.asked < e.spares && (len(e.held())+e.asked == 0 || e.chance(0.5)) {
			o.dialers = 1
			e.asked++
		}
		if o.dialers > 0 && !slices.Contains(e.wanted[day], o) {
			e.wanted[day] = append(e.wanted[day], o)
		}
	}
}

package demo

import (
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// planHero plans the day that pictures show: an urgent repair, an installation with its
// dialer, a repair with a spare at hand, and maintenance.
func (e *engineer) planHero(day form.Date) {
	visit := func(o *order, hour, minute, length int) *order {
		o.start = e.at(day, hour, minute)
		o.end = o.start.Add(time.Duration(length) * time.Minute)
		o.engineer, o.customer.seen = e, day
		return o
	}
	var jobs []*order
	for _, o := range e.days[day] {
		jobs = append(jobs, visit(o, 10, 10, 90))
	}
	low := repair{"长途时断时通，第2路环流偏低，上次测得16 mA", library.CauseIsLine, library.FaultCodeIsL02, "外线环流偏低，已报局方", "外线由局方处理", false}
	if c := e.acquaintance(hainaLogistics); c != nil {
		o := &order{id: e.newID(), kind: library.OrderKindIsRepair, customer: c, fresh: true, state: library.ServiceOrderDraft, problem: low.symptom, fixed: low}
		o.dialers = 1
		e.asked++
		c.repair = o
		jobs = append(jobs, visit(o, 13, 40, 60))
	}
	if c := e.acquaintance(zhiyuanLaw); c != nil {
		o := &order{id: e.newID(), kind: library.OrderKindIsMaintenance, customer: c, fresh: true, state: library.ServiceOrderDraft, problem: plannedWork[0]}
		jobs = append(jobs, visit(o, 15, 10, 40))
	}
	if o := e.invent(day); o != nil {
		jobs = append(jobs, visit(o, 16, 30, 50))
	}
	e.assign(day, jobs)
	if c := e.acquaintance(jinqiaoBooks); c != nil {
		c.seen = day
		o := &order{
			id: e.newID(), kind: library.OrderKindIsRepair, urgent: true, customer: c, fresh: true, state: library.ServiceOrderDraft,
			problem: "财务室4部电话全部打不出长途，明天月结，请尽早上门", fixed: repairs[0],
		}
		visit(o, 8, 40, 60)
		e.secret[day] = append(e.secret[day], o)
		e.when(e.at(e.eve(), 19, 50), func() { e.emergency(day, o) })
	}
}

// emergency is the urgent order of the evening, taken at once.
func (e *engineer) emergency(day form.Date, o *order) {
	e.do(e.assistant, e.hand(o)...)
	e.days[day] = append([]*order{o}, e.days[day]...)
	e.after(3, 5, func() { e.call([]*order{o}) })
	e.after(10, 14, func() { e.accept(o) })
}

// acquaintance is a known customer, if its dialer is up.
func (e *engineer) acquaintance(nth int) *customer {
	for _, c := range e.customers {
		if c.name == known[nth].name && len(c.units) > 0 {
			return c
		}
	}
	return nil
}

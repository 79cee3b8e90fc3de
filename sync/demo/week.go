package demo

import (
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// openDay puts the day of a branch on the agenda.
func (b *branch) openDay(day form.Date) {
	n := b.worked[day]
	eve := day == b.eve()
	if n >= setupDays {
		for _, e := range b.engineers {
			b.when(b.between(day, clockTime(8, 0), clockTime(8, 13)), func() { e.begin(day) })
		}
	}
	b.when(b.at(day, 8, 27), func() { b.issue(b.slips[day]); b.lack(day) })
	b.when(b.between(day, clockTime(9, 10), clockTime(9, 30)), b.takeBack)
	b.when(b.between(day, clockTime(10, 40), clockTime(11, 10)), func() { b.checkCards(b.now.Add(-time.Minute)) })
	b.when(b.between(day, clockTime(11, 20), clockTime(11, 50)), b.closeOrders)
	b.when(b.between(day, clockTime(14, 5), clockTime(14, 40)), b.supervise)
	b.when(b.between(day, clockTime(14, 45), clockTime(15, 5)), b.handleFeedback)
	b.arrangeAhead(day)
	b.when(b.at(day, 16, 45), func() { b.prepare(b.workDay(day, 1)) })
	if !eve {
		b.when(b.between(day, clockTime(16, 55), clockTime(17, 15)), func() { b.checkCards(b.now.Add(-time.Minute)) })
		b.when(b.between(day, clockTime(17, 20), clockTime(17, 40)), func() { b.keepBooks(b.now) })
	}
	b.weekly(day)
	b.monthly(day)
	if eve {
		b.openEve()
	}
}

// weekly is what happens on some days of the week.
func (b *branch) weekly(day form.Date) {
	if b.isWeekday(day, time.Monday) {
		b.when(b.between(day, clockTime(9, 35), clockTime(9, 55)), b.buy)
		b.when(b.between(day, clockTime(10, 5), clockTime(10, 35)), b.restock)
	}
	if b.isWeekday(day, time.Tuesday) {
		b.when(b.between(day, clockTime(13, 35), clockTime(14, 0)), b.inspect)
	}
	if b.isWeekday(day, time.Wednesday) {
		b.when(b.between(day, clockTime(13, 40), clockTime(14, 0)), func() {
			for _, e := range b.engineers {
				if b.chance(0.04) {
					e.bringBack()
				}
			}
		})
	}
	if b.isWeekday(day, time.Thursday) {
		b.when(b.between(day, clockTime(16, 0), clockTime(16, 30)), b.sample)
		b.when(b.between(day, clockTime(15, 30), clockTime(15, 55)), b.ship)
	}
	if b.isWeekday(day, time.Friday) {
		b.when(b.between(day, clockTime(10, 0), clockTime(10, 30)), b.pay)
		b.when(b.between(day, clockTime(16, 0), clockTime(16, 40)), func() { b.analyse(); b.rate() })
	}
}

// arrangeAhead plans what comes before the office is open again (SET-15): on Fridays
// Saturday and Monday.
func (b *branch) arrangeAhead(day form.Date) {
	if !b.lib.Calendar.Works(day) {
		return
	}
	at := b.at(day, 15, 15)
	for n := b.worked[day] + 1; n < len(b.days) && b.days[n] <= b.cfg.Day; n++ {
		next := b.days[n]
		if n >= setupDays {
			b.when(at, func() { b.arrange(next) })
			at = at.Add(50 * time.Minute)
		}
		if b.lib.Calendar.Works(next) {
			return
		}
	}
}

// monthly is what happens once a month, counted in worked days.
func (b *branch) monthly(day form.Date) {
	n := b.worked[day]
	if n == 1 {
		b.when(b.between(day, clockTime(10, 0), clockTime(11, 0)), b.foundGifts)
	}
	switch n % 25 {
	case 8:
		b.when(b.between(day, clockTime(13, 40), clockTime(14, 10)), b.count)
	case 12:
		b.when(b.between(day, clockTime(15, 0), clockTime(15, 30)), func() { b.audit(b.now.Add(-72 * time.Hour)) })
	case 15:
		b.when(b.between(day, clockTime(11, 0), clockTime(11, 30)), b.giveGifts)
	case 18:
		b.when(b.between(day, clockTime(10, 0), clockTime(11, 0)), b.changes)
	case 20:
		b.when(b.between(day, clockTime(14, 0), clockTime(14, 30)), b.sell)
	}
}

// restock receives a lot when the shelves run low.
func (b *branch) restock() {
	if len(b.stock) < b.share/8 || len(b.ordered) > 0 {
		b.receive(min(lotSize, b.share-b.arrived-untested), true)
	}
}

// lack moves installations for which there was no dialer.
func (b *branch) lack(day form.Date) {
	for _, e := range b.engineers {
		for _, o := range e.days[day] {
			if o.kind == library.OrderKindIsInstall && o.dialers > 0 && o.waits() && len(o.slips) == 0 {
				o.booked = true
				e.moveNow(day, o, library.MovedByIsUs, "缺拨号器")
			}
		}
	}
}

// changes are those of the representatives: a customer suspends or takes up the service.
func (b *branch) changes() {
	if len(b.customers) < 12 {
		return
	}
	i := b.r.IntN(len(b.customers))
	c := b.customers[i]
	if b.isKnown(slices.IndexFunc(known, func(k customer) bool { return k.name == c.name })) || b.recent(c) {
		return
	}
	b.customers = slices.Delete(b.customers, i, i+1)
	b.do(b.rep1, perform(library.Customer, c.id, library.CustomerActive, library.CustomerSuspend, form.Values{library.CustomerChangeReason: "客户装修，暂停三个月"}))
}

// recent tells whether a customer's installation may not be through the office yet.
func (b *branch) recent(c *customer) bool {
	days, ok := c.units[0].installed.DaysUntil(b.today())
	return !ok || days < 14
}

package library_test

import (
	"slices"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// returnedCard is the card of an order, filled in with these dialers and come back to be
// completed; the order is finished.
func (c *company) returnedCard(order rec, units ...form.Values) rec {
	c.t.Helper()
	ae := c.as(library.RoleEngineer)
	if c.Get(order.form, order.id).State != library.ServiceOrderInProgress {
		ae.Act(order.form, order.id, library.ServiceOrderStart)
	}
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	values := c.card(units...)
	if len(units) == 0 {
		values[library.FeedbackCardUnits] = c.value(card, library.FeedbackCardUnits)
	}
	ae.Set(card.form, card.id, values)
	ae.Act(order.form, order.id, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
	ae.Act(card.form, card.id, library.FeedbackCardFill)
	ae.Act(card.form, card.id, library.FeedbackCardHandIn)
	c.as(library.RoleTechnicalAssistant).Act(card.form, card.id, library.FeedbackCardReturn, form.Values{library.FeedbackCardMissing: "客户签字不清"})
	c.Wait(time.Hour)
	return card
}

// restocked brings a dialer that an engineer took out back into stock, a faulty one by way of
// its supplier.
func (c *company) restocked(unit rec) {
	c.t.Helper()
	mc := c.as(library.RoleStockKeeper)
	if c.Get(unit.form, unit.id).State == library.DialerUnitFaulty {
		mc.Act(unit.form, unit.id, library.DialerUnitTakeBack)
		mc.Act(unit.form, unit.id, library.DialerUnitSend)
		mc.Act(unit.form, unit.id, library.DialerUnitComeBack)
	}
	c.pass(unit, library.DirectionIsIn)
	c.in(unit, library.DialerUnitInStock)
}

// A card that is completed late moves no dialer that has gone on since: not out of the
// premises of another customer, nor out of this one's, where it was put in once more.
func TestCard_completedLateLeavesADialerWhereItIs(t *testing.T) {
	for name, swapped := range map[string]bool{"swapped": true, "written on the card": false} {
		for where, again := range map[string]bool{"at another customer": false, "at the same customer": true} {
			t.Run(name+", "+where, func(t *testing.T) {
				c := newCompany(t)
				customer := c.customer(library.SizeClassIsSmallMedium)
				old := c.fitted(c.stocked("D4-OLD"), customer)
				order := c.ordered(library.OrderKindIsRepair, customer, false)
				card := rec{}
				if swapped {
					spare := c.issued("D4-NEW", order)
					c.as(library.RoleEngineer).Act(order.form, order.id, library.ServiceOrderStart)
					swap := c.swap(order, old, spare)
					c.as(library.RoleEngineer).Act(swap.form, swap.id, library.SwapSwap)
					card = c.returnedCard(order)
				} else {
					card = c.returnedCard(order, unit(old, library.UnitWorkIsRemoved, library.ConditionIsOk))
				}
				c.restocked(old)
				to := customer
				if !again {
					to = c.customer(library.SizeClassIsSmallMedium)
				}
				c.fitted(old, to)

				c.as(library.RoleEngineer).Act(card.form, card.id, library.FeedbackCardComplete)

				c.in(card, library.FeedbackCardReceived)
				c.in(old, library.DialerUnitInstalled)
				c.says(old, library.DialerUnitCustomer, to.ref())
			})
		}
	}
}

// A card can be completed whatever has become of the dialer it put in: it failed, or it was
// repaired and somebody else carries it.
func TestCard_completedAfterItsDialerFailed(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	order := c.ordered(library.OrderKindIsMaintenance, customer, false)
	put := c.issued("D4-NEW", order)
	card := c.returnedCard(order, unit(put, library.UnitWorkIsInstalled, library.ConditionIsOk))
	c.in(put, library.DialerUnitInstalled)
	c.as(library.RoleEngineer).Act(put.form, put.id, library.DialerUnitFault)

	c.as(library.RoleEngineer).Act(card.form, card.id, library.FeedbackCardComplete)
	c.in(put, library.DialerUnitFaulty)

	c.as(library.RoleTechnicalAssistant).Act(card.form, card.id, library.FeedbackCardReturn, form.Values{library.FeedbackCardMissing: "评分"})
	c.restocked(put)
	other := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	c.configured(put, other)
	slip := c.slip(put, other)
	c.as(library.RoleEngineer).Act(slip.form, slip.id, library.AllotmentCheck, c.judged(slip, library.VerdictIsPass, ""))
	c.as(library.RoleStockKeeper).Act(slip.form, slip.id, library.AllotmentIssue)

	c.as(library.RoleEngineer).Act(card.form, card.id, library.FeedbackCardComplete)
	c.in(put, library.DialerUnitIssued)
}

// What a card says was put in is in the engineer's hands, or there already: when it is
// filled in, and of a dialer that was forgotten when it is completed.
func TestCard_putsInWhatIsInHand(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	order := c.ordered(library.OrderKindIsMaintenance, customer, false)
	put, forgotten := c.issued("D4-1", order), c.issued("D4-2", order)
	allotted := c.stocked("D4-3")
	c.configured(allotted, order)
	c.slip(allotted, order)
	ae := c.as(library.RoleEngineer)
	ae.Act(order.form, order.id, library.ServiceOrderStart)
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	installed := func(r rec) form.Values { return unit(r, library.UnitWorkIsInstalled, library.ConditionIsOk) }
	early := c.card(installed(allotted))
	early[library.FeedbackCardArrivedAt], early[library.FeedbackCardFinishedAt] = c.Now, c.Now
	ae.Set(card.form, card.id, early)
	c.refuses(card, library.FeedbackCardFill, library.RoleEngineer, nil, "feedback_card.actions.fill.check.2")

	card = c.returnedCard(order, installed(put))
	rows, _ := c.value(card, library.FeedbackCardUnits).([]form.Row)
	rows = append(rows, c.rows(installed(forgotten), installed(allotted))...)
	ae.Set(card.form, card.id, form.Values{library.FeedbackCardUnits: rows})
	c.refuses(card, library.FeedbackCardComplete, library.RoleEngineer, nil, "feedback_card.actions.complete.check.0")
	ae.Set(card.form, card.id, form.Values{library.FeedbackCardUnits: rows[:2]})
	ae.Act(card.form, card.id, library.FeedbackCardComplete)

	for _, r := range []rec{put, forgotten} {
		c.in(r, library.DialerUnitInstalled)
		c.says(r, library.DialerUnitCustomer, customer.ref())
	}
}

// A card that was filled in on the first visit puts in what was issued for the second, and
// what was found faulty there is faulty, once it is completed (DOC-11, BR-13).
func TestCard_completedAfterASecondVisit(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	old := c.fitted(c.stocked("D4-OLD"), customer)
	order := c.ordered(library.OrderKindIsMaintenance, customer, false)
	ae, ta := c.as(library.RoleEngineer), c.as(library.RoleTechnicalAssistant)
	ae.Act(order.form, order.id, library.ServiceOrderStart)
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	first := c.card(unit(old, library.UnitWorkIsChecked, library.ConditionIsOk))
	first[library.FeedbackCardFinishedAt] = c.Now
	ae.Set(card.form, card.id, first)
	ae.Act(card.form, card.id, library.FeedbackCardFill)
	ta.Act(order.form, order.id, library.ServiceOrderReschedule, form.Values{library.ServiceOrderMovedBy: library.MovedByIsUs, library.ServiceOrderRescheduleNote: "要换机"})
	c.Wait(time.Hour)
	elsewhere := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	put, spare, dead := c.issued("D4-NEW", order), c.issued("D4-SPARE", elsewhere), c.issued("D4-DEAD", order)
	ta.Act(order.form, order.id, library.ServiceOrderSetDate, form.Values{
		library.ServiceOrderPlannedStart: c.Now.Add(24 * time.Hour), library.ServiceOrderPlannedEnd: c.Now.Add(25 * time.Hour),
	})
	c.Wait(24 * time.Hour)
	ae.Act(order.form, order.id, library.ServiceOrderStart)
	ae.Act(order.form, order.id, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
	ae.Set(card.form, card.id, form.Values{library.FeedbackCardLateReason: library.LateReasonIsCustomerMoved})
	ae.Act(card.form, card.id, library.FeedbackCardHandIn)
	ta.Act(card.form, card.id, library.FeedbackCardReturn, form.Values{library.FeedbackCardMissing: "装了哪台"})
	rows, _ := c.value(card, library.FeedbackCardUnits).([]form.Row)
	rows = append(rows, c.rows(
		unit(put, library.UnitWorkIsInstalled, library.ConditionIsOk),
		unit(spare, library.UnitWorkIsInstalled, library.ConditionIsOk),
		unit(dead, library.UnitWorkIsRemoved, library.ConditionIsFaulty))...)
	ae.Set(card.form, card.id, form.Values{library.FeedbackCardUnits: rows})

	ae.Act(card.form, card.id, library.FeedbackCardComplete)

	for _, r := range []rec{put, spare} {
		c.in(r, library.DialerUnitInstalled)
		c.says(r, library.DialerUnitCustomer, customer.ref())
		c.says(r, library.DialerUnitHolder, nil)
	}
	c.in(dead, library.DialerUnitFaulty)
}

// A dialer whose issue was booked after the card was filled in is put in all the same.
func TestCard_completedAfterALateIssue(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	old := c.fitted(c.stocked("D4-OLD"), customer)
	order := c.ordered(library.OrderKindIsMaintenance, customer, false)
	put := c.stocked("D4-NEW")
	c.configured(put, order)
	slip := c.slip(put, order)
	c.as(library.RoleEngineer).Act(slip.form, slip.id, library.AllotmentCheck, c.judged(slip, library.VerdictIsPass, ""))
	card := c.returnedCard(order, unit(old, library.UnitWorkIsChecked, library.ConditionIsOk))
	c.as(library.RoleStockKeeper).Act(slip.form, slip.id, library.AllotmentIssue)
	c.Wait(time.Hour)
	rows, _ := c.value(card, library.FeedbackCardUnits).([]form.Row)
	rows = append(rows, c.rows(unit(put, library.UnitWorkIsInstalled, library.ConditionIsOk))...)
	c.as(library.RoleEngineer).Set(card.form, card.id, form.Values{library.FeedbackCardUnits: rows})

	c.as(library.RoleEngineer).Act(card.form, card.id, library.FeedbackCardComplete)

	c.in(put, library.DialerUnitInstalled)
}

// A serial number that is put right on a returned card is of another dialer: that one is told
// of too, once (BR-16).
func TestCard_completedWithAnotherSerial(t *testing.T) {
	c := newCompany(t)
	ae := c.as(library.RoleEngineer)
	customer := c.customer(library.SizeClassIsSmallMedium)
	mistaken, old := c.fitted(c.stocked("D4-1"), customer), c.fitted(c.stocked("D4-2"), customer)
	order := c.ordered(library.OrderKindIsMaintenance, customer, false)
	ae.Act(order.form, order.id, library.ServiceOrderStart)
	card := c.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	ae.Set(card.form, card.id, c.card(unit(mistaken, library.UnitWorkIsRemoved, library.ConditionIsFaulty)))
	ae.Act(order.form, order.id, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
	ae.Act(card.form, card.id, library.FeedbackCardFill)
	told := form.Values{library.QualityFeedbackSymptom: "第3路不送号", library.QualityFeedbackSeverity: library.SeverityIsMajor}
	first := c.one(library.QualityFeedback, library.QualityFeedbackOrder, order)
	ae.Set(first.form, first.id, told)
	ae.Act(first.form, first.id, library.QualityFeedbackSubmit)
	ae.Act(card.form, card.id, library.FeedbackCardHandIn)
	for _, why := range []string{"序列号不对", "客户签字不清"} {
		c.as(library.RoleTechnicalAssistant).Act(card.form, card.id, library.FeedbackCardReturn, form.Values{library.FeedbackCardMissing: why})
		rows, _ := c.value(card, library.FeedbackCardUnits).([]form.Row)
		rows[0].Values[library.FeedbackCardUnitsRowUnit] = old.ref()
		ae.Set(card.form, card.id, form.Values{library.FeedbackCardUnits: rows})
		c.Wait(time.Hour)
		ae.Act(card.form, card.id, library.FeedbackCardComplete)
	}

	c.in(old, library.DialerUnitFaulty)
	c.one(library.QualityFeedback, library.QualityFeedbackUnit, old)
	c.one(library.QualityFeedback, library.QualityFeedbackUnit, mistaken)
}

// A swap and a card tell of one finding once: what the engineer wrote on the card before the
// swap is not written there again, and a card that is filled already hears of the swap.
func TestSwap_andTheCardTellItOnce(t *testing.T) {
	for name, c := range map[string]struct {
		work, condition string // of the old dialer, as the card says before
		filled          bool
		rows            int
	}{
		"written before": {library.UnitWorkIsReplaced, library.ConditionIsFaulty, false, 2},
		"filled before":  {library.UnitWorkIsChecked, library.ConditionIsOk, true, 3},
	} {
		t.Run(name, func(t *testing.T) {
			co := newCompany(t)
			customer := co.customer(library.SizeClassIsSmallMedium)
			old := co.fitted(co.stocked("D4-OLD"), customer)
			order := co.ordered(library.OrderKindIsRepair, customer, false)
			spare := co.issued("D4-NEW", order)
			engineer := co.as(library.RoleEngineer)
			engineer.Act(order.form, order.id, library.ServiceOrderStart)
			card := co.one(library.FeedbackCard, library.FeedbackCardOrder, order)
			values := co.card(unit(old, c.work, c.condition))
			values[library.FeedbackCardFinishedAt] = co.Now
			engineer.Set(card.form, card.id, values)
			if c.filled {
				engineer.Act(card.form, card.id, library.FeedbackCardFill)
			}
			co.Wait(time.Minute)
			swap := co.swap(order, old, spare)
			engineer.Act(swap.form, swap.id, library.SwapSwap)
			if !c.filled {
				engineer.Act(card.form, card.id, library.FeedbackCardFill)
			}

			if rows, _ := co.value(card, library.FeedbackCardUnits).([]form.Row); len(rows) != c.rows {
				t.Errorf("the card has %d rows, want %d", len(rows), c.rows)
			}
			if found := co.all(library.QualityFeedback, library.QualityFeedbackUnit, old); len(found) != 1 {
				t.Errorf("there are %d feedbacks of one finding", len(found))
			}
		})
	}
}

// A swap that was done without a network is done, though the office had cancelled or moved the
// order before it arrives, or the engineer had finished it: the dialers are where they are, the
// cards say so, and the office is told (facts beat plans).
func TestSwap_arrivesAfterTheOrderWasChanged(t *testing.T) {
	cancel := func(c *company, order rec) {
		c.as(library.RoleTechnicalAssistant).Act(order.form, order.id, library.ServiceOrderCancel, form.Values{library.ServiceOrderCancelReason: "客户说好了"})
	}
	move := func(c *company, order rec) {
		c.as(library.RoleTechnicalAssistant).Act(order.form, order.id, library.ServiceOrderReschedule, form.Values{
			library.ServiceOrderMovedBy: library.MovedByIsUs, library.ServiceOrderRescheduleNote: "车坏了",
		})
	}
	finish := func(c *company, order rec) {
		c.as(library.RoleEngineer).Seeing(library.ServiceOrderInProgress).
			Act(order.form, order.id, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
	}
	for name, one := range map[string]struct {
		unstarted    bool // nobody has heard that he had started
		before, then []func(*company, rec)
	}{
		"cancelled":                  {before: []func(*company, rec){cancel}, then: []func(*company, rec){finish}},
		"cancelled before the start": {unstarted: true, before: []func(*company, rec){cancel}, then: []func(*company, rec){finish}},
		"moved":                      {before: []func(*company, rec){move}, then: []func(*company, rec){finish}},
		"moved before the start":     {unstarted: true, before: []func(*company, rec){move}, then: []func(*company, rec){finish}},
		"moved to another day": {before: []func(*company, rec){move, func(c *company, order rec) {
			c.as(library.RoleTechnicalAssistant).Act(order.form, order.id, library.ServiceOrderSetDate, form.Values{
				library.ServiceOrderPlannedStart: c.Now.Add(24 * time.Hour), library.ServiceOrderPlannedEnd: c.Now.Add(25 * time.Hour),
			})
		}}},
		"finished":                    {before: []func(*company, rec){finish}},
		"finished and cancelled once": {before: []func(*company, rec){cancel, finish}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t)
			customer := c.customer(library.SizeClassIsSmallMedium)
			old := c.fitted(c.stocked("D4-OLD"), customer)
			order := c.ordered(library.OrderKindIsRepair, customer, false)
			spare := c.issued("D4-NEW", order)
			if !one.unstarted {
				c.as(library.RoleEngineer).Act(order.form, order.id, library.ServiceOrderStart)
			}
			for _, do := range one.before {
				do(c, order)
			}

			swap := c.swap(order, old, spare)
			c.as(library.RoleEngineer).Act(swap.form, swap.id, library.SwapSwap)
			if told := c.Told[len(c.Told)-1]; told.Ref != swap.ref() || !slices.Equal(told.To, []form.ID{c.people[library.RoleTechnicalAssistant]}) {
				t.Errorf("%v hear %q", told.To, told.Label.Zh)
			}
			for _, do := range one.then {
				do(c, order)
			}

			c.in(old, library.DialerUnitFaulty)
			c.in(spare, library.DialerUnitInstalled)
			c.says(spare, library.DialerUnitCustomer, customer.ref())
			card, repair := c.one(library.FeedbackCard, library.FeedbackCardOrder, order), c.one(library.RepairCard, library.RepairCardOrder, order)
			c.in(card, library.FeedbackCardBlank)
			if rows, _ := c.value(card, library.FeedbackCardUnits).([]form.Row); len(rows) != 2 {
				t.Errorf("the card has %d dialers, want 2", len(rows))
			}
			c.in(repair, library.RepairCardBlank)
			c.says(repair, library.RepairCardReplacedPart, "D4-NEW")
		})
	}
}

// Nobody swaps a dialer on an order that he has not taken, that is another's now, or whose
// card the office has checked.
func TestSwap_onlyOnAnOrderOfHis(t *testing.T) {
	c := newCompany(t)
	customer := c.customer(library.SizeClassIsSmallMedium)
	old := c.fitted(c.stocked("D4-OLD"), customer)
	order := c.ordered(library.OrderKindIsMaintenance, customer, false)
	spare := c.issued("D4-NEW", order)
	ae, ta := c.as(library.RoleEngineer), c.as(library.RoleTechnicalAssistant)
	swap := c.swap(order, old, spare)
	ta.Act(order.form, order.id, library.ServiceOrderReschedule, form.Values{library.ServiceOrderMovedBy: library.MovedByIsUs, library.ServiceOrderRescheduleNote: "车坏了"})
	ta.Act(order.form, order.id, library.ServiceOrderReassign, form.Values{
		library.ServiceOrderEngineer: c.people[otherEngineer], library.ServiceOrderReassignReason: "工程师请假",
		library.ServiceOrderPlannedStart: c.Now, library.ServiceOrderPlannedEnd: c.Now.Add(time.Hour),
	})
	c.refuses(swap, library.SwapSwap, library.RoleEngineer, nil, "swap.actions.swap.check.0")
	ta.Act(order.form, order.id, library.ServiceOrderCancel, form.Values{library.ServiceOrderCancelReason: "客户不要了"})
	c.refuses(swap, library.SwapSwap, library.RoleEngineer, nil, "swap.actions.swap.check.0")

	ae.Act(swap.form, swap.id, library.SwapCancel)
	order = c.ordered(library.OrderKindIsMaintenance, customer, false)
	late := c.swap(order, old, spare)
	card := c.returnedCard(order, unit(old, library.UnitWorkIsChecked, library.ConditionIsOk))
	ae.Act(card.form, card.id, library.FeedbackCardComplete)
	ta.Act(card.form, card.id, library.FeedbackCardCheck)
	c.refuses(late, library.SwapSwap, library.RoleEngineer, nil, "swap.actions.swap.check.0")
}

// What an engineer did days ago and sends now does not strike a dialer that was taken in by a
// count meanwhile and stands at another customer.
func TestDialerUnit_whatComesLateIsRefused(t *testing.T) {
	for _, action := range []string{library.DialerUnitTakeDown, library.DialerUnitFault} {
		c := newCompany(t)
		first, second := c.customer(library.SizeClassIsSmallMedium), c.customer(library.SizeClassIsSmallMedium)
		u := c.fitted(c.stocked("D4-1"), first)
		then := c.Now
		c.Wait(24 * time.Hour)
		count := c.countedOn("A01", line(u, "D4-1", false, true, library.CountRemedyIsBookLate))
		c.step(count, library.StockCountConfirm, []string{library.RoleFinance, library.RoleIntakeSupervisor}, nil)
		c.pass(u, library.DirectionIsIn)
		c.Wait(24 * time.Hour)
		c.fitted(u, second)

		now := c.Now
		c.Now = then.Add(time.Minute)
		c.as(library.RoleEngineer).NoAct(u.form, u.id, action)
		c.Now = now

		c.in(u, library.DialerUnitInstalled)
		c.says(u, library.DialerUnitCustomer, second.ref())
	}
}

// What was taken in once and has left the store again since stays where it is: the same paper
// on another device, told late, does not take it in twice (BR-13).
func TestDialerUnit_whatWasTakenInBeforeStaysOut(t *testing.T) {
	keeps := func(c *company, u rec) {
		c.Wait(time.Hour)
		c.pass(u, library.DirectionIsIn)
		c.Wait(time.Hour)
	}
	issues := func(c *company, u rec) {
		order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
		c.configured(u, order)
		slip := c.slip(u, order)
		c.as(library.RoleEngineer).Act(slip.form, slip.id, library.AllotmentCheck, c.judged(slip, library.VerdictIsPass, ""))
		c.as(library.RoleStockKeeper).Act(slip.form, slip.id, library.AllotmentIssue)
		c.as(library.RoleTechnicalAssistant).Act(order.form, order.id, library.ServiceOrderCancel, form.Values{library.ServiceOrderCancelReason: "改期"})
	}
	fails := func(c *company, u rec) {
		issues(c, u)
		c.as(library.RoleEngineer).Act(u.form, u.id, library.DialerUnitFault)
	}
	sends := func(c *company, u rec) {
		c.failing(u, library.DirectionIsRegular)
		c.as(library.RoleStockKeeper).Act(u.form, u.id, library.DialerUnitSend)
	}
	for action, tc := range map[string]struct {
		out  func(c *company, u rec)
		in   func(c *company, u rec)
		ends string
	}{
		library.DialerUnitBringBack:  {issues, keeps, library.DialerUnitIssued},
		library.DialerUnitReturnSold: {(*company).sold, keeps, library.DialerUnitSold},
		library.DialerUnitComeBack:   {sends, keeps, library.DialerUnitWithSupplier},
		library.DialerUnitTakeBack: {fails, func(c *company, u rec) {
			c.as(library.RoleStockKeeper).Act(u.form, u.id, library.DialerUnitSend)
			c.as(library.RoleStockKeeper).Act(u.form, u.id, library.DialerUnitComeBack)
			keeps(c, u)
		}, library.DialerUnitFaulty},
	} {
		t.Run(action, func(t *testing.T) {
			c := newCompany(t)
			u := c.stocked("D4-1")
			c.Wait(time.Hour)
			tc.out(c, u)
			then := c.Now
			c.Wait(time.Hour)
			c.as(library.RoleStockKeeper).Act(u.form, u.id, action)
			tc.in(c, u)
			tc.out(c, u)
			c.Wait(time.Hour)

			c.toldLate(then, func() {
				c.refuses(u, action, library.RoleStockKeeper, nil, "dialer_unit.actions."+action+".check.0")
			})

			c.in(u, tc.ends)
		})
	}
}

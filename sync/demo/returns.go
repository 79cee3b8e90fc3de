package demo

import (
	"fmt"
	"slices"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// takeBack takes in what the engineers bring back in the morning: faulty dialers, which
// are looked at (W-6.7).
func (b *branch) takeBack() {
	var parts []record.Part
	var units []*unit
	for _, e := range b.engineers {
		for _, u := range e.back {
			parts = append(parts, perform(library.DialerUnit, u.id, library.DialerUnitFaulty, library.DialerUnitTakeBack, nil))
			units = append(units, u)
		}
		e.back = nil
	}
	op := b.do(b.keeper, parts...)
	for _, u := range units {
		b.book(u, library.StockMovement, op)
		u.damage = opened(u.ref(), library.DamageRecord, op)
		b.damaged = append(b.damaged, u)
	}
	if len(units) == 0 {
		return
	}
	b.after(25, 70, func() {
		var parts []record.Part
		for _, u := range units {
			test := opened(u.ref(), library.QualityTest, op)
			parts = append(parts, b.look(test), b.failTest(test), set(library.DamageRecord, u.damage, library.DamageRecordToJudge, b.damaging()))
		}
		b.do(b.keeper, parts...)
	})
}

// damaging is what the stock keeper finds out about a damage.
func (b *branch) damaging() form.Values {
	answers := []string{library.ResponsibleIsSupplier, library.ResponsibleIsSupplier, library.ResponsibleIsCustomer, library.ResponsibleIsTransport}
	return form.Values{library.DamageRecordCause: one(b.story, defects).code, library.DamageRecordResponsible: one(b.story, answers)}
}

// ship sends what is damaged or was refused to the suppliers, who send it back after some
// weeks; what is not worth it is proposed for scrapping.
func (b *branch) ship() {
	var parts []record.Part
	var sent, lost []*unit
	for _, u := range b.damaged {
		if !u.marred && b.chance(0.25) {
			parts = append(parts, b.hopeless(u)...)
			lost = append(lost, u)
			continue
		}
		b.returns++
		parts = append(parts, perform(library.DamageRecord, u.damage, library.DamageRecordToJudge, library.DamageRecordReturnIt, form.Values{
			library.DamageRecordClaim: true, library.DamageRecordClaimNo: fmt.Sprintf("RMA%s-%03d", string(b.today())[2:4], b.returns),
		}))
		sent = append(sent, u)
	}
	booked := len(sent)
	for _, u := range b.refused {
		parts = append(parts, perform(library.DialerUnit, u.id, library.DialerUnitToSupplier, library.DialerUnitSend, nil))
		sent = append(sent, u)
	}
	for _, u := range sent {
		u.sent, u.back = b.today(), ""
	}
	b.damaged, b.refused = nil, nil
	op := b.do(b.keeper, parts...)
	for _, u := range sent[:booked] {
		b.book(u, library.StockMovement, op)
	}
	if len(sent) > 0 {
		back := b.workDay(b.today(), 15+b.r.IntN(12))
		b.when(b.between(back, clockTime(9, 50), clockTime(10, 30)), func() { b.comeBack(sent) })
	}
	if len(lost) > 0 {
		b.when(b.between(b.workDay(b.today(), 2), clockTime(10, 0), clockTime(11, 30)), func() { b.scrap(lost) })
	}
}

// hopeless are the parts that propose a dialer for scrapping.
func (b *branch) hopeless(u *unit) []record.Part {
	return []record.Part{
		set(library.DamageRecord, u.damage, library.DamageRecordToJudge, form.Values{library.DamageRecordCauseNote: "主板烧毁，无法修复"}),
		perform(library.DamageRecord, u.damage, library.DamageRecordToJudge, library.DamageRecordScrap, nil),
	}
}

// comeBack is a parcel of repaired dialers.
func (b *branch) comeBack(units []*unit) {
	var parts []record.Part
	for _, u := range units {
		u.times++
		u.back = b.today()
		parts = append(parts, perform(library.DialerUnit, u.id, library.DialerUnitWithSupplier, library.DialerUnitComeBack, nil))
		if u.damage != (form.ID{}) {
			parts = append(parts, perform(library.DamageRecord, u.damage, library.DamageRecordReturned, library.DamageRecordSettle, form.Values{
				library.DamageRecordAnswer: one(b.story, answers),
			}))
			u.damage = form.ID{}
		}
	}
	b.do(b.keeper, parts...)
	b.after(30, 90, func() { b.testIn(units) })
}

// scrap is the manager's yes; then the movement is posted.
func (b *branch) scrap(units []*unit) {
	var parts []record.Part
	for _, u := range units {
		parts = append(parts, perform(library.DialerUnit, u.id, library.DialerUnitToScrap, library.DialerUnitScrap, nil))
	}
	op := b.do(b.manager, parts...)
	b.after(60, 200, func() {
		var parts []record.Part
		for _, u := range units {
			id := opened(u.ref(), library.StockMovement, op)
			parts = append(parts, perform(library.StockMovement, id, library.StockMovementDraft, library.StockMovementPost, nil),
				perform(library.DamageRecord, u.damage, library.DamageRecordScrapped, library.DamageRecordSettle, nil))
			b.book(u, library.StockMovement, op)
		}
		b.do(b.keeper, parts...)
	})
}

// bringBack returns spares that were not used; they are tested into the stock again.
func (e *engineer) bringBack() {
	held := e.held()
	if len(held) == 0 {
		return
	}
	sl := held[0].slip
	if sl.state != library.AllotmentIssued || slices.ContainsFunc(sl.units, func(u *unit) bool { return !slices.Contains(held, u) }) {
		return
	}
	e.do(e.person, perform(library.Allotment, sl.id, sl.state, library.AllotmentBringBack, form.Values{library.AllotmentReturnReason: "没有用上"}))
	sl.state = library.AllotmentReturned
	e.van = slices.DeleteFunc(e.van, func(u *unit) bool { return slices.Contains(sl.units, u) })
	for _, u := range sl.units {
		u.times++
	}
	e.after(30, 120, func() { e.testIn(sl.units) })
}

// inspect does the regular checks that the calendar has opened (SET-27); what has left
// the shelf since is checked no more.
func (b *branch) inspect() {
	if b.err != nil {
		return
	}
	page, err := b.srv.Select(b.ctx, table.Query{Form: library.QualityTest, States: []string{library.QualityTestToTest}, Sort: library.QualityTestUnit})
	if err != nil {
		b.err = fmt.Errorf("look up the checks to be done: %w", err)
		return
	}
	var parts []record.Part
	for i := range page.Records {
		test := &page.Records[i]
		if test.Site != b.site || test.Values[library.QualityTestDirection] != library.DirectionIsRegular {
			continue
		}
		shelved := slices.IndexFunc(b.stock, func(u *unit) bool { return test.Values[library.QualityTestUnit] == u.ref() })
		switch {
		case shelved < 0:
			parts = append(parts, perform(library.QualityTest, test.ID, test.State, library.QualityTestCancel, form.Values{library.QualityTestCancelReason: "已出库"}))
		case b.chance(0.01):
			u := b.stock[shelved]
			u.damage = b.newID()
			values := b.damaging()
			values[library.DamageRecordUnit] = u.ref()
			parts = append(parts, b.look(test.ID), b.failTest(test.ID), create(library.DamageRecord, u.damage, values))
			u.marred = true
			b.damaged = append(b.damaged, u)
			b.stock = slices.Delete(b.stock, shelved, shelved+1)
		default:
			parts = append(parts, b.look(test.ID), perform(library.QualityTest, test.ID, test.State, library.QualityTestPass, nil))
		}
	}
	b.do(b.keeper, parts...)
}

// look is the part by which everything on a test is looked at.
func (b *branch) look(test form.ID) record.Part {
	return set(library.QualityTest, test, library.QualityTestToTest, form.Values{library.QualityTestItems: b.ticked(library.QualityTest, library.QualityTestItems)})
}

// sell sells one dialer over the counter.
func (b *branch) sell() {
	if len(b.stock) < 5 {
		return
	}
	u := b.stock[0]
	b.stock = b.stock[1:]
	test := b.newID()
	op := b.do(b.keeper,
		b.newTest(test, u, library.DirectionIsOut),
		perform(library.QualityTest, test, library.QualityTestToTest, library.QualityTestPass, nil),
		perform(library.DialerUnit, u.id, library.DialerUnitInStock, library.DialerUnitSell, form.Values{
			library.DialerUnitBuyer: companyName(b.r, one(b.story, b.city.districts).name, b.names), library.DialerUnitSalePrice: u.model.price * 3 / 2,
		}))
	b.book(u, library.StockMovement, op)
}

// handleFeedback is what the stock keeper does about confirmed quality faults.
func (b *branch) handleFeedback() {
	var parts []record.Part
	for _, f := range b.feedbacks {
		if f.state != library.QualityFeedbackConfirmed || b.chance(0.3) {
			continue
		}
		parts = append(parts, perform(library.QualityFeedback, f.id, f.state, library.QualityFeedbackHandle, form.Values{
			library.QualityFeedbackActionTaken: one(b.story, actions), library.QualityFeedbackForwardedOn: b.today(),
		}))
		f.state = library.QualityFeedbackHandled
	}
	b.feedbacks = slices.DeleteFunc(b.feedbacks, func(f *feedback) bool {
		return f.state == library.QualityFeedbackHandled || f.state == library.QualityFeedbackNotAFault
	})
	b.do(b.keeper, parts...)
}

package record_test

import (
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
	"fieldline/sync/record"
	"fieldline/sync/record/recordtest"
)

// cardOf is the feedback card of an engineer's visit.
func (s *store) cardOf(seen *recordtest.Store, engineer string) *form.Record {
	for _, card := range seen.All(library.FeedbackCard) {
		if form.Equal(card.Get(library.FeedbackCardOrder), ref(library.ServiceOrder, s.visits[engineer])) {
			return card
		}
	}
	s.tb.Fatalf("%s has no card", engineer)
	return nil
}

// written are the parts by which an engineer ends his visit and fills its card in.
func (s *store) written(card *form.Record, units []form.Row) []record.Part {
	var items []form.Row
	for _, w := range s.play.Lib.Form(library.FeedbackCard).Field(library.FeedbackCardItems).Words {
		items = append(items, form.Row{ID: w.Word, Values: form.Values{"item": w.Word, "done": true}})
	}
	order, _ := card.Get(library.FeedbackCardOrder).(form.Ref)
	return []record.Part{
		act(library.ServiceOrder, order.ID, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true}),
		{Kind: record.Set, Form: library.FeedbackCard, ID: card.ID, Values: form.Values{
			library.FeedbackCardAccessMethod: "ISDN", library.FeedbackCardDeviceModel: "D4", library.FeedbackCardItems: items,
			library.FeedbackCardArrivedAt: s.play.Now, library.FeedbackCardFinishedAt: s.play.Now,
			library.FeedbackCardTests: []form.Row{{ID: "1", Values: form.Values{
				library.FeedbackCardTestsRowItem: library.TestItemIsLoopCurrent, library.FeedbackCardTestsRowMeasured: decimal.NewFromInt(21), library.FeedbackCardTestsRowPassed: true,
			}}},
			library.FeedbackCardUnits: units, library.FeedbackCardTrained: false, library.FeedbackCardRating: int64(4),
			library.FeedbackCardSignature: form.Signature{SHA256: "ab", Signer: "何秀兰", At: s.play.Now},
		}},
		act(library.FeedbackCard, card.ID, library.FeedbackCardFill, nil),
	}
}

// onCard is what an engineer writes of a dialer on a card: that he put in what he held, or
// took out what was there.
func onCard(unit *form.Record) form.Row {
	work := library.UnitWorkIsRemoved
	if unit.State == library.DialerUnitIssued {
		work = library.UnitWorkIsInstalled
	}
	return form.Row{ID: unit.ID.String(), Values: form.Values{
		library.FeedbackCardUnitsRowUnit: ref(library.DialerUnit, unit.ID), library.FeedbackCardUnitsRowWork: work, library.FeedbackCardUnitsRowCondition: library.ConditionIsOk,
	}}
}

// visited lets the histories begin after a visit whose card came back to be completed; what
// was taken out has been tested and gone on since.
func (s *store) visited(engineer, next string) {
	do := func(who string, parts ...record.Part) {
		s.dseq++
		s.play.Wait(time.Minute)
		s.Must(s.tb, s.operation(s.Store, s.people[who], parts))
	}
	card := s.cardOf(s.Store, engineer)
	var rows []form.Row
	for _, id := range s.units {
		unit := s.must(s.Store, library.DialerUnit, id)
		if unit.State == library.DialerUnitIssued && unit.Get(library.DialerUnitHolder) == s.people[engineer] ||
			unit.State == library.DialerUnitInstalled && form.Equal(unit.Get(library.DialerUnitCustomer), card.Get(library.FeedbackCardCustomer)) {
			rows = append(rows, onCard(unit))
		}
	}
	if len(rows) == 0 {
		return
	}
	do(engineer, s.written(card, rows)...)
	do(engineer, act(library.FeedbackCard, card.ID, library.FeedbackCardHandIn, nil))
	do(library.RoleTechnicalAssistant, act(library.FeedbackCard, card.ID, library.FeedbackCardReturn, form.Values{library.FeedbackCardMissing: "x"}))
	for _, row := range rows {
		to, _ := row.Values[library.FeedbackCardUnitsRowUnit].(form.Ref)
		if s.must(s.Store, library.DialerUnit, to.ID).State == library.DialerUnitAwaitingInspection {
			test := s.test(to.ID, library.DirectionIsIn)
			do(library.RoleStockKeeper, test, act(library.QualityTest, test.ID, library.QualityTestPass, nil))
			s.begin(to.ID, rapid.SampledFrom(append([]string{library.DialerUnitInstalled, library.DialerUnitInstalled}, stages...)).Draw(s.rt, "gone on"), next)
		}
	}
}

// writes is what an engineer does with the card of his visit.
func (s *store) writes(seen *recordtest.Store, unit *form.Record, who string) []record.Part {
	card := s.cardOf(seen, who)
	switch card.State {
	case library.FeedbackCardBlank:
		return s.written(card, []form.Row{onCard(unit)})
	case library.FeedbackCardFilled:
		return []record.Part{act(library.FeedbackCard, card.ID, library.FeedbackCardHandIn, nil)}
	}
	return []record.Part{act(library.FeedbackCard, card.ID, library.FeedbackCardComplete, nil)}
}

// returns is what the technical assistant does with a card.
func (s *store) returns(seen *recordtest.Store) []record.Part {
	card := s.cardOf(seen, rapid.SampledFrom([]string{oneEngineer, otherEngineer}).Draw(s.rt, "whose card"))
	return []record.Part{act(library.FeedbackCard, card.ID, library.FeedbackCardReturn, form.Values{library.FeedbackCardMissing: "x"})}
}

// carried fails unless a card moved only what its engineer held or its customer had, nothing
// that has gone on since it was filled in, and was not stopped by any of that.
func (s *store) carried(server *recordtest.Store, card form.ID, out record.Outcome) {
	rec := s.must(server, library.FeedbackCard, card)
	filled, _ := rec.Get("filled_at").(time.Time)
	for _, p := range out.Problems {
		if p.Form == library.DialerUnit {
			s.rt.Fatalf("a card is stopped by a dialer: %s", formtest.Sentences(out.Problems))
		}
	}
	for _, c := range out.Changes {
		if c.After.Form != library.DialerUnit || c.Before == nil || c.Before.State == c.After.State {
			continue
		}
		was := c.Before
		s.moved[library.FeedbackCard]++
		if was.Get(library.DialerUnitHolder) != rec.Get(library.FeedbackCardEngineer) && !form.Equal(was.Get(library.DialerUnitCustomer), rec.Get(library.FeedbackCardCustomer)) &&
			was.State != library.DialerUnitSold {
			s.rt.Fatalf("a card moves %v, which is %s with somebody else", was.Get(library.DialerUnitSerial), was.State)
		}
		if since, _ := was.Get(was.State + "_at").(time.Time); since.After(filled) {
			s.rt.Fatalf("a card of %v moves %v, which is %s since %v", filled, was.Get(library.DialerUnitSerial), was.State, since)
		}
	}
}

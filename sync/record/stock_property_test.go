package record_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
	"fieldline/sync/record"
	"fieldline/sync/record/recordtest"
)

// store is a warehouse with some dialers, an office and two engineers, from which moves are
// drawn as people make them on devices that do not know of one another.
type store struct {
	*recordtest.Store
	play     *formtest.Play
	rt       *rapid.T
	tb       testing.TB
	dseq     int64
	people   map[string]form.ID
	orders   []form.ID          // one per engineer, at a customer each
	visits   map[string]form.ID // another per engineer, at the same customer, whose card he writes
	lot      form.ID            // that is being received
	units    []form.ID
	template form.ID
	gift     form.ID
	moved    map[string]int
}

const (
	oneEngineer   = "one engineer"
	otherEngineer = "the other engineer"
	otherKeeper   = "the other stock keeper"
)

func newStore(rt *rapid.T, tb testing.TB, lib *form.Library, moved map[string]int) *store {
	play := formtest.New(tb, lib)
	s := &store{play: play, rt: rt, tb: tb, people: map[string]form.ID{}, visits: map[string]form.ID{}, moved: moved}
	for _, role := range []string{library.RoleStockKeeper, library.RoleManager, library.RoleTechnicalAssistant, library.RoleTechnicalSupervisor, library.RoleFinance} {
		s.people[role] = play.Person(role, role)
	}
	s.people[otherKeeper] = play.Person(otherKeeper, library.RoleStockKeeper)
	for _, name := range []string{oneEngineer, otherEngineer} {
		s.people[name] = play.Person(name, library.RoleEngineer)
		customer := s.newCustomer(name)
		s.orders = append(s.orders, s.order(name, customer, time.Hour))
		s.visits[name] = s.order(name, customer, 3*time.Hour)
	}
	s.template = play.ID()
	play.Put(&form.Record{ID: s.template, Form: library.PlanTemplate, State: library.PlanTemplateInForce, CreatedAt: play.Now,
		Values: form.Values{library.PlanTemplateTitle: "x", library.PlanTemplateEdition: int64(1)}})
	keeper := play.As(s.people[library.RoleStockKeeper])
	for i := range rapid.IntRange(2, 4).Draw(rt, "units") {
		unit := keeper.Create(library.DialerUnit, form.Values{library.DialerUnitSerial: fmt.Sprint("D4-", i), library.DialerUnitModel: "IPD-4"})
		s.units = append(s.units, unit)
		test := keeper.Create(library.QualityTest, s.test(unit, library.DirectionIsIn).Values)
		keeper.Act(library.QualityTest, test, library.QualityTestPass)
	}
	stocked := len(s.units)
	s.arrives()
	s.gift = keeper.Create(library.Gift, form.Values{library.GiftName: "雨伞"})
	for _, p := range s.umbrellas(library.WayIsIn, 3) {
		if p.Kind == record.Create {
			keeper.Act(p.Form, keeper.Create(p.Form, p.Values), library.StockMovementPost)
		}
	}
	s.Store = recordtest.New(play.World)
	for _, unit := range s.units[:stocked] {
		s.begin(unit, rapid.SampledFrom(stages).Draw(rt, "stage"), rapid.SampledFrom([]string{oneEngineer, otherEngineer}).Draw(rt, "holder"))
	}
	if rapid.IntRange(0, 3).Draw(rt, "a card came back") > 0 {
		s.visited(oneEngineer, rapid.SampledFrom([]string{oneEngineer, otherEngineer}).Draw(rt, "who went on"))
	}
	return s
}

// stages are the states that dialers begin in, in the order in which they come to them.
var stages = []string{
	library.DialerUnitInstalled, library.DialerUnitIssued, library.DialerUnitAllotted, library.DialerUnitInStock,
	library.DialerUnitConfigured, library.DialerUnitFaulty, library.DialerUnitDamaged, library.DialerUnitWithSupplier,
}

// begin brings a dialer in stock to a stage of its life, by the hands of an engineer.
func (s *store) begin(unit form.ID, stage, engineer string) {
	keeper, ae := s.people[library.RoleStockKeeper], s.people[engineer]
	order := s.orders[0]
	if engineer == otherEngineer {
		order = s.orders[1]
	}
	do := func(who form.ID, parts ...record.Part) {
		s.dseq++
		s.play.Wait(time.Minute)
		s.Must(s.tb, s.operation(s.Store, who, parts))
	}
	for _, step := range []struct {
		to string
		do func()
	}{
		{library.DialerUnitConfigured, func() { do(keeper, s.configure(unit, order)...) }},
		{library.DialerUnitAllotted, func() {
			test := s.test(unit, library.DirectionIsOut)
			do(keeper, append([]record.Part{test, act(library.QualityTest, test.ID, library.QualityTestPass, nil)}, s.allot(unit, order)...)...)
		}},
		{library.DialerUnitIssued, func() {
			slip := s.allotted(s.Store, unit)
			do(ae, s.judge(slip, library.AllotmentCheck, library.VerdictIsPass)...)
			do(keeper, act(library.Allotment, slip.ID, library.AllotmentIssue, nil))
		}},
		{library.DialerUnitInstalled, func() {
			do(ae, act(library.DialerUnit, unit, library.DialerUnitInstall, form.Values{library.DialerUnitCustomer: s.customer(s.Store, order)}))
		}},
		{library.DialerUnitFaulty, func() { do(ae, act(library.DialerUnit, unit, library.DialerUnitFault, nil)) }},
		{library.DialerUnitDamaged, func() { do(keeper, act(library.DialerUnit, unit, library.DialerUnitTakeBack, nil)) }},
		{library.DialerUnitWithSupplier, func() { do(keeper, act(library.DialerUnit, unit, library.DialerUnitSend, nil)) }},
	} {
		if rec, err := s.Record(library.DialerUnit, unit); err != nil || rec.State == stage {
			if stage == library.DialerUnitAllotted && rapid.Bool().Draw(s.rt, "looked over") {
				do(ae, s.judge(s.allotted(s.Store, unit), library.AllotmentCheck, library.VerdictIsPass)...)
			}
			return
		}
		step.do()
	}
}

// allotted is the slip of a dialer that is allotted.
func (s *store) allotted(seen *recordtest.Store, unit form.ID) *form.Record {
	for _, slip := range seen.All(library.Allotment) {
		rows, _ := slip.Get(library.AllotmentUnits).([]form.Row)
		if slip.State == library.AllotmentAllotted && form.Equal(rows[0].Values[library.AllotmentUnitsRowUnit], ref(library.DialerUnit, unit)) {
			return slip
		}
	}
	s.tb.Fatalf("no slip of %s", unit)
	return nil
}

// judge is the part by which an engineer gives the same result for all of a slip.
func (s *store) judge(slip *form.Record, action, result string) []record.Part {
	rows, _ := slip.Get(library.AllotmentUnits).([]form.Row)
	for i := range rows {
		rows[i].Values[library.AllotmentUnitsRowResult] = result
		rows[i].Values[library.AllotmentUnitsRowWhy] = "x"
	}
	return []record.Part{act(library.Allotment, slip.ID, action, form.Values{library.AllotmentUnits: rows})}
}

// customer is where the order of an engineer is.
func (s *store) customer(seen *recordtest.Store, order form.ID) any {
	rec, err := seen.Record(library.ServiceOrder, order)
	if err != nil {
		s.tb.Fatal(err)
	}
	return rec.Get(library.ServiceOrderCustomer)
}

// newCustomer is one that an engineer works at.
func (s *store) newCustomer(engineer string) form.ID {
	return s.play.As(s.people[library.RoleTechnicalAssistant]).Create(library.Customer, form.Values{
		library.CustomerName: "客户" + engineer, library.CustomerSizeClass: library.SizeClassIsSmallMedium, library.CustomerContact: "何秀兰",
		library.CustomerPhone: "0755-27386601", library.CustomerAddress: "宝安区", library.CustomerServices: []string{library.ServiceIsIP},
	})
}

// order is an order in progress of an engineer at a customer.
func (s *store) order(engineer string, customer form.ID, ahead time.Duration) form.ID {
	ta, ae := s.play.As(s.people[library.RoleTechnicalAssistant]), s.play.As(s.people[engineer])
	start := s.play.Now.Add(ahead)
	order := ta.Create(library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: ref(library.Customer, customer),
		library.ServiceOrderEngineer: s.people[engineer], library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	})
	ta.Act(library.ServiceOrder, order, library.ServiceOrderAssign)
	ae.Act(library.ServiceOrder, order, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true})
	ae.Act(library.ServiceOrder, order, library.ServiceOrderStart)
	return order
}

// must is a record that is there.
func (s *store) must(seen *recordtest.Store, formName string, id form.ID) *form.Record {
	rec, err := seen.Record(formName, id)
	if err != nil {
		s.tb.Fatal(err)
	}
	return rec
}

// test is the part that makes a test of a unit with everything looked at.
func (s *store) test(unit form.ID, direction string) record.Part {
	return record.Part{Kind: record.Create, Form: library.QualityTest, ID: s.play.ID(), Values: form.Values{
		library.QualityTestUnit: ref(library.DialerUnit, unit), library.QualityTestDirection: direction, library.QualityTestItems: s.ticked(),
	}}
}

// ticked are the items of a test, all looked at.
func (s *store) ticked() []form.Row {
	var rows []form.Row
	for _, w := range s.play.Lib.Form(library.QualityTest).Field(library.QualityTestItems).Words {
		rows = append(rows, form.Row{ID: w.Word, Values: form.Values{"item": w.Word, "done": true}})
	}
	return rows
}

// move draws what somebody does with a dialer who sees a store; false where he has nothing
// to do with what was drawn.
func (s *store) move(seen *recordtest.Store, who string) (record.Operation, bool) {
	unit := rapid.SampledFrom(s.units).Draw(s.rt, "unit")
	rec, err := seen.Record(library.DialerUnit, unit)
	if err != nil {
		s.tb.Fatal(err)
	}
	var parts []record.Part
	switch who {
	case library.RoleStockKeeper, otherKeeper:
		parts = s.keepers(seen, rec)
	case library.RoleManager:
		parts = []record.Part{act(library.DialerUnit, unit, rapid.SampledFrom([]string{library.DialerUnitScrap, library.DialerUnitKeep}).Draw(s.rt, "verdict"), form.Values{library.DialerUnitReason: "x"})}
		if parts[0].Action == library.DialerUnitScrap {
			parts[0].Values = nil
		}
	case library.RoleFinance:
		parts = s.confirms(seen)
	case library.RoleTechnicalAssistant:
		parts = s.returns(seen)
	default:
		parts = s.engineers(seen, rec, who)
	}
	if len(parts) == 0 {
		return record.Operation{}, false
	}
	s.play.Wait(time.Minute)
	s.dseq++
	return s.operation(seen, s.people[who], parts), true
}

// operation is what somebody does who sees a store; parts after a create are of what it
// makes.
func (s *store) operation(seen *recordtest.Store, who form.ID, parts []record.Part) record.Operation {
	op := record.Operation{ID: s.play.ID(), Dseq: s.dseq, At: s.play.Now, Actor: who,
		Overrode: []record.Override{{Check: "stock_movement.actions.post.check.1", Reason: "x"}}}
	made := map[form.ID]string{}
	for _, p := range parts {
		switch {
		case p.Kind == record.Create:
			p.Version = s.Lib().Form(p.Form).Version
			made[p.ID] = s.Lib().Form(p.Form).Start()
		case made[p.ID] != "":
			p.Version, p.State = s.Lib().Form(p.Form).Version, made[p.ID]
		default:
			p = seen.Seen(s.tb, p)
		}
		op.Parts = append(op.Parts, p)
	}
	return op
}

// Lib is the library everything is judged by.
func (s *store) Lib() *form.Library { return s.play.Lib }

// keepers is what the stock keeper does with a dialer.
func (s *store) keepers(seen *recordtest.Store, rec *form.Record) []record.Part {
	unit, note := rec.ID, form.Values{library.DialerUnitReason: "x"}
	judge := func(direction string, pass bool) []record.Part {
		made := s.test(unit, direction)
		if pass {
			return []record.Part{made, act(library.QualityTest, made.ID, library.QualityTestPass, nil)}
		}
		return []record.Part{made, act(library.QualityTest, made.ID, library.QualityTestFail, form.Values{
			library.QualityTestDefect: library.FaultCodeIsL02, library.QualityTestDefectNote: "x"})}
	}
	on := func(action string, values form.Values) []record.Part {
		return []record.Part{act(library.DialerUnit, unit, action, values)}
	}
	slips := func(states ...string) []form.ID {
		var ids []form.ID
		for _, slip := range seen.All(library.Allotment) {
			if slices.Contains(states, slip.State) {
				ids = append(ids, slip.ID)
			}
		}
		return ids
	}
	anySlip := func(action string, values form.Values, states ...string) []record.Part {
		if ids := slips(states...); len(ids) > 0 {
			return []record.Part{act(library.Allotment, rapid.SampledFrom(ids).Draw(s.rt, "slip"), action, values)}
		}
		return nil
	}
	order := rapid.SampledFrom(s.orders).Draw(s.rt, "order")
	if rapid.IntRange(0, 7).Draw(s.rt, "a new box") == 0 { // of which both stock keepers may scan the same dialer
		return []record.Part{{Kind: record.Create, Form: library.DialerUnit, ID: s.play.ID(), Values: form.Values{
			library.DialerUnitSerial: rapid.SampledFrom([]string{"NEW-1", "NEW-2"}).Draw(s.rt, "serial"), library.DialerUnitModel: "IPD-4"}}}
	}
	switch rapid.IntRange(0, 11).Draw(s.rt, "what else") {
	case 0:
		return s.counts(seen)
	case 1, 2:
		return s.receives(seen)
	case 3:
		return s.corrects(seen, unit)
	}
	if rapid.IntRange(0, 5).Draw(s.rt, "gifts") == 0 {
		way := rapid.SampledFrom([]string{library.WayIsOut, library.WayIsOut, library.WayIsOut, library.WayIsIn}).Draw(s.rt, "way")
		return s.umbrellas(way, rapid.Int64Range(1, 4).Draw(s.rt, "quantity"))
	}
	issue := func() []record.Part { return anySlip(library.AllotmentIssue, nil, library.AllotmentChecked) }
	return s.sensible(rec, "keeping", []doing{
		{library.DialerUnitAwaitingInspection, func() []record.Part {
			return judge(library.DirectionIsIn, rapid.IntRange(0, 5).Draw(s.rt, "passed") > 0)
		}},
		{library.DialerUnitInStock, func() []record.Part { return append(s.configure(unit, order), judge(library.DirectionIsOut, true)...) }},
		{library.DialerUnitInStock, func() []record.Part { return append(s.configure(unit, order), judge(library.DirectionIsOut, true)...) }},
		{library.DialerUnitInStock, func() []record.Part { return judge(library.DirectionIsRegular, false) }},
		{library.DialerUnitInStock, func() []record.Part {
			return on(library.DialerUnitSell, form.Values{library.DialerUnitBuyer: "x", library.DialerUnitSalePrice: int64(59800)})
		}},
		{library.DialerUnitConfigured, func() []record.Part { return s.allot(unit, order) }},
		{library.DialerUnitConfigured, func() []record.Part { return s.allot(unit, order) }},
		{library.DialerUnitConfigured, func() []record.Part { return on(library.DialerUnitFree, note) }},
		{library.DialerUnitConfigured, func() []record.Part { return judge(library.DirectionIsOut, false) }},
		{library.DialerUnitAllotted, issue},
		{library.DialerUnitAllotted, issue},
		{library.DialerUnitAllotted, issue},
		{library.DialerUnitAllotted, issue},
		{library.DialerUnitAllotted, issue},
		{library.DialerUnitAllotted, func() []record.Part {
			return anySlip(library.AllotmentCancel, form.Values{library.AllotmentCancelReason: "x"}, library.AllotmentAllotted, library.AllotmentChecked)
		}},
		{library.DialerUnitIssued, func() []record.Part { return on(library.DialerUnitBringBack, nil) }},
		{library.DialerUnitFaulty, func() []record.Part { return on(library.DialerUnitTakeBack, nil) }},
		{library.DialerUnitToSupplier, func() []record.Part { return on(library.DialerUnitSend, nil) }},
		{library.DialerUnitToSupplier, func() []record.Part { return on(library.DialerUnitProposeScrap, note) }},
		{library.DialerUnitDamaged, func() []record.Part { return on(library.DialerUnitSend, nil) }},
		{library.DialerUnitDamaged, func() []record.Part { return on(library.DialerUnitProposeScrap, note) }},
		{library.DialerUnitWithSupplier, func() []record.Part { return on(library.DialerUnitComeBack, nil) }},
		{library.DialerUnitToScrap, func() []record.Part { return on(library.DialerUnitFound, nil) }},
		{library.DialerUnitWithSupplier, func() []record.Part {
			return on(library.DialerUnitLeaveThere, form.Values{library.DialerUnitOutcome: "kept", library.DialerUnitOutcomeNote: "x"})
		}},
		{library.DialerUnitLeft, func() []record.Part { return on(library.DialerUnitComeBack, nil) }},
		{library.DialerUnitScrapped, func() []record.Part { return on(library.DialerUnitFound, nil) }},
		{library.DialerUnitSold, func() []record.Part { return on(library.DialerUnitReturnSold, nil) }},
	})
}

// corrects is what a stock keeper does about a movement that was booked wrong: of the
// dialer, or now and then of gifts.
func (s *store) corrects(seen *recordtest.Store, unit form.ID) []record.Part {
	gifts := rapid.IntRange(0, 3).Draw(s.rt, "of gifts") == 0
	var booked []form.ID
	for _, m := range seen.All(library.StockMovement) {
		of := form.Equal(m.Get(library.StockMovementUnit), ref(library.DialerUnit, unit))
		if gifts {
			of = !form.Empty(m.Get(library.StockMovementGift))
		}
		if of && m.State == library.StockMovementPosted {
			booked = append(booked, m.ID)
		}
	}
	if len(booked) == 0 {
		return nil
	}
	wrong, why := rapid.SampledFrom(booked).Draw(s.rt, "booked wrong"), form.Values{library.StockMovementReversalReason: "x"}
	if gifts {
		return []record.Part{act(library.StockMovement, wrong, library.StockMovementReverse, why)}
	}
	why[library.StockMovementRightPrice] = int64(41000)
	return []record.Part{act(library.StockMovement, wrong, library.StockMovementCorrect, why)}
}

// umbrellas is the movement of so many gifts.
func (s *store) umbrellas(way string, quantity int64) []record.Part {
	move := record.Part{Kind: record.Create, Form: library.StockMovement, ID: s.play.ID(), Values: form.Values{
		library.StockMovementKind: library.ItemKindIsGift, library.StockMovementWay: way, library.StockMovementReason: library.MovementReasonIsPurchase,
		library.StockMovementGift: ref(library.Gift, s.gift), library.StockMovementQuantity: quantity,
	}}
	return []record.Part{move, act(library.StockMovement, move.ID, library.StockMovementPost, nil)}
}

// counted fails unless the books of the gift are what was moved, and who took them below
// zero is marked and has them counted, once.
func (s *store) counted(at *recordtest.Store, after string) {
	sum, short := int64(0), 0
	for _, m := range at.All(library.StockMovement) {
		if form.Equal(m.Get(library.StockMovementGift), ref(library.Gift, s.gift)) && m.State != library.StockMovementDraft && m.State != library.StockMovementCancelled {
			change, _ := m.Get(library.StockMovementChange).(int64)
			sum += change
			if m.Get(library.StockMovementShort) == true {
				short++
			}
		}
	}
	counts := 0
	for _, count := range at.All(library.StockCount) {
		if !form.Empty(count.Get(library.StockCountGift)) {
			counts++
		}
	}
	gift, err := at.Record(library.Gift, s.gift)
	switch {
	case err != nil:
		s.tb.Fatal(err)
	case at.Incomplete: // a device cannot know
	case gift.Get(library.GiftQuantity) != sum:
		s.rt.Fatalf("the gift says %v after %s, its movements come to %d", gift.Get(library.GiftQuantity), after, sum)
	case sum < 0 && short == 0:
		s.rt.Fatalf("the books have %d after %s, and no movement is marked", sum, after)
	case counts != min(short, 1):
		s.rt.Fatalf("%d counts for %d movements below zero after %s", counts, short, after)
	}
	if counts > 0 {
		s.moved[library.StockMovementRunShort]++
	}
}

// doing is something that makes sense with a dialer in a state.
type doing struct {
	in string
	do func() []record.Part
}

// sensible draws one of the things that make sense now; now and then one that does not.
func (s *store) sensible(rec *form.Record, label string, all []doing) []record.Part {
	fits := slices.DeleteFunc(slices.Clone(all), func(d doing) bool { return d.in != rec.State })
	if len(fits) == 0 || rapid.IntRange(0, 9).Draw(s.rt, "wild") == 0 {
		fits = all
	}
	return rapid.SampledFrom(fits).Draw(s.rt, label).do()
}

func (s *store) configure(unit, order form.ID) []record.Part {
	config := record.Part{Kind: record.Create, Form: library.DialerConfig, ID: s.play.ID(), Values: form.Values{
		library.DialerConfigOrder: ref(library.ServiceOrder, order), library.DialerConfigUnit: ref(library.DialerUnit, unit),
		library.DialerConfigTemplate: ref(library.PlanTemplate, s.template), library.DialerConfigAreaCode: "755",
		library.DialerConfigAccessNumbers: []form.Row{{ID: "1", Values: form.Values{library.DialerConfigAccessNumbersRowAccess: "17911"}}},
		library.DialerConfigLines:         []form.Row{{ID: "1", Values: form.Values{library.DialerConfigLinesRowLine: int64(1)}}},
		library.DialerConfigAgrees:        true,
	}}
	return []record.Part{config, act(library.DialerConfig, config.ID, library.DialerConfigSetUp, nil)}
}

func (s *store) allot(unit, order form.ID) []record.Part {
	slip := record.Part{Kind: record.Create, Form: library.Allotment, ID: s.play.ID(), Values: form.Values{
		library.AllotmentOrder: ref(library.ServiceOrder, order),
		library.AllotmentUnits: []form.Row{{ID: "1", Values: form.Values{library.AllotmentUnitsRowUnit: ref(library.DialerUnit, unit)}}},
	}}
	return []record.Part{slip, act(library.Allotment, slip.ID, library.AllotmentAllot, nil)}
}

// engineers is what an engineer does with a dialer.
func (s *store) engineers(seen *recordtest.Store, rec *form.Record, who string) []record.Part {
	unit, mine := rec.ID, s.orders[0]
	if who == otherEngineer {
		mine = s.orders[1]
	}
	customer := s.customer(seen, mine)
	on := func(action string, values form.Values) []record.Part {
		return []record.Part{act(library.DialerUnit, unit, action, values)}
	}
	judge := func(action, result string) []record.Part {
		for _, slip := range seen.All(library.Allotment) {
			if slip.State == library.AllotmentAllotted && slip.Get(library.AllotmentEngineer) == s.people[who] {
				parts := s.judge(slip, action, result)
				rows, _ := parts[0].Values[library.AllotmentUnits].([]form.Row)
				for i := range rows {
					rows[i].Values[library.AllotmentUnitsRowDefective] = rapid.Bool().Draw(s.rt, "defective")
				}
				return parts
			}
		}
		return nil
	}
	if rapid.IntRange(0, 3).Draw(s.rt, "a card") == 0 {
		return s.writes(seen, rec, who)
	}
	return s.sensible(rec, "fieldwork", []doing{
		{library.DialerUnitAllotted, func() []record.Part { return judge(library.AllotmentCheck, library.VerdictIsPass) }},
		{library.DialerUnitAllotted, func() []record.Part { return judge(library.AllotmentCheck, library.VerdictIsPass) }},
		{library.DialerUnitAllotted, func() []record.Part { return judge(library.AllotmentReject, library.VerdictIsFail) }},
		{library.DialerUnitIssued, func() []record.Part {
			return on(library.DialerUnitInstall, form.Values{library.DialerUnitCustomer: customer})
		}},
		{library.DialerUnitIssued, func() []record.Part {
			return on(library.DialerUnitInstall, form.Values{library.DialerUnitCustomer: customer})
		}},
		{library.DialerUnitIssued, func() []record.Part { return on(library.DialerUnitFault, nil) }},
		{library.DialerUnitIssued, func() []record.Part { return on(library.DialerUnitBringBack, nil) }},
		{library.DialerUnitInstalled, func() []record.Part { return on(library.DialerUnitTakeDown, nil) }},
		{library.DialerUnitInstalled, func() []record.Part { return on(library.DialerUnitFault, nil) }},
		{library.DialerUnitInstalled, func() []record.Part {
			swap := record.Part{Kind: record.Create, Form: library.Swap, ID: s.play.ID(), Values: form.Values{
				library.SwapOrder: ref(library.ServiceOrder, mine), library.SwapOld: ref(library.DialerUnit, unit),
				library.SwapNew:     ref(library.DialerUnit, rapid.SampledFrom(s.units).Draw(s.rt, "new")),
				library.SwapSymptom: "x", library.SwapFaultCode: library.FaultCodeIsL02,
			}}
			return []record.Part{swap, act(library.Swap, swap.ID, library.SwapSwap, nil)}
		}},
	})
}

// wherever says where a dialer is, from its state alone.
var wherever = map[string]string{
	library.DialerUnitInStock: "warehouse", library.DialerUnitToSupplier: "warehouse", library.DialerUnitConfigured: "warehouse",
	library.DialerUnitAllotted: "warehouse", library.DialerUnitDamaged: "warehouse", library.DialerUnitToScrap: "warehouse",
	library.DialerUnitIssued: "engineer", library.DialerUnitFaulty: "engineer", library.DialerUnitInstalled: "customer",
	library.DialerUnitWithSupplier: "supplier", library.DialerUnitScrapped: "gone", library.DialerUnitSold: "gone",
	library.DialerUnitLeft: "gone",
}

// sound fails unless every serial is in exactly one place: said by its state, its holder and
// customer, the books of the warehouse and the slips alike.
func (s *store) sound(at *recordtest.Store, after string) {
	serials := map[any]int{}
	for _, rec := range at.All(library.DialerUnit) {
		serial := rec.Get(library.DialerUnitSerial)
		serials[serial]++
		fail := func(format string, args ...any) {
			s.rt.Fatalf("%v is %s after %s: %s", serial, rec.State, after, fmt.Sprintf(format, args...))
		}
		place, held := rec.Get(library.DialerUnitPlace), !form.Empty(rec.Get(library.DialerUnitHolder))
		placed := !form.Empty(rec.Get(library.DialerUnitCustomer))
		want, fixed := wherever[rec.State]
		if fixed && place != want {
			fail("it is said to be at %v, not %s", place, want)
		}
		if rec.State != library.DialerUnitAllotted && (place == library.PlaceIsEngineer) != held {
			fail("at %v, and somebody holds it: %v", place, held)
		}
		if placed != (rec.State == library.DialerUnitInstalled) {
			fail("it has a customer: %v", placed)
		}
		booked, owed, moves := int64(0), int64(0), 0
		for _, m := range at.All(library.StockMovement) {
			if to, ok := m.Get(library.StockMovementUnit).(form.Ref); !ok || to.ID != rec.ID {
				continue
			}
			moves++
			change, _ := m.Get(library.StockMovementChange).(int64)
			if m.State == library.StockMovementDraft {
				owed += change // a scrapping that the stock keeper has yet to post
				continue
			}
			booked += change
			if m.Get(library.StockMovementShort) == true && !at.Incomplete {
				fail("the books were short of it")
			}
		}
		switch have := booked + owed; {
		case at.Incomplete && moves == 0: // what it was booked in by may wait for the server
		case rec.State == library.DialerUnitInStock, rec.State == library.DialerUnitConfigured, rec.State == library.DialerUnitAllotted, rec.State == library.DialerUnitDamaged:
			if have != 1 {
				fail("the books have %d of it", have)
			}
		case rec.State == library.DialerUnitToScrap, place == library.PlaceIsWarehouse && rec.Get("to_scrap_times") != nil:
			if have != 0 && have != 1 { // it was lost or failed its in-test, in the books or before it came to them
				fail("the books have %d of it", have)
			}
		case have != 0:
			fail("the books have %d of it", have)
		}
		on := 0
		for _, slip := range at.All(library.Allotment) {
			rows, _ := slip.Get(library.AllotmentUnits).([]form.Row)
			if (slip.State == library.AllotmentAllotted || slip.State == library.AllotmentChecked) && form.Equal(rec.Get(library.DialerUnitSlip), ref(library.Allotment, slip.ID)) &&
				slices.ContainsFunc(rows, func(r form.Row) bool {
					return form.Equal(r.Values[library.AllotmentUnitsRowUnit], ref(library.DialerUnit, rec.ID))
				}) {
				on++
			}
		}
		if rec.State == library.DialerUnitAllotted && on != 1 {
			fail("it is on %d open slips", on)
		}
	}
	s.counted(at, after)
	for serial, n := range serials {
		if n != 1 {
			s.rt.Fatalf("%v is registered %d times after %s", serial, n, after)
		}
	}
}

// BR-13 and BR-14: whatever people do with dialers and gifts on devices that do not know of
// one another, and in whatever order it arrives, every serial is in exactly one place,
// always, and no gift that was handed out is refused or goes uncounted.
func TestProperty_everySerialIsInOnePlace(t *testing.T) {
	lib, err := library.Open()
	if err != nil {
		t.Fatal(err)
	}
	moved, fates := map[string]int{}, map[record.Fate]int{}
	rapid.Check(t, func(rt *rapid.T) {
		s := newStore(rt, t, lib, moved)
		s.sound(s.Store, "the beginning")
		who := []string{library.RoleStockKeeper, oneEngineer, otherEngineer, library.RoleManager, otherKeeper, library.RoleFinance, library.RoleTechnicalAssistant}
		for range rapid.IntRange(1, 3).Draw(rt, "days") {
			// Everybody has pulled; then nobody hears of the others for a while.
			outbox := make([][]record.Operation, len(who))
			for i, name := range who {
				device := s.Clone()
				device.Incomplete, device.Forgetful = true, true
				for range rapid.IntRange(0, 5).Draw(rt, "moves") {
					op, ok := s.move(device, name)
					if !ok {
						continue
					}
					out := device.Apply(t, op)
					if out.Fate != record.Applied && out.Fate != record.Merged {
						continue // the device refuses it at once
					}
					device.Commit(out, op.Actor)
					s.sound(device, "a move on the device of "+name)
					outbox[i] = append(outbox[i], op)
				}
			}
			// It arrives in two orders; each leaves everything in one place.
			other := s.Clone()
			s.deliver(other, outbox, nil)
			s.deliver(s.Store, outbox, fates)
		}
	})
	for _, action := range []string{library.DialerUnitIssue, library.DialerUnitInstall, library.DialerUnitFault, library.DialerUnitTakeBack, library.DialerUnitSend, library.DialerUnitComeBack, library.StockMovementRunShort} {
		if moved[action] == 0 {
			t.Errorf("no dialer ever came to %s: the histories say nothing of it", action)
		}
	}
	t.Log(moved, fates)
	if fates[record.Refused] == 0 || fates[record.Parked] == 0 {
		t.Errorf("nobody ever came too late: %v", fates)
	}
}

// deliver lets the devices' operations arrive at a server, each device's in its order.
func (s *store) deliver(server *recordtest.Store, outbox [][]record.Operation, fates map[record.Fate]int) {
	left := make([]int, len(outbox))
	for {
		var waiting []int
		for i := range outbox {
			if left[i] < len(outbox[i]) {
				waiting = append(waiting, i)
			}
		}
		if len(waiting) == 0 {
			return
		}
		i := rapid.SampledFrom(waiting).Draw(s.rt, "next")
		op := outbox[i][left[i]]
		left[i]++
		out := server.Do(s.tb, op)
		if first := op.Parts[0]; first.Form == library.StockMovement && first.Kind == record.Create && out.Fate != record.Applied {
			s.rt.Fatalf("gifts that were handed out are %s: %v", out.Fate, out.Problems)
		}
		if fates != nil {
			fates[out.Fate]++
			for _, c := range out.Changes {
				if c.After.Form == library.DialerUnit {
					s.moved[came(c.After.State)]++
				}
			}
		}
		last := op.Parts[len(op.Parts)-1]
		switch last.Action {
		case library.FeedbackCardFill, library.FeedbackCardComplete:
			if last.Form == library.FeedbackCard {
				s.carried(server, last.ID, out)
			}
		case library.StockCountConfirm:
			s.remedied(server, last.ID, out)
		}
		if fates != nil {
			s.moved[last.Form+" "+last.Action+" "+string(out.Fate)]++
		}
		s.sound(server, last.Form+" "+last.Action)
	}
}

// came is the action by which a dialer comes to a state, for the states the test counts.
func came(state string) string {
	return map[string]string{
		library.DialerUnitIssued: library.DialerUnitIssue, library.DialerUnitInstalled: library.DialerUnitInstall, library.DialerUnitFaulty: library.DialerUnitFault,
		library.DialerUnitDamaged: library.DialerUnitTakeBack, library.DialerUnitWithSupplier: library.DialerUnitSend, library.DialerUnitAwaitingInspection: library.DialerUnitComeBack,
	}[state]
}

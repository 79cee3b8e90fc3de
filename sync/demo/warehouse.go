package demo

import (
	"fmt"
	"slices"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// makers are the suppliers, per branch, with what they make.
var makers = [][]supplier{
	{
		{name: "深圳恒信通讯设备厂", models: []model{{"IPD-1", "D1", 1, 18800}, {"IPD-2", "D2", 2, 25800}, {"IPD-4", "D4", 4, 39800}}},
		{name: "广州联讯电子有限公司", models: []model{{"LX-204", "L2", 2, 24600}, {"LX-408", "L4", 4, 37200}}},
		{name: "惠州通达仪器厂", models: []model{{"TD-4A", "T4", 4, 33500}}},
	},
	{
		{name: "东莞恒业通讯设备厂", models: []model{{"HY-2", "H2", 2, 24900}, {"HY-4", "H4", 4, 38800}}},
		{name: "佛山讯捷电子有限公司", models: []model{{"XJ-1", "X1", 1, 17900}, {"XJ-4", "X4", 4, 36900}}},
	},
}

const (
	lotSize   = 20   // dialers received in one go
	firstLots = 0.75 // share of all dialers there from the beginning
	failsAtIn = 0.015
	untested  = 9 // dialers that wait for their in-test today
)

// foundWarehouse registers the suppliers and the first dialers.
func (b *branch) foundWarehouse() {
	nth := slices.Index(b.branches, b)
	b.when(b.at(b.days[0], 8, 20), func() {
		for _, m := range makers[nth] {
			s := &supplier{id: b.newID(), name: m.name, models: m.models}
			models := make([]form.Values, len(m.models))
			for i, mo := range m.models {
				models[i] = form.Values{
					library.SupplierModelsRowModel: mo.name, library.SupplierModelsRowPrice: mo.price,
					library.SupplierModelsRowLeadDays: int64(7 + b.r.IntN(14)), library.SupplierModelsRowWarranty: int64(24),
				}
			}
			b.do(b.keeper, create(library.Supplier, s.id, form.Values{
				library.SupplierName: s.name, library.SupplierContact: fullName(b.r, map[string]bool{}), library.SupplierPhone: b.mobile(),
				library.SupplierModels: b.rows(models...),
			}))
			b.suppliers = append(b.suppliers, s)
		}
	})
	b.when(b.at(b.days[0], 9, 10), func() {
		for i, s := range b.suppliers {
			if i == 2 {
				continue // still watched
			}
			b.do(b.technical, perform(library.Supplier, s.id, library.SupplierWatch, library.SupplierPropose, form.Values{
				library.SupplierProposal: library.SupplierStatusIsApproved, library.SupplierProposalReason: "往年到货全检合格，返修及时",
			}))
		}
	})
	b.when(b.at(b.days[0], 10, 5), func() {
		for i, s := range b.suppliers {
			if i != 2 {
				b.do(b.manager, perform(library.Supplier, s.id, library.SupplierWatch, library.SupplierApprove, nil))
			}
		}
	})
	b.when(b.at(b.days[0], 8, 40), b.foundModels)
	b.when(b.at(b.days[0], 10, 40), b.opening)
}

// testIn tests dialers that come again: those that pass are in stock, with a movement.
func (b *branch) testIn(units []*unit) {
	var parts []record.Part
	var passed []*unit
	for _, u := range units {
		test := b.newID()
		parts = append(parts, b.newTest(test, u, library.DirectionIsIn))
		if b.chance(failsAtIn) {
			parts = append(parts, b.failTest(test))
			u.marred = true
			b.refused = append(b.refused, u)
			continue
		}
		parts = append(parts, perform(library.QualityTest, test, library.QualityTestToTest, library.QualityTestPass, nil))
		passed = append(passed, u)
	}
	op := b.do(b.keeper, parts...)
	for _, u := range passed {
		key := library.StockMovement
		if u.times > 1 {
			key = "stock_return"
		}
		b.book(u, key, op)
		b.stock = append(b.stock, u)
	}
}

// newTest is the part that makes a quality test with everything looked at.
func (b *branch) newTest(id form.ID, u *unit, direction string) record.Part {
	return create(library.QualityTest, id, form.Values{
		library.QualityTestUnit: u.ref(), library.QualityTestDirection: direction,
		library.QualityTestItems: b.ticked(library.QualityTest, library.QualityTestItems),
	})
}

func (b *branch) failTest(test form.ID) record.Part {
	d := one(b.story, defects)
	return perform(library.QualityTest, test, library.QualityTestToTest, library.QualityTestFail, form.Values{
		library.QualityTestDefect: d.code, library.QualityTestDefectNote: d.found,
	})
}

// ticked is a checklist with everything done.
func (s *story) ticked(formName, field string) []form.Row {
	words := s.lib.Form(formName).Field(field).Words
	rows := make([]form.Row, len(words))
	for i, w := range words {
		rows[i] = form.Row{ID: w.Word, Values: form.Values{"item": w.Word, "done": true}}
	}
	slices.SortFunc(rows, func(a, b form.Row) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return rows
}

// book remembers the movement that an operation posted for a dialer.
func (b *branch) book(u *unit, key string, op form.ID) {
	b.books = append(b.books, booking{opened(u.ref(), key, op), b.now})
}

// take takes dialers out of the stock, the oldest first, those with enough lines before.
func (b *branch) take(n, lines int) []*unit {
	var taken []*unit
	pick := func(fits func(*unit) bool) {
		b.stock = slices.DeleteFunc(b.stock, func(u *unit) bool {
			if len(taken) == n || !fits(u) {
				return false
			}
			taken = append(taken, u)
			return true
		})
	}
	pick(func(u *unit) bool { return u.model.lines >= lines })
	pick(func(*unit) bool { return true })
	return taken
}

// prepare configures, tests and allots the dialers for the orders of a day.
func (b *branch) prepare(day form.Date) {
	var parts []record.Part
	var made []*slip
	for _, o := range b.wanted[day] {
		if o.dialers == 0 || o.state == library.ServiceOrderCancelled || o.state == library.ServiceOrderRescheduled {
			continue
		}
		units := b.take(o.dialers, min(len(o.customer.lines), 4))
		if len(units) == 0 {
			if o.kind != library.OrderKindIsInstall {
				o.dialers = 0
				o.engineer.asked--
			}
			continue
		}
		o.dialers = 0
		sl, more := b.allot(o, units)
		parts = append(parts, more...)
		made = append(made, sl)
	}
	delete(b.wanted, day)
	b.do(b.keeper, parts...)
	b.slips[day] = append(b.slips[day], made...)
}

// allot are the parts that give dialers a program, test them and allot them to an order.
func (b *branch) allot(o *order, units []*unit) (*slip, []record.Part) {
	var parts []record.Part
	sl := &slip{order: o, units: units, state: library.AllotmentAllotted}
	var cells []form.Values
	for _, u := range units {
		parts = append(parts, b.program(o, u)...)
		test := b.newID()
		parts = append(parts, b.newTest(test, u, library.DirectionIsOut), perform(library.QualityTest, test, library.QualityTestToTest, library.QualityTestPass, nil))
		cells = append(cells, form.Values{library.AllotmentUnitsRowUnit: u.ref()})
		u.slip = sl
	}
	sl.id, sl.rows = b.newID(), b.rows(cells...)
	o.slips = append(o.slips, sl)
	return sl, append(parts,
		create(library.Allotment, sl.id, form.Values{library.AllotmentOrder: o.ref(), library.AllotmentEngineer: o.engineer.person.id, library.AllotmentUnits: sl.rows}),
		perform(library.Allotment, sl.id, library.AllotmentDraft, library.AllotmentAllot, nil))
}

// program are the parts that set a dialer's program for an order.
func (b *branch) program(o *order, u *unit) []record.Part {
	u.config = b.newID()
	lines := make([]form.Values, min(len(o.customer.lines), u.model.lines))
	for i := range lines {
		lines[i] = form.Values{
			library.DialerConfigLinesRowLine: int64(i + 1), library.DialerConfigLinesRowLineNo: o.customer.lines[i],
		}
	}
	values := form.Values{
		library.DialerConfigOrder: o.ref(), library.DialerConfigUnit: u.ref(),
		library.DialerConfigTemplate:      ref(library.PlanTemplate, b.template),
		library.DialerConfigAreaCode:      b.city.area[1:],
		library.DialerConfigAccessNumbers: b.rows(form.Values{library.DialerConfigAccessNumbersRowCarrier: "本公司", library.DialerConfigAccessNumbersRowAccess: "17911"}),
		library.DialerConfigPrefixes:      "0、00、013-019",
		library.DialerConfigLines:         b.rows(lines...),
	}
	if b.readable {
		return []record.Part{
			create(library.DialerConfig, u.config, values),
			perform(library.DialerConfig, u.config, library.DialerConfigToConfigure, library.DialerConfigSeal, form.Values{
				library.DialerConfigSealedSerial: u.serial, library.DialerConfigAsFound: factory, library.DialerConfigAsLeft: b.held(values),
			}),
		}
	}
	values[library.DialerConfigAgrees] = true
	return []record.Part{
		create(library.DialerConfig, u.config, values),
		perform(library.DialerConfig, u.config, library.DialerConfigToConfigure, library.DialerConfigSetUp, nil),
	}
}

// examine is the part by which the engineer passes what is allotted to him.
func (e *engineer) examine(sl *slip) record.Part {
	sl.state = library.AllotmentChecked
	return sl.judge(library.AllotmentCheck, library.VerdictIsPass, "")
}

// judge is the part by which the engineer gives the same result for all of a slip.
func (sl *slip) judge(action, result, why string) record.Part {
	p := perform(library.Allotment, sl.id, library.AllotmentAllotted, action, form.Values{library.AllotmentUnits: judged(sl.rows, result, why)})
	p.Was = form.Values{library.AllotmentUnits: sl.rows}
	return p
}

// judged are the rows of a slip with the engineer's result.
func judged(rows []form.Row, result, why string) []form.Row {
	out := make([]form.Row, len(rows))
	for i, r := range rows {
		cells := form.Clone(r.Values)
		cells[library.AllotmentUnitsRowResult] = result
		if why != "" {
			cells[library.AllotmentUnitsRowWhy] = why
		}
		out[i] = form.Row{ID: r.ID, Values: cells}
	}
	return out
}

// issue hands out what the engineers have checked; what is for an order that will not
// be visited goes back into the stock.
func (b *branch) issue(slips []*slip) {
	var parts []record.Part
	var out []*slip
	for _, sl := range slips {
		o := sl.order
		gone := o.state == library.ServiceOrderCancelled || o.state == library.ServiceOrderRescheduled
		switch {
		case gone && (sl.state == library.AllotmentAllotted || sl.state == library.AllotmentChecked):
			parts = append(parts, perform(library.Allotment, sl.id, sl.state, library.AllotmentCancel, nil))
			sl.state = library.AllotmentCancelled
			o.dialers = len(sl.units)
			b.stock = append(b.stock, sl.units...)
		case sl.state == library.AllotmentChecked:
			parts = append(parts, perform(library.Allotment, sl.id, sl.state, library.AllotmentIssue, nil))
			out = append(out, sl)
		}
	}
	op := b.do(b.keeper, parts...)
	for _, sl := range out {
		sl.state = library.AllotmentIssued
		e := sl.order.engineer
		for _, u := range sl.units {
			b.book(u, library.StockMovement, op)
			e.van = append(e.van, u)
		}
		if sl.order.kind != library.OrderKindIsInstall {
			e.asked -= len(sl.units)
		}
	}
}

// keepBooks enters the movements posted before a time in Kingdee; now and then one is
// forgotten until the next day.
func (b *branch) keepBooks(before time.Time) {
	var parts []record.Part
	var later []booking
	for _, m := range b.books {
		if m.at.After(before) || b.chance(0.01) {
			later = append(later, m)
			continue
		}
		b.vouchers++
		day := string(b.today())
		parts = append(parts, perform(library.StockMovement, m.id, library.StockMovementPosted, library.StockMovementEnterKingdee, form.Values{
			library.StockMovementVoucherNo: fmt.Sprintf("K3-%s%s-%04d", day[2:4], day[5:7], b.vouchers),
		}))
		b.booked = append(b.booked, m)
	}
	b.books = later
	b.do(b.keeper, parts...)
}

// audit lets the finance department compare what has been in Kingdee for some days.
func (b *branch) audit(before time.Time) {
	var parts []record.Part
	var later []booking
	for _, m := range b.booked {
		switch {
		case m.at.After(before):
			later = append(later, m)
		case b.chance(0.003):
			parts = append(parts, perform(library.StockMovement, m.id, library.StockMovementInKingdee, library.StockMovementDiffer, form.Values{
				library.StockMovementDifference: "金蝶数量与出入库单不符",
			}))
		default:
			parts = append(parts, perform(library.StockMovement, m.id, library.StockMovementInKingdee, library.StockMovementAudit, nil))
		}
	}
	b.booked = later
	b.do(b.finance, parts...)
}

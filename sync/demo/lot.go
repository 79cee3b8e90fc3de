package demo

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/sampling"
	"fieldline/sync/record"
)

// lot is what came in one go, sampled and judged as a whole.
type lot struct {
	id    form.ID
	units []*unit
	model model
	of    *purchase // nil where nobody had asked for it
}

func (l *lot) ref() form.Ref { return ref(library.Arrival, l.id) }

// test is the test that the inspection opened for a dialer of the lot.
func (l *lot) test(u *unit) form.ID {
	return form.DerivedID(l.ref(), library.QualityTest, u.id.String(), form.ID{})
}

// purchase is what was asked for and is on its way.
type purchase struct {
	id       form.ID
	supplier *supplier
	model    model
	quantity int
	arrived  int
	taken    int
}

// What lies in stock, and how lots are judged.
const (
	leastShare = 60  // a model's least is one of so many of the branch's dialers
	mostShare  = 6   // and its most one of so many
	concession = 0.8 // share of lots with a defect that are taken all the same
)

// foundModels registers the models with their limits, to which the supervisor agrees.
func (b *branch) foundModels() {
	b.products = map[string]form.ID{}
	var made, agreed []record.Part
	for _, s := range b.suppliers {
		for _, m := range s.models {
			id := b.newID()
			b.products[m.name] = id
			made = append(made,
				create(library.DialerModel, id, form.Values{
					library.DialerModelName: m.name, library.DialerModelLines: int64(m.lines), library.DialerModelSupplier: ref(library.Supplier, s.id),
					library.DialerModelPrice: m.price, library.DialerModelSerialRule: m.prefix + "-",
				}),
				perform(library.DialerModel, id, library.DialerModelInUse, library.DialerModelPropose, form.Values{
					library.DialerModelWantedLeast: int64(max(2, b.share/leastShare)), library.DialerModelWantedMost: int64(max(6, b.share/mostShare)),
				}))
			agreed = append(agreed, perform(library.DialerModel, id, library.DialerModelInUse, library.DialerModelAgree, nil))
		}
	}
	b.do(b.keeper, made...)
	b.when(b.at(b.days[0], 13, 40), func() { b.do(b.supervisor, agreed...) })
}

// receive scans a lot of dialers in and, if asked, inspects it within the day. What was
// ordered comes first.
func (b *branch) receive(n int, inspect bool) *lot {
	n = min(n, b.share-b.arrived)
	if n <= 0 {
		return nil
	}
	sup := one(b.story, b.suppliers)
	m := one(b.story, sup.models)
	values := form.Values{}
	var p *purchase
	if len(b.ordered) > 0 {
		p = b.ordered[0]
		sup, m, n = p.supplier, p.model, min(n, p.quantity-p.arrived)
		values[library.ArrivalRequest] = ref(library.Replenishment, p.id)
		if p.arrived += n; p.arrived == p.quantity {
			b.ordered = b.ordered[1:]
		}
	}
	b.arrived += n
	b.lots++
	today := b.today()
	l := &lot{id: b.newID(), model: m, of: p}
	for name, v := range (form.Values{
		library.ArrivalSupplier: ref(library.Supplier, sup.id), library.ArrivalProduct: ref(library.DialerModel, b.products[m.name]),
		library.ArrivalLotNo: fmt.Sprintf("%s-%s-%d", m.prefix, string(today)[2:4]+string(today)[5:7]+string(today)[8:], b.lots),
		library.ArrivalShelf: fmt.Sprintf("A%02d-%d", 1+b.r.IntN(6), 1+b.r.IntN(4)), library.ArrivalPrice: m.price, library.ArrivalReceivedOn: today,
		library.ArrivalWarrantyTo: today.AddDays(730), library.ArrivalDeclared: int64(n),
	}) {
		values[name] = v
	}
	parts := []record.Part{create(library.Arrival, l.id, values)}
	sample := sampling.For(n, decimal.NewFromInt(1)).Size
	for i := range n {
		b.serial++
		u := &unit{id: b.newID(), model: m, came: today, from: sup.id, times: 1, serial: fmt.Sprintf("%s-%s%s%04d", m.prefix, string(today)[2:4], string(today)[5:7], b.serial)}
		l.units = append(l.units, u)
		b.came = append(b.came, u)
		cells := form.Values{library.DialerUnitSerial: u.serial, library.DialerUnitArrival: l.ref()}
		if i < sample {
			cells[library.DialerUnitSample] = true
		}
		parts = append(parts, create(library.DialerUnit, u.id, cells))
	}
	b.do(b.keeper, parts...)
	if inspect {
		b.after(10, 20, func() {
			b.do(b.keeper, l.inspect())
			b.after(15, 35, func() { b.judge(l) })
		})
	}
	return l
}

// inspect is the part that begins the inspection of a lot.
func (l *lot) inspect() record.Part {
	return perform(library.Arrival, l.id, library.ArrivalArriving, library.ArrivalInspect, nil)
}

// judge tests a lot and takes it or sends it back. A defect in so small a lot is more than
// the plan allows; the technical supervisor takes most of them all the same.
func (b *branch) judge(l *lot) {
	var parts []record.Part
	var passed, failed []*unit
	for _, u := range l.units {
		test := l.test(u)
		parts = append(parts, b.look(test))
		if b.chance(failsAtIn) {
			parts = append(parts, b.failTest(test))
			u.marred, u.failed = true, true
			failed = append(failed, u)
			continue
		}
		parts = append(parts, perform(library.QualityTest, test, library.QualityTestToTest, library.QualityTestPass, nil))
		passed = append(passed, u)
	}
	b.do(b.keeper, parts...)
	b.refused = append(b.refused, failed...)
	switch {
	case len(failed) == 0:
		b.shelve(passed, b.do(b.keeper, perform(library.Arrival, l.id, library.ArrivalInspecting, library.ArrivalAccept, nil)))
		b.fulfil(l)
	case b.chance(concession):
		b.after(20, 60, func() {
			b.shelve(passed, b.do(b.technical, perform(library.Arrival, l.id, library.ArrivalInspecting, library.ArrivalConcede, form.Values{
				library.ArrivalConcession: "缺陷机已剔除，其余检测合格",
			})))
			b.fulfil(l)
		})
	default:
		b.do(b.keeper, perform(library.Arrival, l.id, library.ArrivalInspecting, library.ArrivalRefuse, form.Values{
			library.ArrivalRefusal: "抽样不合格数超过接收数",
		}))
		for _, u := range passed {
			u.marred = true
		}
		b.refused = append(b.refused, passed...)
		if p := l.of; p != nil { // it is still to come
			if p.arrived == p.quantity {
				b.ordered = append(b.ordered, p)
			}
			p.arrived -= len(l.units)
		}
	}
}

// fulfil counts a lot as arrived; what was asked for and is there whole is paid.
func (b *branch) fulfil(l *lot) {
	if p := l.of; p != nil {
		if p.taken += len(l.units); p.taken == p.quantity {
			b.paid = append(b.paid, p)
		}
	}
}

// shelve remembers that dialers came into the stock by an operation.
func (b *branch) shelve(units []*unit, op form.ID) {
	for _, u := range units {
		b.book(u, library.StockMovement, op)
		b.stock = append(b.stock, u)
	}
}

// opening is the stock the branch begins with.
func (b *branch) opening() {
	for b.arrived < int(firstLots*float64(b.share)) {
		b.receive(lotSize, true)
	}
}

// ofModel finds who makes a model.
func (b *branch) ofModel(name string) (*supplier, model) {
	for _, s := range b.suppliers {
		if i := slices.IndexFunc(s.models, func(m model) bool { return m.name == name }); i >= 0 {
			return s, s.models[i]
		}
	}
	return nil, model{}
}

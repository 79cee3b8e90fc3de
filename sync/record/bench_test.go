package record_test

import (
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
	"fieldline/sync/record"
	"fieldline/sync/record/recordtest"
)

// BenchmarkApply_order judges every operation in the life of a repair order of the real
// library, each on the records it met, as an office does.
func BenchmarkApply_order(b *testing.B) {
	steps := playOrder(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range steps {
			s.apply(b)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(steps)), "µs/act")
}

// BenchmarkApply_act judges the operations of an order one by one.
func BenchmarkApply_act(b *testing.B) {
	for _, s := range playOrder(b) {
		b.Run(s.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.apply(b)
			}
		})
	}
}

// played is one operation with the world it is judged in.
type played struct {
	name   string
	op     record.Operation
	lib    *form.Library
	reader *remembered
}

func (p played) apply(tb testing.TB) {
	out, err := record.Apply(p.lib, p.reader, p.op)
	if err != nil {
		tb.Fatal(err)
	}
	if out.Fate != record.Applied {
		tb.Fatalf("%s is %s: %s", p.name, out.Fate, formtest.Sentences(out.Problems))
	}
}

// branch plays the work of one branch and keeps what each operation met.
type branch struct {
	*office
	tb     testing.TB
	site   form.ID
	people map[string]form.ID
	steps  []played
}

// playOrder plays a repair order, in which a dialer is changed, from its first word to
// its closing.
func playOrder(tb testing.TB) []played {
	tb.Helper()
	lib, err := library.Open()
	if err != nil {
		tb.Fatal(err)
	}
	play := formtest.New(tb, lib)
	o := &branch{office: &office{Store: recordtest.New(play.World), play: play}, tb: tb, people: map[string]form.ID{}}
	o.site = play.ID()
	o.Put(&form.Record{ID: o.site, Form: library.Site, Values: form.Values{library.SiteName: "深圳", library.SiteCode: "SZ"}})
	for range 3 {
		for _, role := range lib.Roles {
			o.people[role.Word] = play.PersonAt(role.Label.Zh, o.site, role.Word)
		}
	}
	old, spare := o.dialer("D4-25110386"), o.dialer("D4-26081711")
	ta, ae := library.RoleTechnicalAssistant, library.RoleEngineer

	customer := o.does("customer create", ta, create(library.Customer, form.Values{
		library.CustomerName: "福永恒泰五金制品厂", library.CustomerSizeClass: library.SizeClassIsSmallMedium,
		library.CustomerContact: "何秀兰", library.CustomerPhone: "0755-27386601",
		library.CustomerAddress: "宝安区福永街道怀德路66号3栋", library.CustomerServices: []string{library.ServiceIsIP},
		library.CustomerAccessMethod: "ISDN", library.CustomerDeviceModel: "D4",
	}))
	start := play.Now.Add(4 * time.Hour)
	order := o.does("order create", ta, create(library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsRepair, library.ServiceOrderCustomer: ref(library.Customer, customer),
		library.ServiceOrderOrigin: library.OrderOriginIsCustomerCall, library.ServiceOrderProblem: "第3路不送号",
		library.ServiceOrderEngineer:     o.people[ae],
		library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	}))
	o.does("order assign", ta, act(library.ServiceOrder, order, library.ServiceOrderAssign, nil))
	o.does("order accept", ae, act(library.ServiceOrder, order, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true}))
	appointment := play.One(library.Appointment, library.AppointmentOrder, order).ID
	o.does("appointment confirm", ta, act(library.Appointment, appointment, library.AppointmentConfirm, form.Values{
		library.AppointmentWindowStart: start, library.AppointmentWindowEnd: start.Add(time.Hour),
		library.AppointmentChannel: library.ChannelIsPhone,
	}))
	o.at(spare, library.DialerUnitIssued, form.Values{
		library.DialerUnitHolder: o.people[ae], library.DialerUnitOrder: ref(library.ServiceOrder, order)})
	o.at(old, library.DialerUnitInstalled, form.Values{library.DialerUnitCustomer: ref(library.Customer, customer)})
	for _, a := range []string{library.ServiceOrderDepart, library.ServiceOrderArrive, library.ServiceOrderStart} {
		o.does("order "+a, ae, act(library.ServiceOrder, order, a, nil))
	}
	o.does("order finish", ae, act(library.ServiceOrder, order, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true}))

	card := play.One(library.FeedbackCard, library.FeedbackCardOrder, order).ID
	o.does("card set", ae, set(library.FeedbackCard, card, o.card(old, spare)))
	o.does("card fill", ae, act(library.FeedbackCard, card, library.FeedbackCardFill, nil))
	feedback := play.One(library.QualityFeedback, library.QualityFeedbackOrder, order).ID
	o.does("feedback set", ae, set(library.QualityFeedback, feedback, form.Values{
		library.QualityFeedbackSymptom: "第3路不送号", library.QualityFeedbackSeverity: library.SeverityIsMajor,
	}))
	o.does("feedback submit", ae, act(library.QualityFeedback, feedback, library.QualityFeedbackSubmit, nil))
	o.does("card hand_in", ae, act(library.FeedbackCard, card, library.FeedbackCardHandIn, nil))
	repair := play.One(library.RepairCard, library.RepairCardOrder, order).ID
	o.does("repair set", ae, set(library.RepairCard, repair, form.Values{
		library.RepairCardSymptom: "第3路不送号", library.RepairCardCause: library.CauseIsDialer,
		library.RepairCardUnit: ref(library.DialerUnit, old), library.RepairCardTreatment: "更换拨号器",
		library.RepairCardSolved: true, library.RepairCardRepeatProblem: false,
	}))
	o.does("repair submit", ae, act(library.RepairCard, repair, library.RepairCardSubmit, nil))
	o.does("card check", ta, act(library.FeedbackCard, card, library.FeedbackCardCheck, nil))
	o.does("card enter", ta, act(library.FeedbackCard, card, library.FeedbackCardEnter, nil))
	o.does("repair check", ta, act(library.RepairCard, repair, library.RepairCardCheck, nil))
	entry := play.One(library.ExternalEntry, library.ExternalEntrySource, order).ID
	o.does("entry enter", ta, act(library.ExternalEntry, entry, library.ExternalEntryEnter, nil))
	o.does("order close", ta, act(library.ServiceOrder, order, library.ServiceOrderClose, nil))
	return o.steps
}

// does applies one part of a person, keeps it with the world it met, and returns the id
// of its record.
func (o *branch) does(name, role string, p record.Part) form.ID {
	o.tb.Helper()
	op := o.op(o.tb, o.Store, o.people[role], p)
	o.steps = append(o.steps, played{name, op, o.Lib, &remembered{Reader: o.Clone()}})
	out := o.Must(o.tb, op)
	o.play.Wait(10 * time.Minute)
	return out.Changes[0].After.ID
}

// dialer puts a dialer into the stock.
func (o *branch) dialer(serial string) form.ID {
	id := o.play.ID()
	o.Put(&form.Record{ID: id, Form: library.DialerUnit, Site: o.site, State: library.DialerUnitInStock, CreatedAt: o.play.Now,
		Values: form.Values{library.DialerUnitSerial: serial, library.DialerUnitModel: "IPD-4"}})
	return id
}

// at puts a dialer where the order finds it.
func (o *branch) at(id form.ID, state string, values form.Values) {
	o.tb.Helper()
	unit := o.play.Get(library.DialerUnit, id)
	unit.State = state
	for name, v := range values {
		unit.Values[name] = v
	}
	o.Put(unit)
}

// within is a value at the limit of a test, 21 where it has none.
func (o *branch) within(item string) any {
	for _, limit := range []string{library.Setting36, library.Setting37} {
		if v, err := formtest.Default(o.Lib, limit+"."+item); err == nil {
			return v
		}
	}
	return decimal.NewFromInt(21)
}

// card is a complete feedback card on which one dialer replaces another.
func (o *branch) card(old, spare form.ID) form.Values {
	row := func(v form.Values) form.Row { return form.Row{ID: o.play.ID().String(), Values: v} }
	test := func(item string) form.Row {
		return row(form.Values{
			library.FeedbackCardTestsRowItem: item, library.FeedbackCardTestsRowMeasured: o.within(item),
			library.FeedbackCardTestsRowPassed: true,
		})
	}
	var items, tests []form.Row
	for _, w := range o.Lib.Form(library.FeedbackCard).Field(library.FeedbackCardItems).Words {
		items = append(items, form.Row{ID: w.Word, Values: form.Values{"item": w.Word, "done": true}})
	}
	for _, w := range o.Lib.ChoiceList("test_item").Words {
		tests = append(tests, test(w.Word))
	}
	dialer := func(id form.ID, work, condition string) form.Row {
		return row(form.Values{library.FeedbackCardUnitsRowUnit: ref(library.DialerUnit, id),
			library.FeedbackCardUnitsRowWork: work, library.FeedbackCardUnitsRowCondition: condition})
	}
	return form.Values{
		library.FeedbackCardAccessMethod: "ISDN", library.FeedbackCardDeviceModel: "D4",
		library.FeedbackCardItems: items, library.FeedbackCardTests: tests,
		library.FeedbackCardUnits: []form.Row{
			dialer(old, library.UnitWorkIsReplaced, library.ConditionIsFaulty),
			dialer(spare, library.UnitWorkIsInstalled, library.ConditionIsOk),
		},
		library.FeedbackCardTrained: true, library.FeedbackCardTopics: "加拨与直通", library.FeedbackCardTrainee: "何秀兰",
		library.FeedbackCardRating:    int64(4),
		library.FeedbackCardSignature: form.Signature{SHA256: "ab", Signer: "何秀兰", At: o.play.Now},
	}
}

// remembered answers at once what it has been asked before, so that a benchmark measures
// the judging and not the store.
type remembered struct {
	record.Reader
	stored  map[form.Ref]record.Record
	related []asked[[]*form.Record]
	people  []asked[[]form.ID]
}

type asked[T any] struct {
	form   string
	what   []string
	values []any
	answer T
}

func (r *remembered) Stored(formName string, id form.ID) (record.Record, error) {
	key := form.Ref{Form: formName, ID: id}
	rec, known := r.stored[key]
	if !known {
		var err error
		if rec, err = r.Reader.Stored(formName, id); err != nil {
			return rec, err
		}
		if r.stored == nil {
			r.stored = map[form.Ref]record.Record{}
		}
		r.stored[key] = rec
	}
	rec.Values = form.Clone(rec.Values)
	return rec, nil
}

func (r *remembered) Record(formName string, id form.ID) (*form.Record, error) {
	rec, err := r.Stored(formName, id)
	if err != nil {
		return nil, err
	}
	return &rec.Record, nil
}

func (r *remembered) Related(formName, via string, id form.ID) ([]*form.Record, error) {
	return remember(&r.related, formName, []string{via}, []any{id}, func() ([]*form.Record, error) {
		return r.Reader.Related(formName, via, id)
	})
}

func (r *remembered) Matching(formName string, columns []string, values []any, states []string) ([]*form.Record, error) {
	return remember(&r.related, formName, slices.Concat(columns, states), values, func() ([]*form.Record, error) {
		return r.Reader.Matching(formName, columns, values, states)
	})
}

func (r *remembered) People(role string, site form.ID, at time.Time) ([]form.ID, error) {
	return remember(&r.people, role, nil, []any{site}, func() ([]form.ID, error) { return r.Reader.People(role, site, at) })
}

func remember[T any](have *[]asked[T], formName string, what []string, values []any, ask func() (T, error)) (T, error) {
	for _, a := range *have {
		if a.form == formName && slices.Equal(a.what, what) && slices.EqualFunc(a.values, values, form.Equal) {
			return a.answer, nil
		}
	}
	answer, err := ask()
	if err == nil {
		*have = append(*have, asked[T]{formName, what, values, answer})
	}
	return answer, err
}

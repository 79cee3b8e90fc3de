package record_test

import (
	"fmt"

	"pgregory.net/rapid"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
	"fieldline/sync/record/recordtest"
)

// arrives lets the histories begin with a lot of dialers that is being received.
func (s *store) arrives() {
	keeper := s.play.As(s.people[library.RoleStockKeeper])
	supplier := keeper.Create(library.Supplier, form.Values{library.SupplierName: "恒信通讯"})
	model := keeper.Create(library.DialerModel, form.Values{library.DialerModelName: "IPD-4", library.DialerModelSupplier: ref(library.Supplier, supplier)})
	s.lot = keeper.Create(library.Arrival, form.Values{
		library.ArrivalSupplier: ref(library.Supplier, supplier), library.ArrivalProduct: ref(library.DialerModel, model), library.ArrivalLotNo: "L", library.ArrivalShelf: "A-03",
	})
	for i := range 2 {
		s.units = append(s.units, keeper.Create(library.DialerUnit, form.Values{
			library.DialerUnitSerial: fmt.Sprint("L-", i), library.DialerUnitArrival: ref(library.Arrival, s.lot), library.DialerUnitSample: true,
		}))
	}
	if rapid.Bool().Draw(s.rt, "inspected") {
		keeper.Act(library.Arrival, s.lot, library.ArrivalInspect)
	}
}

// receives is what a stock keeper does with the lot: one dialer more, its inspection, a test,
// the verdict.
func (s *store) receives(seen *recordtest.Store) []record.Part {
	on := func(action string, values form.Values) []record.Part {
		return []record.Part{act(library.Arrival, s.lot, action, values)}
	}
	if rapid.IntRange(0, 4).Draw(s.rt, "one more") == 0 {
		return []record.Part{{Kind: record.Create, Form: library.DialerUnit, ID: s.play.ID(), Values: form.Values{
			library.DialerUnitSerial: rapid.SampledFrom([]string{"NEW-1", "NEW-2"}).Draw(s.rt, "serial"), library.DialerUnitArrival: ref(library.Arrival, s.lot),
			library.DialerUnitSample: true,
		}}}
	}
	if s.must(seen, library.Arrival, s.lot).State == library.ArrivalArriving {
		return on(library.ArrivalInspect, nil)
	}
	for _, test := range seen.All(library.QualityTest) {
		if test.State != library.QualityTestToTest || !form.Equal(test.Get(library.QualityTestArrival), ref(library.Arrival, s.lot)) {
			continue
		}
		if rapid.IntRange(0, 5).Draw(s.rt, "passed") == 0 {
			return []record.Part{act(library.QualityTest, test.ID, library.QualityTestFail, form.Values{
				library.QualityTestDefect: library.FaultCodeIsL02, library.QualityTestDefectNote: "x"})}
		}
		return []record.Part{
			{Kind: record.Set, Form: library.QualityTest, ID: test.ID, Values: form.Values{library.QualityTestItems: s.ticked()}},
			act(library.QualityTest, test.ID, library.QualityTestPass, nil),
		}
	}
	if rapid.IntRange(0, 3).Draw(s.rt, "refused") == 0 {
		return on(library.ArrivalRefuse, form.Values{library.ArrivalRefusal: "x"})
	}
	return on(library.ArrivalAccept, nil)
}

package client_test

import (
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// A stock keeper's desk has all dialers of his store: a lot nobody has scanned into is
// known to be empty without a network, and its inspection does not begin there only to be
// refused later. The same lot is inspected as soon as it has a dialer.
func TestAbsent_lotWithoutDialersIsKnownToBeEmpty(t *testing.T) {
	c := &clash{newShop(t)}
	keeper := c.keeper()
	supplier := keeper.new(library.Supplier, form.Values{library.SupplierName: "恒信通讯"})
	model := keeper.new(library.DialerModel, form.Values{library.DialerModelName: "IPD-4", library.DialerModelSupplier: form.Ref{Form: library.Supplier, ID: supplier}})
	lot := keeper.new(library.Arrival, form.Values{
		library.ArrivalSupplier: form.Ref{Form: library.Supplier, ID: supplier}, library.ArrivalProduct: form.Ref{Form: library.DialerModel, ID: model},
		library.ArrivalLotNo: "L-1", library.ArrivalShelf: "A-03",
	})
	inspect := record.Part{Kind: record.Act, Form: library.Arrival, ID: lot, Action: library.ArrivalInspect}
	for _, when := range []string{"unsent", "sent"} {
		out, err := keeper.Do(ctx, inspect)
		if err != nil || out.Fate != record.Refused || len(out.Problems) == 0 || out.Problems[0].Key != "arrival.actions.inspect.check.0" {
			t.Errorf("%s, with nothing scanned: %s %+v, %v", when, out.Fate, out.Problems, err)
		}
		c.sync(keeper)
	}

	keeper.new(library.DialerUnit, form.Values{library.DialerUnitSerial: "D4-1", library.DialerUnitArrival: form.Ref{Form: library.Arrival, ID: lot}, library.DialerUnitSample: true})
	keeper.do(inspect)
	c.sync(keeper)
	c.quiet(keeper)
	if state := keeper.get(library.Arrival, lot).State; state != library.ArrivalInspecting {
		t.Errorf("the lot is %s", state)
	}
}

package client_test

import (
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// A dialer that was registered by mistake is struck, and its number registered anew: the
// server's tables keep one of each number among those that count, as the form says.
func TestStruck_freesItsNumber(t *testing.T) {
	c := &clash{newShop(t)}
	keeper, other := c.keeper(), c.colleague("马强", library.RoleStockKeeper)
	values := form.Values{library.DialerUnitSerial: "D4-1", library.DialerUnitModel: "D4"}
	wrong := keeper.new(library.DialerUnit, values)
	c.sync(keeper, other)
	keeper.act(library.DialerUnit, wrong, library.DialerUnitStrike, nil)
	right := keeper.new(library.DialerUnit, values)
	c.sync(keeper, other)

	c.quiet(keeper, other)
	for _, d := range []*tablet{keeper, other} {
		if d.get(library.DialerUnit, wrong).State != library.DialerUnitStruck || d.get(library.DialerUnit, right).State != library.DialerUnitAwaitingInspection {
			t.Errorf("%s sees it otherwise", d.Identity().PersonName)
		}
	}
	out, err := other.Do(ctx, record.Part{Kind: record.Create, Form: library.DialerUnit, Values: values})
	if err != nil || out.Fate != record.Refused {
		t.Errorf("a third of that number: %s, %v", out.Fate, err)
	}
}

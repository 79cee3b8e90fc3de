package record

import "testing"

// Wherever a card is named, it is by whose it is and by its order.
func TestName_aCardIsItsCustomerAndItsOrder(t *testing.T) {
	tb := newTablet(t)
	const want = "南山海纳物流有限公司 SO261123-0004"

	name, err := tb.Name(ctx, tb.ref(tb.card))
	if err != nil || name != want {
		t.Errorf("lists and the outbox call it %q, %v", name, err)
	}
	if said := tb.show(tb.card).speech().NameOf(&tb.card.Record); said != want {
		t.Errorf("a paper calls it %q", said)
	}
}

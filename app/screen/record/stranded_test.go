package record

import (
	"errors"
	"testing"

	"fieldline/forms/form"
	"fieldline/sync/device"
)

// What was typed into a card and not saved before it was handed in elsewhere is told above the
// card, is not shown as if it were saved, stays when the page is left, and goes when the person
// drops it. Where the card comes back it is typed again.
func TestScreen_whatCanNoLongerBeFilledInIsTold(t *testing.T) {
	handedIn := func(tb *tablet, state string) {
		card := tb.card
		card.State, card.Values = state, tb.filling()
		for name, v := range tb.card.Values {
			card.Values[name] = v
		}
		delete(card.Values, "tests") // their limits are worked out only as they are saved
		tb.seq++
		card.Rev, card.Seq = tb.seq, tb.seq
		tb.pull(card)
	}
	tb := newTablet(t)
	tb.must(tb.SaveDraft(ctx, tb.card.Form, tb.card.ID, device.Draft{Base: 1, Was: form.Values{"device_model": "D3"},
		Values: form.Values{"device_model": "D9，还没保存"}, Raw: map[string]string{"finished_at": "昨天"}, Focus: "finished_at"}))
	handedIn(tb, "received")

	s := tb.show(tb.card)
	for _, text := range []string{"现在不能再填", "设备型号：D9，还没保存", "完成时间：昨天", "不要了"} {
		if !tb.sees(text) {
			t.Errorf("nothing says %q", text)
		}
	}
	if have := s.view.Record().Values["device_model"]; have == "D9，还没保存" || s.session.dirty(s.view) {
		t.Errorf("the card shows %v as its own, and %v", have, s.session.changed(s.view))
	}
	tb.must(s.Leave(ctx))
	if d, err := tb.Draft(ctx, tb.card.Form, tb.card.ID); err != nil || d.Values["device_model"] != "D9，还没保存" || d.Raw["finished_at"] != "昨天" || d.Was["device_model"] != "D3" || d.Base != 1 {
		t.Fatalf("the draft is %+v, %v", d, err)
	}

	handedIn(tb, "returned")
	s = tb.show(tb.card)
	if have := s.view.Record().Values["device_model"]; have != "D9，还没保存" || tb.sees("现在不能再填") {
		t.Errorf("come back, the card has %v", have)
	}
	tb.must(s.Keep(ctx))

	handedIn(tb, "received")
	s = tb.show(tb.card)
	s.dropStranded()
	if len(tb.nav.dialogs) != 1 || !tb.nav.dialogs[0].OnYes() {
		t.Fatalf("%d dialogs", len(tb.nav.dialogs))
	}
	if tb.sees("现在不能再填") {
		t.Error("it is still told")
	}
	tb.must(s.Leave(ctx))
	if _, err := tb.Draft(ctx, tb.card.Form, tb.card.ID); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("the draft is still there: %v", err)
	}
}

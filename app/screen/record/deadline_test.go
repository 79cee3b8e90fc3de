package record

import (
	"testing"
	"time"
)

func TestScreen_aMetDeadlineSaysWhatWasDone(t *testing.T) {
	tb := newTablet(t)
	tb.order.Values["visit_due"], tb.order.Values["visit_met"] = tb.at(10, 30), tb.at(10, 28)
	tb.order.Values["urgent_reach_due"], tb.order.Values["urgent_reach_met"] = tb.at(8, 0), tb.at(8, 12)
	tb.card.Values["return_met"] = tb.at(12, 42)
	tb.pull(tb.order)
	s := tb.show(tb.order)

	said := func() map[string]string {
		all := map[string]string{}
		for _, c := range s.clocks() {
			all[c.Name] = c.Left
		}
		return all
	}
	for name, want := range map[string]string{"上门": "已到场，按时", "加急联系工程师": "已接单，迟了 12 分"} {
		if got := said()[name]; got != want {
			t.Errorf("%s says %q, want %q", name, got, want)
		}
	}
	tb.pull(tb.card)
	s = tb.show(tb.card)
	if got := said()["交卡时限"]; got != "已交卡，用 4 小时 30 分" {
		t.Errorf("the card says %q", got)
	}

	// Cancelling ends a deadline, but nobody has done it.
	tb.card.State, tb.card.Rev = "cancelled", 2
	tb.now = tb.now.Add(time.Minute)
	tb.pull(tb.card)
	s = tb.show(tb.card)
	if len(said()) > 0 {
		t.Errorf("a cancelled card says %v", said())
	}
}

package record

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/app/formview"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

func TestScreen_theButtonNamesTheNextStep(t *testing.T) {
	tb := newTablet(t)
	tb.half()
	s := tb.show(tb.card)

	if got := tb.filled(); got != "补下一项：培训" {
		t.Fatalf("the button says %q", got)
	}
	if !tb.sees("轮到你，还差 3 项") {
		t.Error("it is not said what is missing")
	}
	tb.window.Canvas().Unfocus()
	tb.tap("补下一项：培训")
	if s.frame.scroll.Offset.Y == 0 {
		t.Error("the button does not lead to the field")
	}

	s.view.Set("trained", false)
	if got := tb.filled(); got != "补下一项：签字" {
		t.Errorf("after the training the button says %q", got)
	}
}

// complete fills the card so that nothing is missing.
func (tb *tablet) complete(s *Screen) {
	tb.t.Helper()
	tests, _ := s.view.Values()["tests"].([]form.Row)
	for i := range tests {
		if tests[i].Values["item"] == "loop_current" {
			tests[i].Values["measured"] = dec("20")
		}
	}
	s.view.Set("tests", tests)
	s.view.Set("trained", false)
	picture := tb.photo(0)
	s.view.Set("signature", form.Signature{SHA256: picture.SHA256, Signer: "黄志强", At: tb.Now(), Fields: []string{"rating"},
		Digest: formview.Digest(s.session.form, s.view.Record().Values, []string{"rating"})})
}

func TestScreen_actsWithWhatIsTypedAsOneOperation(t *testing.T) {
	tb := newTablet(t)
	tb.half()
	s := tb.show(tb.card)
	tb.complete(s)
	if got := tb.filled(); got != "填写完成" {
		t.Fatalf("the button says %q; missing %v", got, s.next().lacks)
	}

	tb.tap("填写完成")

	if rec := tb.stored(tb.card); rec.State != "filled" || rec.Values["rating"] != int64(4) {
		t.Fatalf("the card is %s; problems %v %v", rec.State, s.view.Problems(), s.notices)
	}
	if _, err := tb.Draft(ctx, tb.card.Form, tb.card.ID); err == nil {
		t.Error("the draft is still there")
	}
	if len(tb.nav.toasts) != 1 || tb.nav.undo == nil || tb.nav.redrawn == 0 {
		t.Errorf("told: %v", tb.nav.toasts)
	}
	if tb.sees("填写完成") {
		t.Error("the action is still offered")
	}

	tb.nav.undo()
	if rec := tb.stored(tb.card); rec.State != "blank" || rec.Values["rating"] != nil {
		t.Errorf("after taking it back the card is %s with %v", rec.State, rec.Values["rating"])
	}
	if s.view.Values()["rating"] != int64(4) || tb.filled() != "填写完成" {
		t.Errorf("what was typed is gone: %v, %q", s.view.Values()["rating"], tb.filled())
	}
}

func TestScreen_anActTakenBackElsewhereKeepsWhatWasTyped(t *testing.T) {
	for _, reopened := range []bool{false, true} {
		tb := newTablet(t)
		tb.half()
		s := tb.show(tb.card)
		tb.complete(s)
		tb.tap("填写完成")
		tb.must(s.Leave(ctx))
		var again *Screen
		if reopened {
			again = tb.show(tb.card)
		}

		tb.nav.undo()

		if reopened {
			again.Refresh() // the store told the shell
			tb.must(again.Keep(ctx))
		}
		s = tb.show(tb.card)
		if s.view.Values()["rating"] != int64(4) || tb.filled() != "填写完成" {
			t.Errorf("reopened %v: what was typed is gone: %v, %q", reopened, s.view.Values()["rating"], tb.filled())
		}
	}
}

func TestScreen_aRefusalIsASentenceAndLosesNothing(t *testing.T) {
	tb := newTablet(t)
	order := tb.order
	order.State = "accepted"
	order.Rev, order.Seq = 2, tb.seq+1
	tb.seq++
	tb.pull(order)
	tb.half()
	s := tb.show(tb.card)
	tb.complete(s)

	s.act(s.session.form.Action("fill"))

	if tb.stored(tb.card).State != "blank" || !tb.sees("请先在服务单上开始") {
		t.Errorf("it is not said why: %v", s.notices)
	}
	if s.view.Values()["rating"] != int64(4) || len(tb.journal()) != 0 {
		t.Error("what was typed is gone")
	}
}

func TestScreen_asksWhatTheActionAsks(t *testing.T) {
	tb := newTablet(t)
	tb.show(tb.order)
	tb.tap("完工")
	if len(tb.nav.dialogs) != 1 {
		t.Fatalf("%d dialogs", len(tb.nav.dialogs))
	}
	d := tb.nav.dialogs[0]
	window := test.NewTempWindow(t, d.Content)
	window.Resize(fyne.NewSize(480, 400))

	if d.OnYes() || tb.stored(tb.order).State != "in_progress" {
		t.Fatal("it is done although what is asked is not answered")
	}
	solved, ok := find(d.Content, func(seg *widgets.Segments) bool { return true })
	if !ok {
		t.Fatal("it is not asked whether it is solved")
	}
	solved.Choose(1)
	d.OnYes()
	if tb.stored(tb.order).State != "in_progress" {
		t.Fatal("unsolved without a reason it is finished")
	}
	reason, ok := find(d.Content, func(in *widgets.Input) bool { return in.Label() == "未解决原因" })
	if !ok {
		t.Fatal("the reason is not asked for")
	}
	test.Type(reason.Focusable(), "缺备件")
	d.OnYes()

	rec := tb.stored(tb.order)
	if rec.State != "finished" || rec.Values["fail_reason"] != "缺备件" || len(tb.nav.dialogs) != 0 {
		t.Errorf("the order is %s, %v; %d dialogs", rec.State, rec.Values["fail_reason"], len(tb.nav.dialogs))
	}
	if card := tb.stored(tb.card); card.Values["finished_at"] == nil {
		t.Error("the card does not say when it was finished")
	}
}

func TestAct_aWarningIsGoneOnWithForAReason(t *testing.T) {
	tb := newTablet(t)
	order := tb.order
	order.State, order.Values = "accepted", form.Clone(order.Values)
	delete(order.Values, "departed_at")
	delete(order.Values, "arrived_at")
	tb.seq++
	order.Rev, order.Seq = 2, tb.seq
	appointment := tb.record("appointment", "to_book", "", form.Values{"order": tb.ref(tb.order), "customer": tb.ref(tb.customer), "engineer": tb.engineer})
	tb.pull(order, appointment)

	Act(tb.deps(), "service_order", order.ID, "depart")
	if len(tb.nav.dialogs) != 1 {
		t.Fatalf("%d dialogs; failed %v, problems %v", len(tb.nav.dialogs), tb.nav.failed, tb.nav.problems)
	}
	d := tb.nav.dialogs[0]
	if d.OnYes() || tb.stored(order).Values["departed_at"] != nil {
		t.Fatal("it is done without a reason")
	}
	in, ok := find(d.Content, func(in *widgets.Input) bool { return true })
	if !ok {
		t.Fatal("no reason is asked for")
	}
	in.SetText("客户已电话同意")
	d.OnYes()

	if tb.stored(order).Values["departed_at"] == nil || len(tb.nav.toasts) != 1 {
		t.Fatalf("not departed; problems %v", tb.nav.problems)
	}
	tb.wait(9 * time.Second)
	ops := tb.journal()
	if len(ops) != 1 || len(ops[0].Overrode) == 0 || ops[0].Overrode[0].Reason != "客户已电话同意" {
		t.Errorf("the operation says %+v", ops)
	}
}

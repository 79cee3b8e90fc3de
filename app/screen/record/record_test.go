package record

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
	acts "fieldline/sync/record"
)

// find walks what is drawn until want says yes.
func find[T any](o fyne.CanvasObject, want func(T) bool) (T, bool) {
	if t, ok := o.(T); ok && o.Visible() && want(t) {
		return t, true
	}
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case *container.Scroll:
		children = []fyne.CanvasObject{o.Content}
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range children {
		if child != nil && child.Visible() {
			if t, ok := find(child, want); ok {
				return t, true
			}
		}
	}
	var none T
	return none, false
}

func (tb *tablet) input(label string) *widgets.Input {
	tb.t.Helper()
	in, ok := find(tb.window.Content(), func(in *widgets.Input) bool { return in.Label() == label })
	if !ok {
		tb.t.Fatalf("there is no input for %q", label)
	}
	return in
}

// typeIn types into a field and stays in it.
func (tb *tablet) typeIn(label, text string) {
	tb.t.Helper()
	in := tb.input(label)
	tb.window.Canvas().Focus(in.Focusable())
	in.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	test.Type(in.Focusable(), text)
}

// write types into a field in place of what is there and leaves it.
func (tb *tablet) write(label, text string) {
	tb.t.Helper()
	in := tb.input(label)
	tb.window.Canvas().Focus(in.Focusable())
	in.SetText("")
	in.OnChanged("")
	test.Type(in.Focusable(), text)
	tb.window.Canvas().Unfocus()
}

func (tb *tablet) sees(text string) bool {
	_, ok := find(tb.window.Content(), func(t *canvas.Text) bool { return strings.Contains(t.Text, text) })
	return ok
}

// filled is what stands on the one filled button.
func (tb *tablet) filled() string {
	b, ok := find(tb.window.Content(), func(b *widgets.Button) bool { return b.Kind() == widgets.Filled })
	if !ok {
		return ""
	}
	return b.Label()
}

func (tb *tablet) tap(label string) {
	tb.t.Helper()
	b, ok := find(tb.window.Content(), func(b *widgets.Button) bool { return b.Label() == label })
	if !ok {
		tb.t.Fatalf("there is no button %q", label)
	}
	test.Tap(b)
}

func (tb *tablet) stored(rec acts.Record) acts.Record {
	tb.t.Helper()
	got, err := tb.Record(ctx, rec.Form, rec.ID)
	tb.must(err)
	return got
}

func (tb *tablet) journal() []record {
	tb.t.Helper()
	batch, err := tb.Pending(ctx, 100, 1<<20)
	tb.must(err)
	var all []record
	for _, op := range batch.Ops {
		o, err := acts.Decode(tb.Library(), op.Body)
		tb.must(err)
		all = append(all, record(o))
	}
	return all
}

type record acts.Operation

func TestScreen_keepsADraftWhileTypingAndComesBackToTheSameField(t *testing.T) {
	tb := newTablet(t)
	tb.show(tb.card)
	tb.typeIn("接入方式", "，一路备用")
	if _, err := tb.Draft(ctx, tb.card.Form, tb.card.ID); err == nil {
		t.Error("a draft is written at every key")
	}
	tb.wait(2 * time.Second)

	d, err := tb.Draft(ctx, tb.card.Form, tb.card.ID)
	if err != nil || d.Values["access_method"] != "模拟中继 4 路，一路备用" || d.Focus != "access_method" || d.Base != 1 {
		t.Fatalf("the draft is %+v, %v", d, err)
	}
	tb.write("完成时间", "11-23 25")
	tb.reopen()
	s := tb.show(tb.card)

	if got := tb.input("接入方式").Text(); got != "模拟中继 4 路，一路备用" {
		t.Errorf("after a kill the field holds %q", got)
	}
	if got := tb.input("完成时间").Text(); got != "11-23 25" || !tb.sees("看不懂") {
		t.Errorf("half a time has become %q", got)
	}
	if s.view.Where().Field != "finished_at" || s.Place().Field != "finished_at" {
		t.Errorf("the cursor is in %q", s.view.Where())
	}
	if rec := tb.stored(tb.card); rec.Rev != 1 {
		t.Errorf("a draft has become revision %d", rec.Rev)
	}
}

func TestScreen_leavingMakesOneOperationOfWhatIsValid(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	tb.write("接入方式", "数字中继")
	tb.write("设备型号", "D8")
	tb.write("完成时间", "昨天")

	tb.must(s.Leave(ctx))

	ops := tb.journal()
	if len(ops) != 1 || len(ops[0].Parts) != 1 {
		t.Fatalf("the journal has %d operations", len(ops))
	}
	part := ops[0].Parts[0]
	if part.Kind != acts.Set || part.Values["access_method"] != "数字中继" || part.Values["device_model"] != "D8" || len(part.Values) != 2 {
		t.Errorf("it writes %v", part.Values)
	}
	if part.Was["access_method"] != "模拟中继 4 路" || part.Was["device_model"] != "D4" || part.Base != 1 {
		t.Errorf("it says it replaces %v of revision %d", part.Was, part.Base)
	}
	d, err := tb.Draft(ctx, tb.card.Form, tb.card.ID)
	if err != nil || d.Raw["finished_at"] != "昨天" || len(d.Values) != 0 {
		t.Errorf("what is no value yet is kept as %+v, %v", d, err)
	}
}

func TestScreen_leavingWithoutTypingWritesNothing(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	tb.must(s.Leave(ctx))
	if ops := tb.journal(); len(ops) != 0 {
		t.Errorf("the journal has %d operations", len(ops))
	}
}

func TestScreen_whatTheFormsRefuseStaysTyped(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	tb.write("接入方式", "数字中继")
	tb.write("完成时间", "09:00") // before the arrival: only a hint while filling

	s.Save()

	if rec := tb.stored(tb.card); rec.Values["access_method"] != "数字中继" {
		t.Errorf("what is valid was not saved: %v", rec.Values)
	}
	if !tb.sees("完成早于到达") || tb.input("完成时间").Text() != "2026-11-23 09:00" {
		t.Error("what is wrong is not said at its field, or is gone")
	}
}

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
	s := tb.show(tb.order)
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
	reason.OnChanged("缺备件")
	d.OnYes()

	rec := tb.stored(tb.order)
	if rec.State != "finished" || rec.Values["fail_reason"] != "缺备件" || len(tb.nav.dialogs) != 0 {
		t.Errorf("the order is %s, %v; %d dialogs", rec.State, rec.Values["fail_reason"], len(tb.nav.dialogs))
	}
	if card := tb.stored(tb.card); card.Values["finished_at"] == nil {
		t.Error("the card does not say when it was finished")
	}
	_ = s
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

func TestScreen_othersChangesComeInAndTypingStays(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	tb.typeIn("接入方式", "！")
	card := tb.card
	card.Values = form.Clone(card.Values)
	card.Values["device_model"] = "D8"
	tb.seq++
	card.Rev, card.Seq = 2, tb.seq
	tb.pull(card)

	s.Refresh()

	if got := tb.input("接入方式"); got.Text() != "模拟中继 4 路！" || !got.Focused() {
		t.Errorf("what is typed became %q, focused %v", got.Text(), got.Focused())
	}
	if got := tb.input("设备型号").Text(); got != "D8" {
		t.Errorf("what came in is %q", got)
	}
	tb.must(s.Leave(ctx))
	part := tb.journal()[0].Parts[0]
	if len(part.Values) != 1 || part.Base != 1 || part.Was["access_method"] != "模拟中继 4 路" {
		t.Errorf("the operation is %+v", part)
	}
}

func TestScreen_fiveMinutesRestMakesAnOperation(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	tb.write("接入方式", "数字中继")
	tb.wait(4 * time.Minute)
	if len(tb.journal()) != 0 {
		t.Fatal("an operation was made too soon")
	}
	tb.wait(2 * time.Minute)
	if len(tb.journal()) != 1 || s.session.dirty(s.view) {
		t.Errorf("the journal has %d operations", len(tb.journal()))
	}
}

func TestScreen_aNewRecordIsMadeWhenAllIsThere(t *testing.T) {
	tb := newTablet(t).as2()
	id := tb.newID()
	s := tb.showAt(screen.Place{Route: screen.RouteRecord, Form: "dialer_unit", ID: id}, form.Values{})
	if title := s.Header().Title; title != "新建拨号器" {
		t.Errorf("it is called %q", title)
	}
	if got := tb.filled(); got != "补下一项：序列号" {
		t.Errorf("the button says %q", got)
	}
	tb.write("序列号", "D4-26110001")
	tb.must(s.Keep(ctx))
	tb.reopen()
	s = tb.showAt(screen.Place{Route: screen.RouteRecord, Form: "dialer_unit", ID: id}, nil)
	if got := tb.input("序列号").Text(); got != "D4-26110001" {
		t.Fatalf("after a kill the serial is %q", got)
	}
	tb.write("型号", "D4")
	if got := tb.filled(); got != "建立" {
		t.Fatalf("the button says %q; missing %v", got, s.next().lacks)
	}

	tb.tap("建立")

	rec, err := tb.Record(ctx, "dialer_unit", id)
	if err != nil || rec.Values["serial"] != "D4-26110001" || rec.State != "awaiting_inspection" {
		t.Fatalf("the unit is %+v, %v; problems %v %v", rec.Values, err, s.view.Problems(), s.notices)
	}
	if s.session.fresh {
		t.Error("the screen still takes it for new")
	}
}

func TestScreen_aNewRecordNobodyFilledIsForgotten(t *testing.T) {
	tb := newTablet(t).as2()
	id := tb.newID()
	s := tb.showAt(screen.Place{Route: screen.RouteRecord, Form: "dialer_unit", ID: id}, form.Values{})
	tb.must(s.Leave(ctx))
	if _, err := tb.Draft(ctx, "dialer_unit", id); err == nil || len(tb.journal()) != 0 {
		t.Error("an empty record has left something behind")
	}
}

// as2 hands the tablet to the stock keeper.
func (tb *tablet) as2() *tablet { return tb.as(tb.keeper) }

func TestScreen_papersThatBelongTogetherAreTabs(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	var labels []string
	for _, tab := range s.tabs {
		labels = append(labels, tab.label)
	}
	if !slices.Equal(labels, []string{"服务单", "反馈卡", "维修登记卡"}) || s.tab != 1 {
		t.Fatalf("the tabs are %v, at %d", labels, s.tab)
	}
	if h := s.Header(); h.Title != "南山海纳物流有限公司" || h.Context != "SO261123-0004  维修" || !h.Back {
		t.Errorf("the head says %q, %q", h.Title, h.Context)
	}
	tb.write("接入方式", "数字中继")

	s.choose(2)

	if s.place.Form != "repair_card" || s.session.form.Name != "repair_card" || !tb.sees("用户维修问题登记卡") {
		t.Errorf("shown: %s", s.place.Form)
	}
	if rec := tb.stored(tb.card); rec.Values["access_method"] != "数字中继" {
		t.Error("what was typed on the other paper was not saved")
	}
	s.choose(0)
	if !tb.sees("D4-25110386") {
		t.Error("the order does not show its dialers")
	}
}

func TestScreen_historyTellsWhoDidWhatAndWhetherItWasSent(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.order)
	tb.must(tb.SaveDraft(ctx, tb.order.Form, tb.order.ID, device.Draft{Values: form.Values{"solved": true}, Base: 1}))
	s = tb.show(tb.order)
	s.Save()

	s.choose(len(s.tabs))

	for _, text := range []string{"已派工", "陈静", "处理中", "周建明", "填写", "待发送", "今天 08:12"} {
		if !tb.sees(text) {
			t.Errorf("the history does not say %q", text)
		}
	}
}

func TestScreen_aFrozenFieldIsAmended(t *testing.T) {
	tb := newTablet(t)
	card := tb.card
	card.State, card.Values = "received", tb.filling()
	for name, v := range tb.card.Values {
		card.Values[name] = v
	}
	tb.seq++
	card.Rev, card.Seq = 2, tb.seq
	tb.pull(card)
	s := tb.show(card)
	if !tb.sees("更正一项") {
		t.Fatal("nothing can be amended")
	}

	problems := s.addAmendment("device_model", "D8，换过机", "当时看错标牌")

	if len(problems) != 0 || !tb.sees("D8，换过机") || tb.stored(card).Values["device_model"] != "D4" {
		t.Errorf("problems %v", problems)
	}
}

func TestScreen_aRecordThatIsNotHereSaysSo(t *testing.T) {
	tb := newTablet(t)
	s := New(tb.deps(), screen.Place{Route: screen.RouteRecord, Form: "feedback_card", ID: tb.newID()}, nil)
	tb.draw(s)
	if !tb.sees("不在本机") {
		t.Error("it is not said that the record is not here")
	}
	tb.must(s.Leave(ctx))
}

package record

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	acts "fieldline/sync/record"
)

// back is the card as the assistant sent it back.
func (tb *tablet) back() {
	rec := tb.stored(tb.card)
	rec.State = library.FeedbackCardReturned
	for name, v := range tb.filling() {
		rec.Values[name] = v
	}
	rec.Values["missing"] = "请补写客户意见，签字看不清，请重签"
	rec.Values["returned_at"], rec.Values["returned_by"] = tb.at(12, 40), tb.assistant
	rec.Rev, rec.Seq = rec.Rev+1, 900
	tb.pull(rec)
}

func TestScreen_aReturnedCardSaysWhyFirst(t *testing.T) {
	tb := newTablet(t)
	tb.back()
	for name, size := range map[string]fyne.Size{"phone": {Width: 360, Height: 800}, "portrait": {Width: 800, Height: 1280}, "tablet": {Width: 1280, Height: 800}} {
		tb.size = size
		s := tb.show(tb.card)
		tb.picture("returned-" + name)

		why, found := tb.place("退回补填，陈静，今天 12:40")
		says, told := tb.place("请补写客户意见，签字看不清，请重签")
		if !found || !told || why.Y > 300 || says.Y > 360 {
			t.Fatalf("%s: it says why at %v and what at %v", name, why, says)
		}
		tb.tapLink("客户意见")
		if got := s.view.Where().Field; got != "remark" {
			t.Errorf("%s: the remark that is named leads to %q", name, got)
		}
		s.gone = true
	}
}

func TestScreen_aRecordThatIsNoLongerYoursIsReadOnly(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	tb.write("设备型号", "D8")
	s.Save()
	tb.typeIn("接入方式", "，一路备用")
	tb.seq++
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Leaves: []form.Ref{tb.ref(tb.card)}, Cursor: "d", Through: tb.seq}))

	s.Refresh()
	tb.draw(s)
	tb.picture("gone")

	if !tb.sees("不再归你") || tb.filled() != "" {
		t.Errorf("the button says %q", tb.filled())
	}
	if in, ok := find(tb.window.Content(), func(*widgets.Input) bool { return true }); ok {
		t.Errorf("%s can still be filled in", in.Label())
	}
	if n := s.next(); n.do != nil || len(n.others) > 0 {
		t.Errorf("it offers %q and %d more", n.label, len(n.others))
	}
	if !tb.sees("模拟中继 4 路，一路备用") {
		t.Error("what was typed is not to be seen any more")
	}
	Act(tb.deps(), tb.card.Form, tb.card.ID, "fill")
	if len(tb.nav.problems) != 1 || tb.nav.problems[0].Key != "record.gone_why" {
		t.Errorf("an act from a list: %v", tb.nav.problems)
	}
	tb.must(s.Leave(ctx))
	if ops := tb.journal(); len(ops) != 2 || ops[1].Parts[0].Values["access_method"] != "模拟中继 4 路，一路备用" {
		t.Errorf("what was typed before is not sent: %v", ops)
	}
}

// contested is the card after somebody else had written its remark meanwhile.
func (tb *tablet) contested(mine, theirs string) {
	tb.t.Helper()
	done, err := tb.Perform(ctx, device.Work{Parts: []acts.Part{{Kind: acts.Set, Form: tb.card.Form, ID: tb.card.ID, Values: form.Values{"remark": mine}}}})
	tb.must(err)
	tb.wait(time.Minute)
	batch, err := tb.Pending(ctx, 10, 1<<20)
	tb.must(err)
	rec := tb.stored(tb.card)
	rec.Values["remark"], rec.Rev, rec.Seq = theirs, rec.Rev+1, 900
	quoted := func(text string) json.RawMessage {
		b, err := json.Marshal(text)
		tb.must(err)
		return b
	}
	last := batch.Ops[len(batch.Ops)-1]
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: last.Dseq, Records: []acts.Record{rec}, Cursor: "d", Results: []device.Result{{
		Op: done.Op, Dseq: last.Dseq, Fate: acts.Merged, Conflicts: []device.Conflict{{Op: done.Op, Form: tb.card.Form, Record: tb.card.ID, Column: "remark",
			Mine: quoted(mine), Theirs: quoted(theirs), By: tb.assistant}}}}}))
}

func TestScreen_aConflictIsSettledOnTheRecord(t *testing.T) {
	tb := newTablet(t)
	tb.contested("声音小。下次来换线。", "声音小。话机也旧了。")
	for _, at := range []struct {
		name string
		size fyne.Size
	}{{"phone", fyne.Size{Width: 360, Height: 800}}, {"tablet", fyne.Size{Width: 1280, Height: 800}}} {
		tb.size = at.size
		s := tb.show(tb.card)
		tb.picture("conflict-" + at.name)
		s.gone = true
	}
	s := tb.show(tb.card)
	for _, text := range []string{"客户意见，两边都改了", "陈静的", "声音小。话机也旧了。", "声音小。下次来换线。", "请在上面选一个"} {
		if !tb.sees(text) {
			t.Errorf("%q is not to be seen", text)
		}
	}

	tb.typeIn("合在一起，可以改", "已告知。")
	s.Refresh() // something else was synced meanwhile
	tb.draw(s)
	if got := tb.input("合在一起，可以改").Text(); got != "声音小。话机也旧了。下次来换线。已告知。" {
		t.Fatalf("the joined text is %q", got)
	}
	tb.tap("用合在一起的")

	if got := tb.stored(tb.card).Values["remark"]; got != "声音小。话机也旧了。下次来换线。已告知。" {
		t.Errorf("the remark is %v", got)
	}
	if left, err := tb.Conflicts(ctx, tb.card.Form, tb.card.ID); err != nil || len(left) != 0 || tb.sees("请在上面选一个") {
		t.Errorf("the conflict is still open: %v, %v", left, err)
	}
}

func TestScreen_anEmptiedDefaultStaysEmptied(t *testing.T) {
	tb := newTablet(t)
	tb.as(tb.assistant)
	at := screen.Place{Route: screen.RouteRecord, Form: library.ServiceOrder, ID: tb.newID()}
	s := tb.showAt(at, form.Values{"customer": tb.ref(tb.customer), "kind": "repair"})
	s.changed(s.last) // as if something were typed: defaults follow
	if got := tb.input("联系人").Text(); got != "黄志强" {
		t.Fatalf("the contact is %q", got)
	}

	tb.write("联系人", "")
	tb.write("问题描述", "没有声音")
	if got := tb.input("联系人").Text(); got != "" {
		t.Errorf("it has come back as %q", got)
	}
	tb.must(s.Keep(ctx))
	s = tb.showAt(at, nil)
	if got := tb.input("联系人").Text(); got != "" {
		t.Errorf("after coming back it is %q", got)
	}
	s.Save()
	rec, err := tb.Record(ctx, at.Form, at.ID)
	tb.must(err)
	if v, there := rec.Values["contact"]; there {
		t.Errorf("it was created with the contact %v", v)
	}
}

func TestScreen_aCustomerChosenLaterBringsItsContact(t *testing.T) {
	tb := newTablet(t)
	tb.as(tb.assistant)
	at := screen.Place{Route: screen.RouteRecord, Form: library.ServiceOrder, ID: tb.newID()}
	s := tb.showAt(at, form.Values{})
	tb.write("问题描述", "没有声音")
	s.Save() // made before anybody knew for whom
	tb.write("地址", "工厂后门")

	s.view.Set("customer", tb.ref(tb.customer))

	if got := tb.input("联系人").Text(); got != "黄志强" {
		t.Errorf("the contact is %q", got)
	}
	if got := tb.input("地址").Text(); got != "工厂后门" {
		t.Errorf("what was typed became %q", got)
	}
	s.Save()
	rec, err := tb.Record(ctx, at.Form, at.ID)
	tb.must(err)
	if rec.Values["contact"] != "黄志强" {
		t.Errorf("it is saved with %v", rec.Values)
	}
}

func TestScreen_aDraftIsMadeWithWhatThereIs(t *testing.T) {
	tb := newTablet(t).asKeeper()
	s := tb.showAt(screen.Place{Route: screen.RouteRecord, Form: library.StockMovement, ID: tb.newID()}, form.Values{})
	if first := tb.filled(); !strings.HasPrefix(first, "补下一项：") {
		t.Errorf("nothing is filled in and the button says %q", first)
	}
	s.Save()
	if len(tb.journal()) != 0 {
		t.Error("a record was made of nothing")
	}
	tb.write("备注", "春节前盘点")
	if tb.sees("\u00a0*") || len(s.next().lacks) != 0 || tb.filled() != "建立" {
		t.Errorf("a draft demands %v; the button says %q", s.next().lacks, tb.filled())
	}
	for _, st := range s.view.Standings() {
		if st.Mark == widgets.Done {
			t.Errorf("%s is called complete while nothing is demanded", st.Name)
		}
	}

	s.Save()

	if n := s.next(); len(n.lacks) == 0 || !tb.sees("\u00a0*") {
		t.Error("handing it on demands nothing")
	}
}

func TestScreen_whatMustBeThereBlocksTheCreation(t *testing.T) {
	tb := newTablet(t).asKeeper()
	s := tb.showAt(screen.Place{Route: screen.RouteRecord, Form: library.DialerUnit, ID: tb.newID()}, form.Values{})
	tb.write("到货日", "")
	var lacks []string
	for _, l := range s.next().lacks {
		lacks = append(lacks, l.spot.Field)
	}
	if !slices.Contains(lacks, "received_on") || !slices.Contains(lacks, "serial") {
		t.Errorf("missing are %v", lacks)
	}
	if tb.filled() == "建立" {
		t.Error("it can be made nevertheless")
	}
}

// place is where a text stands in the window.
func (tb *tablet) place(text string) (fyne.Position, bool) {
	p, ok := find(tb.window.Content(), func(p *widgets.Paragraph) bool { return p.Text() == text })
	if !ok {
		return fyne.Position{}, false
	}
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(p), true
}

func (tb *tablet) tapLink(label string) {
	tb.t.Helper()
	l, ok := find(tb.window.Content(), func(l *widgets.Link) bool { return l.Label() == label })
	if !ok {
		tb.t.Fatalf("there is no link %q", label)
	}
	test.Tap(l)
}

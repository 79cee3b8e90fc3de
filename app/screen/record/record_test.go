package record

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

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
	tb.must(tb.SaveDraft(ctx, tb.order.Form, tb.order.ID, device.Draft{Values: form.Values{"solved": true}, Base: 1}))
	s := tb.show(tb.order)
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

	problems, err := s.addAmendment("device_model", "D8，换过机", "当时看错标牌")
	tb.must(err)

	if len(problems) != 0 || !tb.sees("D8，换过机") || tb.stored(card).Values["device_model"] != "D4" {
		t.Errorf("problems %v", problems)
	}
}

func TestScreen_aRecordThatIsNotHereSaysSo(t *testing.T) {
	tb := newTablet(t)
	tb.now = tb.now.Add(time.Hour)
	s := New(tb.deps(), screen.Place{Route: screen.RouteRecord, Form: "feedback_card", ID: tb.newID()}, nil)
	tb.draw(s)
	if !tb.sees("不在本机") {
		t.Error("it is not said that the record is not here")
	}

	tb.must(s.Leave(ctx))

	tb.wait(time.Minute)
	for _, timer := range tb.timers {
		if !timer.stopped {
			t.Error("it lives on after it was left")
		}
	}
}

func TestScreen_anotherPaperKnowsNothingOfTheFirst(t *testing.T) {
	tb := newTablet(t)
	s := tb.show(tb.card)
	tb.write("设备型号", "D8")
	s.refused([]form.Problem{{Key: "of the card"}})

	s.choose(s.mine() - 1)

	if s.place.Form != library.ServiceOrder || len(s.notices) != 0 || s.focus() != "" || !s.drafts.kept.IsZero() {
		t.Errorf("on %s stand %v, the focus %q, a draft kept at %s", s.place.Form, s.notices, s.focus(), s.drafts.kept)
	}
	tb.must(s.Leave(ctx))
}

func TestScreen_aRecordWithoutStatesSaysWhoKeepsIt(t *testing.T) {
	tb := newTablet(t)
	site, err := tb.Record(ctx, library.Site, tb.site)
	tb.must(err)
	for size, want := range map[fyne.Size][]string{{Width: 1440, Height: 900}: {"由管理员维护", "陈静建立，今天 07:12", "陈静最后修改，今天 12:12"}, {Width: 800, Height: 1280}: {"由管理员维护"}} {
		tb.size = size
		tb.show(site)
		for _, text := range want {
			if !tb.sees(text) {
				t.Errorf("at %v it does not say %q", size, text)
			}
		}
	}
}

// Each paper of a record keeps the place it was scrolled to while another is looked at.
func TestScreen_papersKeepTheirPlace(t *testing.T) {
	tb := newTablet(t)
	tb.size = fyne.NewSize(1280, 800)
	s := tb.show(tb.card)
	mine := s.mine()
	s.frame.scroll.ScrollToOffset(fyne.NewPos(0, 420))

	s.choose(mine - 1)
	tb.draw(s)
	if at := s.frame.scroll.Offset.Y; at != 0 {
		t.Errorf("the other paper begins at %v", at)
	}
	s.choose(len(s.tabs))
	tb.draw(s)
	s.choose(s.mine() + 1)
	tb.draw(s)
	if at := s.frame.scroll.Offset.Y; at != 420 {
		t.Errorf("the card is shown from %v on", at)
	}
}

package record

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/widgets"
	"fieldline/sync/device"
)

func TestHistory_saysFromWhatToWhatAndOnce(t *testing.T) {
	tb := newTablet(t)
	tb.half()
	s := tb.show(tb.card)
	tb.write("设备型号", "D8")
	tb.complete(s)
	s.act(s.session.form.Action("fill"))
	tb.size = fyne.NewSize(1280, 800)
	s = tb.show(tb.card)
	s.choose(len(s.tabs))
	tb.draw(s)
	tb.picture("history-own")

	for _, text := range []string{"填写完成", "设备型号：", "D4 → D8", "培训过使用人吗：", "空 → 否", "本机", "待发送", "建立"} {
		if !tb.sees(text) {
			t.Errorf("%q is not to be seen", text)
		}
	}
	if _, twice := find(tb.window.Content(), func(r *widgets.ListRow) bool { return r.Label() == "已填写" }); twice {
		t.Error("the same act is told twice: as the journal and as the stamp have it")
	}
	s.choose(s.mine())
	tb.wait(time.Minute)
	batch, err := tb.Pending(ctx, 10, 1<<20)
	tb.must(err)
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: batch.Ops[len(batch.Ops)-1].Dseq, Cursor: "d"}))
	s = tb.show(tb.card)
	s.choose(len(s.tabs))
	tb.draw(s)
	if tb.sees("，待发送") || !tb.sees("，已送达") {
		t.Error("what was sent is still to be sent")
	}
}

func TestHistory_tellsOthersActsByTheirStamps(t *testing.T) {
	tb := newTablet(t)
	tb.back()
	s := tb.show(tb.card)
	s.choose(len(s.tabs))
	tb.draw(s)
	for _, text := range []string{"退回补填", "陈静", "今天 12:40", "建立"} {
		if !tb.sees(text) {
			t.Errorf("%q is not to be seen", text)
		}
	}
}

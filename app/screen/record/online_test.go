package record

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
	acts "fieldline/sync/record"
)

// office is a syncer whose server tells what it is given to tell.
type office struct {
	screen.Syncer
	told []protocol.Past
	away error
}

func (o *office) History(context.Context, string, form.ID) (protocol.HistoryReply, error) {
	return protocol.HistoryReply{Entries: o.told}, o.away
}

func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return b
}

// showHistory opens the history of the card as the server tells it.
func (tb *tablet) showHistory(o *office) {
	tb.syncer = o
	tb.size = fyne.NewSize(1280, 800)
	s := tb.show(tb.card)
	s.choose(len(s.tabs))
	tb.draw(s)
}

// The server tells what others changed, on which device and when it came, together with
// what this device did; the same act is told once.
func TestHistory_joinsTheServersWithThisDevices(t *testing.T) {
	tb := newTablet(t)
	done, err := tb.Do(ctx, acts.Part{Kind: acts.Set, Form: library.FeedbackCard, ID: tb.card.ID, Values: form.Values{library.FeedbackCardDeviceModel: "D4"}})
	tb.must(err)
	if done.Fate != acts.Applied {
		t.Fatalf("%+v", done)
	}
	own, err := tb.History(ctx, library.FeedbackCard, tb.card.ID)
	tb.must(err)
	tb.showHistory(&office{told: []protocol.Past{
		{Seq: 9, Rev: 3, Op: tb.NewID(), By: tb.assistant, Device: 3, At: tb.now.Add(-3 * time.Hour), Received: tb.now.Add(-time.Hour), Offline: true, Kind: "set",
			Changes: []protocol.Change{{Column: library.FeedbackCardDeviceModel, Was: raw("D4"), Is: raw("D8")}}},
		{Seq: 8, Rev: 2, Op: own[0].Op, By: tb.engineer, Device: tb.Identity().DeviceNumber, At: own[0].At, Received: tb.now, Kind: "set",
			Changes: []protocol.Change{{Column: library.FeedbackCardDeviceModel, Is: raw("D4")}}},
		{Seq: 7, Rev: 1, Op: tb.NewID(), At: tb.card.CreatedAt, Received: tb.card.CreatedAt, Kind: "create"},
	}})
	tb.picture("history-online")

	for _, text := range []string{"新的在上", "陈静", "T03", "离线时做的", "收到", "D4 → D8", "空 → D4", "服务器"} {
		if !tb.sees(text) {
			t.Errorf("%q is not to be seen", text)
		}
	}
	if tb.sees("，待发送") {
		t.Error("the same act is told as the journal has it, too")
	}
	made := 0
	find(tb.window.Content(), func(r *widgets.ListRow) bool {
		if r.Label() == "建立" {
			made++
		}
		return false
	})
	if made != 1 {
		t.Errorf("that it was made is told %d times", made)
	}
}

func TestHistory_saysThatItIsOffline(t *testing.T) {
	tb := newTablet(t)
	tb.showHistory(&office{away: client.ErrOffline})

	for _, text := range []string{"离线：只有这台设备知道的", "建立"} {
		if !tb.sees(text) {
			t.Errorf("%q is not to be seen", text)
		}
	}
}

package server_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// quietly asks what is new until the answer is marked.
func (tb *tablet) quietly() (mark string) {
	tb.o.t.Helper()
	tb.sync()
	body, err := tb.request().Encode()
	if err != nil {
		tb.o.t.Fatal(err)
	}
	_, head, p := tb.send(http.MethodPost, protocol.PathSync, tb.tokens.Access, nil, body)
	if p != nil || head.Get(protocol.HeaderSame) == "" {
		tb.o.t.Fatalf("nothing new is not marked: %v, %v", head, p)
	}
	return head.Get(protocol.HeaderSame)
}

// again asks by a mark alone, or with a body beside it. It tells whether the answer was
// that nothing has changed.
func (tb *tablet) again(mark string, body []byte) (same bool, reply *protocol.SyncReply, _ *protocol.Problem) {
	tb.o.t.Helper()
	raw, head, p := tb.send(http.MethodPost, protocol.PathSync, tb.tokens.Access, map[string]string{protocol.HeaderSame: protocol.AppendClock(mark, tb.clock())}, body)
	if p != nil {
		return false, nil, p
	}
	if len(raw) == 0 {
		if now := strconv.FormatInt(tb.o.now.UnixMilli(), 10); head.Get(protocol.HeaderNow) != now {
			tb.o.t.Errorf("the server's clock is %q, not %s", head.Get(protocol.HeaderNow), now)
		}
		return true, nil, nil
	}
	if err := json.Unmarshal(raw, &reply); err != nil {
		tb.o.t.Fatal(err)
	}
	return false, reply, nil
}

// A mark stands for the request of that device alone, and the server judges it as any other.
func TestSame_isJudgedAsAnyOtherRequest(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	desk, other := o.tablet(web, o.assistant), o.tablet(web, o.assistant)
	mark := desk.quietly()

	if same, reply, p := desk.again(mark, nil); !same {
		t.Fatalf("nothing new was not said shortly: %+v, %v", reply, p)
	}
	_, _, p := other.again(mark, nil)
	wantSlug(t, p, protocol.Malformed) // another device's
	other.quietly()
	_, _, p = other.again(mark, nil)
	wantSlug(t, p, protocol.Malformed)
	_, _, p = desk.again(strings.Repeat("A", len(mark)), nil)
	wantSlug(t, p, protocol.Malformed)

	// What stands in a body counts, whatever mark is beside it, and is answered whole.
	body, err := desk.request().Encode()
	if err != nil {
		t.Fatal(err)
	}
	if same, reply, p := desk.again(mark, body); same || p != nil {
		t.Errorf("a whole request beside a mark: %v, %+v, %v", same, reply, p)
	}
	ask := desk.request(desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "罗湖鸿翔宾馆"}}))
	if body, err = ask.Encode(); err != nil {
		t.Fatal(err)
	}
	if same, reply, p := desk.again(mark, body); same || p != nil || reply.Upto != 1 {
		t.Errorf("an operation beside a mark: %v, %+v, %v", same, reply, p)
	}
	_, _, p = desk.again(mark, nil)
	wantSlug(t, p, protocol.Malformed) // that exchange is over

	// News comes whole, and the clock that stands beside the mark is looked at.
	mark = desk.quietly()
	customer := o.customer("东方印染厂")
	if same, reply, p := desk.again(mark, nil); same || p != nil || len(reply.Changes) == 0 {
		t.Errorf("a new customer: %v, %+v, %v", same, reply, p)
	}
	if desk.quietly(); !desk.holds("customer", customer) {
		t.Error("the new customer did not come")
	}

	// So does how far one has read, where there is nothing for the reader.
	van := o.tablet(web, o.zhou)
	mark, at := van.quietly(), van.cursor
	o.customer("蛇口船舶公司")
	if same, reply, p := van.again(mark, nil); same || p != nil || len(reply.Changes) > 0 || reply.Cursor == at {
		t.Errorf("something new that is not for him: %v, %+v, %v", same, reply, p)
	}

	mark = desk.quietly()
	desk.clock = func() time.Time { return o.now.Add(-3 * time.Hour) }
	if same, _, p := desk.again(mark, nil); !same || p != nil {
		t.Errorf("a wrong clock has its answer: %v, %v", same, p)
	}
	all, err := o.Devices(ctx, o.assistant)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.ID == desk.reply.Device && d.Skew != 3*time.Hour {
			t.Errorf("the clock is off by %v", d.Skew)
		}
	}

	// What a device may no longer do it may not do by a mark either.
	mark = desk.quietly()
	if err := o.SetDeviceState(ctx, desk.reply.Device, server.DeviceDrained); err != nil {
		t.Fatal(err)
	}
	_, _, p = desk.again(mark, nil)
	wantSlug(t, p, protocol.DeviceDrained)
	if err := o.SetDeviceState(ctx, desk.reply.Device, server.DeviceLost); err != nil {
		t.Fatal(err)
	}
	_, _, p = desk.again(mark, nil)
	wantSlug(t, p, protocol.DeviceLost)
}

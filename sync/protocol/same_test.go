package protocol_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
)

// Only where nothing is new is an exchange marked, and the mark covers all but the clocks.
func TestMark_onlyWhereNothingIsNew(t *testing.T) {
	quiet := func() (*protocol.SyncRequest, *protocol.SyncReply) {
		return &protocol.SyncRequest{Epoch: "e", Incarnation: "i", Library: "l", Acked: 3, Cursor: "c", Clock: time.UnixMilli(1)},
			&protocol.SyncReply{Epoch: "e", Library: "l", Upto: 3, Cursor: "c", Through: 9, SafeSeq: 4, Now: time.UnixMilli(2)}
	}
	mark := func(ask *protocol.SyncRequest, reply *protocol.SyncReply) string {
		t.Helper()
		m, err := protocol.Mark(ask, reply)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	plain := mark(quiet())
	if plain == "" {
		t.Fatal("nothing new has no mark")
	}
	ask, reply := quiet()
	ask.Clock, reply.Now = time.UnixMilli(100), time.UnixMilli(200)
	if got := mark(ask, reply); got != plain {
		t.Errorf("%q at another time, not %q", got, plain)
	}

	for name, more := range map[string]func(*protocol.SyncRequest, *protocol.SyncReply){
		"an operation":            func(a *protocol.SyncRequest, _ *protocol.SyncReply) { a.Ops = []json.RawMessage{[]byte("{}")} },
		"an earlier answer":       func(a *protocol.SyncRequest, _ *protocol.SyncReply) { a.Told = make([]protocol.Told, 1) },
		"a question":              func(a *protocol.SyncRequest, _ *protocol.SyncReply) { a.Waits = make([]form.ID, 1) },
		"an alarm":                func(a *protocol.SyncRequest, _ *protocol.SyncReply) { a.Alarms = make([]protocol.Alarm, 1) },
		"the digest is asked":     func(a *protocol.SyncRequest, _ *protocol.SyncReply) { a.Digest = true },
		"after a lost request":    func(a *protocol.SyncRequest, _ *protocol.SyncReply) { a.Resume = true },
		"it only sends":           func(a *protocol.SyncRequest, _ *protocol.SyncReply) { a.PushOnly = true },
		"it says not who it is":   func(a *protocol.SyncRequest, _ *protocol.SyncReply) { a.Incarnation = "" },
		"operations are asked":    func(_ *protocol.SyncRequest, r *protocol.SyncReply) { r.Resend = 2 },
		"a page follows":          func(_ *protocol.SyncRequest, r *protocol.SyncReply) { r.More = true },
		"the digest":              func(_ *protocol.SyncRequest, r *protocol.SyncReply) { r.Digest = &protocol.Digest{} },
		"an answer":               func(_ *protocol.SyncRequest, r *protocol.SyncReply) { r.Results = make([]protocol.Result, 1) },
		"a record":                func(_ *protocol.SyncRequest, r *protocol.SyncReply) { r.Changes = make([]protocol.Changes, 1) },
		"a sentence for a person": func(_ *protocol.SyncRequest, r *protocol.SyncReply) { r.Tells = make([]protocol.Tell, 1) },
	} {
		ask, reply := quiet()
		more(ask, reply)
		if got := mark(ask, reply); got != "" {
			t.Errorf("%s: marked %q", name, got)
		}
	}
	for name, other := range map[string]func(*protocol.SyncRequest, *protocol.SyncReply){
		"another incarnation": func(a *protocol.SyncRequest, _ *protocol.SyncReply) { a.Incarnation = "j" },
		"another offset":      func(a *protocol.SyncRequest, _ *protocol.SyncReply) { a.Offset = 60_000 },
		"another witness":     func(a *protocol.SyncRequest, _ *protocol.SyncReply) { a.Witness = &protocol.Witness{Seq: 1} },
		"another library":     func(_ *protocol.SyncRequest, r *protocol.SyncReply) { r.Library = "m" },
		"another cursor":      func(_ *protocol.SyncRequest, r *protocol.SyncReply) { r.Cursor = "d" },
		"a newer backup":      func(_ *protocol.SyncRequest, r *protocol.SyncReply) { r.SafeSeq = 5 },
		"another receipt":     func(_ *protocol.SyncRequest, r *protocol.SyncReply) { r.Receipt.Upto = 4 },
	} {
		ask, reply := quiet()
		other(ask, reply)
		if got := mark(ask, reply); got == plain || got == "" {
			t.Errorf("%s: marked %q", name, got)
		}
	}
}

func TestCutClock_readsWhatWasWritten(t *testing.T) {
	mark, at := strings.Repeat("m", 16), time.UnixMilli(1_790_000_000_123).UTC()
	got, clock, ok := protocol.CutClock(protocol.AppendClock(mark, at))
	if got != mark || !clock.Equal(at) || !ok {
		t.Errorf("%q at %v, %v", got, clock, ok)
	}
	for _, text := range []string{"", mark, mark + " ", mark + " soon", mark + "m 1", mark[1:] + " 1", " 1"} {
		if _, _, ok := protocol.CutClock(text); ok {
			t.Errorf("took %q", text)
		}
	}
}

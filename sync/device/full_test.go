package device_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

func TestDo_onAFullDiskLosesNothing(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("安全"))
	tb.must(device.LimitPages(tb.Store, 0))
	long := strings.Repeat("很长的情况说明。", 20000)

	_, err := tb.Do(ctx, record.Part{Kind: record.Set, Form: "card", ID: tb.card.ID, Values: form.Values{"findings": long}})

	if !errors.Is(err, device.ErrFull) {
		t.Fatalf("got %v", err)
	}
	if p, ok := device.ProblemOf(err); !ok || p.Key != device.KeyFull {
		t.Errorf("the problem is %+v", p)
	}
	if err := tb.SaveDraft(ctx, "card", tb.card.ID, device.Draft{Values: form.Values{"findings": long}}); !errors.Is(err, device.ErrFull) {
		t.Errorf("the draft: %v", err)
	}
	if rec := tb.get("card", tb.card.ID); rec.Values["findings"] != "安全" || rec.Rev != 2 {
		t.Errorf("the card is revision %d", rec.Rev)
	}
	tb.must(tb.CheckIntegrity(ctx))
	if ops := tb.sendable(); len(ops) != 1 {
		t.Errorf("%d operations wait", len(ops))
	}

	tb.must(device.LimitPages(tb.Store, 1<<20)) // room was made
	tb.do(tb.findings(long))
}

// Photos are refused while there is still room for all that is typed.
func TestPutAttachment_leavesRoomForWork(t *testing.T) {
	tb := newTablet(t)
	tb.must(device.LimitPages(tb.Store, 4<<10)) // 32 MiB in all
	_, err := tb.PutAttachment(ctx, bytes.NewReader(picture(t, 40, 30, 1)), "机柜.jpg")
	if p, ok := device.ProblemOf(err); !errors.Is(err, device.ErrFull) || !ok || p.Key != device.KeyNoRoom {
		t.Fatalf("a photo: %v", err)
	}

	tb.do(tb.findings("照样能填"))
	tb.must(tb.SaveDraft(ctx, "card", tb.card.ID, device.Draft{Values: form.Values{"findings": "照样能填，也能存草稿"}}))

	tb.must(device.LimitPages(tb.Store, 1<<20))
	if _, err := tb.PutAttachment(ctx, bytes.NewReader(picture(t, 40, 30, 1)), "机柜.jpg"); err != nil {
		t.Errorf("with room: %v", err)
	}
}

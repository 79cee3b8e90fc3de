package device_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// What the office waits for goes first, small before large: of a card that was handed in
// before one that is still being filled. The card says how much of it has arrived.
func TestUploads_whatARecordNeedsGoesFirst(t *testing.T) {
	tb := newTablet(t)
	order := tb.order
	order.ID, order.Number = tb.newID(), "SO261123-0002"
	other := tb.card
	other.ID, other.Number = tb.newID(), "FC261123-0002"
	other.Values = form.Clone(other.Values)
	other.Values["order"] = form.Ref{Form: "service_order", ID: order.ID}
	tb.pull(order, other)
	put := func(bytes int) form.Attachment {
		t.Helper()
		a, err := tb.PutAttachment(ctx, strings.NewReader(strings.Repeat("x", bytes)), "a.txt")
		tb.must(err)
		return a
	}
	photos := func(formName string, id form.ID, all ...form.Attachment) {
		t.Helper()
		var rows []form.Row
		for _, a := range all {
			rows = append(rows, form.Row{ID: uuid.NewString(), Values: form.Values{"photo": a}})
		}
		tb.do(record.Part{Kind: record.Set, Form: formName, ID: id, Values: form.Values{"photos": rows}})
	}
	note := put(10)
	photos("card", other.ID, note) // still being filled
	big, mid, small := put(3000), put(2000), put(1000)
	photos("card", tb.card.ID, big, mid, small)
	sending := func() (all []string) {
		t.Helper()
		uploads, err := tb.Uploads(ctx)
		tb.must(err)
		for _, u := range uploads {
			all = append(all, u.SHA256)
		}
		return all
	}
	is := func(want ...form.Attachment) {
		t.Helper()
		got := sending()
		for i, a := range want {
			if len(got) != len(want) || got[i] != a.SHA256 {
				t.Fatalf("upload %d of %d is %v", i, len(got), got)
			}
		}
	}
	is(note, small, mid, big)

	tb.do(tb.findings("外线"), record.Part{Kind: record.Act, Form: "card", ID: tb.card.ID, Action: "hand_in"})

	is(small, mid, big, note)
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 3, Cursor: "c", Through: 3}))
	is(small, mid, big, note)
	for _, a := range []form.Attachment{small, mid} {
		tb.must(tb.Uploaded(ctx, a.SHA256))
	}
	tb.must(tb.UploadAt(ctx, big.SHA256, "/v1/uploads/7", 1000))
	got, err := tb.Attached(ctx, "card", tb.card.ID)
	if err != nil || got.Sent != 2 || got.All != 3 || got.Left != 2000 || got.Name == "" || got.Whole() {
		t.Errorf("the card has %+v, %v", got, err)
	}
	all, err := tb.Unattached(ctx)
	if err != nil || len(all) != 2 || all[0].ID != tb.card.ID || all[1].ID != other.ID || all[1].All != 1 {
		t.Errorf("records that lack some: %+v, %v", all, err)
	}
	tb.must(tb.Uploaded(ctx, big.SHA256))
	if got, err := tb.Attached(ctx, "card", tb.card.ID); err != nil || !got.Whole() || got.Left != 0 {
		t.Errorf("with all of them the card has %+v, %v", got, err)
	}
}

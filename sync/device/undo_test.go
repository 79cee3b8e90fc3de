package device_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

func (tb *tablet) finish() record.Part {
	return record.Part{Kind: record.Act, Form: "service_order", ID: tb.order.ID, Action: "finish", Values: form.Values{"fault": "无拨号音"}}
}

func TestUndo_takesAnActBack(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("外线"))
	act := tb.do(tb.finish())
	tb.do(tb.findings("外线环流"))
	tb.now = tb.now.Add(7 * time.Second)

	tb.must(tb.Undo(ctx, act.Op))

	if rec := tb.get("service_order", tb.order.ID); rec.State != "accepted" || rec.Rev != 1 || rec.Values["fault"] != nil {
		t.Errorf("the order is %+v", rec)
	}
	if rec := tb.get("card", tb.card.ID); rec.Values["findings"] != "外线环流" || rec.Rev != 3 {
		t.Errorf("the card is %+v", rec)
	}
	ops := tb.sendable()
	if len(ops) != 3 {
		t.Fatalf("%d operations are sent", len(ops))
	}
	var chain []byte
	for i, s := range ops {
		op, err := record.Decode(tb.Library(), s.Body)
		tb.must(err)
		if op.Withdrawn != (i == 1) || !record.Follows(op.Prev, chain) || op.Dseq != int64(i+1) {
			t.Errorf("operation %d: withdrawn %v, dseq %d, chain broken %v", i, op.Withdrawn, op.Dseq, !record.Follows(op.Prev, chain))
		}
		chain = record.Chain(chain, record.Hash(s.Body))
	}
	if past, err := tb.History(ctx, "service_order", tb.order.ID); err != nil || len(past) != 1 || !past[0].Undone {
		t.Errorf("the history is %+v, %v", past, err)
	}
	if cards, _, err := tb.Counts(ctx); err != nil || cards != 1 {
		t.Errorf("%d cards wait, %v", cards, err)
	}
}

func TestUndo_keepsWhatWasTypedWithAnAct(t *testing.T) {
	tb := newTablet(t)
	act := tb.do(tb.findings("外线"), tb.finish())
	tb.must(tb.SaveDraft(ctx, "card", tb.card.ID, device.Draft{Values: form.Values{"passed": true}, Raw: map[string]string{"measured": "2O"}, Focus: "measured", Base: 1}))

	tb.must(tb.Undo(ctx, act.Op))

	d, err := tb.Draft(ctx, "card", tb.card.ID)
	tb.must(err)
	if d.Values["findings"] != "外线" || d.Values["passed"] != true || d.Raw["measured"] != "2O" || d.Base != 1 {
		t.Errorf("the draft is %+v", d)
	}
	if _, err := tb.Draft(ctx, "service_order", tb.order.ID); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("a draft of what was only acted on: %v", err)
	}

	tb.must(tb.DropDraft(ctx, "card", tb.card.ID))
	set := tb.do(tb.findings("内线"))
	tb.must(tb.Undo(ctx, set.Op))
	if _, err := tb.Draft(ctx, "card", tb.card.ID); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("what was typed and taken back by itself is a draft: %v", err)
	}
}

func TestUndo_comesTooLate(t *testing.T) {
	tb := newTablet(t)
	sent := tb.do(tb.findings("外线"))
	tb.sendable()
	if err := tb.Undo(ctx, sent.Op); !errors.Is(err, device.ErrTooLate) {
		t.Errorf("once given out: %v", err)
	}
	if p, ok := device.ProblemOf(tb.Undo(ctx, sent.Op)); !ok || p.Key != device.KeyTooLate {
		t.Errorf("the problem is %+v", p)
	}
	if err := tb.Undo(ctx, tb.newID()); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("an unknown operation: %v", err)
	}
}

func TestUndo_worksAsLongAsNothingWasSent(t *testing.T) {
	dir := t.TempDir()
	tb := newTabletIn(t, dir, library(t))
	set, act := tb.do(tb.findings("外线")), tb.do(tb.finish())
	tb.now = tb.now.Add(3 * time.Hour)
	tb.undoable(set.Op, act.Op)
	// A try without any network does not count; one whose reply was lost does.
	batch, err := tb.Pending(ctx, 100, 1<<20)
	tb.must(err)
	tb.undoable()
	tb.must(tb.NotSent(ctx, batch))
	tb.undoable(set.Op, act.Op)

	tb.must(tb.Undo(ctx, act.Op))

	if rec := tb.get("service_order", tb.order.ID); rec.State != "accepted" {
		t.Errorf("the order is %s", rec.State)
	}
	tb.sendable()
	batch, err = tb.Pending(ctx, 100, 1<<20)
	tb.must(err)
	tb.must(tb.NotSent(ctx, batch))
	tb.undoable()
	tb.must(tb.Close())
	if tb.Store, err = device.Open(ctx, dir, library(t), tb.config()); err != nil {
		t.Fatal(err)
	}
	tb.undoable()
}

// undoable fails unless just these operations of the outbox can be taken back.
func (tb *tablet) undoable(want ...form.ID) {
	tb.t.Helper()
	outbox, err := tb.Outbox(ctx)
	tb.must(err)
	var got []form.ID
	for _, e := range outbox {
		if e.Undoable {
			got = append(got, e.Op)
		}
	}
	if !slices.Equal(got, want) {
		tb.t.Errorf("can be taken back: %v, want %v", got, want)
	}
}

func TestUndo_ofADecisionOpensTheConflictAgain(t *testing.T) {
	tb := newTablet(t)
	set := tb.do(tb.findings("外线"))
	theirs := tb.card
	theirs.Rev, theirs.Seq = 2, 80
	theirs.Values = form.Clone(theirs.Values)
	theirs.Values["findings"] = "内线"
	written := morning.Add(-time.Minute)
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 1, Records: []record.Record{theirs}, Through: 80, Cursor: "c", Results: []device.Result{{
		Op: set.Op, Dseq: 1, Fate: record.Merged, Seq: 80, Conflicts: []device.Conflict{{Op: set.Op, Form: "card", Record: tb.card.ID, Column: "findings",
			Mine: []byte(`"外线"`), Theirs: []byte(`"内线"`), By: tb.assistant, Written: written, Where: "T03 Pad"}}}}}))
	open := func() []device.Conflict {
		t.Helper()
		all, err := tb.Conflicts(ctx, "card", tb.card.ID)
		tb.must(err)
		return all
	}
	c := open()
	if len(c) != 1 || !c[0].Written.Equal(written) || c[0].Where != "T03 Pad" {
		t.Fatalf("conflicts %+v", c)
	}

	done, err := tb.Resolve(ctx, c[0].ID, "joined", device.Work{Parts: []record.Part{tb.findings("内线，外线")}})
	tb.must(err)
	if len(open()) != 0 || tb.get("card", tb.card.ID).Values["findings"] != "内线，外线" {
		t.Error("the conflict is not settled")
	}
	tb.must(tb.Undo(ctx, done.Op))
	if len(open()) != 1 || tb.get("card", tb.card.ID).Values["findings"] != "内线" {
		t.Error("the conflict is not open again")
	}

	if _, err := tb.Resolve(ctx, c[0].ID, "theirs", device.Work{}); err != nil || len(open()) != 0 {
		t.Errorf("not settled: %v", err)
	}
	tb.must(tb.Reopen(ctx, c[0].ID))
	if len(open()) != 1 {
		t.Error("the conflict is not open again")
	}
}

func TestUndo_ofGivingUpOpensTheCaseAgain(t *testing.T) {
	tb := newTablet(t)
	act := tb.do(tb.finish())
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 1, Results: []device.Result{{Op: act.Op, Dseq: 1, Fate: record.Refused, Problems: []form.Problem{{Key: "x"}}}}}))
	tb.must(tb.Discard(ctx, act.Op, "算了"))
	outbox, err := tb.Outbox(ctx)
	tb.must(err)

	tb.must(tb.Undo(ctx, outbox[0].Op))

	if outbox, err := tb.Outbox(ctx); err != nil || len(outbox) != 1 || outbox[0].State != device.Refused {
		t.Errorf("the outbox is %+v, %v", outbox, err)
	}
}

func TestUndo_staysWhereLaterWorkNeedsIt(t *testing.T) {
	tb := newTablet(t)
	tb.must(tb.SetIdentity(ctx, device.Identity{Device: tb.newID(), DeviceNumber: 7, Person: tb.assistant}))
	id := tb.newID()
	made := tb.do(record.Part{Kind: record.Create, Form: "service_order", ID: id, Site: tb.site, Values: form.Values{"kind": "repair", "engineer": tb.engineer,
		"customer": form.Ref{Form: "customer", ID: tb.customer.ID}}})
	tb.do(record.Part{Kind: record.Act, Form: "service_order", ID: id, Action: "assign"})

	if err := tb.Undo(ctx, made.Op); !errors.Is(err, device.ErrBuiltUpon) {
		t.Errorf("got %v", err)
	}
	if rec := tb.get("service_order", id); rec.State != "assigned" {
		t.Errorf("the order is %s", rec.State)
	}
}

func TestPending_holdsAnActAndWhatFollows(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("一"))
	tb.do(tb.finish())
	tb.do(tb.findings("二"))

	batch, err := tb.Pending(ctx, 100, 1<<20)
	tb.must(err)
	if len(batch.Ops) != 1 || batch.Total != 3 || !batch.Held.Equal(tb.now.Add(device.UndoWindow)) {
		t.Errorf("at once: %d of %d, held until %s", len(batch.Ops), batch.Total, batch.Held)
	}
	if outbox, err := tb.Outbox(ctx); err != nil || len(outbox) != 3 || outbox[0].State != device.Sent || outbox[1].State != device.Held || outbox[2].State != device.Waiting {
		t.Errorf("the outbox is %+v, %v", outbox, err)
	}

	tb.now = tb.now.Add(device.UndoWindow)
	if ops := tb.sendable(); len(ops) != 3 {
		t.Errorf("after the window: %d", len(ops))
	}
	if batch, err := tb.Pending(ctx, 2, 1); err != nil || len(batch.Ops) != 1 {
		t.Errorf("of one byte: %d, %v", len(batch.Ops), err)
	}
}

func TestDue_isWhenTheOldestMayBeSent(t *testing.T) {
	tb := newTablet(t)
	due := func(want time.Time) {
		t.Helper()
		if at, err := tb.Due(ctx); err != nil || !at.Equal(want) {
			t.Errorf("due at %s, not %s, %v", at, want, err)
		}
	}
	due(time.Time{})
	finished := tb.do(tb.finish())
	due(tb.now.Add(device.UndoWindow))
	tb.must(tb.Undo(ctx, finished.Op))
	due(tb.now)
}

// A photo that later work names, too, is sent with that; its bytes stay as long as they are
// not sent, and also where only a record here still names them.
func TestUndo_leavesAPhotoToLaterWork(t *testing.T) {
	dir := t.TempDir()
	tb := newTabletIn(t, dir, library(t))
	put := func(text string) form.Attachment {
		t.Helper()
		a, err := tb.PutAttachment(ctx, strings.NewReader(text), "cabinet.txt")
		tb.must(err)
		return a
	}
	shared, alone, known := put("the cabinet"), put("seen once"), put("of the record")
	first := tb.do(record.Part{Kind: record.Set, Form: "card", ID: tb.card.ID, Values: form.Values{"manual": shared}})
	once := tb.do(record.Part{Kind: record.Set, Form: "card", ID: tb.card.ID, Values: form.Values{"manual": alone}})
	tb.do(record.Part{Kind: record.Set, Form: "card", ID: tb.card.ID, Values: form.Values{"photos": []form.Row{{ID: uuid.NewString(), Values: form.Values{"photo": shared}}}}})

	tb.must(tb.Undo(ctx, first.Op))
	tb.must(tb.Undo(ctx, once.Op))

	uploads, err := tb.Uploads(ctx)
	if err != nil || len(uploads) != 1 || uploads[0].SHA256 != shared.SHA256 {
		t.Errorf("uploads are %+v, %v", uploads, err)
	}

	other := tb.card
	other.ID, other.Number, other.Values = tb.newID(), "FC261123-0002", form.Clone(other.Values)
	other.Values["manual"] = known
	tb.pull(other)
	tb.must(tb.Close())
	tb.now = tb.now.Add(31 * 24 * time.Hour)
	tb.Store, err = device.Open(ctx, dir, nil, tb.config())
	tb.must(err)
	tb.read(shared.SHA256)
	tb.read(known.SHA256)
	if _, err := tb.Attachment(ctx, alone.SHA256); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("what nothing names after a month: %v", err)
	}
}

package device_test

import (
	"errors"
	"testing"
	"time"

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
	if left, err := tb.Undoable(ctx, act.Op); err != nil || left != time.Second {
		t.Errorf("it can be taken back for %v, %v", left, err)
	}

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
		if op.Withdrawn != (i == 1) || string(op.Prev) != string(chain) || op.Dseq != int64(i+1) {
			t.Errorf("operation %d: withdrawn %v, dseq %d, chain broken %v", i, op.Withdrawn, op.Dseq, string(op.Prev) != string(chain))
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

func TestUndo_comesTooLate(t *testing.T) {
	tb := newTablet(t)
	late := tb.do(tb.finish())
	tb.now = tb.now.Add(device.UndoWindow)
	if err := tb.Undo(ctx, late.Op); !errors.Is(err, device.ErrTooLate) {
		t.Errorf("after the window: %v", err)
	}

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

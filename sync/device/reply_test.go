package device_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

func TestApplyReply_settlesByWatermark(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("一"))
	tb.do(tb.findings("二"))
	tb.do(tb.findings("三"))

	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 2, Cursor: "c2", Through: 50}))

	if ops := tb.sendable(); len(ops) != 1 || ops[0].Dseq != 3 {
		t.Errorf("to be sent: %+v", ops)
	}
	if st := tb.SyncState(); st.Upto != 2 || st.Cursor != "c2" || st.Epoch != "e1" || st.Incarnation == "" {
		t.Errorf("the state is %+v", st)
	}
	if rec := tb.get("card", tb.card.ID); rec.Values["findings"] != "三" || rec.Rev != 4 {
		t.Errorf("the card is %+v", rec)
	}
	// What another wrote meanwhile goes below what is pending.
	theirs := tb.card
	theirs.Values = form.Values{"order": tb.card.Values["order"], "engineer": tb.engineer, "findings": "二", "passed": true}
	theirs.Rev, theirs.Seq = 4, 51
	tb.pull(theirs)
	if rec := tb.get("card", tb.card.ID); rec.Values["findings"] != "三" || rec.Values["passed"] != true || rec.Rev != 5 {
		t.Errorf("the card is %+v", rec)
	}
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 3, Cursor: "c3", Through: 60}))
	if row := tb.only("card"); row.Pending {
		t.Error("the card is still pending")
	}
}

// only is the single row of a form.
func (tb *tablet) only(formName string) device.Row {
	tb.t.Helper()
	page, err := tb.List(ctx, device.Query{Form: formName})
	tb.must(err)
	if len(page.Rows) != 1 {
		tb.t.Fatalf("%d records of %s", len(page.Rows), formName)
	}
	return page.Rows[0]
}

func TestApplyReply_keepsWhatWasRefused(t *testing.T) {
	tb := newTablet(t)
	act := tb.do(tb.finish())
	tb.do(tb.findings("外线环流偏低"))
	office := tb.order
	office.State, office.Rev, office.Seq = "cancelled", 2, 70

	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 2, Records: []record.Record{office}, Cursor: "c", Through: 70,
		Results: []device.Result{{Op: act.Op, Dseq: 1, Fate: record.Refused, Problems: []form.Problem{{Key: "state", Form: "service_order", ID: tb.order.ID}}}}}))

	if rec := tb.get("service_order", tb.order.ID); rec.State != "cancelled" || rec.Values["fault"] != nil {
		t.Errorf("the order is %+v", rec)
	}
	if rec := tb.get("card", tb.card.ID); rec.Values["findings"] != "外线环流偏低" || rec.Rev != 2 {
		t.Errorf("the card, accepted behind the refused act, is %+v", rec)
	}
	outbox, err := tb.Outbox(ctx)
	if err != nil || len(outbox) != 1 || outbox[0].State != device.Refused || outbox[0].Problems[0].Key != "state" ||
		outbox[0].Parts[0].Values["fault"] != "无拨号音" {
		t.Fatalf("the outbox is %+v, %v", outbox, err)
	}
	if title := outbox[0].Title; title.Form.Zh != "服务单" || title.Act.Zh != "完成" || title.Name != "SO261123-0001 海宁网络科技" || title.Made[0].En != "Fault" {
		t.Errorf("its title is %+v", title)
	}
	if _, need, err := tb.Counts(ctx); err != nil || need != 1 {
		t.Errorf("%d cases need a person, %v", need, err)
	}
	if row := tb.only("service_order"); !row.NeedsYou || row.Pending {
		t.Errorf("the row is %+v", row)
	}

	// The same answer once more, as after a lost connection, changes nothing.
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 2, Cursor: "c", Through: 70,
		Results: []device.Result{{Op: act.Op, Dseq: 1, Fate: record.Refused}}}))
	if outbox, err := tb.Outbox(ctx); err != nil || len(outbox) != 1 || len(outbox[0].Problems) != 1 {
		t.Errorf("the outbox is %+v, %v", outbox, err)
	}

	tb.must(tb.Discard(ctx, act.Op, "办公室已取消"))
	if outbox, err := tb.Outbox(ctx); err != nil || len(outbox) != 1 || !outbox[0].Title.GivenUp || outbox[0].ID != tb.order.ID {
		t.Errorf("after giving up the outbox is %+v, %v", outbox, err)
	}
	tb.now = tb.now.Add(device.UndoWindow)
	op, err := record.Decode(tb.Library(), tb.sendable()[0].Body)
	if err != nil || op.Supersedes != act.Op || op.Reason != "办公室已取消" || len(op.Parts) != 0 {
		t.Errorf("giving up is sent as %+v, %v", op, err)
	}
	if err := tb.Discard(ctx, act.Op, "again"); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("giving up twice: %v", err)
	}
}

func TestResend_keepsTheRecordsId(t *testing.T) {
	tb := newTablet(t)
	tb.must(tb.SetIdentity(ctx, device.Identity{Device: tb.newID(), DeviceNumber: 7, Person: tb.assistant}))
	made := tb.do(record.Part{Kind: record.Create, Form: "service_order", Site: tb.site, Values: form.Values{"kind": "repair", "engineer": tb.engineer,
		"customer": form.Ref{Form: "customer", ID: tb.customer.ID}}})
	id := made.Op // a create without an id has the operation's
	tb.do(record.Part{Kind: record.Set, Form: "service_order", ID: id, Values: form.Values{"fault": "杂音"}})
	second := tb.sendable()[1]
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 2, Cursor: "c", Through: 70, Results: []device.Result{
		{Op: made.Op, Dseq: 1, Fate: record.Refused, Problems: []form.Problem{{Key: "x"}}}, {Op: second.ID, Dseq: 2, Fate: record.Refused}}}))
	if _, err := tb.Record(ctx, "service_order", id); !errors.Is(err, device.ErrNotFound) {
		t.Fatalf("the refused order is in the view: %v", err)
	}
	outbox, err := tb.Outbox(ctx)
	if err != nil || len(outbox) != 1 || len(outbox[0].Others) != 1 || outbox[0].ID != id {
		t.Fatalf("what was refused on one record is one case: %+v, %v", outbox, err)
	}
	parts := outbox[0].Parts
	parts[0].Values["kind"] = "install"

	done, err := tb.Resend(ctx, made.Op, device.Work{Parts: parts})

	if err != nil || done.Fate != record.Applied || done.Op == made.Op {
		t.Fatalf("sent again: %+v, %v", done, err)
	}
	if rec := tb.get("service_order", id); rec.Values["kind"] != "install" || rec.Number != "T07-0001" {
		t.Errorf("the order is %+v", rec)
	}
	tb.now = tb.now.Add(device.UndoWindow)
	op, err := record.Decode(tb.Library(), tb.sendable()[0].Body)
	if err != nil || op.Supersedes != made.Op || op.RecordID(0) != id {
		t.Errorf("it is sent as %+v, %v", op, err)
	}
	if done, err := tb.Resend(ctx, second.ID, device.Work{}); err != nil || done.Fate != record.Applied {
		t.Errorf("the second as it was: %+v, %v", done, err)
	}
	if rec := tb.get("service_order", id); rec.Values["fault"] != "杂音" {
		t.Errorf("the order is %+v", rec)
	}
	if outbox, err := tb.Outbox(ctx); err != nil || len(outbox) != 2 || outbox[0].State != device.Sent || outbox[1].State != device.Held {
		t.Errorf("the outbox is %+v, %v", outbox, err)
	}
}

func TestApplyReply_showsWhatWasPredictedUntilTheRowsAreHere(t *testing.T) {
	tb := newTablet(t)
	set := tb.do(tb.findings("外线"))
	tb.do(tb.findings("外线环流"))
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 2, Cursor: "c", Through: 70,
		Results: []device.Result{{Op: set.Op, Dseq: 1, Fate: record.Merged, Seq: 80, Conflicts: []device.Conflict{
			{Form: "card", Record: tb.card.ID, Column: "findings", Mine: json.RawMessage(`"外线"`), Theirs: json.RawMessage(`"内线"`), By: tb.assistant, Mined: true}}}}}))

	if rec := tb.get("card", tb.card.ID); rec.Values["findings"] != "外线环流" {
		t.Errorf("meanwhile the card is %+v", rec.Values)
	}
	if ops := tb.sendable(); len(ops) != 0 {
		t.Errorf("what is answered is sent again: %+v", ops)
	}
	merged := tb.card
	merged.Values = form.Values{"order": tb.card.Values["order"], "engineer": tb.engineer, "findings": "外线环流", "passed": false}
	merged.Rev, merged.Seq = 5, 81
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 2, Cursor: "d", Through: 90, Records: []record.Record{merged}}))

	if rec := tb.get("card", tb.card.ID); rec.Values["passed"] != false || rec.Rev != 5 {
		t.Errorf("at last the card is %+v", rec)
	}
	if row := tb.only("card"); row.Pending || !row.NeedsYou {
		t.Errorf("the row is %+v", row)
	}
	conflicts, err := tb.Conflicts(ctx, "card", tb.card.ID)
	if err != nil || len(conflicts) != 1 || string(conflicts[0].Theirs) != `"内线"` || conflicts[0].By != tb.assistant {
		t.Fatalf("conflicts are %+v, %v", conflicts, err)
	}
	if _, err := tb.Resolve(ctx, conflicts[0].ID, "theirs", device.Work{Parts: []record.Part{tb.findings("内线")}}); err != nil {
		t.Fatal(err)
	}
	if conflicts, err := tb.Conflicts(ctx, "", form.ID{}); err != nil || len(conflicts) != 0 {
		t.Errorf("open conflicts are %+v, %v", conflicts, err)
	}
}

func TestApplyReply_keepsWhatWasAcceptedBehindWhatIsAwaited(t *testing.T) {
	tb := newTablet(t)
	act := tb.do(tb.finish())
	tb.do(tb.findings("外线"))

	// The order's row is on a later page; the card's never comes, as it is as predicted.
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 2, Cursor: "c", Through: 70,
		Results: []device.Result{{Op: act.Op, Dseq: 1, Fate: record.Applied, Seq: 80}}}))
	order := tb.get("service_order", tb.order.ID)
	order.Rev, order.Seq = 2, 80
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 2, Cursor: "d", Through: 90, Records: []record.Record{order}}))

	if rec := tb.get("card", tb.card.ID); rec.Values["findings"] != "外线" || rec.Rev != 2 {
		t.Errorf("the card is %+v", rec)
	}
}

func TestApplyReply_takesRecordsOutOfScope(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("外线"))
	card, order := form.Ref{Form: "card", ID: tb.card.ID}, form.Ref{Form: "service_order", ID: tb.order.ID}

	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Leaves: []form.Ref{card, order}, Cursor: "c", Through: 70}))

	if _, err := tb.Record(ctx, order.Form, order.ID); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("the order: %v", err)
	}
	if left, err := tb.Left(ctx, card.Form, card.ID); err != nil || !left {
		t.Errorf("the card with pending work is pinned: %v, %v", left, err)
	}
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 1, Cursor: "d", Through: 80}))
	if _, err := tb.Record(ctx, card.Form, card.ID); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("the card, once settled: %v", err)
	}
}

func TestApplyReply_ofAnotherEpochIsNotTaken(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("外线"))
	other := device.Reply{Epoch: "e2", Records: []record.Record{tb.order}, Cursor: "x", Through: 3}
	if err := tb.ApplyReply(ctx, other); !errors.Is(err, device.ErrOtherServer) {
		t.Fatalf("got %v", err)
	}

	tb.must(tb.Restored(ctx, "e2", 1, 0))
	restored := tb.order
	restored.Rev, restored.Seq = 1, 3
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e2", Records: []record.Record{restored}, Cursor: "x", Through: 3}))

	if _, err := tb.Record(ctx, "customer", tb.customer.ID); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("what the restored server does not know: %v", err)
	}
	if ops := tb.sendable(); len(ops) != 1 {
		t.Errorf("the outbox was touched: %d", len(ops))
	}
	if rec := tb.get("card", tb.card.ID); rec.Values["findings"] != "外线" {
		t.Errorf("the card with pending work is %+v", rec.Values)
	}
}

func TestApplyReply_sendsAgainWhatTheServerLost(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("一"))
	tb.do(tb.findings("二"))
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 2, Cursor: "c", Through: 70}))

	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Resend: 2, Cursor: "c", Through: 70}))

	if ops := tb.sendable(); len(ops) != 1 || ops[0].Dseq != 2 {
		t.Errorf("to be sent: %+v", ops)
	}
	lost := tb.card
	lost.Values = form.Values{"order": tb.card.Values["order"], "engineer": tb.engineer, "findings": "一"}
	lost.Rev = 3
	tb.pull(lost)
	if rec := tb.get("card", tb.card.ID); rec.Values["findings"] != "二" {
		t.Errorf("the card is %+v", rec.Values)
	}
}

func TestRestored_sendsAgainWhatWasAnsweredBehindTheBackup(t *testing.T) {
	tb := newTablet(t)
	for n, text := range []string{"一", "二", "三"} {
		tb.do(tb.findings(text))
		for range 2 { // what is answered is bound by the pull that follows
			tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: int64(n + 1), Cursor: "c", Through: int64(70 + n)}))
		}
	}
	tb.do(tb.findings("四"))
	before := tb.sendable()

	tb.must(tb.Restored(ctx, "e2", 90, 71))

	after := tb.sendable()
	if len(before) != 1 || len(after) != 2 || after[1].ID != before[0].ID {
		t.Fatalf("to be sent: %+v, before %+v", after, before)
	}
	for i, op := range after {
		if op.Dseq != int64(90+i) {
			t.Errorf("operation %d has place %d", i, op.Dseq)
		}
	}
	if st := tb.SyncState(); st.Epoch != "e2" || st.Upto != 89 || st.Again < 90 || st.Cursor != "" {
		t.Errorf("the state is %+v", st)
	}
	if rec := tb.get("card", tb.card.ID); rec.Values["findings"] != "四" {
		t.Errorf("the card is %+v", rec.Values)
	}

	tb.must(tb.Restored(ctx, "e3", 40, 0)) // nobody knows since when
	if ops := tb.sendable(); len(ops) != 4 || ops[0].Dseq != 40 {
		t.Errorf("to be sent: %+v", ops)
	}
}

func TestApplyReply_keepsOldWorkThatIsToBeSentAgain(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("一"))
	tb.do(tb.findings("二"))
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 2, Cursor: "c", Through: 70}))
	tb.now = tb.now.Add(40 * 24 * time.Hour)

	// Restored, and backed up since: the backup is of another history than this work.
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Resend: 1, Cursor: "d", Through: 75, SafeSeq: 80}))

	if ops := tb.sendable(); len(ops) != 2 {
		t.Errorf("to be sent: %+v", ops)
	}
}

func TestApplyReply_thatReadNothingLeavesTheRestAlone(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("外线"))
	tb.must(tb.Restored(ctx, "e2", 1, 0))

	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e2", Upto: 1}))

	if _, err := tb.Record(ctx, "customer", tb.customer.ID); err != nil {
		t.Errorf("what is still to be confirmed left: %v", err)
	}
	if st := tb.SyncState(); st.Upto != 1 || st.Cursor != "" {
		t.Errorf("the state is %+v", st)
	}
}

func TestRenumber_keepsTheIds(t *testing.T) {
	tb := newTablet(t)
	one := tb.do(tb.findings("一"))
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 1, Cursor: "c", Through: 70}))
	two, three := tb.do(tb.findings("二")), tb.do(tb.findings("三"))
	before := tb.SyncState().Incarnation

	tb.must(tb.Renumber(ctx, 1))

	ops := tb.sendable() // with the first, which the server has no more
	if len(ops) != 3 || ops[0].ID != one.Op || ops[0].Dseq != 1 || ops[1].ID != two.Op || ops[1].Dseq != 2 || ops[2].ID != three.Op || ops[2].Dseq != 3 {
		t.Fatalf("to be sent: %+v", ops)
	}
	op, err := record.Decode(tb.Library(), ops[1].Body)
	if err != nil || !record.Follows(op.Prev, record.Chain(nil, record.Hash(ops[0].Body))) || op.Dseq != 2 {
		t.Errorf("the second is %+v, %v", op, err)
	}
	if tb.SyncState().Incarnation == before {
		t.Error("the incarnation is the same")
	}
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 3, Cursor: "c", Through: 70}))
	if row := tb.only("card"); row.Pending || row.Record.Values["findings"] != "三" {
		t.Errorf("the row is %+v", row)
	}
}

func TestDelivered_listsWhatTheServerHasTaken(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("一"))
	refused := tb.do(tb.finish())
	tb.do(tb.findings("二"))
	tb.do(tb.findings("三"))
	since := tb.now

	tb.now = tb.now.Add(25 * time.Hour) // offline until the next day
	taken := tb.now
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 3, Cursor: "c", Through: 90,
		Results: []device.Result{{Op: refused.Op, Dseq: 2, Fate: record.Refused, Problems: []form.Problem{{Key: "x"}}}}}))

	delivered, err := tb.Delivered(ctx, taken, 10)
	if err != nil || len(delivered) != 1 || delivered[0].ID != tb.card.ID || delivered[0].Parts[0].Values["findings"] != "二" || !delivered[0].At.Equal(since) {
		t.Errorf("delivered: %+v, %v", delivered, err)
	}
	if later, err := tb.Delivered(ctx, taken.Add(time.Second), 10); err != nil || len(later) != 0 {
		t.Errorf("delivered later: %+v, %v", later, err)
	}
}

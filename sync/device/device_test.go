package device_test

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

var ctx = context.Background()

// morning is Monday 2026-11-23, 09:00 in Shanghai.
var morning = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func library(t testing.TB) *form.Library {
	t.Helper()
	lib, err := form.Parse(os.DirFS("../table/testdata/library"))
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// tablet is an engineer's installation with a little work on it.
type tablet struct {
	*device.Store
	t   testing.TB
	now time.Time
	ids uint64
	seq int64

	engineer, assistant form.ID
	site                form.ID
	customer            record.Record
	order               record.Record // accepted, the engineer's
	card                record.Record // blank, of the order
}

func (tb *tablet) config() device.Config {
	return device.Config{Now: func() time.Time { return tb.now }, NewID: tb.newID}
}

func (tb *tablet) newID() uuid.UUID {
	tb.ids++
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(morning.UnixMilli())<<16)
	binary.BigEndian.PutUint64(id[8:], tb.ids)
	id[6] = 0x70
	id[8] |= 0x80
	return id
}

func newTablet(t testing.TB) *tablet {
	t.Helper()
	return newTabletIn(t, t.TempDir(), library(t))
}

func newTabletIn(t testing.TB, dir string, lib *form.Library) *tablet {
	t.Helper()
	tb := &tablet{t: t, now: morning}
	store, err := device.Open(ctx, dir, lib, tb.config())
	if err != nil {
		t.Fatal(err)
	}
	tb.Store = store
	t.Cleanup(func() {
		if err := tb.Close(); err != nil {
			t.Error(err)
		}
	})
	tb.engineer, tb.assistant, tb.site = tb.newID(), tb.newID(), tb.newID()
	tb.must(tb.SetIdentity(ctx, device.Identity{Device: tb.newID(), DeviceNumber: 7, Person: tb.engineer, PersonName: "周建明", Server: "https://office"}))
	post := func(role string) []form.Row {
		return []form.Row{{ID: role, Values: form.Values{"role": role, "site": form.Ref{Form: "site", ID: tb.site}}}}
	}
	site := tb.record("site", "", form.Values{"name": "海宁"})
	site.ID = tb.site
	zhou := tb.record("person", "", form.Values{"name": "周建明", "posts": post("engineer")})
	zhou.ID = tb.engineer
	chen := tb.record("person", "", form.Values{"name": "陈丽", "posts": post("technical_assistant")})
	chen.ID = tb.assistant
	if lib.Form("card") == nil { // not the test library
		tb.pull(site, zhou, chen)
		return tb
	}
	tb.customer = tb.record("customer", "", form.Values{"name": "海宁网络科技", "phone": "13800138000"})
	tb.order = tb.record("service_order", "accepted", form.Values{"kind": "repair", "engineer": tb.engineer,
		"customer": form.Ref{Form: "customer", ID: tb.customer.ID}, "planned_start": morning.Add(time.Hour)})
	tb.order.Number = "SO261123-0001"
	tb.card = tb.record("card", "blank", form.Values{"order": form.Ref{Form: "service_order", ID: tb.order.ID}, "engineer": tb.engineer,
		"customer": form.Ref{Form: "customer", ID: tb.customer.ID}, "taken_at": morning.Add(-time.Hour), "return_due": morning.Add(23 * time.Hour)})
	tb.card.Number = "FC261123-0001"
	tb.pull(site, zhou, chen, tb.customer, tb.order, tb.card)
	return tb
}

func (tb *tablet) must(err error) {
	tb.t.Helper()
	if err != nil {
		tb.t.Fatal(err)
	}
}

func (tb *tablet) record(formName, state string, values form.Values) record.Record {
	tb.seq++
	return record.Record{Record: form.Record{ID: tb.newID(), Form: formName, Site: tb.site, State: state, CreatedAt: morning.Add(-time.Hour), CreatedBy: tb.assistant,
		UpdatedAt: morning.Add(-time.Hour), UpdatedBy: tb.assistant, Values: values}, Version: 1, Rev: 1, Seq: tb.seq}
}

// pull is a reply that brings records and answers nothing.
func (tb *tablet) pull(recs ...record.Record) {
	tb.t.Helper()
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Records: recs, Cursor: "c", Through: tb.seq}))
}

func (tb *tablet) get(formName string, id form.ID) record.Record {
	tb.t.Helper()
	rec, err := tb.Record(ctx, formName, id)
	tb.must(err)
	return rec
}

// do saves work that must not be refused, and returns its operation.
func (tb *tablet) do(parts ...record.Part) device.Done {
	tb.t.Helper()
	done, err := tb.Perform(ctx, device.Work{Parts: parts})
	tb.must(err)
	if done.Fate != record.Applied {
		tb.t.Fatalf("the work was %s: %+v", done.Fate, done.Problems)
	}
	return done
}

func (tb *tablet) findings(text string) record.Part {
	return record.Part{Kind: record.Set, Form: "card", ID: tb.card.ID, Values: form.Values{"findings": text}}
}

// sendable is what may be sent now.
func (tb *tablet) sendable() []device.Sendable {
	tb.t.Helper()
	batch, err := tb.Pending(ctx, 1000, 1<<20)
	tb.must(err)
	return batch.Ops
}

func (tb *tablet) outbox() []device.Entry {
	tb.t.Helper()
	all, err := tb.Outbox(ctx)
	tb.must(err)
	return all
}

func TestDo_writesRecordJournalAndDraftTogether(t *testing.T) {
	tb := newTablet(t)
	tb.must(tb.SaveDraft(ctx, "card", tb.card.ID, device.Draft{Values: form.Values{"findings": "外线"}, Focus: "findings", Base: 1}))
	var told []device.Change
	stop := tb.Watch(func(c device.Change) { told = append(told, c) })
	defer stop()

	done, err := tb.Perform(ctx, device.Work{Parts: []record.Part{tb.findings("外线环流偏低")}, Typed: &device.Draft{Form: "card", ID: tb.card.ID}})
	tb.must(err)

	rec := tb.get("card", tb.card.ID)
	if rec.Values["findings"] != "外线环流偏低" || rec.Rev != 2 || rec.Number != "FC261123-0001" {
		t.Errorf("the card is %+v", rec)
	}
	if _, err := tb.Draft(ctx, "card", tb.card.ID); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("the draft is still there: %v", err)
	}
	ops := tb.sendable()
	if len(ops) != 1 || ops[0].ID != done.Op || ops[0].Dseq != 1 {
		t.Fatalf("to be sent: %+v", ops)
	}
	op, err := record.Decode(tb.Library(), ops[0].Body)
	if err != nil || op.Parts[0].Base != 1 || op.Parts[0].Version != 1 || op.Actor != tb.engineer || op.Prev != nil {
		t.Errorf("the operation is %+v, %v", op, err)
	}
	if len(told) != 1 || !told[0].Has("card", tb.card.ID) || !told[0].Outbox || !told[0].Drafts {
		t.Errorf("watchers were told %+v", told)
	}
	if cards, need, err := tb.Counts(ctx); err != nil || cards != 1 || need != 0 {
		t.Errorf("counts are %d, %d, %v", cards, need, err)
	}
}

// What is typed into a record stays typed where somebody acts on the record elsewhere: at a
// desk, or with work that was refused and is sent once more.
func TestPerform_keepsWhatWasNotTypedIntoIt(t *testing.T) {
	for name, elsewhere := range map[string]func(*tablet, device.Done){
		"at a desk": func(tb *tablet, _ device.Done) { tb.do(tb.findings("外线")) },
		"sent again": func(tb *tablet, refused device.Done) {
			_, err := tb.Resend(ctx, refused.Op, device.Work{})
			tb.must(err)
		},
	} {
		tb := newTablet(t)
		refused := tb.do(tb.findings("内线"))
		tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 1, Cursor: "c", Through: 70, Results: []device.Result{
			{Op: refused.Op, Dseq: 1, Fate: record.Refused, Problems: []form.Problem{{Key: "x"}}}}}))
		tb.must(tb.SaveDraft(ctx, "card", tb.card.ID, device.Draft{Values: form.Values{"passed": true}, Raw: map[string]string{"measured": "2O"}, Focus: "measured", Base: 1}))

		elsewhere(tb, refused)

		if d, err := tb.Draft(ctx, "card", tb.card.ID); err != nil || d.Values["passed"] != true || d.Raw["measured"] != "2O" || d.Focus != "measured" {
			t.Errorf("%s: the draft is %+v, %v", name, d, err)
		}
	}
}

func TestDo_writesNothingOfWhatIsRefused(t *testing.T) {
	tb := newTablet(t)
	tb.must(tb.SaveDraft(ctx, "service_order", tb.order.ID, device.Draft{Values: form.Values{"fault": "打字"}, Focus: "fault"}))

	out, err := tb.Do(ctx, record.Part{Kind: record.Act, Form: "service_order", ID: tb.order.ID, Action: "close"})

	if err != nil || out.Fate != record.Refused || len(out.Problems) == 0 {
		t.Fatalf("closing an accepted order: %+v, %v", out, err)
	}
	if rec := tb.get("service_order", tb.order.ID); rec.State != "accepted" || rec.Rev != 1 {
		t.Errorf("the order is %s, revision %d", rec.State, rec.Rev)
	}
	if ops := tb.sendable(); len(ops) != 0 {
		t.Errorf("%d operations wait", len(ops))
	}
	if d, err := tb.Draft(ctx, "service_order", tb.order.ID); err != nil || d.Values["fault"] != "打字" || d.Focus != "fault" {
		t.Errorf("the draft is %+v, %v", d, err)
	}
}

func TestDo_chainsTheJournal(t *testing.T) {
	tb := newTablet(t)
	for _, text := range []string{"一", "二", "三"} {
		tb.do(tb.findings(text))
	}

	var chain []byte
	for i, s := range tb.sendable() {
		op, err := record.Decode(tb.Library(), s.Body)
		tb.must(err)
		if !record.Follows(op.Prev, chain) || op.Dseq != int64(i+1) {
			t.Errorf("operation %d is %d with chain %x, not %x", i, op.Dseq, op.Prev, chain)
		}
		chain = record.Chain(chain, record.Hash(s.Body))
	}
	if head, err := tb.HeadOf(ctx, 3); err != nil || string(head) != string(chain) {
		t.Errorf("the head is %x, %v", head, err)
	}
}

func TestDo_givesProvisionalNumbers(t *testing.T) {
	tb := newTablet(t)
	tb.must(tb.SetIdentity(ctx, device.Identity{Device: tb.newID(), DeviceNumber: 7, Person: tb.assistant}))
	id := tb.newID()

	tb.do(record.Part{Kind: record.Create, Form: "service_order", ID: id, Site: tb.site, Values: form.Values{"kind": "repair", "engineer": tb.engineer,
		"customer": form.Ref{Form: "customer", ID: tb.customer.ID}}})
	done := tb.do(record.Part{Kind: record.Act, Form: "service_order", ID: id, Action: "assign"})

	if rec := tb.get("service_order", id); rec.Number != "T07-0001" || rec.State != "assigned" {
		t.Errorf("the order is %s, %s", rec.Number, rec.State)
	}
	cards, err := tb.Related(ctx, "card", "order", id)
	if err != nil || len(cards) != 1 || cards[0].Number != "T07-0002" || len(done.Changes) != 2 {
		t.Fatalf("the card it opened: %+v, %v", cards, err)
	}
	server := tb.get("service_order", id)
	server.Number, server.Seq = "SO261123-0002", 99
	first := tb.outbox()[0].Op
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 2, Records: []record.Record{server}, Cursor: "d", Through: 99,
		Results: []device.Result{{Op: first, Dseq: 1, Fate: record.Applied, Seq: 98}}}))
	for _, text := range []string{"T07-0001", "SO261123-0002"} {
		if n, err := tb.Count(ctx, device.Query{Form: "service_order", Search: text}); err != nil || n != 1 {
			t.Errorf("%s finds %d, %v", text, n, err)
		}
	}
	if rec := tb.get("service_order", id); rec.Number != "SO261123-0002" {
		t.Errorf("the number is %s", rec.Number)
	}
}

func TestOpen_goesOnWhereItStopped(t *testing.T) {
	dir := t.TempDir()
	tb := newTabletIn(t, dir, library(t))
	tb.do(tb.findings("外线"))
	tb.must(tb.SaveDraft(ctx, "card", tb.card.ID, device.Draft{Raw: map[string]string{"warranty": "4 wor"}, Focus: "warranty"}))
	tb.must(tb.Close())

	again, err := device.Open(ctx, dir, nil, tb.config()) // the library is the stored one
	tb.must(err)
	tb.Store = again

	if id := again.Identity(); id.Person != tb.engineer || id.DeviceNumber != 7 || !id.Enrolled {
		t.Errorf("the identity is %+v", id)
	}
	if rec := tb.get("card", tb.card.ID); rec.Values["findings"] != "外线" {
		t.Errorf("the card is %+v", rec.Values)
	}
	if d, err := again.Drafts(ctx); err != nil || len(d) != 1 || d[0].Raw["warranty"] != "4 wor" || d[0].Focus != "warranty" {
		t.Errorf("drafts are %+v, %v", d, err)
	}
	if roles, err := again.Roles(ctx); err != nil || len(roles) != 1 || roles[0] != "engineer" {
		t.Errorf("roles are %v, %v", roles, err)
	}
	tb.must(again.CheckIntegrity(ctx))
	tb.do(tb.findings("外线环流"))
	if ops := tb.sendable(); len(ops) != 2 || ops[1].Dseq != 2 {
		t.Errorf("to be sent: %d", len(ops))
	}
}

func TestOpen_inAFolderOfAnyName(t *testing.T) {
	tb := newTabletIn(t, filepath.Join(t.TempDir(), "外勤 单#1 %41?x=y"), library(t))
	tb.do(tb.findings("外线"))
	if _, err := os.Stat(filepath.Join(tb.Dir(), "fieldline.db")); err != nil {
		t.Error(err)
	}
	backup := filepath.Join(t.TempDir(), "copy.db")
	tb.must(tb.Backup(ctx, backup))
	if err := tb.Backup(ctx, backup); err == nil {
		t.Error("a backup was written over")
	}
}

func TestOpen_withoutALibraryWaitsForOne(t *testing.T) {
	store, err := device.Open(ctx, t.TempDir(), nil, device.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()

	if store.SyncState().Incarnation == "" {
		t.Error("it has no incarnation")
	}
	if cards, need, err := store.Counts(ctx); err != nil || cards+need != 0 {
		t.Errorf("counts are %d, %d, %v", cards, need, err)
	}
	if uploads, err := store.Uploads(ctx); err != nil || len(uploads) != 0 {
		t.Errorf("uploads are %v, %v", uploads, err)
	}
	if err := store.ApplyReply(ctx, device.Reply{Epoch: "e1"}); !errors.Is(err, device.ErrNoLibrary) {
		t.Errorf("a reply gives %v", err)
	}
	if _, err := store.Record(ctx, "card", uuid.New()); !errors.Is(err, device.ErrNoLibrary) {
		t.Errorf("reading gives %v", err)
	}
	if _, err := store.Do(ctx, record.Part{Kind: record.Create, Form: "card"}); !errors.Is(err, device.ErrNoLibrary) {
		t.Errorf("writing gives %v", err)
	}
	if err := store.SetLibrary(ctx, library(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Record(ctx, "card", uuid.New()); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("then reading gives %v", err)
	}
}

func TestNow_isCorrectedByTheServersClock(t *testing.T) {
	tb := newTablet(t)
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Timed: true, Offset: 90 * time.Minute, Cursor: "1", Through: 1}))

	if got := tb.Now(); !got.Equal(morning.Add(90 * time.Minute)) {
		t.Errorf("it is %s", got)
	}
	if got := tb.SyncState().Synced; !got.Equal(morning.Add(90 * time.Minute)) {
		t.Errorf("it was synced at %s", got)
	}
	tb.do(tb.findings("外线"))
	if rec := tb.get("card", tb.card.ID); !rec.UpdatedAt.Equal(morning.Add(90 * time.Minute)) {
		t.Errorf("the card was updated at %s", rec.UpdatedAt)
	}
}

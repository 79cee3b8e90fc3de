package server_test

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

var ctx = context.Background()

// morning is Monday 2026-11-23, 09:00 in Shanghai.
var morning = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func library(t testing.TB) *form.Library {
	t.Helper()
	lib, err := form.Parse(os.DirFS("testdata/library"))
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// office is a server with a few people: an administrator, two assistants' posts at two
// sites, a supervisor everywhere, two engineers.
type office struct {
	*server.Server
	t   testing.TB
	cfg server.Config
	now time.Time
	ids uint64

	admin, assistant, other, supervisor, zhou, lin form.ID
	north, south                                   form.ID
}

func newOffice(t testing.TB, with ...func(*server.Config)) *office {
	t.Helper()
	o := &office{t: t, now: morning}
	o.cfg = server.Config{
		Dir: t.TempDir(), Library: library(t), URL: "https://127.0.0.1:8787",
		Now: func() time.Time { return o.now }, NewID: o.newID, Limits: protocol.DefaultLimits(),
	}
	for _, change := range with {
		change(&o.cfg)
	}
	o.open()
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	var first bool
	var err error
	if o.admin, first, err = o.FirstPerson(ctx, "管理员"); err != nil || !first {
		t.Fatalf("first person: %v %v", first, err)
	}
	o.north = o.create(o.admin, "site", form.Values{"name": "北京"})
	o.south = o.create(o.admin, "site", form.Values{"name": "广州"})
	o.assistant = o.person("王丽", "technical_assistant", o.north)
	o.other = o.person("何芳", "technical_assistant", o.south)
	o.supervisor = o.person("陈主管", "technical_supervisor", form.ID{})
	o.zhou = o.person("周建明", "engineer", o.north)
	o.lin = o.person("林涛", "engineer", o.north)
	return o
}

func (o *office) open() {
	o.t.Helper()
	s, err := server.Open(ctx, o.cfg)
	if err != nil {
		o.t.Fatal(err)
	}
	o.Server = s
}

func (o *office) newID() uuid.UUID {
	o.ids++
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(morning.UnixMilli())<<16)
	binary.BigEndian.PutUint64(id[8:], o.ids)
	id[6] = 0x70
	id[8] |= 0x80
	return id
}

func (o *office) person(name, role string, site form.ID) form.ID {
	o.t.Helper()
	post := form.Values{"role": role}
	if site != (form.ID{}) {
		post["site"] = form.Ref{Form: "site", ID: site}
	}
	return o.create(o.admin, "person", form.Values{"name": name, "posts": []form.Row{{ID: o.newID().String(), Values: post}}})
}

func (o *office) submit(actor form.ID, parts ...record.Part) (record.Operation, server.Result) {
	o.t.Helper()
	op := record.Operation{ID: o.newID(), At: o.now, Actor: actor, Parts: parts}
	res, err := o.Submit(ctx, op)
	if err != nil {
		o.t.Fatal(err)
	}
	return op, res
}

func (o *office) must(actor form.ID, parts ...record.Part) form.ID {
	o.t.Helper()
	op, res := o.submit(actor, parts...)
	if res.Fate != record.Applied {
		o.t.Fatalf("%s: %+v", res.Fate, res.Problems)
	}
	return op.ID
}

func (o *office) create(actor form.ID, formName string, values form.Values) form.ID {
	o.t.Helper()
	return o.must(actor, record.Part{Kind: record.Create, Form: formName, Version: 1, Values: values})
}

func (o *office) customer(name string) form.ID {
	o.t.Helper()
	return o.create(o.assistant, "customer", form.Values{"name": name})
}

func (o *office) order(customer, engineer form.ID) form.ID {
	o.t.Helper()
	return o.create(o.assistant, "service_order", form.Values{
		"customer": form.Ref{Form: "customer", ID: customer}, "engineer": engineer, "asked_at": o.now,
	})
}

func (o *office) set(actor, order form.ID, values form.Values) server.Result {
	o.t.Helper()
	return o.do(actor, record.Part{Kind: record.Set, Form: "service_order", ID: order, Values: values})
}

func (o *office) act(actor form.ID, formName string, id form.ID, action string, values form.Values) server.Result {
	o.t.Helper()
	return o.do(actor, record.Part{Kind: record.Act, Form: formName, ID: id, Action: action, Values: values})
}

func (o *office) do(actor form.ID, parts ...record.Part) server.Result {
	o.t.Helper()
	res, err := o.Do(ctx, actor, parts...)
	if err != nil {
		o.t.Fatal(err)
	}
	return res
}

func (o *office) record(formName string, id form.ID) (rec record.Record) {
	o.t.Helper()
	err := o.Read(ctx, func(w record.Reader) (err error) {
		rec, err = w.Stored(formName, id)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return rec
}

func (o *office) verify() {
	o.t.Helper()
	r, err := o.Verify(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	shelf, err := o.ShelfFaults(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, f := range append(r.Faults, shelf...) {
		o.t.Error(f)
	}
}

func TestSubmit_givesNumbersRevisionsAndSequences(t *testing.T) {
	o := newOffice(t)
	customer := o.customer("中科大厦")
	order := o.order(customer, o.zhou)

	rec := o.record("service_order", order)
	if rec.Number != "SO261123-0001" || rec.Rev != 1 || rec.Site != o.north || rec.CreatedBy != o.assistant {
		t.Errorf("created as %q rev %d site %s by %s", rec.Number, rec.Rev, rec.Site, rec.CreatedBy)
	}
	if res := o.set(o.zhou, order, form.Values{"notes": "门口保安登记"}); res.Fate != record.Applied {
		t.Fatalf("%s %v", res.Fate, res.Problems)
	}
	again := o.record("service_order", order)
	if again.Rev != 2 || again.Seq <= rec.Seq || again.Number != rec.Number || again.Values["notes"] != "门口保安登记" {
		t.Errorf("changed to rev %d seq %d number %q: %v", again.Rev, again.Seq, again.Number, again.Values)
	}
	o.verify()
}

func TestSubmit_refusedIsKeptAndBlocksNothing(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("中科大厦"), o.zhou)

	res := o.set(o.zhou, order, form.Values{"engineer": o.lin})
	if res.Fate != record.Refused || len(res.Problems) == 0 || res.Problems[0].Key != form.KeyWhoMayWrite {
		t.Errorf("an engineer gave his order away: %s %v", res.Fate, res.Problems)
	}
	if res := o.set(o.zhou, order, form.Values{"notes": "照常"}); res.Fate != record.Applied {
		t.Errorf("the next one: %s %v", res.Fate, res.Problems)
	}
	o.verify()
}

func TestSubmit_sameOperationSameAnswer(t *testing.T) {
	o := newOffice(t)
	op := record.Operation{ID: o.newID(), At: o.now, Actor: o.assistant, Parts: []record.Part{{Kind: record.Create, Form: "customer", Version: 1, Values: form.Values{"name": "一号"}}}}
	first, err := o.Submit(ctx, op)
	if err != nil {
		t.Fatal(err)
	}
	second, err := o.Submit(ctx, op)
	if err != nil {
		t.Fatal(err)
	}
	if first.Seq != second.Seq || second.Fate != record.Applied {
		t.Errorf("first %+v, then %+v", first, second)
	}
	op.Parts[0].Values = form.Values{"name": "另一家"}
	other, err := o.Submit(ctx, op)
	if err != nil {
		t.Fatal(err)
	}
	if other.Fate != record.Refused || other.Problems[0].Key != "problem.op-id-reused" {
		t.Errorf("another body under the same id: %+v", other)
	}
	o.verify()
}

func TestSubmit_foreignAndAbsentAreRefusedAlike(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("中科大厦"), o.zhou)
	touch := func(id form.ID) server.Result {
		_, res := o.submit(o.lin, record.Part{Kind: record.Set, Form: "service_order", Version: 1, ID: id, Base: 1, Values: form.Values{"notes": "x"}})
		for i := range res.Problems {
			res.Problems[i].ID = form.ID{}
		}
		return res
	}

	foreign, absent := touch(order), touch(o.newID())

	if foreign.Fate != record.Refused || len(foreign.Problems) != 1 || foreign.Problems[0].Key != "problem.not-in-scope" {
		t.Errorf("foreign: %+v", foreign)
	}
	if absent.Fate != foreign.Fate || len(absent.Problems) != 1 || absent.Problems[0].Key != foreign.Problems[0].Key {
		t.Errorf("absent is answered otherwise: %+v", absent)
	}
}

func TestSubmit_mayNotPointToForeignRecords(t *testing.T) {
	o := newOffice(t)
	secret := o.create(o.other, "line", form.Values{"name": "广州专线"})
	customer := o.customer("中科大厦")

	_, res := o.submit(o.other, record.Part{Kind: record.Create, Form: "service_order", Version: 1, Values: form.Values{"customer": form.Ref{Form: "customer", ID: customer}}})
	if res.Fate != record.Refused || res.Problems[0].Key != "problem.not-in-scope" || res.Problems[0].Field != "customer" {
		t.Errorf("an order for another site's customer: %+v", res)
	}
	_, res = o.submit(o.assistant, record.Part{Kind: record.Set, Form: "line", Version: 1, ID: secret, Base: 1, Values: form.Values{"name": "x"}})
	if res.Fate != record.Refused || res.Problems[0].Key != "problem.not-in-scope" {
		t.Errorf("a record of another site: %+v", res)
	}
}

func TestHistory_takesChangesBack(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("中科大厦"), o.zhou)
	if res := o.set(o.zhou, order, form.Values{"notes": "一"}); res.Fate != record.Applied {
		t.Fatalf("%+v", res)
	}
	if res := o.set(o.assistant, order, form.Values{"notes": "二", "place": "三层"}); res.Fate != record.Applied {
		t.Fatalf("%+v", res)
	}
	o.act(o.zhou, "service_order", order, "start", nil)

	err := o.Read(ctx, func(w record.Reader) error {
		for rev, notes := range map[int64]any{1: nil, 2: "一", 3: "二"} {
			rec, err := w.Base("service_order", order, rev)
			if err != nil {
				return err
			}
			if rec.State != "planned" || rec.Values["notes"] != notes || rec.Rev != rev {
				t.Errorf("revision %d: %s %v", rev, rec.State, rec.Values["notes"])
			}
		}
		by, err := w.Writer("service_order", order, "notes", 1)
		if err != nil || by.By != o.assistant || by.At.IsZero() {
			t.Errorf("notes written by %+v, %v", by, err)
		}
		if _, err := w.Writer("service_order", order, "customer", 1); !errors.Is(err, form.ErrNotHere) {
			t.Errorf("nobody wrote the customer since: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o.verify()
}

func TestOpen_goesOnWhereItStopped(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("中科大厦"), o.zhou)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	o.cfg.Library = nil
	o.open()

	if rec := o.record("service_order", order); rec.Number != "SO261123-0001" {
		t.Errorf("number %q", rec.Number)
	}
	if rec := o.record("service_order", o.order(o.customer("二号"), o.lin)); rec.Number != "SO261123-0002" {
		t.Errorf("next number %q", rec.Number)
	}
	o.verify()
}

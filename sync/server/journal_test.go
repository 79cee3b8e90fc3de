package server_test

import (
	"slices"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

func TestSync_clockAYearOff(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("中科大厦"), o.zhou)
	van := o.tablet(o.serve(), o.zhou)
	van.clock = func() time.Time { return o.now.AddDate(-1, 0, 0) }
	van.sync()

	r := van.sync(van.op(record.Part{Kind: record.Act, Form: "service_order", ID: order, Action: "start"}))

	if len(r.Results) != 1 || r.Results[0].Fate != "applied" {
		t.Fatalf("answered %+v", r.Results)
	}
	got, _ := van.have[ref("service_order", order)].Values["under_way_at"].(time.Time)
	if !got.Equal(o.now) {
		t.Errorf("begun at %s, want %s", got, o.now)
	}
	devices, err := o.Devices(ctx, o.zhou)
	if err != nil || len(devices) != 1 || devices[0].Skew < 364*24*time.Hour {
		t.Errorf("not flagged: %+v %v", devices, err)
	}
	o.verify()
}

func TestSync_gapIsAskedForAgain(t *testing.T) {
	o := newOffice(t)
	desk := o.tablet(o.serve(), o.assistant)
	desk.sync()
	one := desk.encode(desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "一"}}))
	two := desk.encode(desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "二"}}))
	three := desk.encode(desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "三"}}))

	ask := desk.request()
	ask.Ops = append(ask.Ops, one, three)
	reply, p := desk.ask(ask)
	if p != nil || reply.Upto != 1 || reply.Resend != 2 {
		t.Fatalf("%v %+v", p, reply)
	}
	ask.Ops = ask.Ops[:0]
	ask.Ops = append(ask.Ops, two, three)
	reply, p = desk.ask(ask)
	if p != nil || reply.Upto != 3 || reply.Resend != 0 {
		t.Fatalf("%v %+v", p, reply)
	}
	ask = desk.request()
	ask.Acked = 9
	reply, p = desk.ask(ask)
	if p != nil || reply.Resend != 4 {
		t.Errorf("a server that lost operations says %v %+v", p, reply)
	}
	o.verify()
}

func TestSync_restoredDeviceGetsANewIncarnation(t *testing.T) {
	o := newOffice(t)
	desk := o.tablet(o.serve(), o.assistant)
	desk.sync()
	first := desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "一"}})
	restored := *desk
	desk.sync(first)

	// The copy does not know that its operation was answered, and made another one.
	restored.dseq = 0
	other := restored.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "二"}})
	_, p := restored.ask(restored.request(other))
	wantSlug(t, p, protocol.DeviceRewound)
	if p == nil || p.Args["next"] != float64(2) {
		t.Fatalf("not told where to go on: %+v", p)
	}
	restored.incarnation, restored.chain = o.newID().String(), nil
	first.Dseq, other.Dseq = 2, 3
	ask := restored.request(first, other)
	reply, p := restored.ask(ask)
	if p != nil || reply.Upto != 3 {
		t.Fatalf("%v %+v", p, reply)
	}
	for _, r := range reply.Results {
		if r.Fate != "applied" {
			t.Errorf("%d is %s %v", r.Dseq, r.Fate, r.Problems)
		}
	}
	_, p = desk.ask(desk.request())
	wantSlug(t, p, protocol.DeviceRewound)
	o.verify()
}

// A device whose copy was alive reads everything anew. Where the reply that begins this is
// lost, it asks again with the cursor it had, and still gets what the copy has written, though
// the office takes that for its own.
func TestSync_beginsAnewThoughTheReplyIsLost(t *testing.T) {
	o := newOffice(t)
	desk := o.tablet(o.serve(), o.assistant)
	made := desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "一"}})
	desk.sync(made)
	desk.sync()
	copied := *desk
	copied.incarnation, copied.chain = o.newID().String(), nil
	theirs := copied.op(record.Part{Kind: record.Set, Form: "customer", ID: made.ID, Base: 1, Values: form.Values{"name": "二"}, Was: form.Values{"name": "一"}})
	if reply, p := copied.ask(copied.request(theirs)); p != nil || reply.Upto != theirs.Dseq {
		t.Fatalf("%+v %v", reply, p)
	}
	_, p := desk.ask(desk.request())
	wantSlug(t, p, protocol.DeviceRewound)

	desk.incarnation, desk.chain = o.newID().String(), nil
	if _, p := desk.ask(desk.request()); p != nil { // its reply is lost
		t.Fatal(p)
	}
	desk.sync()

	if rec := desk.have[form.Ref{Form: "customer", ID: made.ID}]; rec.Values["name"] != "二" {
		t.Errorf("what the copy has written never comes: %v", rec.Values)
	}
	if came := desk.sync().came; len(came) != 0 {
		t.Errorf("once it has begun anew, %v come again", came)
	}
}

func TestSync_answersOnlyWhatIsAskedAbout(t *testing.T) {
	o := newOffice(t)
	desk := o.tablet(o.serve(), o.zhou)
	desk.sync()
	first := desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "一"}})
	second := desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "二"}})
	both := desk.request(first, second)
	if _, p := desk.ask(both); p != nil { // the reply is lost
		t.Fatal(p)
	}

	// On a weak link fewer are sent at a time; and a first round may send none.
	both.Ops = both.Ops[:1]
	if reply, p := desk.ask(both); p != nil || reply.Upto != 1 || len(reply.Results) != 1 || reply.Results[0].Fate != "refused" {
		t.Errorf("the first alone is answered with %+v %v", reply, p)
	}
	both.Ops = nil
	if reply, p := desk.ask(both); p != nil || reply.Upto != 0 || reply.Resend != 0 {
		t.Errorf("none is answered with %+v %v", reply, p)
	}
	o.verify()
}

func TestSync_bringsWhatIsChangedWhileADeviceBeginsAnew(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("一"), o.zhou)
	zhou := o.tablet(o.serve(), o.zhou)
	zhou.sync()
	about := ref("service_order", order)
	note := func(text string) record.Operation {
		op := zhou.op(record.Part{Kind: record.Set, Form: about.Form, ID: order, Values: form.Values{"notes": text}})
		mine := zhou.have[about]
		mine.Rev++
		mine.Values = form.Clone(mine.Values)
		mine.Values["notes"] = text
		zhou.have[about] = mine
		return op
	}
	if reply, p := zhou.ask(zhou.request(note("一"))); p != nil || len(reply.Results) > 0 {
		t.Fatalf("%v %+v", p, reply)
	}

	// It reads everything again, page by page, and goes on working meanwhile.
	zhou.cursor = ""
	came := false
	for n := range 20 {
		var ops []record.Operation
		if n == 1 {
			ops = append(ops, note("二"))
		}
		ask := zhou.request(ops...)
		ask.Rows = 1
		reply, p := zhou.ask(ask)
		if p != nil {
			t.Fatal(p)
		}
		zhou.cursor = reply.Cursor
		for _, ch := range reply.Changes {
			came = came || ch.Form == about.Form && len(ch.Rows) > 0
		}
		if !reply.More {
			break
		}
	}
	if !came {
		t.Error("the order that was changed meanwhile did not come")
	}
	o.verify()
}

func TestSync_otherServerIsFoundOut(t *testing.T) {
	o := newOffice(t)
	desk := o.tablet(o.serve(), o.assistant)
	desk.sync()
	ask := desk.request()
	ask.Epoch = o.newID().String()
	_, p := desk.ask(ask)
	wantSlug(t, p, protocol.EpochChanged)
	if p != nil && p.Epoch != desk.reply.Epoch {
		t.Errorf("told %q", p.Epoch)
	}
}

func TestSync_othersOperationsAreNotTaken(t *testing.T) {
	o := newOffice(t)
	desk := o.tablet(o.serve(), o.assistant)
	desk.sync()
	made := func(change func(*record.Operation)) record.Operation {
		op := desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "一"}})
		change(&op)
		return op
	}

	r := desk.sync(made(func(op *record.Operation) { op.Actor = o.supervisor }), made(func(op *record.Operation) { op.Device = o.newID() }),
		made(func(op *record.Operation) { op.Accepts = o.newID() }))

	if len(r.Results) != 3 {
		t.Fatalf("answered %+v", r.Results)
	}
	for _, res := range r.Results {
		if res.Fate != "refused" || res.Problems[0].Key != "problem.op-foreign" {
			t.Errorf("answered %+v", res)
		}
	}
}

// Nothing is done in the future, and an operation that follows another chain is of a copy.
func TestSync_whatADeviceSaysIsLookedAt(t *testing.T) {
	o := newOffice(t)
	desk := o.tablet(o.serve(), o.assistant)
	desk.sync()
	op := desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "一"}})
	op.At = o.now.Add(3 * time.Hour)
	desk.sync(op)
	if at := o.record("customer", op.ID).CreatedAt; at.After(o.now) {
		t.Errorf("made at %v, it is %v", at, o.now)
	}

	// What became of work before a restore counts for its author's own, and for nothing newer.
	mine, other := desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "三"}}), desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "四"}})
	other.Actor = o.supervisor
	ask := desk.request(mine, other)
	ask.Told = []protocol.Told{{Op: mine.ID, Fate: "parked"}, {Op: other.ID, Fate: "parked"}}
	if reply, p := desk.ask(ask); p != nil || reply.Upto != 3 || o.record("customer", mine.ID).Rev != 1 {
		t.Errorf("work that is new is kept as told: %+v, %v", reply, p)
	}
	again := desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "五"}})
	again.Actor = o.supervisor
	ask = desk.request(again)
	ask.Again, ask.Told = again.Dseq, []protocol.Told{{Op: again.ID, Fate: "parked"}}
	if reply, p := desk.ask(ask); p != nil || len(reply.Results) != 1 || reply.Results[0].Fate != "refused" {
		t.Errorf("another's work is kept as told: %+v, %v", reply, p)
	}

	desk.chain = record.Hash([]byte("another journal"))
	_, p := desk.ask(desk.request(desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "二"}})))
	wantSlug(t, p, protocol.DeviceRewound)
}

func TestTick_remindsAndTells(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	order := o.order(o.customer("中科大厦"), o.zhou)
	zhou, boss := o.tablet(web, o.zhou), o.tablet(web, o.supervisor)
	zhou.sync()
	boss.sync()

	o.now = o.now.Add(23*time.Hour - time.Minute)
	tick(t, o)
	if r := zhou.renewed().sync(); len(r.tells) != 0 {
		t.Errorf("told too early: %+v", r.tells)
	}
	o.now = o.now.Add(2 * time.Hour)
	tick(t, o)
	tick(t, o)

	mine, theirs := zhou.renewed().sync().tells, boss.renewed().sync().tells
	if len(mine) != 1 || mine[0].Text.En != "One hour left" || mine[0].ID != order || !mine[0].At.Equal(morning.Add(23*time.Hour)) {
		t.Errorf("the engineer was told %+v", mine)
	}
	if len(theirs) != 1 || theirs[0].Text.En != "It is late" {
		t.Errorf("the supervisor was told %+v", theirs)
	}
	o.verify()
}

func tick(t *testing.T, o *office) {
	t.Helper()
	if err := o.Tick(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestTick_oldOrdersLeaveTheTablet(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	customer := o.customer("中科大厦")
	order := o.order(customer, o.zhou)
	if res := o.act(o.assistant, "service_order", order, "cancel", nil); res.Fate != record.Applied {
		t.Fatal(res)
	}
	zhou, desk := o.tablet(web, o.zhou), o.tablet(web, o.assistant)
	zhou.sync()
	desk.sync()

	o.now = o.now.AddDate(0, 0, 31)
	tick(t, o)
	r := zhou.renewed().sync()

	if !slices.Contains(r.left, ref("service_order", order)) || !slices.Contains(r.left, ref("customer", customer)) {
		t.Errorf("left: %v", r.left)
	}
	if desk.renewed().sync(); !desk.holds("service_order", order) {
		t.Error("the office lost it, too")
	}
	o.verify()
}

func TestTick_opensWhatTheCalendarOpens(t *testing.T) {
	o := newOffice(t)
	o.customer("中科大厦")
	lines := func() int {
		page, err := o.Select(ctx, table.Query{Form: "line"})
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range page.Records {
			if rec.Site != o.north || rec.Values["name"] != "中科大厦" {
				t.Errorf("opened %+v", rec)
			}
		}
		return len(page.Records)
	}
	tick(t, o)
	tick(t, o)
	if n := lines(); n != 1 { // it is Monday
		t.Errorf("%d on the first day", n)
	}
	o.now = o.now.AddDate(0, 0, 6)
	tick(t, o)
	if n := lines(); n != 1 {
		t.Errorf("%d within the week", n)
	}
	o.now = o.now.AddDate(0, 0, 9) // a Monday lay between, when the server stood still
	tick(t, o)
	if n := lines(); n != 3 {
		t.Errorf("%d after two more Mondays", n)
	}
	o.verify()
}

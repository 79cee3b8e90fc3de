package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

func ref(formName string, id form.ID) form.Ref { return form.Ref{Form: formName, ID: id} }

func TestSync_twoDevicesSeeEachOther(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	desk, van := o.tablet(web, o.assistant), o.tablet(web, o.zhou)
	desk.sync()
	van.sync()

	customer := desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "中科大厦"}})
	order := desk.op(record.Part{Kind: record.Create, Form: "service_order", Values: form.Values{
		"customer": ref("customer", customer.ID), "engineer": o.zhou, "asked_at": o.now}})
	sent := desk.sync(customer, order)
	if sent.Upto != 2 || len(sent.Results) != 2 || !slices.Contains(sent.came, ref("service_order", order.ID)) {
		t.Fatalf("upto %d, results %+v, came %v", sent.Upto, sent.Results, sent.came)
	}
	if got := desk.have[ref("service_order", order.ID)]; got.Number != "SO261123-0001" || got.Rev != 1 {
		t.Errorf("numbered %q at revision %d", got.Number, got.Rev)
	}

	van.sync()
	if !van.holds("service_order", order.ID) || !van.holds("customer", customer.ID) {
		t.Fatal("the engineer lacks the order or the customer it carries")
	}
	note := van.op(record.Part{Kind: record.Set, Form: "service_order", ID: order.ID, Values: form.Values{"notes": "门口登记"}})
	back := van.sync(note)
	if back.Upto != 1 || len(back.Results) != 0 || len(back.came) != 0 {
		t.Errorf("settled by more than the watermark: %+v, came %v", back.Results, back.came)
	}
	desk.sync()
	if got := desk.have[ref("service_order", order.ID)]; got.Values["notes"] != "门口登记" || got.Rev != 2 || got.UpdatedBy != o.zhou {
		t.Errorf("the office has %v at revision %d by %s", got.Values["notes"], got.Rev, got.UpdatedBy)
	}
	o.verify()
}

func TestSync_sameRequestAgainChangesNothing(t *testing.T) {
	o := newOffice(t)
	desk := o.tablet(o.serve(), o.assistant)
	desk.sync()
	ask := desk.request(
		desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "一号"}}),
		desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": ""}}),
	)

	first, p := desk.ask(ask)
	if p != nil {
		t.Fatal(p)
	}
	second, p := desk.ask(ask)
	if p != nil {
		t.Fatal(p)
	}

	if first.Upto != 2 || second.Upto != 2 || fmt.Sprint(first.Results) != fmt.Sprint(second.Results) {
		t.Errorf("first %+v, then %+v", first.Results, second.Results)
	}
	if len(first.Results) != 2 || first.Results[1].Fate != "refused" || len(first.Results[1].Problems) == 0 {
		t.Errorf("an empty name was not refused: %+v", first.Results)
	}
	o.verify()
}

func TestSync_refusedOneNeverBlocksTheNext(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("中科大厦"), o.zhou)
	foreign := o.order(o.customer("二号"), o.lin)
	van := o.tablet(o.serve(), o.zhou)
	van.sync()

	bad := van.op(record.Part{Kind: record.Set, Form: "service_order", ID: order, Values: form.Values{"engineer": o.lin}})
	other := van.op(record.Part{Kind: record.Set, Form: "service_order", ID: foreign, Values: form.Values{"notes": "x"}})
	away := van.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "无权"}})
	r := van.sync(bad, other, away,
		van.op(record.Part{Kind: record.Set, Form: "customer", ID: away.ID, Values: form.Values{"phone": "1"}}),
		van.op(record.Part{Kind: record.Set, Form: "service_order", ID: order, Values: form.Values{"notes": "到了"}}),
	)

	if r.Upto != 5 || len(r.Results) < 4 {
		t.Fatalf("upto %d, %+v", r.Upto, r.Results)
	}
	var keys []string
	for _, res := range r.Results[:4] {
		if res.Fate != "refused" || len(res.Problems) == 0 || res.Seq != 0 { // nothing is to be read of it
			t.Fatalf("%d is %s %v at %d", res.Dseq, res.Fate, res.Problems, res.Seq)
		}
		keys = append(keys, res.Problems[0].Key)
	}
	want := []string{form.KeyWhoMayWrite, "problem.not-in-scope", form.KeyWhoMay, form.KeyAfterRefused}
	if !slices.Equal(keys, want) {
		t.Errorf("refused for %v, want %v", keys, want)
	}
	if rec := o.record("service_order", order); rec.Values["notes"] != "到了" {
		t.Errorf("notes %v", rec.Values["notes"])
	}
	o.verify()
}

func TestSync_reassigningMovesTheOrderAtOneSequence(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	customer := o.customer("中科大厦")
	order := o.order(customer, o.zhou)
	shared := o.order(customer, o.lin)
	if res := o.act(o.zhou, "service_order", order, "start", nil); res.Fate != record.Applied {
		t.Fatal(res)
	}
	zhou, lin := o.tablet(web, o.zhou), o.tablet(web, o.lin)
	zhou.sync()
	lin.sync()
	var card form.ID
	for r := range zhou.have {
		if r.Form == "card" {
			card = r.ID
		}
	}
	if card == (form.ID{}) || lin.holds("service_order", order) || !lin.holds("customer", customer) {
		t.Fatal("the devices do not begin as they should")
	}

	if res := o.act(o.assistant, "service_order", order, "assign", form.Values{"engineer": o.lin}); res.Fate != record.Applied {
		t.Fatal(res)
	}
	gone, come := zhou.sync(), lin.sync()

	for _, r := range []form.Ref{ref("service_order", order), ref("card", card), ref("customer", customer)} {
		if !slices.Contains(gone.left, r) {
			t.Errorf("%s did not leave the first engineer", r.Form)
		}
	}
	if !slices.Contains(come.came, ref("service_order", order)) || !slices.Contains(come.came, ref("card", card)) {
		t.Errorf("the second engineer got %v", come.came)
	}
	var left int64
	for _, ch := range gone.Changes {
		for _, l := range ch.Leave {
			if l.ID == order {
				left = l.Seq
			}
		}
	}
	if is := lin.have[ref("service_order", order)].Seq; left != is {
		t.Errorf("it left at %d and entered at %d", left, is)
	}
	if !lin.holds("service_order", shared) {
		t.Error("another order was lost on the way")
	}
	if res := o.act(o.assistant, "service_order", shared, "assign", form.Values{"engineer": o.zhou}); res.Fate != record.Applied {
		t.Fatal(res)
	}
	lin.sync()
	if !lin.holds("customer", customer) {
		t.Error("a customer left although another order still carries it")
	}
	o.verify()
}

func TestSync_actOnWhatLeftIsKeptForTheOffice(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("中科大厦"), o.zhou)
	zhou := o.tablet(o.serve(), o.zhou)
	zhou.sync()
	o.act(o.assistant, "service_order", order, "assign", form.Values{"engineer": o.lin})

	r := zhou.sync(zhou.op(record.Part{Kind: record.Act, Form: "service_order", ID: order, Action: "start"}))

	if len(r.Results) != 1 || r.Results[0].Fate != "parked" {
		t.Errorf("answered %+v", r.Results)
	}
	o.verify()
}

func TestSync_columnsThatFewSeeStayBehind(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	customer := o.customer("中科大厦")
	if res := o.do(o.supervisor, record.Part{Kind: record.Set, Form: "customer", ID: customer, Values: form.Values{"credit": int64(500000)}}); res.Fate != record.Applied {
		t.Fatal(res)
	}
	desk, boss := o.tablet(web, o.assistant), o.tablet(web, o.supervisor)
	desk.sync()
	boss.sync()

	if v, there := desk.have[ref("customer", customer)].Values["credit"]; there {
		t.Errorf("the assistant got %v", v)
	}
	if v := boss.have[ref("customer", customer)].Values["credit"]; v != int64(500000) {
		t.Errorf("the supervisor got %v", v)
	}
}

func TestSync_newPostShowsAndHidesWhatFewSee(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	customer := o.customer("中科大厦")
	o.do(o.supervisor, record.Part{Kind: record.Set, Form: "customer", ID: customer, Values: form.Values{"credit": int64(500000)}})
	boss := o.tablet(web, o.supervisor)
	boss.sync()
	becomes := func(role string) {
		o.do(o.admin, record.Part{Kind: record.Set, Form: "person", ID: o.supervisor, Values: form.Values{"posts": []form.Row{
			{ID: "p", Values: form.Values{"role": role, "site": ref("site", o.north)}}}}})
		boss.sync()
	}

	// Both posts hear of the customer in one audience.
	becomes("technical_assistant")
	if v, there := boss.have[ref("customer", customer)].Values["credit"]; there {
		t.Errorf("who is supervisor no more still has %v", v)
	}
	becomes("technical_supervisor")
	if v := boss.have[ref("customer", customer)].Values["credit"]; v != int64(500000) {
		t.Errorf("who is supervisor again has %v", v)
	}
}

func TestSync_newPostBringsAndTakesItsRecords(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	for i := range 7 {
		o.customer(fmt.Sprintf("北方%d", i))
	}
	south := o.create(o.other, "customer", form.Values{"name": "广州"})
	desk := o.tablet(web, o.other)
	desk.sync()
	if desk.holds("customer", south) != true || len(desk.have) > 15 {
		t.Fatalf("begins with %d records", len(desk.have))
	}

	o.do(o.admin, record.Part{Kind: record.Set, Form: "person", ID: o.other, Values: form.Values{"posts": []form.Row{
		{ID: "p", Values: form.Values{"role": "technical_assistant", "site": ref("site", o.north)}},
	}}})
	ask := desk.request()
	ask.Rows = 2
	var pages int
	for more := true; more; pages++ {
		reply, p := desk.ask(ask)
		if p != nil {
			t.Fatal(p)
		}
		for _, ch := range reply.Changes {
			for _, row := range ch.Rows {
				rec, err := protocol.ReadRow(o.Library().Form(ch.Form), ch.Columns, row)
				if err != nil {
					t.Fatal(err)
				}
				desk.have[ref(ch.Form, rec.ID)] = rec
			}
			for _, l := range ch.Leave {
				delete(desk.have, ref(ch.Form, l.ID))
			}
		}
		if reply.More != (reply.Left > 0) && len(reply.Changes) > 0 && pages > 0 {
			t.Errorf("page %d says %d are left, and more: %v", pages, reply.Left, reply.More)
		}
		desk.cursor, more = reply.Cursor, reply.More
		ask = desk.request()
		ask.Rows = 2
	}

	north := 0
	for r, rec := range desk.have {
		if name, _ := rec.Values["name"].(string); r.Form == "customer" && strings.HasPrefix(name, "北方") {
			north++
		}
	}
	if north != 7 || desk.holds("customer", south) {
		t.Errorf("%d customers of the new site, the old site's still there: %v", north, desk.holds("customer", south))
	}
	if pages < 4 {
		t.Errorf("came in %d pages", pages)
	}
	if again := desk.sync(); len(again.came) != 0 || len(again.left) != 0 {
		t.Errorf("came again: %v %v", again.came, again.left)
	}
}

func TestSync_pagesBringEverythingOnce(t *testing.T) {
	o := newOffice(t)
	for i := range 25 {
		o.customer(fmt.Sprintf("客户%d", i))
	}
	desk := o.tablet(o.serve(), o.assistant)
	ask := desk.request()
	ask.Rows = 4
	seen := map[form.ID]int{}
	for more := true; more; {
		reply, p := desk.ask(ask)
		if p != nil {
			t.Fatal(p)
		}
		for _, ch := range reply.Changes {
			for _, row := range ch.Rows {
				rec, err := protocol.ReadRow(o.Library().Form(ch.Form), ch.Columns, row)
				if err != nil {
					t.Fatal(err)
				}
				seen[rec.ID]++
			}
		}
		desk.cursor, more = reply.Cursor, reply.More
		ask = desk.request()
		ask.Rows = 4
	}
	if len(seen) != 25+8 { // with six people and two sites
		t.Errorf("%d records", len(seen))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
}

func TestSync_numberComesThoughMoreWasDoneSince(t *testing.T) {
	o := newOffice(t)
	desk := o.tablet(o.serve(), o.assistant)
	desk.sync()
	create := desk.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "一"}})
	change := desk.op(record.Part{Kind: record.Set, Form: "customer", ID: create.ID, Values: form.Values{"phone": "1"}})
	change.Parts[0].Base, change.Parts[0].Was = 1, form.Values{}

	desk.sync(create, change)

	if got := desk.have[ref("customer", create.ID)]; got.Number == "" || got.Values["phone"] != "1" {
		t.Errorf("the device has %q %v", got.Number, got.Values)
	}
}

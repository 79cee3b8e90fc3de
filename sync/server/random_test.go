package server_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// TestSync_anyOrderOfWorkLeavesEverybodyWithHisOwn plays random days: people act on the
// server and on their devices, posts change, pages are small and syncs come when they
// come. In the end every device holds exactly what its person is to see, as it is.
func TestSync_anyOrderOfWorkLeavesEverybodyWithHisOwn(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { play(t, seed) })
	}
}

func play(t *testing.T, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 1))
	o := newOffice(t)
	if err := o.ShelfRoom(ctx, 3+int(seed)); err != nil {
		t.Fatal(err)
	}
	web := o.serve()
	devices := []*tablet{o.tablet(web, o.assistant), o.tablet(web, o.zhou), o.tablet(web, o.lin), o.tablet(web, o.other)}
	engineers := []form.ID{o.zhou, o.lin}
	customers := []form.ID{o.customer("零"), o.customer("一")}
	orders := []form.ID{o.order(customers[0], o.zhou)}
	any := func(ids []form.ID) form.ID { return ids[r.IntN(len(ids))] }

	for range 150 {
		switch r.IntN(14) {
		case 0:
			customers = append(customers, o.customer(fmt.Sprint(len(customers))))
		case 1, 2:
			if _, res := o.submit(o.assistant, record.Part{Kind: record.Create, Form: "service_order", Version: 1, Values: form.Values{
				"customer": ref("customer", any(customers)), "engineer": any(engineers), "asked_at": o.now,
			}}); res.Fate == record.Applied {
				orders = append(orders, res.Op)
			}
		case 3:
			o.act(o.assistant, "service_order", any(orders), "assign", form.Values{"engineer": any(engineers)})
		case 4:
			o.set(o.assistant, any(orders), form.Values{"customer": ref("customer", any(customers))})
		case 5:
			o.act(any(engineers), "service_order", any(orders), []string{"start", "finish"}[r.IntN(2)], nil)
		case 6:
			o.act(o.assistant, "service_order", any(orders), "cancel", nil)
		case 7:
			o.do(o.assistant, record.Part{Kind: record.Set, Form: "customer", ID: any(customers), Values: form.Values{"phone": fmt.Sprint(r.IntN(1000))}})
		case 8:
			site := []form.ID{o.north, o.south}[r.IntN(2)]
			o.do(o.admin, record.Part{Kind: record.Set, Form: "person", ID: o.other, Values: form.Values{"posts": []form.Row{
				{ID: "p", Values: form.Values{"role": "technical_assistant", "site": ref("site", site)}},
			}}})
		default:
			onePage(t, r, devices[r.IntN(len(devices))], orders)
		}
	}

	for _, tb := range devices {
		tb.sync()
		want, err := o.Visible(ctx, tb.reply.Person)
		if err != nil {
			t.Fatal(err)
		}
		for ref, rev := range want {
			if have, ok := tb.have[ref]; !ok || have.Rev != rev {
				t.Errorf("device %d has %s %s at %d, should have it at %d", tb.reply.Number, ref.Form, ref.ID, have.Rev, rev)
			}
		}
		for ref := range tb.have {
			if _, ok := want[ref]; !ok {
				t.Errorf("device %d still has %s %s", tb.reply.Number, ref.Form, ref.ID)
			}
		}
	}
	o.verify()
}

// onePage lets a device send a note on some order and read one small page; what it finds
// settled as expected it takes from its own prediction, as a device does.
func onePage(t *testing.T, r *rand.Rand, tb *tablet, orders []form.ID) {
	t.Helper()
	var ops []record.Operation
	var target form.Ref
	for _, id := range orders {
		if tb.holds("service_order", id) && (target.Form == "" || r.IntN(3) == 0) {
			target = ref("service_order", id)
		}
	}
	mine := tb.have[target]
	if target.Form != "" && r.IntN(4) > 0 {
		ops = append(ops, tb.op(record.Part{Kind: record.Set, Form: target.Form, ID: target.ID, Values: form.Values{"notes": fmt.Sprint(r.Uint32())}}))
	}
	ask := tb.request(ops...)
	ask.Rows = 1 + r.IntN(5)
	reply, p := tb.ask(ask)
	if p != nil {
		t.Fatal(p)
	}
	if len(ops) > 0 && len(reply.Results) == 0 {
		mine.Rev++
		mine.Values = form.Clone(mine.Values)
		mine.Values["notes"] = ops[0].Parts[0].Values["notes"]
		tb.have[target] = mine
	}
	for _, ch := range reply.Changes {
		for _, row := range ch.Rows {
			rec, err := protocol.ReadRow(tb.o.Library().Form(ch.Form), ch.Columns, row)
			if err != nil {
				t.Fatal(err)
			}
			tb.have[ref(ch.Form, rec.ID)] = rec
		}
		for _, l := range ch.Leave {
			delete(tb.have, ref(ch.Form, l.ID))
		}
	}
	tb.cursor = reply.Cursor
}

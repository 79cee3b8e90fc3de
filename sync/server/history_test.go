package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// history is what a device is told of a record.
func (tb *tablet) history(formName, id string) (protocol.HistoryReply, *protocol.Problem) {
	tb.o.t.Helper()
	raw, _, p := tb.send(http.MethodGet, protocol.PathRecords+formName+"/"+id+protocol.PathHistory, tb.tokens.Access, nil, nil)
	var reply protocol.HistoryReply
	if p == nil {
		if err := json.Unmarshal(raw, &reply); err != nil {
			tb.o.t.Fatal(err)
		}
	}
	return reply, p
}

// says writes a history as one line per entry.
func says(h protocol.HistoryReply) string {
	var lines []string
	for _, e := range h.Entries {
		line := fmt.Sprintf("%d %s%s %s", e.Rev, e.Kind, e.Action, e.State)
		for _, c := range e.Changes {
			line += fmt.Sprintf(" %s:%s>%s", c.Column, c.Was, c.Is)
			if c.Secret {
				line += "secret"
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestHistory_tellsWhoDidWhatWhenAndWhere(t *testing.T) {
	o := newOffice(t)
	order := o.order(o.customer("中科大厦"), o.zhou)
	web := o.serve()
	van := o.tablet(web, o.zhou)
	van.sync()
	done := o.now
	act := van.op(record.Part{Kind: record.Act, Form: "service_order", ID: order, Action: "start"})
	o.now = o.now.Add(3 * time.Hour) // in a cellar
	van.renewed().sync(act)

	h, p := van.history("service_order", order.String())
	if p != nil {
		t.Fatal(p)
	}

	newest := h.Entries[0]
	if newest.Op != act.ID || newest.By != o.zhou || newest.Device == 0 || !newest.At.Equal(done) || !newest.Received.Equal(o.now) || !newest.Offline || newest.Action != "start" || newest.State != "under_way" {
		t.Errorf("the newest is %+v", newest)
	}
	first := h.Entries[len(h.Entries)-1]
	if first.Kind != "create" || first.Rev != 1 || first.Device != 0 || first.Offline || len(first.Changes) == 0 {
		t.Errorf("the first is %+v", first)
	}
	if len(h.Entries) != 2 || h.More {
		t.Errorf("it says\n%s", says(h))
	}
}

// What a person may not read of a record he does not find in its history either: fields
// of others, even those that are empty by now, and secrets.
func TestHistory_keepsFromEachWhatIsNotHis(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	desk, boss := o.tablet(web, o.assistant), o.tablet(web, o.supervisor)
	customer := o.create(o.assistant, "customer", form.Values{"name": "海纳", "credit": int64(5000)})
	o.must(o.assistant, record.Part{Kind: record.Set, Form: "customer", ID: customer, Base: 1,
		Values: form.Values{"name": "海纳物流", "credit": nil}, Was: form.Values{"name": "海纳", "credit": int64(5000)}})

	theirs, p := desk.history("customer", customer.String())
	if p != nil {
		t.Fatal(p)
	}
	all, p := boss.history("customer", customer.String())
	if p != nil {
		t.Fatal(p)
	}

	if got := says(theirs); got != "2 set  name:\"海纳\">\"海纳物流\"\n1 create  name:>\"海纳\"" {
		t.Errorf("the assistant is told\n%s", got)
	}
	if got := says(all); !strings.Contains(got, "credit:5000>") || !strings.Contains(got, "credit:>5000") {
		t.Errorf("the supervisor is told\n%s", got)
	}

	box, err := protocol.Seal(desk.reply.BoxKey, "8-6-4-2")
	if err != nil {
		t.Fatal(err)
	}
	line := desk.op(record.Part{Kind: record.Create, Form: "line", Values: form.Values{"name": "专线", "pin": box}})
	desk.sync(line)
	secret, p := desk.history("line", line.ID.String())
	if p != nil || says(secret) != "1 create  name:>\"专线\" pin:>secret" {
		t.Errorf("of a secret is told %v\n%s", p, says(secret))
	}
}

func TestHistory_foreignAndAbsentAreAlike(t *testing.T) {
	o := newOffice(t)
	customer := o.customer("中科大厦")
	van := o.tablet(o.serve(), o.zhou)

	_, foreign := van.history("customer", customer.String())
	_, absent := van.history("customer", o.newID().String())
	_, noForm := van.history("nothing", customer.String())
	_, noID := van.history("customer", "1")

	for _, p := range []*protocol.Problem{foreign, absent, noForm, noID} {
		wantSlug(t, p, protocol.NotFound)
		if p.Detail != foreign.Detail || p.Title != foreign.Title {
			t.Errorf("%+v tells more than %+v", p, foreign)
		}
	}
}

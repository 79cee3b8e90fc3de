package client_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// counted counts the requests of syncing.
type counted struct {
	http.RoundTripper
	requests atomic.Int64
	busy     atomic.Bool // the server refuses what comes too soon
	ill      atomic.Bool // the server fails at every attachment and forgets it
	parts    atomic.Int64
}

func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == protocol.PathSync {
		c.requests.Add(1)
		if c.busy.Load() {
			w := &http.Response{StatusCode: http.StatusTooManyRequests, Header: http.Header{}, Body: http.NoBody, Request: r}
			w.Header.Set("Retry-After", "3600")
			return w, nil
		}
	}
	if r.Method == http.MethodHead && c.ill.Load() {
		return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
	}
	if r.Method == http.MethodPatch && c.ill.Load() {
		c.parts.Add(1)
		return &http.Response{StatusCode: http.StatusInternalServerError, Header: http.Header{"Retry-After": {"3600"}}, Body: http.NoBody, Request: r}, nil
	}
	return c.RoundTripper.RoundTrip(r)
}

// running is a desk whose loop runs.
type running struct {
	*tablet
	way       *counted
	states    chan client.State
	customers int
}

func (o *office) run(role string) *running {
	o.t.Helper()
	r := &running{way: &counted{RoundTripper: o.http.Client().Transport}, states: make(chan client.State, 1000)}
	r.tablet = o.enrol(role, client.Config{Transport: r.way, Poll: time.Hour})
	o.sync(r.tablet)
	until, end := context.WithCancel(ctx)
	done := make(chan error, 1)
	stop := r.OnState(func(s client.State) { r.states <- s })
	go func() { done <- r.Run(until) }()
	o.t.Cleanup(func() {
		end()
		stop()
		if err := <-done; err != nil {
			o.t.Error(err)
		}
	})
	r.until("a round was made", func(s client.State) bool { return !s.Running && r.way.requests.Load() == 2 })
	return r
}

// until waits for a state.
func (r *running) until(what string, so func(client.State) bool) {
	r.t.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case s := <-r.states:
			if so(s) {
				return
			}
		case <-late:
			r.t.Fatalf("not within a minute: %s", what)
		}
	}
}

func (r *running) customer() form.ID {
	r.customers++
	return r.new(library.Customer, form.Values{
		library.CustomerName: fmt.Sprintf("罗湖鸿翔宾馆%d店", r.customers), library.CustomerSizeClass: library.SizeClassIsSmallMedium, library.CustomerContact: "李娜",
		library.CustomerPhone: "13800000001", library.CustomerAddress: "人民南路1号", library.CustomerServices: []string{library.ServiceIsIP},
	})
}

// sent waits until nothing waits any more, and for the end of the round.
func (r *running) sent() {
	r.t.Helper()
	r.until("everything is sent", func(s client.State) bool { return s.Pending == 0 && !s.Running })
}

// What is saved is sent at once; what is saved in quick succession, as scans are, goes
// together, at a pace that no server refuses.
func TestRun_whatIsSavedQuicklyGoesTogether(t *testing.T) {
	const saved = 100
	o := newOffice(t)
	desk := o.run(library.RoleTechnicalAssistant)

	before, began := desk.way.requests.Load(), time.Now()
	for range saved {
		desk.customer()
	}
	desk.until("they wait", func(s client.State) bool { return s.Pending > 0 })
	desk.sent()
	paced := 2 + int64(time.Since(began)/(200*time.Millisecond))
	if n := desk.way.requests.Load() - before; n > paced {
		t.Errorf("%d records went in %d requests, more than %d", saved, n, paced)
	}
	if pending, err := desk.Pending(ctx, 1, 1); err != nil || pending.Total != 0 {
		t.Errorf("%d wait, %v", pending.Total, err)
	}
}

// nothing is how long nothing may happen.
const nothing = 600 * time.Millisecond

// What may still be taken back is counted as waiting and asks for no round; nor does the
// answer to what was sent.
func TestRun_whatMayBeTakenBackAsksForNoRound(t *testing.T) {
	o := newOffice(t)
	desk := o.run(library.RoleTechnicalAssistant)
	before := desk.way.requests.Load()
	customer := desk.customer()
	start := o.now.Add(time.Hour)
	order := desk.new(library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: form.Ref{Form: library.Customer, ID: customer},
		library.ServiceOrderEngineer: o.staff[library.RoleEngineer], library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	})
	desk.until("they wait", func(s client.State) bool { return s.Pending > 0 })
	desk.sent()
	after := desk.way.requests.Load()
	if n := after - before; n > 2 {
		t.Errorf("two records went in %d requests", n)
	}

	desk.do(record.Part{Kind: record.Act, Form: library.ServiceOrder, ID: order, Action: library.ServiceOrderAssign})
	desk.until("it waits", func(s client.State) bool { return s.Pending > 0 })
	time.Sleep(nothing)
	if n := desk.way.requests.Load() - after; n != 0 {
		t.Errorf("%d requests were made although nothing may be sent", n)
	}
}

// A server that asks for time gets it, whatever is saved meanwhile; a person who asks goes first.
func TestRun_aBusyServerIsLeftAlone(t *testing.T) {
	o := newOffice(t)
	desk := o.run(library.RoleTechnicalAssistant)
	desk.way.busy.Store(true)
	desk.customer()
	desk.until("the round was refused", func(s client.State) bool { return s.Pending == 1 && !s.Running && desk.way.requests.Load() == 3 })
	for range 3 {
		desk.customer()
	}
	desk.until("they wait", func(s client.State) bool { return s.Pending == 4 })
	time.Sleep(nothing)
	if n := desk.way.requests.Load(); n != 3 {
		t.Errorf("%d requests were made although the server asked for an hour", n-3)
	}
	desk.way.busy.Store(false)
	desk.Wake()
	desk.sent()
}

// An attachment that the server fails at is tried again when the server asked for it, not
// at once and for ever.
func TestRun_anAttachmentThatFailsAsksForNoRound(t *testing.T) {
	o := newOffice(t)
	desk := o.run(library.RoleTechnicalAssistant)
	desk.way.ill.Store(true)
	file, err := desk.PutAttachment(ctx, strings.NewReader("the papers of the customer"), "papers.txt")
	if err != nil {
		t.Fatal(err)
	}
	customer := desk.customer()
	desk.do(record.Part{Kind: record.Set, Form: library.Customer, ID: customer, Values: form.Values{
		library.CustomerPapers: []form.Row{{ID: "1", Values: form.Values{"photo": file}}},
	}})
	desk.until("it was tried", func(s client.State) bool { return s.Pending == 0 && !s.Running && desk.way.parts.Load() > 0 })

	before := desk.way.requests.Load()
	time.Sleep(2 * nothing)
	if n := desk.way.requests.Load() - before; n != 0 {
		t.Errorf("%d rounds were made although the server asked for an hour", n)
	}
}

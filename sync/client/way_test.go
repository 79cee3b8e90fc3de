package client_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

// breaks cuts syncs in the middle of what they send, as often as it is told.
type breaks struct {
	http.RoundTripper
	t     *testing.T
	times int
	ops   []int // operations in each request, those that were cut too
}

var errBroke = errors.New("the connection broke")

func (b *breaks) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path != protocol.PathSync {
		return b.RoundTripper.RoundTrip(r)
	}
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	plain := sent
	if r.Header.Get("Content-Encoding") == protocol.Zstd {
		if plain, err = protocol.UnpackPart(sent, 16<<20); err != nil {
			return nil, err
		}
	}
	ask, err := protocol.DecodeSyncRequest(plain, protocol.DefaultLimits())
	if err != nil {
		return nil, err
	}
	b.ops = append(b.ops, len(ask.Ops))
	again := r.Clone(r.Context())
	again.Body = io.NopCloser(strings.NewReader(string(sent)))
	if len(ask.Ops) == 0 || b.times == 0 {
		return b.RoundTripper.RoundTrip(again)
	}
	b.times--
	again.Body = io.NopCloser(io.MultiReader(strings.NewReader(string(sent[:len(sent)/2])), failing{}))
	resp, err := b.RoundTripper.RoundTrip(again)
	time.Sleep(arriving) // else the device may ask before the server has noticed that it broke off
	return resp, err
}

// arriving is time enough for what was sent over loopback.
const arriving = 300 * time.Millisecond

// failing breaks off once what was read before has had the time to arrive: a machine that
// resets a connection throws away what lies unread at its end.
type failing struct{}

func (failing) Read([]byte) (int, error) {
	time.Sleep(arriving)
	return 0, errBroke
}

// On a connection that breaks in the middle of a push the server takes what arrived, and
// the device asks what that was and sends the rest: nothing twice, and refusals are told.
func TestSync_goesOnWhereAConnectionBroke(t *testing.T) {
	o := newOffice(t)
	cut := &breaks{RoundTripper: o.http.Client().Transport, t: t}
	tab := o.enrol(library.RoleTechnicalAssistant, client.Config{Transport: cut})
	o.sync(tab)
	const work = 400
	customer := func(i int) form.Values {
		return form.Values{
			library.CustomerName: fmt.Sprintf("南山海纳物流有限公司第%d分公司", i), library.CustomerSizeClass: library.SizeClassIsSmallMedium,
			library.CustomerContact: fmt.Sprintf("黄志强%d", i*7919), library.CustomerPhone: fmt.Sprintf("1%010d", i*104729), library.CustomerAddress: fmt.Sprintf("东滨路%d号", i),
			library.CustomerServices: []string{library.ServiceIsIP},
		}
	}
	twin := o.enrol(library.RoleTechnicalAssistant, client.Config{})
	o.sync(twin)
	twin.new(library.Customer, customer(1)) // it will refuse the second of the tablet's
	o.sync(twin)
	for i := range work {
		tab.new(library.Customer, customer(i))
	}
	cut.ops, cut.times = nil, 2

	if err := tab.Sync(ctx); err != nil {
		t.Fatalf("%v after requests with %v operations", err, cut.ops)
	}

	if cut.times != 0 || len(cut.ops) < 5 || cut.ops[0] != work || cut.ops[1] != 0 || cut.ops[2] >= work || cut.ops[2] == 0 || cut.ops[3] != 0 || cut.ops[4] >= cut.ops[2] {
		t.Errorf("requests with %v operations were sent", cut.ops)
	}
	if s := tab.State(); s.Pending != 0 || s.NeedYou != 1 {
		t.Errorf("afterwards %d wait and %d need a person", s.Pending, s.NeedYou)
	}
	report, err := o.Verify(ctx)
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("the server: %v %v", report.Faults, err)
	}
	p, err := tab.Proof(ctx)
	if err != nil || p.Written != work || p.Received != work {
		t.Errorf("%d written, %d received, %v", p.Written, p.Received, err)
	}
}

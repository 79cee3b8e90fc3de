package client_test

import (
	"net/http"
	"net/http/httputil"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
	"fieldline/sync/server"
)

// weighed counts requests and their bytes, and those of the answers.
type weighed struct {
	http.RoundTripper
	t               *testing.T
	requests, bytes int
	statuses        []int
}

func (w *weighed) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path != protocol.PathSync {
		return w.RoundTripper.RoundTrip(r)
	}
	w.requests++
	up, err := httputil.DumpRequestOut(r, true)
	if err != nil {
		w.t.Error(err)
	}
	res, err := w.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	down, err := httputil.DumpResponse(res, true)
	if err != nil {
		w.t.Error(err)
	}
	w.bytes += len(up) + len(down)
	w.statuses = append(w.statuses, res.StatusCode)
	return res, nil
}

// A device that has nothing new asks so in a few bytes, and hears so; what is new, what a
// server has forgotten and what a device has to tell go the long way.
func TestSync_nothingNewIsSaidShortly(t *testing.T) {
	dir := t.TempDir()
	o := newOfficeIn(t, dir)
	way := &weighed{RoundTripper: o.http.Client().Transport, t: t}
	tab := o.enrol(library.RoleTechnicalAssistant, client.Config{Transport: way})
	o.sync(tab)
	o.sync(tab)
	asks := func(requests, status, most int) {
		t.Helper()
		way.requests, way.bytes, way.statuses = 0, 0, nil
		synced := tab.SyncState().Synced
		o.sync(tab)
		if way.requests != requests || way.statuses[requests-1] != status || most > 0 && way.bytes > most {
			t.Errorf("%d requests with %d bytes were answered %v, not %d with %d by %d", way.requests, way.bytes, way.statuses, requests, most, status)
		}
		if now := tab.SyncState().Synced; !now.After(synced) {
			t.Errorf("the server's clock was not heard: %v after %v", now, synced)
		}
	}

	asks(1, http.StatusNoContent, 400)
	asks(1, http.StatusNoContent, 400)

	customer := o.create(o.staff[library.RoleTechnicalAssistant], library.Customer, form.Values{
		library.CustomerName: "罗湖鸿翔宾馆", library.CustomerSizeClass: library.SizeClassIsSmallMedium, library.CustomerContact: "李娜",
		library.CustomerPhone: "13800000001", library.CustomerAddress: "人民南路1号", library.CustomerServices: []string{library.ServiceIsIP},
	})
	asks(1, http.StatusOK, 0)
	tab.get(library.Customer, customer)
	asks(1, http.StatusOK, 0)
	asks(1, http.StatusNoContent, 400)

	tab.new(library.Customer, form.Values{
		library.CustomerName: "东方印染厂", library.CustomerSizeClass: library.SizeClassIsSmallMedium, library.CustomerContact: "王强",
		library.CustomerPhone: "13800000002", library.CustomerAddress: "东滨路2号", library.CustomerServices: []string{library.ServiceIsIP},
	})
	asks(1, http.StatusOK, 0)
	if s := tab.State(); s.Pending != 0 {
		t.Errorf("%d wait", s.Pending)
	}
	asks(1, http.StatusOK, 0)
	asks(1, http.StatusNoContent, 400)

	// A device that begins anew asks for everything, whatever it asked before.
	if err := tab.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	asks(1, http.StatusOK, 0)
	tab.get(library.Customer, customer)
	asks(1, http.StatusOK, 0)
	asks(1, http.StatusNoContent, 400)

	// A server that starts anew has forgotten what was said.
	if err := o.Server.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := server.Open(ctx, server.Config{Dir: dir, URL: "https://" + o.http.Listener.Addr().String(), Now: func() time.Time { return o.now }})
	if err != nil {
		t.Fatal(err)
	}
	o.Server = s
	asks(2, http.StatusOK, 0)
	asks(1, http.StatusNoContent, 400)
}

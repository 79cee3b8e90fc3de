package client_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/protocol"
)

// deaf loses the replies to syncs, as often as it is told.
type deaf struct {
	http.RoundTripper
	times int
}

func (d *deaf) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := d.RoundTripper.RoundTrip(r)
	if err == nil && r.URL.Path == protocol.PathSync && d.times > 0 {
		d.times--
		return nil, errors.Join(errBroke, resp.Body.Close())
	}
	return resp, err
}

// The reply to a push is lost, the app ends and the clock is set, so that the next request
// sends nothing and reads what others made of that push. It is answered after that: the device shows what
// the office has, and its own value is not joined with theirs once more.
func TestSync_hearsOfItsWorkAfterWhatOthersMadeOfIt(t *testing.T) {
	c := &clash{newShop(t)}
	off, way := time.Duration(0), &deaf{RoundTripper: c.http.Client().Transport}
	c.hire("陈静", library.RoleTechnicalAssistant)
	tab := c.enrol("陈静", client.Config{Transport: way, Now: func() time.Time { return c.now.Add(off) }})
	made, alone := c.desk.new(library.Customer, customer("罗湖鸿翔宾馆")), c.desk.new(library.Customer, customer("南山海纳物流"))
	c.sync(c.desk, tab)
	several, one := []string{library.ServiceIsIP, library.ServiceIsLongDistance}, []string{library.ServiceIsIP}
	for _, id := range []form.ID{made, alone} {
		tab.set(library.Customer, id, form.Values{library.CustomerServices: several, library.CustomerDistrict: "罗湖"})
	}
	c.now = c.now.Add(time.Minute)
	way.times = 10
	if err := tab.Sync(ctx); err == nil || way.times == 10 {
		t.Fatalf("no reply was lost: %v", err)
	}
	c.sync(c.desk)
	c.desk.set(library.Customer, made, form.Values{library.CustomerServices: one})
	c.sync(c.desk)
	way.times, off = 0, 3*time.Hour
	again, err := client.New(tab.Store, client.Config{Transport: way, Now: func() time.Time { return c.now.Add(off) }})
	if err != nil {
		t.Fatal(err)
	}
	tab.Client = again

	c.sync(tab)

	c.says(library.Customer, made, library.CustomerServices, one, c.desk, tab)
	c.says(library.Customer, alone, library.CustomerServices, several, c.desk, tab)
	c.says(library.Customer, made, library.CustomerDistrict, "罗湖", c.desk, tab)
	c.quiet(c.desk, tab)
	if s := tab.State(); s.Pending != 0 {
		t.Errorf("%d operations wait", s.Pending)
	}
}

package client_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/server"
	"fieldline/sync/vault"
)

// brokenTablet is a company whose tablet has worked and can no longer sync.
func brokenTablet(t *testing.T) *company {
	t.Helper()
	c := newCompany(t)
	for range 3 {
		c.order("客户" + string(rune('A'+len(c.orders))))
	}
	c.sync(c.desk, c.field)
	for i, order := range c.orders {
		c.field.act(library.ServiceOrder, order, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true})
		c.photo(order, byte(i+1))
	}
	card := c.field.one(library.FeedbackCard, library.FeedbackCardOrder, c.orders[0])
	if err := c.field.SaveDraft(ctx, library.FeedbackCard, card.ID, device.Draft{Raw: map[string]string{library.FeedbackCardPhotos: "还没写完"}}); err != nil {
		t.Fatal(err)
	}
	c.now = c.now.Add(time.Minute)
	return c
}

// rescue writes the tablet's rescue file.
func (c *company) rescue() []byte {
	c.t.Helper()
	var b bytes.Buffer
	r, err := client.Rescue(ctx, c.field.Dir(), c.field.Vault(), &b)
	if err != nil || r.Lost > 0 {
		c.t.Fatalf("%+v %v", r, err)
	}
	return b.Bytes()
}

func TestRescue_isHandedInByAnotherDevice(t *testing.T) {
	c := brokenTablet(t)
	file := c.rescue()
	before := c.operations()

	reply, err := c.desk.HandIn(ctx, bytes.NewReader(file))

	if err != nil || reply.New != 6 || reply.Refused+reply.Parked+reply.Waits > 0 || reply.Files != 3 || reply.Name != library.RoleEngineer || reply.Drafts != 1 {
		t.Fatalf("%+v %v", reply, err)
	}
	c.sync(c.desk)
	for _, order := range c.orders {
		if state := c.desk.get(library.ServiceOrder, order).State; state != library.ServiceOrderAccepted {
			t.Errorf("the office sees the order %s", state)
		}
	}
	if err := c.desk.Fetch(ctx, c.photos[0]); err != nil {
		t.Errorf("the photo did not arrive: %v", err)
	}
	after := c.operations()
	if after <= before {
		t.Errorf("%d operations, then %d", before, after)
	}

	if again, err := c.second.HandIn(ctx, bytes.NewReader(file)); err != nil || again.New != 0 || again.Files != 0 {
		t.Errorf("a second time: %+v %v", again, err)
	}
	c.sync(c.field, c.desk, c.field) // the tablet comes back
	if n := c.operations(); n != after {
		t.Errorf("%d operations were done twice", n-after)
	}
	if s := c.field.State(); s.Pending+s.NeedYou+s.Uploads > 0 {
		t.Errorf("the tablet shows %+v", s)
	}
	if c.same(c.field, c.enrol(library.RoleEngineer, client.Config{})) == 0 {
		t.Error("the tablet has nothing")
	}
	c.verified()
	if err := c.field.Prove(ctx); err != nil {
		t.Fatal(err)
	}
	if p, err := c.field.Proof(ctx); err != nil || p.Standing != device.Equal {
		t.Errorf("what came twice is proved %s, %v", p.Standing, err)
	}
	if _, err := client.Rescue(ctx, c.desk.Dir(), c.desk.Vault(), &bytes.Buffer{}); !errors.Is(err, client.ErrNothingUnsent) {
		t.Errorf("a desk that has sent everything: %v", err)
	}
}

func TestRescue_goesOnAfterAnOlderFile(t *testing.T) {
	c := brokenTablet(t)
	file := c.rescue()
	c.field.act(library.ServiceOrder, c.orders[0], library.ServiceOrderArrive, nil)
	if _, err := c.desk.HandIn(ctx, bytes.NewReader(file)); err != nil {
		t.Fatal(err)
	}

	c.sync(c.field, c.desk)

	if c.desk.get(library.ServiceOrder, c.orders[0]).Values[library.ServiceOrderArrivedAt] == nil {
		t.Error("what came after the file did not arrive")
	}
	if c.same(c.field, c.enrol(library.RoleEngineer, client.Config{})) == 0 {
		t.Error("the tablet has nothing")
	}
}

func TestRescue_ofAFolderThatCannotBeOpened(t *testing.T) {
	c := brokenTablet(t)
	c.t = t
	dir := filepath.Join(t.TempDir(), "copy")
	if err := c.field.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(c.field.Dir())); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "fieldline.db"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(ctx, "PRAGMA user_version = 9999; DROP TABLE service_order; DROP TABLE recent")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if s, err := device.Open(ctx, dir, nil, device.Config{}); err == nil {
		t.Fatal(errors.Join(errors.New("it was opened"), s.Close()))
	}

	v, err := vault.Open(dir, vault.Config{})
	if err != nil {
		t.Fatal(err)
	}
	held, err := client.Unsent(ctx, dir, v)
	if err != nil || held != (client.Rescued{Operations: 6, Files: 3, Drafts: 1}) {
		t.Errorf("it holds %+v %v", held, err)
	}
	var file bytes.Buffer
	if _, err := client.Rescue(ctx, dir, v, &file); err != nil {
		t.Fatal(err)
	}
	if reply, err := c.desk.HandIn(ctx, &file); err != nil || reply.New != 6 || reply.Files != 3 {
		t.Errorf("%+v %v", reply, err)
	}
}

func TestRescue_refusesWhatItCannotTrust(t *testing.T) {
	c := brokenTablet(t)
	file := c.rescue()
	before := c.operations()
	flipped := func(at int) []byte {
		b := bytes.Clone(file)
		b[at] ^= 1
		return b
	}
	for name, tc := range map[string]struct {
		file []byte
		slug protocol.Slug
	}{
		"nothing":                {nil, protocol.RescueDamaged},
		"another kind of file":   {[]byte(strings.Repeat("%PDF-1.7 ", 100)), protocol.RescueDamaged},
		"a version to come":      {append([]byte("FLRESCU2"), file[8:]...), protocol.RescueDamaged},
		"cut within its head":    {file[:60], protocol.RescueDamaged},
		"cut within a chunk":     {file[:len(file)-100], protocol.RescueDamaged},
		"without its last chunk": {file[:len(file)/2], protocol.RescueDamaged},
		"with something behind":  {append(bytes.Clone(file), 'x'), protocol.RescueDamaged},
		"another key's mark":     {flipped(9), protocol.RescueForeign},
		"a changed key":          {flipped(40), protocol.RescueDamaged},
		"a changed operation":    {flipped(200), protocol.RescueDamaged},
		"a changed end":          {flipped(len(file) - 1), protocol.RescueDamaged},
	} {
		reply, err := c.desk.HandIn(ctx, bytes.NewReader(tc.file))
		if !errors.Is(err, protocol.NewProblem(tc.slug, "")) {
			t.Errorf("%s: %+v %v", name, reply, err)
		}
	}
	other := newOffice(t)
	desk := other.enrol(library.RoleTechnicalAssistant, client.Config{})
	if _, err := desk.HandIn(ctx, bytes.NewReader(file)); !errors.Is(err, protocol.NewProblem(protocol.RescueForeign, "")) {
		t.Errorf("another server: %v", err)
	}
	if n := c.operations(); n != before {
		t.Errorf("%d operations came in", n-before)
	}
}

// A device that knows the server's key may not speak for another.
func TestRescue_isOnlyWhatItsDeviceSigned(t *testing.T) {
	c := brokenTablet(t)
	c.second.new(library.Customer, customer("别人的客户"))
	keys, err := c.second.Vault().Get("access.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.field.Vault().Put("access.json", keys); err != nil {
		t.Fatal(err)
	}

	if reply, err := c.desk.HandIn(ctx, bytes.NewReader(c.rescue())); !errors.Is(err, protocol.NewProblem(protocol.RescueDamaged, "")) {
		t.Errorf("%+v %v", reply, err)
	}
}

func TestRescue_ofALostDeviceIsForTheAdministrator(t *testing.T) {
	c := brokenTablet(t)
	file := c.rescue()
	if err := c.SetDeviceState(ctx, c.field.Identity().Device, server.DeviceLost); err != nil {
		t.Fatal(err)
	}

	if _, err := c.desk.HandIn(ctx, bytes.NewReader(file)); !errors.Is(err, protocol.NewProblem(protocol.RescueUnknown, "")) {
		t.Errorf("handed in by anybody: %v", err)
	}
	if reply, err := c.Rescue(ctx, bytes.NewReader(file), true); err != nil || reply.New != 6 || reply.Parked > 0 {
		t.Errorf("by the administrator: %+v %v", reply, err)
	}
}

// What a device may only hand in goes to the office, also by way of a colleague.
func TestRescue_ofADrainedDeviceIsForTheOffice(t *testing.T) {
	c := brokenTablet(t)
	if err := c.SetDeviceState(ctx, c.field.Identity().Device, server.DeviceDrained); err != nil {
		t.Fatal(err)
	}

	reply, err := c.desk.HandIn(ctx, bytes.NewReader(c.rescue()))

	if err != nil || reply.New != 6 || reply.Parked != 6 {
		t.Fatalf("%+v %v", reply, err)
	}
	c.sync(c.desk)
	for _, order := range c.orders {
		if state := c.desk.get(library.ServiceOrder, order).State; state == library.ServiceOrderAccepted {
			t.Error("the office sees the order accepted")
		}
	}
}

// What somebody typed and never saved is not for who carries his file to the server.
func TestRescue_showsNobodyWhatWasTyped(t *testing.T) {
	c := brokenTablet(t)
	file := c.rescue()
	link := &wiretap{RoundTripper: c.http.Client().Transport}
	carrier := c.enrol(library.RoleEngineer, client.Config{Transport: link})

	if reply, err := carrier.HandIn(ctx, bytes.NewReader(file)); err != nil || reply.Drafts != 1 {
		t.Fatalf("%+v %v", reply, err)
	}

	if heard := link.heard.String(); !strings.Contains(heard, `"new":6`) || strings.Contains(heard, "还没写完") {
		t.Errorf("the carrier hears %s", heard)
	}
	r, err := c.Rescue(ctx, bytes.NewReader(file), false)
	if err != nil || len(r.Typed) != 1 || !strings.Contains(r.Typed[0].Raw, "还没写完") {
		t.Errorf("on the server: %+v %v", r, err)
	}
}

// wiretap keeps what the server answers.
type wiretap struct {
	http.RoundTripper
	heard bytes.Buffer
}

func (w *wiretap) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Accept-Encoding", "identity")
	res, err := w.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.TeeReader(res.Body, &w.heard), res.Body}
	}
	return res, err
}

// A tablet that was enrolled after the backup is not known to the server that was put
// back: its file brings its work and the tablet itself.
func TestRescue_adoptsADeviceThatARestoreForgot(t *testing.T) {
	c := newCompany(t)
	order := c.order("老客户")
	c.sync(c.desk)
	set := filepath.Join(t.TempDir(), "set")
	if _, err := c.Backup(ctx, set); err != nil {
		t.Fatal(err)
	}
	late := c.enrol(library.RoleEngineer, client.Config{})
	c.sync(late)
	late.act(library.ServiceOrder, order, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true})
	c.sync(late)
	late.act(library.ServiceOrder, order, library.ServiceOrderArrive, nil)
	restored := filepath.Join(t.TempDir(), "restored")
	if _, _, err := server.Restore(ctx, set, c.config(restored)); err != nil {
		t.Fatal(err)
	}
	if err := c.serve(restored); err != nil {
		t.Fatal(err)
	}
	c.now = c.now.Add(time.Hour)
	if err := late.Sync(ctx); !errors.Is(err, protocol.NewProblem(protocol.SignIn, "")) {
		t.Fatalf("a device that is not known: %v", err)
	}
	var file bytes.Buffer
	if _, err := client.Rescue(ctx, late.Dir(), late.Vault(), &file); err != nil {
		t.Fatal(err)
	}
	if _, err := c.desk.HandIn(ctx, bytes.NewReader(file.Bytes())); !errors.Is(err, protocol.NewProblem(protocol.RescueUnknown, "")) {
		t.Errorf("handed in by anybody: %v", err)
	}

	reply, err := c.Rescue(ctx, bytes.NewReader(file.Bytes()), true)

	if err != nil || reply.New != 2 || reply.Refused+reply.Parked+reply.Waits > 0 {
		t.Fatalf("%+v %v", reply, err)
	}
	late.new(library.DifficultIssue, form.Values{library.DifficultIssueOrder: form.Ref{Form: library.ServiceOrder, ID: order}, library.DifficultIssueDescription: "线路不通"})
	c.sync(late, c.desk, c.field)
	if rec := c.desk.get(library.ServiceOrder, order); rec.State != library.ServiceOrderAccepted || rec.Values[library.ServiceOrderArrivedAt] == nil {
		t.Errorf("the office sees %s %v", rec.State, rec.Values)
	}
	if s := late.State(); s.Pending+s.NeedYou > 0 || s.Problem != nil {
		t.Errorf("the tablet shows %+v", s)
	}
	if c.same(late, c.field) == 0 {
		t.Error("the tablet has nothing")
	}
	c.verified()
}

func TestRescue_stopsWithItsContext(t *testing.T) {
	c := brokenTablet(t)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := client.Rescue(cancelled, c.field.Dir(), c.field.Vault(), &bytes.Buffer{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

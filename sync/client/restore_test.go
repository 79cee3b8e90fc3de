package client_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
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
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// company is an office with two desks and a tablet that work on for a while.
type company struct {
	*office
	dir    string
	desk   *tablet
	second *tablet // of the same person
	field  *tablet
	orders []form.ID
	photos []string
	made   map[form.Ref]bool // everything somebody saved
}

func newCompany(t *testing.T) *company {
	t.Helper()
	c := &company{dir: filepath.Join(t.TempDir(), "data"), made: map[form.Ref]bool{}}
	c.office = newOfficeIn(t, c.dir)
	c.desk = c.enrol(library.RoleTechnicalAssistant, client.Config{})
	c.second = c.enrol(library.RoleTechnicalAssistant, client.Config{})
	c.field = c.enrol(library.RoleEngineer, client.Config{})
	for _, role := range []string{library.RoleTechnicalAssistant, library.RoleEngineer} {
		if err := c.SetPassword(ctx, c.staff[role], role, "ein langes Passwort"); err != nil {
			t.Fatal(err)
		}
	}
	c.sync(c.desk, c.second, c.field)
	return c
}

func (c *company) all() []*tablet { return []*tablet{c.desk, c.second, c.field} }

func (c *company) note(formName string, id form.ID) form.ID {
	c.made[form.Ref{Form: formName, ID: id}] = true
	return id
}

func (c *company) order(name string) form.ID {
	c.t.Helper()
	customer := c.note(library.Customer, c.desk.new(library.Customer, customer(name)))
	start := c.now.Add(time.Duration(2+2*len(c.orders)) * time.Hour)
	order := c.note(library.ServiceOrder, c.desk.new(library.ServiceOrder, form.Values{
		library.ServiceOrderKind: library.OrderKindIsMaintenance, library.ServiceOrderCustomer: form.Ref{Form: library.Customer, ID: customer},
		library.ServiceOrderEngineer: c.staff[library.RoleEngineer], library.ServiceOrderPlannedStart: start, library.ServiceOrderPlannedEnd: start.Add(time.Hour),
	}))
	c.desk.act(library.ServiceOrder, order, library.ServiceOrderAssign, nil)
	c.orders = append(c.orders, order)
	return order
}

// day is work of all three: orders, customers, cards with photos, one customer entered
// twice and one order taken that was cancelled. It returns how many operations it was.
func (c *company) day(name string, orders, customers int) int {
	c.t.Helper()
	before := c.operations()
	first := len(c.orders)
	for i := range orders {
		c.order(fmt.Sprintf("%s客户%d", name, i))
	}
	c.sync(c.desk, c.field, c.second)
	for i := range customers {
		c.note(library.Customer, c.second.new(library.Customer, customer(fmt.Sprintf("%s第二台%d", name, i))))
	}
	c.second.new(library.Customer, customer(name+"同名"))
	c.note(library.Customer, c.desk.new(library.Customer, customer(name+"同名")))
	c.desk.act(library.ServiceOrder, c.orders[first], library.ServiceOrderCancel, form.Values{library.ServiceOrderCancelReason: "客户不要了"})
	for i, order := range c.orders[first:] {
		c.field.act(library.ServiceOrder, order, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true})
		if i == 0 {
			continue
		}
		c.field.act(library.ServiceOrder, order, library.ServiceOrderArrive, nil)
		c.field.act(library.ServiceOrder, order, library.ServiceOrderStart, nil)
		c.photo(order, byte(len(c.photos)+1))
	}
	c.sync(c.desk, c.field, c.second)
	c.sync(c.all()...)
	return int(c.operations() - before)
}

// photo puts a photo on an order's card.
func (c *company) photo(order form.ID, shade byte) {
	c.t.Helper()
	card := c.field.one(library.FeedbackCard, library.FeedbackCardOrder, order)
	c.note(library.FeedbackCard, card.ID)
	photo, err := c.field.PutAttachment(ctx, plain(c.t, shade), "cabinet.png")
	if err != nil {
		c.t.Fatal(err)
	}
	c.photos = append(c.photos, photo.SHA256)
	c.field.do(record.Part{Kind: record.Set, Form: library.FeedbackCard, ID: card.ID, Values: form.Values{
		library.FeedbackCardPhotos: []form.Row{{ID: "1", Values: form.Values{"photo": photo}}},
	}})
}

func plain(t testing.TB, shade byte) io.Reader {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 16, 16))
	for i := range 16 * 16 {
		img.SetRGBA(i%16, i/16, color.RGBA{7 * shade, 255 - shade, 0, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return &b
}

func (c *company) operations() int64 { return c.verified().Operations }

func (c *company) verified() server.Report {
	c.t.Helper()
	r, err := c.Verify(ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, f := range r.Faults {
		c.t.Error(f)
	}
	return r
}

// stands is what the company holds now: every record's state and values but for the
// number the server gave it.
func (c *company) stands() map[form.Ref]string {
	c.t.Helper()
	all := map[form.Ref]string{}
	err := c.Read(ctx, func(w record.Reader) error {
		for ref := range c.made {
			rec, err := w.Stored(ref.Form, ref.ID)
			if err != nil {
				return fmt.Errorf("%s %s: %w", ref.Form, ref.ID, err)
			}
			all[ref] = fmt.Sprintf("rev %d %s %s", rec.Rev, rec.State, c.Library().Form(ref.Form).EncodeValues(rec.Values))
		}
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return all
}

// cases is what needs a person, as the devices show it.
func (c *company) cases() string {
	c.t.Helper()
	var all []string
	for i, d := range c.all() {
		entries, err := d.Outbox(ctx)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, e := range entries {
			all = append(all, fmt.Sprintf("%d %s %s %s", i, e.Op, e.State, e.ID))
		}
	}
	return strings.Join(all, "\n")
}

// serve puts a data folder in the place of the one that was served.
func (c *company) serve(dir string) error {
	c.t.Helper()
	if err := c.Server.Close(); err != nil {
		c.t.Fatal(err)
	}
	s, err := server.Open(ctx, c.config(dir))
	if err == nil {
		c.Server = s
	}
	return err
}

func (c *company) config(dir string) server.Config {
	return server.Config{Dir: dir, URL: "https://" + c.http.Listener.Addr().String(), Now: func() time.Time { return c.now }}
}

// isWhole sees that all is as it was: on the server, on every device, and on a device
// that is filled anew.
func (c *company) isWhole(stood map[form.Ref]string, cases string, files int64) {
	c.t.Helper()
	c.sync(c.field, c.second, c.desk) // who has built on the others' work comes first
	c.sync(c.all()...)
	c.sync(c.all()...)
	now := c.stands()
	for ref, was := range stood {
		if now[ref] != was {
			c.t.Errorf("%s %s was\n%s\nand is\n%s", ref.Form, ref.ID, was, now[ref])
		}
	}
	if got := c.cases(); got != cases {
		c.t.Errorf("what needs a person was\n%s\nand is\n%s", cases, got)
	}
	r := c.verified()
	if r.Files != files {
		c.t.Errorf("%d attachments of %d are there", r.Files, files)
	}
	for i, d := range c.all() {
		if head := fmt.Sprintf("%x", d.witnessed()); head != r.Hash {
			c.t.Errorf("device %d has witnessed %.16s, the log ends in %.16s", i, head, r.Hash)
		}
		if uploads, err := d.Uploads(ctx); err != nil || len(uploads) > 0 {
			c.t.Errorf("device %d still has to send %v %v", i, uploads, err)
		}
		if err := d.Prove(ctx); err != nil {
			c.t.Fatal(err)
		}
		if p, err := d.Proof(ctx); err != nil || p.Standing != device.Equal {
			c.t.Errorf("device %d compares as %s with the server's log, %v", i, p.Standing, err)
		}
		twin := c.enrol([]string{library.RoleTechnicalAssistant, library.RoleTechnicalAssistant, library.RoleEngineer}[i], client.Config{})
		if c.same(d, twin) == 0 {
			c.t.Errorf("device %d has nothing", i)
		}
	}
	fresh := c.order("以后的客户")
	c.sync(c.desk, c.field, c.desk)
	if here, there := c.desk.get(library.ServiceOrder, fresh).Number, c.field.get(library.ServiceOrder, fresh).Number; here != there || here == "" {
		c.t.Errorf("the next order is %q and %q", here, there)
	}
}

func TestRestore_devicesSendAgainWhatTheServerLost(t *testing.T) {
	c := newCompany(t)
	c.day("甲", 4, 3)
	set := filepath.Join(t.TempDir(), "set")
	if _, err := c.Backup(ctx, set); err != nil {
		t.Fatal(err)
	}
	if n := c.day("乙", 18, 70); n < 200 {
		t.Fatalf("only %d operations came after the backup", n)
	}
	stood, cases, files := c.stands(), c.cases(), c.verified().Files
	if strings.Count(cases, string(device.Refused)) != 2 || strings.Count(cases, string(device.Parked)) != 2 || files < 20 {
		t.Fatalf("the days left %d files and\n%s", files, cases)
	}
	c.now = c.now.Add(time.Hour) // access tokens have run out

	restored := filepath.Join(t.TempDir(), "restored")
	if _, _, err := server.Restore(ctx, set, c.config(restored)); err != nil {
		t.Fatal(err)
	}
	if err := c.serve(restored); err != nil {
		t.Fatal(err)
	}

	c.isWhole(stood, cases, files)
}

// What was made without the server and is not sent when a new beginning has been read stays:
// the server cannot confirm before it hears of it. The first round carries nothing where the
// clock was set since, and half of the journal where the connection breaks.
func TestRestore_whatIsNotSentYetStays(t *testing.T) {
	for name, how := range map[string]struct {
		made, breaks int
		clock        time.Duration
	}{"the clock was set": {made: 3, clock: -3 * time.Hour}, "the connection breaks": {made: 300, breaks: 1}} {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t)
			off, cut := time.Duration(0), &breaks{RoundTripper: c.http.Client().Transport, t: t}
			tab := c.enrol(library.RoleStockKeeper, client.Config{Transport: cut, Now: func() time.Time { return c.now.Add(off) }})
			c.sync(tab)
			set := filepath.Join(t.TempDir(), "set")
			if _, err := c.Backup(ctx, set); err != nil {
				t.Fatal(err)
			}
			ids := make([]form.ID, how.made)
			for i := range ids {
				ids[i] = tab.new(library.Supplier, form.Values{library.SupplierName: fmt.Sprintf("供应商%x", i*7919)})
			}
			restored := filepath.Join(t.TempDir(), "restored")
			if _, _, err := server.Restore(ctx, set, c.config(restored)); err != nil {
				t.Fatal(err)
			}
			if err := c.serve(restored); err != nil {
				t.Fatal(err)
			}
			c.now = c.now.Add(5 * time.Hour)
			off, cut.ops = how.clock, nil
			cut.times = 2 * how.breaks // the first of them is told of the new beginning

			c.sync(tab)

			lost := 0
			for _, id := range ids {
				if _, err := tab.Record(ctx, library.Supplier, id); err != nil {
					lost++
				}
				if left, err := tab.Left(ctx, library.Supplier, id); err != nil || left {
					t.Fatalf("a supplier of one's own is read-only, %v", err)
				}
			}
			if lost > 0 || cut.times > 0 {
				t.Errorf("%d suppliers of %d are gone after requests with %v operations", lost, len(ids), cut.ops)
			}
		})
	}
}

// The backup has all of it: what is sent again is known, and an act that fits its own
// result, as correcting a header does, is not done a second time on the device.
func TestRestore_whatTheBackupHasIsNotDoneAgain(t *testing.T) {
	c := newCompany(t)
	order := c.order("甲客户")
	c.sync(c.desk, c.field)
	c.order("乙客户") // the server gives it a number
	header := c.desk.get(library.ServiceOrder, order).Values
	for range 2 {
		c.desk.act(library.ServiceOrder, order, library.ServiceOrderCorrect, form.Values{
			library.ServiceOrderContact: header[library.ServiceOrderContact], library.ServiceOrderPhone: header[library.ServiceOrderPhone],
			library.ServiceOrderAddress: header[library.ServiceOrderAddress],
		})
	}

	c.sync(c.all()...)
	set := filepath.Join(t.TempDir(), "set")
	if _, err := c.Backup(ctx, set); err != nil {
		t.Fatal(err)
	}
	stood, cases, files := c.stands(), c.cases(), c.verified().Files

	restored := filepath.Join(t.TempDir(), "restored")
	if _, _, err := server.Restore(ctx, set, c.config(restored)); err != nil {
		t.Fatal(err)
	}
	if err := c.serve(restored); err != nil {
		t.Fatal(err)
	}

	c.sync(c.desk)
	if here, there := c.desk.get(library.ServiceOrder, order).Rev, c.field.get(library.ServiceOrder, order).Rev; here != there {
		t.Errorf("the desk's own order stands at revision %d, the office has %d", here, there)
	}
	c.isWhole(stood, cases, files)
}

// Where the backup had everything, nothing is numbered anew, and the first operation after it
// begins the chain of the new incarnation: what is proved later is equal too.
func TestRestore_whatIsDoneAfterwardsIsProvedEqual(t *testing.T) {
	c := newCompany(t)
	c.day("甲", 2, 2)
	c.sync(c.all()...)
	c.sync(c.all()...)
	set, restored := filepath.Join(t.TempDir(), "set"), filepath.Join(t.TempDir(), "restored")
	if _, err := c.Backup(ctx, set); err != nil {
		t.Fatal(err)
	}
	c.now = c.now.Add(time.Minute)
	if _, _, err := server.Restore(ctx, set, c.config(restored)); err != nil {
		t.Fatal(err)
	}
	if err := c.serve(restored); err != nil {
		t.Fatal(err)
	}
	c.sync(c.all()...)
	for _, name := range []string{"明日客户", "后日客户"} {
		for _, d := range []*tablet{c.desk, c.second} {
			d.new(library.Customer, customer(name+d.Identity().PersonName))
		}
		c.now = c.now.Add(time.Minute)
		c.sync(c.all()...)
		for i, d := range c.all() {
			if err := d.Prove(ctx); err != nil {
				t.Fatal(err)
			}
			if p, err := d.Proof(ctx); err != nil || p.Standing != device.Equal || len(p.Alarms) > 0 {
				t.Errorf("after %s device %d compares as %s with %v, %v", name, i, p.Standing, p.Alarms, err)
			}
		}
	}
}

// Two copies of one device live, and the one that is behind comes first after a restore: it
// takes the places that the other's lost work had. Nothing of either is lost.
func TestRestore_whereACopyTakesThePlaces(t *testing.T) {
	c := newCompany(t)
	dir := filepath.Join(t.TempDir(), "device")
	tab := c.enrolIn(dir, library.RoleTechnicalAssistant, client.Config{})
	made := map[string]form.ID{}
	works := func(by *tablet, names ...string) {
		t.Helper()
		for _, name := range names {
			made[name] = by.new(library.Customer, customer(name))
		}
	}
	c.sync(tab)
	works(tab, "都有的")
	c.sync(tab, tab)
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := tab.Store.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other")
	if err := os.CopyFS(other, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	replace(t, copied, filepath.Join(other, "fieldline.db"))
	twin := c.open(other)
	set := filepath.Join(t.TempDir(), "set")
	if _, err := c.Backup(ctx, set); err != nil {
		t.Fatal(err)
	}
	works(tab, "之后一", "之后二", "之后三")
	c.sync(tab, tab)

	restored := filepath.Join(t.TempDir(), "restored")
	if _, _, err := server.Restore(ctx, set, c.config(restored)); err != nil {
		t.Fatal(err)
	}
	if err := c.serve(restored); err != nil {
		t.Fatal(err)
	}
	works(twin, "副本一", "副本二")
	for _, d := range []*tablet{twin, tab, twin, tab} { // a copied token is found out, and a password asked for
		if err := d.Sync(ctx); errors.Is(err, protocol.NewProblem(protocol.SignIn, "")) || errors.Is(err, protocol.NewProblem(protocol.RefreshReused, "")) {
			if err := d.SignIn(ctx, library.RoleTechnicalAssistant, "ein langes Passwort"); err != nil {
				t.Fatal(err)
			}
		}
		c.sync(d)
	}

	fresh := c.enrol(library.RoleTechnicalAssistant, client.Config{})
	c.sync(fresh)
	for name, id := range made {
		if rec, err := fresh.Record(ctx, library.Customer, id); err != nil || rec.Get(library.CustomerName) != name {
			t.Errorf("%s is gone: %v", name, err)
		}
	}
	c.verified()
}

// The database file is put back by hand and nobody thinks of the epoch.
func TestRestore_databaseThatWasPutBack(t *testing.T) {
	c := newCompany(t)
	c.day("甲", 2, 2)
	set := filepath.Join(t.TempDir(), "set")
	if _, err := c.Backup(ctx, set); err != nil {
		t.Fatal(err)
	}
	c.day("乙", 5, 5)
	stood, cases, files := c.stands(), c.cases(), c.verified().Files
	old, err := os.ReadFile(filepath.Join(set, "fieldline.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.dir, "fieldline.db"), old, 0o600); err != nil {
		t.Fatal(err)
	}

	if s, err := server.Open(ctx, c.config(c.dir)); !errors.Is(err, server.ErrRestored) {
		t.Fatalf("it was served as if nothing had happened: %v %v", s, err)
	}
	if _, err := server.NewEpoch(ctx, c.config(c.dir)); err != nil {
		t.Fatal(err)
	}
	if c.Server, err = server.Open(ctx, c.config(c.dir)); err != nil {
		t.Fatal(err)
	}

	c.isWhole(stood, cases, files)
}

// The whole folder is put back, its copy of the epoch too, as when a virtual machine is:
// the server cannot know. Others work on before the first device comes back, so that
// sequences are given a second time.
func TestRestore_folderThatWasPutBack(t *testing.T) {
	c := newCompany(t)
	c.day("甲", 2, 2)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(t.TempDir(), "old")
	if err := os.CopyFS(old, os.DirFS(c.dir)); err != nil {
		t.Fatal(err)
	}
	var err error
	if c.Server, err = server.Open(ctx, c.config(c.dir)); err != nil {
		t.Fatal(err)
	}
	c.now = c.now.Add(time.Hour) // tokens are changed
	c.day("乙", 3, 3)
	stood, cases, files := c.stands(), c.cases(), c.verified().Files

	if err := c.serve(old); err != nil {
		t.Fatal(err)
	}
	behind := c.field.witnessed()
	for i := range 60 {
		c.create(c.staff[library.RoleTechnicalAssistant], library.Customer, customer(fmt.Sprintf("别的客户%d", i)))
	}
	c.now = c.now.Add(time.Hour)
	for i, d := range c.all() {
		role := []string{library.RoleTechnicalAssistant, library.RoleTechnicalAssistant, library.RoleEngineer}[i]
		if err := d.Sync(ctx); !errors.Is(err, protocol.NewProblem(protocol.SignIn, "")) {
			t.Fatalf("a token that the server never gave: %v", err)
		}
		if err := d.SignIn(ctx, role, "ein langes Passwort"); err != nil {
			t.Fatal(err)
		}
	}

	c.isWhole(stood, cases, files)
	if bytes.Equal(behind, c.field.witnessed()) {
		t.Error("the tablet goes on with the log that is gone")
	}
}

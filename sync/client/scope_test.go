package client_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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

// An order that is given to another leaves one tablet and comes to another; nobody is
// told of it twice, and what hangs on it goes along.
func TestScope_reassignedOrderMoves(t *testing.T) {
	s := newShop(t)
	order := s.assigned(library.OrderKindIsMaintenance)
	card := s.tablet.one(library.FeedbackCard, library.FeedbackCardOrder, order).ID
	customer := s.tablet.get(library.ServiceOrder, order).Values[library.ServiceOrderCustomer].(form.Ref).ID

	values := form.Values{library.ServiceOrderEngineer: s.staff[second], library.ServiceOrderReassignReason: "病假"}
	s.plan(values)
	s.desk.act(library.ServiceOrder, order, library.ServiceOrderReassign, values)
	s.all()

	for _, ref := range []form.Ref{{Form: library.ServiceOrder, ID: order}, {Form: library.FeedbackCard, ID: card}, {Form: library.Customer, ID: customer}} {
		if _, err := s.tablet.Store.Record(ctx, ref.Form, ref.ID); !errors.Is(err, device.ErrNotFound) {
			t.Errorf("%s is still on the first tablet: %v", ref.Form, err)
		}
		s.other.get(ref.Form, ref.ID)
	}
	err := s.Read(ctx, func(w record.Reader) error {
		rec, err := w.Stored(library.ServiceOrder, order)
		if got := s.other.get(library.ServiceOrder, order); err == nil && (got.Seq != rec.Seq || got.Rev != rec.Rev) {
			t.Errorf("the server has it at %d, the other tablet at %d", rec.Seq, got.Seq)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// Somebody who has left may hand in what he did, and reads nothing more; all of it waits
// for the office, and his outbox is empty.
func TestScope_dismissedEngineerDrains(t *testing.T) {
	s := newShop(t)
	order := s.order(library.OrderKindIsMaintenance)
	s.away = true
	s.finish(order)
	s.now = s.now.Add(4 * time.Hour)
	s.desk.act(library.ServiceOrder, s.assigned(library.OrderKindIsMaintenance), library.ServiceOrderCancel, form.Values{library.ServiceOrderCancelReason: "不要了"})
	s.all()
	if err := s.SetDeviceState(ctx, s.tablet.Identity().Device, server.DeviceDrained); err != nil {
		t.Fatal(err)
	}
	held, err := s.tablet.Digest(ctx)
	if err != nil {
		t.Fatal(err)
	}

	s.away = false
	s.all()

	if b, err := s.tablet.Pending(ctx, 10, 1<<20); err != nil || len(b.Ops) != 0 {
		t.Errorf("still to send are %d, %v", len(b.Ops), err)
	}
	if p := s.tablet.State().Problem; p == nil || p.Slug() != protocol.DeviceDrained {
		t.Errorf("the tablet says %+v", p)
	}
	if now, err := s.tablet.Digest(ctx); err != nil || now.Count > held.Count {
		t.Errorf("it had %d records and has %d: %v", held.Count, now.Count, err)
	}
	if state := s.desk.get(library.ServiceOrder, order).State; state != library.ServiceOrderInProgress {
		t.Errorf("the order is %s", state)
	}
	open := s.cases("open")
	if len(open) != 1 || open[0].Values["author"] != s.staff[library.RoleEngineer] {
		t.Fatalf("the office has %+v", open)
	}
	s.desk.act(library.Review, open[0].ID, "accept", nil)
	s.sync(s.desk)
	if state := s.desk.get(library.ServiceOrder, order).State; state != library.ServiceOrderFinished {
		t.Errorf("accepted, the order is %s", state)
	}
}

// A tablet that was reported lost gets nothing and is told to destroy what it keeps:
// without its key the photos cannot be read, and then nothing is left.
func TestScope_lostTabletIsWiped(t *testing.T) {
	s := newShop(t)
	order := s.order(library.OrderKindIsMaintenance)
	photo, err := s.tablet.PutAttachment(ctx, plain(t, 5), "cabinet.png")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetDeviceState(ctx, s.tablet.Identity().Device, server.DeviceLost); err != nil {
		t.Fatal(err)
	}
	s.finish(order)
	s.now = s.now.Add(time.Minute)

	err = s.tablet.Sync(ctx)

	var p *protocol.Problem
	if !errors.As(err, &p) || p.Slug() != protocol.DeviceLost || !p.Wipe {
		t.Fatalf("it is told %v", err)
	}
	if state := s.desk.get(library.ServiceOrder, order).State; state != library.ServiceOrderInProgress {
		t.Errorf("the order is %s", state)
	}
	dir := s.tablet.Dir()
	sealed, err := os.ReadFile(filepath.Join(dir, "blobs", photo.SHA256))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.tablet.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := device.Wipe(dir, s.tablet.Vault()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	if len(sealed) > 4 && string(sealed[1:4]) == "PNG" {
		t.Error("whoever copied the photo before can look at it")
	}
}

// A tablet that is set up anew has everything of its person again and goes on, beside what
// the lost one had sent.
func TestScope_reinstalledTabletHasEverythingAgain(t *testing.T) {
	s := newShop(t)
	order := s.order(library.OrderKindIsMaintenance)
	s.finish(order)
	s.all()

	anew := s.enrol(library.RoleEngineer, client.Config{Model: "Pad, set up anew"})
	s.sync(anew)

	if n := s.same(s.tablet, anew); n == 0 {
		t.Error("it has nothing")
	}
	if anew.Identity().DeviceNumber == s.tablet.Identity().DeviceNumber {
		t.Error("both give the same provisional numbers")
	}
	card := anew.one(library.FeedbackCard, library.FeedbackCardOrder, order).ID
	anew.set(library.FeedbackCard, card, form.Values{library.FeedbackCardRemark: "接着填"})
	s.sync(anew, s.desk)
	if got := s.desk.get(library.FeedbackCard, card).Values[library.FeedbackCardRemark]; got != "接着填" {
		t.Errorf("the office reads %v", got)
	}
}

// A copy of a tablet's folder comes to life beside it, both with the same work that was
// not sent: each thing that either did is on the server once.
func TestScope_clonedTabletLosesAndDoublesNothing(t *testing.T) {
	s := newShop(t)
	order := s.order(library.OrderKindIsMaintenance)
	card := s.tablet.one(library.FeedbackCard, library.FeedbackCardOrder, order).ID
	add := func(d *tablet, what string) {
		d.do(record.Part{Kind: record.Add, Form: library.FeedbackCard, ID: card, Table: library.FeedbackCardFaults, Row: form.Row{Values: form.Values{
			library.FeedbackCardFaultsRowFault: library.FaultCodeIsV01, library.FeedbackCardFaultsRowWhat: what}}})
	}
	add(s.tablet, "两边都有")
	if err := s.tablet.Store.Close(); err != nil {
		t.Fatal(err)
	}
	dir := s.tablet.Dir()
	copied := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(copied, 0o700); err != nil {
		t.Fatal(err)
	}
	one, two := s.open(dir), s.open(copied)
	add(one, "原来的平板")
	add(two, "复制的平板")

	// Two that show the same token are told apart by a password; whoever speaks in the
	// other's place takes a new one.
	const password = "ein langes Passwort"
	if err := s.SetPassword(ctx, s.staff[library.RoleEngineer], "zhou", password); err != nil {
		t.Fatal(err)
	}
	for _, d := range []*tablet{one, two, one, two, one} {
		s.now = s.now.Add(time.Hour)
		err := d.Sync(ctx)
		var p *protocol.Problem
		if errors.As(err, &p) && (p.Slug() == protocol.RefreshReused || p.Slug() == protocol.SignIn) {
			if err = d.SignIn(ctx, "zhou", password); err == nil {
				err = d.Sync(ctx)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s.sync(s.desk)

	rows, _ := s.desk.get(library.FeedbackCard, card).Values[library.FeedbackCardFaults].([]form.Row)
	times := map[any]int{}
	for _, r := range rows {
		times[r.Values[library.FeedbackCardFaultsRowWhat]]++
	}
	if len(rows) != 3 || times["两边都有"] != 1 || times["原来的平板"] != 1 || times["复制的平板"] != 1 {
		t.Errorf("the office has %v", times)
	}
	report, err := s.Verify(ctx)
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("the server: %v, %v", report.Faults, err)
	}
}

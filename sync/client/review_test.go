package client_test

import (
	"path/filepath"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/client"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

const second = "second" // another engineer

// shop is an office at work: a desk, the tablet of an engineer who may be out of reach,
// and that of a second one.
type shop struct {
	*office
	desk, tablet, other *tablet
	away                bool // the engineer has no network
}

func newShop(t *testing.T) *shop {
	t.Helper()
	return newShopIn(t, t.TempDir())
}

// newShopIn keeps the server and the engineer's tablet in a folder.
func newShopIn(t *testing.T, dir string) *shop {
	t.Helper()
	o := newOfficeIn(t, filepath.Join(dir, "server"))
	o.hire(second, library.RoleEngineer)
	s := &shop{office: o}
	s.desk = o.enrol(library.RoleTechnicalAssistant, client.Config{Model: "Desk"})
	s.tablet = o.enrolIn(filepath.Join(dir, "tablet"), library.RoleEngineer, client.Config{Model: "Pad", Network: func() bool { return !s.away }})
	s.other = o.enrol(second, client.Config{Model: "Pad"})
	s.all()
	return s
}

// all lets everybody who has a network sync until nothing moves any more.
func (s *shop) all() {
	s.t.Helper()
	for range 2 {
		if !s.away {
			s.sync(s.tablet)
		}
		s.sync(s.desk, s.other)
	}
}

// order is an order that the engineer works on.
func (s *shop) order(kind string) form.ID {
	s.t.Helper()
	order := s.assigned(kind)
	s.tablet.act(library.ServiceOrder, order, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true})
	s.tablet.act(library.ServiceOrder, order, library.ServiceOrderStart, nil)
	s.all()
	return order
}

// assigned is an order that the engineer has not taken yet.
func (s *shop) assigned(kind string) form.ID {
	s.t.Helper()
	values := form.Values{
		library.ServiceOrderKind: kind, library.ServiceOrderCustomer: form.Ref{Form: library.Customer, ID: s.desk.new(library.Customer, customer("罗湖鸿翔宾馆"+s.now.String()))},
		library.ServiceOrderEngineer: s.staff[library.RoleEngineer], library.ServiceOrderProblem: "无拨号音",
	}
	s.plan(values)
	order := s.desk.new(library.ServiceOrder, values)
	s.desk.act(library.ServiceOrder, order, library.ServiceOrderAssign, nil)
	s.all()
	return order
}

func (s *shop) plan(values form.Values) {
	start := s.now.Add(2 * time.Hour)
	values[library.ServiceOrderPlannedStart], values[library.ServiceOrderPlannedEnd] = start, start.Add(time.Hour)
}

// finish finishes an order on the tablet.
func (s *shop) finish(order form.ID) {
	s.t.Helper()
	s.tablet.act(library.ServiceOrder, order, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
}

// reassign gives an order to the second engineer.
func (s *shop) reassign(order form.ID) {
	s.t.Helper()
	s.desk.act(library.ServiceOrder, order, library.ServiceOrderReschedule, form.Values{library.ServiceOrderMovedBy: "us", library.ServiceOrderRescheduleNote: "病假"})
	values := form.Values{library.ServiceOrderEngineer: s.staff[second], library.ServiceOrderReassignReason: "病假"}
	s.plan(values)
	s.desk.act(library.ServiceOrder, order, library.ServiceOrderReassign, values)
}

// cases returns what the office's desk sees of work that was not carried out.
func (s *shop) cases(states ...string) []record.Record {
	s.t.Helper()
	page, err := s.desk.List(ctx, device.Query{Form: library.Review, States: states})
	if err != nil {
		s.t.Fatal(err)
	}
	var all []record.Record
	for _, row := range page.Rows {
		all = append(all, row.Record)
	}
	return all
}

// needs returns what needs the engineer.
func (s *shop) needs() []device.Entry {
	s.t.Helper()
	outbox, err := s.tablet.Outbox(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []device.Entry
	for _, e := range outbox {
		if e.State == device.Refused || e.State == device.Parked {
			all = append(all, e)
		}
	}
	return all
}

// told returns the sentences that a device was told about a record.
func told(t testing.TB, d *tablet, id form.ID) map[string]bool {
	t.Helper()
	all, err := d.Notices(ctx, 100)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, n := range all {
		if n.ID == id {
			said[n.Text.Zh] = true
		}
	}
	return said
}

// Work done on an order that was given to another meanwhile is a report: the tablet keeps
// the order, read-only, the office sees who did what when and why it was not taken, and
// lets it count as its own act at the time it was done.
func TestReview_theOfficeLetsLateWorkCount(t *testing.T) {
	s := newShop(t)
	order := s.order(library.OrderKindIsMaintenance)
	s.away = true
	s.tablet.do(record.Part{Kind: record.Set, Form: library.ServiceOrder, ID: order, Values: form.Values{library.ServiceOrderSolved: true}})
	done := s.now
	s.finish(order)
	s.now = s.now.Add(time.Hour)
	s.reassign(order)
	s.all()
	s.away = false
	s.all()

	needs := s.needs()
	if len(needs) != 1 || needs[0].State != device.Parked || len(needs[0].Others) != 1 {
		t.Fatalf("the engineer has %+v", needs)
	}
	if pinned, err := s.tablet.Left(ctx, library.ServiceOrder, order); err != nil || !pinned {
		t.Errorf("the order is not kept on the tablet: %v", err)
	}
	open := s.cases("open")
	if len(open) != 1 || open[0].Values["author"] != s.staff[library.RoleEngineer] || open[0].Values["device"] != "T02 Pad" ||
		open[0].Values["about"] != (form.Ref{Form: library.ServiceOrder, ID: order}) {
		t.Fatalf("the office has %+v", open)
	}
	rows, _ := open[0].Values[record.ReviewWorks].([]form.Row)
	if len(rows) != 2 || rows[0].Values["fate"] != "parked" {
		t.Fatalf("the work is %+v", rows)
	}
	if at, _ := rows[1].Values["done_at"].(time.Time); at.Sub(done).Abs() > time.Second {
		t.Errorf("it was done at %s, the office reads %s", done, at)
	}
	if op, err := record.Decode(s.desk.Library(), []byte(rows[1].Values["work"].(string))); err != nil || op.Parts[0].Values[library.ServiceOrderSolved] != true {
		t.Errorf("the office reads %+v, %v", op, err)
	}

	s.desk.act(library.Review, open[0].ID, "accept", nil)
	s.all()

	rec := s.desk.get(library.ServiceOrder, order)
	finished, _ := rec.Values[library.ServiceOrderFinished+"_at"].(time.Time)
	if rec.State != library.ServiceOrderFinished || finished.Sub(done).Abs() > time.Second || rec.Values[library.ServiceOrderFinished+"_by"] != s.staff[library.RoleTechnicalAssistant] {
		t.Errorf("the order is %s at %s by %v, done at %s", rec.State, finished, rec.Values[library.ServiceOrderFinished+"_by"], done)
	}
	if needs := s.needs(); len(needs) != 0 {
		t.Errorf("the engineer still has %+v", needs)
	}
	if _, err := s.tablet.Store.Record(ctx, library.ServiceOrder, order); err == nil {
		t.Error("the order is still on the tablet")
	}
	if !told(t, s.tablet, open[0].ID)["办公室已采纳你的报告"] {
		t.Error("the engineer is not told")
	}
}

// Work that another has done meanwhile cannot count once more: the acceptance is refused
// whole, and the case stays open.
func TestReview_whatCannotCountIsRefusedWhole(t *testing.T) {
	s := newShop(t)
	order := s.order(library.OrderKindIsMaintenance)
	s.away = true
	s.tablet.do(record.Part{Kind: record.Set, Form: library.ServiceOrder, ID: order, Values: form.Values{library.ServiceOrderFailReason: "没有进门"}})
	s.finish(order)
	s.now = s.now.Add(time.Hour)
	s.reassign(order)
	s.all()
	s.other.act(library.ServiceOrder, order, library.ServiceOrderAccept, form.Values{library.ServiceOrderHeaderCorrect: true})
	s.other.act(library.ServiceOrder, order, library.ServiceOrderStart, nil)
	s.other.act(library.ServiceOrder, order, library.ServiceOrderFinish, form.Values{library.ServiceOrderSolved: true})
	s.away = false
	s.all()
	before := s.desk.get(library.ServiceOrder, order)
	open := s.cases("open")

	s.desk.act(library.Review, open[0].ID, "accept", nil)
	s.all()

	after := s.desk.get(library.ServiceOrder, order)
	if after.Rev != before.Rev || after.Values[library.ServiceOrderFailReason] != nil {
		t.Errorf("the order was written: %+v", after)
	}
	outbox, err := s.desk.Outbox(ctx)
	if err != nil || len(outbox) != 1 || outbox[0].State != device.Refused || outbox[0].Problems[0].Key != form.KeyWrongState {
		t.Errorf("the desk's outbox is %+v, %v", outbox, err)
	}
	if len(s.cases("open")) != 1 || len(s.needs()) != 1 {
		t.Errorf("the office has %+v, the engineer %+v", s.cases(), s.needs())
	}
}

// Refused work waits with its author, who reads the office's answer beside it, mends it
// and sends it again; the case is settled by that.
func TestReview_theOfficeAnswersAndTheAuthorMends(t *testing.T) {
	s := newShop(t)
	order := s.order(library.OrderKindIsMaintenance)
	s.away = true
	s.tablet.do(record.Part{Kind: record.Act, Form: library.ServiceOrder, ID: order, Action: library.ServiceOrderAskReschedule,
		Values: form.Values{library.ServiceOrderRescheduleNote: "客户不在", library.ServiceOrderMovedBy: "customer"}})
	s.now = s.now.Add(time.Hour)
	s.reassign(order)
	s.all()
	s.away = false
	s.all()
	open := s.cases("open")
	if len(open) != 1 {
		t.Fatalf("the office has %d cases", len(open))
	}

	s.desk.act(library.Review, open[0].ID, "answer", form.Values{"reply": "单子已交给别人，请写明客户原话"})
	s.all()
	needs := s.needs()
	if len(needs) != 1 || needs[0].Reply != "单子已交给别人，请写明客户原话" {
		t.Fatalf("the engineer reads %+v", needs)
	}

	if err := s.tablet.Note(ctx, needs[0].Op, "客户说下周再来"); err != nil {
		t.Fatal(err)
	}
	s.all()
	again := s.cases("open")
	if len(again) != 1 || again[0].Values["note"] != "客户说下周再来" || len(s.needs()) != 0 {
		t.Fatalf("the office has %+v", again)
	}
	if !told(t, s.desk, again[0].ID)["有工作没有收下，本人请办公室处理"] {
		t.Error("the office is not told")
	}
	s.desk.act(library.Review, open[0].ID, "close", form.Values{"reply": "已电话联系客户"})
	s.all()
	if !told(t, s.tablet, open[0].ID)["办公室已关闭，请看答复"] || s.tablet.get(library.Review, open[0].ID).Values["reply"] != "已电话联系客户" {
		t.Error("the engineer does not read the answer")
	}
}

// Given up for a reason, or sent again, the case at the office is settled.
func TestReview_theAuthorSettlesIt(t *testing.T) {
	for name, settle := range map[string]func(*shop, form.ID) error{
		"given_up": func(s *shop, op form.ID) error { return s.tablet.Discard(ctx, op, "客户取消了") },
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			order := s.order(library.OrderKindIsMaintenance)
			s.away = true
			s.finish(order)
			s.now = s.now.Add(time.Hour)
			s.reassign(order)
			s.all()
			s.away = false
			s.all()

			if err := settle(s, s.needs()[0].Op); err != nil {
				t.Fatal(err)
			}
			s.all()

			closed := s.cases("settled")
			if len(closed) != 1 || closed[0].Values["note"] != "客户取消了" || len(s.cases("open")) != 0 {
				t.Fatalf("the office has %+v", closed)
			}
			rows, _ := closed[0].Values[record.ReviewWorks].([]form.Row)
			if rows[0].Values["outcome"] != name {
				t.Errorf("it became %v", rows[0].Values["outcome"])
			}
			if _, err := s.tablet.Store.Record(ctx, library.ServiceOrder, order); err == nil {
				t.Error("the order is still on the tablet")
			}
		})
	}
}

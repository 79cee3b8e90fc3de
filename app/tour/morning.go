package main

import (
	"context"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

// morning is what the office does before the engineer drives off: a repair order for a
// customer found by initials, an appointment, an assignment.
func (d *day) morning() []step {
	return []step{
		{"desk", func(ctx context.Context) (err error) {
			if d.desk, err = d.signIn(ctx, "desk", assistant, false); err != nil {
				return err
			}
			return d.desk.picture("desk-home")
		}},
		{"new-order", func(context.Context) error {
			s, f := d.desk, library.ServiceOrder
			return all(
				func() error { return s.Tap(d.say("服务单", "Orders")) },
				func() error { return s.Tap(d.say("新建技术服务单", "New Technical service order")) },
				func() error { return s.Await(d.field(f, library.ServiceOrderProblem)) },
				func() error { return s.Tap(d.word("order_kind", library.OrderKindIsRepair)) },
				func() error { return s.Fill(d.field(f, library.ServiceOrderCustomer), initials) },
				func() error { return s.Await(customer) },
				func() error { return s.picture("find-customer") },
				func() error { return s.Tap(customer) },
				func() error {
					return s.Fill(d.field(f, library.ServiceOrderProblem), "第3路不送号，客户打不出长途")
				},
				func() error { s.Leave(); return s.picture("new-order") },
				func() error { return s.Tap(d.say("建立", "Create")) },
				func() error { return s.Await(d.action(f, library.ServiceOrderAppoint)) },
				func() error { d.order = s.app.Screen().Place().ID; return nil },
			)
		}},
		{"appointment", func(ctx context.Context) error {
			s, f := d.desk, library.ServiceOrder
			return all(
				func() error { return s.Tap(d.action(f, library.ServiceOrderAppoint)) },
				func() error { return s.gone(ctx, library.Appointment, library.AppointmentOrder, d.order) },
				func() error { return d.openRelated(ctx, s, library.Appointment, library.AppointmentOrder) },
				func() error { return s.Tap(d.action(library.Appointment, library.AppointmentConfirm)) },
				func() error {
					return s.Fill(d.field(library.Appointment, library.AppointmentWindowStart), d.clock(18, 40))
				},
				func() error {
					return s.Fill(d.field(library.Appointment, library.AppointmentWindowEnd), d.clock(19, 40))
				},
				func() error { s.Leave(); return s.picture("appointment") },
				func() error { return s.confirm(d.action(library.Appointment, library.AppointmentConfirm)) },
				func() error {
					return s.until(ctx, library.ServiceOrder, d.order, filled(library.ServiceOrderPlannedStart))
				},
			)
		}},
		{"assign", func(ctx context.Context) error {
			s, f := d.desk, library.ServiceOrder
			return all(
				func() error { s.nav().Open(f, d.order); return s.Await(d.field(f, library.ServiceOrderEngineer)) },
				func() error { return s.Fill(d.field(f, library.ServiceOrderEngineer), engineer) },
				func() error { return s.TapIn(d.field(f, library.ServiceOrderEngineer), engineer) },
				func() error { return s.Tap(d.action(f, library.ServiceOrderAssign)) },
				func() error { return s.until(ctx, f, d.order, inState(library.ServiceOrderAssigned)) },
				func() error { return s.picture("assigned") },
				func() error { return s.send(ctx) },
			)
		}},
	}
}

// word is how a choice is called.
func (d *day) word(list, word string) string {
	for _, w := range d.lib.ChoiceList(list).Words {
		if w.Word == word {
			return d.label(w.Label)
		}
	}
	return word
}

// clock is a time of today as it is typed.
func (d *day) clock(hour, minute int) string {
	now := time.Now().In(d.lib.Calendar.Zone)
	return time.Date(now.Year(), now.Month(), now.Day(), hour, minute, 0, 0, now.Location()).Format("2006-01-02 15:04")
}

// openRelated opens the record of a form that points to the order.
func (d *day) openRelated(ctx context.Context, s *stage, formName, via string) error {
	recs, err := s.app.Store().Related(ctx, formName, via, d.order)
	if err != nil {
		return err
	}
	if len(recs) == 0 {
		return fmt.Errorf("the order has no %s: %w", formName, device.ErrNotFound)
	}
	s.nav().Open(formName, recs[0].ID)
	return nil
}

func filled(field string) func(*form.Record) bool {
	return func(r *form.Record) bool { return r.Values[field] != nil }
}

func inState(state string) func(*form.Record) bool {
	return func(r *form.Record) bool { return r.State == state }
}

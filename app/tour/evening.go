package main

import (
	"context"
	"fmt"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// evening is what follows when the network is back: the office sees the work, returns the
// card once, checks it and closes the order; the stock keeper sees where the dialer is.
func (d *day) evening() []step {
	f, c := library.ServiceOrder, library.FeedbackCard
	return []step{
		{"network-back", func(ctx context.Context) error {
			s := d.tablet
			s.online.Store(true)
			return all(
				func() error { return s.send(ctx) },
				func() error { return s.Await(d.say("已同步", "Up to date")) },
				func() error { return s.picture("up-to-date") },
			)
		}},
		{"office-sees", func(ctx context.Context) error {
			s := d.desk
			return all(
				func() error { return s.sync(ctx) },
				func() error { return s.Tap(d.say("核对", "Check")) },
				func() error {
					return s.Fill(d.say("客户、单号、电话，拼音首字母也行", "Customer, number, phone, pinyin initials"), initials)
				},
				func() error { return s.Await(customer) },
				func() error { return s.picture("cards-to-check") },
				func() error { return d.openRelated(ctx, s, c, library.FeedbackCardOrder) },
				func() error { return s.Await(d.action(c, library.FeedbackCardCheck)) },
				func() error { return s.picture("card-in-the-office") },
			)
		}},
		{"return-card", func(ctx context.Context) error {
			s := d.desk
			return all(
				func() error { return d.press(s, c, library.FeedbackCardReturn) },
				func() error { return s.Fill(d.field(c, library.FeedbackCardMissing), "请补写客户意见") },
				func() error { return s.picture("return-card") },
				func() error { return s.confirm(d.action(c, library.FeedbackCardReturn)) },
				func() error {
					return s.untilRelated(ctx, c, library.FeedbackCardOrder, d.order, inState(library.FeedbackCardReturned))
				},
				func() error { return s.send(ctx) },
			)
		}},
		{"complete-card", func(ctx context.Context) error {
			s := d.tablet
			return all(
				func() error { return s.sync(ctx) },
				func() error { return d.openRelated(ctx, s, c, library.FeedbackCardOrder) },
				func() error { return s.Await("请补写客户意见") },
				func() error { return s.picture("card-came-back") },
				func() error {
					return s.Fill(d.field(c, library.FeedbackCardRemark), "师傅很专业，希望雨季再来看一次")
				},
				func() error { s.Leave(); return s.Tap(d.action(c, library.FeedbackCardComplete)) },
				func() error {
					return s.untilRelated(ctx, c, library.FeedbackCardOrder, d.order, inState(library.FeedbackCardReceived))
				},
				func() error { return s.send(ctx) },
			)
		}},
		{"check-card", func(ctx context.Context) error {
			s, r := d.desk, library.RepairCard
			return all(
				func() error { return s.sync(ctx) },
				func() error { return d.openRelated(ctx, s, c, library.FeedbackCardOrder) },
				func() error { return s.Tap(d.action(c, library.FeedbackCardCheck)) },
				func() error { return s.until(ctx, f, d.order, inState(library.ServiceOrderVerified)) },
				func() error { return s.picture("card-checked") },
				func() error { return d.openRelated(ctx, s, r, library.RepairCardOrder) },
				func() error { return s.Tap(d.action(r, library.RepairCardCheck)) },
				func() error {
					return s.untilRelated(ctx, r, library.RepairCardOrder, d.order, inState(library.RepairCardChecked))
				},
			)
		}},
		{"close-order", func(ctx context.Context) error {
			s, e := d.desk, library.ExternalEntry
			return all(
				func() error { return d.openRelated(ctx, s, e, library.ExternalEntrySource) },
				func() error { return s.Tap(d.action(e, library.ExternalEntryEnter)) },
				func() error { return s.Fill(d.field(e, library.ExternalEntryOutsideNo), "CRM-20261129-118") },
				func() error { return s.confirm(d.action(e, library.ExternalEntryEnter)) },
				func() error {
					return s.untilRelated(ctx, e, library.ExternalEntrySource, d.order, inState(library.ExternalEntryEntered))
				},
				func() error { return d.openRelated(ctx, s, c, library.FeedbackCardOrder) },
				func() error { return s.Tap(d.action(c, library.FeedbackCardEnter)) },
				func() error {
					return s.untilRelated(ctx, c, library.FeedbackCardOrder, d.order, inState(library.FeedbackCardEntered))
				},
				func() error { s.nav().Open(f, d.order); return s.Tap(d.action(f, library.ServiceOrderClose)) },
				func() error { return s.until(ctx, f, d.order, inState(library.ServiceOrderClosed)) },
				func() error { return s.picture("order-closed") },
				func() error { return s.send(ctx) },
			)
		}},
		{"bench", func(ctx context.Context) (err error) {
			if d.bench, err = d.signIn(ctx, "bench", stockKeeper, false); err != nil {
				return err
			}
			s := d.bench
			return all(
				func() error { return s.Scan(d.spare) },
				func() error { return s.Await(customer) },
				func() error { return s.picture("dialer-at-the-customer") },
				func() error { return s.unit(ctx, d.spare, inState(library.DialerUnitInstalled)) },
			)
		}},
	}
}

// press does an action that may stand in the menu of further ones.
func (d *day) press(s *stage, formName, action string) error {
	label := d.action(formName, action)
	if !s.Sees(label) {
		if err := s.Tap(d.say("更多", "More")); err != nil {
			return err
		}
	}
	return s.Tap(label)
}

// unit waits until the dialer of a serial is as it should be.
func (s *stage) unit(ctx context.Context, serial string, holds func(*form.Record) bool) error {
	found, err := s.app.Store().Find(ctx, serial, 5)
	if err != nil {
		return err
	}
	for _, hit := range found {
		if hit.Record.Form == library.DialerUnit {
			return s.until(ctx, library.DialerUnit, hit.Record.ID, holds)
		}
	}
	return fmt.Errorf("no dialer %s", serial)
}

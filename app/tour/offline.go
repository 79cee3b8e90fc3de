package main

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync/atomic"

	"fyne.io/fyne/v2"

	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

// offline is the engineer's visit in a cellar: everything from accepting to handing in
// happens without a network, and the app is killed once in the middle.
func (d *day) offline() []step {
	f, c := library.ServiceOrder, library.FeedbackCard
	return []step{
		{"today", func(ctx context.Context) (err error) {
			if d.tablet, err = d.signIn(ctx, "tablet", engineer, true); err != nil {
				return err
			}
			return all(
				func() error { return d.tablet.Await(customer) },
				func() error { return d.lookUp(ctx) },
				func() error { return d.tablet.picture("today") },
			)
		}},
		{"accept", func(ctx context.Context) error {
			s := d.tablet
			s.online.Store(false)
			s.app.Client().Wake()
			return all(
				func() error { return s.Await(d.say("离线", "Offline")) },
				func() error { s.nav().Open(f, d.order); return s.Tap(d.action(f, library.ServiceOrderAccept)) },
				func() error { return s.TapIn(d.field(f, library.ServiceOrderHeaderCorrect), d.say("是", "Yes")) },
				func() error { return s.picture("accept-offline") },
				func() error { return s.confirm(d.action(f, library.ServiceOrderAccept)) },
				func() error { return s.until(ctx, f, d.order, inState(library.ServiceOrderAccepted)) },
			)
		}},
		{"on-site", func(ctx context.Context) error {
			s := d.tablet
			return all(
				func() error {
					return d.act(ctx, s, f, library.ServiceOrderDepart, filled(library.ServiceOrderDepartedAt))
				},
				func() error {
					return d.act(ctx, s, f, library.ServiceOrderArrive, filled(library.ServiceOrderArrivedAt))
				},
				func() error {
					return d.act(ctx, s, f, library.ServiceOrderStart, inState(library.ServiceOrderInProgress))
				},
				func() error { return s.picture("on-site") },
			)
		}},
		{"fill-card", func(ctx context.Context) error {
			s := d.tablet
			return all(
				func() error { return d.openRelated(ctx, s, c, library.FeedbackCardOrder) },
				func() error { return s.Await(d.field(c, library.FeedbackCardItems)) },
				func() error { return d.tickAll(s) },
				func() error { return d.test(s, library.TestItemIsLoopCurrent, "16.5") },
				func() error { return s.picture("card-below-limit") },
				func() error { return s.Fill(d.word("test_item", library.TestItemIsLoopCurrent), "21") },
				func() error { return d.test(s, library.TestItemIsTrialCalls, "12") },
				func() error { s.Leave(); return s.picture("card-tests") },
			)
		}},
		{"killed", func(ctx context.Context) error {
			s := d.tablet
			return all(
				func() error {
					return s.Fill(d.field(c, library.FeedbackCardSiteConditions), "弱电间潮湿，已加防潮盒")
				},
				func() error { s.Leave(); return nil },
				func() error { return s.keptDraft(ctx, c, "弱电间潮湿，已加防潮盒") },
				s.kill,
				func() error { return s.Await("弱电间潮湿，已加防潮盒") },
				func() error { return s.picture("opened-again") },
			)
		}},
		{"dialers", func(ctx context.Context) error {
			s := d.tablet
			return all(
				func() error {
					return d.dialer(ctx, s, d.hanging, d.word("unit_work", library.UnitWorkIsReplaced), d.word("condition", library.ConditionIsFaulty))
				},
				func() error {
					return d.dialer(ctx, s, d.spare, d.word("unit_work", library.UnitWorkIsInstalled), d.word("condition", library.ConditionIsOk))
				},
				func() error { return s.picture("dialers-scanned") },
			)
		}},
		{"customer-signs", func(ctx context.Context) error {
			s := d.tablet
			return all(
				func() error { return s.TapIn(d.field(c, library.FeedbackCardDifficult), d.say("是", "Yes")) },
				func() error {
					return s.Fill(d.field(c, library.FeedbackCardProblem), "雨后第3路电流偏低，换机后仍偶有杂音")
				},
				func() error { return s.TapIn(d.field(c, library.FeedbackCardTrained), d.say("是", "Yes")) },
				func() error { return s.Fill(d.field(c, library.FeedbackCardTopics), "加拨与断电直通") },
				func() error { return s.Fill(d.field(c, library.FeedbackCardTrainee), "黄志强") },
				func() error { return d.rate(s, 4) },
				func() error { return d.photo(s) },
				func() error { return d.sign(s, "黄志强") },
				func() error { return s.Await(d.say("重签", "Sign again")) },
				func() error { return s.picture("signed") },
			)
		}},
		{"finish", func(ctx context.Context) error {
			s := d.tablet
			return all(
				func() error { s.nav().Open(f, d.order); return s.Tap(d.action(f, library.ServiceOrderFinish)) },
				func() error { return s.TapIn(d.field(f, library.ServiceOrderSolved), d.say("是", "Yes")) },
				func() error { return s.confirm(d.action(f, library.ServiceOrderFinish)) },
				func() error { return s.until(ctx, f, d.order, inState(library.ServiceOrderFinished)) },
				func() error { return s.picture("finished") },
				func() error { return d.openRelated(ctx, s, c, library.FeedbackCardOrder) },
				func() error { return s.Tap(d.action(c, library.FeedbackCardFill)) },
				func() error {
					return s.untilRelated(ctx, c, library.FeedbackCardOrder, d.order, inState(library.FeedbackCardFilled))
				},
				func() error { return s.picture("card-filled") },
			)
		}},
		{"repair-card", func(ctx context.Context) error {
			s, r := d.tablet, library.RepairCard
			return all(
				func() error { return d.openRelated(ctx, s, r, library.RepairCardOrder) },
				func() error { return s.TapIn(d.field(r, library.RepairCardCause), d.say("请选择", "Choose")) },
				func() error { return s.Tap(d.word("cause", library.CauseIsDialer)) },
				func() error { return s.Fill(d.field(r, library.RepairCardUnit), d.hanging) },
				func() error { return s.TapIn(d.field(r, library.RepairCardUnit), d.hanging) },
				func() error {
					return s.Fill(d.field(r, library.RepairCardTreatment), "更换拨号器，写入程序并核对")
				},
				func() error { return s.TapIn(d.field(r, library.RepairCardSolved), d.say("是", "Yes")) },
				func() error { s.Leave(); return s.picture("repair-card") },
				func() error { return s.Tap(d.action(r, library.RepairCardSubmit)) },
				func() error {
					return s.untilRelated(ctx, r, library.RepairCardOrder, d.order, inState(library.RepairCardSubmitted))
				},
			)
		}},
		{"dialer-feedback", func(ctx context.Context) error {
			s, q := d.tablet, library.QualityFeedback
			return all(
				func() error { return d.openRelated(ctx, s, q, library.QualityFeedbackOrder) },
				func() error {
					return s.Fill(d.field(q, library.QualityFeedbackSymptom), "第3路不送号，雨后加重")
				},
				func() error {
					return s.TapIn(d.field(q, library.QualityFeedbackSeverity), d.word("severity", library.SeverityIsMajor))
				},
				func() error { s.Leave(); return s.picture("dialer-feedback") },
				func() error { return s.Tap(d.action(q, library.QualityFeedbackSubmit)) },
				func() error {
					return s.untilRelated(ctx, q, library.QualityFeedbackOrder, d.order, inState(library.QualityFeedbackSubmitted))
				},
			)
		}},
		{"hand-in", func(ctx context.Context) error {
			s := d.tablet
			return all(
				func() error { return d.openRelated(ctx, s, c, library.FeedbackCardOrder) },
				func() error { return s.Tap(d.action(c, library.FeedbackCardHandIn)) },
				func() error {
					return s.untilRelated(ctx, c, library.FeedbackCardOrder, d.order, inState(library.FeedbackCardReceived))
				},
				func() error { return s.Tap(d.say("发件箱", "Outbox")) },
				func() error { return s.picture("outbox-waiting") },
			)
		}},
	}
}

// lookUp finds the dialers of the story: the one that hangs at the customer, and one that
// was issued to the engineer.
func (d *day) lookUp(ctx context.Context) error {
	at, err := d.serial(ctx, library.DialerUnitInstalled, func(u *form.Record) bool {
		ref, _ := u.Values[library.DialerUnitCustomer].(form.Ref)
		rec, err := d.tablet.app.Store().Record(ctx, library.Customer, ref.ID)
		return err == nil && rec.Values[library.CustomerName] == customer
	})
	if err != nil {
		return err
	}
	d.hanging = at
	me := d.tablet.app.Store().Identity().Person
	d.spare, err = d.serial(ctx, library.DialerUnitIssued, func(u *form.Record) bool { return u.Values[library.DialerUnitHolder] == me })
	return err
}

// serial finds a dialer on the tablet in a state.
func (d *day) serial(ctx context.Context, state string, wanted func(*form.Record) bool) (string, error) {
	q := device.Query{Form: library.DialerUnit, States: []string{state}, Limit: 200}
	for {
		page, err := d.tablet.app.Store().List(ctx, q)
		if err != nil {
			return "", err
		}
		for _, row := range page.Rows {
			if wanted(&row.Record.Record) {
				serial, _ := row.Record.Values[library.DialerUnitSerial].(string)
				return serial, nil
			}
		}
		if page.Next == "" {
			return "", fmt.Errorf("the tablet has no fitting dialer that is %s", state)
		}
		q.After = page.Next
	}
}

// act does an action of the order on its screen and waits for what it brings.
func (d *day) act(ctx context.Context, s *stage, formName, action string, holds func(*form.Record) bool) error {
	return all(
		func() error { return s.Tap(d.action(formName, action)) },
		func() error { return s.until(ctx, formName, d.order, holds) },
	)
}

// cell is how a column of a table is called.
func (d *day) cell(formName, table, column string) string {
	for _, col := range d.lib.Form(formName).Field(table).Columns {
		if col.Name == column {
			return d.label(col.Label)
		}
	}
	return column
}

// tickAll ticks the standard checklist.
func (d *day) tickAll(s *stage) error {
	for _, w := range d.lib.ChoiceList("service_standard").Words {
		if err := s.Tap(d.label(w.Label)); err != nil {
			return err
		}
	}
	return nil
}

// test adds a test with what was measured, and says that it passed.
func (d *day) test(s *stage, item, measured string) error {
	name := d.word("test_item", item)
	return all(
		func() error { return s.Tap(d.say("添加", "Add: ") + d.cell(library.FeedbackCard, "tests", "item")) },
		func() error { return s.Tap(name) },
		func() error { return s.Fill(name, measured) },
		func() error { return s.TapIn(name, d.say("是", "Yes")) },
		func() error { s.Leave(); return nil },
	)
}

// dialer scans a dialer into the card and says what was done with it.
func (d *day) dialer(_ context.Context, s *stage, serial, work, condition string) error {
	return all(
		func() error { return s.Tap(d.field(library.FeedbackCard, library.FeedbackCardUnits)) },
		func() error { return s.Scan(serial) },
		func() error { return s.Await(serial) },
		func() error { return s.TapIn(serial, d.say("请选择", "Choose")) },
		func() error { return s.Tap(work) },
		func() error { return s.TapIn(work+"\u2002"+serial, condition) },
	)
}

// rate gives stars.
func (d *day) rate(s *stage, stars int) error {
	r, err := s.Part(d.field(library.FeedbackCard, library.FeedbackCardRating), func(w fyne.Widget) bool { _, ok := w.(*widgets.Rating); return ok })
	if err != nil {
		return err
	}
	return s.TapAt(r, (float32(stars)-0.5)*48, r.Size.Height/2)
}

// sign lets the customer sign, whose name stands there already.
func (d *day) sign(s *stage, name string) error {
	return all(
		func() error { return s.Tap(d.say("点此签字", "Tap to sign")) },
		func() error { return s.Await(name) },
		func() error {
			pad, err := s.Part(name, func(w fyne.Widget) bool { _, ok := w.(*widgets.SignaturePad); return ok })
			if err != nil {
				return err
			}
			return all(
				func() error {
					return s.Draw(pad, fyne.NewPos(80, 40), fyne.NewDelta(50, 8), fyne.NewDelta(-30, 30), fyne.NewDelta(40, 12), fyne.NewDelta(-60, 30))
				},
				func() error {
					return s.Draw(pad, fyne.NewPos(190, 30), fyne.NewDelta(4, 80), fyne.NewDelta(50, -60), fyne.NewDelta(10, 60), fyne.NewDelta(40, -40))
				},
				func() error {
					return s.Draw(pad, fyne.NewPos(300, 50), fyne.NewDelta(60, -10), fyne.NewDelta(-40, 60), fyne.NewDelta(70, -20), fyne.NewDelta(30, 10))
				},
			)
		},
		func() error { return s.Tap(d.say("签好了", "Signed")) },
	)
}

// photo adds a picture from a file.
func (d *day) photo(s *stage) error {
	return all(
		func() error { return s.Tap(d.say("拍照或选图", "Add a photo")) },
		func() error { return s.Tap(photoName) },
		func() error { return s.confirm(d.say("选用", "Use it")) },
		func() error { return s.AwaitGone(photoName) },
	)
}

// keptDraft waits until a text that was typed into a form is kept.
func (s *stage) keptDraft(ctx context.Context, formName, text string) error {
	id := s.app.Screen().Place().ID
	if s.loop.Until(func() bool {
		d, err := s.app.Store().Draft(ctx, formName, id)
		return err == nil && slices.Contains(slices.Collect(maps.Values(d.Values)), any(text))
	}, patience) {
		return nil
	}
	return fmt.Errorf("no draft of %s with %q: %w", formName, text, device.ErrNotFound)
}

// kill ends the app as a system does that needs the memory: a copy of what is on disk is
// opened again, and the app that ran never gets to close it properly.
func (s *stage) kill() error {
	dead := *s
	s.name += "-again"
	if err := copyFolder(filepath.Join(s.theatre.dir, dead.name), filepath.Join(s.theatre.dir, s.name)); err != nil {
		return err
	}
	s.theatre.stages = append(s.theatre.stages, &dead)
	s.online = &atomic.Bool{} // the dead one's stays off: it sends nothing any more
	return s.open()
}

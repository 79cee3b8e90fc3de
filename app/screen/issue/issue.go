// Package issue is where the stock keeper hands dialers out along the engineers' schedule:
// scan after scan, each dialer goes to the order it is set for, and out of the store once
// its engineer has checked it. At the side stands who goes where and what is lacking.
package issue

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"fieldline/app/code"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// Screen is the desk for issuing.
type Screen struct {
	*screen.ScanDesk

	slips   []device.Row
	orders  []device.Row
	scanned map[form.ID]map[form.ID]bool // of a slip, the dialers that were scanned before its last
	out     int                          // dialers that went out
	rows    map[form.ID]*widgets.ListRow // of what stands at the side, drawn once
}

// New makes the screen.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{scanned: map[form.ID]map[form.ID]bool{}, rows: map[form.ID]*widgets.ListRow{}}
	s.ScanDesk = screen.NewScanDesk(deps, place, s.scan)
	w := deps.Words
	s.Tally.Call(map[screen.Outcome]string{screen.Counted: w.T("issue.done"), screen.Repeated: w.T("issue.done_before"), screen.Misplaced: w.T("issue.cannot"), screen.Unheard: w.T("issue.nobody")})
	s.draw()
	s.Refresh()
	s.Tally.Focus()
	return s
}

// Header says what waits.
func (s *Screen) Header() screen.Header {
	w := s.Deps.Words
	return screen.Header{Title: w.T("issue.title"), Context: w.T("issue.waiting", len(s.slips)), Back: true}
}

// Refresh reads the schedule and the slips again.
func (s *Screen) Refresh() {
	type found struct {
		slips, orders []device.Row
		names         form.World
	}
	screen.Read(s.Deps, &s.Reads, func(ctx context.Context) (found, error) {
		slips, err := s.Deps.Store.List(ctx, device.Query{Form: library.Allotment, List: library.AllotmentListToIssue})
		if err != nil {
			return found{}, err
		}
		orders, err := s.Deps.Store.List(ctx, device.Query{Form: library.ServiceOrder, List: library.ServiceOrderListForStock})
		return found{slips.Rows, orders.Rows, s.Deps.Store.Env(ctx, nil).World}, err
	}, func(f found) {
		s.slips, s.orders, s.Names = f.slips, f.orders, f.names
		s.draw()
		s.Deps.Nav.Redraw()
	})
}

// Follow reads them again where a change may show in them.
func (s *Screen) Follow(ch device.Change) {
	shown := func(ref form.Ref) bool {
		return ref.Form == library.Allotment || ref.Form == library.ServiceOrder || ref.Form == library.Customer || ref.Form == library.Person
	}
	if ch.Library || ch.Met || slices.ContainsFunc(ch.Records, shown) {
		s.Refresh()
	}
}

// scan does with a dialer what comes next on its way out.
func (s *Screen) scan(c code.Code) {
	type found struct {
		unit, slip, order *form.Record
		takes             bool // the order takes a dialer, as the slip asks for
		going             []form.ID
	}
	screen.Lookup(s.ScanDesk, func(env *form.Env) (found, error) {
		unit, err := screen.FindUnit(env, c.Serial)
		if err != nil || unit == nil {
			return found{}, err
		}
		slip, order := screen.Pointed(env, unit, library.DialerUnitSlip), screen.Pointed(env, unit, library.DialerUnitOrder)
		f := env.Lib.Form(library.Allotment)
		takes := order != nil && f.MayPick(env, f.Field(library.AllotmentOrder), order) == form.Yes
		return found{unit, slip, order, takes, going(env, slip)}, nil
	}, func(f found) {
		if f.unit == nil {
			s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: s.Deps.Words.T("issue.unknown")})
			return
		}
		s.handle(f.unit, f.slip, f.order, f.takes, f.going)
	})
}

// going are the dialers that go out with a slip: those that passed the engineer's check and
// were not taken off it since, as far as is known here.
func going(env *form.Env, slip *form.Record) (units []form.ID) {
	if slip == nil {
		return nil
	}
	rows, _ := slip.Get(library.AllotmentUnits).([]form.Row)
	for _, row := range rows {
		ref, ok := row.Values[library.AllotmentUnitsRowUnit].(form.Ref)
		if !ok || row.Values[library.AllotmentUnitsRowResult] != library.VerdictIsPass {
			continue
		}
		if unit, err := env.World.Record(ref.Form, ref.ID); err != nil || screen.Points(unit, library.DialerUnitSlip, slip.ID) {
			units = append(units, ref.ID)
		}
	}
	return units
}

func (s *Screen) handle(unit, slip, order *form.Record, takes bool, going []form.ID) {
	w := s.Deps.Words
	serial, _ := unit.Get(library.DialerUnitSerial).(string)
	sc := screen.Scan{Code: serial, Outcome: screen.Misplaced, ID: unit.ID}
	ref := form.Ref{Form: library.DialerUnit, ID: unit.ID}
	switch {
	case unit.State == library.DialerUnitInStock:
		sc.Note = w.T("issue.not_set")
		s.Tally.Note(sc, widgets.NewButton(widgets.Outlined, "settings", w.T("bench.configure"), func() {
			s.Deps.Nav.New(library.DialerConfig, form.Values{library.DialerConfigUnit: ref})
		}))
	case unit.State == library.DialerUnitConfigured && order != nil && !takes:
		sc.Note = w.T("issue.order_over", order.Number, s.Speech().State(s.Deps.Store.Library().Form(library.ServiceOrder), order.State))
		s.Tally.Note(sc, widgets.NewButton(widgets.Outlined, "x", w.T("issue.free"), func() { s.Deps.Nav.Act(library.DialerUnit, unit.ID, library.DialerUnitFree) }))
	case unit.State == library.DialerUnitConfigured && order != nil && form.Empty(order.Get(library.ServiceOrderEngineer)):
		sc.Note = w.T("issue.no_engineer", order.Number)
		s.Tally.Note(sc)
	case unit.State == library.DialerUnitConfigured && order != nil:
		s.allot(unit, order, sc)
	case unit.State == library.DialerUnitConfigured:
		sc.Note = w.T("issue.no_order")
		s.Tally.Note(sc)
	case unit.State == library.DialerUnitAllotted && slip != nil && slip.State == library.AllotmentChecked:
		s.issue(unit, slip, going, sc)
	case unit.State == library.DialerUnitAllotted && slip != nil:
		sc.Note = w.T("issue.unchecked", s.Named(slip.Get(library.AllotmentEngineer)))
		s.Tally.Note(sc)
	case unit.State == library.DialerUnitIssued:
		sc.Outcome, sc.Note = screen.Repeated, w.T("issue.already")
		s.Tally.Note(sc)
	default:
		sc.Note = w.T("issue.not_now", s.Speech().State(s.Deps.Store.Library().Form(library.DialerUnit), unit.State))
		s.Tally.Note(sc)
	}
}

// allot gives a dialer that is set to the engineer of its order.
func (s *Screen) allot(unit, order *form.Record, sc screen.Scan) {
	sc.Asks = true // where the out-test is done here, the scan goes on
	ref, id := form.Ref{Form: library.DialerUnit, ID: unit.ID}, s.Deps.Store.NewID()
	sc.Note = s.Deps.Words.T("issue.allotted", s.Named(order.Get(library.ServiceOrderEngineer)))
	s.do(sc, 0, []record.Part{
		{Kind: record.Create, Form: library.Allotment, ID: id, Values: form.Values{
			library.AllotmentOrder: form.Ref{Form: library.ServiceOrder, ID: order.ID},
			library.AllotmentUnits: []form.Row{{ID: s.Deps.Store.NewID().String(), Values: form.Values{library.AllotmentUnitsRowUnit: ref}}},
		}},
		{Kind: record.Act, Form: library.Allotment, ID: id, State: library.AllotmentDraft, Action: library.AllotmentAllot},
	}, s.tested(unit, sc)...)
}

// tested are the ways to the out-test that a dialer still lacks: all in order, at once, and
// then on with the scan; or its page.
func (s *Screen) tested(unit *form.Record, sc screen.Scan) []fyne.CanvasObject {
	w := s.Deps.Words
	test := form.Values{library.QualityTestUnit: form.Ref{Form: library.DialerUnit, ID: unit.ID}, library.QualityTestDirection: library.DirectionIsOut}
	pass := func() {
		id := s.Deps.Store.NewID()
		items := screen.TestItems(s.Deps.Store.Env(context.Background(), nil), &form.Record{Form: library.QualityTest, ID: id, Values: test})
		parts := append([]record.Part{{Kind: record.Create, Form: library.QualityTest, ID: id, Values: test}}, screen.PassTest(id, items)...)
		s.Do("receive.doing.test", parts, func(problems []form.Problem) { s.Refuse(sc, problems) }, func(record.Outcome) { s.scan(code.Code{Serial: sc.Code}) })
	}
	return []fyne.CanvasObject{
		widgets.NewButton(widgets.Outlined, "check", w.T("issue.all_pass"), pass),
		widgets.NewButton(widgets.Outlined, "clipboard-check", w.T("bench.test_out"), func() { s.Deps.Nav.New(library.QualityTest, test) }),
	}
}

// issue hands a slip out once all of its dialers have been scanned.
func (s *Screen) issue(unit, slip *form.Record, going []form.ID, sc screen.Scan) {
	w := s.Deps.Words
	seen := s.scanned[slip.ID]
	rest := 0 // that are still to be scanned, but for this one
	for _, id := range going {
		if !seen[id] && id != unit.ID {
			rest++
		}
	}
	switch {
	case seen[unit.ID]:
		sc.Outcome, sc.Note = screen.Repeated, w.T("issue.rest", rest)
		s.Tally.Note(sc)
	case rest > 0:
		if seen == nil {
			seen = map[form.ID]bool{}
			s.scanned[slip.ID] = seen
		}
		seen[unit.ID] = true
		sc.Outcome, sc.Note = screen.Counted, w.T("issue.rest", rest)
		s.Tally.Note(sc)
	default:
		sc.Note = w.T("issue.out", s.Named(slip.Get(library.AllotmentEngineer)))
		s.do(sc, len(going), []record.Part{{Kind: record.Act, Form: library.Allotment, ID: slip.ID, Action: library.AllotmentIssue}})
	}
}

// do saves what a scan came to, by which so many dialers go out; refused, it says why and
// offers what can be done, and the scan counts for nothing.
func (s *Screen) do(sc screen.Scan, out int, parts []record.Part, todo ...fyne.CanvasObject) {
	s.Do("issue.doing", parts, func(problems []form.Problem) { s.Refuse(sc, problems, todo...) }, func(record.Outcome) {
		s.out += out
		sc.Outcome, sc.Asks = screen.Counted, false
		s.Tally.NoteCount(s.out, 0, sc)
	})
}

// draw puts the schedule at the side: what waits to be handed out, and which orders want a
// dialer.
func (s *Screen) draw() {
	w, lib := s.Deps.Words, s.Deps.Store.Library()
	var parts []fyne.CanvasObject
	kept := map[form.ID]*widgets.ListRow{}
	row := func(id form.ID, data widgets.RowData, open func()) fyne.CanvasObject {
		kept[id] = s.rows[id]
		if kept[id] == nil || kept[id].Data() != data {
			kept[id] = widgets.NewListRow(data, true, open)
		}
		return kept[id]
	}
	list := func(head string, rows []fyne.CanvasObject) {
		if len(rows) > 0 {
			parts = append(parts, widgets.NewText(head, theme.Body).Bold(), widgets.SheetPad(0, widgets.Rows(rows...)))
		}
	}
	var slips, orders []fyne.CanvasObject
	for _, slip := range s.slips {
		rec, f := slip.Record, lib.Form(library.Allotment)
		look := screen.StateLook(f, rec.State)
		units, _ := rec.Get(library.AllotmentUnits).([]form.Row)
		slips = append(slips, row(rec.ID, widgets.RowData{
			Avatar: s.Named(rec.Get(library.AllotmentEngineer)), Title: s.Named(rec.Get(library.AllotmentCustomer)), Subtitle: w.T("issue.units", rec.Number, len(units)),
			Chip: s.Speech().State(f, rec.State), ChipIcon: look.Icon, ChipTone: look.Tone, Chevron: true,
		}, func() { s.Deps.Nav.Open(library.Allotment, rec.ID) }))
	}
	for _, order := range s.orders {
		rec, f := order.Record, lib.Form(library.ServiceOrder)
		stamp, open := screen.StampOf(w, f, &rec.Record)
		data := widgets.RowData{Stamp: stamp, StampOpen: open, Title: s.Named(rec.Get(library.ServiceOrderCustomer)), Subtitle: s.Named(rec.Get(library.ServiceOrderEngineer)), Chevron: true}
		if start := rec.Get(library.ServiceOrderPlannedStart); start != nil {
			data.Trailing = s.Speech().Value(f.Field(library.ServiceOrderPlannedStart), start)
		}
		orders = append(orders, row(rec.ID, data, func() { s.Deps.Nav.Open(library.ServiceOrder, rec.ID) }))
	}
	list(w.T("issue.slips"), slips)
	list(w.T("issue.orders"), orders)
	if len(parts) == 0 {
		parts = []fyne.CanvasObject{widgets.Sheet(widgets.EmptyState("package-check", w.T("issue.none"), w.T("issue.none_why")))}
	}
	s.rows = kept
	s.Panel(parts...)
}

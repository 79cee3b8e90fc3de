// Package issue is where the stock keeper hands dialers out along the engineers' schedule:
// scan after scan, each dialer goes to the order it is set for, and out of the store once
// its engineer has checked it. At the side stands who goes where and what is lacking.
package issue

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"fieldline/app/code"
	"fieldline/app/formview"
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
	deps  screen.Deps
	place screen.Place

	slips   []device.Row
	orders  []device.Row
	names   form.World
	scanned map[form.ID]map[form.ID]bool // of a slip, the dialers that were scanned
	out     int
	tally   *screen.Tally
	reads   screen.Reading

	root  *fyne.Container
	panel *fyne.Container
}

// New makes the screen.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{deps: deps, place: place, panel: widgets.Column(theme.SpaceSheets), scanned: map[form.ID]map[form.ID]bool{}}
	s.tally = screen.NewTally(deps, s.scan, func(sc screen.Scan) {
		if sc.ID != (form.ID{}) {
			deps.Nav.Open(library.DialerUnit, sc.ID)
		}
	})
	w := deps.Words
	s.tally.Call(map[screen.Outcome]string{screen.Counted: w.T("issue.done"), screen.Repeated: w.T("issue.done_before"), screen.Misplaced: w.T("issue.cannot"), screen.Unheard: w.T("issue.nobody")})
	s.root = screen.ScanDesk(deps, s.tally.Content(), s.panel)
	s.draw()
	s.Refresh()
	s.tally.Focus()
	return s
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header says what waits.
func (s *Screen) Header() screen.Header {
	w := s.deps.Words
	return screen.Header{Title: w.T("issue.title"), Context: w.T("issue.waiting", len(s.slips)), Back: true}
}

// Place is the desk.
func (s *Screen) Place() screen.Place { return s.place }

// Leave does nothing: every scan is saved at once.
func (s *Screen) Leave(context.Context) error {
	s.reads.End()
	return nil
}

// Scanned takes a code while nothing has the focus.
func (s *Screen) Scanned(text string) bool {
	if c := code.Parse(text); c.Serial != "" {
		s.scan(c)
	}
	return true
}

// FocusSearch puts the cursor into the box.
func (s *Screen) FocusSearch() { s.tally.Box.Focus() }

// Refresh reads the schedule and the slips again.
func (s *Screen) Refresh() {
	type found struct{ slips, orders []device.Row }
	screen.Read(s.deps, &s.reads, func(ctx context.Context) (found, error) {
		slips, err := s.deps.Store.List(ctx, device.Query{Form: library.Allotment, List: library.AllotmentListToIssue})
		if err != nil {
			return found{}, err
		}
		orders, err := s.deps.Store.List(ctx, device.Query{Form: library.ServiceOrder, List: library.ServiceOrderListForStock})
		s.names = s.deps.Store.Env(ctx, nil).World
		return found{slips.Rows, orders.Rows}, err
	}, func(f found) {
		s.slips, s.orders = f.slips, f.orders
		s.draw()
		s.deps.Nav.Redraw()
	})
}

// scan does with a dialer what comes next on its way out.
func (s *Screen) scan(c code.Code) {
	s.deps.Background(func(ctx context.Context) {
		env := s.deps.Store.Env(ctx, nil)
		unit, err := screen.FindUnit(env, c.Serial)
		var slip, order *form.Record
		if err == nil && unit != nil {
			slip, order = opened(env, unit, library.DialerUnitSlip), opened(env, unit, library.DialerUnitOrder)
		}
		s.deps.UI.Do(func() {
			switch {
			case s.reads.Ended():
			case err != nil:
				s.deps.Nav.Failed(s.deps.Words.T("app.doing.scan"), err)
			case unit == nil:
				s.tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: s.deps.Words.T("issue.unknown")})
			default:
				s.handle(unit, slip, order)
			}
		})
	})
}

// opened is the record that a column points to, nil where there is none here.
func opened(env *form.Env, rec *form.Record, column string) *form.Record {
	ref, ok := rec.Get(column).(form.Ref)
	if !ok {
		return nil
	}
	to, err := env.World.Record(ref.Form, ref.ID)
	if err != nil {
		return nil
	}
	return to
}

func (s *Screen) handle(unit, slip, order *form.Record) {
	w := s.deps.Words
	serial, _ := unit.Get(library.DialerUnitSerial).(string)
	sc := screen.Scan{Code: serial, Outcome: screen.Misplaced, ID: unit.ID}
	ref := form.Ref{Form: library.DialerUnit, ID: unit.ID}
	switch {
	case unit.State == library.DialerUnitInStock:
		sc.Note = w.T("issue.not_set")
		s.tally.Note(sc, widgets.NewButton(widgets.Outlined, "settings", w.T("bench.configure"), func() {
			s.deps.Nav.New(library.DialerConfig, form.Values{library.DialerConfigUnit: ref})
		}))
	case unit.State == library.DialerUnitConfigured && order != nil:
		s.allot(unit, order, sc)
	case unit.State == library.DialerUnitConfigured:
		sc.Note = w.T("issue.no_order")
		s.tally.Note(sc)
	case unit.State == library.DialerUnitAllotted && slip != nil && slip.State == library.AllotmentChecked:
		s.issue(unit, slip, sc)
	case unit.State == library.DialerUnitAllotted && slip != nil:
		sc.Note = w.T("issue.unchecked", s.speech().Name(library.Person, person(slip.Get(library.AllotmentEngineer))))
		s.tally.Note(sc)
	case unit.State == library.DialerUnitIssued:
		sc.Outcome, sc.Note = screen.Repeated, w.T("issue.already")
		s.tally.Note(sc)
	default:
		sc.Note = w.T("issue.not_now", s.speech().State(s.deps.Store.Library().Form(library.DialerUnit), unit.State))
		s.tally.Note(sc)
	}
}

// allot gives a dialer that is set to the engineer of its order.
func (s *Screen) allot(unit, order *form.Record, sc screen.Scan) {
	ref, id := form.Ref{Form: library.DialerUnit, ID: unit.ID}, s.deps.Store.NewID()
	sc.Note = s.deps.Words.T("issue.allotted", s.speech().Name(library.Person, person(order.Get(library.ServiceOrderEngineer))))
	s.do(sc, []record.Part{
		{Kind: record.Create, Form: library.Allotment, ID: id, Values: form.Values{
			library.AllotmentOrder: form.Ref{Form: library.ServiceOrder, ID: order.ID},
			library.AllotmentUnits: []form.Row{{ID: s.deps.Store.NewID().String(), Values: form.Values{library.AllotmentUnitsRowUnit: ref}}},
		}},
		{Kind: record.Act, Form: library.Allotment, ID: id, State: library.AllotmentDraft, Action: library.AllotmentAllot},
	}, widgets.NewButton(widgets.Outlined, "clipboard-check", s.deps.Words.T("bench.test_out"), func() {
		s.deps.Nav.New(library.QualityTest, form.Values{library.QualityTestUnit: ref, library.QualityTestDirection: library.DirectionIsOut})
	}))
}

// issue hands a slip out once all of its dialers have been scanned.
func (s *Screen) issue(unit, slip *form.Record, sc screen.Scan) {
	w := s.deps.Words
	rows, _ := slip.Get(library.AllotmentUnits).([]form.Row)
	passed := slices.DeleteFunc(slices.Clone(rows), func(r form.Row) bool { return r.Values[library.AllotmentUnitsRowResult] != library.VerdictIsPass })
	seen := s.scanned[slip.ID]
	if seen == nil {
		seen = map[form.ID]bool{}
		s.scanned[slip.ID] = seen
	}
	if seen[unit.ID] {
		sc.Outcome, sc.Note = screen.Repeated, w.T("issue.rest", len(passed)-len(seen))
		s.tally.Note(sc)
		return
	}
	seen[unit.ID] = true
	if rest := len(passed) - len(seen); rest > 0 {
		sc.Outcome, sc.Note = screen.Counted, w.T("issue.rest", rest)
		s.tally.Note(sc)
		return
	}
	sc.Note = w.T("issue.out", s.speech().Name(library.Person, person(slip.Get(library.AllotmentEngineer))))
	s.out += len(passed)
	s.do(sc, []record.Part{{Kind: record.Act, Form: library.Allotment, ID: slip.ID, Action: library.AllotmentIssue}})
}

// do saves what a scan came to; refused, it says why and offers what can be done.
func (s *Screen) do(sc screen.Scan, parts []record.Part, todo ...fyne.CanvasObject) {
	s.deps.Background(func(ctx context.Context) {
		out, err := s.deps.Store.Do(ctx, parts...)
		s.deps.UI.Do(func() {
			switch {
			case s.reads.Ended():
			case err != nil:
				s.deps.Nav.Failed(s.deps.Words.T("issue.doing"), err)
			case len(out.Problems) > 0:
				what, do := s.speech().Problem(out.Problems[0])
				sc.Note = what + s.deps.Words.Label("，", ", ") + do
				s.tally.Note(sc, todo...)
			default:
				sc.Outcome = screen.Counted
				s.tally.Count(s.out, 0)
				s.tally.Note(sc)
				s.Refresh()
			}
		})
	})
}

func person(v any) form.ID {
	id, _ := v.(form.ID)
	return id
}

func (s *Screen) speech() formview.Speech {
	return formview.Speech{Words: s.deps.Words, Lib: s.deps.Store.Library(), Names: s.names, Now: s.deps.Now}
}

// draw puts the schedule at the side: what waits to be handed out, and which orders want a
// dialer.
func (s *Screen) draw() {
	w, lib := s.deps.Words, s.deps.Store.Library()
	var parts []fyne.CanvasObject
	list := func(head string, rows []fyne.CanvasObject) {
		if len(rows) > 0 {
			parts = append(parts, widgets.NewText(head, theme.Body).Bold(), widgets.SheetPad(0, widgets.Rows(rows...)))
		}
	}
	var slips, orders []fyne.CanvasObject
	for _, row := range s.slips {
		rec, f := row.Record, lib.Form(library.Allotment)
		look := screen.StateLook(f, rec.State)
		units, _ := rec.Get(library.AllotmentUnits).([]form.Row)
		slips = append(slips, widgets.NewListRow(widgets.RowData{
			Avatar: s.speech().Name(library.Person, person(rec.Get(library.AllotmentEngineer))), Title: s.customer(rec.Get(library.AllotmentCustomer)), Subtitle: w.T("issue.units", rec.Number, len(units)),
			Chip: s.speech().State(f, rec.State), ChipIcon: look.Icon, ChipTone: look.Tone, Chevron: true,
		}, true, func() { s.deps.Nav.Open(library.Allotment, rec.ID) }))
	}
	for _, row := range s.orders {
		rec, f := row.Record, lib.Form(library.ServiceOrder)
		stamp, open := screen.StampOf(w, f, &rec.Record)
		data := widgets.RowData{Stamp: stamp, StampOpen: open, Title: s.customer(rec.Get(library.ServiceOrderCustomer)), Subtitle: s.speech().Name(library.Person, person(rec.Get(library.ServiceOrderEngineer))), Chevron: true}
		if start := rec.Get(library.ServiceOrderPlannedStart); start != nil {
			data.Trailing = s.speech().Value(f.Field(library.ServiceOrderPlannedStart), start)
		}
		orders = append(orders, widgets.NewListRow(data, true, func() { s.deps.Nav.Open(library.ServiceOrder, rec.ID) }))
	}
	list(w.T("issue.slips"), slips)
	list(w.T("issue.orders"), orders)
	if len(parts) == 0 {
		parts = []fyne.CanvasObject{widgets.Sheet(widgets.EmptyState("package-check", w.T("issue.none"), w.T("issue.none_why")))}
	}
	widgets.SetChildren(s.panel, parts...)
	s.root.Refresh()
}

func (s *Screen) customer(v any) string {
	if ref, ok := v.(form.Ref); ok {
		return s.speech().Name(ref.Form, ref.ID)
	}
	return ""
}

// Package van is the engineer's scan desk: what is allotted to him is checked before he
// leaves, and on site a faulty dialer and the one from the van make a swap, whose two
// numbers are scanned one after the other.
package van

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

// Screen is the desk.
type Screen struct {
	*screen.ScanDesk

	slips  []*form.Record // to be checked by this engineer
	jobs   []*form.Record // his orders in progress
	units  map[form.ID]*form.Record
	passed map[form.ID]bool // dialers that were checked in this sitting
	old    *form.Record     // taken out, waiting for the one to put in
	order  *form.Record     // where
}

// New makes the screen.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{passed: map[form.ID]bool{}, units: map[form.ID]*form.Record{}}
	s.ScanDesk = screen.NewScanDesk(deps, place, s.scan)
	w := deps.Words
	s.Tally.Call(map[screen.Outcome]string{screen.Counted: w.T("van.done"), screen.Repeated: w.T("van.done_before"), screen.Misplaced: w.T("van.cannot"), screen.Unheard: w.T("van.nobody")})
	s.draw()
	s.Refresh()
	s.Tally.Focus()
	return s
}

// Fits tells whether a library has what this desk works with.
func Fits(lib *form.Library) bool {
	return lib.Form(library.Allotment) != nil && lib.Form(library.Swap) != nil && lib.Form(library.DialerUnit) != nil
}

// Header says what waits to be checked.
func (s *Screen) Header() screen.Header {
	w := s.Deps.Words
	return screen.Header{Title: w.T("van.title"), Context: w.T("van.to_check", len(s.slips))}
}

// found is what is read.
type found struct {
	slips, jobs []*form.Record
	units       map[form.ID]*form.Record
	names       form.World
}

// Refresh reads the slips and the orders again.
func (s *Screen) Refresh() {
	screen.Read(s.Deps, &s.Reads, s.read, func(f found) {
		s.slips, s.jobs, s.units, s.Names = f.slips, f.jobs, f.units, f.names
		s.draw()
		s.Deps.Nav.Redraw()
	})
}

func (s *Screen) read(ctx context.Context) (found, error) {
	f := found{units: map[form.ID]*form.Record{}, names: s.Deps.Store.Env(ctx, nil).World}
	slips, err := s.Deps.Store.List(ctx, device.Query{Form: library.Allotment, List: library.AllotmentListToCheck})
	if err != nil {
		return f, err
	}
	for i := range slips.Rows {
		rec := &slips.Rows[i].Record.Record
		f.slips = append(f.slips, rec)
		for _, row := range rowsOf(rec) {
			if ref, ok := row.Values[library.AllotmentUnitsRowUnit].(form.Ref); ok {
				if unit, err := f.names.Record(ref.Form, ref.ID); err == nil {
					f.units[ref.ID] = unit
				}
			}
		}
	}
	jobs, err := s.Deps.Store.List(ctx, device.Query{Form: library.ServiceOrder, List: library.ServiceOrderListMine})
	for i := range jobs.Rows {
		if rec := &jobs.Rows[i].Record.Record; rec.State == library.ServiceOrderInProgress {
			f.jobs = append(f.jobs, rec)
		}
	}
	return f, err
}

func rowsOf(slip *form.Record) []form.Row {
	rows, _ := slip.Get(library.AllotmentUnits).([]form.Row)
	return rows
}

// left tells whether a dialer was taken off its slip, as far as is known here.
func (s *Screen) left(slip *form.Record, id form.ID) bool {
	unit := s.units[id]
	return unit != nil && !screen.Points(unit, library.DialerUnitSlip, slip.ID)
}

// scan does with a dialer what its state asks for.
func (s *Screen) scan(c code.Code) {
	s.Unit(c, func(unit *form.Record) {
		if unit == nil {
			s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: s.Deps.Words.T("van.unknown")})
			return
		}
		s.handle(unit)
	})
}

func (s *Screen) handle(unit *form.Record) {
	w := s.Deps.Words
	serial, _ := unit.Get(library.DialerUnitSerial).(string)
	sc := screen.Scan{Code: serial, Outcome: screen.Misplaced, ID: unit.ID}
	switch unit.State {
	case library.DialerUnitAllotted:
		s.check(unit, sc)
	case library.DialerUnitInstalled:
		for _, job := range s.jobs {
			if form.Equal(job.Get(library.ServiceOrderCustomer), unit.Get(library.DialerUnitCustomer)) {
				s.old, s.order = unit, job
				sc.Outcome, sc.Word, sc.Note = screen.Counted, w.T("van.out"), s.withDelivery(unit, w.T("van.now_new"))
				s.Tally.Note(sc, append(s.compare(unit), widgets.NewButton(widgets.Quiet, "x", w.T("van.give_up"), s.giveUp))...)
				s.draw()
				return
			}
		}
		sc.Note = s.withDelivery(unit, w.T("van.not_at_job"))
		s.Tally.Note(sc, s.compare(unit)...)
	case library.DialerUnitIssued:
		if s.old == nil {
			sc.Outcome, sc.Note = screen.Repeated, s.withDelivery(unit, w.T("van.old_first"))
			s.Tally.Note(sc, s.compare(unit)...)
			return
		}
		s.swap(unit, sc)
	default:
		sc.Note = w.T("van.not_now", s.Speech().State(s.Deps.Store.Library().Form(library.DialerUnit), unit.State))
		s.Tally.Note(sc)
	}
}

// giveUp forgets the dialer to be taken out: nothing has been written yet.
func (s *Screen) giveUp() {
	s.old, s.order = nil, nil
	s.draw()
	s.Tally.Focus()
}

// swap opens the swap with both numbers; its one act moves everything.
func (s *Screen) swap(unit *form.Record, sc screen.Scan) {
	old, order := s.old, s.order
	s.old, s.order = nil, nil
	sc.Outcome, sc.Note = screen.Counted, s.Deps.Words.T("van.swap")
	s.Tally.Note(sc)
	s.draw()
	s.Deps.Nav.New(library.Swap, form.Values{
		library.SwapOrder: form.Ref{Form: library.ServiceOrder, ID: order.ID}, library.SwapCustomer: order.Get(library.ServiceOrderCustomer),
		library.SwapOld: form.Ref{Form: library.DialerUnit, ID: old.ID}, library.SwapNew: form.Ref{Form: library.DialerUnit, ID: unit.ID},
	})
}

// check passes a dialer that is allotted; with the last of a slip the check is done.
func (s *Screen) check(unit *form.Record, sc screen.Scan) {
	w := s.Deps.Words
	for _, slip := range s.slips {
		if !screen.Points(unit, library.DialerUnitSlip, slip.ID) {
			continue
		}
		rows, rest := slices.Clone(rowsOf(slip)), 0 // to be scanned, but for this one
		for i, row := range rows {
			ref, _ := row.Values[library.AllotmentUnitsRowUnit].(form.Ref)
			if s.left(slip, ref.ID) {
				continue
			}
			rows[i].Values = form.Clone(row.Values)
			rows[i].Values[library.AllotmentUnitsRowResult] = library.VerdictIsPass
			if !s.passed[ref.ID] && ref.ID != unit.ID {
				rest++
			}
		}
		id := slip.ID
		fail := widgets.NewButton(widgets.Outlined, "circle-x", w.T("van.fail"), func() { s.Deps.Nav.Act(library.Allotment, id, library.AllotmentReject) })
		sc.Outcome = screen.Counted
		switch {
		case rest > 0 && s.passed[unit.ID]:
			sc.Outcome, sc.Note = screen.Repeated, w.T("van.before")
			s.Tally.Note(sc)
			return
		case rest > 0:
			s.passed[unit.ID] = true
			sc.Note = w.T("van.rest", rest)
			s.Tally.Note(sc, fail)
			s.draw()
			return
		}
		sc.Note = w.T("van.checked", slip.Number)
		s.do(sc, unit.ID, record.Part{Kind: record.Act, Form: library.Allotment, ID: id, Action: library.AllotmentCheck, Values: form.Values{library.AllotmentUnits: rows}})
		return
	}
	sc.Note = w.T("van.not_yours")
	s.Tally.Note(sc)
}

// do saves a check that ends with a dialer; refused, it says why, and the dialer is not
// scanned yet.
func (s *Screen) do(sc screen.Scan, last form.ID, part record.Part) {
	s.Do("van.doing", []record.Part{part}, func(problems []form.Problem) {
		sc.Outcome = screen.Misplaced
		s.Refuse(sc, problems)
	}, func(record.Outcome) {
		s.passed[last] = true
		s.slips = slices.DeleteFunc(s.slips, func(slip *form.Record) bool { return slip.ID == part.ID })
		s.Tally.Note(sc)
		s.Refresh()
	})
}

// draw shows the swap that is begun, and what is to be checked before leaving.
func (s *Screen) draw() {
	w := s.Deps.Words
	var parts []fyne.CanvasObject
	if s.old != nil {
		serial, _ := s.old.Get(library.DialerUnitSerial).(string)
		customer := s.Named(s.order.Get(library.ServiceOrderCustomer))
		parts = append(parts, widgets.Sheet(widgets.Column(theme.SpaceButtons,
			widgets.NewText(w.T("van.swap_head"), theme.Title).Bold(),
			screen.Fact(w.T("van.customer"), customer), screen.Fact(w.T("van.out"), serial), screen.Fact(w.T("van.in"), w.T("van.scan_new")),
			widgets.NewNote(theme.Accent, "info", w.T("van.together"), w.T("van.together_what")))))
	}
	for _, slip := range s.slips {
		id := slip.ID
		var rows []fyne.CanvasObject
		for _, row := range rowsOf(slip) {
			ref, _ := row.Values[library.AllotmentUnitsRowUnit].(form.Ref)
			data := widgets.RowData{Icon: "circle-dashed", IconTone: theme.Warn, Title: "…", Subtitle: w.T("van.to_scan")}
			if unit := s.units[ref.ID]; unit != nil {
				data.Title, _ = unit.Get(library.DialerUnitSerial).(string)
			}
			switch {
			case s.left(slip, ref.ID):
				data.Icon, data.IconTone, data.Subtitle = "circle-minus", theme.Idle, w.T("van.left")
			case s.passed[ref.ID]:
				data.Icon, data.IconTone, data.Subtitle = "circle-check", theme.Go, w.T("van.pass")
			}
			rows = append(rows, widgets.NewListRow(data, true, func() { s.Deps.Nav.Open(library.Allotment, id) }))
		}
		customer := s.Named(slip.Get(library.AllotmentCustomer))
		parts = append(parts, widgets.Row(theme.SpaceButtons, widgets.Grow(widgets.NewText(customer, theme.Body).Bold().Truncate()), widgets.NewText(slip.Number, theme.Secondary).Muted()),
			widgets.SheetPad(0, widgets.Rows(rows...)))
	}
	if len(parts) == 0 {
		parts = []fyne.CanvasObject{widgets.Sheet(widgets.EmptyState("scan", w.T("van.none"), w.T("van.none_why")))}
	}
	s.Panel(parts...)
}

// Package count is where the stock keeper counts the store with a scanner: the shelf
// first, then one dialer after another. What is counted before, belongs elsewhere or is
// not known looks and sounds different. Each scan is saved at once and several devices may
// count together; a serial number counts once.
package count

import (
	"context"

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

// Screen is the desk for counting.
type Screen struct {
	deps  screen.Deps
	place screen.Place

	count *record.Record // nil: to be begun
	open  []record.Record
	lines map[string]form.Row // of the count, by serial number
	tally *screen.Tally
	reads screen.Reading

	root  *fyne.Container
	panel *fyne.Container
}

// New makes the screen; place may name the count.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{deps: deps, place: place, panel: widgets.Column(theme.SpaceSheets), lines: map[string]form.Row{}}
	s.tally = screen.NewTally(deps, s.scan, func(sc screen.Scan) {
		if sc.ID != (form.ID{}) {
			deps.Nav.Open(library.DialerUnit, sc.ID)
		}
	})
	s.root = screen.ScanDesk(deps, s.tally.Content(), s.panel)
	s.ask("")
	s.draw()
	s.Refresh()
	s.tally.Focus()
	return s
}

// ask asks for the shelf, or says which is counted.
func (s *Screen) ask(shelf string) {
	w := s.deps.Words
	s.tally.Places(w.T("count.place_first"), w.T("count.place_hint"), shelf)
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header names the count.
func (s *Screen) Header() screen.Header {
	w := s.deps.Words
	h := screen.Header{Title: w.T("count.title"), Back: true}
	if s.count != nil {
		h.Context = s.count.Number
		h.Actions = []fyne.CanvasObject{widgets.NewKeycap(w.T("count.key_finish"), "F8")}
	}
	return h
}

// Place is the desk with its count.
func (s *Screen) Place() screen.Place {
	at := s.place
	at.ID = form.ID{}
	if s.count != nil {
		at.ID = s.count.ID
	}
	return at
}

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

// TypedKey ends the count.
func (s *Screen) TypedKey(key *fyne.KeyEvent) bool {
	if s.count == nil || key.Name != fyne.KeyF8 {
		return false
	}
	s.finish()
	return true
}

// found is what the desk shows: the counts under way and the chosen one.
type found struct {
	open  []record.Record
	count *record.Record
}

// Refresh reads the counts under way and the chosen one again.
func (s *Screen) Refresh() {
	at := s.place.ID
	if s.count != nil {
		at = s.count.ID
	}
	screen.Read(s.deps, &s.reads, func(ctx context.Context) (*found, error) {
		f := &found{}
		page, err := s.deps.Store.List(ctx, device.Query{Form: library.StockCount, List: library.StockCountListOpen})
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			f.open = append(f.open, row.Record)
		}
		if at == (form.ID{}) && len(f.open) == 1 && f.open[0].State == library.StockCountCounting {
			at = f.open[0].ID
		}
		if at != (form.ID{}) {
			rec, err := s.deps.Store.Record(ctx, library.StockCount, at)
			if err != nil {
				return nil, err
			}
			f.count = &rec
		}
		return f, nil
	}, func(f *found) { s.show(f.open, f.count) })
}

func (s *Screen) show(open []record.Record, count *record.Record) {
	s.open, s.count = open, count
	if count != nil {
		clear(s.lines)
		rows, _ := count.Get(library.StockCountLines).([]form.Row)
		expected, got := 0, 0
		for _, row := range rows {
			serial, _ := row.Values[library.StockCountLinesRowSerial].(string)
			s.lines[serial] = row
			if is(row, library.StockCountLinesRowExpected) {
				expected++
				if is(row, library.StockCountLinesRowFound) {
					got++
				}
			}
		}
		shelf, _ := count.Get(library.StockCountShelf).(string)
		if shelf == "" {
			shelf = s.deps.Words.T("count.whole")
		}
		s.ask(shelf)
		s.tally.Count(got, expected)
	}
	s.draw()
	s.deps.Nav.Redraw()
}

func is(row form.Row, column string) bool {
	yes, _ := row.Values[column].(bool)
	return yes
}

// scan is what every code comes to: the shelf that is counted, then a dialer.
func (s *Screen) scan(c code.Code) {
	switch {
	case s.count == nil:
		s.begin(c.Serial)
	case s.count.State == library.StockCountCounting:
		s.item(c)
	default:
		s.tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: s.deps.Words.T("count.over")})
	}
}

// begin makes a count of a shelf, or of the whole store, with what the books say is there.
func (s *Screen) begin(shelf string) {
	id := s.deps.Store.NewID()
	s.deps.Background(func(ctx context.Context) {
		out, err := s.make(ctx, id, shelf)
		s.deps.UI.Do(func() {
			switch {
			case s.reads.Ended():
			case err != nil:
				s.deps.Nav.Failed(s.deps.Words.T("count.doing.begin"), err)
			case len(out.Problems) > 0:
				s.deps.Nav.Problems(s.deps.Words.T("record.refused"), out.Problems)
			default:
				s.place.ID = id
				s.Refresh()
				s.tally.Focus()
			}
		})
	})
}

func (s *Screen) make(ctx context.Context, id form.ID, shelf string) (record.Outcome, error) {
	columns, values := []string{library.DialerUnitPlace}, []any{library.PlaceIsWarehouse}
	count := form.Values{}
	if shelf != "" {
		columns, values = append(columns, library.DialerUnitShelf), append(values, shelf)
		count[library.StockCountShelf] = shelf
	}
	units, err := s.deps.Store.Env(ctx, nil).World.Matching(library.DialerUnit, columns, values, nil)
	if err != nil {
		return record.Outcome{}, err
	}
	ref := form.Ref{Form: library.StockCount, ID: id}
	var rows []form.Row
	for _, u := range units {
		serial, _ := u.Get(library.DialerUnitSerial).(string)
		rows = append(rows, form.Row{ID: form.KeyedRowID(ref, library.StockCountLines, serial), Values: form.Values{
			library.StockCountLinesRowSerial: serial, library.StockCountLinesRowUnit: form.Ref{Form: library.DialerUnit, ID: u.ID}, library.StockCountLinesRowExpected: true,
		}})
	}
	if len(rows) > 0 {
		count[library.StockCountLines] = rows
	}
	return s.deps.Store.Do(ctx, record.Part{Kind: record.Create, Form: library.StockCount, ID: id, Values: count})
}

// item counts a dialer.
func (s *Screen) item(c code.Code) {
	s.deps.Background(func(ctx context.Context) {
		unit, err := screen.FindUnit(s.deps.Store.Env(ctx, nil), c.Serial)
		s.deps.UI.Do(func() {
			switch {
			case s.reads.Ended():
			case err != nil:
				s.deps.Nav.Failed(s.deps.Words.T("app.doing.scan"), err)
			default:
				s.counted(c, unit)
			}
		})
	})
}

// counted decides what a scan of a dialer comes to; a nil unit is one nobody knows.
func (s *Screen) counted(c code.Code, unit *form.Record) {
	w, serial := s.deps.Words, c.Serial
	if unit != nil {
		serial, _ = unit.Get(library.DialerUnitSerial).(string)
	}
	row, listed := s.lines[serial]
	switch {
	case listed && is(row, library.StockCountLinesRowFound):
		sc := screen.Scan{Code: serial, Outcome: screen.Repeated, Note: w.T("count.before")}
		if unit != nil {
			sc.ID = unit.ID
		}
		s.tally.Note(sc)
	case unit == nil:
		s.tally.Note(screen.Scan{Code: serial, Outcome: screen.Unheard, Note: w.T("count.unknown")},
			widgets.NewButton(widgets.Outlined, "plus", w.T("count.write_down"), func() {
				s.add(serial, nil, screen.Scan{Code: serial, Outcome: screen.Misplaced, Note: w.T("count.surplus")})
			}))
	case listed:
		s.add(serial, unit, screen.Scan{Code: serial, Outcome: screen.Counted, ID: unit.ID})
	default:
		state := s.speech().State(s.deps.Store.Library().Form(library.DialerUnit), unit.State)
		s.add(serial, unit, screen.Scan{Code: serial, Outcome: screen.Misplaced, Note: w.T("count.elsewhere", state), ID: unit.ID})
	}
}

// add writes a dialer down as found and says what it came to.
func (s *Screen) add(serial string, unit *form.Record, sc screen.Scan) {
	row := form.Row{Values: form.Values{library.StockCountLinesRowSerial: serial, library.StockCountLinesRowFound: true}}
	if unit != nil {
		row.Values[library.StockCountLinesRowUnit] = form.Ref{Form: library.DialerUnit, ID: unit.ID}
	}
	id := s.count.ID
	s.deps.Background(func(ctx context.Context) {
		out, err := s.deps.Store.Do(ctx, record.Part{Kind: record.Add, Form: library.StockCount, ID: id, Table: library.StockCountLines, Row: row})
		s.deps.UI.Do(func() {
			switch {
			case s.reads.Ended():
			case err != nil:
				s.deps.Nav.Failed(s.deps.Words.T("count.doing.count"), err)
			case len(out.Problems) > 0:
				what, _ := s.speech().Problem(out.Problems[0])
				s.tally.Note(screen.Scan{Code: serial, Outcome: screen.Unheard, Note: what})
			default:
				s.show(s.open, &out.Changes[0].After)
				s.tally.Note(sc)
			}
		})
	})
}

// finish ends the count; what differs is said on its page.
func (s *Screen) finish() { s.deps.Nav.Act(library.StockCount, s.count.ID, library.StockCountFinish) }

func (s *Screen) speech() formview.Speech {
	return formview.Speech{Words: s.deps.Words, Lib: s.deps.Store.Library(), Now: s.deps.Now}
}

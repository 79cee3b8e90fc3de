// Package count is where the stock keeper counts the store with a scanner: the shelf
// first, then one dialer after another. What is counted before, belongs elsewhere or is
// not known looks and sounds different. Each scan is saved at once and several devices may
// count together; a serial number counts once.
package count

import (
	"context"

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

// Screen is the desk for counting.
type Screen struct {
	*screen.ScanDesk

	count *record.Record // nil: to be begun
	open  []record.Record
	lines *lines
	asked bool    // whether it was to be finished while differences were owing
	laid  form.ID // the count that this desk has looked up what is expected in

	further struct{ missing, beyond int } // how many differences more are to be shown
}

// New makes the screen; place may name the count.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{lines: linesOf(nil)}
	s.ScanDesk = screen.NewScanDesk(deps, place, s.scan)
	s.ask("")
	s.draw()
	s.Refresh()
	s.Tally.Focus()
	return s
}

// ask asks for the shelf, or says what is counted.
func (s *Screen) ask(shelf string) {
	w := s.Deps.Words
	s.Tally.Places(w.T("count.place_first"), w.T("count.place_hint"), shelf)
}

// Header names the count.
func (s *Screen) Header() screen.Header {
	w := s.Deps.Words
	h := screen.Header{Title: w.T("count.title"), Back: true}
	if s.count != nil {
		h.Context = s.count.Number
	}
	if s.count != nil && s.count.State == library.StockCountCounting {
		h.Actions = []fyne.CanvasObject{widgets.NewKeycap(w.T("count.key_finish"), "F8")}
	}
	return h
}

// Place is the desk with its count.
func (s *Screen) Place() screen.Place { return s.PlaceOf(s.count) }

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
	at := s.At.ID
	if s.count != nil {
		at = s.count.ID
	}
	screen.Read(s.Deps, &s.Reads, func(ctx context.Context) (*found, error) {
		f := &found{}
		page, err := s.Deps.Store.List(ctx, device.Query{Form: library.StockCount, List: library.StockCountListOpen})
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
			rec, err := s.Deps.Store.Record(ctx, library.StockCount, at)
			if err != nil {
				return nil, err
			}
			f.count = &rec
		}
		return f, nil
	}, func(f *found) {
		s.show(f.open, f.count)
		if s.count != nil {
			s.expect()
		}
	})
}

// Follow reads the chosen count again where it is not as this desk left it: a scan of one's
// own is on the screen already, and the count may have ten thousand lines.
func (s *Screen) Follow(ch device.Change) {
	switch {
	case s.count == nil || ch.Library:
		s.Refresh()
	case ch.Has(library.StockCount, s.count.ID):
		id := s.count.ID
		s.Deps.Background(func(ctx context.Context) {
			rev, err := s.Deps.Store.Rev(ctx, library.StockCount, id)
			s.Deps.UI.Do(func() {
				if !s.Reads.Ended() && (err != nil || s.count.ID != id || s.count.Rev != rev) {
					s.Refresh()
				}
			})
		})
	}
}

func (s *Screen) show(open []record.Record, count *record.Record) {
	s.open, s.count = open, count
	if count != nil {
		rows, _ := count.Get(library.StockCountLines).([]form.Row)
		s.lines = linesOf(rows)
		s.ask(s.say(scopeOf(count)))
		s.Tally.Count(s.lines.got, s.lines.expected)
		if count.State != library.StockCountCounting {
			s.Tally.Withdraw() // nothing is written down any more
		}
	}
	s.draw()
	s.Deps.Nav.Redraw()
}

// scan is what every code comes to: the shelf that is counted, then a dialer.
func (s *Screen) scan(c code.Code) {
	switch {
	case s.count == nil:
		s.Unit(c, func(unit *form.Record) {
			if unit != nil {
				s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Misplaced, Note: s.Deps.Words.T("tally.no_place"), ID: unit.ID})
				return
			}
			s.Shelf(c, func(shelf string) { s.begin(scope{shelf: shelf}) })
		})
	case s.count.State == library.StockCountCounting:
		s.Unit(c, func(unit *form.Record) { s.counted(c, unit) })
	default:
		s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: s.Deps.Words.T("count.over")})
	}
}

// counted decides what a scan of a dialer comes to; a nil unit is one nobody knows.
func (s *Screen) counted(c code.Code, unit *form.Record) {
	w, serial := s.Deps.Words, c.Registered()
	if unit != nil {
		serial, _ = unit.Get(library.DialerUnitSerial).(string)
	}
	row, listed := s.lines.rows[serial]
	switch {
	case listed && is(row, library.StockCountLinesRowFound):
		sc := screen.Scan{Code: serial, Outcome: screen.Repeated, Note: w.T("count.before")}
		if unit != nil {
			sc.ID = unit.ID
		}
		s.Tally.Note(sc)
	case unit == nil:
		s.Tally.Note(screen.Scan{Code: serial, Outcome: screen.Unheard, Note: w.T("count.unknown")},
			widgets.NewButton(widgets.Outlined, "plus", w.T("count.write_down"), func() {
				s.add(serial, nil, screen.Scan{Code: serial, Outcome: screen.Misplaced, Note: w.T("count.surplus")})
			}))
	case listed:
		s.add(serial, unit, screen.Scan{Code: serial, Outcome: screen.Counted, ID: unit.ID})
	default:
		state := s.Speech().State(s.Deps.Store.Library().Form(library.DialerUnit), unit.State)
		s.add(serial, unit, screen.Scan{Code: serial, Outcome: screen.Misplaced, Note: w.T("count.elsewhere", state), ID: unit.ID})
	}
}

// add writes a dialer down as found and says what it came to.
func (s *Screen) add(serial string, unit *form.Record, sc screen.Scan) {
	row := form.Row{Values: form.Values{library.StockCountLinesRowSerial: serial, library.StockCountLinesRowFound: true}}
	if unit != nil {
		row.Values[library.StockCountLinesRowUnit] = form.Ref{Form: library.DialerUnit, ID: unit.ID}
	}
	s.Do("count.doing.count", []record.Part{{Kind: record.Add, Form: library.StockCount, ID: s.count.ID, Table: library.StockCountLines, Row: row}},
		func(problems []form.Problem) { s.Refuse(screen.Scan{Code: serial, Outcome: screen.Unheard}, problems) },
		func(out record.Outcome) {
			ch := out.Changes[0]
			if ch.Before == nil || ch.Before.Rev != s.count.Rev { // others counted meanwhile
				s.show(s.open, &ch.After)
				s.Tally.Note(sc)
				return
			}
			s.count = &ch.After
			s.lines.find(row)
			s.draw()
			s.Tally.NoteCount(s.lines.got, s.lines.expected, sc)
		})
}

// finish ends the count, once it is said of each difference what to do about it; before, it
// leads to where that is said.
func (s *Screen) finish() {
	s.InTurn(func() {
		if s.count == nil || s.count.State != library.StockCountCounting {
			return
		}
		id, owing := s.count.ID, s.lines.owing()
		if owing == 0 {
			s.Deps.Nav.Act(library.StockCount, id, library.StockCountFinish)
			return
		}
		w := s.Deps.Words
		s.asked = true
		s.draw()
		var closeIt func()
		closeIt = s.Deps.Nav.Dialog(screen.Dialog{
			Title: w.T("count.key_finish"), Content: widgets.NewParagraph(w.T("count.owing", owing), theme.Body), Confirm: w.T("count.say_it"),
			OnYes: func() bool {
				closeIt() // before anything lies over it
				s.Deps.Nav.Open(library.StockCount, id)
				return false
			},
		})
	})
}

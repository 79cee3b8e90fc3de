// Package receive is where the stock keeper takes in a lot: the shelf first, then one
// dialer after another, then the sample and the inspection. A serial number that is known
// already is never taken in twice. lot.go reads what is to be known of a lot.
package receive

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/code"
	"fieldline/app/screen"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// Screen is the desk for receiving.
type Screen struct {
	*screen.ScanDesk

	lot  *lot // nil: to be chosen
	lots []*form.Record
	owed []form.Ref // dialers that changed since the lot was read
	asks *asking    // the test of the dialer that was scanned last; nil: there is none
}

// New makes the screen; place may name the lot.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{}
	s.ScanDesk = screen.NewScanDesk(deps, place, s.scan)
	s.Awaits = func() bool { return s.lot == nil && s.At.ID != (form.ID{}) && s.Reads.Busy() }
	s.draw()
	s.Refresh()
	s.Tally.Focus()
	return s
}

// Header names the lot.
func (s *Screen) Header() screen.Header {
	w := s.Deps.Words
	h := screen.Header{Title: w.T("receive.title"), Back: true}
	if s.lot != nil {
		h.Context = s.lot.name(library.ArrivalLotNo)
		if model := s.lot.model(); model != "" {
			h.Context = w.T("receive.of", h.Context, model)
		}
		switch s.lot.rec.State {
		case library.ArrivalInspecting:
			h.Actions = []fyne.CanvasObject{widgets.NewKeycap(w.T("receive.key_pass"), "F9")}
			if s.lot.samples() {
				h.Actions = append(h.Actions, widgets.NewKeycap(w.T("receive.key_sample"), "F4"), widgets.NewKeycap(w.T("receive.key_inspect"), "F8"))
			}
		case library.ArrivalArriving:
			h.Actions = []fyne.CanvasObject{widgets.NewKeycap(w.T("receive.key_place"), "F2"), widgets.NewKeycap(w.T("receive.key_sample"), "F4"), widgets.NewKeycap(w.T("receive.key_inspect"), "F8")}
		}
	}
	return h
}

// Place is the desk with its lot.
func (s *Screen) Place() screen.Place {
	if s.lot == nil {
		return s.PlaceOf(nil)
	}
	return s.PlaceOf(&s.lot.rec)
}

// MakeNew begins a lot.
func (s *Screen) MakeNew() { s.Deps.Nav.New(library.Arrival, nil) }

// TypedKey changes the shelf, draws the sample and begins the inspection.
func (s *Screen) TypedKey(key *fyne.KeyEvent) bool {
	if s.lot == nil {
		return false
	}
	switch key.Name {
	case fyne.KeyF2:
		if !s.lot.modelless() {
			s.Tally.Places(s.Deps.Words.T("receive.place_first"), s.Deps.Words.T("receive.place_hint"), "")
		}
	case fyne.KeyF4:
		s.sample()
	case fyne.KeyF8:
		s.inspect()
	case fyne.KeyF9:
		s.InTurn(func() {
			if s.asks != nil {
				s.asks.pass()
			}
		})
	default:
		return false
	}
	s.Tally.Focus()
	return true
}

// Refresh reads the lots and the chosen one again.
func (s *Screen) Refresh() {
	at := s.Place().ID
	if at == (form.ID{}) {
		at = s.At.ID
	}
	paid := len(s.owed)
	screen.Read(s.Deps, &s.Reads, func(ctx context.Context) (*found, error) {
		return read(ctx, s.Deps.Store, at)
	}, func(f *found) {
		s.owed = s.owed[paid:]
		s.lots = f.open
		fresh := f.lot != nil && (s.lot == nil || s.lot.modelless())
		s.lot = f.lot
		if fresh {
			s.begin()
		}
		s.show()
		s.catchUp()
		s.Arrived()
	})
}

// Follow reads of the lot only the dialers that a scan or a sync changed: it may have ten
// thousand others.
func (s *Screen) Follow(ch device.Change) {
	if s.lot == nil || !s.lot.follows(ch) {
		s.Refresh()
		return
	}
	for _, ref := range ch.Records {
		if ref.Form == library.DialerUnit {
			s.owed = append(s.owed, ref)
		}
	}
	s.catchUp()
}

// catchUp reads what changed while nothing else was being read.
func (s *Screen) catchUp() {
	if len(s.owed) == 0 || s.Reads.Busy() {
		return
	}
	refs := slices.Clone(s.owed)
	screen.Read(s.Deps, &s.Reads, func(ctx context.Context) ([]*form.Record, error) {
		return units(s.Deps.Store.Env(ctx, nil), refs)
	}, func(units []*form.Record) {
		s.owed = s.owed[len(refs):]
		if s.lot == nil { // put away meanwhile
			return
		}
		seen := false
		for i, u := range units {
			seen = s.lot.put(refs[i].ID, u) || seen
		}
		if seen {
			s.show()
		}
		s.catchUp()
	})
}

// show puts on the screen what is known of the lot.
func (s *Screen) show() {
	if s.lot != nil {
		s.Tally.Count(s.lot.tally())
		s.judged()
	}
	s.draw()
	s.Deps.Nav.Redraw()
}

// begin asks for the shelf, or goes on with the one that the lot has. The model comes before.
func (s *Screen) begin() {
	w := s.Deps.Words
	switch {
	case s.lot.rec.State != library.ArrivalArriving:
		return
	case s.lot.modelless():
		s.Tally.Places(w.T("receive.model_first"), w.T("receive.model_hint"), "")
		return
	}
	s.Tally.Places(w.T("receive.place_first"), w.T("receive.place_hint"), s.lot.name(library.ArrivalShelf))
}

// choose goes on with a lot.
func (s *Screen) choose(id form.ID) {
	s.At.ID = id
	s.lot = nil
	s.Refresh()
	s.Tally.Focus()
}

// scan is what every code comes to: a lot, a shelf, a dialer.
func (s *Screen) scan(c code.Code) {
	w := s.Deps.Words
	s.asks = nil
	switch {
	case s.lot == nil:
		for _, rec := range s.lots {
			if no, _ := rec.Get(library.ArrivalLotNo).(string); strings.EqualFold(no, c.Serial) || strings.EqualFold(rec.Number, c.Serial) || rec.ID.String() == c.Serial {
				s.choose(rec.ID)
				return
			}
		}
		s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: w.T("receive.choose_first")})
	case s.lot.modelless():
		s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: w.T("receive.no_model")}, s.toModel())
	case s.lot.goods(c):
		s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: w.T("receive.goods")})
	case s.lot.rec.State == library.ArrivalArriving && s.Tally.Place() == "" && s.lot.rule() != "" && s.lot.fits(c):
		s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Misplaced, Note: w.T("tally.no_place")})
	case s.lot.rec.State == library.ArrivalArriving && s.Tally.Place() == "" && s.lot.rule() != "":
		s.place(c.Serial)
	case s.lot.rec.State == library.ArrivalArriving && s.Tally.Place() == "":
		s.Shelf(c, s.place)
	default:
		s.item(c, false)
	}
}

// place goes on with a shelf; the first is the lot's.
func (s *Screen) place(shelf string) {
	s.Tally.Places(s.Deps.Words.T("receive.place_first"), s.Deps.Words.T("receive.place_hint"), shelf)
	s.Tally.Focus()
	if s.lot.name(library.ArrivalShelf) == "" {
		s.do([]record.Part{{Kind: record.Set, Form: library.Arrival, ID: s.lot.rec.ID, Values: form.Values{library.ArrivalShelf: shelf}}}, func() {})
	}
}

// item takes in a dialer; certain that it is one of the model's although its number does
// not begin as theirs do.
func (s *Screen) item(c code.Code, certain bool) {
	lot, shelf := s.lot, s.Tally.Place()
	if shelf == "" {
		shelf = lot.name(library.ArrivalShelf)
	}
	screen.Lookup(s.ScanDesk, func(env *form.Env) (*meant, error) { return lot.means(env, c, shelf) }, func(m *meant) {
		switch {
		case m.unit != nil:
			s.known(c, m.unit)
		case m.shelf && lot.open() && !certain:
			s.place(c.Serial)
		case lot.rec.State == library.ArrivalArriving && lot.fits(c), certain:
			s.take(lot, c, shelf)
		default:
			s.strange(c)
		}
	})
}

// take registers a dialer under the lot.
func (s *Screen) take(lot *lot, c code.Code, shelf string) {
	id := s.Deps.Store.NewID()
	values := form.Values{library.DialerUnitSerial: c.Registered(), library.DialerUnitArrival: form.Ref{Form: library.Arrival, ID: lot.rec.ID}, library.DialerUnitShelf: shelf}
	s.Do("receive.doing.take", []record.Part{{Kind: record.Create, Form: library.DialerUnit, ID: id, Values: values}},
		func(problems []form.Problem) {
			s.Refuse(screen.Scan{Code: c.Serial, Outcome: screen.Unheard}, problems)
		},
		func(record.Outcome) {
			sc := screen.Scan{Code: c.Registered(), Outcome: screen.Counted, Note: s.Deps.Words.T("receive.taken", shelf), ID: id}
			if s.lot != lot { // read again or left meanwhile: what changed is told of
				s.Tally.Note(sc)
				return
			}
			lot.put(id, &form.Record{ID: id, Form: library.DialerUnit, State: library.DialerUnitAwaitingInspection, Values: values})
			var todo []fyne.CanvasObject
			if n := lot.declared(); n > 0 && len(lot.units) > n {
				todo = s.takeOut(lot, c.Registered(), id)
				sc.Outcome, sc.Word, sc.Note = screen.Repeated, s.Deps.Words.T("receive.beyond"), s.Deps.Words.T("receive.beyond_why", n)
			}
			s.draw()
			count, of := lot.tally()
			s.Tally.NoteCount(count, of, sc, todo...)
		})
}

// takeOut offers to strike a dialer of the lot that was registered by mistake.
func (s *Screen) takeOut(lot *lot, serial string, id form.ID) []fyne.CanvasObject {
	w := s.Deps.Words
	return []fyne.CanvasObject{widgets.NewButton(widgets.Outlined, "x", w.T("receive.take_out"), func() {
		s.Do("receive.doing.take_out", []record.Part{{Kind: record.Act, Form: library.DialerUnit, ID: id, Action: library.DialerUnitStrike, State: library.DialerUnitAwaitingInspection}},
			func(problems []form.Problem) {
				s.Refuse(screen.Scan{Code: serial, Outcome: screen.Unheard, ID: id}, problems)
			},
			func(record.Outcome) {
				sc := screen.Scan{Code: serial, Outcome: screen.Repeated, Word: w.T("receive.taken_out"), Note: w.T("receive.taken_out_why")}
				if s.lot == lot {
					lot.put(id, nil)
					s.draw()
					count, of := lot.tally()
					s.Tally.NoteCount(count, of, sc)
					return
				}
				s.Tally.Note(sc)
			})
	})}
}

// strange is a code of no dialer that may be taken in as it stands.
func (s *Screen) strange(c code.Code) {
	w := s.Deps.Words
	if !s.lot.open() {
		s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: w.T("receive.not_in_lot")})
		return
	}
	note := w.T("receive.no_serial", s.lot.rule())
	switch {
	case s.lot.rec.State == library.ArrivalInspecting:
		note = w.T("receive.not_in_lot")
	case s.lot.otherGoods(c):
		note = w.T("receive.other_goods")
	}
	s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: note},
		widgets.NewButton(widgets.Outlined, "package-plus", w.T("receive.take_it"), func() { s.item(c, true) }))
}

// known is a dialer that is registered already: of this lot, whose test is opened once it
// is inspected, or of another.
func (s *Screen) known(c code.Code, unit *form.Record) {
	w := s.Deps.Words
	if !screen.Points(unit, library.DialerUnitArrival, s.lot.rec.ID) {
		state := s.Speech().State(s.Deps.Store.Library().Form(library.DialerUnit), unit.State)
		s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Misplaced, Note: w.T("receive.elsewhere", state), ID: unit.ID})
		return
	}
	var last *form.Record
	for _, t := range s.lot.tests {
		if !screen.Points(t, library.QualityTestUnit, unit.ID) {
			continue
		}
		if last = t; t.State == library.QualityTestToTest && s.lot.rec.State == library.ArrivalInspecting {
			s.test(c, t)
			return
		}
	}
	if last != nil {
		s.tested(c, unit.ID, last)
		return
	}
	s.Tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Repeated, Note: w.T("receive.already"), ID: unit.ID}, s.takeOut(s.lot, c.Serial, unit.ID)...)
}

// sample draws the sample that GB/T 2828.1 asks for, by lot, of all that is there.
func (s *Screen) sample() { s.InTurn(s.draws) }

func (s *Screen) draws() {
	if s.lot == nil || !s.lot.samples() || s.lot.there == 0 {
		return
	}
	drawn := s.lot.draw()
	var parts []record.Part
	for _, u := range s.lot.units {
		if sampled(u) != drawn[u.ID] {
			parts = append(parts, record.Part{Kind: record.Set, Form: library.DialerUnit, ID: u.ID, Values: form.Values{library.DialerUnitSample: drawn[u.ID]}})
		}
	}
	s.do(parts, func() { s.Deps.Nav.Toast(s.Deps.Words.T("receive.drawn", len(drawn)), nil) })
}

// inspect begins the inspection, or has what came late inspected too; what is wrong with it,
// the form says.
func (s *Screen) inspect() {
	s.InTurn(func() {
		switch {
		case s.lot == nil || !s.lot.samples():
		case s.lot.grown():
			s.Deps.Nav.Act(library.Arrival, s.lot.rec.ID, library.ArrivalInspectMore)
		default:
			s.Deps.Nav.Act(library.Arrival, s.lot.rec.ID, library.ArrivalInspect)
		}
	})
}

// do saves parts and reads the lot again.
func (s *Screen) do(parts []record.Part, after func()) {
	if len(parts) == 0 {
		after()
		return
	}
	s.Do("receive.doing.take", parts, s.Refused, func(record.Outcome) {
		after()
		s.Refresh()
	})
}

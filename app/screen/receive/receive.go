// Package receive is where the stock keeper takes in a lot: the shelf first, then one
// dialer after another, then the sample and the inspection. A serial number that is known
// already is never taken in twice. lot.go reads what is to be known of a lot.
package receive

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/code"
	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/record"
)

// Screen is the desk for receiving.
type Screen struct {
	deps  screen.Deps
	place screen.Place

	lot   *lot // nil: to be chosen
	lots  []*form.Record
	tally *screen.Tally
	reads screen.Reading
	busy  bool

	root  *fyne.Container
	panel *fyne.Container
}

// New makes the screen; place may name the lot.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{deps: deps, place: place, panel: widgets.Column(theme.SpaceSheets)}
	s.tally = screen.NewTally(deps, s.scan, func(sc screen.Scan) {
		if sc.ID != (form.ID{}) {
			deps.Nav.Open(library.DialerUnit, sc.ID)
		}
	})
	s.root = screen.ScanDesk(deps, s.tally.Content(), s.panel)
	s.draw()
	s.Refresh()
	s.tally.Focus()
	return s
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header names the lot.
func (s *Screen) Header() screen.Header {
	w := s.deps.Words
	h := screen.Header{Title: w.T("receive.title"), Back: true}
	if s.lot != nil {
		h.Context = w.T("receive.of", s.lot.name(library.ArrivalLotNo), s.lot.model())
		h.Actions = []fyne.CanvasObject{widgets.NewKeycap(w.T("receive.key_place"), "F2"), widgets.NewKeycap(w.T("receive.key_sample"), "F4"), widgets.NewKeycap(w.T("receive.key_inspect"), "F8")}
	}
	return h
}

// Place is the desk with its lot.
func (s *Screen) Place() screen.Place {
	at := s.place
	at.ID = form.ID{}
	if s.lot != nil {
		at.ID = s.lot.rec.ID
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

// MakeNew begins a lot.
func (s *Screen) MakeNew() { s.deps.Nav.New(library.Arrival, nil) }

// TypedKey changes the shelf, draws the sample and begins the inspection.
func (s *Screen) TypedKey(key *fyne.KeyEvent) bool {
	if s.lot == nil {
		return false
	}
	switch key.Name {
	case fyne.KeyF2:
		s.tally.Places(s.deps.Words.T("receive.place_first"), s.deps.Words.T("receive.place_hint"), "")
	case fyne.KeyF4:
		s.draws()
	case fyne.KeyF8:
		s.inspect()
	default:
		return false
	}
	s.tally.Focus()
	return true
}

// Refresh reads the lots and the chosen one again.
func (s *Screen) Refresh() {
	at := s.Place().ID
	if at == (form.ID{}) {
		at = s.place.ID
	}
	screen.Read(s.deps, &s.reads, func(ctx context.Context) (*found, error) {
		return read(ctx, s.deps.Store, at)
	}, func(f *found) {
		s.lots = f.open
		fresh := s.lot == nil && f.lot != nil
		s.lot = f.lot
		if fresh {
			s.begin()
		}
		if s.lot != nil {
			s.tally.Count(len(s.lot.units), s.lot.declared())
		}
		s.draw()
		s.deps.Nav.Redraw()
	})
}

// begin asks for the shelf, or goes on with the one that the lot has.
func (s *Screen) begin() {
	w := s.deps.Words
	if s.lot.rec.State != library.ArrivalArriving {
		return
	}
	s.tally.Places(w.T("receive.place_first"), w.T("receive.place_hint"), s.lot.name(library.ArrivalShelf))
}

// choose goes on with a lot.
func (s *Screen) choose(id form.ID) {
	s.place.ID = id
	s.lot = nil
	s.Refresh()
	s.tally.Focus()
}

// scan is what every code comes to: a lot, a shelf, a dialer.
func (s *Screen) scan(c code.Code) {
	w := s.deps.Words
	switch {
	case s.lot == nil:
		for _, rec := range s.lots {
			if no, _ := rec.Get(library.ArrivalLotNo).(string); strings.EqualFold(no, c.Serial) || strings.EqualFold(rec.Number, c.Serial) || rec.ID.String() == c.Serial {
				s.choose(rec.ID)
				return
			}
		}
		s.tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: w.T("receive.choose_first")})
	case s.lot.rec.State == library.ArrivalArriving && s.tally.Place() == "":
		s.tally.Places(w.T("receive.place_first"), w.T("receive.place_hint"), c.Serial)
		s.tally.Focus()
		if s.lot.name(library.ArrivalShelf) == "" {
			s.do([]record.Part{{Kind: record.Set, Form: library.Arrival, ID: s.lot.rec.ID, Values: form.Values{library.ArrivalShelf: c.Serial}}}, func() {})
		}
	default:
		s.item(c, false)
	}
}

// item takes in a dialer; certain that it is one of the model's although its number does
// not begin as theirs do.
func (s *Screen) item(c code.Code, certain bool) {
	lot, shelf := s.lot, s.tally.Place()
	s.deps.Background(func(ctx context.Context) {
		env := s.deps.Store.Env(ctx, nil)
		unit, err := screen.FindUnit(env, c.Serial)
		if err == nil && unit == nil && lot.rec.State == library.ArrivalArriving && (certain || lot.fits(c)) {
			s.take(ctx, lot, c, shelf)
			return
		}
		s.deps.UI.Do(func() {
			switch {
			case s.reads.Ended():
			case err != nil:
				s.deps.Nav.Failed(s.deps.Words.T("app.doing.scan"), err)
			case unit == nil:
				s.strange(c)
			default:
				s.known(c, unit)
			}
		})
	})
}

// take registers a dialer under the lot.
func (s *Screen) take(ctx context.Context, lot *lot, c code.Code, shelf string) {
	id := s.deps.Store.NewID()
	values := form.Values{library.DialerUnitSerial: c.Serial, library.DialerUnitArrival: form.Ref{Form: library.Arrival, ID: lot.rec.ID}, library.DialerUnitShelf: shelf}
	out, err := s.deps.Store.Do(ctx, record.Part{Kind: record.Create, Form: library.DialerUnit, ID: id, Values: values})
	s.deps.UI.Do(func() {
		w := s.deps.Words
		switch {
		case s.reads.Ended():
		case err != nil:
			s.deps.Nav.Failed(w.T("receive.doing.take"), err)
		case len(out.Problems) > 0:
			what, todo := s.speech().Problem(out.Problems[0])
			s.tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: what + w.Label("，", ", ") + todo})
		default:
			s.lot.units = append(s.lot.units, &form.Record{ID: id, Form: library.DialerUnit, Values: values})
			s.tally.Count(len(s.lot.units), s.lot.declared())
			s.tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Counted, Note: w.T("receive.taken", shelf), ID: id})
			s.draw()
		}
	})
}

// strange is a code of no dialer that may be taken in as it stands.
func (s *Screen) strange(c code.Code) {
	w := s.deps.Words
	if s.lot.rec.State != library.ArrivalArriving {
		s.tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: w.T("receive.not_in_lot")})
		return
	}
	s.tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Unheard, Note: w.T("receive.no_serial", s.lot.rule())},
		widgets.NewButton(widgets.Outlined, "package-plus", w.T("receive.take_it"), func() { s.item(c, true) }))
}

// known is a dialer that is registered already: of this lot, whose test is opened once it
// is inspected, or of another.
func (s *Screen) known(c code.Code, unit *form.Record) {
	w := s.deps.Words
	if !screen.Points(unit, library.DialerUnitArrival, s.lot.rec.ID) {
		state := s.speech().State(s.deps.Store.Library().Form(library.DialerUnit), unit.State)
		s.tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Misplaced, Note: w.T("receive.elsewhere", state), ID: unit.ID})
		return
	}
	if s.lot.rec.State == library.ArrivalInspecting {
		for _, t := range s.lot.tests {
			if screen.Points(t, library.QualityTestUnit, unit.ID) && t.State == library.QualityTestToTest {
				s.deps.Nav.Open(library.QualityTest, t.ID)
				return
			}
		}
	}
	s.tally.Note(screen.Scan{Code: c.Serial, Outcome: screen.Repeated, Note: w.T("receive.already"), ID: unit.ID})
}

// draws draws the sample that GB/T 2828.1 asks for, by lot.
func (s *Screen) draws() {
	if s.lot == nil || s.lot.rec.State != library.ArrivalArriving || len(s.lot.units) == 0 || s.busy {
		return
	}
	chosen := map[int]bool{}
	for _, i := range rand.Perm(len(s.lot.units))[:s.lot.sampleSize()] {
		chosen[i] = true
	}
	var parts []record.Part
	for i, u := range s.lot.units {
		if was, _ := u.Get(library.DialerUnitSample).(bool); was != chosen[i] {
			parts = append(parts, record.Part{Kind: record.Set, Form: library.DialerUnit, ID: u.ID, Values: form.Values{library.DialerUnitSample: chosen[i]}})
		}
	}
	s.do(parts, func() { s.deps.Nav.Toast(s.deps.Words.T("receive.drawn", len(chosen)), nil) })
}

// inspect begins the inspection; what is wrong with it, the form says.
func (s *Screen) inspect() {
	if s.lot != nil && s.lot.rec.State == library.ArrivalArriving {
		s.deps.Nav.Act(library.Arrival, s.lot.rec.ID, library.ArrivalInspect)
	}
}

// do saves parts and reads the lot again.
func (s *Screen) do(parts []record.Part, after func()) {
	if len(parts) == 0 {
		after()
		return
	}
	s.busy = true
	s.deps.Background(func(ctx context.Context) {
		out, err := s.deps.Store.Do(ctx, parts...)
		s.deps.UI.Do(func() {
			s.busy = false
			switch {
			case s.reads.Ended():
			case err != nil:
				s.deps.Nav.Failed(s.deps.Words.T("receive.doing.take"), err)
			case len(out.Problems) > 0:
				s.deps.Nav.Problems(s.deps.Words.T("record.refused"), out.Problems)
			default:
				after()
				s.Refresh()
			}
		})
	})
}

func (s *Screen) speech() formview.Speech {
	return formview.Speech{Words: s.deps.Words, Lib: s.deps.Store.Library(), Now: s.deps.Now}
}

// gone tells whether an error only says that a record is not here.
func gone(err error) bool { return errors.Is(err, form.ErrNotHere) }

// Package bench is the stock keeper's home: a box that waits for the scanner, the unit
// that was scanned with what can be done next, the list of the last scans, and below
// them the lists of the store with their counts. find.go finds what a code stands for,
// unit.go knows the next steps of a unit.
package bench

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/code"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

const (
	besideLeast float32 = 860
	scanWidth   float32 = 376
	scansMost           = 12
)

// result is what a scan came to.
type result int

const (
	known result = iota
	unknown
	twice
	other // a record that is no unit
)

// scan is one line of the running list.
type scan struct {
	code   string
	at     time.Time
	result result
	state  string // of the unit when it was scanned
	id     form.ID
}

// Screen is the bench.
type Screen struct {
	deps  screen.Deps
	place screen.Place

	box    *widgets.ScanBox
	unit   *unit // the last that was scanned or chosen
	last   *scan
	scans  []scan
	stocks []stock
	units  screen.Reading // of the unit that is shown
	counts screen.Reading

	root  *fyne.Container
	panel *fyne.Container
	list  *fyne.Container
	store *fyne.Container
}

// stock is a list with its count.
type stock struct {
	form  *form.Form
	list  *form.List
	count int
}

// New makes the screen; place may name the unit that is seen.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{deps: deps, place: place, panel: widgets.Column(0), list: widgets.Column(0), store: widgets.Column(theme.SpaceIcon)}
	s.box = widgets.NewScanBox(deps.Words.T("bench.scan_hint"), s.scan)
	margin := theme.SpacePage
	if deps.Class() == screen.Phone {
		margin = theme.SpaceButtons
	}
	scanning := widgets.Column(theme.SpaceIcon, s.box)
	picture := screen.PictureLink(deps, func(c code.Code) { s.scan(c.Raw) }, func() { deps.Nav.Toast(deps.Words.T("tally.no_code"), nil) })
	if picture != nil {
		scanning.Add(picture)
	}
	if s.beside() {
		left := widgets.Column(theme.SpaceSheets, scanning, s.list)
		s.root = widgets.FillRow(0,
			widgets.Fixed(scanWidth+2*margin, 0, widgets.VScroll(widgets.Pad(5, margin, margin, margin, left))),
			widgets.Grow(widgets.VScroll(widgets.Pad(5, margin, margin, theme.SpaceHalf, widgets.Column(theme.SpaceSheets, s.panel, s.store)))))
	} else {
		s.root = widgets.Column(0, widgets.Grow(widgets.VScroll(widgets.Pad(5, margin, margin, margin,
			widgets.Column(theme.SpaceSheets, scanning, s.panel, s.list, s.store)))))
	}
	if place.ID != (form.ID{}) {
		s.show(place.ID)
	}
	s.draw()
	s.Refresh()
	s.focusSoon()
	return s
}

func (s *Screen) beside() bool { return s.deps.Width() >= besideLeast }

// focusSoon puts the cursor into the box when the screen is on the window.
func (s *Screen) focusSoon() {
	s.deps.UI.Do(func() {
		if !s.counts.Ended() {
			s.box.Focus()
		}
	})
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header says how many scans there were.
func (s *Screen) Header() screen.Header {
	w := s.deps.Words
	h := screen.Header{Title: w.T("bench.title"), Context: w.Day(s.deps.Now())}
	if s.deps.Class() == screen.Phone {
		h.Context = w.ShortDay(s.deps.Now())
	}
	if n := len(s.scans); n > 0 {
		h.Context = w.T("bench.scanned", n)
	}
	for _, to := range s.ways() {
		h.Actions = append(h.Actions, widgets.NewKeycap(w.T(to.word), string(to.key)))
	}
	return h
}

// ways are the desks where one scans one thing after another, with their keys; a library
// without their forms has none of them.
func (s *Screen) ways() []way {
	lib := s.deps.Store.Library()
	var all []way
	for _, w := range []way{
		{fyne.KeyF6, "truck", "bench.receive", screen.RouteReceive, library.Arrival},
		{fyne.KeyF7, "package-check", "bench.issue", screen.RouteIssue, library.Allotment},
		{fyne.KeyF8, "list-checks", "bench.count", screen.RouteCount, library.StockCount},
		{fyne.KeyF9, "chart", "bench.quality", screen.RouteQuality, library.SupplierRating},
	} {
		if lib.Form(w.form) != nil {
			all = append(all, w)
		}
	}
	return all
}

// way leads to another desk.
type way struct {
	key               fyne.KeyName
	icon, word, route string
	form              string
}

// TypedKey goes to another desk.
func (s *Screen) TypedKey(key *fyne.KeyEvent) bool {
	for _, w := range s.ways() {
		if w.key == key.Name {
			s.deps.Nav.Go(screen.Place{Route: w.route})
			return true
		}
	}
	return false
}

// Place is the bench with the unit that is seen.
func (s *Screen) Place() screen.Place {
	at := s.place
	at.ID = form.ID{}
	if s.unit != nil {
		at.ID = s.unit.rec.ID
	}
	return at
}

// Leave does nothing: nothing is typed here.
func (s *Screen) Leave(context.Context) error {
	s.units.End()
	s.counts.End()
	return nil
}

// Scanned takes a code while nothing has the focus.
func (s *Screen) Scanned(code string) bool {
	s.scan(code)
	return true
}

// FocusSearch puts the cursor into the box.
func (s *Screen) FocusSearch() { s.box.Focus() }

// scan finds what a code stands for.
func (s *Screen) scan(code string) {
	code = strings.TrimSpace(code)
	if code == "" {
		return
	}
	s.deps.Background(func(ctx context.Context) {
		found, err := find(ctx, s.deps.Store, code)
		s.deps.UI.Do(func() { // every scan counts, also one that was overtaken
			switch {
			case s.counts.Ended():
			case err != nil:
				s.deps.Nav.Failed(s.deps.Words.T("app.doing.scan"), err)
			default:
				s.take(code, found)
			}
		})
	})
}

// take puts a scan into the running list and shows what it found.
func (s *Screen) take(code string, found *found) {
	line := scan{code: code, at: s.deps.Now(), result: unknown}
	switch {
	case found == nil:
		s.unit = nil
	case found.unit == nil:
		s.deps.Nav.Open(found.ref.Form, found.ref.ID)
		line.result = other
	default:
		line.result, line.id, line.state = known, found.unit.rec.ID, found.unit.rec.State
		for _, before := range s.scans {
			if before.id == line.id && before.state == line.state {
				line.result = twice
			}
		}
		s.unit = found.unit
	}
	s.last = &line
	s.scans = append([]scan{line}, s.scans...)
	if len(s.scans) > scansMost {
		s.scans = s.scans[:scansMost]
	}
	s.draw()
	s.deps.Nav.Redraw()
	s.box.Focus()
}

// show reads a unit and shows it.
func (s *Screen) show(id form.ID) {
	screen.Read(s.deps, &s.units, func(ctx context.Context) (*unit, error) {
		return read(ctx, s.deps.Store, id)
	}, func(u *unit) {
		s.unit = u
		s.draw()
	})
}

// Refresh reads the unit and the counts again.
func (s *Screen) Refresh() {
	if s.unit != nil {
		s.show(s.unit.rec.ID)
	}
	lib := s.deps.Store.Library()
	screen.Read(s.deps, &s.counts, func(ctx context.Context) ([]stock, error) {
		return s.count(ctx, lib)
	}, func(found []stock) {
		s.stocks = found
		s.draw()
	})
}

func (s *Screen) count(ctx context.Context, lib *form.Library) ([]stock, error) {
	var found []stock
	for _, want := range stocks() {
		f := lib.Form(want[0])
		if f == nil {
			continue
		}
		for _, l := range f.Lists {
			if l.Name != want[1] {
				continue
			}
			n, err := s.deps.Store.Count(ctx, device.Query{Form: f.Name, List: l.Name})
			if err != nil {
				return nil, err
			}
			found = append(found, stock{f, l, n})
		}
	}
	return found, nil
}

// stocks are the lists of the stock keeper's day, in the order of the work.
func stocks() [][2]string {
	return [][2]string{
		{library.ServiceOrder, library.ServiceOrderListForStock},
		{library.QualityTest, library.QualityTestListToTest},
		{library.DialerConfig, library.DialerConfigListToDo},
		{library.Allotment, library.AllotmentListToIssue},
		{library.DialerUnit, library.DialerUnitListBack},
		{library.DamageRecord, library.DamageRecordListToJudge},
		{library.Replenishment, library.ReplenishmentListDraft},
		{library.DialerUnit, library.DialerUnitListStock},
		{library.StockMovement, library.StockMovementListToEnter},
	}
}

// draw puts everything on the screen.
func (s *Screen) draw() {
	widgets.SetChildren(s.panel, s.panelParts()...)
	widgets.SetChildren(s.list, s.scanList()...)
	widgets.SetChildren(s.store, s.stockList()...)
	s.root.Refresh()
}

// scanList is the running list of the last scans.
func (s *Screen) scanList() []fyne.CanvasObject {
	w := s.deps.Words
	if len(s.scans) == 0 {
		return nil
	}
	var rows []fyne.CanvasObject
	for _, line := range s.scans {
		data := widgets.RowData{Title: line.code, Trailing: w.Clock(line.at)}
		state := ""
		if f := s.deps.Store.Library().Form(library.DialerUnit); f != nil && line.state != "" {
			if st := f.State(line.state); st != nil {
				state = w.Label(st.Label.Zh, st.Label.En)
			}
		}
		switch line.result {
		case known:
			data.Icon, data.IconTone, data.Subtitle = "circle-check", theme.Go, w.T("bench.found", state)
		case twice:
			data.Icon, data.IconTone, data.Note, data.NoteTone = "copy", theme.Warn, w.T("bench.twice"), theme.Warn
		case other:
			data.Icon, data.IconTone, data.Subtitle = "file-text", theme.Accent, w.T("bench.other")
		default:
			data.Icon, data.IconTone, data.Note, data.NoteTone = "circle-x", theme.Stop, w.T("bench.unknown"), theme.Stop
		}
		id, code := line.id, line.code
		rows = append(rows, widgets.NewListRow(data, true, func() {
			if id == (form.ID{}) {
				s.scan(code)
				return
			}
			s.show(id)
		}))
	}
	return []fyne.CanvasObject{widgets.SheetPad(0, widgets.Rows(rows...))}
}

// stockList are the lists of the store with their counts.
func (s *Screen) stockList() []fyne.CanvasObject {
	w := s.deps.Words
	var buttons []fyne.CanvasObject
	for _, to := range s.ways() {
		buttons = append(buttons, widgets.NewButton(widgets.Outlined, to.icon, w.T(to.word), func() { s.deps.Nav.Go(screen.Place{Route: to.route}) }))
	}
	var rows []fyne.CanvasObject
	for _, st := range s.stocks {
		tone := theme.Idle
		if st.count > 0 && st.list.Name != library.DialerUnitListStock {
			tone = theme.Accent
		}
		rows = append(rows, widgets.SheetPad(0, widgets.NewListRow(widgets.RowData{
			Icon: stockIcon(st.form.Name), IconTone: tone, Title: w.Label(st.list.Label.Zh, st.list.Label.En),
			Subtitle: w.Label(st.form.Label.Zh, st.form.Label.En), Trailing: w.Count(int64(st.count)), Chevron: true,
		}, true, func() { s.deps.Nav.OpenList(st.form.Name, st.list.Name) })))
	}
	if len(rows) == 0 {
		return nil
	}
	return []fyne.CanvasObject{widgets.Flow(theme.SpaceButtons, buttons...), widgets.NewText(w.T("bench.stock"), theme.Body).Bold(), widgets.EqualAtLeast(260, theme.SpaceIcon, rows...)}
}

func stockIcon(formName string) string {
	switch formName {
	case library.ServiceOrder:
		return "clipboard-list"
	case library.QualityTest:
		return "clipboard-check"
	case library.DialerConfig:
		return "settings"
	case library.Allotment:
		return "package-check"
	case library.StockMovement:
		return "package"
	}
	return "phone-forward"
}

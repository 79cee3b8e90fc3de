// Package quality shows how good what came from each supplier is: failures on the way in,
// on arrival and at customers within 30, 90 and 365 days, by model or lot, with their intervals.
// Every percentage opens its serial numbers, and the rating of the quarter is drafted from
// what is shown. read.go gathers the dialers; the reckoning is package forms/quality's.
package quality

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/quality"
	"fieldline/sync/record"
)

// Screen is the page.
type Screen struct {
	deps  screen.Deps
	place screen.Place

	found *found
	byLot bool
	open  *opened // the percentage whose serial numbers are shown
	reads screen.Reading

	root *fyne.Container
	list *fyne.Container
}

// opened is a share with what it is of.
type opened struct {
	head  string
	share quality.Share
}

// serialsMost is how many serial numbers are listed at once; the bad ones come first.
const serialsMost = 60

// New makes the screen.
func New(deps screen.Deps, place screen.Place) *Screen {
	s := &Screen{deps: deps, place: place, list: widgets.Column(theme.SpaceSheets)}
	margin := theme.SpacePage
	if deps.Class() == screen.Phone {
		margin = theme.SpaceButtons
	}
	s.root = widgets.Column(0, widgets.Grow(widgets.VScroll(widgets.Pad(5, margin, margin, margin, s.list))))
	s.Refresh()
	return s
}

// Fits tells whether a library has what this page works with.
func Fits(lib *form.Library) bool {
	return lib.Form(library.SupplierRating) != nil && lib.Form(library.DialerUnit) != nil && lib.Form(library.QualityFeedback) != nil
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header offers to draft the rating.
func (s *Screen) Header() screen.Header {
	w := s.deps.Words
	h := screen.Header{Title: w.T("quality.title"), Context: w.T("quality.until", s.until()), Back: true}
	if s.found != nil && s.found.mayRate && len(s.found.units) > 0 {
		h.Actions = []fyne.CanvasObject{widgets.NewButton(widgets.Filled, "file-plus", w.T("quality.draft"), s.draft)}
	}
	return h
}

func (s *Screen) until() form.Date { return s.deps.Store.Library().Calendar.Day(s.deps.Now()) }

// Place is the page.
func (s *Screen) Place() screen.Place { return s.place }

// Leave does nothing: nothing is typed here.
func (s *Screen) Leave(context.Context) error {
	s.reads.End()
	return nil
}

// Refresh reckons anew.
func (s *Screen) Refresh() {
	screen.Read(s.deps, &s.reads, func(ctx context.Context) (*found, error) {
		return read(ctx, s.deps.Store)
	}, func(f *found) {
		s.found = f
		s.draw()
		s.deps.Nav.Redraw()
	})
}

func (s *Screen) draw() {
	w := s.deps.Words
	if s.found == nil || len(s.found.units) == 0 {
		widgets.SetChildren(s.list, widgets.Sheet(widgets.EmptyState("chart", w.T("quality.none"), w.T("quality.none_why"))))
		s.root.Refresh()
		return
	}
	chosen := 0
	if s.byLot {
		chosen = 1
	}
	parts := []fyne.CanvasObject{
		widgets.NewFilterChips([]widgets.FilterChip{{Label: w.T("quality.by_model")}, {Label: w.T("quality.by_lot")}}, chosen, func(i int) {
			s.byLot, s.open = i == 1, nil
			s.draw()
		}),
		widgets.NewParagraph(w.T("quality.how"), theme.Secondary).Muted(),
	}
	if s.open != nil {
		parts = append(parts, s.serials())
	}
	for _, l := range quality.Of(s.found.units, s.until(), s.byLot) {
		parts = append(parts, s.line(l))
	}
	widgets.SetChildren(s.list, parts...)
	s.root.Refresh()
}

// name is what a line is called.
func (s *Screen) name(l quality.Line) string {
	name := s.found.suppliers[l.Supplier] + " " + l.Model
	if s.byLot && l.Lot != "" {
		name += "，" + l.Lot
	}
	return name
}

// line is a supplier's model or lot: its percentages, each of which opens.
func (s *Screen) line(l quality.Line) fyne.CanvasObject {
	w := s.deps.Words
	name := s.name(l)
	cells := []fyne.CanvasObject{s.share(name, w.T("quality.incoming"), w.T("quality.untested"), l.Incoming), s.share(name, w.T("quality.dead"), "", l.Dead)}
	for i, window := range quality.Windows {
		cells = append(cells, s.share(name, w.T("quality.window", window), w.T("quality.nobody"), l.Field[i]))
	}
	head := widgets.Row(theme.SpaceButtons, widgets.Grow(widgets.NewText(name, theme.Body).Bold().Truncate()), widgets.NewText(w.T("quality.received", len(l.Received)), theme.Secondary).Muted())
	return widgets.Sheet(widgets.Column(theme.SpaceButtons, head, widgets.EqualAtLeast(180, theme.SpaceIcon, cells...)))
}

// share is one percentage with its interval; too few dialers say so in place of a rank, and
// none why there are none.
func (s *Screen) share(name, what, none string, share quality.Share) fyne.CanvasObject {
	w := s.deps.Words
	low, high := share.Interval()
	rate, tone := fmt.Sprintf("%.1f %%", share.Rate()), theme.Accent
	note := w.T("quality.interval", fmt.Sprintf("%.1f", low), fmt.Sprintf("%.1f", high))
	switch {
	case len(share.Of) == 0:
		return widgets.Column(2, widgets.NewText(what, theme.Note).Muted(), widgets.NewText("—", theme.Body).Muted(), widgets.NewText(none, theme.Note).Muted())
	case share.Few():
		tone, note = theme.Idle, w.T("quality.few")+" "+note
	case low > 5:
		tone = theme.Stop
	}
	link := widgets.NewLink(tone, "list", w.T("quality.share", rate, len(share.Bad), len(share.Of)), func() {
		s.open = &opened{name + "，" + what, share}
		s.draw()
	})
	return widgets.Column(2, widgets.NewText(what, theme.Note).Muted(), link, widgets.NewText(note, theme.Note).Muted().Truncate())
}

// serials are the dialers behind a percentage, the bad ones first.
func (s *Screen) serials() fyne.CanvasObject {
	w := s.deps.Words
	bad := map[form.ID]bool{}
	for _, u := range s.open.share.Bad {
		bad[u.ID] = true
	}
	units := append([]quality.Unit(nil), s.open.share.Bad...)
	for _, u := range s.open.share.Of {
		if !bad[u.ID] {
			units = append(units, u)
		}
	}
	var rows []fyne.CanvasObject
	for _, u := range units[:min(len(units), serialsMost)] {
		data := widgets.RowData{Icon: "circle-check", IconTone: theme.Idle, Title: u.Serial, Subtitle: u.Lot, Chevron: true}
		if bad[u.ID] {
			data.Icon, data.IconTone, data.Note, data.NoteTone = "circle-x", theme.Stop, w.T("quality.failed"), theme.Stop
		}
		rows = append(rows, widgets.NewListRow(data, true, func() { s.deps.Nav.Open(library.DialerUnit, u.ID) }))
	}
	head := widgets.Row(theme.SpaceButtons, widgets.Grow(widgets.NewText(s.open.head, theme.Body).Bold().Truncate()),
		widgets.NewQuietIcon("x", w.T("common.close"), func() {
			s.open = nil
			s.draw()
		}))
	parts := []fyne.CanvasObject{head, widgets.SheetPad(0, widgets.Rows(rows...))}
	if rest := len(units) - serialsMost; rest > 0 {
		parts = append(parts, widgets.NewText(w.T("quality.rest", rest), theme.Secondary).Muted())
	}
	return widgets.Column(theme.SpaceButtons, parts...)
}

// draft begins the rating (DOC-21) with what is shown, or fills in the one that the calendar
// opened, with the figures of its quarter.
func (s *Screen) draft() {
	begun := s.found.begun
	if begun == nil {
		s.deps.Nav.New(library.SupplierRating, form.Values{library.SupplierRatingUntil: s.until(), library.SupplierRatingLines: s.rows(s.until())})
		return
	}
	until, ok := begun.Get(library.SupplierRatingUntil).(form.Date)
	if !ok {
		until = s.until()
	}
	part := record.Part{Kind: record.Set, Form: library.SupplierRating, ID: begun.ID, Values: form.Values{library.SupplierRatingLines: s.rows(until)}}
	s.deps.Background(func(ctx context.Context) {
		out, err := s.deps.Store.Do(ctx, part)
		s.deps.UI.Do(func() {
			switch {
			case err != nil:
				s.deps.Nav.Failed(s.deps.Words.T("quality.draft"), err)
			case len(out.Problems) > 0:
				s.deps.Nav.Problems(s.deps.Words.T("quality.draft"), out.Problems)
			default:
				s.deps.Nav.Open(library.SupplierRating, begun.ID)
			}
		})
	})
}

// rows are the lines of a rating, with the figures until a day.
func (s *Screen) rows(until form.Date) []form.Row {
	var rows []form.Row
	for _, cells := range quality.Rating(quality.Of(s.found.units, until, false)) {
		rows = append(rows, form.Row{ID: s.deps.Store.NewID().String(), Values: cells})
	}
	return rows
}

// Package list shows the lists of any form: chips with counts, a search box, rows read
// page by page, and beside them where there is room the record that is chosen with its
// next step. The desk (desk.go) is the home of those whose work is lists. columns.go
// says which columns there are, rows.go what stands in them, detail.go draws what is chosen.
package list

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

const (
	pageSize    = 50
	typingPause = 150 * time.Millisecond // after which what is typed is searched for

	tableLeast  float32 = 720  // width from which rows are a table
	detailLeast float32 = 1080 // and from which the chosen record stands beside them
	detailWidth float32 = 394
)

// Screen shows the lists of one form.
type Screen struct {
	deps  screen.Deps
	place screen.Place
	form  *form.Form
	lists []*form.List // those of the person's roles
	at    int          // the list that is seen
	sort  string       // a column chosen at the head; "" is the list's own order

	rows   []device.Row
	groups []device.Group // of a list with groups
	lines  []line         // of a list with groups: what is seen, heads and rows
	next   device.Cursor
	more   bool // a further page is on its way
	loaded bool
	wanted float32 // where to scroll to when the rows are read
	wrong  error
	counts []int // of the lists, for what is searched; nil until they are read
	chosen form.ID
	detail *detail
	create bool // the person may start a record of the form

	asked    int
	counting screen.Reading
	typed    func() // stops waiting for the end of typing
	left     bool

	root    *fyne.Container
	body    *fyne.Container
	others  *fyne.Container // where else something is found
	side    *fyne.Container
	chips   *widgets.FilterChips
	input   *widgets.Input
	fresh   *widgets.Button // begins a record
	list    *widgets.VirtualList
	table   *widgets.TableHead
	columns []column
	footer  *widgets.Text
	foot    *fyne.Container // the bar of a phone
}

// New makes the screen of a form's lists; place names the list and what is searched.
func New(deps screen.Deps, place screen.Place, roles []string) *Screen {
	s := &Screen{deps: deps, place: place, form: deps.Store.Library().Form(place.Form), chosen: place.ID}
	if s.form == nil {
		s.root = widgets.EmptyState("circle-help", deps.Words.T("list.no_form"), deps.Words.T("list.no_form_why"))
		return s
	}
	s.lists = listsOf(s.form, roles)
	s.at = max(0, slices.IndexFunc(s.lists, func(l *form.List) bool { return l.Name == place.List }))
	s.detail = newDetail(s)
	s.build()
	s.Refresh()
	return s
}

// listsOf returns the lists of a form that are for one of somebody's roles.
func listsOf(f *form.Form, roles []string) []*form.List {
	var mine []*form.List
	for _, l := range f.Lists {
		if len(l.For) == 0 || slices.ContainsFunc(l.For, func(r string) bool { return slices.Contains(roles, r) }) {
			mine = append(mine, l)
		}
	}
	return mine
}

func (s *Screen) build() {
	w := s.deps.Words
	o := widgets.InputOptions{Label: w.T("common.search"), Placeholder: w.T("list.search_hint"), Icon: "search", Text: s.place.Field}
	if s.deps.Class() == screen.Desktop {
		o.Trailing = widgets.NewKeycap("", "/")
	}
	s.input = widgets.NewInput(o)
	s.input.OnChanged = s.typing
	s.input.OnSubmit(func(string) {
		s.searchNow()
		s.deps.Window().Canvas().Unfocus() // the next keys are for the rows
	})
	s.body, s.others, s.side = widgets.Column(0), widgets.Column(0), widgets.Column(0)
	if len(s.lists) == 0 {
		s.root = widgets.EmptyState("lock", w.T("list.no_rights"), w.T("list.no_rights_why"))
		return
	}
	s.chips = widgets.NewFilterChips(s.chipData(), s.at, s.choose)
	s.footer = widgets.NewText("", theme.Note).Muted()

	margin := theme.SpacePage
	if s.deps.Class() == screen.Phone {
		margin = theme.SpaceSheets
	}
	bodyMargin := margin
	if s.deps.Class() == screen.Phone {
		bodyMargin = theme.SpaceButtons
	}
	main := fyne.CanvasObject(widgets.Pad(theme.SpaceHalf, bodyMargin, theme.SpaceSheets, bodyMargin, s.body))
	if s.beside() {
		main = widgets.Pad(theme.SpaceHalf, margin, theme.SpaceSheets, margin,
			widgets.FillRow(theme.SpaceSheets, widgets.Grow(s.body), widgets.Fixed(detailWidth, 0, s.side)))
	}
	parts := []fyne.CanvasObject{widgets.Pad(0, margin, theme.SpaceHalf, margin, s.chips), widgets.Pad(0, margin, 0, margin, s.others), widgets.Grow(main)}
	switch {
	case s.deps.Class() == screen.Desktop && s.deps.Width() >= tableLeast:
		parts = append(parts, widgets.Pad(0, margin, theme.SpaceIcon, margin, s.hints()))
	case s.deps.Class() == screen.Phone:
		s.foot = widgets.Column(0)
		parts = append(parts, s.foot)
	}
	s.root = widgets.Column(0, parts...)
	s.makeRows()
}

// hints name the keys, and say how many records there are.
func (s *Screen) hints() fyne.CanvasObject {
	w := s.deps.Words
	keys := []fyne.CanvasObject{widgets.NewKeycap(w.T("app.key.choose"), "↑", "↓"), widgets.NewKeycap(w.T("app.key.open"), "Enter")}
	keys = append(keys, widgets.NewKeycap(w.T("app.key.sync"), "F5"), widgets.Space(), s.footer, widgets.NewKeycap(w.T("app.key.keys"), "?"))
	return widgets.Row(theme.SpacePage, keys...)
}

func (s *Screen) beside() bool { return s.deps.Width() >= detailLeast }
func (s *Screen) isTable() bool {
	return s.deps.Width() >= tableLeast && s.deps.Class() != screen.Phone
}

func (s *Screen) chipData() []widgets.FilterChip {
	chips := make([]widgets.FilterChip, len(s.lists))
	for i, l := range s.lists {
		chips[i] = widgets.FilterChip{Label: s.deps.Words.Label(l.Label.Zh, l.Label.En)}
		if s.counts != nil {
			chips[i].Count = s.deps.Words.Count(int64(s.counts[i]))
		}
	}
	return chips
}

// makeRows lays out the list for the columns of the list that is seen.
func (s *Screen) makeRows() {
	s.columns = s.columnsOf(s.lists[s.at])
	heads := headsOf(s.columns)
	create := func() fyne.CanvasObject {
		if s.isTable() {
			return widgets.NewTableRow(heads, true)
		}
		like := widgets.RowData{Title: "0", Subtitle: "0", Note: "0", NoteIcon: "clock"}
		if len(s.form.States) > 0 {
			like.Chip = "0" // which stands below the name where text is large
		}
		return widgets.Rows(widgets.NewListRow(like, true, nil), widgets.Gap(0, 0))
	}
	s.list = widgets.NewVirtualList(s.countLines, create, s.bind)
	if s.lists[s.at].Group != "" {
		s.list.Headed(s.isHead, func() fyne.CanvasObject { return widgets.NewSectionHead("0", widgets.NoMark, "0") })
	}
	s.table = nil
	content := fyne.CanvasObject(s.list)
	if s.isTable() {
		key, down := s.sorted()
		s.table = widgets.NewTableHead(heads, key, down, s.sortBy)
		content = widgets.Column(0, s.table, widgets.Grow(content))
	}
	s.showBody(content)
}

// showBody shows the rows, or why there are none.
func (s *Screen) showBody(content fyne.CanvasObject) {
	w := s.deps.Words
	switch {
	case s.wrong != nil:
		why, do := screen.Explain(w, s.wrong)
		content = widgets.ErrorState(widgets.ErrorText{
			Title: w.T("list.failed"), WhyHead: w.T("common.why"), Why: why,
			SafeHead: w.T("common.safe"), Safe: w.T("app.safe"), WhatHead: w.T("common.what_to_do"), What: do,
			Actions: []fyne.CanvasObject{widgets.NewButton(widgets.Outlined, "refresh", w.T("common.retry"), s.Refresh)},
		})
		widgets.SetChildren(s.body, widgets.Grow(content))
	case s.loaded && len(s.rows) == 0:
		widgets.SetChildren(s.body, widgets.Grow(s.empty()))
	case content != nil:
		widgets.SetChildren(s.body, widgets.Grow(widgets.SheetPad(0, content)))
	}
}

// empty says what belongs here and why it is not here.
func (s *Screen) empty() fyne.CanvasObject {
	w := s.deps.Words
	if text := s.input.Text(); text != "" {
		var actions []fyne.CanvasObject
		if elsewhere := s.elsewhere(); elsewhere != nil {
			actions = append(actions, elsewhere)
		}
		return widgets.EmptyState("search", w.T("list.nothing_found", text), w.T("list.nothing_found_why"), append(actions,
			widgets.NewButton(widgets.Outlined, "x", w.T("common.clear"), func() {
				s.input.SetText("")
				s.searchNow()
			}))...)
	}
	l := s.lists[s.at]
	var actions []fyne.CanvasObject
	if last := len(s.lists) - 1; s.at != last {
		label := s.deps.Words.Label(s.lists[last].Label.Zh, s.lists[last].Label.En)
		actions = append(actions, widgets.NewButton(widgets.Outlined, "list", w.T("list.see", label), func() {
			s.chips.Select(last)
			s.choose(last)
		}))
	}
	return widgets.EmptyState("inbox", w.T("list.empty", w.Label(l.Label.Zh, l.Label.En)), w.T("list.empty_why", w.Label(s.form.Label.Zh, s.form.Label.En)), actions...)
}

// Content returns the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.root }

// Header has the search box and the button to make a new record.
func (s *Screen) Header() screen.Header {
	if s.form == nil || len(s.lists) == 0 {
		return screen.Header{}
	}
	h := screen.Header{Title: s.title(), Search: s.input}
	if s.deps.Class() == screen.Phone {
		l := s.lists[s.at]
		h.Context = s.deps.Words.Label(l.Label.Zh, l.Label.En)
	}
	if s.mayCreate() {
		if s.fresh == nil { // the same button each time, or it would lose the focus
			s.fresh = s.newButton()
		}
		h.Actions = []fyne.CanvasObject{s.fresh}
	}
	return h
}

// showFoot puts the button to make a record within reach of the thumb.
func (s *Screen) showFoot() {
	if s.foot == nil || !s.create {
		return
	}
	widgets.SetChildren(s.foot, widgets.Bar(widgets.Pad(theme.SpaceIcon, theme.SpaceSheets, theme.SpaceIcon, theme.SpaceSheets, s.newButton().Big())))
}

func (s *Screen) newButton() *widgets.Button {
	return widgets.NewButton(widgets.Filled, "plus", s.deps.Words.T("list.new", s.title()), s.MakeNew)
}

// title is what the form is called, by its short name where text is large or a phone
// leaves little room.
func (s *Screen) title() string {
	w := s.deps.Words
	called := w.Label(s.form.Label.Zh, s.form.Label.En)
	if s.deps.Class() == screen.Phone || theme.Current().Scale() > largeText {
		return screen.ShortName(w, s.form.Name, called)
	}
	return called
}

// largeText is the scale from which less is said, so that it can be read.
const largeText = 1.2

func (s *Screen) mayCreate() bool { return s.create }

// Place is the list with what is searched and what is chosen.
func (s *Screen) Place() screen.Place {
	at := s.place
	if len(s.lists) > 0 {
		at.List = s.lists[s.at].Name
		at.Field = s.input.Text()
	}
	at.ID = s.chosen
	return at
}

// Offset is how far the rows are scrolled.
func (s *Screen) Offset() float32 {
	if s.list == nil {
		return 0
	}
	return s.list.Offset()
}

// ScrollTo reads as far as that place and scrolls there.
func (s *Screen) ScrollTo(y float32) {
	if s.list == nil {
		return
	}
	s.wanted = y
	s.read(s.list.IndexAt(y) + pageSize)
}

// Leave keeps nothing: nothing is typed here but a search.
func (s *Screen) Leave(context.Context) error {
	s.left = true
	s.counting.End()
	if s.typed != nil {
		s.typed()
	}
	return nil
}

// FocusSearch puts the cursor into the search box.
func (s *Screen) FocusSearch() {
	if s.input != nil {
		s.input.Focus()
	}
}

// MakeNew begins a record.
func (s *Screen) MakeNew() {
	if s.form != nil && s.mayCreate() {
		s.deps.Nav.New(s.form.Name, nil)
	}
}

func (s *Screen) speech() formview.Speech {
	return formview.Speech{Words: s.deps.Words, Lib: s.deps.Store.Library(), Now: s.deps.Now}
}

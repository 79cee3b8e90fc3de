package app

import (
	"slices"

	"fyne.io/fyne/v2"

	"fieldline/app/screen"
	"fieldline/app/screen/list"
	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// draw lays rail, header and screen into the window.
func (s *shell) draw() {
	s.rail, s.bar = nil, nil
	objects := []fyne.CanvasObject{s.ground, s.current.Content()}
	head := s.current.Header()
	selected := s.selected()
	switch {
	case s.wide:
		s.rail = widgets.NewRail(s.items(s.desks), selected, s.deps.Store.Identity().PersonName,
			s.choose, func() { s.Switch(screen.Place{Route: screen.RouteSettings}) })
		objects = append(objects, s.rail)
	case !head.Back:
		s.bar = widgets.NewBottomBar(s.items(s.shown()), selected, s.choose)
		objects = append(objects, s.bar)
	}
	s.root.Objects = objects
	s.drawHeader()
	s.root.Refresh()
}

// drawHeader asks the current screen for its header and draws it.
func (s *shell) drawHeader() {
	if s.current == nil || s.closed {
		return
	}
	h := s.current.Header()
	o := widgets.HeaderOptions{
		Title: h.Title, Context: h.Context, Actions: h.Actions, Badge: s.badge,
		Phone: s.class == screen.Phone, BackName: s.app.words.T("common.back"),
	}
	if h.Back {
		o.Back = s.Back
	}
	if o.Phone {
		o.Actions = nil
	}
	before := s.under
	s.under = nil
	if s.searchInHeader() {
		o.Search = h.Search
	} else {
		s.under = h.Search
	}
	s.header = widgets.NewHeader(o)
	if o.Search != nil && !s.header.Fits(s.contentWidth()) {
		s.under, o.Search = o.Search, nil
		s.header = widgets.NewHeader(o)
	}
	keep := s.root.Objects[:0]
	for _, obj := range s.root.Objects {
		if _, header := obj.(*widgets.Header); !header && obj != before && obj != s.under {
			keep = append(keep, obj)
		}
	}
	s.root.Objects = append(keep, s.header)
	if s.under != nil {
		s.root.Objects = append(s.root.Objects, s.under)
	}
	if s.toast != nil {
		s.raiseToast()
	}
	s.root.Refresh()
}

// searchInHeader tells whether a search box has room beside the title.
func (s *shell) searchInHeader() bool { return s.size.Width >= 1000 }

// items are desks as the rail and the bottom bar show them.
func (s *shell) items(desks []desk) []widgets.NavItem {
	var items []widgets.NavItem
	for _, d := range desks {
		items = append(items, widgets.NavItem{Key: d.key(), Icon: d.icon, Label: s.app.words.T(d.word), Count: s.counts[d.key()]})
	}
	return items
}

// barMost is how many desks the bottom bar of a narrow window has room for.
const barMost = 5

// shown are the desks with a tile of their own: all of them in the rail, and of more than
// the bottom bar has room for the first and the last two, which are all documents and the
// outbox, or what stands before the outbox where all documents are the home.
func (s *shell) shown() []desk {
	if s.wide || len(s.desks) <= barMost {
		return s.desks
	}
	return slices.Concat(s.desks[:barMost-2], s.desks[len(s.desks)-2:])
}

// beyond are the desks for which the bottom bar has no room, for the desk of all documents
// to lead to.
func (s *shell) beyond() []list.Way {
	var ways []list.Way
	shown := s.shown()
	for _, d := range s.desks {
		if !slices.ContainsFunc(shown, func(o desk) bool { return o.key() == d.key() }) {
			ways = append(ways, list.Way{Icon: d.icon, Label: s.app.words.T(d.word), To: d.place})
		}
	}
	return ways
}

// selected is the desk with a tile under which the place that is seen was found.
func (s *shell) selected() string {
	shown := s.shown()
	for i := len(s.stack) - 1; i >= 0; i-- {
		for _, d := range shown {
			if d.leadsTo(s.stack[i].at) {
				return d.key()
			}
		}
	}
	return ""
}

func (s *shell) choose(key string) {
	for _, d := range s.desks {
		if d.key() == key {
			s.Switch(d.place)
			return
		}
	}
}

// classify takes over the size of the window; it tells whether screens look different.
func (s *shell) classify(size fyne.Size) (other bool) {
	class := screen.Desktop
	switch {
	case size.Width < theme.Narrow:
		class = screen.Phone
	case s.app.cfg.Touch():
		class = screen.Tablet
	}
	wide := size.Width >= theme.Wide
	other = class != s.class || wide != s.wide || (size.Width >= 1000) != (s.size.Width >= 1000)
	s.class, s.wide, s.size = class, wide, size
	return other
}

// contentWidth is the width of the screen without the rail.
func (s *shell) contentWidth() float32 {
	if s.wide {
		return s.size.Width - widgets.RailWidth
	}
	return s.size.Width
}

// shellLayout places the parts; where the class changes it has the screen made again.
type shellLayout struct{ s *shell }

func (l *shellLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 480) }

func (l *shellLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	s := l.s
	if s.closed {
		return
	}
	if s.classify(size) && s.current != nil {
		s.rebuild()
	}
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	put(s.ground, 0, 0, size.Width, size.Height)
	x, bottom := float32(0), size.Height
	if s.rail != nil {
		put(s.rail, 0, 0, widgets.RailWidth, size.Height)
		x = widgets.RailWidth
	}
	if s.bar != nil {
		bottom -= widgets.BottomBarHeight
		put(s.bar, 0, bottom, size.Width, widgets.BottomBarHeight)
	}
	header := float32(0)
	if s.header != nil {
		header = s.header.MinSize().Height
		put(s.header, x, 0, size.Width-x, header)
	}
	y := header
	if s.under != nil {
		margin := s.margin()
		put(s.under, x+margin, y, size.Width-x-2*margin, theme.Target)
		y += theme.Target + theme.SpaceButtons
	}
	s.placeToast(x, size.Width-x, header)
	if s.current != nil {
		put(s.current.Content(), x, y, size.Width-x, max(0, bottom-y))
	}
}

func (s *shell) margin() float32 {
	if s.class == screen.Phone {
		return theme.SpaceSheets
	}
	return theme.SpacePage
}

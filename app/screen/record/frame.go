package record

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fieldline/app/formview"
	"fieldline/app/screen"
	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// frame lays the screen out: paper and panel side by side where there is room, else the
// paper over a bar.
type frame struct {
	s       *Screen
	content *fyne.Container
	scroll  *container.Scroll
	top     *fyne.Container // the banner, first in the column
	said    string          // what the banner says
	column  *fyne.Container // what is scrolled
	side    *fyne.Container // holds panel or bar
	shown   string          // what stands in the panel or bar, in words
	later   func()          // waits until the screen is in a window

	paper string                   // which of the papers is shown
	stood map[string]fyne.Position // where each was scrolled to
}

const (
	wideFrom   = 940 // of content, without the rail
	panelWide  = 328
	panelMost  = 400
	sheetMost  = 920
	panelSpace = 24
	inset      = 4 // inside the scroll, so that outlines are whole
)

func newFrame(s *Screen) *frame {
	f := &frame{s: s, side: container.NewStack(), stood: map[string]fyne.Position{}}
	f.content = container.New(f)
	return f
}

func (f *frame) wide() bool { return f.s.deps.Width() >= wideFrom }

// draw makes everything that is shown.
func (f *frame) draw() {
	s := f.s
	if f.scroll != nil {
		f.stood[f.paper] = f.scroll.Offset
	}
	if s.session == nil {
		f.scroll, f.column = nil, nil
		f.content.Objects = []fyne.CanvasObject{s.absent()}
		f.content.Refresh()
		return
	}
	f.top, f.said = widgets.Column(0), ""
	f.top.Hide()
	f.column = widgets.Column(theme.SpaceSheets, f.papers()...)
	f.scroll = widgets.VScroll(widgets.Pad(inset, theme.SpaceIcon, 0, inset, f.column)) // the bar stands beside the paper
	f.scroll.OnScrolled = func(fyne.Position) { f.look() }
	f.content.Objects = []fyne.CanvasObject{f.scroll, f.side}
	f.shown = ""
	f.renew()
	f.content.Refresh()
	f.paper = s.place.ID.String()
	if s.tab == len(s.tabs) {
		f.paper = "history"
	}
	f.goTo(f.stood[f.paper])
}

// refill draws what belongs to the record again; the paper keeps its place.
func (f *frame) refill() {
	if f.column == nil {
		f.draw()
		return
	}
	at := f.scroll.Offset
	widgets.SetChildren(f.column, f.papers()...)
	f.renew()
	f.goTo(at)
}

// papers are what is scrolled: the sheet with what belongs to it, or the history.
func (f *frame) papers() []fyne.CanvasObject {
	s := f.s
	if s.tab == len(s.tabs) {
		return []fyne.CanvasObject{s.history(), widgets.Gap(0, 8)}
	}
	all := append([]fyne.CanvasObject{f.top}, s.conflictSheets()...)
	if along := s.along(); along != nil {
		all = append(all, along)
	}
	all = append(all, s.view)
	if kept := s.kept(); kept != nil {
		all = append(all, kept)
	}
	all = append(all, s.related()...)
	if a := s.amendments(); a != nil {
		all = append(all, a)
	}
	return append(all, widgets.Gap(0, 8))
}

// renew draws what follows from what is typed: the panel or the bar.
func (f *frame) renew() {
	if f.s.session == nil || f.column == nil {
		return
	}
	n := f.s.next()
	f.renewTop(n)
	key := f.s.sideKey(n)
	if key == f.shown {
		return // nothing that stands there has changed; a button keeps the focus
	}
	f.shown = key
	if f.wide() {
		f.side.Objects = []fyne.CanvasObject{f.s.panel(n)}
	} else {
		f.side.Objects = []fyne.CanvasObject{f.s.bar(n)}
	}
	f.side.Refresh()
	f.content.Refresh()
}

// renewTop draws the banner where it says something else; the paper stays where it is
// under the cursor.
func (f *frame) renewTop(n step) {
	said := f.s.bannerKey(n)
	if said == f.said {
		return
	}
	f.said = said
	before := widgets.HeightFor(f.column, f.scroll.Content.Size().Width)
	if banner := f.s.banner(n); banner == nil {
		f.top.Hide()
		widgets.SetChildren(f.top)
	} else {
		f.top.Show()
		widgets.SetChildren(f.top, banner)
	}
	f.column.Refresh()
	f.scroll.Refresh()
	if at := f.scroll.Offset.Y; at > 0 {
		after := widgets.HeightFor(f.column, f.scroll.Content.Size().Width)
		f.goTo(fyne.NewPos(0, max(0, at+after-before)))
	}
}

// relaid is called when what stands below the paper has another height.
func (f *frame) relaid() {
	if f.column != nil {
		f.column.Refresh()
		f.resized()
	}
}

// resized is called when the paper has another height.
func (f *frame) resized() {
	if f.scroll != nil {
		f.scroll.Refresh()
	}
}

// goTo scrolls, which a scroll does without a word.
func (f *frame) goTo(at fyne.Position) {
	f.scroll.ScrollToOffset(at)
	f.look()
}

// look tells the paper what is seen of it.
func (f *frame) look() {
	if f.scroll != nil && f.s.view != nil {
		f.s.view.SetInView(f.scroll.Offset.Y-f.s.view.Position().Y, f.scroll.Size().Height)
	}
}

// scrollTo brings a field into view, a little below the top.
func (f *frame) scrollTo(spot formview.Spot) {
	y, h, ok := f.s.view.PlaceOf(spot)
	if !ok || f.scroll == nil {
		return
	}
	y += f.s.view.Position().Y // below the banner
	top, seen := f.scroll.Offset.Y, f.scroll.Size().Height
	if y >= top+8 && y+h <= top+seen-8 {
		return
	}
	f.goTo(fyne.NewPos(0, max(0, y-seen/4)))
}

// margin is the space beside the paper.
func (f *frame) margin() float32 {
	if f.s.deps.Class() == screen.Phone {
		return theme.SpaceButtons
	}
	return theme.SpacePage
}

// Layout places paper and panel, or paper and bar.
func (f *frame) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	defer f.shownAt(size)
	if f.scroll == nil {
		for _, o := range objects {
			put(o, 0, 0, size.Width, size.Height)
		}
		return
	}
	m := f.margin()
	if f.wide() {
		both := size.Width - m - panelSpace - theme.SpacePage
		paper := min(both-panelWide, sheetMost)
		side := min(both-paper, panelMost)
		left := m + (both-paper-side)/2
		put(f.scroll, left-inset, 0, paper+inset+theme.SpaceIcon, size.Height)
		put(f.side, left+paper+panelSpace, 4, side, size.Height-4-theme.SpaceSheets)
		f.look()
		return
	}
	bar := widgets.HeightFor(f.bar(), size.Width)
	put(f.scroll, m-inset, 0, size.Width-2*m+inset+theme.SpaceIcon, size.Height-bar)
	put(f.side, 0, size.Height-bar, size.Width, bar)
	f.look()
}

// shownAt does what waited for the screen to be seen.
func (f *frame) shownAt(size fyne.Size) {
	later := f.later
	if later == nil || size.Height == 0 || fyne.CurrentApp().Driver().CanvasForObject(f.content) == nil {
		return
	}
	f.later = nil
	f.s.deps.UI.Do(later)
}

func (f *frame) bar() fyne.CanvasObject {
	if len(f.side.Objects) == 0 {
		return f.side
	}
	return f.side.Objects[0]
}

// MinSize is small: the screen takes what it gets.
func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(280, 240) }

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

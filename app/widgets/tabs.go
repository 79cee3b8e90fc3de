package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// Tab is one of several faces of a record.
type Tab struct {
	Label string
	Icon  string // after the label: waiting to be sent, something wrong
}

// Tabs are words above a record; the one in view is bold and underlined. Where there is
// no room for all they scroll, with the one in view to be seen.
type Tabs struct {
	widget.BaseWidget
	tabs     []*tabPart
	selected int
	onSelect func(index int)
}

// NewTabs makes tabs.
func NewTabs(tabs []Tab, selected int, onSelect func(index int)) *Tabs {
	t := &Tabs{selected: selected, onSelect: onSelect}
	for at, tab := range tabs {
		part := &tabPart{tab: tab, selected: at == selected}
		part.begin(part, func() {
			t.Select(at)
			if t.onSelect != nil {
				t.onSelect(at)
			}
		})
		t.tabs = append(t.tabs, part)
	}
	t.ExtendBaseWidget(t)
	return t
}

// Select marks a tab without telling OnSelect.
func (t *Tabs) Select(index int) {
	t.selected = index
	for i, part := range t.tabs {
		if part.selected != (i == index) {
			part.selected = i == index
			part.Refresh()
		}
	}
}

// Selected is the index of the tab in view.
func (t *Tabs) Selected() int { return t.selected }

// SetIcon changes the icon after a label.
func (t *Tabs) SetIcon(index int, icon string) {
	if index < len(t.tabs) && t.tabs[index].tab.Icon != icon {
		t.tabs[index].tab.Icon = icon
		t.tabs[index].Refresh()
		t.Refresh()
	}
}

// CreateRenderer sets the tabs side by side.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer {
	row := container.New(tabRow{})
	for _, part := range t.tabs {
		row.Add(part)
	}
	scroll := container.NewHScroll(row)
	return &drawn{
		owner:   t,
		objects: []fyne.CanvasObject{scroll},
		min: func() fyne.Size {
			size := fyne.NewSize(row.MinSize().Width, theme.Target)
			for _, part := range t.tabs {
				size.Height = max(size.Height, part.MinSize().Height)
			}
			return size
		},
		layout: func(size fyne.Size) {
			place(scroll, 0, 0, size.Width, size.Height)
			if t.selected >= len(t.tabs) {
				return
			}
			seen := t.tabs[t.selected]
			if end := seen.Position().X + seen.Size().Width; end > size.Width {
				scroll.ScrollToOffset(fyne.NewPos(end-size.Width, 0))
			}
		},
		refresh: row.Refresh,
	}
}

// tabRow sets tabs side by side, each as wide as its word.
type tabRow struct{}

func (tabRow) MinSize(tabs []fyne.CanvasObject) fyne.Size {
	width := float32(0)
	for _, tab := range tabs {
		width += tab.MinSize().Width
	}
	return fyne.NewSize(width, 0) // as high as the bar they stand in
}

func (tabRow) Layout(tabs []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for _, tab := range tabs {
		w := tab.MinSize().Width
		place(tab, x, 0, w, size.Height)
		x += w
	}
}

type tabPart struct {
	press
	tab      Tab
	selected bool
	text     *line
	mark     *mark
	under    *canvas.Rectangle
}

// Label is the tab's word.
func (p *tabPart) Label() string { return p.tab.Label }

// CreateRenderer draws the word and its line.
func (p *tabPart) CreateRenderer() fyne.WidgetRenderer {
	p.text = newLine(p.tab.Label, theme.Body, false, ink2)
	bold := newLine(p.tab.Label, theme.Body, true, ink2)
	p.mark = newMark("", 18, ink2)
	p.under = canvas.NewRectangle(color.Transparent)
	shade, ring := p.ground(theme.RadiusSheet)
	apply := func() {
		th := theme.Current()
		p.text.bold, p.text.paint = p.selected, ink2
		if p.selected {
			p.text.paint = accent
		}
		p.text.apply(th)
		bold.apply(th)
		p.mark.name = p.tab.Icon
		p.mark.apply(th)
		p.under.FillColor = th.Accent
		show(p.selected, p.under)
		p.paintState()
	}
	apply()
	const side = float32(14)
	return &drawn{
		owner:   p,
		objects: []fyne.CanvasObject{shade, p.text.glyphs, p.mark.image, p.under, ring},
		min: func() fyne.Size {
			width := bold.width + 2*side
			if p.tab.Icon != "" {
				width += p.mark.size + 6
			}
			return fyne.NewSize(width, max(theme.Target, p.text.size.Line+20))
		},
		layout: func(size fyne.Size) {
			p.placeGround(0, 4, size.Width, size.Height-8)
			p.text.place(side, 0, size.Width-2*side, size.Height, fyne.TextAlignLeading)
			p.mark.place(size.Width-side-p.mark.size, size.Height/2)
			place(p.under, 0, size.Height-3, size.Width, 3)
		},
		refresh: apply,
	}
}

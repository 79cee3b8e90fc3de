package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fieldline/app/theme"
)

// Split sets two panes side by side where there is room, else shows one of them: a list
// and its detail. The second pane has a width of its own, or a share of the whole.
type Split struct {
	*fyne.Container
	layout *splitLayout
}

// NewSplit makes a split. share is the second pane's part of the width (0.4), or its
// width in dp when above 1; narrower than narrow, only one pane is seen.
func NewSplit(first, second fyne.CanvasObject, share, narrow float32) *Split {
	l := &splitLayout{share: share, narrow: narrow}
	return &Split{Container: container.New(l, first, second), layout: l}
}

// ShowSecond chooses which pane is seen where there is room for one.
func (s *Split) ShowSecond(second bool) {
	s.layout.second = second
	s.Refresh()
}

// Stacked says whether only one pane is seen.
func (s *Split) Stacked() bool { return s.layout.stacked(s.Size().Width) }

type splitLayout struct {
	share, narrow float32
	second        bool
}

func (l *splitLayout) stacked(width float32) bool { return width < l.narrow }

func (l *splitLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return fyne.NewSize(min(size.Width, l.narrow), size.Height)
}

func (l *splitLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	first, second := objects[0], objects[1]
	if l.stacked(size.Width) {
		shown, hidden := first, second
		if l.second {
			shown, hidden = second, first
		}
		hidden.Hide()
		shown.Show()
		place(shown, 0, 0, size.Width, size.Height)
		return
	}
	first.Show()
	second.Show()
	w := l.share
	if w <= 1 {
		w = size.Width * l.share
	}
	place(first, 0, 0, size.Width-w-theme.SpacePage, size.Height)
	place(second, size.Width-w, 0, w, size.Height)
}

// VScroll scrolls a child up and down; the child always gets the width there is.
func VScroll(child fyne.CanvasObject) *container.Scroll {
	l := &scrolledLayout{}
	l.whole = container.New(l, child)
	l.scroll = container.NewVScroll(l.whole)
	return l.scroll
}

// scrolledLayout makes what is scrolled as high as its child wants to be at the width it
// got; Fyne alone would ask before it tells the width.
type scrolledLayout struct {
	whole  *fyne.Container
	scroll *container.Scroll
	width  float32
}

func (l *scrolledLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if l.width > 0 {
		return fyne.NewSize(0, HeightFor(objects[0], l.width))
	}
	return fyne.NewSize(0, objects[0].MinSize().Height)
}

func (l *scrolledLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	height := max(HeightFor(objects[0], size.Width), l.scroll.Size().Height)
	if height != size.Height {
		l.whole.Resize(fyne.NewSize(size.Width, height)) // comes back here with this height
		return
	}
	place(objects[0], 0, 0, size.Width, height)
}

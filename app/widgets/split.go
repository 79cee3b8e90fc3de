package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fieldline/app/theme"
)

// Split sets two panes side by side where there is room, else shows one of them: a list
// and its detail. The second pane has a width of its own, or a share of the whole.
type Split struct {
	whole
	layout *splitLayout
}

// NewSplit makes a split. share is the second pane's part of the width (0.4), or its
// width in dp when above 1; narrower than narrow, only one pane is seen.
func NewSplit(first, second fyne.CanvasObject, share, narrow float32) *Split {
	l := &splitLayout{share: share, narrow: narrow}
	s := &Split{layout: l}
	s.content = container.New(l, first, second)
	s.ExtendBaseWidget(s)
	return s
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

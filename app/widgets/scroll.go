package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

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
	need := HeightFor(objects[0], size.Width)
	height := max(need, l.scroll.Size().Height)
	if height != size.Height {
		l.whole.Resize(fyne.NewSize(size.Width, height)) // comes back here with this height
		return
	}
	place(objects[0], 0, 0, size.Width, need)
}

// Scroll is a VScroll whose content stands flush with what is around it: it reaches out
// by 2 dp, so that outlines at its edges are not cut, and by a gutter at the right, in
// which the bar stands beside the content.
type Scroll struct {
	widget.BaseWidget
	inner  *container.Scroll
	child  fyne.CanvasObject
	gutter float32
}

// scrollBleed is how far a Scroll reaches over its edges.
const scrollBleed float32 = 3

// NewScroll makes a scroll; gutter is the space at its right that belongs to nobody: the
// margin of a page or the space inside a sheet.
func NewScroll(child fyne.CanvasObject, gutter float32) *Scroll {
	s := &Scroll{child: child, gutter: gutter}
	s.inner = VScroll(Pad(scrollBleed, max(scrollBleed, gutter), scrollBleed, scrollBleed, child))
	s.ExtendBaseWidget(s)
	return s
}

// ScrollTo brings a part of the content into view, a little below the top.
func (s *Scroll) ScrollTo(o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	y := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(s.inner.Content).Y
	s.inner.ScrollToOffset(fyne.NewPos(0, max(0, y-theme.SpacePage)))
}

// Offset is how far it was scrolled.
func (s *Scroll) Offset() float32 { return s.inner.Offset.Y }

// CreateRenderer shows what is in view.
func (s *Scroll) CreateRenderer() fyne.WidgetRenderer {
	return &drawn{
		owner:   s,
		objects: []fyne.CanvasObject{s.inner},
		min:     func() fyne.Size { return fyne.NewSize(s.child.MinSize().Width, theme.Target) },
		layout: func(size fyne.Size) {
			place(s.inner, -scrollBleed, -scrollBleed, size.Width+scrollBleed+max(scrollBleed, s.gutter), size.Height+2*scrollBleed)
		},
		refresh: func() { s.inner.Refresh() },
	}
}

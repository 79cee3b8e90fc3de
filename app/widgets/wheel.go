package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// wheel lies over a field and hands the mouse wheel to the page: Fyne's entries scroll
// within themselves and would stop a page that is wheeled through. It takes nothing else,
// so that taps and drags reach the field.
type wheel struct {
	widget.BaseWidget
}

func newWheel() *wheel {
	w := &wheel{}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled moves the page the field is on.
func (w *wheel) Scrolled(ev *fyne.ScrollEvent) {
	if page := pageOf(w); page != nil {
		page.Scrolled(ev)
	}
}

// CreateRenderer draws nothing.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(Gap(0, 0)) }

// pageOf is the innermost scroll an object moves with, nil for none.
func pageOf(o fyne.CanvasObject) *container.Scroll {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return nil
	}
	root := c.Content()
	if top := c.Overlays().Top(); top != nil {
		root = top
	}
	var page *container.Scroll
	for _, s := range scrollsIn(root) {
		if isInside(s, o) {
			page = s
		}
	}
	return page
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// whole is a widget that is made of other parts and has methods of its own: Fyne draws
// containers and widgets, nothing that only contains one.
type whole struct {
	widget.BaseWidget
	content *fyne.Container
}

// HeightFor is its height at a width.
func (w *whole) HeightFor(width float32) float32 { return HeightFor(w.content, width) }

// CreateRenderer shows the content.
func (w *whole) CreateRenderer() fyne.WidgetRenderer {
	return &drawn{
		owner:   w,
		objects: []fyne.CanvasObject{w.content},
		min:     func() fyne.Size { return w.content.MinSize() },
		layout:  func(size fyne.Size) { place(w.content, 0, 0, size.Width, size.Height) },
		refresh: func() { w.content.Refresh() },
	}
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Reveal scrolls what has just got the focus into view: with Tab one goes through a form
// that is longer than the window. What can be seen stays where it is.
func Reveal(o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	c := driver.CanvasForObject(o)
	if c == nil {
		return
	}
	root := c.Content()
	if top := c.Overlays().Top(); top != nil {
		root = top
	}
	for _, s := range scrollsIn(root) {
		if !isInside(s, o) {
			continue
		}
		view := s.Size().Height
		top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(s).Y
		if middle := top + o.Size().Height/2; middle < 0 || middle > view {
			s.ScrollToOffset(fyne.NewPos(s.Offset.X, max(0, s.Offset.Y+top-view/3)))
		}
	}
}

// isInside tells whether an object moves with the content of a scroll; Fyne knows no
// parents.
func isInside(s *container.Scroll, o fyne.CanvasObject) bool {
	if s.Content == nil {
		return false
	}
	driver := fyne.CurrentApp().Driver()
	at, from := driver.AbsolutePositionForObject(o), s.Content.Position()
	s.Content.Move(from.AddXY(0, 1))
	moves := driver.AbsolutePositionForObject(o) != at
	s.Content.Move(from)
	return moves
}

// holder is a widget that holds what may scroll.
type holder interface{ held() fyne.CanvasObject }

// scrollsIn finds the scrolls of a window, the outer before the inner ones.
func scrollsIn(o fyne.CanvasObject) []*container.Scroll {
	if o == nil || !o.Visible() {
		return nil
	}
	var all []*container.Scroll
	switch o := o.(type) {
	case *container.Scroll:
		return append(append(all, o), scrollsIn(o.Content)...)
	case *fyne.Container:
		for _, child := range o.Objects {
			all = append(all, scrollsIn(child)...)
		}
	case holder:
		return scrollsIn(o.held())
	}
	return all
}

func (o *Overlay) held() fyne.CanvasObject     { return o.panel }
func (s *Scroll) held() fyne.CanvasObject      { return s.inner }
func (l *VirtualList) held() fyne.CanvasObject { return l.scroll }
func (w *whole) held() fyne.CanvasObject       { return w.content }
func (f *fitted) held() fyne.CanvasObject      { return f.scroll }

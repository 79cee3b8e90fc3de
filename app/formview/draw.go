package formview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// The view is one widget with a flat list of canvas objects: rows, cells and sections are
// plain Go values that place what they own. That keeps a card of forty fields at a third
// of the objects that nested containers would need.

// drawn is anything that owns canvas objects.
type drawn interface{ objects() []fyne.CanvasObject }

// fillRect is a coloured block without outline.
func fillRect(c color.Color, radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(c)
	r.CornerRadius = radius
	return r
}

// frame is an outlined block.
func frame(fill, edge color.Color, thick, radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(fill)
	r.StrokeColor, r.StrokeWidth, r.CornerRadius = edge, thick, radius
	return r
}

func newIcon(name string, c color.Color, size float32) *canvas.Image {
	i := canvas.NewImageFromResource(theme.Current().StrokeIcon(name, c))
	i.FillMode = canvas.ImageFillContain
	i.Resize(fyne.NewSquareSize(size))
	return i
}

// place moves and resizes in one call.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// placeMiddle gives an object its least height in the middle of a box.
func placeMiddle(o fyne.CanvasObject, x, y, w, h float32) {
	own := o.MinSize().Height
	place(o, x, y+(h-own)/2, w, own)
}

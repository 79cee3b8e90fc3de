// Package widgets holds the parts that screens are made of: text in line boxes, layouts
// on the grid, buttons, inputs, chips, rows, bars and panels. They take sentences that
// are already translated, report what a person wants through callbacks, and draw
// themselves in the current theme. Begin at Row, Column, NewText and NewButton; the
// pictures of parts_test.go show all of them.
package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// drawn renders a widget with plain canvas objects: far fewer objects than containers
// inside containers. refresh takes over state and theme, layout places.
type drawn struct {
	owner   fyne.Widget
	objects []fyne.CanvasObject
	min     func() fyne.Size
	layout  func(fyne.Size)
	refresh func()
}

func (d *drawn) Destroy()                     {}
func (d *drawn) Layout(size fyne.Size)        { d.layout(size) }
func (d *drawn) MinSize() fyne.Size           { return d.min() }
func (d *drawn) Objects() []fyne.CanvasObject { return d.objects }
func (d *drawn) Refresh() {
	if d.refresh != nil {
		d.refresh()
	}
	d.layout(d.owner.Size())
	canvas.Refresh(d.owner)
}

// paint is a colour that follows the theme.
type paint func(*theme.Theme) color.NRGBA

func ink(th *theme.Theme) color.NRGBA      { return th.Ink }
func ink2(th *theme.Theme) color.NRGBA     { return th.Ink2 }
func ink3(th *theme.Theme) color.NRGBA     { return th.Ink3 }
func accent(th *theme.Theme) color.NRGBA   { return th.Accent }
func onAccent(th *theme.Theme) color.NRGBA { return th.OnAccent }

func toned(tone theme.Tone) paint {
	return func(th *theme.Theme) color.NRGBA { return th.OnSheet(tone) }
}

func chipText(tone theme.Tone) paint {
	return func(th *theme.Theme) color.NRGBA { return th.Chip(tone).Text }
}

// place moves and resizes in one call.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// box is a rectangle with a corner radius and no colour yet.
func box(radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.CornerRadius = radius
	return r
}

// fillBox colours a box; an outline of width 0 or without colour is not drawn.
func fillBox(r *canvas.Rectangle, fill, outline color.NRGBA, width float32) {
	r.FillColor = fill
	r.StrokeColor, r.StrokeWidth = nil, 0
	if width > 0 && outline.A > 0 {
		r.StrokeColor, r.StrokeWidth = outline, width
	}
}

// mark is an icon that follows the theme.
type mark struct {
	image *canvas.Image
	name  string
	base  float32 // in dp at normal text
	size  float32 // as drawn: beside larger text it is larger
	fixed bool    // has its size from what it stands in, not from the text beside it
	paint paint
}

func newMark(name string, base float32, p paint) *mark {
	m := &mark{image: &canvas.Image{FillMode: canvas.ImageFillContain}, name: name, base: base, paint: p}
	m.apply(theme.Current())
	return m
}

// newFixedMark makes an icon that stays as it is with larger text.
func newFixedMark(name string, base float32, p paint) *mark {
	m := newMark(name, base, p)
	m.fixed = true
	m.apply(theme.Current())
	return m
}

func (m *mark) apply(th *theme.Theme) {
	m.size = m.base
	if !m.fixed {
		m.size *= max(1, th.Scale())
	}
	if m.name == "" {
		m.image.Hide()
		return
	}
	m.image.Show()
	if resource := th.StrokeIcon(m.name, m.paint(th)); m.image.Resource == nil || m.image.Resource.Name() != resource.Name() {
		m.image.Resource = resource
		m.image.Refresh()
	}
}

// width is the icon's width with a gap after it, 0 where there is no icon.
func (m *mark) width(gap float32) float32 {
	if m.name == "" {
		return 0
	}
	return m.size + gap
}

func (m *mark) place(x, middle float32) { place(m.image, x, middle-m.size/2, m.size, m.size) }

// NewIcon returns an icon of a size in dp in a tone; on a chip use the chip's own icon.
func NewIcon(name string, size float32, tone theme.Tone) *canvas.Image {
	return newIcon(name, size, toned(tone))
}

// NewMutedIcon returns an icon in the colour of secondary text.
func NewMutedIcon(name string, size float32) *canvas.Image { return newIcon(name, size, ink2) }

func newIcon(name string, size float32, p paint) *canvas.Image {
	m := newMark(name, size, p)
	m.image.SetMinSize(fyne.NewSquareSize(m.size))
	return m.image
}

// none is no colour.
func none() color.NRGBA { return color.NRGBA{} }

// outlineOf is the width of a control's outline: outdoors it must be seen from afar.
func outlineOf(th *theme.Theme) float32 {
	if th.Mode() == theme.Outdoor {
		return 1.5
	}
	return 1
}

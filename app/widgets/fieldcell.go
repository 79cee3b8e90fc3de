package widgets

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// FieldCell is a field that is read: its name in a cell of well, a hairline, its value.
type FieldCell struct {
	widget.BaseWidget
	label  *Paragraph
	value  fyne.CanvasObject
	second bool // stands right of another cell: draws the line between them
}

// labelWidth is the cell of a field's name.
const labelWidth float32 = 88

// NewFieldCell makes a cell with any value.
func NewFieldCell(label string, value fyne.CanvasObject) *FieldCell {
	c := &FieldCell{label: NewParagraph(label, theme.Secondary).Muted(), value: value}
	c.ExtendBaseWidget(c)
	return c
}

// NewTextCell makes a cell with a text that wraps; an empty one shows a dash.
func NewTextCell(label, value string) *FieldCell {
	if strings.TrimSpace(value) == "" {
		return NewFieldCell(label, NewParagraph("–", theme.Body).Faint())
	}
	return NewFieldCell(label, NewParagraph(value, theme.Body))
}

// HeightFor is its height at a width.
func (c *FieldCell) HeightFor(width float32) float32 {
	label := c.label.HeightFor(labelWidth - theme.SpaceCell - 6)
	value := HeightFor(c.value, max(1, width-labelWidth-2*theme.SpaceCell))
	return max(theme.Target, label+16, value+16)
}

// CreateRenderer draws the cell.
func (c *FieldCell) CreateRenderer() fyne.WidgetRenderer {
	ground, between, before := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	apply := func() {
		th := theme.Current()
		ground.FillColor, between.FillColor, before.FillColor = th.Well, th.Line, th.Line
		show(c.second, before)
	}
	apply()
	return &drawn{
		owner:   c,
		objects: []fyne.CanvasObject{ground, before, between, c.label, c.value},
		min: func() fyne.Size {
			width := c.Size().Width
			if width == 0 {
				width = guess
			}
			return fyne.NewSize(labelWidth+2*theme.SpaceCell+c.value.MinSize().Width, c.HeightFor(width))
		},
		layout: func(size fyne.Size) {
			hair := theme.Current().Hairline()
			place(ground, 0, 0, labelWidth, size.Height)
			place(before, 0, 0, hair, size.Height)
			place(between, labelWidth-hair, 0, hair, size.Height)
			lw := labelWidth - theme.SpaceCell - 6
			lh := c.label.HeightFor(lw)
			place(c.label, theme.SpaceCell, (size.Height-lh)/2, lw, lh)
			vw := max(1, size.Width-labelWidth-2*theme.SpaceCell)
			vh := min(HeightFor(c.value, vw), size.Height)
			place(c.value, labelWidth+theme.SpaceCell, (size.Height-vh)/2, vw, vh)
		},
		refresh: apply,
	}
}

// FieldGrid sets cells into rows with hairlines: two in a row from 700 of width on, one
// below; the cells of whole rows stand alone.
func FieldGrid(cells ...*FieldCell) *fyne.Container {
	objects := make([]fyne.CanvasObject, 0, len(cells)*2)
	for _, c := range cells {
		objects = append(objects, c)
	}
	for range cells {
		objects = append(objects, canvas.NewRectangle(theme.Current().Line))
	}
	return container.New(&fieldGridLayout{cells: cells}, objects...)
}

type fieldGridLayout struct {
	cells []*FieldCell
	width float32
}

// twoPerRow is the width from which two pairs stand in a row.
const twoPerRow float32 = 700

func (l *fieldGridLayout) columns(width float32) int {
	if width >= twoPerRow {
		return 2
	}
	return 1
}

func (l *fieldGridLayout) heightFor(_ []fyne.CanvasObject, width float32) float32 {
	return l.arrange(width, nil, nil)
}

func (l *fieldGridLayout) arrange(width float32, put func(c *FieldCell, x, y, w, h float32), rule func(y float32)) float32 {
	columns, hair, y := l.columns(width), theme.Current().Hairline(), float32(0)
	w := width / float32(columns)
	for at := 0; at < len(l.cells); at += columns {
		if at > 0 {
			if rule != nil {
				rule(y)
			}
			y += hair
		}
		row := l.cells[at:min(at+columns, len(l.cells))]
		h := float32(0)
		for _, c := range row {
			h = max(h, c.HeightFor(w))
		}
		for i, c := range row {
			if put != nil {
				put(c, float32(i)*w, y, w, h)
			}
		}
		y += h
	}
	return y
}

func (l *fieldGridLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := l.width
	if width == 0 {
		width = guess
	}
	return fyne.NewSize(labelWidth+120, l.heightFor(objects, width))
}

func (l *fieldGridLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	rules := objects[len(l.cells):]
	used := 0
	l.arrange(size.Width, func(c *FieldCell, x, y, w, h float32) {
		if second := x > 0; second != c.second {
			c.second = second
			c.Refresh()
		}
		place(c, x, y, w, h)
	}, func(y float32) {
		place(rules[used], 0, y, size.Width, theme.Current().Hairline())
		rules[used].Show()
		used++
	})
	for _, r := range rules[used:] {
		r.Hide()
	}
}

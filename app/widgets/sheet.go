package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"fieldline/app/theme"
)

// Sheet is a record or panel on the desk: a rounded sheet with its line around it and 20
// of space inside.
func Sheet(content fyne.CanvasObject) *fyne.Container {
	return SheetPad(theme.SpaceSheet, content)
}

// SheetPad is a sheet with another space inside; lists of rows take 0. The frame keeps
// 1 dp to itself, so that rows do not cover it.
func SheetPad(space float32, content fyne.CanvasObject) *fyne.Container {
	return ground(theme.RadiusSheet, space, content)
}

// FormSheet is the sheet of a form: nearly square corners, rows to its edges.
func FormSheet(content fyne.CanvasObject) *fyne.Container {
	return ground(theme.RadiusForm, 0, content)
}

func ground(radius, space float32, content fyne.CanvasObject) *fyne.Container {
	th := theme.Current()
	frame := box(radius)
	fillBox(frame, th.Sheet, th.Line, th.Hairline())
	edge := max(space, th.Hairline())
	return Layers(frame, PadAll(edge, content))
}

// Well is a block for what is only to be read: a note, a signature.
func Well(content fyne.CanvasObject) *fyne.Container {
	frame := box(theme.RadiusSheet)
	frame.FillColor = theme.Current().Well
	return Layers(frame, Pad(12, 14, 12, 14, content))
}

// Desk lays content on the ground of the window.
func Desk(content fyne.CanvasObject) *fyne.Container {
	return Layers(canvas.NewRectangle(theme.Current().Desk), content)
}

// Bar is a strip of sheet with a line above it: the next-action bar, the bottom bar.
func Bar(content fyne.CanvasObject) *fyne.Container {
	return Layers(canvas.NewRectangle(theme.Current().Sheet), Column(0, Rule(), Grow(content)))
}

// Rule is a hairline across.
func Rule() fyne.CanvasObject {
	th := theme.Current()
	return container.New(&fixedLayout{fyne.NewSize(0, th.Hairline())}, canvas.NewRectangle(th.Line))
}

// Rows sets rows below each other with hairlines between those that are seen.
func Rows(rows ...fyne.CanvasObject) *fyne.Container {
	objects := append(make([]fyne.CanvasObject, 0, 2*len(rows)), rows...)
	for i := 1; i < len(rows); i++ {
		objects = append(objects, canvas.NewRectangle(theme.Current().Line))
	}
	return container.New(&rowsLayout{rows: len(rows)}, objects...)
}

type rowsLayout struct {
	rows  int
	width float32
}

func (l *rowsLayout) arrange(objects []fyne.CanvasObject, width float32, put func(row fyne.CanvasObject, y, h float32), rule func(y float32)) float32 {
	y, seen, hair := float32(0), 0, theme.Current().Hairline()
	for _, row := range objects[:l.rows] {
		if !row.Visible() {
			continue
		}
		if seen > 0 {
			if rule != nil {
				rule(y)
			}
			y += hair
		}
		seen++
		h := HeightFor(row, width)
		if put != nil {
			put(row, y, h)
		}
		y += h
	}
	return y
}

func (l *rowsLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.arrange(objects, width, nil, nil)
}

func (l *rowsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := float32(0)
	for _, row := range objects[:l.rows] {
		if row.Visible() {
			least = max(least, row.MinSize().Width)
		}
	}
	return fyne.NewSize(least, l.heightFor(objects, max(l.width, least)))
}

func (l *rowsLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.roundEdges(objects[:l.rows])
	rules := objects[l.rows:]
	l.arrange(objects, size.Width, func(row fyne.CanvasObject, y, h float32) {
		place(row, 0, y, size.Width, h)
	}, func(y float32) {
		place(rules[0], 0, y, size.Width, theme.Current().Hairline())
		rules[0].Show()
		rules = rules[1:]
	})
	for _, r := range rules {
		r.Hide()
	}
}

// roundEdges tells rows that wash themselves which is the first and which the last.
func (l *rowsLayout) roundEdges(rows []fyne.CanvasObject) {
	first, last := -1, -1
	for i, row := range rows {
		if row.Visible() {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	for i, row := range rows {
		if washed, ok := row.(interface{ edges(first, last bool) }); ok {
			washed.edges(i == first, i == last)
		}
	}
}

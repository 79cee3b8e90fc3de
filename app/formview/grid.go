package formview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// grid places equal boxes in columns with hairlines between them, up to the edges of a
// section: checklists and choices.
type grid struct {
	v     *View
	hair  []*canvas.Rectangle
	shown []fyne.CanvasObject
}

// arrange asks for each box's height at a width and then for its drawing; it returns the
// height of all.
func (g *grid) arrange(x, y, w float32, n int, least float32, height func(i int, w float32) float32, put func(i int, x, y, w, h float32)) float32 {
	g.shown = g.shown[:0]
	if n == 0 {
		return 0
	}
	columns := max(1, min(3, int(w/least)))
	if n < columns {
		columns = n
	}
	hair, used, at := g.v.theme.Hairline(), 0, y
	line := func(x, y, w, h float32) {
		if used == len(g.hair) {
			g.hair = append(g.hair, fillRect(g.v.theme.Line, 0))
		}
		place(g.hair[used], x, y, w, h)
		g.shown = append(g.shown, g.hair[used])
		used++
	}
	each := w / float32(columns)
	for row := 0; row < n; row += columns {
		h := g.v.rowHeight()
		for i := row; i < min(row+columns, n); i++ {
			h = max(h, height(i, each-2*theme.SpaceCell))
		}
		if row > 0 {
			line(x, at, w, hair)
		}
		for i := row; i < min(row+columns, n); i++ {
			cx := x + float32(i-row)*each
			put(i, cx+theme.SpaceCell, at, each-2*theme.SpaceCell, h)
			if i > row {
				line(cx-hair, at, hair, h)
			}
		}
		at += h
	}
	return at - y
}

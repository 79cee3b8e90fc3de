package formview

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// tableCards is a table where there is no room for columns: each row a card, its first
// column the title, the others with their names, two to a line where they fit.
type tableCards struct {
	e *tableReader
	w float32
}

// cardPair is a column of a card with its place below the title.
type cardPair struct {
	column     int
	x, y, w, h float32
}

const (
	cardPad = theme.SpaceSheets
	nameGap = "\u2002"
)

func (t *tableCards) heads(float32, float32, float32) ([]fyne.CanvasObject, float32) { return nil, 0 }

// pairs lays the columns of a row out and says how high the row is.
func (t *tableCards) pairs(row int) (pairs []cardPair, title, high float32) {
	e, size := t.e, t.e.c.v.theme.Text(theme.Secondary)
	room := t.w - 2*cardPad
	title = e.c.v.theme.Text(theme.Body).Line
	if text := e.own(row, 0); reckon(text)*e.c.v.theme.Text(theme.Body).Size > room {
		title = widgets.NewParagraph(text, theme.Body).HeightFor(room)
	}
	half := (room - slotGap) / 2
	at, left := title, true // whether the next half begins a line
	for i, c := range e.columns[1:] {
		i++
		said, later := e.own(row, i), c.distant && e.long()
		if said == "" && !later {
			continue
		}
		if !later && t.fits(c.name+nameGap+withUnit(said, t.unit(c)), half) {
			p := cardPair{column: i, y: at, w: half, h: size.Line}
			if !left {
				p.x, p.y = half+slotGap, at-size.Line
			} else {
				at += size.Line
			}
			left = !left
			pairs = append(pairs, p)
			continue
		}
		h := t.pair(i, said).HeightFor(room)
		pairs = append(pairs, cardPair{column: i, y: at, w: room, h: h})
		at, left = at+h, true
	}
	return pairs, title, at + 16
}

// fits tells whether a text stands on one line of a width; what is surely shorter is not
// measured.
func (t *tableCards) fits(text string, w float32) bool {
	about := reckon(text) * t.e.c.v.theme.Text(theme.Secondary).Size
	return about <= w || about <= w*1.3 && t.e.c.v.measure(text, theme.Secondary) <= w
}

// unit is what stands behind the numbers of a column.
func (t *tableCards) unit(c *readColumn) string {
	if c.number {
		return c.field.Unit
	}
	return ""
}

// pair is a column's name and what it says.
func (t *tableCards) pair(column int, said string) *widgets.Paragraph {
	c := t.e.columns[column]
	return widgets.NewRuns(theme.Secondary, widgets.Run{Text: c.name + nameGap}.Muted(), widgets.Run{Text: withUnit(said, t.unit(c))})
}

func (t *tableCards) height(row int) float32 {
	_, _, high := t.pairs(row)
	return high
}

func (t *tableCards) draw(row int) drawnRow {
	pairs, title, _ := t.pairs(row)
	name := widgets.NewParagraph(t.e.text(row, 0), theme.Body)
	d := drawnRow{objects: []fyne.CanvasObject{name}}
	var texts []fyne.CanvasObject
	for _, p := range pairs {
		said := t.e.text(row, p.column)
		text := t.pair(p.column, said)
		if text.HeightFor(p.w) > p.h { // it was looked up only now
			texts = append(texts, widgets.NewText(text.Text(), theme.Secondary).Truncate())
			continue
		}
		texts = append(texts, text)
	}
	d.objects = append(d.objects, texts...)
	d.put = func(x, y, h float32) {
		x, y = x+cardPad, y+8
		place(name, x, y, t.w-2*cardPad, title)
		for i, p := range pairs {
			place(texts[i], x+p.x, y+p.y, p.w, p.h)
		}
	}
	return d
}

package formview

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
	"fieldline/forms/form"
)

// tableReader shows rows in a table with the columns' names above, in two or three lines to
// a row where there are many columns; on a phone, and where not even that fits, each row is
// a card with the names beside what it says. Of a long table only what is in view is drawn.
type tableReader struct {
	c       *cell
	rows    []form.Row
	columns []*readColumn
	said    [][]string // by row and column; nil: not said yet
	ground  *canvas.Rectangle

	width float32 // for which what follows was made
	form  tableForm
	tops  []float32 // of the rows and where the last one ends, below the heads
	drawn map[int]drawnRow
	hair  []*canvas.Rectangle
	shown []fyne.CanvasObject
}

// tableForm is how a table stands in a width.
type tableForm interface {
	// heads draws what stands over the rows and returns its height.
	heads(x, y, w float32) ([]fyne.CanvasObject, float32)
	// height is the height of a row.
	height(row int) float32
	// draw makes a row.
	draw(row int) drawnRow
}

// drawnRow is a row with what places it.
type drawnRow struct {
	objects []fyne.CanvasObject
	put     func(x, y, h float32)
}

// longTable is how many rows make a table long: what it points to is looked up only as it
// comes into view.
const longTable = 200

func newTableReader(c *cell) *tableReader {
	return &tableReader{c: c, ground: fillRect(c.v.theme.Well, 0)}
}

func (e *tableReader) show(v any) {
	e.rows, _ = v.([]form.Row)
	e.said, e.width, e.drawn = make([][]string, len(e.rows)), 0, nil
	e.columns = nil
	for _, column := range e.c.field.Columns {
		if e.filled(column) {
			e.columns = append(e.columns, newReadColumn(e, column))
		}
	}
}

func (e *tableReader) long() bool { return len(e.rows) > longTable }

// text is what stands in a row and column.
func (e *tableReader) text(row, column int) string {
	if e.said[row] == nil {
		line := make([]string, len(e.columns))
		for i, c := range e.columns {
			line[i] = e.say(e.rows[row], c.field)
		}
		e.said[row] = line
	}
	return e.said[row][column]
}

// own is what stands there, as far as it is known without looking it up in a long table.
func (e *tableReader) own(row, column int) string {
	switch c := e.columns[column]; {
	case !e.long():
		return e.text(row, column)
	case c.distant:
		return ""
	default:
		return e.say(e.rows[row], c.field)
	}
}

// say says a value; the unit of a number stands in the head.
func (e *tableReader) say(row form.Row, column *form.Field) string {
	if column.Type == form.Lookup {
		return e.c.v.speech.RowPath(e.c.field, row, column.Path)
	}
	text := e.c.v.speech.Value(column, row.Values[column.Name])
	if isNumber(column.Type) {
		return text
	}
	return withUnit(text, column.Unit)
}

func (e *tableReader) filled(column *form.Field) bool {
	for i, row := range e.rows {
		switch {
		case column.Type != form.Lookup && !form.Empty(row.Values[column.Name]):
			return true
		case column.Type == form.Lookup && (i > longTable || e.say(row, column) != ""):
			return true
		}
	}
	return false
}

func (e *tableReader) arrange(x, y, w float32) float32 {
	e.shown = e.shown[:0]
	if len(e.columns) == 0 {
		return 0
	}
	if w != e.width {
		e.stand(w)
	}
	hair, used := e.c.v.theme.Hairline(), 0
	line := func(at float32) {
		if used == len(e.hair) {
			e.hair = append(e.hair, fillRect(e.c.v.theme.Line, 0))
		}
		place(e.hair[used], x, at, w, hair)
		e.shown = append(e.shown, e.hair[used])
		used++
	}
	heads, high := e.form.heads(x, y, w)
	if high > 0 {
		line(y)
		place(e.ground, x+hair, y+hair, w-2*hair, high-hair)
		e.shown = append(append(e.shown, e.ground), heads...)
	}
	kept := map[int]drawnRow{}
	for i := range e.rows {
		top, h := y+high+e.tops[i], e.tops[i+1]-e.tops[i]
		if !e.c.v.inView(top, top+h) {
			continue
		}
		row, ok := e.drawn[i]
		if !ok {
			row = e.form.draw(i)
		}
		line(top)
		row.put(x, top, h)
		e.shown = append(e.shown, row.objects...)
		kept[i] = row
	}
	e.drawn = kept
	return high + e.tops[len(e.rows)]
}

// stand chooses the form for a width and measures the rows.
func (e *tableReader) stand(w float32) {
	e.width, e.drawn = w, nil
	e.form = e.choose(w)
	e.tops = make([]float32, len(e.rows)+1)
	for i := range e.rows {
		e.tops[i+1] = e.tops[i] + e.form.height(i)
	}
}

// choose takes the first form that fits: the usual size of text, then a smaller one, then
// several lines to a row. A table of many rows begins with the smaller.
func (e *tableReader) choose(w float32) tableForm {
	if e.c.v.cfg.Phone {
		return &tableCards{e: e, w: w}
	}
	const many = 12
	for _, try := range []struct {
		level theme.Level
		bands int
	}{{theme.Body, 1}, {theme.Secondary, 1}, {theme.Secondary, 2}, {theme.Secondary, 3}} {
		if try.level == theme.Body && len(e.rows) > many {
			continue
		}
		if g := newTableGrid(e, try.level, try.bands, w); g != nil {
			return g
		}
	}
	return &tableCards{e: e, w: w}
}

func (e *tableReader) bleeds() bool                 { return true }
func (e *tableReader) wide() float32                { return 0 }
func (e *tableReader) focus() fyne.Focusable        { return nil }
func (e *tableReader) mark(bool)                    {}
func (e *tableReader) objects() []fyne.CanvasObject { return e.shown }

// readColumn is a column that is filled in some row.
type readColumn struct {
	field   *form.Field
	name    string
	head    string // its name, with the unit of a number
	number  bool
	distant bool   // what it says must be looked up
	widest  string // of the rows that were looked at
	word    string // the widest that is not broken
}

// newReadColumn looks at the rows, of a long table at the first.
func newReadColumn(e *tableReader, field *form.Field) *readColumn {
	c := &readColumn{field: field, name: e.c.v.speech.Label(field.Label), number: isNumber(field.Type)}
	c.head = c.name
	switch field.Type {
	case form.RefType, form.Person, form.People, form.Lookup:
		c.distant = true
	}
	if c.number {
		c.head = withUnit(c.name, field.Unit)
	}
	for _, row := range e.rows[:min(len(e.rows), longTable)] {
		said := e.say(row, field)
		if reckon(said) > reckon(c.widest) {
			c.widest = said
		}
		for _, word := range unbroken(said) {
			if reckon(word) > reckon(c.word) {
				c.word = word
			}
		}
	}
	return c
}

// reckon is about how wide a text is, in ems and rather too wide: measuring ten thousand
// takes long.
func reckon(text string) float32 {
	w := float32(0)
	for _, r := range text {
		switch {
		case r > 0x2e7f:
			w++
		case r == 'W' || r == 'M' || r == 'm' || r == '—':
			w += 0.95
		default:
			w += 0.65
		}
	}
	return w
}

// unbroken are the words of a text between which a line may end.
func unbroken(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' || r > 0x2e7f })
}

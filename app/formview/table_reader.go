package formview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// tableReader shows rows in a grid with the columns' names above; on a phone each row is
// a few lines.
type tableReader struct {
	c       *cell
	columns []*form.Field
	ground  *canvas.Rectangle
	heads   []*widgets.Text
	texts   [][]*widgets.Paragraph
	blocks  []*widgets.RowTitle
	hair    []*canvas.Rectangle
	shown   []fyne.CanvasObject
}

func newTableReader(c *cell) *tableReader {
	return &tableReader{c: c, ground: fillRect(c.v.theme.Well, 0)}
}

func (e *tableReader) show(v any) {
	rows, _ := v.([]form.Row)
	s := e.c.v.speech
	e.columns, e.heads, e.texts, e.blocks = nil, nil, nil, nil
	for _, column := range e.c.field.Columns {
		if e.filled(rows, column) {
			e.columns = append(e.columns, column)
			e.heads = append(e.heads, widgets.NewText(s.Label(column.Label), theme.Note).Bold().Muted().Truncate())
		}
	}
	for _, row := range rows {
		var line []*widgets.Paragraph
		title, sub := "", ""
		for i, column := range e.columns {
			said := e.said(row, column)
			line = append(line, widgets.NewParagraph(said, theme.Body))
			if i == 0 {
				title = said
			} else if said != "" {
				if sub != "" {
					sub += s.Words.Label("；", "; ")
				}
				sub += s.Label(column.Label) + " " + said
			}
		}
		e.texts = append(e.texts, line)
		block := widgets.NewRowTitle(nil)
		block.Set(title, sub)
		e.blocks = append(e.blocks, block)
	}
}

func (e *tableReader) said(row form.Row, column *form.Field) string {
	if column.Type == form.Lookup {
		return e.c.v.speech.RowPath(e.c.field, row, column.Path)
	}
	return withUnit(e.c.v.speech.Value(column, row.Values[column.Name]), column.Unit)
}

func (e *tableReader) filled(rows []form.Row, column *form.Field) bool {
	for _, row := range rows {
		if e.said(row, column) != "" {
			return true
		}
	}
	return false
}

func (e *tableReader) arrange(x, y, w float32) float32 {
	e.shown = e.shown[:0]
	used, hair, at := 0, e.c.v.theme.Hairline(), y
	line := func() {
		if used == len(e.hair) {
			e.hair = append(e.hair, fillRect(e.c.v.theme.Line, 0))
		}
		place(e.hair[used], x, at, w, hair)
		e.shown = append(e.shown, e.hair[used])
		used++
	}
	if e.c.v.cfg.Phone || len(e.columns) > 7 || w/float32(max(len(e.columns), 1)) < 76 {
		for _, block := range e.blocks {
			line()
			h := block.HeightFor(w-2*theme.SpaceSheets) + 16
			place(block, x+theme.SpaceSheets, at, w-2*theme.SpaceSheets, h)
			e.shown = append(e.shown, block)
			at += h
		}
		return at - y
	}
	widths := e.widths(w - 2*theme.SpaceCell)
	line()
	place(e.ground, x+hair, at+hair, w-2*hair, 28)
	e.shown = append(e.shown, e.ground)
	cx := x + theme.SpaceCell
	for i, head := range e.heads {
		placeMiddle(head, cx, at, widths[i]-12, 28)
		e.shown = append(e.shown, head)
		cx += widths[i]
	}
	at += 28
	for _, texts := range e.texts {
		line()
		h := float32(40)
		for i, t := range texts {
			h = max(h, t.HeightFor(widths[i]-12)+16)
		}
		cx := x + theme.SpaceCell
		for i, t := range texts {
			own := t.HeightFor(widths[i] - 12)
			place(t, cx, at+(h-own)/2, widths[i]-12, own)
			e.shown = append(e.shown, t)
			cx += widths[i]
		}
		at += h
	}
	return at - y
}

// widths shares the width by what stands in the columns, none too narrow for its head.
func (e *tableReader) widths(w float32) []float32 {
	want := make([]float32, len(e.columns))
	sum := float32(0)
	for i := range e.columns {
		want[i] = e.c.v.measure(e.heads[i].Text(), theme.Note)*1.1 + 20
		for _, texts := range e.texts {
			want[i] = max(want[i], min(e.c.v.measure(texts[i].Text(), theme.Body)+18, 260))
		}
		sum += want[i]
	}
	for i := range want {
		want[i] *= w / max(sum, 1)
	}
	return want
}

func (e *tableReader) bleeds() bool                 { return true }
func (e *tableReader) wide() float32                { return 0 }
func (e *tableReader) focus() fyne.Focusable        { return nil }
func (e *tableReader) mark(bool)                    {}
func (e *tableReader) objects() []fyne.CanvasObject { return e.shown }

package formview

import (
	"slices"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// tableGrid is a table with the names above: columns side by side, or, where there are too
// many, two or three under each other in one place, names and values alike.
type tableGrid struct {
	e     *tableReader
	level theme.Level
	slots []tableSlot
	pad   float32 // over and under a row together
}

// tableSlot is a place in the row with the columns that stand in it under each other.
type tableSlot struct {
	columns []int
	number  bool // what stands there ends at the right
	x, w    float32
}

const (
	bandGap  = 2  // between the names of two lines
	slotGap  = 12 // between two columns
	slotFew  = 5  // characters of a text that wraps, at least
	slotMost = 16 // characters beyond which a text need not have its width
)

// newTableGrid lays the columns out; nil where they do not fit a width.
func newTableGrid(e *tableReader, level theme.Level, bands int, w float32) *tableGrid {
	g := &tableGrid{e: e, level: level, pad: 16}
	if level == theme.Secondary {
		g.pad = 12
	}
	if bands > 1 && len(e.columns) < 3*bands {
		return nil
	}
	for i := 0; i < len(e.columns); i += bands {
		s := tableSlot{number: true}
		for k := i; k < min(i+bands, len(e.columns)); k++ {
			s.columns = append(s.columns, k)
			s.number = s.number && e.columns[k].number
		}
		g.slots = append(g.slots, s)
	}
	room := w - 2*theme.SpaceCell - slotGap*float32(len(g.slots)-1)
	least, natural, named := make([]float32, len(g.slots)), make([]float32, len(g.slots)), make([]float32, len(g.slots))
	for i, s := range g.slots {
		for _, k := range s.columns {
			l, n, head := g.want(e.columns[k])
			least[i], natural[i], named[i] = max(least[i], l), max(natural[i], n), max(named[i], head)
		}
	}
	if sum(least) > room {
		return nil
	}
	at := float32(theme.SpaceCell)
	for i, width := range share(room, least, natural, named) {
		g.slots[i].x, g.slots[i].w = at, width
		at += width + slotGap
	}
	return g
}

// want is how wide a column has to be at least, so that no word and no number is broken,
// and how wide its values and its name would like it to be.
func (g *tableGrid) want(c *readColumn) (least, natural, named float32) {
	v := g.e.c.v
	em := v.theme.Text(g.level).Size
	natural = v.measure(c.widest, g.level) + 1
	least = natural
	if !c.number {
		least = max(v.measure(c.word, g.level)+1, min(natural, slotFew*em))
		natural = max(least, min(natural, slotMost*em))
	}
	note := v.theme.Text(theme.Note).Size * 1.1 // bold
	head := min(reckon(c.head), 3) * note
	for _, word := range unbroken(c.head) {
		head = max(head, v.measure(word, theme.Note)*1.1+1)
	}
	return max(least, head), natural, v.measure(c.head, theme.Note)*1.1 + 1
}

func sum(widths []float32) float32 {
	all := float32(0)
	for _, w := range widths {
		all += w
	}
	return all
}

// share gives each column its least, from the rest what its values and then what its name
// would like, and what is left then to all alike.
func share(room float32, least []float32, wishes ...[]float32) []float32 {
	widths := slices.Clone(least)
	for _, wish := range wishes {
		rest, wanted := room-sum(widths), float32(0)
		for i := range widths {
			wanted += max(0, wish[i]-widths[i])
		}
		part := float32(1)
		if wanted > rest {
			part = rest / wanted
		}
		for i := range widths {
			widths[i] += part * max(0, wish[i]-widths[i])
		}
	}
	left := room - sum(widths)
	for i := range widths {
		widths[i] += left / float32(len(widths))
	}
	return widths
}

func (g *tableGrid) heads(x, y, _ float32) (heads []fyne.CanvasObject, high float32) {
	const pad = 6
	at := y + pad
	for band := range g.slots[0].columns {
		var line []*widgets.Paragraph
		h := float32(0)
		for _, s := range g.slots {
			var p *widgets.Paragraph
			if band < len(s.columns) {
				p = widgets.NewParagraph(g.e.columns[s.columns[band]].head, theme.Note).Muted()
				if band == 0 {
					p.Bold() // as the values: the first line stands out
				}
				if s.number {
					p.Right()
				}
				h = max(h, p.HeightFor(s.w))
			}
			line = append(line, p)
		}
		for i, p := range line {
			if p != nil {
				own := p.HeightFor(g.slots[i].w)
				place(p, x+g.slots[i].x, at+h-own, g.slots[i].w, own) // names stand at the foot, by their values
				heads = append(heads, p)
			}
		}
		at += h + bandGap
	}
	return heads, at - bandGap + pad - y
}

func (g *tableGrid) height(row int) float32 {
	all := g.pad
	for band := range g.slots[0].columns {
		all += g.bandHeight(row, band)
	}
	return all
}

// bandHeight is the height of one of the lines of a row.
func (g *tableGrid) bandHeight(row, band int) float32 {
	size := g.e.c.v.theme.Text(g.level)
	h := size.Line
	for _, s := range g.slots {
		if band >= len(s.columns) || g.e.long() && g.e.columns[s.columns[band]].distant {
			continue // of a long table what is elsewhere stands on one line
		}
		if text := g.e.own(row, s.columns[band]); reckon(text)*size.Size > s.w {
			h = max(h, widgets.NewParagraph(text, g.level).HeightFor(s.w))
		}
	}
	return h
}

func (g *tableGrid) draw(row int) drawnRow {
	var d drawnRow
	var puts []func(x, y float32)
	at := g.pad / 2
	for band := range g.slots[0].columns {
		h := g.bandHeight(row, band)
		for _, s := range g.slots {
			if band >= len(s.columns) {
				continue
			}
			text := g.e.text(row, s.columns[band])
			if text == "" {
				continue
			}
			p := widgets.NewParagraph(text, g.level)
			if s.number {
				p.Right()
			}
			if band > 0 {
				p.Muted()
			}
			var o fyne.CanvasObject = p
			own := p.HeightFor(s.w)
			if own > h {
				o, own = widgets.NewText(text, g.level).Truncate(), h
			}
			y0 := at + (h-own)/2
			d.objects = append(d.objects, o)
			puts = append(puts, func(x, y float32) { place(o, x+s.x, y+y0, s.w, own) })
		}
		at += h
	}
	d.put = func(x, y, h float32) {
		for _, put := range puts {
			put(x, y)
		}
	}
	return d
}

package formview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// part is a section of the paper: a merged cell with its name at the left, its rows at
// the right. The first section, when nobody fills it, is the head of the paper.
type part struct {
	v       *View
	section *form.Section
	cells   []*cell
	isHead  bool

	side    *widgets.SectionCell // beside the rows
	top     *widgets.SectionHead // above them: a phone
	edge    *canvas.Rectangle
	hair    []*canvas.Rectangle
	used    int
	objects []fyne.CanvasObject
}

// band is one or two cells beside each other.
type band []*cell

func newPart(v *View, s *form.Section) *part {
	p := &part{v: v, section: s}
	name := v.speech.Label(s.Label)
	if v.cfg.Phone {
		p.top = widgets.NewSectionHead(name, widgets.NoMark, "")
	} else {
		p.side = widgets.NewSectionCell(name, widgets.NoMark)
	}
	p.edge = fillRect(v.theme.Line, 0)
	return p
}

func (p *part) name() string { return p.v.speech.Label(p.section.Label) }

// standing sums up the section's cells, and counts what is to be mended. Where nothing is
// demanded and nothing was filled in there is nothing to say.
func (p *part) standing() (widgets.SectionMark, int) {
	wrong, empty, filled := 0, 0, false
	for _, c := range p.cells {
		filled = filled || c.mode == editing && !form.Empty(p.v.value(c.spot))
		for _, problem := range c.everything() {
			if !problem.Warn {
				wrong++
			}
		}
		if c.missing() {
			empty++
		}
		if t, ok := c.editor.(*tableEditor); ok && c.mode == editing {
			empty += t.missing()
		}
	}
	switch {
	case wrong > 0:
		return widgets.Wrong, wrong
	case empty > 0:
		return widgets.Missing, empty
	case filled && (p.v.cfg.Loose == nil || !p.v.cfg.Loose()):
		return widgets.Done, 0
	}
	return widgets.NoMark, 0
}

// renewMark draws the sign of how far the section is, and the word beside it.
func (p *part) renewMark() {
	state, n := p.standing()
	if p.side != nil {
		if p.side.Mark() != state {
			p.side.SetMark(state)
		}
		return
	}
	word := ""
	switch w := p.v.cfg.Words; state {
	case widgets.Wrong:
		word = w.T("formview.mark.wrong", n)
	case widgets.Missing:
		word = w.T("formview.mark.missing", n)
	case widgets.Done:
		word = w.T("formview.mark.done")
	}
	p.top.SetMark(state, word)
}

// arrange places the section and returns its height.
func (p *part) arrange(x, y, w float32) float32 {
	p.objects, p.used = p.objects[:0], 0
	p.renewMark()
	switch {
	case p.v.cfg.Phone:
		return p.arrangePhone(x, y, w)
	case p.isHead || p.name() == "":
		return p.arrangeRows(x, y, w, 0)
	}
	side, hair := p.v.side, p.v.theme.Hairline()
	p.objects = append(p.objects, p.side, p.edge)
	h := p.arrangeRows(x+side, y, w-side, p.side.HeightFor(side-2*hair))
	// The well stays inside the sheet's outline.
	place(p.side, x+hair, y, side-2*hair, h)
	place(p.edge, x+side-hair, y, hair, h)
	return h
}

// arrangePhone: a head row with name, mark and word, then the cells under each other.
func (p *part) arrangePhone(x, y, w float32) float32 {
	at, hair := y, p.v.theme.Hairline()
	if p.name() != "" && !p.isHead {
		h := p.top.MinSize().Height
		place(p.top, x+hair, at, w-2*hair, h)
		p.objects = append(p.objects, p.top)
		p.rule(x, at, w, hair)
		at += h
	}
	for _, c := range p.cells {
		p.rule(x, at, w, hair)
		at += c.arrange(x, at, w, p.phoneStyle(c))
		c.stretch(at - c.y)
		p.objects = append(p.objects, c.objects()...)
	}
	return at - y
}

// phoneStyle: what is read stands beside its label where that leaves it room enough, what
// is filled below it.
func (p *part) phoneStyle(c *cell) style {
	room := p.v.width - p.v.names - 3*theme.SpaceCell
	if c.mode == reading && !c.kind.block && c.field.Type != form.Note && room >= valueLeast*p.v.theme.Scale() {
		return beside
	}
	return above
}

// valueLeast is what a value needs beside its label: a phone number is read in one go.
const valueLeast float32 = 150

// arrangeRows pairs half cells and places row under row; the last reaches down to the
// least height of all.
func (p *part) arrangeRows(x, y, w, least float32) float32 {
	at := y
	hair := p.v.theme.Hairline()
	bands := p.bands(w)
	for i, b := range bands {
		if i > 0 {
			p.rule(x, at, w, hair)
		}
		own := float32(0)
		if i == len(bands)-1 {
			own = y + least - at
		}
		at += p.arrangeBand(b, x, at, w, own)
	}
	return at - y
}

func (p *part) arrangeBand(b band, x, y, w, least float32) float32 {
	each := w / float32(len(b))
	h := least
	for i, c := range b {
		h = max(h, c.arrange(x+float32(i)*each, y, each, p.styleOf(c)))
	}
	hair := p.v.theme.Hairline()
	for i, c := range b {
		c.stretch(h)
		p.objects = append(p.objects, c.objects()...)
		if c.style == inHead {
			p.upright(c.x+p.v.names+theme.SpaceCell, y, h, hair)
		}
		if i > 0 {
			p.upright(c.x-hair, y, h, hair)
		}
	}
	return h
}

func (p *part) styleOf(c *cell) style {
	switch {
	case p.isHead && (c.editor == nil || !c.kind.block): // a table takes the whole width, below its label
		return inHead
	case c.nameless():
		return without
	}
	return beside
}

// bands pairs the cells that take half a row.
func (p *part) bands(w float32) []band {
	var all []band
	var open *cell
	for _, c := range p.cells {
		if w < twoAbreast || !c.half(w/2) {
			if open != nil {
				all = append(all, band{open})
				open = nil
			}
			all = append(all, band{c})
			continue
		}
		if open == nil {
			open = c
			continue
		}
		all = append(all, band{open, c})
		open = nil
	}
	if open != nil {
		all = append(all, band{open})
	}
	return all
}

// twoAbreast is the width of a section's rows from which two fields stand beside each other.
const twoAbreast = 600

// rule draws a hairline across; it stays inside the sheet's outline.
func (p *part) rule(x, y, w, hair float32) {
	place(p.nextHair(), x, y, w, hair)
}

func (p *part) upright(x, y, h, hair float32) {
	place(p.nextHair(), x, y, hair, h)
}

func (p *part) nextHair() *canvas.Rectangle {
	if p.used == len(p.hair) {
		p.hair = append(p.hair, fillRect(p.v.theme.Line, 0))
	}
	r := p.hair[p.used]
	p.used++
	p.objects = append(p.objects, r)
	return r
}

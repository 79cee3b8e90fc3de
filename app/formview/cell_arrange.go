package formview

import (
	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// gap stands between a label and its input, and between an input and what is beside it.
const gap = theme.SpaceIcon

// arrange places the cell and returns its height; stretch gives it a row's height after.
func (c *cell) arrange(x, y, w float32, s style) float32 {
	c.x, c.y, c.w, c.style = x, y, w, s
	c.shown = c.shown[:0]
	switch {
	case c.mode == editing && s == above:
		c.h = c.editAbove()
	case c.mode == editing && c.kind.block:
		c.h = c.editBlock()
	case c.mode == editing || c.mode == locked:
		c.h = c.editBeside()
	default:
		c.h = c.read()
	}
	return c.h
}

// stretch fits the cell's ground to the height of its row.
func (c *cell) stretch(h float32) {
	if c.mode == reading && c.style == beside && h > c.h && h-c.h < theme.Target {
		for _, o := range c.shown { // beside an input, in the middle of its row
			o.Move(o.Position().AddXY(0, (h-c.h)/2))
		}
	}
	c.h = h
	if c.style == inHead {
		hair, in := c.v.theme.Hairline(), float32(0)
		if c.x == 0 {
			in = hair // inside the sheet's outline
		}
		place(c.well, c.x+in, c.y+hair, c.v.names+theme.SpaceCell-in, h-hair)
		nh := c.name.HeightFor(c.v.names - theme.SpaceCell)
		place(c.name, c.x+theme.SpaceCell, c.y+(h-nh)/2, c.v.names-theme.SpaceCell, nh)
	}
}

// read: the label, in a well where it is the head of the paper, and the value.
func (c *cell) read() float32 {
	const pad = theme.SpaceCell
	least := c.v.rowHeight()
	if c.editor != nil {
		if c.kind.block && c.style != without {
			return c.readBlock()
		}
		nx := c.x + pad
		switch c.style {
		case inHead:
			c.putHeadName(least)
			nx = c.x + c.v.names + 2*pad
		case above:
			nh := c.putParagraph(c.name, c.x+16, c.y+10, c.w-32)
			h := c.editor.arrange(c.x+16, c.y+10+nh+2, c.w-32)
			c.shown = append(c.shown, c.editor.objects()...)
			return nh + h + 22
		case without:
		default:
			nx += c.putName(c.x+pad, c.y, least) + gap
		}
		h := c.editor.arrange(nx, c.y+8, c.x+c.w-pad-nx)
		c.shown = append(c.shown, c.editor.objects()...)
		return max(h+16, least)
	}
	line := c.v.theme.Text(theme.Body).Line
	if c.style == above {
		nh := c.putParagraph(c.name, c.x+16, c.y+10, c.w-32)
		vh := c.putParagraph(c.value, c.x+16, c.y+10+nh, c.w-32)
		return nh + vh + 20
	}
	vx := c.x + pad
	nh := float32(0)
	switch c.style {
	case inHead:
		nh = c.putHeadName(least)
		vx = c.x + c.v.names + 2*pad
	case beside:
		vx += c.putName(c.x+pad, c.y, least) + gap
	}
	vw := c.x + c.w - pad - vx
	vh := c.value.HeightFor(vw)
	place(c.value, vx, c.y+(least-line)/2, vw, vh)
	c.shown = append(c.shown, c.value)
	return max(vh+least-line, nh+theme.SpaceIcon, least)
}

// putHeadName places the label in its well.
func (c *cell) putHeadName(line float32) float32 {
	h := c.name.HeightFor(c.v.names - theme.SpaceCell)
	place(c.name, c.x+theme.SpaceCell, c.y+max(0, (line-h)/2), c.v.names-theme.SpaceCell, h)
	c.shown = append(c.shown, c.well, c.name)
	return h
}

func (c *cell) readBlock() float32 {
	const pad = theme.SpaceCell
	nh := c.putParagraph(c.name, c.x+pad, c.y+10, c.w-2*pad)
	at := c.y + 10 + nh + 6
	if b, ok := c.editor.(interface{ bleeds() bool }); ok && b.bleeds() {
		h := c.editor.arrange(c.x, at, c.w)
		c.shown = append(c.shown, c.editor.objects()...)
		return at + h - c.y
	}
	h := c.editor.arrange(c.x+pad, at, c.w-2*pad)
	c.shown = append(c.shown, c.editor.objects()...)
	return at + h + pad - c.y
}

// editBeside: label, input, and beside it the hint and a quiet button; faults below.
func (c *cell) editBeside() float32 {
	const pad, top = theme.SpaceCell, float32(10)
	left, right, first := c.x+pad, c.x+c.w-pad, c.v.inputHeight()
	ix := left
	if c.style != without {
		ix = left + c.v.names + gap
	}
	if c.mode == locked {
		c.putName(left, c.y+top, first)
		place(c.lock, ix, c.y+top, right-ix, first)
		place(c.sign, ix+12, c.y+top+(first-18)/2, 18, 18)
		line := c.v.theme.Text(theme.Secondary).Line
		place(c.value, ix+40, c.y+top+(first-line)/2, right-ix-50, line)
		c.shown = append(c.shown, c.lock, c.sign, c.value)
		return first + 2*top
	}
	if c.extra != nil {
		size := c.extra.MinSize()
		place(c.extra, right-size.Width, c.y+top, size.Width, max(size.Height, first))
		c.shown = append(c.shown, c.extra)
		right -= size.Width + gap
	}
	iw := c.editor.wide()
	rightward := c.rightward()
	if rightward && iw > 0 && c.style != without && c.name.MinSize().Width > 0 {
		if natural := c.natural(); natural+gap+iw <= right-left {
			ix = right - iw
			c.putParagraph(c.name, left, c.y+top+(first-c.v.theme.Text(c.nameLevel()).Line)/2, ix-left-gap)
		} else {
			rightward = false
		}
	} else {
		rightward = false
	}
	if !rightward && c.style != without {
		c.putName(left, c.y+top, first)
	}
	if iw == 0 || iw > right-ix {
		iw = right - ix
	}
	h := c.editor.arrange(ix, c.y+top, iw)
	c.shown = append(c.shown, c.editor.objects()...)
	at := c.y + top + h
	if text := c.hint.Text(); text != "" {
		line := c.v.theme.Text(theme.Secondary).Line
		if room := right - ix - iw - gap; room > 120 && !rightward {
			hh := c.hint.HeightFor(room)
			place(c.hint, ix+iw+gap, c.y+top+max(0, (first-hh)/2), room, hh)
			at = max(at, c.y+top+hh)
		} else {
			hw := c.x + c.w - pad - ix
			hh := max(c.hint.HeightFor(hw), line)
			place(c.hint, ix, at+4, hw, hh)
			at += 4 + hh
		}
		c.shown = append(c.shown, c.hint)
	}
	at = c.putFaults(ix, at, c.x+c.w-pad-ix)
	if c.style != without && !rightward {
		at = max(at, c.y+top+c.name.HeightFor(c.v.names)) // a long label has more lines than its input
	}
	return at + top - c.y
}

// editBlock: the label over an input that takes the whole width, unless the section's
// name says it.
func (c *cell) editBlock() float32 {
	const pad = theme.SpaceCell
	at := c.y
	bleeds := false
	if b, ok := c.editor.(interface{ bleeds() bool }); ok {
		bleeds = b.bleeds()
	}
	if c.style != without {
		nh := c.name.HeightFor(c.w - 2*pad)
		if c.extra != nil {
			size := c.extra.MinSize()
			place(c.extra, c.x+c.w-pad-size.Width, at, size.Width, theme.Target)
			c.shown = append(c.shown, c.extra)
			place(c.name, c.x+pad, at+(theme.Target-nh)/2, c.w-3*pad-size.Width, nh)
			at += theme.Target
		} else {
			place(c.name, c.x+pad, at+10, c.w-2*pad, nh)
			at += 10 + nh + 4
		}
		c.shown = append(c.shown, c.name)
	} else if !bleeds {
		at += 10
	}
	if bleeds {
		at += c.editor.arrange(c.x, at, c.w)
	} else {
		at += c.editor.arrange(c.x+pad, at, c.w-2*pad) + 10
	}
	c.shown = append(c.shown, c.editor.objects()...)
	if text := c.hint.Text(); text != "" {
		hh := c.hint.HeightFor(c.w - 2*pad)
		place(c.hint, c.x+pad, at, c.w-2*pad, hh)
		c.shown = append(c.shown, c.hint)
		at += hh + 10
	}
	if len(c.wrong) > 0 {
		at = c.putFaults(c.x+pad, at, c.w-2*pad) + 10
	}
	return at - c.y
}

// editAbove: a phone. The label over the input, the hint at its right end.
func (c *cell) editAbove() float32 {
	const pad = theme.SpaceSheets
	left, wide := c.x+pad, c.w-2*pad
	at := c.y + 10
	bleeds := false
	if b, ok := c.editor.(interface{ bleeds() bool }); ok {
		bleeds = b.bleeds()
	}
	if !c.nameless() {
		nw := min(c.natural()+2, wide)
		nh := c.name.HeightFor(nw)
		hint := c.hint.Text()
		place(c.name, left, at, nw, nh)
		c.shown = append(c.shown, c.name)
		if room := wide - nw - gap; hint != "" && room > 100 && c.widthOf(hint) <= room {
			hw := c.widthOf(hint) + 1
			place(c.hint, left+wide-hw, at, hw, c.hint.HeightFor(hw))
			c.shown = append(c.shown, c.hint)
		} else if hint != "" {
			hh := c.hint.HeightFor(wide)
			place(c.hint, left, at+nh, wide, hh)
			c.shown = append(c.shown, c.hint)
			nh += hh
		}
		at += nh + 6
	}
	if bleeds {
		at += c.editor.arrange(c.x, at, c.w)
	} else {
		at += c.editor.arrange(left, at, wide)
	}
	c.shown = append(c.shown, c.editor.objects()...)
	if c.extra != nil {
		size := c.extra.MinSize()
		place(c.extra, left, at, size.Width, theme.Target)
		c.shown = append(c.shown, c.extra)
		at += theme.Target
	}
	at = c.putFaults(left, at, wide)
	if bleeds && len(c.wrong) == 0 {
		return at - c.y
	}
	return at + 12 - c.y
}

// inputHeight is the height of an input of one line.
func (v *View) inputHeight() float32 { return max(theme.Target, v.theme.Text(theme.Body).Line+24) }

// nameless: the only field of its section, which says the same.
func (c *cell) nameless() bool {
	return c.v.alone[c.spot.Field] && c.spot.Row == "" && (c.kind.block || c.field.Type == form.Rating)
}

func (c *cell) putFaults(x, y, w float32) float32 {
	for i, f := range c.wrong {
		if i == 0 {
			y += 6
		}
		h := f.note.HeightFor(w)
		place(f.note, x, y, w, h)
		c.shown = append(c.shown, f.note)
		y += h
	}
	return y
}

// putName places the label in the label column, in the middle of the first line.
func (c *cell) putName(x, y, line float32) float32 {
	h := c.name.HeightFor(c.v.names)
	place(c.name, x, y+max(0, (line-h)/2), c.v.names, h)
	c.shown = append(c.shown, c.name)
	return c.v.names
}

func (c *cell) putParagraph(p *widgets.Paragraph, x, y, w float32) float32 {
	h := p.HeightFor(w)
	place(p, x, y, w, h)
	c.shown = append(c.shown, p)
	return h
}

// natural is the label's width on one line.
func (c *cell) natural() float32 { return c.v.measure(c.name.Text(), c.nameLevel()) }

func (c *cell) widthOf(hint string) float32 { return c.v.measure(hint, theme.Secondary) }

// rightward: what is put in stands at the right end of its row, as segments do.
func (c *cell) rightward() bool {
	r, ok := c.editor.(interface{ rightward() bool })
	return ok && r.rightward()
}

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

// SectionMark says how a section of a form stands.
type SectionMark int

// The marks: nothing to say, all there, something wrong, something missing.
const (
	NoMark SectionMark = iota
	Done
	Wrong
	Missing
)

func (m SectionMark) look() (icon string, tone theme.Tone) {
	switch m {
	case Done:
		return "check", theme.Go
	case Wrong:
		return "alert", theme.Stop
	case Missing:
		return "circle-dashed", theme.Warn
	}
	return "", theme.Idle
}

// SectionCell is the merged cell at the left of a section, as on the paper card: the
// characters of its name below each other and a mark under them; in English, and with
// names of more than five characters, 88 wide and across.
type SectionCell struct {
	widget.BaseWidget
	label   string
	mark    *mark
	state   SectionMark
	stacked []*line
	words   *Paragraph
}

// NewSectionCell makes the cell of a section.
func NewSectionCell(label string, state SectionMark) *SectionCell {
	c := &SectionCell{label: label}
	c.mark = newFixedMark("", 18, ink2)
	runes := []rune(label)
	across := len(runes) > 5
	for _, r := range runes {
		across = across || !wide(r)
	}
	if across {
		c.words = NewParagraph(label, theme.Secondary).Bold().Muted()
	} else {
		for _, r := range runes {
			c.stacked = append(c.stacked, newLine(string(r), theme.Secondary, true, ink2))
		}
	}
	c.SetMark(state)
	c.ExtendBaseWidget(c)
	return c
}

// SetMark changes the mark.
func (c *SectionCell) SetMark(state SectionMark) {
	icon, tone := state.look()
	c.state, c.mark.name, c.mark.paint = state, icon, toned(tone)
	if c.Size().Width > 0 {
		c.Refresh()
	} else {
		c.mark.apply(theme.Current())
	}
}

// Mark says how the section stands.
func (c *SectionCell) Mark() SectionMark { return c.state }

// Label is the section's name.
func (c *SectionCell) Label() string { return c.label }

// CreateRenderer draws the cell in well.
func (c *SectionCell) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	objects := []fyne.CanvasObject{ground, c.mark.image}
	for _, l := range c.stacked {
		objects = append(objects, l.glyphs)
	}
	if c.words != nil {
		objects = append(objects, c.words)
	}
	wordsHeight := func() float32 {
		if c.words != nil {
			return c.words.HeightFor(88 - 20)
		}
		height := float32(0)
		for _, l := range c.stacked {
			height += l.size.Line
		}
		return height
	}
	apply := func() {
		th := theme.Current()
		ground.FillColor = th.Well
		c.mark.apply(th)
		for _, l := range c.stacked {
			l.apply(th)
		}
	}
	apply()
	const gap = float32(4)
	return &drawn{
		owner:   c,
		objects: objects,
		min: func() fyne.Size {
			width := float32(44)
			if c.words != nil {
				width = 88
			}
			return fyne.NewSize(width, wordsHeight()+gap+c.mark.size+16)
		},
		layout: func(size fyne.Size) {
			place(ground, 0, 0, size.Width, size.Height)
			height := wordsHeight()
			whole := height
			if c.mark.name != "" {
				whole += gap + c.mark.size
			}
			y := (size.Height - whole) / 2
			if c.words != nil {
				place(c.words, 12, y, size.Width-20, height)
				c.mark.place(12, y+height+gap+c.mark.size/2)
				return
			}
			for _, l := range c.stacked {
				l.place(0, y, size.Width, l.size.Line, fyne.TextAlignCenter)
				y += l.size.Line
			}
			c.mark.place((size.Width-c.mark.size)/2, y+gap+c.mark.size/2)
		},
		refresh: apply,
	}
}

// SectionHead is a section's name on a phone: a row of 36 in well with the mark and a
// word at the right.
type SectionHead struct {
	widget.BaseWidget
	name, word *line
	mark       *mark
	state      SectionMark
}

// NewSectionHead makes the head; word says what the mark means.
func NewSectionHead(label string, state SectionMark, word string) *SectionHead {
	h := &SectionHead{
		name: newLine(label, theme.Secondary, true, ink2),
		word: newLine("", theme.Secondary, false, ink2),
		mark: newMark("", 18, ink2),
	}
	h.SetMark(state, word)
	h.ExtendBaseWidget(h)
	return h
}

// SetMark changes mark and word.
func (h *SectionHead) SetMark(state SectionMark, word string) {
	icon, tone := state.look()
	h.state, h.mark.name, h.mark.paint = state, icon, toned(tone)
	h.word.text, h.word.paint = word, toned(tone)
	if h.Size().Width > 0 {
		h.Refresh()
		return
	}
	h.mark.apply(theme.Current())
	h.word.apply(theme.Current())
}

// Mark says how the section stands.
func (h *SectionHead) Mark() SectionMark { return h.state }

// CreateRenderer draws the row.
func (h *SectionHead) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	apply := func() {
		th := theme.Current()
		ground.FillColor = th.Well
		h.name.apply(th)
		h.word.apply(th)
		h.mark.apply(th)
	}
	apply()
	return &drawn{
		owner:   h,
		objects: []fyne.CanvasObject{ground, h.name.glyphs, h.word.glyphs, h.mark.image},
		min: func() fyne.Size {
			return fyne.NewSize(h.word.width+120, max(36, h.name.size.Line+12))
		},
		layout: func(size fyne.Size) {
			place(ground, 0, 0, size.Width, size.Height)
			x := size.Width - theme.SpaceCell - h.word.width
			h.word.place(x, 0, h.word.width, size.Height, fyne.TextAlignLeading)
			x -= h.mark.width(6)
			h.mark.place(x, size.Height/2)
			h.name.place(theme.SpaceCell, 0, max(0, x-theme.SpaceCell-8), size.Height, fyne.TextAlignLeading)
		},
		refresh: apply,
	}
}

// Section sets a cell beside a body of rows, with the hairline between them.
func Section(cell *SectionCell, body fyne.CanvasObject) *fyne.Container {
	return FillRow(0, cell, VRule(), Grow(body))
}

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

// FormHeadOptions say what stands at the head of a form.
type FormHeadOptions struct {
	Left   string            // the department
	Title  string            // the form's name
	Number string            // the record's
	Code   fyne.CanvasObject // its QR code; nil for none
	Phone  bool              // only the title
}

// FormHead is the head of a paper card: the title in serif in the middle of the sheet,
// number and code at the right, the double rule below.
func FormHead(o FormHeadOptions) *fyne.Container {
	title := NewTitle(o.Title, o.Phone)
	if o.Phone {
		return Pad(12, theme.SpaceCell, 12, theme.SpaceCell, Column(8, title, NewFormRule()))
	}
	right := []fyne.CanvasObject{Space(), NewText(o.Number, theme.Secondary).Muted()}
	if o.Code != nil {
		right = append(right, o.Code)
	}
	left := NewText(o.Left, theme.Secondary).Muted().Truncate()
	head := container.New(&headLayout{}, left, title, Row(theme.SpaceIcon, right...))
	return Pad(14, 18, 12, 18, Column(8, head, NewFormRule()))
}

// headLayout puts the second of three into the middle of the whole, whatever the others
// are wide, as long as they do not meet.
type headLayout struct{}

func (l *headLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		least := o.MinSize()
		size.Width += least.Width + theme.SpaceIcon
		size.Height = max(size.Height, least.Height)
	}
	return size
}

func (l *headLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	title, right := objects[1].MinSize().Width, objects[2].MinSize().Width
	x := max(0, min((size.Width-title)/2, size.Width-right-theme.SpaceIcon-title))
	at := func(o fyne.CanvasObject, x, w float32) {
		h := o.MinSize().Height
		place(o, x, (size.Height-h)/2, w, h)
	}
	at(objects[0], 8, max(0, x-theme.SpaceIcon-8))
	at(objects[1], x, title)
	at(objects[2], size.Width-right-8, right)
}

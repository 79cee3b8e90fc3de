package widgets

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
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

// The cell's measures: a column of characters, words across with their margins, and what
// stands between the name, the mark and the edges.
const (
	stackWidth  float32 = 44
	wordsWidth  float32 = 88
	wordsLeft   float32 = 12
	wordsRight  float32 = 8
	markGap     float32 = 4
	cellMargins float32 = 16
)

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

// leastWidth is where no word of the name is broken.
func (c *SectionCell) leastWidth() float32 {
	if c.words == nil {
		return stackWidth
	}
	widest := float32(0)
	for _, word := range strings.Fields(c.label) {
		widest = max(widest, c.words.measure(word, true))
	}
	return max(wordsWidth, widest+wordsLeft+wordsRight+1)
}

// HeightFor is its height at a width, where the words wrap.
func (c *SectionCell) HeightFor(width float32) float32 {
	height := c.nameHeight(width) + cellMargins
	if c.mark.name != "" {
		height += markGap + c.mark.size
	}
	return height
}

func (c *SectionCell) nameHeight(width float32) float32 {
	if c.words != nil {
		return c.words.HeightFor(width - wordsLeft - wordsRight)
	}
	height := float32(0)
	for _, l := range c.stacked {
		height += l.size.Line
	}
	return height
}

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
	apply := func() {
		th := theme.Current()
		ground.FillColor = th.Well
		c.mark.apply(th)
		for _, l := range c.stacked {
			l.apply(th)
		}
	}
	apply()
	return &drawn{
		owner:   c,
		objects: objects,
		min: func() fyne.Size {
			width := c.leastWidth()
			return fyne.NewSize(width, c.HeightFor(width))
		},
		layout: func(size fyne.Size) {
			place(ground, 0, 0, size.Width, size.Height)
			y := (size.Height - c.HeightFor(size.Width) + cellMargins) / 2
			height := c.nameHeight(size.Width)
			if c.words != nil {
				place(c.words, wordsLeft, y, size.Width-wordsLeft-wordsRight, height)
				c.mark.place(wordsLeft, y+height+markGap+c.mark.size/2)
				return
			}
			for _, l := range c.stacked {
				l.place(0, y, size.Width, l.size.Line, fyne.TextAlignCenter)
				y += l.size.Line
			}
			c.mark.place((size.Width-c.mark.size)/2, y+markGap+c.mark.size/2)
		},
		refresh: apply,
	}
}

// SectionHead is a section's name on a phone, or what a part of a list has in common: a row
// of 36 in well with the mark and a word at the right.
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

// SetName changes the name.
func (h *SectionHead) SetName(label string) {
	h.name.text = label
	h.name.apply(theme.Current())
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

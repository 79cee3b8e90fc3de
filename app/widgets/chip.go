package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// block is what chips, tags, stamps, keys and badges share: an optional icon and a word
// on a toned ground.
type block struct {
	widget.BaseWidget
	tone theme.Tone
	mark *mark
	text *line

	height, radius, side, gap float32
	outline                   float32 // width where the tone has an outline
}

// Tone says what the block says by its colour.
func (b *block) Tone() theme.Tone { return b.tone }

// Text returns the word on the block.
func (b *block) Text() string { return b.text.text }

// Icon returns the name of its icon.
func (b *block) Icon() string { return b.mark.name }

// SetState changes tone, icon and word together.
func (b *block) SetState(tone theme.Tone, icon, text string) {
	b.tone, b.mark.name = tone, icon
	b.mark.paint, b.text.paint = chipText(tone), chipText(tone)
	b.text.text = text
	b.Refresh()
}

func newBlock(tone theme.Tone, icon, text string, level theme.Level) *block {
	return &block{
		tone: tone,
		mark: newMark(icon, 16, chipText(tone)),
		text: newLine(text, level, true, chipText(tone)),
	}
}

func (b *block) minimum() fyne.Size {
	width := b.mark.width(b.gap) + b.text.width + 2*b.side
	height := max(b.height, b.text.size.Line+4)
	return fyne.NewSize(max(width, height*0.7), height)
}

// renderer draws the block for its outer widget.
func (b *block) renderer(outer fyne.Widget) fyne.WidgetRenderer {
	ground := box(b.radius)
	apply := func() {
		th := theme.Current()
		look := th.Chip(b.tone)
		fillBox(ground, look.Fill, look.Outline, b.outline)
		b.text.apply(th)
		b.mark.apply(th)
	}
	apply()
	return &drawn{
		owner:   outer,
		objects: []fyne.CanvasObject{ground, b.mark.image, b.text.glyphs},
		min:     b.minimum,
		layout: func(size fyne.Size) {
			least := b.minimum()
			h := min(size.Height, least.Height)
			y := (size.Height - h) / 2
			w := min(size.Width, least.Width)
			place(ground, 0, y, w, h)
			x := b.side
			if extra := w - (b.mark.width(b.gap) + b.text.width + 2*b.side); extra > 0 {
				x += extra / 2
			}
			b.mark.place(x, size.Height/2)
			x += b.mark.width(b.gap)
			b.text.place(x, y, max(0, w-x-b.side/2), h, fyne.TextAlignLeading)
		},
		refresh: apply,
	}
}

// Chip says the state of a record: icon and bold word, 28 high.
type Chip struct{ *block }

// NewChip makes a chip; theme.Now is for the one record in hand.
func NewChip(tone theme.Tone, icon, text string) *Chip {
	c := &Chip{newBlock(tone, icon, text, theme.Secondary)}
	c.height, c.radius, c.side, c.gap, c.outline = 28, theme.RadiusChip, 8, 6, 1.5
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer draws the chip.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer { return c.renderer(c) }

// Tag is a small word beside another that explains it: urgent, changed. 20 high.
type Tag struct{ *block }

// NewTag makes a tag.
func NewTag(tone theme.Tone, text string) *Tag {
	t := &Tag{newBlock(tone, "", text, theme.Note)}
	t.height, t.radius, t.side, t.outline = 20, theme.RadiusForm, 6, 1
	t.ExtendBaseWidget(t)
	return t
}

// CreateRenderer draws the tag.
func (t *Tag) CreateRenderer() fyne.WidgetRenderer { return t.renderer(t) }

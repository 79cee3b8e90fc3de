package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// ChoiceCard is one of two or three large answers beside each other: mine and theirs in
// a conflict, with who, when, the value in large, and the reason.
type ChoiceCard struct {
	press
	chosen  bool
	title   string
	content *fyne.Container
	radio   *Check
	frame   *canvas.Rectangle
}

// ChoiceText is what stands on a card.
type ChoiceText struct {
	Title, Source string // whose; when and where
	Lead, Value   string // a line over the value; the value itself
	Reason        string
}

// NewChoiceCard makes a card.
func NewChoiceCard(text ChoiceText, chosen bool, onChosen func()) *ChoiceCard {
	c := &ChoiceCard{chosen: chosen, title: text.Title}
	c.radio = NewRadio("", chosen, func(bool) { c.Tapped(nil) })
	parts := []fyne.CanvasObject{
		Row(theme.SpaceIcon, c.radio, Grow(Column(0, NewParagraph(text.Title, theme.Body).Bold(), NewParagraph(text.Source, theme.Secondary).Muted()))),
		Rule(),
	}
	if text.Lead != "" {
		parts = append(parts, NewParagraph(text.Lead, theme.Title).Bold())
	}
	level := theme.Page
	if len([]rune(text.Value)) > 24 {
		level = theme.Body
	}
	value := NewParagraph(text.Value, level)
	if level == theme.Page {
		value.Bold()
	}
	parts = append(parts, value)
	if text.Reason != "" {
		parts = append(parts, TopRow(8, NewMutedIcon("message", 20), Grow(NewParagraph(text.Reason, theme.Body).Muted())))
	}
	c.content = PadAll(theme.SpaceSheet, Column(8, parts...))
	c.begin(c, onChosen)
	return c
}

// Label is whose value it is.
func (c *ChoiceCard) Label() string { return c.title }

// SetChosen marks the card.
func (c *ChoiceCard) SetChosen(chosen bool) {
	c.chosen = chosen
	c.radio.SetChecked(chosen)
	c.Refresh()
}

// Chosen says whether it is marked.
func (c *ChoiceCard) Chosen() bool { return c.chosen }

// HeightFor is its height at a width.
func (c *ChoiceCard) HeightFor(width float32) float32 { return HeightFor(c.content, width) }

// CreateRenderer draws the card.
func (c *ChoiceCard) CreateRenderer() fyne.WidgetRenderer {
	c.frame = box(theme.RadiusButton)
	shade, ring := c.ground(theme.RadiusButton)
	apply := func() {
		th := theme.Current()
		if c.chosen {
			fillBox(c.frame, th.Wash, th.Accent, 2.5)
		} else {
			fillBox(c.frame, th.Sheet, th.Edge, outlineOf(th))
		}
		c.paintState()
	}
	apply()
	return &drawn{
		owner:   c,
		objects: []fyne.CanvasObject{c.frame, shade, c.content, ring},
		min: func() fyne.Size {
			least := c.content.MinSize()
			if w := c.Size().Width; w > 0 {
				least.Height = c.HeightFor(w)
			}
			return least
		},
		layout: func(size fyne.Size) {
			place(c.frame, 1, 1, size.Width-2, size.Height-2)
			c.placeGround(0, 0, size.Width, size.Height)
			place(c.content, 0, 0, size.Width, size.Height)
		},
		refresh: apply,
	}
}

package widgets

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
)

// Passage is a part of a longer text that becomes a field to type in when it is tapped.
type Passage struct {
	press
	words *Paragraph
}

// NewPassage makes a passage.
func NewPassage(text string, tapped func()) *Passage {
	p := &Passage{words: NewParagraph(text, theme.Body)}
	p.begin(p, tapped)
	return p
}

// SetText changes what it says.
func (p *Passage) SetText(text string) {
	if text != p.words.Text() {
		p.words.SetText(text)
	}
}

// Text returns what it says.
func (p *Passage) Text() string { return p.words.Text() }

// HeightFor is its height at a width.
func (p *Passage) HeightFor(width float32) float32 {
	return p.words.HeightFor(width - 2*theme.SpaceCell)
}

// CreateRenderer draws the words where those of a field stand.
func (p *Passage) CreateRenderer() fyne.WidgetRenderer {
	shade, ring := p.ground(theme.RadiusSheet)
	return &drawn{
		owner:   p,
		objects: []fyne.CanvasObject{shade, p.words, ring},
		min: func() fyne.Size {
			width := p.Size().Width
			if width == 0 {
				width = guess
			}
			return fyne.NewSize(72, p.HeightFor(width))
		},
		layout: func(size fyne.Size) {
			p.placeGround(0, 0, size.Width, size.Height)
			place(p.words, theme.SpaceCell, 0, size.Width-2*theme.SpaceCell, size.Height)
		},
		refresh: func() { p.paintState() },
	}
}

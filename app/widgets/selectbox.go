package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// SelectBox looks like an input and opens a sheet to pick from: by tap, Enter, Space or
// arrow down.
type SelectBox struct {
	press
	name, hint string
	value      string
	problem    bool
	frame      *canvas.Rectangle
	text       *line
	arrow      *mark
}

// NewSelectBox makes a box; name says what it asks, hint stands in it while it is empty.
func NewSelectBox(name, hint string, opens func()) *SelectBox {
	b := &SelectBox{name: name, hint: hint, frame: box(theme.RadiusSheet)}
	b.text, b.arrow = newLine("", theme.Body, false, ink3), newMark("chevron-down", 20, ink2)
	b.begin(b, opens)
	return b
}

// Label says what it asks.
func (b *SelectBox) Label() string { return b.name }

// Text is what is chosen.
func (b *SelectBox) Text() string { return b.value }

// SetText writes what is chosen, "" for nothing.
func (b *SelectBox) SetText(value string) {
	b.value = value
	b.Refresh()
}

// SetProblem draws the frame in red or takes that away.
func (b *SelectBox) SetProblem(problem bool) {
	if b.problem != problem {
		b.problem = problem
		b.Refresh()
	}
}

// TypedKey opens the sheet with arrow down too.
func (b *SelectBox) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyDown {
		b.Tapped(nil)
		return
	}
	b.press.TypedKey(key)
}

func (b *SelectBox) apply() {
	th := theme.Current()
	b.text.text, b.text.paint = b.value, ink
	if b.value == "" {
		b.text.text, b.text.paint = b.hint, ink3
	}
	b.text.apply(th)
	b.arrow.apply(th)
	if b.problem {
		fillBox(b.frame, th.Sheet, th.OnSheet(theme.Stop), 2)
	} else {
		fillBox(b.frame, th.Sheet, th.Edge, outlineOf(th))
	}
	b.paintState()
}

// CreateRenderer draws frame, text and arrow.
func (b *SelectBox) CreateRenderer() fyne.WidgetRenderer {
	shade, ring := b.ground(theme.RadiusSheet)
	b.apply()
	return &drawn{
		owner:   b,
		objects: []fyne.CanvasObject{b.frame, shade, b.text.glyphs, b.arrow.image, ring},
		min: func() fyne.Size {
			return fyne.NewSize(120, max(theme.Target, b.text.size.Line+24))
		},
		layout: func(size fyne.Size) {
			place(b.frame, 0, 0, size.Width, size.Height)
			b.placeGround(0, 0, size.Width, size.Height)
			right := size.Width - theme.SpaceIcon - b.arrow.size
			b.arrow.place(right, size.Height/2)
			b.text.place(theme.SpaceCell, 0, max(0, right-theme.SpaceCell-4), size.Height, fyne.TextAlignLeading)
		},
		refresh: b.apply,
	}
}

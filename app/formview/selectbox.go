package formview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// selectBox looks like an input and opens a sheet: by tap, Enter, Space or arrow down.
type selectBox struct {
	widget.BaseWidget
	name    string
	hint    string
	opens   func()
	theme   *theme.Theme
	frame   *canvas.Rectangle
	text    *widgets.Text
	arrow   *canvas.Image
	value   string
	focused bool
	bad     bool
}

func newSelectBox(name, hint string, opens func()) *selectBox {
	t := theme.Current()
	b := &selectBox{
		name: name, hint: hint, opens: opens, theme: t,
		frame: frame(t.Sheet, t.Edge, 1, theme.RadiusSheet),
		text:  widgets.NewText(hint, theme.Body).Faint().Truncate(),
		arrow: newIcon("chevron-down", t.Ink2, 20),
	}
	b.ExtendBaseWidget(b)
	return b
}

// Label says what it asks.
func (b *selectBox) Label() string { return b.name }

// Text is what is chosen.
func (b *selectBox) Text() string { return b.value }

func (b *selectBox) set(value string) {
	b.value = value
	if value == "" {
		b.text.Faint().SetText(b.hint)
	} else {
		b.text.Color(b.theme.Ink).SetText(value)
	}
	b.text.Refresh()
}

func (b *selectBox) wrong(bad bool) {
	if b.bad != bad {
		b.bad = bad
		b.Refresh()
	}
}

// Tapped opens the sheet.
func (b *selectBox) Tapped(*fyne.PointEvent) { b.opens() }

// TypedKey opens the sheet.
func (b *selectBox) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyDown:
		b.opens()
	}
}

// TypedRune takes no text.
func (b *selectBox) TypedRune(rune) {}

// FocusGained thickens the frame.
func (b *selectBox) FocusGained() {
	b.focused = true
	b.Refresh()
}

// FocusLost thins it.
func (b *selectBox) FocusLost() {
	b.focused = false
	b.Refresh()
}

// Cursor is a hand.
func (b *selectBox) Cursor() desktop.Cursor { return desktop.PointerCursor }

func (b *selectBox) paint() {
	b.frame.StrokeColor, b.frame.StrokeWidth = b.theme.Edge, b.theme.Hairline()
	switch {
	case b.bad:
		b.frame.StrokeColor, b.frame.StrokeWidth = b.theme.OnSheet(theme.Stop), 2
	case b.focused:
		b.frame.StrokeColor, b.frame.StrokeWidth = b.theme.Accent, 2.5
	}
}

// CreateRenderer draws frame, text and arrow.
func (b *selectBox) CreateRenderer() fyne.WidgetRenderer {
	b.paint()
	return &flatRenderer{
		owner:   b,
		objects: []fyne.CanvasObject{b.frame, b.text, b.arrow},
		least:   fyne.NewSize(120, max(theme.Target, b.theme.Text(theme.Body).Line+24)),
		layout: func(size fyne.Size) {
			place(b.frame, 0, 0, size.Width, size.Height)
			placeMiddle(b.text, 12, 0, size.Width-48, size.Height)
			place(b.arrow, size.Width-32, (size.Height-20)/2, 20, 20)
		},
		refresh: b.paint,
	}
}

package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// Text is one line of text. It takes its natural width; with Truncate it may get less
// and ends in "…".
type Text struct {
	widget.BaseWidget
	line     *line
	align    fyne.TextAlign
	truncate bool
}

// NewText makes a line in regular ink.
func NewText(text string, level theme.Level) *Text {
	t := &Text{line: newLine(text, level, false, ink)}
	t.ExtendBaseWidget(t)
	return t
}

// Bold sets the text in bold.
func (t *Text) Bold() *Text {
	t.line.bold = true
	return t.restyled()
}

// Muted sets the text in the ink of secondary text.
func (t *Text) Muted() *Text { return t.painted(ink2) }

// Faint sets the text in the ink of hints.
func (t *Text) Faint() *Text { return t.painted(ink3) }

// Tone sets the text in a tone's colour on a sheet.
func (t *Text) Tone(tone theme.Tone) *Text { return t.painted(toned(tone)) }

// Color sets the text in one colour whatever the theme.
func (t *Text) Color(c color.NRGBA) *Text {
	return t.painted(func(*theme.Theme) color.NRGBA { return c })
}

// Truncate lets the text be narrower than it is.
func (t *Text) Truncate() *Text {
	t.truncate = true
	return t
}

// Center sets the text in the middle of its width.
func (t *Text) Center() *Text {
	t.align = fyne.TextAlignCenter
	return t
}

// Right sets the text at the end of its width.
func (t *Text) Right() *Text {
	t.align = fyne.TextAlignTrailing
	return t
}

// Text returns the whole text, also where only a part is drawn.
func (t *Text) Text() string { return t.line.text }

// SetText changes the text.
func (t *Text) SetText(text string) {
	if text != t.line.text {
		t.line.set(text)
		t.Refresh()
	}
}

func (t *Text) painted(p paint) *Text {
	t.line.paint = p
	return t.restyled()
}

func (t *Text) restyled() *Text {
	t.line.apply(theme.Current())
	return t
}

// CreateRenderer draws the line.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	return &drawn{
		owner:   t,
		objects: []fyne.CanvasObject{t.line.glyphs},
		min: func() fyne.Size {
			if t.truncate {
				return fyne.NewSize(0, t.line.size.Line)
			}
			return t.line.min()
		},
		layout:  func(size fyne.Size) { t.line.place(0, 0, size.Width, size.Height, t.align) },
		refresh: func() { t.line.apply(theme.Current()) },
	}
}

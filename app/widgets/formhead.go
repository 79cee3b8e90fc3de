package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// Title is the title of a form, set in the serif face over its double rule.
type Title struct {
	widget.BaseWidget
	text *line
}

// NewTitle makes a form's title; phone chooses the smaller size. A title with a
// character the serif face lacks is set in bold sans.
func NewTitle(text string, phone bool) *Title {
	t := &Title{text: newLine(text, theme.Title, true, ink)}
	t.ExtendBaseWidget(t)
	size := theme.Current().FormTitle(phone)
	if theme.SerifHas(text) {
		t.text.glyphs.FontSource = theme.Serif()
	}
	t.text.size, t.text.glyphs.TextSize = size, size.Size
	t.text.measure()
	return t
}

// CreateRenderer draws the title; the rule is a FormRule.
func (t *Title) CreateRenderer() fyne.WidgetRenderer {
	return &drawn{
		owner:   t,
		objects: []fyne.CanvasObject{t.text.glyphs},
		min:     t.text.min,
		layout: func(size fyne.Size) {
			t.fit(size.Width)
			t.text.place(0, 0, size.Width, size.Height, fyne.TextAlignCenter)
		},
		refresh: func() { t.text.glyphs.Color = t.text.paint(theme.Current()) },
	}
}

// titleLeast is how much of its size a title keeps before it is cut.
const titleLeast = 0.6

// fit makes a title that is too long for its line smaller.
func (t *Title) fit(width float32) {
	full := t.text.size.Size
	for size := full; size >= full*titleLeast; size-- {
		t.text.glyphs.TextSize = size
		t.text.measure()
		if t.text.width <= width {
			return
		}
	}
}

// WidthFor is how wide the title wants to be, and at least is where it would be cut.
func (t *Title) WidthFor() (wish, least float32) {
	wish = t.text.widthAt(t.text.size.Size)
	return wish, wish * titleLeast
}

// FormRule is the double rule under a form's title: 2, 2 apart, 1.
type FormRule struct{ widget.BaseWidget }

// NewFormRule makes the rule.
func NewFormRule() *FormRule {
	r := &FormRule{}
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer draws the two lines.
func (r *FormRule) CreateRenderer() fyne.WidgetRenderer {
	thick, thin := box(0), box(0)
	paint := func() {
		th := theme.Current()
		thick.FillColor, thin.FillColor = th.Ink, th.Ink
	}
	paint()
	return &drawn{
		owner:   r,
		objects: []fyne.CanvasObject{thick, thin},
		min:     func() fyne.Size { return fyne.NewSize(0, 5) },
		layout: func(size fyne.Size) {
			place(thick, 0, 0, size.Width, 2)
			place(thin, 0, 4, size.Width, 1)
		},
		refresh: paint,
	}
}

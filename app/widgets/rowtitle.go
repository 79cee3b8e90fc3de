package widgets

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
)

// RowTitle says what a row of a table is about, with a quiet line below; a tap opens the
// row.
type RowTitle struct {
	press
	title *Paragraph
	sub   *Paragraph
}

// NewRowTitle makes a title that says nothing yet; without opens it is only read.
func NewRowTitle(opens func()) *RowTitle {
	t := &RowTitle{title: NewParagraph("", theme.Body), sub: NewParagraph("", theme.Secondary).Muted()}
	t.begin(t, opens)
	t.disabled = opens == nil
	return t
}

// Set changes what it says.
func (t *RowTitle) Set(title, sub string) {
	t.title.SetText(title)
	t.sub.SetText(sub)
	t.sub.Hidden = sub == ""
	t.Refresh()
}

// Label is the title.
func (t *RowTitle) Label() string { return t.title.Text() }

// HeightFor is its height at a width.
func (t *RowTitle) HeightFor(width float32) float32 {
	h := t.title.HeightFor(width)
	if !t.sub.Hidden {
		h += t.sub.HeightFor(width)
	}
	return h
}

// CreateRenderer draws both lines.
func (t *RowTitle) CreateRenderer() fyne.WidgetRenderer {
	shade, ring := t.ground(theme.RadiusChip)
	return &drawn{
		owner:   t,
		objects: []fyne.CanvasObject{shade, t.title, t.sub, ring},
		min:     func() fyne.Size { return fyne.NewSize(80, t.title.size.Line) },
		layout: func(size fyne.Size) {
			y := max(0, (size.Height-t.HeightFor(size.Width))/2)
			h := t.title.HeightFor(size.Width)
			place(t.title, 0, y, size.Width, h)
			place(t.sub, 0, y+h, size.Width, t.sub.HeightFor(size.Width))
			t.placeGround(-6, 0, size.Width+6, size.Height)
		},
		refresh: t.paintState,
	}
}

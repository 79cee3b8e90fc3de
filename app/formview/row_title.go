package formview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// rowTitle says what a row is about, with a quiet line below; a tap opens the row.
type rowTitle struct {
	widget.BaseWidget
	title *widgets.Paragraph
	sub   *widgets.Paragraph
	opens func()
}

func newRowTitle(opens func()) *rowTitle {
	t := &rowTitle{title: widgets.NewParagraph("", theme.Body), sub: widgets.NewParagraph("", theme.Secondary).Muted(), opens: opens}
	t.ExtendBaseWidget(t)
	return t
}

func (t *rowTitle) set(title, sub string) {
	t.title.SetText(title)
	t.sub.SetText(sub)
	t.sub.Hidden = sub == ""
}

// Label is the title.
func (t *rowTitle) Label() string { return t.title.Text() }

// HeightFor is its height at a width.
func (t *rowTitle) HeightFor(w float32) float32 {
	h := t.title.HeightFor(w)
	if !t.sub.Hidden {
		h += t.sub.HeightFor(w)
	}
	return h
}

// Tapped opens the row.
func (t *rowTitle) Tapped(*fyne.PointEvent) { t.opens() }

// Cursor is a hand.
func (t *rowTitle) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer draws both lines.
func (t *rowTitle) CreateRenderer() fyne.WidgetRenderer {
	return &flatRenderer{
		owner:   t,
		objects: []fyne.CanvasObject{t.title, t.sub},
		least:   fyne.NewSize(80, 24),
		layout: func(size fyne.Size) {
			own := t.HeightFor(size.Width)
			y := max(0, (size.Height-own)/2)
			h := t.title.HeightFor(size.Width)
			place(t.title, 0, y, size.Width, h)
			place(t.sub, 0, y+h, size.Width, t.sub.HeightFor(size.Width))
		},
	}
}

package formview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
	"fieldline/app/widgets"
)

// link reads a ref or a person by name; a tap opens it.
type link struct {
	c    *cell
	text *linkText
}

func newLink(c *cell) *link { return &link{c: c, text: newLinkText()} }

func (l *link) show(v any) {
	formName, id, filled := pointed(v)
	if !filled {
		l.text.set("—", nil)
		return
	}
	l.text.set(l.c.v.speech.Name(formName, id), func() { l.c.v.openRecord(formName, id) })
}

func (l *link) arrange(x, y, w float32) float32 {
	h := max(l.text.HeightFor(w), l.c.v.rowHeight()-16)
	place(l.text, x, y, w, h)
	return h
}

func (l *link) wide() float32                { return 0 }
func (l *link) focus() fyne.Focusable        { return nil }
func (l *link) mark(bool)                    {}
func (l *link) objects() []fyne.CanvasObject { return []fyne.CanvasObject{l.text} }

// linkText is a name with an arrow behind it, as wide as its row.
type linkText struct {
	widget.BaseWidget
	words *widgets.Paragraph
	arrow *canvas.Image
	opens func()
}

func newLinkText() *linkText {
	l := &linkText{words: widgets.NewParagraph("", theme.Body), arrow: newIcon("chevron-right", theme.Current().Ink3, 16)}
	l.ExtendBaseWidget(l)
	return l
}

func (l *linkText) set(text string, opens func()) {
	l.opens = opens
	l.words.SetText(text)
	l.arrow.Hidden = opens == nil
	l.Refresh()
}

// HeightFor is its height at a width.
func (l *linkText) HeightFor(w float32) float32 { return l.words.HeightFor(max(1, w-22)) }

// Tapped opens the record.
func (l *linkText) Tapped(*fyne.PointEvent) {
	if l.opens != nil {
		l.opens()
	}
}

// Cursor is a hand where there is something to open.
func (l *linkText) Cursor() desktop.Cursor {
	if l.opens == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer draws name and arrow.
func (l *linkText) CreateRenderer() fyne.WidgetRenderer {
	return &flatRenderer{
		owner:   l,
		objects: []fyne.CanvasObject{l.words, l.arrow},
		least:   fyne.NewSize(60, 24),
		layout: func(size fyne.Size) {
			w := max(1, size.Width-22)
			h := l.words.HeightFor(w)
			place(l.words, 0, (size.Height-h)/2, w, h)
			tail := min(fyne.MeasureText(l.words.Text(), theme.Current().Text(theme.Body).Size, fyne.TextStyle{}).Width, w)
			place(l.arrow, tail+4, (size.Height-16)/2, 16, 16)
		},
	}
}

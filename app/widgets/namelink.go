package widgets

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
)

// NameLink is the name of a record with an arrow behind it, which opens the record; as
// wide as its row.
type NameLink struct {
	press
	words *Paragraph
	arrow *mark
}

// arrowRoom is the arrow with the space before it.
const arrowRoom float32 = 22

// NewNameLink makes a link that says nothing yet.
func NewNameLink() *NameLink {
	l := &NameLink{words: NewParagraph("", theme.Body), arrow: newFixedMark("chevron-right", 16, ink3)}
	l.begin(l, nil)
	l.disabled = true
	return l
}

// Set changes what it says and opens; without opens it is only read.
func (l *NameLink) Set(text string, opens func()) {
	l.onTapped, l.disabled = opens, opens == nil
	l.words.SetText(text)
	l.Refresh()
}

// Label is the name.
func (l *NameLink) Label() string { return l.words.Text() }

// HeightFor is its height at a width.
func (l *NameLink) HeightFor(width float32) float32 {
	return l.words.HeightFor(max(1, width-arrowRoom))
}

// CreateRenderer draws name and arrow.
func (l *NameLink) CreateRenderer() fyne.WidgetRenderer {
	shade, ring := l.ground(theme.RadiusChip)
	apply := func() {
		l.arrow.apply(theme.Current())
		show(!l.disabled, l.arrow.image)
		l.paintState()
	}
	apply()
	return &drawn{
		owner:   l,
		objects: []fyne.CanvasObject{shade, l.words, l.arrow.image, ring},
		min:     func() fyne.Size { return fyne.NewSize(60, l.words.size.Line) },
		layout: func(size fyne.Size) {
			w := max(1, size.Width-arrowRoom)
			h := l.words.HeightFor(w)
			place(l.words, 0, (size.Height-h)/2, w, h)
			tail := min(l.words.measure(l.words.Text(), false), w)
			l.arrow.place(tail+4, size.Height/2)
			l.placeGround(-6, 0, tail+4+l.arrow.size+10, size.Height)
		},
		refresh: apply,
	}
}

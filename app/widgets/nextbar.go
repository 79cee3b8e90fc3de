package widgets

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
)

// NextBarOptions say what stands in a next-action bar.
type NextBarOptions struct {
	Title  string              // whose turn it is and what is missing
	Notes  []fyne.CanvasObject // what is missing, as Links that jump there; quiet lines
	Clock  fyne.CanvasObject   // phone: a short deadline at the right of the title
	Side   []fyne.CanvasObject // outlined buttons beside the filled one
	Button *Button             // names the next step
	Phone  bool
}

// NextBar is the bar at the foot of a record, at the height of the thumb: at the left
// what is missing, at the right the one filled button. On a phone they stand below each
// other and the button has the whole width.
func NextBar(o NextBarOptions) *fyne.Container {
	for _, side := range o.Side {
		if b, ok := side.(*Button); ok {
			b.Big()
		}
	}
	right := append([]fyne.CanvasObject(nil), o.Side...)
	if o.Button != nil {
		right = append(right, o.Button.Big())
	}
	title := NewParagraph(o.Title, theme.Body).Bold()
	if o.Phone {
		head := []fyne.CanvasObject{Grow(title)}
		if o.Clock != nil {
			head = append(head, o.Clock)
		}
		above := Row(12, head...)
		if len(o.Notes) > 0 {
			above = Column(2, above, Flow(12, o.Notes...))
		}
		parts := []fyne.CanvasObject{above}
		if o.Button != nil {
			buttons := append([]fyne.CanvasObject{Grow(o.Button)}, o.Side...)
			parts = append(parts, FillRow(theme.SpaceButtons, buttons...))
		} else if len(o.Side) > 0 {
			parts = append(parts, Row(theme.SpaceButtons, o.Side...))
		}
		return Bar(Pad(12, theme.SpaceSheets, 12, theme.SpaceSheets, Column(10, parts...)))
	}
	left := Column(2, title)
	if len(o.Notes) > 0 {
		left = Column(2, title, Flow(14, o.Notes...))
	}
	row := []fyne.CanvasObject{Grow(left)}
	if o.Clock != nil {
		row = append(row, o.Clock)
	}
	row = append(row, right...)
	return Bar(Pad(16, theme.SpacePage, 16, theme.SpacePage, Row(theme.SpaceIcon, row...)))
}

// Link is an icon and words that lead somewhere: a field that misses something, a rule.
type Link struct {
	press
	tone theme.Tone
	mark *mark
	text *line
	high float32
}

// NewLink makes a link of 14; its target is 32 high and grows in a row of its own.
func NewLink(tone theme.Tone, icon, text string, tapped func()) *Link {
	l := &Link{tone: tone, mark: newMark(icon, 18, toned(tone)), text: newLine(text, theme.Secondary, false, toned(tone)), high: theme.TargetSmall}
	l.begin(l, tapped)
	return l
}

// Target makes the link 48 high, for fingers.
func (l *Link) Target() *Link {
	l.high = theme.Target
	return l
}

// Label is what it says.
func (l *Link) Label() string { return l.text.text }

// CreateRenderer draws icon and words.
func (l *Link) CreateRenderer() fyne.WidgetRenderer {
	shade, ring := l.ground(theme.RadiusChip)
	return &drawn{
		owner:   l,
		objects: []fyne.CanvasObject{shade, l.mark.image, l.text.glyphs, ring},
		min: func() fyne.Size {
			return fyne.NewSize(l.mark.width(6)+l.text.width, max(l.high, l.text.size.Line))
		},
		layout: func(size fyne.Size) {
			l.placeGround(-6, 2, size.Width+12, size.Height-4)
			l.mark.place(0, size.Height/2)
			x := l.mark.width(6)
			l.text.place(x, 0, max(0, size.Width-x), size.Height, fyne.TextAlignLeading)
		},
		refresh: func() {
			th := theme.Current()
			l.mark.apply(th)
			l.text.apply(th)
			l.paintState()
		},
	}
}

// Panel is a sheet at the right of a record: content that scrolls, and at its foot what
// is to be done.
func Panel(content, foot fyne.CanvasObject) *fyne.Container {
	th := theme.Current()
	frame := box(theme.RadiusSheet)
	fillBox(frame, th.Sheet, th.Line, th.Hairline())
	return Layers(frame, PadAll(theme.SpaceSheet, Column(theme.SpaceIcon, Grow(NewScroll(content, theme.SpaceIcon)), foot)))
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
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
			t.text.place(0, 0, size.Width, size.Height, fyne.TextAlignCenter)
		},
		refresh: func() { t.text.glyphs.Color = t.text.paint(theme.Current()) },
	}
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

// FormHeadOptions say what stands at the head of a form.
type FormHeadOptions struct {
	Left   string            // the department
	Title  string            // the form's name
	Number string            // the record's
	Code   fyne.CanvasObject // its QR code; nil for none
	Phone  bool              // only the title
}

// FormHead is the head of a paper card: the title in serif in the middle of the sheet,
// number and code at the right, the double rule below.
func FormHead(o FormHeadOptions) *fyne.Container {
	title := NewTitle(o.Title, o.Phone)
	if o.Phone {
		return Pad(12, theme.SpaceCell, 12, theme.SpaceCell, Column(8, title, NewFormRule()))
	}
	right := []fyne.CanvasObject{Space(), NewText(o.Number, theme.Secondary).Muted()}
	if o.Code != nil {
		right = append(right, o.Code)
	}
	left := NewText(o.Left, theme.Secondary).Muted().Truncate()
	head := container.New(&headLayout{}, left, title, Row(theme.SpaceIcon, right...))
	return Pad(14, 18, 12, 18, Column(8, head, NewFormRule()))
}

// headLayout puts the second of three into the middle of the whole, whatever the others
// are wide, as long as they do not meet.
type headLayout struct{}

func (l *headLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		least := o.MinSize()
		size.Width += least.Width + theme.SpaceIcon
		size.Height = max(size.Height, least.Height)
	}
	return size
}

func (l *headLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	title, right := objects[1].MinSize().Width, objects[2].MinSize().Width
	x := max(0, min((size.Width-title)/2, size.Width-right-theme.SpaceIcon-title))
	at := func(o fyne.CanvasObject, x, w float32) {
		h := o.MinSize().Height
		place(o, x, (size.Height-h)/2, w, h)
	}
	at(objects[0], 8, max(0, x-theme.SpaceIcon-8))
	at(objects[1], x, title)
	at(objects[2], size.Width-right-8, right)
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// ProgressBar is a part of a whole; it never runs by itself.
type ProgressBar struct {
	widget.BaseWidget
	tone   theme.Tone
	part   float32
	height float32

	track, done *canvas.Rectangle
}

// NewProgressBar makes a bar of a height in dp (6 in clocks, 10 in tables, 14 alone);
// part is from 0 to 1.
func NewProgressBar(tone theme.Tone, part, height float32) *ProgressBar {
	b := &ProgressBar{tone: tone, part: part, height: height}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes tone and part.
func (b *ProgressBar) Set(tone theme.Tone, part float32) {
	b.tone, b.part = tone, part
	b.Refresh()
}

// Part is how much is done, from 0 to 1.
func (b *ProgressBar) Part() float32 { return b.part }

func (b *ProgressBar) apply() {
	th := theme.Current()
	outline := none()
	if th.Mode() == theme.Outdoor {
		outline = th.Edge
	}
	fillBox(b.track, th.Track(), outline, 1.25)
	b.done.FillColor = th.OnSheet(b.tone)
}

func (b *ProgressBar) layout(x, y, w float32) {
	place(b.track, x, y, w, b.height)
	part := min(max(b.part, 0), 1)
	show(part > 0, b.done)
	place(b.done, x, y, max(b.height, w*part), b.height)
}

// CreateRenderer draws track and part.
func (b *ProgressBar) CreateRenderer() fyne.WidgetRenderer {
	b.track, b.done = box(b.height/2), box(b.height/2)
	b.apply()
	return &drawn{
		owner:   b,
		objects: []fyne.CanvasObject{b.track, b.done},
		min:     func() fyne.Size { return fyne.NewSize(40, b.height) },
		layout:  func(size fyne.Size) { b.layout(0, (size.Height-b.height)/2, size.Width) },
		refresh: b.apply,
	}
}

// ClockData is a deadline as it is shown.
type ClockData struct {
	Name string     // whose deadline: the feedback card
	Left string     // "5 h 20 min left", "1 h 05 min over", "delivered in 16 h"
	Used float32    // part of the time that is used, 0 to 1
	Note string     // the absolute time and what else is to say
	Tone theme.Tone // idle, warn, stop, or go when it is delivered
}

// Clock is a deadline: icon and name, what is left in bold, a bar of the time used, and
// a small line below. Go through its tone: the limits are settings.
type Clock struct {
	widget.BaseWidget
	data       ClockData
	icon       *mark
	name, left *line
	note       *line
	bar        *ProgressBar
}

// NewClock makes a deadline.
func NewClock(data ClockData) *Clock {
	c := &Clock{data: data, bar: NewProgressBar(data.Tone, data.Used, 6)}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes the deadline; a running one is set again every minute.
func (c *Clock) Set(data ClockData) {
	c.data = data
	c.Refresh()
}

// Data returns what is shown.
func (c *Clock) Data() ClockData { return c.data }

func (c *Clock) apply() {
	th, tone := theme.Current(), toned(c.data.Tone)
	c.icon.name, c.icon.paint = "alarm", tone
	if c.data.Tone == theme.Go {
		c.icon.name = "circle-check"
	}
	c.icon.apply(th)
	c.name.text, c.left.text, c.note.text = c.data.Name, c.data.Left, c.data.Note
	c.left.paint = tone
	for _, l := range []*line{c.name, c.left, c.note} {
		l.apply(th)
	}
	c.bar.tone, c.bar.part = c.data.Tone, c.data.Used
	c.bar.Refresh()
}

// CreateRenderer draws the deadline.
func (c *Clock) CreateRenderer() fyne.WidgetRenderer {
	c.icon = newMark("alarm", 18, ink2)
	c.name, c.left = newLine("", theme.Secondary, false, ink2), newLine("", theme.Secondary, true, ink2)
	c.note = newLine("", theme.Note, false, ink2)
	c.apply()
	return &drawn{
		owner:   c,
		objects: []fyne.CanvasObject{c.icon.image, c.name.glyphs, c.left.glyphs, c.bar, c.note.glyphs},
		min: func() fyne.Size {
			height := max(24, c.name.size.Line) + 6 + c.bar.height
			if c.data.Note != "" {
				height += 6 + c.note.size.Line
			}
			return fyne.NewSize(c.icon.width(8)+c.left.width+60, height)
		},
		layout: func(size fyne.Size) {
			head := max(24, c.name.size.Line)
			c.icon.place(0, head/2)
			left := min(c.left.width, size.Width*0.7)
			c.left.place(size.Width-left, 0, left, head, fyne.TextAlignTrailing)
			x := c.icon.width(8)
			c.name.place(x, 0, max(0, size.Width-left-12-x), head, fyne.TextAlignLeading)
			place(c.bar, 0, head+6, size.Width, c.bar.height)
			c.note.place(0, head+12+c.bar.height, size.Width, c.note.size.Line, fyne.TextAlignLeading)
		},
		refresh: c.apply,
	}
}

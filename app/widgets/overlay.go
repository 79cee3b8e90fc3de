package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// Overlay lies over a whole window: a veil, and a panel in its middle, or at its foot on
// a phone. A tap beside the panel dismisses it.
type Overlay struct {
	widget.BaseWidget
	panel   fyne.CanvasObject
	dismiss func()
	width   float32
}

// NewOverlay makes an overlay with a panel at most width wide; dismiss may be nil for a
// panel that must be answered.
func NewOverlay(panel fyne.CanvasObject, width float32, dismiss func()) *Overlay {
	o := &Overlay{panel: panel, dismiss: dismiss, width: width}
	o.ExtendBaseWidget(o)
	return o
}

// ShowOverlay lays it over a canvas; the function it returns takes it away, once.
func ShowOverlay(c fyne.Canvas, panel fyne.CanvasObject, width float32, onDismiss func()) (closeIt func()) {
	var o *Overlay
	closed := false
	closeIt = func() {
		if !closed {
			closed = true
			c.Overlays().Remove(o)
		}
	}
	o = NewOverlay(panel, width, func() {
		closeIt()
		if onDismiss != nil {
			onDismiss()
		}
	})
	c.Overlays().Add(o)
	o.Move(fyne.NewPos(0, 0))
	o.Resize(c.Size())
	return closeIt
}

// Refit gives the panel on top the room that its content needs by now.
func Refit(c fyne.Canvas) {
	top := c.Overlays().Top()
	if top == nil {
		return
	}
	top.Refresh()
	if o, ok := top.(*Overlay); ok {
		o.panel.Refresh() // of the same size as before it is not laid out anew by itself
	}
}

// Tapped beside the panel dismisses it.
func (o *Overlay) Tapped(*fyne.PointEvent) { o.Dismiss() }

// Dismiss takes it away without an answer, where it need not be answered.
func (o *Overlay) Dismiss() {
	if o.dismiss != nil {
		o.dismiss()
	}
}

// CreateRenderer draws veil and panel.
func (o *Overlay) CreateRenderer() fyne.WidgetRenderer {
	veil := canvas.NewRectangle(color.Transparent)
	guard := &tapGuard{}
	guard.ExtendBaseWidget(guard)
	paint := func() {
		veil.FillColor = color.NRGBA{A: 0x66}
		if theme.Current().Mode() == theme.Dark {
			veil.FillColor = color.NRGBA{A: 0x99}
		}
	}
	paint()
	return &drawn{
		owner:   o,
		objects: []fyne.CanvasObject{veil, guard, o.panel},
		min:     func() fyne.Size { return fyne.NewSize(min(o.width, 280), 120) },
		layout: func(size fyne.Size) {
			place(veil, 0, 0, size.Width, size.Height)
			phone := size.Width < theme.Narrow
			w := min(o.width, size.Width-2*theme.SpacePage)
			if phone {
				w = size.Width - 2*theme.SpaceButtons
			}
			h := min(HeightFor(o.panel, w), size.Height-2*theme.SpacePage)
			x, y := (size.Width-w)/2, (size.Height-h)/2
			if phone {
				y = size.Height - h - theme.SpaceButtons
			}
			place(guard, x, y, w, h)
			place(o.panel, x, y, w, h)
		},
		refresh: paint,
	}
}

// tapGuard keeps taps on the panel from reaching the veil.
type tapGuard struct{ widget.BaseWidget }

// Tapped does nothing.
func (g *tapGuard) Tapped(*fyne.PointEvent) {}

// CreateRenderer draws nothing.
func (g *tapGuard) CreateRenderer() fyne.WidgetRenderer {
	return &drawn{owner: g, min: func() fyne.Size { return fyne.Size{} }, layout: func(fyne.Size) {}}
}

// DialogPanel is the sheet of a dialog: title, content, and buttons at its foot. The
// content scrolls where it is higher than the window.
func DialogPanel(title string, content fyne.CanvasObject, buttons ...fyne.CanvasObject) *fyne.Container {
	return NotedPanel(title, content, nil, buttons...)
}

// NotedPanel is a DialogPanel with something above its buttons that is never scrolled away.
func NotedPanel(title string, content, note fyne.CanvasObject, buttons ...fyne.CanvasObject) *fyne.Container {
	parts := []fyne.CanvasObject{NewParagraph(title, theme.Title).Bold()}
	if content != nil {
		parts = append(parts, Grow(fitScroll(content)))
	}
	if note != nil {
		parts = append(parts, note)
	}
	if len(buttons) > 0 {
		parts = append(parts, EqualAtLeast(140, theme.SpaceButtons, buttons...))
	}
	return Sheet(Column(theme.SpaceSheets, parts...))
}

// fitScroll is a scroll that asks for the height of all of its content and scrolls only
// where it gets less.
func fitScroll(content fyne.CanvasObject) fyne.CanvasObject {
	s := &fitted{content: content, scroll: NewScroll(content, theme.SpaceIcon)}
	s.ExtendBaseWidget(s)
	return s
}

type fitted struct {
	widget.BaseWidget
	content fyne.CanvasObject
	scroll  *Scroll
}

// HeightFor is the height of the content.
func (f *fitted) HeightFor(width float32) float32 { return HeightFor(f.content, width) }

// CreateRenderer scrolls the content.
func (f *fitted) CreateRenderer() fyne.WidgetRenderer {
	return &drawn{
		owner:   f,
		objects: []fyne.CanvasObject{f.scroll},
		min:     func() fyne.Size { return fyne.NewSize(f.content.MinSize().Width, theme.Target) },
		layout:  func(size fyne.Size) { place(f.scroll, 0, 0, size.Width, size.Height) },
	}
}

// MenuItem is one line of a menu.
type MenuItem struct {
	Icon, Label string
	Grave       bool   // destroys or refuses
	Reason      string // why it cannot be done now; "" where it can
	Tapped      func()
}

// MenuPanel is a list of acts to choose from, shown in an overlay; done is called before
// the chosen act, to close it.
func MenuPanel(items []MenuItem, done func()) *fyne.Container {
	rows := make([]fyne.CanvasObject, 0, len(items))
	for _, item := range items {
		data := RowData{Icon: item.Icon, Title: item.Label, Subtitle: item.Reason, Done: item.Reason != ""}
		if item.Grave {
			data.IconTone = theme.Stop
		}
		rows = append(rows, NewListRow(data, true, func() {
			if item.Reason != "" {
				return
			}
			if done != nil {
				done()
			}
			if item.Tapped != nil {
				item.Tapped()
			}
		}))
	}
	return SheetPad(0, Rows(rows...))
}

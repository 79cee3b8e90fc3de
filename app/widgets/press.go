package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// press is what everything that can be tapped shares: taps, Enter and Space, the hand
// over it, the focus ring, the darker ground while a finger is on it.
type press struct {
	widget.BaseWidget
	self     fyne.Widget
	onTapped func()
	disabled bool

	focused, hovered, down bool
	ring, shade            *canvas.Rectangle
}

// begin makes self, in which p is embedded, a widget that does something when tapped.
func (p *press) begin(self fyne.Widget, tapped func()) {
	p.self, p.onTapped = self, tapped
	p.ExtendBaseWidget(self)
}

// ringGap and ringWidth make the focus ring: 3 dp of accent, 3 outside.
const (
	ringGap   float32 = 3
	ringWidth float32 = 3
)

// ground makes the two rectangles that press draws; radius is that of the block.
func (p *press) ground(radius float32) (shade, ring *canvas.Rectangle) {
	p.shade, p.ring = box(radius), box(radius+ringGap)
	p.paintState()
	return p.shade, p.ring
}

// placeGround puts them over and around the block.
func (p *press) placeGround(x, y, w, h float32) {
	place(p.shade, x, y, w, h)
	out := ringGap + ringWidth/2
	place(p.ring, x-out, y-out, w+2*out, h+2*out)
}

func (p *press) paintState() {
	if p.ring == nil {
		return
	}
	th := theme.Current()
	p.ring.StrokeColor, p.ring.StrokeWidth = th.Accent, ringWidth
	if p.focused {
		p.ring.Show()
	} else {
		p.ring.Hide()
	}
	veil := th.Ink
	switch {
	case p.disabled:
		veil.A = 0
	case p.down:
		veil.A = 0x24
	case p.hovered:
		veil.A = 0x0F
	default:
		veil.A = 0
	}
	p.shade.FillColor = veil
	if veil.A == 0 {
		p.shade.Hide()
	} else {
		p.shade.Show()
	}
}

func (p *press) restate() {
	p.paintState()
	if p.ring != nil {
		p.ring.Refresh()
		p.shade.Refresh()
	}
}

// Tapped does what the part is for.
func (p *press) Tapped(*fyne.PointEvent) {
	if !p.disabled && p.onTapped != nil {
		p.onTapped()
	}
}

// TypedKey taps with Enter or Space and hands on what the window knows better.
func (p *press) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		p.Tapped(nil)
	default:
		toWindow(p.self, key)
	}
}

// TypedRune takes no text.
func (p *press) TypedRune(rune) {}

// FocusGained shows the ring.
func (p *press) FocusGained() {
	p.focused = true
	p.restate()
	Reveal(p.self)
}

// FocusLost hides the ring.
func (p *press) FocusLost() {
	p.focused = false
	p.restate()
}

// MouseIn shades the ground a little.
func (p *press) MouseIn(*desktop.MouseEvent) {
	p.hovered = true
	p.restate()
}

// MouseMoved does nothing.
func (p *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the shade away.
func (p *press) MouseOut() {
	p.hovered, p.down = false, false
	p.restate()
}

// MouseDown shades the ground.
func (p *press) MouseDown(*desktop.MouseEvent) { p.pressed(true) }

// MouseUp takes the shade away.
func (p *press) MouseUp(*desktop.MouseEvent) { p.pressed(false) }

// TouchDown shades the ground.
func (p *press) TouchDown(*mobile.TouchEvent) { p.pressed(true) }

// TouchUp takes the shade away.
func (p *press) TouchUp(*mobile.TouchEvent) { p.pressed(false) }

// TouchCancel takes the shade away.
func (p *press) TouchCancel(*mobile.TouchEvent) { p.pressed(false) }

func (p *press) pressed(down bool) {
	p.down = down
	p.restate()
}

// Cursor is a hand over what can be tapped.
func (p *press) Cursor() desktop.Cursor {
	if p.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// Disabled says whether it cannot be tapped now.
func (p *press) Disabled() bool { return p.disabled }

// Disable keeps it from being tapped; Tab passes it by.
func (p *press) Disable() { p.able(false) }

// Enable lets it be tapped again.
func (p *press) Enable() { p.able(true) }

func (p *press) able(able bool) {
	if p.disabled == able {
		p.disabled = !able
		p.self.Refresh()
	}
}

// toWindow hands a key that a focused part has no use for to the window, so that Esc and
// the function keys work wherever the focus is.
func toWindow(o fyne.CanvasObject, key *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(key)
	}
}

package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// PINPad is where digits are tapped with gloves on: twelve large keys under a dot for each
// digit that was given. Keys of a keyboard are handed to it by whoever shows it.
type PINPad struct {
	*fyne.Container
	least  int // dots that are shown at once
	digits string
	done   func(digits string)
	dots   *Text
	keys   []*padKey
}

// mostDigits bounds what is typed by a cat.
const mostDigits = 16

// Names of the keys that are no digit.
const (
	padBack = "eraser"
	padDone = "check"
)

// NewPINPad makes a pad that shows so many empty dots; done gets what was given.
func NewPINPad(least int, back, enter string, done func(digits string)) *PINPad {
	p := &PINPad{least: least, done: done, dots: NewText("", theme.Page)}
	key := func(label, icon, name string, tapped func()) fyne.CanvasObject {
		k := &padKey{label: label, icon: icon, name: name}
		k.begin(k, tapped)
		p.keys = append(p.keys, k)
		return k
	}
	var rows []fyne.CanvasObject
	for _, row := range []string{"123", "456", "789"} {
		var keys []fyne.CanvasObject
		for _, d := range row {
			keys = append(keys, key(string(d), "", string(d), func() { p.Type(d) }))
		}
		rows = append(rows, Equal(theme.SpaceButtons, keys...))
	}
	rows = append(rows, Equal(theme.SpaceButtons,
		key("", padBack, back, p.Back), key("0", "", "0", func() { p.Type('0') }), key("", padDone, enter, p.Enter)))
	p.Container = Column(theme.SpaceButtons, append([]fyne.CanvasObject{Row(0, Space(), p.dots, Space()), Gap(0, theme.SpaceHalf)}, rows...)...)
	p.show()
	return p
}

// Type takes a digit; anything else is left alone, and it tells so.
func (p *PINPad) Type(r rune) bool {
	if r < '0' || r > '9' || p.disabled() || len(p.digits) >= mostDigits {
		return false
	}
	p.digits += string(r)
	p.show()
	return true
}

// Key takes a key of a keyboard that is no character; it tells whether it meant something.
func (p *PINPad) Key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyBackspace, fyne.KeyDelete:
		p.Back()
	case fyne.KeyReturn, fyne.KeyEnter:
		p.Enter()
	default:
		return false
	}
	return true
}

// Back takes the last digit away.
func (p *PINPad) Back() {
	if p.digits != "" && !p.disabled() {
		p.digits = p.digits[:len(p.digits)-1]
		p.show()
	}
}

// Enter hands over what was given.
func (p *PINPad) Enter() {
	if p.digits != "" && !p.disabled() {
		p.done(p.digits)
	}
}

// Clear begins anew.
func (p *PINPad) Clear() {
	p.digits = ""
	p.show()
}

// Busy takes no digits until it is false again: what was given is being looked at.
func (p *PINPad) Busy(busy bool) {
	for _, k := range p.keys {
		k.disabled = busy
		k.Refresh()
	}
}

func (p *PINPad) disabled() bool { return p.keys[0].disabled }

func (p *PINPad) show() {
	p.dots.SetText(strings.TrimSpace(strings.Repeat("● ", len(p.digits)) + strings.Repeat("○ ", max(0, p.least-len(p.digits)))))
	p.Refresh()
}

// padKey is one key of a pad.
type padKey struct {
	press
	label string // a digit, or
	icon  string // an icon
	name  string // what it means

	text  *line
	mark  *mark
	frame *canvas.Rectangle
}

// padHeight is how high a key is: more than a finger in a glove.
const padHeight float32 = 72

// Label is what the key means.
func (k *padKey) Label() string { return k.name }

func (k *padKey) apply() {
	th := theme.Current()
	k.text.paint, k.text.level, k.text.text = ink, theme.Page, k.label
	if k.disabled {
		k.text.paint = ink3
	}
	k.text.apply(th)
	k.mark.name, k.mark.base, k.mark.paint = k.icon, 28, ink2
	fill, edge := th.Sheet, th.Edge
	if k.icon == padDone {
		k.mark.paint, fill, edge = onAccent, th.Accent, none()
	}
	if k.disabled {
		k.mark.paint = ink3
	}
	k.mark.apply(th)
	if k.disabled && k.icon == padDone {
		fill = th.IdleWash
	}
	fillBox(k.frame, fill, edge, outlineOf(th))
	k.paintState()
}

// CreateRenderer draws the key.
func (k *padKey) CreateRenderer() fyne.WidgetRenderer {
	k.frame = box(theme.RadiusButton)
	k.text = newLine(k.label, theme.Page, true, ink)
	k.mark = newMark(k.icon, 28, ink2)
	shade, ring := k.ground(theme.RadiusButton)
	k.apply()
	return &drawn{
		owner:   k,
		objects: []fyne.CanvasObject{k.frame, shade, k.mark.image, k.text.glyphs, ring},
		min:     func() fyne.Size { return fyne.NewSize(padHeight, max(padHeight, k.text.size.Line+24)) },
		layout: func(size fyne.Size) {
			place(k.frame, 0, 0, size.Width, size.Height)
			k.placeGround(0, 0, size.Width, size.Height)
			k.mark.place((size.Width-k.mark.width(0))/2, size.Height/2)
			k.text.place((size.Width-k.text.width)/2, 0, k.text.width+2, size.Height, fyne.TextAlignLeading)
		},
		refresh: k.apply,
	}
}

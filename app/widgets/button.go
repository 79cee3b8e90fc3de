package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// ButtonKind is how much a button asks for.
type ButtonKind int

// The kinds: one filled button in view names the next step; outlined ones stand beside
// it; quiet ones stand in rows and heads; a grave one destroys or refuses.
const (
	Filled ButtonKind = iota
	Outlined
	Quiet
	Grave
)

// Button is a target of 48 dp that names what it does.
type Button struct {
	press
	kind    ButtonKind
	icon    string
	label   string
	big     bool
	small   bool
	tooltip string

	text  *line
	mark  *mark
	frame *canvas.Rectangle
}

// NewButton makes a button; icon may be empty.
func NewButton(kind ButtonKind, icon, label string, tapped func()) *Button {
	b := &Button{kind: kind, icon: icon, label: label}
	b.begin(b, tapped)
	return b
}

// NewIconButton makes an outlined square with only an icon: for call, map, copy, print,
// back and the like. name says what it does, for tests and for those who cannot see it.
func NewIconButton(icon, name string, tapped func()) *Button {
	b := NewButton(Outlined, icon, "", tapped)
	b.tooltip = name
	return b
}

// NewQuietIcon makes a square icon without an outline, as the arrow back is.
func NewQuietIcon(icon, name string, tapped func()) *Button {
	b := NewIconButton(icon, name, tapped)
	b.kind = Quiet
	return b
}

// Big makes it 56 high with larger text: the one button of a bar or panel.
func (b *Button) Big() *Button {
	b.big = true
	return b
}

// Small makes it 36 high, for desktops with a pointer.
func (b *Button) Small() *Button {
	b.small = true
	return b
}

// Label is what is written on it, or what its icon means.
func (b *Button) Label() string {
	if b.label == "" {
		return b.tooltip
	}
	return b.label
}

// Kind says how it is drawn.
func (b *Button) Kind() ButtonKind { return b.kind }

// Set changes icon and label: the next step became another one.
func (b *Button) Set(icon, label string) {
	b.icon, b.label = icon, label
	b.Refresh()
}

// OnTapped replaces what it does.
func (b *Button) OnTapped(tapped func()) { b.onTapped = tapped }

func (b *Button) height() float32 {
	switch {
	case b.big:
		return max(theme.TargetBig, b.text.size.Line+24)
	case b.small:
		return max(36, b.text.size.Line+12)
	}
	return max(theme.Target, b.text.size.Line+20)
}

// measures are the space at the sides, between icon and text, and the icon's size.
func (b *Button) measures() (side, gap, icon float32) {
	switch {
	case b.big && b.label == "":
		return 16, 0, 24
	case b.big:
		return 24, 12, 22
	case b.small:
		return 12, 6, 18
	case b.kind == Filled || b.kind == Grave:
		return 24, 12, 20
	case b.kind == Quiet:
		return 12, 10, 20
	}
	return 18, 10, 20
}

func (b *Button) contentWidth() float32 {
	_, gap, _ := b.measures()
	switch {
	case b.label == "":
		return b.mark.width(0)
	case b.icon == "":
		return b.text.width
	}
	return b.mark.width(gap) + b.text.width
}

func (b *Button) paint() paint {
	switch {
	case b.disabled:
		return ink3
	case b.kind == Filled:
		return onAccent
	case b.kind == Grave:
		return toned(theme.Stop)
	case b.kind == Quiet && b.label == "":
		return ink2
	}
	return accent
}

func (b *Button) apply() {
	th := theme.Current()
	p := b.paint()
	b.text.paint, b.text.bold = p, true
	switch {
	case b.big:
		b.text.level = theme.Action
	case b.small:
		b.text.level = theme.Secondary
	default:
		b.text.level = theme.Body
	}
	b.text.text = b.label
	b.text.apply(th)
	_, _, size := b.measures()
	b.mark.name, b.mark.base, b.mark.paint = b.icon, size, p
	b.mark.apply(th)
	switch {
	case b.disabled && b.kind == Quiet:
		fillBox(b.frame, none(), none(), 0)
	case b.disabled && th.Mode() == theme.Outdoor:
		fillBox(b.frame, th.Sheet, th.Line, 1.5)
	case b.disabled:
		fillBox(b.frame, th.IdleWash, none(), 0)
	case b.kind == Filled:
		fillBox(b.frame, th.Accent, none(), 0)
	case b.kind == Outlined:
		fillBox(b.frame, th.Sheet, th.Edge, outlineOf(th))
	case b.kind == Grave:
		fillBox(b.frame, th.Sheet, th.OnSheet(theme.Stop), 1.5)
	default:
		fillBox(b.frame, none(), none(), 0)
	}
	b.paintState()
}

// fit sets a label that is too long for the button in smaller text before it is cut.
func (b *Button) fit(width float32) {
	th := theme.Current()
	for _, level := range []theme.Level{theme.Action, theme.Body, theme.Secondary, theme.Note} {
		if level == theme.Action && !b.big || level == theme.Body && b.small {
			continue
		}
		b.text.level = level
		b.text.apply(th)
		if b.contentWidth() <= width {
			return
		}
	}
}

// CreateRenderer draws frame, icon and label.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.frame = box(theme.RadiusButton)
	b.text = newLine(b.label, theme.Body, true, accent)
	b.mark = newMark(b.icon, 20, accent)
	shade, ring := b.ground(theme.RadiusButton)
	b.apply()
	return &drawn{
		owner:   b,
		objects: []fyne.CanvasObject{b.frame, shade, b.mark.image, b.text.glyphs, ring},
		min: func() fyne.Size {
			side, _, _ := b.measures()
			if b.label == "" {
				return fyne.NewSquareSize(b.height())
			}
			return fyne.NewSize(max(b.contentWidth()+2*side, b.height()), b.height())
		},
		layout: func(size fyne.Size) {
			place(b.frame, 0, 0, size.Width, size.Height)
			b.placeGround(0, 0, size.Width, size.Height)
			_, gap, _ := b.measures()
			if b.label == "" {
				gap = 0
			}
			b.fit(size.Width - 8)
			width := min(b.contentWidth(), size.Width-8)
			x := (size.Width - width) / 2
			b.mark.place(x, size.Height/2)
			x += b.mark.width(gap)
			b.text.place(x, 0, max(0, size.Width-4-x), size.Height, fyne.TextAlignLeading)
		},
		refresh: b.apply,
	}
}

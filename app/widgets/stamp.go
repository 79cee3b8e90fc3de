package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// Stamp is the kind of work as one character in an outlined square, like a seal: accent
// while the work is open, idle when it is done.
type Stamp struct {
	widget.BaseWidget
	text *line
	open bool
	size float32
}

// NewStamp makes a stamp of a side in dp: 40 in panels, 32 in lists.
func NewStamp(text string, open bool, size float32) *Stamp {
	s := &Stamp{open: open, size: size * max(1, theme.Current().Scale())}
	level := theme.Title
	if size < 36 {
		level = theme.Body
	}
	s.text = newLine(text, level, true, s.ink)
	s.ExtendBaseWidget(s)
	return s
}

// Set changes the character and whether the work is open.
func (s *Stamp) Set(text string, open bool) {
	s.text.text, s.open = text, open
	s.Refresh()
}

// Text returns the character.
func (s *Stamp) Text() string { return s.text.text }

func (s *Stamp) tone() theme.Tone {
	if s.open {
		return theme.Accent
	}
	return theme.Idle
}

func (s *Stamp) ink(th *theme.Theme) color.NRGBA { return th.Chip(s.tone()).Text }

// CreateRenderer draws the seal.
func (s *Stamp) CreateRenderer() fyne.WidgetRenderer {
	ground := box(theme.RadiusChip)
	apply := func() {
		th := theme.Current()
		look := th.Chip(s.tone())
		fillBox(ground, look.Fill, look.Text, 1.5)
		s.text.apply(th)
	}
	apply()
	return &drawn{
		owner:   s,
		objects: []fyne.CanvasObject{ground, s.text.glyphs},
		min:     func() fyne.Size { return fyne.NewSquareSize(s.size) },
		layout: func(size fyne.Size) {
			x, y := (size.Width-s.size)/2, (size.Height-s.size)/2
			place(ground, x+0.75, y+0.75, s.size-1.5, s.size-1.5)
			s.text.place(x, y, s.size, s.size, fyne.TextAlignCenter)
		},
		refresh: apply,
	}
}

// Avatar is the first character of a person's name in a circle.
type Avatar struct {
	widget.BaseWidget
	text *line
	size float32
}

// NewAvatar makes a circle of a size in dp.
func NewAvatar(name string, size float32) *Avatar {
	level := theme.Body
	if size < 36 {
		level = theme.Secondary
	}
	a := &Avatar{size: size, text: newLine(initial(name), level, true, ink2)}
	a.ExtendBaseWidget(a)
	return a
}

func initial(name string) string {
	for _, r := range name {
		return string(r)
	}
	return ""
}

// SetName changes the person.
func (a *Avatar) SetName(name string) {
	a.text.text = initial(name)
	a.Refresh()
}

// CreateRenderer draws the circle.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	ground := box(a.size / 2)
	apply := func() {
		th := theme.Current()
		look := th.Chip(theme.Idle)
		fillBox(ground, look.Fill, look.Outline, 1.5)
		a.text.apply(th)
	}
	apply()
	return &drawn{
		owner:   a,
		objects: []fyne.CanvasObject{ground, a.text.glyphs},
		min:     func() fyne.Size { return fyne.NewSquareSize(a.size) },
		layout: func(size fyne.Size) {
			x, y := (size.Width-a.size)/2, (size.Height-a.size)/2
			place(ground, x, y, a.size, a.size)
			a.text.place(x, y, a.size, a.size, fyne.TextAlignCenter)
		},
		refresh: apply,
	}
}

// Keycap is the name of a key with what it does: `Ctrl` `N` new.
type Keycap struct {
	widget.BaseWidget
	caps  []*line
	words *line
}

// NewKeycap makes a hint; words may be empty.
func NewKeycap(words string, keys ...string) *Keycap {
	k := &Keycap{words: newLine(words, theme.Note, false, ink2)}
	for _, key := range keys {
		k.caps = append(k.caps, newLine(key, theme.Note, true, ink2))
	}
	k.ExtendBaseWidget(k)
	return k
}

// CreateRenderer draws the caps and the words after them.
func (k *Keycap) CreateRenderer() fyne.WidgetRenderer {
	const height, side, gap = float32(22), float32(6), float32(4)
	d := &drawn{owner: k}
	widthOf := func(l *line) float32 { return max(height-4, l.width+2*side) }
	for _, c := range k.caps {
		d.objects = append(d.objects, box(theme.RadiusForm), c.glyphs)
	}
	d.objects = append(d.objects, k.words.glyphs)
	d.refresh = func() {
		th := theme.Current()
		for i, c := range k.caps {
			c.apply(th)
			if frame, ok := d.objects[2*i].(*canvas.Rectangle); ok {
				outline := th.Line
				if th.Mode() == theme.Outdoor {
					outline = th.Edge
				}
				fillBox(frame, th.Sheet, outline, 1)
			}
		}
		k.words.apply(th)
	}
	d.refresh()
	d.min = func() fyne.Size {
		width := float32(0)
		for _, c := range k.caps {
			width += widthOf(c) + gap
		}
		if k.words.text != "" {
			width += k.words.width + gap
		}
		return fyne.NewSize(max(0, width-gap), max(height, k.words.size.Line+6))
	}
	d.layout = func(size fyne.Size) {
		x, y := float32(0), (size.Height-height)/2
		for i, c := range k.caps {
			w := widthOf(c)
			place(d.objects[2*i], x, y, w, height)
			c.place(x, y, w, height, fyne.TextAlignCenter)
			x += w + gap
		}
		if k.words.text != "" {
			k.words.place(x+gap/2, 0, k.words.width, size.Height, fyne.TextAlignLeading)
		}
	}
	return d
}

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// Segment is one answer of a choice.
type Segment struct {
	Label string
	Icon  string     // shown when chosen; "" is a check
	Tone  theme.Tone // of the chosen answer; Idle is drawn as accent
}

// Segments is a choice of up to four answers, all in view: equal parts 48 high. Where
// the row is too narrow for the words they stand below each other.
type Segments struct {
	widget.BaseWidget
	// OnChosen is told the index of the answer, or -1 where Clearable took it back.
	OnChosen func(index int)
	// Clearable lets a second tap take the answer back.
	Clearable bool

	parts  []*segment
	chosen int
	width  float32
}

// NewSegments makes a choice; chosen is -1 for no answer yet.
func NewSegments(options []Segment, chosen int, onChosen func(index int)) *Segments {
	s := &Segments{OnChosen: onChosen, chosen: chosen}
	for at, o := range options {
		part := &segment{option: o, chosen: at == chosen, beside: func(step int) *segment { return s.part(at + step) }}
		part.begin(part, func() { s.tapped(at) })
		s.parts = append(s.parts, part)
	}
	s.ExtendBaseWidget(s)
	return s
}

func (s *Segments) tapped(at int) {
	if at == s.chosen {
		if !s.Clearable {
			return
		}
		at = -1
	}
	s.SetChosen(at)
	if s.OnChosen != nil {
		s.OnChosen(at)
	}
}

// part returns an answer by its place, nil beyond the ends.
func (s *Segments) part(at int) *segment {
	if at < 0 || at >= len(s.parts) {
		return nil
	}
	return s.parts[at]
}

// Chosen is the index of the answer, -1 for none.
func (s *Segments) Chosen() int { return s.chosen }

// SetChosen changes the answer without telling OnChosen.
func (s *Segments) SetChosen(at int) {
	s.chosen = at
	for i, part := range s.parts {
		if part.chosen != (i == at) {
			part.chosen = i == at
			part.Refresh()
		}
	}
}

// Choose does what a tap on an answer does.
func (s *Segments) Choose(at int) { s.tapped(at) }

// Disable keeps the answer from being changed.
func (s *Segments) Disable() {
	for _, part := range s.parts {
		part.Disable()
	}
}

func (s *Segments) natural() float32 {
	widest := float32(0)
	for _, part := range s.parts {
		widest = max(widest, part.MinSize().Width)
	}
	return widest
}

// columns is how many answers stand side by side at a width.
func (s *Segments) columns(width float32) int {
	n := len(s.parts)
	for n > 1 && (width-theme.SpaceButtons*float32(n-1))/float32(n) < s.natural() {
		n = (n + 1) / 2
	}
	return max(1, n)
}

// HeightFor is its height at a width.
func (s *Segments) HeightFor(width float32) float32 {
	if len(s.parts) == 0 {
		return 0
	}
	columns := s.columns(width)
	rows := (len(s.parts) + columns - 1) / columns
	return float32(rows)*s.parts[0].MinSize().Height + float32(rows-1)*theme.SpaceButtons
}

// CreateRenderer lays the answers out.
func (s *Segments) CreateRenderer() fyne.WidgetRenderer {
	d := &drawn{owner: s}
	for _, part := range s.parts {
		d.objects = append(d.objects, part)
	}
	d.min = func() fyne.Size {
		width := s.width
		if width == 0 {
			n := float32(len(s.parts))
			width = s.natural()*n + theme.SpaceButtons*(n-1)
		}
		return fyne.NewSize(s.natural(), s.HeightFor(width))
	}
	d.layout = func(size fyne.Size) {
		s.width = size.Width
		columns := s.columns(size.Width)
		w := (size.Width - theme.SpaceButtons*float32(columns-1)) / float32(columns)
		for i, part := range s.parts {
			h := part.MinSize().Height
			place(part, float32(i%columns)*(w+theme.SpaceButtons), float32(i/columns)*(h+theme.SpaceButtons), w, h)
		}
	}
	d.refresh = func() {
		for _, part := range s.parts {
			part.Refresh()
		}
	}
	return d
}

type segment struct {
	press
	option Segment
	chosen bool
	beside func(step int) *segment
	text   *line
	mark   *mark
}

// TypedKey goes to the answers beside it with the arrows; Space and Enter choose.
func (s *segment) TypedKey(key *fyne.KeyEvent) {
	step := 0
	switch key.Name {
	case fyne.KeyLeft, fyne.KeyUp:
		step = -1
	case fyne.KeyRight, fyne.KeyDown:
		step = 1
	default:
		s.press.TypedKey(key)
		return
	}
	if to := s.beside(step); to != nil {
		focusOn(to)
	}
}

// Label is the answer.
func (s *segment) Label() string { return s.option.Label }

func (s *segment) tone() theme.Tone {
	if s.option.Tone == theme.Idle {
		return theme.Accent
	}
	return s.option.Tone
}

func (s *segment) apply(frame *canvas.Rectangle) {
	th := theme.Current()
	look := th.Chip(s.tone())
	s.mark.name, s.text.bold = "", s.chosen
	switch {
	case s.chosen:
		s.mark.name = s.option.Icon
		if s.mark.name == "" {
			s.mark.name = "check"
		}
		s.mark.paint, s.text.paint = chipText(s.tone()), chipText(s.tone())
		outline := look.Text
		if th.Mode() == theme.Outdoor {
			outline = th.OnSheet(s.tone())
		}
		fillBox(frame, look.Fill, outline, 1.75)
	case s.disabled:
		s.text.paint = ink3
		fillBox(frame, th.Well, th.Line, outlineOf(th))
	default:
		s.text.paint = ink2
		fillBox(frame, th.Sheet, th.Edge, outlineOf(th))
	}
	s.text.apply(th)
	s.mark.apply(th)
	s.paintState()
}

// CreateRenderer draws one answer.
func (s *segment) CreateRenderer() fyne.WidgetRenderer {
	frame := box(theme.RadiusSheet)
	s.text = newLine(s.option.Label, theme.Body, false, ink2)
	s.mark = newMark("", 18, ink2)
	shade, ring := s.ground(theme.RadiusSheet)
	s.apply(frame)
	bold := newLine(s.option.Label, theme.Body, true, ink2).width
	return &drawn{
		owner:   s,
		objects: []fyne.CanvasObject{frame, shade, s.mark.image, s.text.glyphs, ring},
		min: func() fyne.Size {
			return fyne.NewSize(bold+18+8+24, max(theme.Target, s.text.size.Line+20))
		},
		layout: func(size fyne.Size) {
			place(frame, 0, 0, size.Width, size.Height)
			s.placeGround(0, 0, size.Width, size.Height)
			width := min(s.mark.width(8)+s.text.width, size.Width-12)
			x := (size.Width - width) / 2
			s.mark.place(x, size.Height/2)
			x += s.mark.width(8)
			s.text.place(x, 0, max(0, size.Width-6-x), size.Height, fyne.TextAlignLeading)
		},
		refresh: func() { s.apply(frame) },
	}
}

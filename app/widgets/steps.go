package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// Steps shows where one is on a way of a few steps: those behind with a check, the
// present one filled, those ahead with their number.
type Steps struct {
	widget.BaseWidget
	labels []string
	now    int
}

// NewSteps makes steps; now is the index of the present one.
func NewSteps(labels []string, now int) *Steps {
	s := &Steps{labels: labels, now: now}
	s.ExtendBaseWidget(s)
	return s
}

// SetNow moves on.
func (s *Steps) SetNow(now int) {
	s.now = now
	s.Refresh()
}

// CreateRenderer draws circles, words and the lines between them; where the words do
// not fit only the present one is written.
func (s *Steps) CreateRenderer() fyne.WidgetRenderer {
	const size = float32(28)
	d := &drawn{owner: s}
	type step struct {
		circle, rule *canvas.Rectangle
		number, word *line
		check        *mark
	}
	var steps []*step
	for i, label := range s.labels {
		st := &step{
			circle: box(size / 2), rule: box(0),
			number: newLine(strconv.Itoa(i+1), theme.Secondary, true, ink2),
			word:   newLine(label, theme.Body, false, ink2),
			check:  newFixedMark("check", 18, toned(theme.Go)),
		}
		steps = append(steps, st)
		d.objects = append(d.objects, st.circle, st.rule, st.number.glyphs, st.word.glyphs, st.check.image)
	}
	d.refresh = func() {
		th := theme.Current()
		for i, st := range steps {
			st.rule.FillColor = th.Line
			st.word.bold, st.word.paint, st.number.paint, st.check.paint = false, ink, ink2, chipText(theme.Go)
			switch {
			case i < s.now:
				fillBox(st.circle, th.GoWash, none(), 0)
			case i == s.now:
				fillBox(st.circle, th.Accent, none(), 0)
				st.word.bold, st.word.paint, st.number.paint = true, accent, onAccent
			default:
				fillBox(st.circle, th.Sheet, th.Edge, 1.5)
				st.word.paint = ink2
			}
			st.word.apply(th)
			st.number.apply(th)
			st.check.apply(th)
			show(i < s.now, st.check.image)
			show(i >= s.now, st.number.glyphs)
			show(i > 0, st.rule)
		}
	}
	d.refresh()
	const gap, rule = float32(10), float32(40)
	d.min = func() fyne.Size { return fyne.NewSize(240, max(size, theme.Current().Text(theme.Body).Line+8)) }
	d.layout = func(whole fyne.Size) {
		natural := float32(0)
		for i, st := range steps {
			natural += size + gap + st.word.width
			if i > 0 {
				natural += rule + 2*gap
			}
		}
		wide := natural <= whole.Width
		x, y := float32(0), (whole.Height-size)/2
		for i, st := range steps {
			if i > 0 {
				w := rule
				if !wide {
					w = 14
				}
				place(st.rule, x, whole.Height/2-1, w, 2)
				x += w + gap
				if !wide {
					x -= gap - 4
				}
			}
			place(st.circle, x, y, size, size)
			st.number.place(x, y, size, size, fyne.TextAlignCenter)
			st.check.place(x+(size-18)/2, whole.Height/2)
			x += size
			if wide || i == s.now {
				x += gap
				st.word.glyphs.Show()
				w := min(st.word.width, max(0, whole.Width-x))
				st.word.place(x, 0, w, whole.Height, fyne.TextAlignLeading)
				x += w + gap
			} else {
				st.word.glyphs.Hide()
				x += 4
			}
		}
	}
	return d
}

// ChoiceCard is one of two or three large answers beside each other: mine and theirs in
// a conflict, with who, when, the value in large, and the reason.
type ChoiceCard struct {
	press
	chosen  bool
	title   string
	content *fyne.Container
	radio   *Check
	frame   *canvas.Rectangle
}

// ChoiceText is what stands on a card.
type ChoiceText struct {
	Title, Source string // whose; when and where
	Lead, Value   string // a line over the value; the value itself
	Reason        string
}

// NewChoiceCard makes a card.
func NewChoiceCard(text ChoiceText, chosen bool, onChosen func()) *ChoiceCard {
	c := &ChoiceCard{chosen: chosen, title: text.Title}
	c.radio = NewRadio("", chosen, func(bool) { c.Tapped(nil) })
	parts := []fyne.CanvasObject{
		Row(theme.SpaceIcon, c.radio, Grow(Column(0, NewText(text.Title, theme.Body).Bold().Truncate(), NewText(text.Source, theme.Secondary).Muted().Truncate()))),
		Rule(),
	}
	if text.Lead != "" {
		parts = append(parts, NewParagraph(text.Lead, theme.Title).Bold())
	}
	level := theme.Page
	if len([]rune(text.Value)) > 24 {
		level = theme.Body
	}
	value := NewParagraph(text.Value, level)
	if level == theme.Page {
		value.Bold()
	}
	parts = append(parts, value)
	if text.Reason != "" {
		parts = append(parts, TopRow(8, NewMutedIcon("message", 20), Grow(NewParagraph(text.Reason, theme.Body).Muted())))
	}
	c.content = PadAll(theme.SpaceSheet, Column(8, parts...))
	c.begin(c, onChosen)
	return c
}

// Label is whose value it is.
func (c *ChoiceCard) Label() string { return c.title }

// SetChosen marks the card.
func (c *ChoiceCard) SetChosen(chosen bool) {
	c.chosen = chosen
	c.radio.SetChecked(chosen)
	c.Refresh()
}

// Chosen says whether it is marked.
func (c *ChoiceCard) Chosen() bool { return c.chosen }

// HeightFor is its height at a width.
func (c *ChoiceCard) HeightFor(width float32) float32 { return HeightFor(c.content, width) }

// CreateRenderer draws the card.
func (c *ChoiceCard) CreateRenderer() fyne.WidgetRenderer {
	c.frame = box(theme.RadiusButton)
	shade, ring := c.ground(theme.RadiusButton)
	apply := func() {
		th := theme.Current()
		if c.chosen {
			fillBox(c.frame, th.Wash, th.Accent, 2.5)
		} else {
			fillBox(c.frame, th.Sheet, th.Edge, outlineOf(th))
		}
		c.paintState()
	}
	apply()
	return &drawn{
		owner:   c,
		objects: []fyne.CanvasObject{c.frame, shade, c.content, ring},
		min: func() fyne.Size {
			least := c.content.MinSize()
			if w := c.Size().Width; w > 0 {
				least.Height = c.HeightFor(w)
			}
			return least
		},
		layout: func(size fyne.Size) {
			place(c.frame, 1, 1, size.Width-2, size.Height-2)
			c.placeGround(0, 0, size.Width, size.Height)
			place(c.content, 0, 0, size.Width, size.Height)
		},
		refresh: apply,
	}
}

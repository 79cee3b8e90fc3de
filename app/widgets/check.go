package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// Check is a box of 24 with its words; the whole row of 48 is the target. As a radio it
// is round, and a tap only ever sets it.
type Check struct {
	press
	// OnChanged is told the new state after a tap.
	OnChanged func(checked bool)

	label   string
	checked bool
	radio   bool
	words   *Paragraph
	frame   *canvas.Rectangle
	dot     *canvas.Rectangle
	mark    *mark
}

// NewCheck makes a check box.
func NewCheck(label string, checked bool, onChanged func(checked bool)) *Check {
	c := &Check{OnChanged: onChanged, label: label, checked: checked, words: NewParagraph(label, theme.Body)}
	c.begin(c, func() {
		if c.radio && c.checked {
			return
		}
		c.SetChecked(!c.checked)
		if c.OnChanged != nil {
			c.OnChanged(c.checked)
		}
	})
	return c
}

// NewRadio makes a radio button; who makes several takes care that one is set.
func NewRadio(label string, chosen bool, onChosen func(bool)) *Check {
	c := NewCheck(label, chosen, onChosen)
	c.radio = true
	return c
}

// Label is what is checked.
func (c *Check) Label() string { return c.label }

// Checked says whether it is set.
func (c *Check) Checked() bool { return c.checked }

// SetChecked changes it without telling OnChanged.
func (c *Check) SetChecked(checked bool) {
	c.checked = checked
	c.Refresh()
}

// HeightFor is its height at a width, where the words wrap.
func (c *Check) HeightFor(width float32) float32 {
	return max(theme.Target, c.words.HeightFor(max(1, width-24-theme.SpaceIcon))+20)
}

func (c *Check) apply() {
	th := theme.Current()
	ground, outline := th.Sheet, th.Edge
	switch {
	case c.checked && c.disabled:
		ground, outline = th.Ink3, th.Ink3
	case c.checked:
		ground, outline = th.Accent, th.Accent
	case c.disabled:
		ground, outline = th.Well, th.Line
	}
	fillBox(c.frame, ground, outline, 1.5)
	c.dot.FillColor = th.OnAccent
	c.mark.apply(th)
	show(c.checked && !c.radio, c.mark.image)
	show(c.checked && c.radio, c.dot)
	c.words.paint = ink
	if c.disabled {
		c.words.paint = ink2
	}
	c.paintState()
}

// CreateRenderer draws box and words.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	const size = float32(24)
	radius := theme.RadiusChip
	if c.radio {
		radius = size / 2
	}
	c.frame, c.dot = box(radius), box(4.5)
	c.mark = newFixedMark("check", 18, onAccent)
	shade, ring := c.ground(radius)
	c.apply()
	return &drawn{
		owner:   c,
		objects: []fyne.CanvasObject{c.frame, c.dot, c.mark.image, shade, ring, c.words},
		min: func() fyne.Size {
			if c.label == "" {
				return fyne.NewSize(size+8, theme.Target)
			}
			width := c.Size().Width
			if width == 0 {
				width = newLine(c.label, theme.Body, false, ink).width + size + theme.SpaceIcon
			}
			return fyne.NewSize(min(width, size+theme.SpaceIcon+c.words.MinSize().Width), c.HeightFor(width))
		},
		layout: func(whole fyne.Size) {
			middle := min(whole.Height, theme.Target) / 2
			if whole.Height > theme.Target && c.words.HeightFor(max(1, whole.Width-size-theme.SpaceIcon)) <= c.words.size.Line {
				middle = whole.Height / 2
			}
			place(c.frame, 0.75, middle-size/2+0.75, size-1.5, size-1.5)
			place(c.dot, size/2-4.5, middle-4.5, 9, 9)
			c.mark.place(3, middle)
			c.placeGround(0, middle-size/2, size, size)
			w := max(1, whole.Width-size-theme.SpaceIcon)
			h := c.words.HeightFor(w)
			place(c.words, size+theme.SpaceIcon, middle-c.words.size.Line/2, w, h)
		},
		refresh: func() {
			c.apply()
			c.words.Refresh()
		},
	}
}

package apptest

import (
	"fmt"
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// patience is how long a Hand waits for something to be seen.
const patience = 20 * time.Second

// Hand works a window the way a person does: it looks for words and taps, types and
// draws where they are.
type Hand struct {
	window fyne.Window
	loop   *Loop
}

// NewHand returns a hand on a window whose app draws on the loop.
func NewHand(window fyne.Window, loop *Loop) *Hand { return &Hand{window, loop} }

// Tap taps a text, scrolling to it first.
func (h *Hand) Tap(text string) error {
	s, err := h.Find(text)
	if err != nil {
		return err
	}
	return h.TapSeen(s)
}

// TapSeen taps a text that was found.
func (h *Hand) TapSeen(s Seen) error { return h.TapAt(s, s.Size.Width/2, s.Size.Height/2) }

// TapAt taps what was found at a place within it.
func (h *Hand) TapAt(s Seen, x, y float32) error {
	h.Reveal(&s)
	test.TapCanvas(h.window.Canvas(), s.At.AddXY(x, y))
	h.loop.Settle()
	return nil
}

// TapIn taps the text that lies nearest to another, as the button in a certain row.
func (h *Hand) TapIn(near, text string) error {
	s, err := h.Nearest(near, func(s Seen) bool { return s.Text == text && s.Entry == nil })
	if err != nil {
		return fmt.Errorf("tap %q: %w", text, err)
	}
	return h.TapSeen(s)
}

// otherRow keeps what stands in another row behind all that stands in the label's own.
const otherRow = 10000

// Nearest returns what lies nearest to a text, to its right or below it, of what is wanted.
func (h *Hand) Nearest(near string, wanted func(Seen) bool) (Seen, error) {
	return h.nearest(near, h.Look, wanted)
}

// Part returns the widget of a kind that lies nearest to a text, for what has no text of
// its own: stars, a pad.
func (h *Hand) Part(near string, wanted func(fyne.Widget) bool) (Seen, error) {
	return h.nearest(near, func() []Seen { return h.look().parts }, func(s Seen) bool { return wanted(s.Part) })
}

func (h *Hand) nearest(near string, of func() []Seen, wanted func(Seen) bool) (Seen, error) {
	found, err := h.Find(near)
	if err != nil {
		return Seen{}, err
	}
	labels := []Seen{found}
	for _, s := range h.Look() {
		if s.Text == found.Text && s.Entry == nil && s.At != found.At {
			labels = append(labels, s) // a link to a field reads as its label does
		}
	}
	best, least := Seen{}, math.Inf(1)
	for _, s := range of() {
		if !wanted(s) {
			continue
		}
		for _, label := range labels {
			if d := apart(label, s); d < least {
				best, least = s, d
			}
		}
	}
	if math.IsInf(least, 1) {
		return Seen{}, fmt.Errorf("nothing like it near %q", near)
	}
	return best, nil
}

// apart is how far something stands from a label: what is in its row is near, what is below
// it far, and what stands above belongs to another.
func apart(label, s Seen) float64 {
	dx := float64(s.Middle().X - label.Middle().X)
	dy := float64(s.Middle().Y - label.Middle().Y)
	if s.Middle().Y < label.At.Y {
		return math.Inf(1)
	}
	if line := label.Middle().Y; dx > 0 && s.At.Y <= line && line <= s.At.Y+s.Size.Height {
		return dx
	}
	return math.Hypot(dx, 3*dy) + otherRow
}

// Fill types into the entry that belongs to a label, in place of what is in it.
func (h *Hand) Fill(label, text string) error {
	s, err := h.Nearest(label, func(s Seen) bool { return s.Entry != nil })
	if err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	if err := h.TapSeen(s); err != nil {
		return err
	}
	h.window.Canvas().Focus(s.Entry)
	if sh, ok := s.Entry.(fyne.Shortcutable); ok {
		sh.TypedShortcut(&fyne.ShortcutSelectAll{})
		s.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	}
	return h.Type(text)
}

// Type types into what has the focus, rune by rune.
func (h *Hand) Type(text string) error {
	focused := h.window.Canvas().Focused()
	if focused == nil {
		return fmt.Errorf("type %q: nothing has the focus", text)
	}
	for _, r := range text {
		focused.TypedRune(r)
	}
	h.loop.Settle()
	return nil
}

// Key presses a key, in what has the focus or else in the window.
func (h *Hand) Key(name fyne.KeyName) {
	ev := &fyne.KeyEvent{Name: name}
	if focused := h.window.Canvas().Focused(); focused != nil {
		focused.TypedKey(ev)
	} else if typed := h.window.Canvas().OnTypedKey(); typed != nil {
		typed(ev)
	}
	h.loop.Settle()
}

// Keys types characters on the keyboard while nothing has the focus.
func (h *Hand) Keys(text string) {
	test.TypeOnCanvas(h.window.Canvas(), text)
	h.loop.Settle()
}

// Ctrl presses a key together with the key of commands, as a desktop's driver does: some
// pairs have a meaning of their own, and what has the focus comes before the window.
func (h *Hand) Ctrl(name fyne.KeyName) {
	var pressed fyne.Shortcut = &desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault}
	switch name {
	case fyne.KeyZ:
		pressed = &fyne.ShortcutUndo{}
	case fyne.KeyY:
		pressed = &fyne.ShortcutRedo{}
	}
	if on, ok := h.window.Canvas().Focused().(fyne.Shortcutable); ok {
		on.TypedShortcut(pressed)
	} else if on, ok := h.window.Canvas().(fyne.Shortcutable); ok {
		on.TypedShortcut(pressed)
	}
	h.loop.Settle()
}

// Scan does what a wedge scanner does: types fast and ends with Enter.
func (h *Hand) Scan(code string) error {
	if h.window.Canvas().Focused() != nil {
		if err := h.Type(code); err != nil {
			return err
		}
	} else if typed := h.window.Canvas().OnTypedRune(); typed != nil {
		for _, r := range code {
			typed(r)
		}
	}
	h.Key(fyne.KeyReturn)
	return nil
}

// Leave takes the focus away, as tapping elsewhere does.
func (h *Hand) Leave() {
	h.window.Canvas().Unfocus()
	h.loop.Settle()
}

// Draw draws a stroke on a part, from a place within it along the steps.
func (h *Hand) Draw(on Seen, from fyne.Position, steps ...fyne.Delta) error {
	pad, ok := on.Part.(fyne.Draggable)
	if !ok {
		return fmt.Errorf("draw: a %T cannot be drawn on", on.Part)
	}
	at := from
	for _, d := range append([]fyne.Delta{{}}, steps...) {
		at = at.AddXY(d.DX, d.DY)
		pad.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: on.At.Add(at)}, Dragged: d})
	}
	pad.DragEnd()
	h.loop.Settle()
	return nil
}

// Reveal scrolls until what is sought lies in view.
func (h *Hand) Reveal(s *Seen) {
	for i := len(s.scrolls) - 1; i >= 0; i-- {
		p := s.scrolls[i]
		view := p.scroll.Size()
		top, left := s.At.Y-p.at.Y, s.At.X-p.at.X
		offset := p.scroll.Offset
		if top < 0 || top+s.Size.Height > view.Height {
			offset.Y += top - (view.Height-s.Size.Height)/2
		}
		if left < 0 || left+s.Size.Width > view.Width {
			offset.X += left - (view.Width-s.Size.Width)/2
		}
		before := p.scroll.Offset
		p.scroll.ScrollToOffset(offset)
		if scrolled := p.scroll.OnScrolled; scrolled != nil && offset != before {
			scrolled(offset)
		}
		s.At = s.At.Add(before.Subtract(p.scroll.Offset))
	}
	h.loop.Settle()
}

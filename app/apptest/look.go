package apptest

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// Seen is a piece of text on the window, an entry with what is in it, or (from Part) a
// widget.
type Seen struct {
	Text  string
	Part  fyne.Widget
	At    fyne.Position // of its top left corner, on the canvas
	Size  fyne.Size
	Entry fyne.Focusable // the entry, nil for a text

	scrolls []*placedScroll
}

// Middle is where one taps it.
func (s Seen) Middle() fyne.Position {
	return fyne.NewPos(s.At.X+s.Size.Width/2, s.At.Y+s.Size.Height/2)
}

type placedScroll struct {
	scroll *container.Scroll
	at     fyne.Position
}

// Look returns all text on the window in the order it is drawn; where dialogs lie over
// the screen, only what is on the uppermost.
func (h *Hand) Look() []Seen { return h.look().seen }

// Parts returns all widgets on the window in the order they are drawn, as Look does texts.
func (h *Hand) Parts() []fyne.Widget {
	var all []fyne.Widget
	for _, s := range h.look().parts {
		all = append(all, s.Part)
	}
	return all
}

func (h *Hand) look() looker {
	h.loop.Settle()
	c := h.window.Canvas()
	root := c.Content()
	if top := c.Overlays().Top(); top != nil {
		root = top
	}
	var l looker
	l.walk(root, fyne.NewPos(0, 0), nil)
	return l
}

type looker struct {
	seen  []Seen
	parts []Seen
}

func (l *looker) walk(o fyne.CanvasObject, parent fyne.Position, scrolls []*placedScroll) {
	if o == nil || !o.Visible() {
		return
	}
	at := parent.Add(o.Position())
	switch o := o.(type) {
	case *canvas.Text:
		if o.Text != "" {
			l.seen = append(l.seen, Seen{Text: o.Text, At: at, Size: o.Size(), scrolls: scrolls})
		}
		return
	case *fyne.Container:
		for _, child := range o.Objects {
			l.walk(child, at, scrolls)
		}
		return
	case *container.Scroll:
		within := append(scrolls[:len(scrolls):len(scrolls)], &placedScroll{o, at})
		l.walk(o.Content, at, within)
		return
	}
	w, ok := o.(fyne.Widget)
	if !ok {
		return
	}
	l.parts = append(l.parts, Seen{Part: w, At: at, Size: o.Size(), scrolls: scrolls})
	if e, text, ok := entryOf(w); ok {
		l.seen = append(l.seen, Seen{Text: text, At: at, Size: o.Size(), Entry: e, scrolls: scrolls})
		return
	}
	for _, child := range test.WidgetRenderer(w).Objects() {
		l.walk(child, at, scrolls)
	}
}

// entryOf returns an entry and the text it shows, also where a type of our own extends
// Fyne's.
func entryOf(w fyne.Widget) (fyne.Focusable, string, bool) {
	e, ok := w.(interface {
		fyne.Focusable
		SelectedText() string
	})
	if !ok {
		return nil, "", false
	}
	var inside looker
	for _, o := range test.WidgetRenderer(w).Objects() {
		inside.walk(o, fyne.NewPos(0, 0), nil)
	}
	var text strings.Builder
	for _, s := range inside.seen {
		text.WriteString(s.Text)
	}
	return e, text.String(), true
}

// Find returns the text that reads just so, else the first that has it in it. It waits
// for it to be drawn.
func (h *Hand) Find(text string) (Seen, error) {
	var found Seen
	if h.loop.Until(func() bool {
		s, ok := h.find(text)
		found = s
		return ok
	}, patience) {
		return found, nil
	}
	return Seen{}, fmt.Errorf("%q is not to be seen; there is: %s", text, h.Summary())
}

func (h *Hand) find(text string) (Seen, bool) {
	all := h.Look()
	for _, s := range all {
		if s.Text == text {
			return s, true
		}
	}
	for _, s := range all {
		if strings.Contains(s.Text, text) {
			return s, true
		}
	}
	for _, s := range all { // the first line of a text that is broken into several
		if len(s.Text) > len(text)/3 && strings.HasPrefix(text, s.Text) {
			return s, true
		}
	}
	return Seen{}, false
}

// Sees tells whether a text is on the window now.
func (h *Hand) Sees(text string) bool {
	_, ok := h.find(text)
	return ok
}

// Await waits until a text is seen.
func (h *Hand) Await(text string) error {
	_, err := h.Find(text)
	return err
}

// AwaitGone waits until a text is not seen any more.
func (h *Hand) AwaitGone(text string) error {
	if h.loop.Until(func() bool { return !h.Sees(text) }, patience) {
		return nil
	}
	return fmt.Errorf("%q is still to be seen", text)
}

// Summary is what a person would read, for a message.
func (h *Hand) Summary() string {
	var all []string
	for _, s := range h.Look() {
		all = append(all, s.Text)
	}
	return strings.Join(all, " | ")
}

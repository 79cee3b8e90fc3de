package formview

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// noteEditor parts a long note: the part with the cursor is an input, the others are read
// and become the input when they are tapped or reached with the keys. At every key Fyne
// breaks and paints the whole text of an input, which takes the square of its length.
type noteEditor struct {
	*typing
	parts    []string // joined, they are the note
	at       int      // the part that is the input
	passages []*widgets.Passage
	shown    []fyne.CanvasObject
}

func newNote(c *cell) *noteEditor {
	e := &noteEditor{typing: newTyping(c, 0, widgets.InputOptions{Lines: 2}, parseText, writeText), parts: []string{""}}
	e.input.OnChanged = e.typed
	e.input.OnLeave = e.leave
	e.input.OnEdge(e.edge)
	return e
}

// whole is the note as it stands there.
func (e *noteEditor) whole() string {
	e.parts[e.at] = e.input.Text()
	return strings.Join(e.parts, "")
}

// typed takes over the note; at its end it goes on in a new part when the present one is
// full, so that it never takes longer.
func (e *noteEditor) typed(text string) {
	if e.c.v.quiet {
		return
	}
	e.parts[e.at] = text
	e.typing.typed(strings.Join(e.parts, ""))
	if len(partsOf(text)) > 1 && e.input.AtEnd() {
		e.put(strings.Join(e.parts, ""))
		e.turnTo(len(e.parts)-1, 0)
	}
}

func (e *noteEditor) show(v any) {
	text := ""
	if !form.Empty(v) {
		text = e.write(v)
	}
	if now, _ := e.parse(e.whole()); !form.Equal(now, text) {
		e.put(text)
	}
}

// put parts a note anew; its last part is the input.
func (e *noteEditor) put(text string) {
	e.parts = partsOf(text)
	e.at = len(e.parts) - 1
	e.input.SetText(e.parts[e.at])
}

// append puts a phrase behind the note, as if it were typed.
func (e *noteEditor) append(phrase string) {
	if e.at != len(e.parts)-1 {
		e.turnTo(len(e.parts)-1, 0)
	}
	e.input.Insert(joint(e.input.Text()) + phrase)
	e.input.SetCursor(0)
}

// turnTo makes another part the input, with the cursor at a place counted from its end.
func (e *noteEditor) turnTo(at, fromEnd int) {
	e.parts[e.at] = e.input.Text()
	e.at = at
	e.c.v.quietly(func() { e.input.SetText(e.parts[at]) })
	e.c.v.rearrange()
	if !e.input.Focused() {
		e.input.Focus()
	}
	e.input.SetCursor(fromEnd)
}

// edge goes on in the part before or behind, when a key has nowhere to go in this one.
func (e *noteEditor) edge(key fyne.KeyName) {
	switch key {
	case fyne.KeyUp, fyne.KeyLeft:
		if e.at > 0 {
			e.turnTo(e.at-1, 0)
		}
	case fyne.KeyDown, fyne.KeyRight:
		if e.at < len(e.parts)-1 {
			e.turnTo(e.at+1, utf8.RuneCountInString(e.parts[e.at+1]))
		}
	case fyne.KeyBackspace:
		e.join(e.at-1, fyne.KeyBackspace)
	case fyne.KeyDelete:
		e.join(e.at, fyne.KeyDelete)
	}
}

// join makes one part of two and deletes where they met.
func (e *noteEditor) join(first int, key fyne.KeyName) {
	if first < 0 || first+1 >= len(e.parts) {
		return
	}
	e.parts[e.at] = e.input.Text()
	behind := utf8.RuneCountInString(e.parts[first+1])
	e.parts = append(e.parts[:first:first], append([]string{e.parts[first] + e.parts[first+1]}, e.parts[first+2:]...)...)
	e.at = first
	e.c.v.quietly(func() { e.input.SetText(e.parts[first]) })
	e.input.SetCursor(behind)
	e.input.Focusable().TypedKey(&fyne.KeyEvent{Name: key})
}

// leave parts what has become too long in its middle.
func (e *noteEditor) leave(string) {
	if e.c.v.quiet {
		return
	}
	if len(partsOf(e.input.Text())) > 1 {
		e.c.v.quietly(func() { e.put(e.whole()) })
		e.c.v.rearrange()
	}
	e.c.v.at = Spot{}
	e.c.left()
}

func (e *noteEditor) arrange(x, y, w float32) float32 {
	e.shown = e.shown[:0]
	at := y
	for i := range e.parts {
		if i == e.at {
			if i > 0 {
				at += partGap
			}
			h := e.typing.arrange(x, at, w)
			e.shown = append(e.shown, e.input)
			at += h
			if i < len(e.parts)-1 {
				at += partGap
			}
			continue
		}
		p := e.passage(i)
		h := p.HeightFor(w)
		place(p, x, at, w, h)
		e.shown = append(e.shown, p)
		at += h
	}
	return at - y
}

func (e *noteEditor) passage(i int) *widgets.Passage {
	for len(e.passages) <= i {
		at := len(e.passages)
		e.passages = append(e.passages, widgets.NewPassage("", func() { e.turnTo(at, 0) }))
	}
	e.passages[i].SetText(strings.TrimSuffix(e.parts[i], "\n"))
	return e.passages[i]
}

func (e *noteEditor) objects() []fyne.CanvasObject { return e.shown }

// partGap stands between the input and the parts around it.
const partGap = 6

// A part of a note has at most so many characters and lines; a full one is parted at the
// end of a line or sentence, and never in two smaller than the least.
const (
	partMost  = 360
	partLeast = 120
	partLines = 12
)

// partsOf parts a text; there is always one part.
func partsOf(text string) []string {
	var parts []string
	rest := []rune(text)
	for len(rest) > 0 {
		end := partEnd(rest)
		parts = append(parts, string(rest[:end]))
		rest = rest[end:]
	}
	if len(parts) == 0 {
		return []string{""}
	}
	return parts
}

// partEnd is where the first part of a text ends.
func partEnd(text []rune) int {
	lines := 0
	for i, r := range text[:min(len(text), partMost)] {
		if r == '\n' {
			if lines++; lines == partLines {
				return i + 1
			}
		}
	}
	if len(text) <= partMost+partLeast {
		return len(text)
	}
	for _, marks := range []string{"\n", sentenceEnds, "，, "} {
		for i := partMost; i >= partLeast; i-- {
			if strings.ContainsRune(marks, text[i-1]) {
				return i
			}
		}
	}
	return partMost
}

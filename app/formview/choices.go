package formview

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// choicesKind is any number of words of a list, each a box to check.
func choicesKind() kind {
	return kind{
		block: true,
		say: func(s Speech, f *form.Field, v any) string {
			words, _ := v.([]string)
			said := make([]string, len(words))
			for i, w := range words {
				said[i] = s.Word(f, w)
			}
			return strings.Join(said, s.comma())
		},
		edit: func(c *cell) editor { return newChoices(c) },
	}
}

type choicesEditor struct {
	c      *cell
	words  []form.ChoiceWord
	checks []*widgets.Check
	grid   grid
}

func newChoices(c *cell) *choicesEditor {
	e := &choicesEditor{c: c, words: c.offered(), grid: grid{v: c.v}}
	for _, w := range e.words {
		e.checks = append(e.checks, widgets.NewCheck(c.v.speech.Label(w.Label), false, func(on bool) { e.toggle(w.Word, on) }))
	}
	return e
}

// toggle keeps the words in the order of the list.
func (e *choicesEditor) toggle(word string, on bool) {
	old, _ := e.c.v.value(e.c.spot).([]string)
	var chosen []string
	for _, w := range e.words {
		if w.Word == word && on || w.Word != word && slices.Contains(old, w.Word) {
			chosen = append(chosen, w.Word)
		}
	}
	e.c.changed(chosen)
	e.c.left()
}

func (e *choicesEditor) show(v any) {
	chosen, _ := v.([]string)
	for i, w := range e.words {
		e.checks[i].SetChecked(slices.Contains(chosen, w.Word))
	}
}

func (e *choicesEditor) arrange(x, y, w float32) float32 {
	return e.grid.arrange(x, y, w, len(e.checks), 240,
		func(i int, w float32) float32 { return e.checks[i].HeightFor(w) },
		func(i int, x, y, w, h float32) { place(e.checks[i], x, y, w, h) })
}

func (e *choicesEditor) bleeds() bool  { return true }
func (e *choicesEditor) wide() float32 { return 0 }
func (e *choicesEditor) mark(bool)     {}

func (e *choicesEditor) focus() fyne.Focusable {
	if len(e.checks) == 0 {
		return nil
	}
	return e.checks[0]
}

func (e *choicesEditor) objects() []fyne.CanvasObject {
	all := slices.Clone(e.grid.shown)
	for _, c := range e.checks {
		all = append(all, c)
	}
	return all
}

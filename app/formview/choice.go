package formview

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// segmentsMost is how many answers stand side by side; with more a sheet opens.
const segmentsMost = 4

// choiceKind is one word of a list.
func choiceKind() kind {
	return kind{
		half: true,
		say:  func(s Speech, f *form.Field, v any) string { return s.Word(f, stringOf(v)) },
		edit: func(c *cell) editor {
			if offered := c.offered(); len(offered) <= segmentsMost {
				return newSegmentEditor(c, offered)
			}
			return newChooser(c)
		},
	}
}

// Word says a word of a choice.
func (s Speech) Word(f *form.Field, word string) string {
	if w, known := s.Lib.Word(f, word); known {
		return s.Label(w.Label)
	}
	return word
}

// offered are the words that can be chosen now, those chosen before among them; where the
// record is only read, what could be chosen when it was written last.
func (c *cell) offered() []form.ChoiceWord {
	env := *c.v.cfg.Env(c.v.rec)
	if at := c.v.rec.UpdatedAt; c.mode == reading && !at.IsZero() {
		env.Now = at
	}
	present := c.v.value(c.spot)
	var words []form.ChoiceWord
	for _, w := range env.Lib.Words(c.field) {
		if holdsWord(present, w.Word) || c.v.cfg.Form.MayPick(&env, c.field, w.Word) == form.Yes {
			words = append(words, w)
		}
	}
	return words
}

// holdsWord tells whether a choice, choices or a checklist has a word in it.
func holdsWord(v any, word string) bool {
	switch v := v.(type) {
	case []string:
		return slices.Contains(v, word)
	case []form.Row:
		return slices.ContainsFunc(v, func(row form.Row) bool { return row.Values["item"] == word })
	}
	return v == word
}

// segmentEditor is a choice of up to four answers in view.
type segmentEditor struct {
	c        *cell
	words    []form.ChoiceWord
	segments *widgets.Segments
	each     float32
}

func newSegmentEditor(c *cell, words []form.ChoiceWord) *segmentEditor {
	e := &segmentEditor{c: c, words: words, each: 104 * c.v.theme.Scale()}
	var options []widgets.Segment
	for _, w := range words {
		label := c.v.speech.Label(w.Label)
		tone, icon := toneOf(w.Word)
		options = append(options, widgets.Segment{Label: label, Tone: tone, Icon: icon})
		e.each = max(e.each, c.v.measure(label, theme.Body)+56)
	}
	e.segments = widgets.NewSegments(options, -1, func(at int) {
		if at < 0 {
			c.changed(nil)
		} else {
			c.changed(words[at].Word)
		}
		c.left()
	})
	e.segments.Clearable = true
	return e
}

func (e *segmentEditor) show(v any) {
	at := -1
	for i, w := range e.words {
		if w.Word == v {
			at = i
		}
	}
	e.segments.SetChosen(at)
}

func (e *segmentEditor) arrange(x, y, w float32) float32 {
	h := e.segments.HeightFor(w)
	place(e.segments, x, y, w, h)
	return h
}

func (e *segmentEditor) wide() float32 {
	n := float32(len(e.words))
	return n*e.each + (n-1)*theme.SpaceButtons
}

func (e *segmentEditor) rightward() bool              { return true }
func (e *segmentEditor) focus() fyne.Focusable        { return focusable(e.segments) }
func (e *segmentEditor) mark(bool)                    {}
func (e *segmentEditor) objects() []fyne.CanvasObject { return []fyne.CanvasObject{e.segments} }

// focusable is the part of a widget that takes the focus, nil if it shows none.
func focusable(o any) fyne.Focusable {
	switch o := o.(type) {
	case interface{ Focusable() fyne.Focusable }:
		return o.Focusable()
	case fyne.Focusable:
		return o
	}
	return nil
}

// toneOf colours the words that pass judgement; an icon and the word go with it.
func toneOf(word string) (theme.Tone, string) {
	switch word {
	case "ok", "pass", "passed", "accepted", "approved", "good", "solved", "confirmed":
		return theme.Go, "circle-check"
	case "doubt", "watch", "major":
		return theme.Warn, "circle-alert"
	case "faulty", "fail", "failed", "refused", "stopped", "critical", "bad", "rejected":
		return theme.Stop, "circle-x"
	}
	return theme.Idle, ""
}

// chooser opens a sheet to pick one word from.
type chooser struct {
	c   *cell
	box *widgets.SelectBox
}

func newChooser(c *cell) *chooser {
	e := &chooser{c: c}
	e.box = widgets.NewSelectBox(c.v.speech.Label(c.field.Label), c.v.cfg.Words.T("common.choose"), e.open)
	return e
}

func (e *chooser) open() {
	c := e.c
	all := c.offered()
	c.v.pick(picking{
		title: c.v.speech.Label(c.field.Label),
		options: func(search string) []option {
			options := []option{}
			for _, w := range all {
				title := c.v.speech.Label(w.Label)
				if matches(title, search) || matches(w.Word, search) || matches(w.Label.Zh, search) || matches(w.Label.En, search) {
					options = append(options, option{key: w.Word, title: title, chosen: w.Word == c.v.value(c.spot)})
				}
			}
			return options
		},
		take: func(o option) {
			if o.chosen {
				c.take(nil) // a second tap takes the answer back
				return
			}
			c.take(o.key)
		},
	})
}

func (e *chooser) show(v any) { e.box.SetText(e.c.v.speech.Value(e.c.field, v)) }

func (e *chooser) arrange(x, y, w float32) float32 {
	place(e.box, x, y, w, e.box.MinSize().Height)
	return e.box.MinSize().Height
}

func (e *chooser) wide() float32                { return 260 * e.c.v.theme.Scale() }
func (e *chooser) focus() fyne.Focusable        { return e.box }
func (e *chooser) mark(wrong bool)              { e.box.SetProblem(wrong) }
func (e *chooser) objects() []fyne.CanvasObject { return []fyne.CanvasObject{e.box} }

// matches tells whether a text holds what is searched, or its pinyin initials begin so.
func matches(text, search string) bool {
	search = strings.ToLower(plain(search))
	return search == "" || strings.Contains(strings.ToLower(text), search) || strings.HasPrefix(initials(text), search)
}

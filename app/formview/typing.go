package formview

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// typing is the editor of every value that is typed on one line or several: text,
// numbers, days, times, lengths, phones. What is typed is never rewritten under the
// cursor; when the cursor leaves, a value is set in its usual way of writing.
type typing struct {
	c     *cell
	input *widgets.Input
	width float32
	// parse reads a text that is not empty; false where it is no value.
	parse func(text string) (any, bool)
	// write says a value as it is typed.
	write func(v any) string
}

// newTyping makes an input of a width; 0 is all there is.
func newTyping(c *cell, width float32, o widgets.InputOptions, parse func(string) (any, bool), write func(any) string) *typing {
	o.Label = c.v.speech.Label(c.field.Label)
	o.Unit = c.field.Unit
	e := &typing{c: c, width: width * c.v.theme.Scale(), parse: parse, write: write}
	e.input = widgets.NewInput(o)
	e.input.OnChanged = e.typed
	e.input.OnLeave = e.leave
	return e
}

func (e *typing) typed(text string) {
	if e.c.v.quiet {
		return
	}
	e.c.v.at = e.c.spot
	if plain(text) == "" {
		e.c.changed(nil)
		return
	}
	if v, ok := e.parse(text); ok {
		e.c.changed(v)
		return
	}
	e.c.mistyped(text)
}

func (e *typing) leave(string) {
	if e.c.v.quiet {
		return
	}
	e.c.v.at = Spot{}
	if _, bad := e.c.v.typed[e.c.spot]; bad {
		e.c.v.Redraw()
	} else if v := e.c.v.value(e.c.spot); !form.Empty(v) {
		e.input.SetText(e.write(v))
	}
	e.c.left()
}

func (e *typing) show(v any) {
	if now, ok := e.parse(e.input.Text()); ok && form.Equal(now, v) {
		return // what is typed says it already, in its own way of writing
	}
	if form.Empty(v) {
		if _, bad := e.c.v.typed[e.c.spot]; !bad {
			e.input.SetText("")
		}
		return
	}
	e.input.SetText(e.write(v))
}

// showText puts a text there that is no value.
func (e *typing) showText(text string) { e.input.SetText(text) }

func (e *typing) arrange(x, y, w float32) float32 {
	h := max(theme.Target, e.input.MinSize().Height)
	place(e.input, x, y, w, h)
	if tall := max(theme.Target, e.input.MinSize().Height); tall != h { // lines follow from the width
		h = tall
		place(e.input, x, y, w, h)
	}
	return h
}

// typed is an editor in which one types.
type typed interface{ field() *widgets.Input }

func (e *typing) field() *widgets.Input        { return e.input }
func (e *typing) wide() float32                { return e.width }
func (e *typing) focus() fyne.Focusable        { return e.input.Focusable() }
func (e *typing) mark(wrong bool)              { e.input.SetProblem(wrong) }
func (e *typing) objects() []fyne.CanvasObject { return []fyne.CanvasObject{e.input} }

package formview

import (
	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// yesNoKind is yes, no, or not answered yet.
func yesNoKind() kind {
	return kind{
		mute: true,
		half: true,
		say: func(s Speech, _ *form.Field, v any) string {
			yes, _ := v.(bool)
			return s.yesNo(yes)
		},
		edit: func(c *cell) editor { return newYesNo(c) },
	}
}

type yesNoEditor struct {
	c        *cell
	segments *widgets.Segments
}

func newYesNo(c *cell) *yesNoEditor {
	e := &yesNoEditor{c: c}
	e.segments = widgets.NewSegments([]widgets.Segment{
		{Label: c.v.speech.yesNo(true), Tone: theme.Idle},
		{Label: c.v.speech.yesNo(false), Tone: theme.Idle, Icon: "x"},
	}, -1, func(at int) {
		switch at {
		case 0:
			c.changed(true)
		case 1:
			c.changed(false)
		default:
			c.changed(nil)
		}
		c.left()
	})
	e.segments.Clearable = true
	return e
}

func (e *yesNoEditor) show(v any) {
	at := -1
	if yes, answered := v.(bool); answered {
		at = 1
		if yes {
			at = 0
		}
	}
	e.segments.SetChosen(at)
}

func (e *yesNoEditor) arrange(x, y, w float32) float32 {
	h := e.segments.HeightFor(w)
	place(e.segments, x, y, w, h)
	return h
}

func (e *yesNoEditor) wide() float32                { return 2*100*e.c.v.theme.Scale() + theme.SpaceButtons }
func (e *yesNoEditor) rightward() bool              { return true }
func (e *yesNoEditor) focus() fyne.Focusable        { return focusable(e.segments) }
func (e *yesNoEditor) mark(bool)                    {}
func (e *yesNoEditor) objects() []fyne.CanvasObject { return []fyne.CanvasObject{e.segments} }

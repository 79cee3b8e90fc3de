package formview

import (
	"strconv"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// ratingKind is one to five stars with their words.
func ratingKind() kind {
	return kind{
		mute: true,
		say:  func(s Speech, _ *form.Field, v any) string { return s.stars(v) },
		edit: func(c *cell) editor { return newRating(c, false) },
		read: func(c *cell) editor { return newRating(c, true) },
	}
}

// stars says a rating: 4 分 满意.
func (s Speech) stars(v any) string {
	n, _ := v.(int64)
	word := ""
	if key := "formview.stars." + strconv.FormatInt(n, 10); s.Words.Has(key) {
		word = s.Words.T(key)
	}
	return s.Words.T("formview.stars", n, word)
}

type ratingEditor struct {
	c     *cell
	stars *widgets.Rating
}

func newRating(c *cell, fixed bool) *ratingEditor {
	e := &ratingEditor{c: c}
	e.stars = widgets.NewRating(0, func(n int) string { return c.v.speech.stars(int64(n)) }, func(n int) {
		if n == 0 {
			c.changed(nil)
		} else {
			c.changed(int64(n))
		}
		c.left()
	})
	if fixed {
		e.stars.Disable()
	}
	return e
}

func (e *ratingEditor) show(v any) {
	n, _ := v.(int64)
	e.stars.SetStars(int(n))
}

func (e *ratingEditor) arrange(x, y, w float32) float32 {
	place(e.stars, x-9, y, w+18, theme.Target) // the first star stands at the edge, not its target
	return theme.Target
}

func (e *ratingEditor) wide() float32                { return 0 }
func (e *ratingEditor) focus() fyne.Focusable        { return focusable(e.stars) }
func (e *ratingEditor) mark(bool)                    {}
func (e *ratingEditor) objects() []fyne.CanvasObject { return []fyne.CanvasObject{e.stars} }

package formview

import (
	"fyne.io/fyne/v2"

	"fieldline/app/widgets"
)

// link reads a ref or a person by name; a tap opens it.
type link struct {
	c    *cell
	name *widgets.NameLink
}

func newLink(c *cell) *link { return &link{c: c, name: widgets.NewNameLink()} }

func (l *link) show(v any) {
	formName, id, filled := pointed(v)
	if !filled {
		l.name.Set("—", nil)
		return
	}
	l.name.Set(l.c.v.speech.Name(formName, id), func() { l.c.v.openRecord(formName, id) })
}

func (l *link) arrange(x, y, w float32) float32 {
	h := max(l.name.HeightFor(w), l.c.v.rowHeight()-16)
	place(l.name, x, y, w, h)
	return h
}

func (l *link) wide() float32                { return 0 }
func (l *link) focus() fyne.Focusable        { return nil }
func (l *link) mark(bool)                    {}
func (l *link) objects() []fyne.CanvasObject { return []fyne.CanvasObject{l.name} }

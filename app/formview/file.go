package formview

import (
	"io"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// fileKind is one file, chosen with the system's dialog.
func fileKind() kind {
	return kind{
		say: func(s Speech, _ *form.Field, v any) string {
			at, _ := v.(form.Attachment)
			return at.Name + "  " + s.Words.Bytes(at.Bytes)
		},
		edit: func(c *cell) editor { return newFile(c) },
	}
}

type fileEditor struct {
	c      *cell
	name   *widgets.Text
	choose *widgets.Button
	drop   *widgets.Button
	filled bool
}

func newFile(c *cell) *fileEditor {
	w := c.v.cfg.Words
	e := &fileEditor{c: c, name: widgets.NewText("", theme.Body).Truncate()}
	e.choose = widgets.NewButton(widgets.Outlined, "paperclip", w.T("formview.choose_file"), e.pick)
	e.drop = widgets.NewQuietIcon("x", w.T("common.remove"), func() { c.take(nil) })
	return e
}

func (e *fileEditor) pick() {
	v := e.c.v
	if v.cfg.PickFile == nil || v.cfg.Source == nil {
		return
	}
	v.cfg.PickFile(false, func(name string, r io.ReadCloser) {
		v.keepFile(v.cfg.Source.Keep, name, r, func(at form.Attachment) { e.c.take(at) })
	})
}

func (e *fileEditor) show(v any) {
	e.filled = !form.Empty(v)
	e.name.SetText(e.c.v.speech.Value(e.c.field, v))
	key := "formview.choose_file"
	if e.filled {
		key = "formview.replace_file"
	}
	e.choose.Set("paperclip", e.c.v.cfg.Words.T(key))
}

func (e *fileEditor) arrange(x, y, w float32) float32 {
	size := e.choose.MinSize()
	if !e.filled {
		place(e.choose, x, y, size.Width, size.Height)
		return size.Height
	}
	name := max(0, w-size.Width-theme.Target-2*theme.SpaceButtons)
	placeMiddle(e.name, x, y, name, size.Height)
	place(e.choose, x+name+theme.SpaceButtons, y, size.Width, size.Height)
	place(e.drop, x+w-theme.Target, y, theme.Target, theme.Target)
	return size.Height
}

func (e *fileEditor) wide() float32         { return 0 }
func (e *fileEditor) focus() fyne.Focusable { return e.choose }
func (e *fileEditor) mark(bool)             {}

func (e *fileEditor) objects() []fyne.CanvasObject {
	if !e.filled {
		return []fyne.CanvasObject{e.choose}
	}
	return []fyne.CanvasObject{e.name, e.choose, e.drop}
}

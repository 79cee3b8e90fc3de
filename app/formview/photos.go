package formview

import (
	"image"
	"io"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/google/uuid"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// photosKind is a strip of pictures, each a row of its own so that those of two devices join.
func photosKind() kind {
	return kind{
		block: true,
		say: func(s Speech, _ *form.Field, v any) string {
			rows, _ := v.([]form.Row)
			return s.Words.T("formview.photos", len(rows))
		},
		edit: func(c *cell) editor { return newPhotos(c, false) },
		read: func(c *cell) editor { return newPhotos(c, true) },
	}
}

type photosEditor struct {
	c      *cell
	fixed  bool
	rows   []form.Row
	thumbs map[string]*widgets.Photo // by row id
	add    *widgets.AddTile
	full   bool
}

func newPhotos(c *cell, fixed bool) *photosEditor {
	e := &photosEditor{c: c, fixed: fixed, thumbs: map[string]*widgets.Photo{}}
	e.add = widgets.NewAddTile("camera", c.v.cfg.Words.T("formview.add_photo"), e.choose)
	return e
}

// choose asks for a picture and keeps it before the record names it.
func (e *photosEditor) choose() {
	v := e.c.v
	if v.cfg.PickFile == nil || v.cfg.Source == nil {
		return
	}
	v.cfg.PickFile(true, func(name string, r io.ReadCloser) {
		v.keepFile(v.cfg.Source.KeepPicture, name, r, func(at form.Attachment) {
			rows, _ := form.CloneValue(v.value(e.c.spot)).([]form.Row)
			id := uuid.Must(uuid.NewV7()).String()
			rows = append(rows, form.Row{ID: id, Values: form.Values{"photo": at}})
			e.change(rows)
		})
	})
}

func (e *photosEditor) change(rows []form.Row) {
	e.show(rows)
	e.c.changed(rows)
	e.c.left()
}

func (e *photosEditor) show(v any) {
	e.rows, _ = v.([]form.Row)
	kept := map[string]*widgets.Photo{}
	for _, row := range e.rows {
		at, _ := row.Values["photo"].(form.Attachment)
		t := e.thumbs[row.ID]
		if t == nil {
			t = e.thumb(row.ID, at)
		}
		kept[row.ID] = t
	}
	e.thumbs = kept
	e.full = e.c.field.Max > 0 && len(e.rows) >= e.c.field.Max
}

// thumb is a photo small, decoded once to twice the size it is drawn in. One that is not
// here is brought meanwhile; where that fails, a tap tries again.
func (e *photosEditor) thumb(row string, at form.Attachment) *widgets.Photo {
	var p *widgets.Photo
	p = widgets.NewPhoto(at.Name, nil, func() {
		if p.Picture() == nil {
			e.read(p, at, true)
			return
		}
		e.enlarge(row, at)
	})
	e.read(p, at, false)
	return p
}

// read has a photo read and shown; asked says that a person wants to know why it fails.
func (e *photosEditor) read(p *widgets.Photo, at form.Attachment, asked bool) {
	v, size := e.c.v, widgets.PhotoSize()
	p.SetState(theme.Idle, "image", v.cfg.Words.T("formview.picture_comes"))
	v.fetch(at.SHA256, int(2*size.Width), int(2*size.Height), func(img image.Image, err error) {
		if err != nil {
			p.SetState(theme.Idle, "refresh", v.cfg.Words.T("formview.picture_again"))
			if asked {
				v.failed(v.cfg.Words.T("formview.bringing"), err)
			}
			return
		}
		p.SetState(v.sending(at.SHA256))
		p.SetPicture(img)
	})
}

// enlarge shows a photo in a panel, where it can be taken away again.
func (e *photosEditor) enlarge(row string, at form.Attachment) {
	v := e.c.v
	large := &canvas.Image{FillMode: canvas.ImageFillContain}
	large.SetMinSize(fyne.NewSize(280, 360))
	v.fetch(at.SHA256, 1200, 900, func(img image.Image, err error) {
		if err != nil {
			v.failed(v.cfg.Words.T("formview.opening"), err)
			return
		}
		large.Image = img
		large.Refresh()
	})
	told := widgets.NewText(v.cfg.Words.DateTime(at.At)+"  "+v.cfg.Words.Bytes(at.Bytes), theme.Secondary).Muted().Truncate()
	content := widgets.Column(theme.SpaceButtons, large, told)
	var closeIt func()
	if !e.fixed {
		remove := widgets.NewButton(widgets.Quiet, "trash", v.cfg.Words.T("common.remove"), func() {
			closeIt()
			rows, _ := form.CloneValue(v.value(e.c.spot)).([]form.Row)
			e.change(slices.DeleteFunc(rows, func(r form.Row) bool { return r.ID == row }))
		})
		content = widgets.Column(theme.SpaceButtons, large, widgets.Row(theme.SpaceButtons, widgets.Grow(told), remove))
	}
	closeIt = v.overlay(v.speech.Label(e.c.field.Label), content, nil)
}

func (e *photosEditor) arrange(x, y, w float32) float32 {
	at, top, size := x, y, widgets.PhotoSize()
	put := func(o fyne.CanvasObject) {
		if at > x && at+size.Width > x+w {
			at, top = x, top+size.Height+theme.SpaceIcon
		}
		place(o, at, top, size.Width, size.Height)
		at += size.Width + theme.SpaceIcon
	}
	for _, row := range e.rows {
		put(e.thumbs[row.ID])
	}
	if !e.fixed && !e.full {
		put(e.add)
	}
	return top + size.Height - y
}

func (e *photosEditor) wide() float32         { return 0 }
func (e *photosEditor) focus() fyne.Focusable { return e.add }
func (e *photosEditor) mark(bool)             {}

func (e *photosEditor) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, row := range e.rows {
		all = append(all, e.thumbs[row.ID])
	}
	if !e.fixed && !e.full {
		all = append(all, e.add)
	}
	return all
}

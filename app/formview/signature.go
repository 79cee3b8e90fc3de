package formview

import (
	"bytes"
	"image"
	"time"

	"fyne.io/fyne/v2"

	"fieldline/app/theme"
	"fieldline/app/widgets"
	"fieldline/forms/form"
)

// signatureKind is a hand-written name, bound to what was signed.
func signatureKind() kind {
	return kind{
		block: true,
		edit:  func(c *cell) editor { return newSignature(c, false) },
		read:  func(c *cell) editor { return newSignature(c, true) },
	}
}

type signatureEditor struct {
	c       *cell
	fixed   bool
	value   form.Signature
	changed bool // what was signed differs now
	view    *widgets.SignatureView
	kept    image.Image

	empty *widgets.AddTile
	none  *widgets.Text
	again *widgets.Button
	retry *widgets.Button // shown where the picture could not be brought
}

const (
	signWide = 360
	signHigh = 96
)

func newSignature(c *cell, fixed bool) *signatureEditor {
	w := c.v.cfg.Words
	e := &signatureEditor{c: c, fixed: fixed, none: widgets.NewText("—", theme.Body)}
	e.empty = widgets.NewAddTile("signature", w.T("formview.sign_here"), e.sign)
	e.again = widgets.NewButton(widgets.Quiet, "rotate", w.T("formview.sign_again"), e.sign)
	e.retry = widgets.NewButton(widgets.Quiet, "refresh", w.T("formview.picture_again"), func() { e.read(true) })
	e.retry.Hide()
	return e
}

// sign opens the pad: the name of who signs, and a field to write in.
func (e *signatureEditor) sign() {
	v, w := e.c.v, e.c.v.cfg.Words
	name := e.value.Signer
	if name == "" && v.cfg.Signer != nil {
		name = v.cfg.Signer()
	}
	who := widgets.NewInput(widgets.InputOptions{Label: w.T("formview.signer"), Text: name, Icon: "user", Placeholder: w.T("formview.signer")})
	pad := widgets.NewSignaturePad(w.T("formview.sign_here"))
	lacking := widgets.NewProblem(w.T("formview.sign_first"), "")
	lacking.Hide()
	content := widgets.Column(theme.SpaceIcon, who, widgets.AtLeast(0, 160, pad), lacking,
		widgets.Row(theme.SpaceButtons,
			widgets.Grow(widgets.NewParagraph(w.T("formview.sign_for", v.speech.Label(v.cfg.Form.Label)), theme.Secondary).Muted()),
			widgets.NewButton(widgets.Quiet, "eraser", w.T("common.clear"), pad.Clear)))
	var closeIt func()
	closeIt = v.overlay(v.speech.Label(e.c.field.Label), content, &answer{w.T("formview.signed"), func() {
		signer := plain(who.Text())
		who.SetProblem(signer == "")
		if signer == "" || pad.Empty() {
			lacking.Show()
			content.Refresh()
			return
		}
		if e.keep(pad, signer) {
			closeIt()
		}
	}})
}

// keep stores the picture and binds it to the values as they are now.
func (e *signatureEditor) keep(pad *widgets.SignaturePad, signer string) bool {
	v := e.c.v
	v.Finish() // what was added just now is signed too
	picture, err := pad.PNG()
	if err == nil && v.cfg.Source == nil {
		err = form.ErrNotHere
	}
	var at form.Attachment
	if err == nil {
		at, err = v.cfg.Source.Keep(bytes.NewReader(picture), "signature.png")
	}
	if err != nil {
		v.failed(v.cfg.Words.T("formview.keeping"), err)
		return false
	}
	fields := v.covered(v.cfg.Env(v.rec))
	e.c.take(form.Signature{
		SHA256: at.SHA256, Signer: signer, At: v.now().UTC().Truncate(time.Millisecond),
		Fields: fields, Digest: Digest(v.cfg.Form, v.rec.Values, fields),
	})
	return true
}

func (e *signatureEditor) show(v any) {
	value, _ := v.(form.Signature)
	if value.SHA256 != e.value.SHA256 {
		e.kept = nil
	}
	e.value = value
	e.redraw()
	if value.SHA256 == "" || e.kept != nil {
		return
	}
	e.read(false)
}

// read has the picture read, and brought where it is not here; asked says that a person
// wants to know why it fails. Who signed and when is said without it.
func (e *signatureEditor) read(asked bool) {
	v, sha := e.c.v, e.value.SHA256
	e.retry.Hide()
	e.view.SetNote(v.cfg.Words.T("formview.picture_comes"))
	v.fetch(sha, signWide*2, signHigh*2, func(img image.Image, err error) {
		switch {
		case sha != e.value.SHA256:
		case err != nil:
			e.view.SetNote("")
			e.retry.Show()
			if asked {
				v.failed(v.cfg.Words.T("formview.bringing"), err)
			}
		default:
			e.kept = img
			e.view.SetPicture(img)
		}
	})
}

// renew tells whether what was signed is still what stands here.
func (e *signatureEditor) renew() {
	if e.value.SHA256 != "" && Changed(e.c.v.cfg.Form, e.c.v.rec.Values, e.value) != e.changed {
		e.redraw()
	}
}

func (e *signatureEditor) redraw() {
	if e.value.SHA256 == "" {
		return
	}
	w := e.c.v.cfg.Words
	e.changed = Changed(e.c.v.cfg.Form, e.c.v.rec.Values, e.value)
	state := w.T("formview.unchanged_since")
	if e.changed {
		state = w.T("formview.changed_since")
	}
	e.view = widgets.NewSignatureView(e.kept, e.value.Signer, w.T("formview.signed_at", e.c.v.speech.Moment(e.value.At)), state, e.changed)
}

func (e *signatureEditor) arrange(x, y, w float32) float32 {
	switch {
	case e.value.SHA256 == "" && e.fixed:
		place(e.none, x, y, w, e.none.MinSize().Height)
		return e.none.MinSize().Height
	case e.value.SHA256 == "":
		place(e.empty, x, y, min(w, signWide), signHigh)
		return signHigh
	}
	room, again := w, e.again.MinSize()
	if w >= signWide+200+again.Width && !e.fixed {
		room -= again.Width + theme.SpaceButtons
	}
	h := e.view.HeightFor(room)
	place(e.view, x, y, room, h)
	retry := e.retry.MinSize()
	place(e.retry, x+(min(room, signWide)-retry.Width)/2, y+(signHigh-retry.Height)/2, retry.Width, retry.Height)
	if room < w {
		place(e.again, x+w-again.Width, y+(h-again.Height)/2, again.Width, again.Height)
	} else {
		place(e.again, x+w-again.Width, y+h-again.Height, again.Width, again.Height)
	}
	return h
}

func (e *signatureEditor) wide() float32 { return 0 }
func (e *signatureEditor) mark(bool)     {}

func (e *signatureEditor) focus() fyne.Focusable {
	if e.value.SHA256 == "" {
		return e.empty
	}
	return e.again
}

func (e *signatureEditor) objects() []fyne.CanvasObject {
	switch {
	case e.value.SHA256 == "" && e.fixed:
		return []fyne.CanvasObject{e.none}
	case e.value.SHA256 == "":
		return []fyne.CanvasObject{e.empty}
	case e.fixed:
		return []fyne.CanvasObject{e.view, e.retry}
	}
	return []fyne.CanvasObject{e.view, e.retry, e.again}
}

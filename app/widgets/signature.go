package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/widget"

	"fieldline/app/theme"
)

// padAspect is the height of a signature pad whose width is 1: 360 by 96.
const padAspect float32 = 96.0 / 360.0

// SignaturePad takes a signature by finger, pen or mouse. It keeps strokes, not pixels.
type SignaturePad struct {
	widget.BaseWidget
	// OnChanged is called after every stroke and after Clear.
	OnChanged func()

	ink    Ink
	down   bool
	hint   *line
	raster *canvas.Raster
}

// NewSignaturePad makes an empty pad; hint stands in it until somebody signs.
func NewSignaturePad(hint string) *SignaturePad {
	p := &SignaturePad{ink: Ink{Aspect: padAspect}, hint: newLine(hint, theme.Secondary, false, ink3)}
	p.ExtendBaseWidget(p)
	return p
}

// Ink returns a copy of what was drawn.
func (p *SignaturePad) Ink() Ink {
	copied := Ink{Aspect: p.ink.Aspect}
	for _, stroke := range p.ink.Strokes {
		copied.Strokes = append(copied.Strokes, append([]InkPoint(nil), stroke...))
	}
	return copied
}

// Empty says whether nobody signed.
func (p *SignaturePad) Empty() bool { return p.ink.Empty() }

// Clear takes everything away.
func (p *SignaturePad) Clear() {
	p.ink.Strokes, p.down = nil, false
	p.Refresh()
	p.told()
}

// PNG is the signature as it is kept, 720 pixels wide.
func (p *SignaturePad) PNG() ([]byte, error) { return p.ink.PNG(720) }

func (p *SignaturePad) told() {
	if p.OnChanged != nil {
		p.OnChanged()
	}
}

func (p *SignaturePad) penDown(at fyne.Position) {
	p.down = true
	p.ink.Strokes = append(p.ink.Strokes, []InkPoint{p.point(at)})
	p.redraw()
}

func (p *SignaturePad) penMove(at fyne.Position) {
	if !p.down {
		p.penDown(at)
		return
	}
	last := &p.ink.Strokes[len(p.ink.Strokes)-1]
	*last = append(*last, p.point(at))
	p.redraw()
}

func (p *SignaturePad) penUp() {
	if p.down {
		p.down = false
		p.told()
	}
}

// point moves a place on the pad, or beside it, into the space of Ink.
func (p *SignaturePad) point(at fyne.Position) InkPoint {
	size := p.Size()
	if size.Width <= 0 {
		return InkPoint{}
	}
	p.ink.Aspect = size.Height / size.Width
	return InkPoint{min(max(at.X/size.Width, 0), 1), min(max(at.Y/size.Width, 0), p.ink.Aspect)}
}

func (p *SignaturePad) redraw() {
	if p.raster == nil {
		return
	}
	show(len(p.ink.Strokes) == 0, p.hint.glyphs)
	p.raster.Refresh()
}

// Dragged draws on.
func (p *SignaturePad) Dragged(e *fyne.DragEvent) { p.penMove(e.Position) }

// DragEnd ends a stroke.
func (p *SignaturePad) DragEnd() { p.penUp() }

// MouseDown begins a stroke.
func (p *SignaturePad) MouseDown(e *desktop.MouseEvent) { p.penDown(e.Position) }

// MouseUp ends a stroke.
func (p *SignaturePad) MouseUp(*desktop.MouseEvent) { p.penUp() }

// TouchDown begins a stroke.
func (p *SignaturePad) TouchDown(e *mobile.TouchEvent) { p.penDown(e.Position) }

// TouchUp ends a stroke.
func (p *SignaturePad) TouchUp(*mobile.TouchEvent) { p.penUp() }

// TouchCancel ends a stroke.
func (p *SignaturePad) TouchCancel(*mobile.TouchEvent) { p.penUp() }

// Tapped keeps a tap from reaching what lies below.
func (p *SignaturePad) Tapped(*fyne.PointEvent) {}

// Cursor is a cross over the pad.
func (p *SignaturePad) Cursor() desktop.Cursor { return desktop.CrosshairCursor }

// CreateRenderer draws the pad in well.
func (p *SignaturePad) CreateRenderer() fyne.WidgetRenderer {
	frame := box(theme.RadiusSheet)
	p.raster = canvas.NewRaster(func(w, h int) image.Image { return p.ink.Draw(w, h, theme.Current().Ink) })
	apply := func() {
		th := theme.Current()
		fillBox(frame, th.Well, th.Line, th.Hairline())
		p.hint.apply(th)
		show(len(p.ink.Strokes) == 0, p.hint.glyphs)
		p.raster.Refresh()
	}
	apply()
	return &drawn{
		owner:   p,
		objects: []fyne.CanvasObject{frame, p.hint.glyphs, p.raster},
		min:     func() fyne.Size { return fyne.NewSize(240, 96) },
		layout: func(size fyne.Size) {
			place(frame, 0, 0, size.Width, size.Height)
			p.hint.place(16, 0, size.Width-32, size.Height, fyne.TextAlignCenter)
			place(p.raster, 0, 0, size.Width, size.Height)
		},
		refresh: apply,
	}
}

// SignatureView shows a kept signature with who signed, when, and whether what was
// signed is still the same.
type SignatureView struct {
	widget.BaseWidget
	signer, when *line
	note         *line // in the box while there is no picture
	state        *Line
	picture      *canvas.Image
	kept         image.Image
}

// NewSignatureView makes the view; changed says whether the content was changed since.
func NewSignatureView(kept image.Image, signer, when, state string, changed bool) *SignatureView {
	v := &SignatureView{kept: kept}
	v.signer, v.when = newLine(signer, theme.Body, true, ink), newLine(when, theme.Secondary, false, ink2)
	v.note = newLine("", theme.Secondary, false, ink3)
	v.picture = &canvas.Image{FillMode: canvas.ImageFillContain}
	tone, icon := theme.Go, "lock"
	if changed {
		tone, icon = theme.Stop, "unlock"
	}
	v.state = NewLine(tone, icon, state)
	v.ExtendBaseWidget(v)
	return v
}

// SetPicture shows the signature when it was read.
func (v *SignatureView) SetPicture(kept image.Image) {
	v.kept = kept
	v.Refresh()
}

// Picture is the signature that is shown, nil until it was read.
func (v *SignatureView) Picture() image.Image { return v.kept }

// SetNote writes into the empty box why there is no picture in it.
func (v *SignatureView) SetNote(text string) {
	v.note.text = text
	v.Refresh()
}

const signatureWidth, signatureHeight float32 = 360, 96

// HeightFor is its height: on a phone the words stand below.
func (v *SignatureView) HeightFor(width float32) float32 {
	if width >= signatureWidth+200 {
		return signatureHeight
	}
	return signatureHeight + 8 + v.wordsHeight()
}

func (v *SignatureView) wordsHeight() float32 {
	return v.signer.size.Line + v.when.size.Line + v.state.MinSize().Height + 8
}

// CreateRenderer draws the box in well and the words.
func (v *SignatureView) CreateRenderer() fyne.WidgetRenderer {
	frame := box(theme.RadiusSheet)
	apply := func() {
		th := theme.Current()
		fillBox(frame, th.Well, th.Line, th.Hairline())
		v.signer.apply(th)
		v.when.apply(th)
		v.note.apply(th)
		show(v.kept == nil, v.note.glyphs)
		if v.kept != nil {
			v.picture.Image = Tint(v.kept, th.Ink)
			v.picture.Refresh()
		}
	}
	apply()
	return &drawn{
		owner:   v,
		objects: []fyne.CanvasObject{frame, v.picture, v.note.glyphs, v.signer.glyphs, v.when.glyphs, v.state},
		min: func() fyne.Size {
			width := v.Size().Width
			if width == 0 {
				width = guess
			}
			return fyne.NewSize(240, v.HeightFor(width))
		},
		layout: func(size fyne.Size) {
			w := min(signatureWidth, size.Width)
			place(frame, 0, 0, w, signatureHeight)
			place(v.picture, 2, 2, w-4, signatureHeight-4)
			v.note.place(12, 8, w-24, v.note.size.Line, fyne.TextAlignCenter)
			x, y, words := float32(0), signatureHeight+8, size.Width
			if size.Width >= signatureWidth+200 {
				x, words = w+16, size.Width-w-16
				y = (signatureHeight - v.wordsHeight()) / 2
			}
			v.signer.place(x, y, words, v.signer.size.Line, fyne.TextAlignLeading)
			y += v.signer.size.Line + 4
			v.when.place(x, y, words, v.when.size.Line, fyne.TextAlignLeading)
			y += v.when.size.Line + 4
			place(v.state, x, y, words, v.state.MinSize().Height)
		},
		refresh: apply,
	}
}

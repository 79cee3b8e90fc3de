package widgets

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"fieldline/app/theme"
)

// Photo is a thumbnail of 128 by 88 with its sending state on it.
type Photo struct {
	press
	name    string
	picture *canvas.Image
	tone    theme.Tone
	mark    *mark
	word    *line
}

// PhotoSize is the size of a thumbnail.
func PhotoSize() fyne.Size { return fyne.NewSize(128, 88) }

// NewPhoto makes a thumbnail; picture may be nil until SetPicture. name says what it is.
func NewPhoto(name string, picture image.Image, tapped func()) *Photo {
	p := &Photo{name: name, mark: newFixedMark("", 14, ink2), word: newLine("", theme.Note, true, ink2)}
	p.picture = &canvas.Image{FillMode: canvas.ImageFillCover, CornerRadius: theme.RadiusChip, Image: picture}
	p.begin(p, tapped)
	return p
}

// Label says what the photo is.
func (p *Photo) Label() string { return p.name }

// SetPicture shows the thumbnail when it was decoded.
func (p *Photo) SetPicture(picture image.Image) {
	p.picture.Image = picture
	p.picture.Refresh()
	p.Refresh()
}

// Picture is the thumbnail that is shown, nil until it was read.
func (p *Photo) Picture() image.Image { return p.picture.Image }

// SetState writes the sending state: an icon and a word; "" takes it away.
func (p *Photo) SetState(tone theme.Tone, icon, word string) {
	p.tone, p.mark.name, p.word.text = tone, icon, word
	p.mark.paint, p.word.paint = toned(tone), toned(tone)
	p.Refresh()
}

// State is the word of the sending state.
func (p *Photo) State() string { return p.word.text }

// CreateRenderer draws picture and label.
func (p *Photo) CreateRenderer() fyne.WidgetRenderer {
	back, label := box(theme.RadiusChip), box(theme.RadiusForm)
	wait := newFixedMark("image", 28, ink3)
	shade, ring := p.ground(theme.RadiusChip)
	apply := func() {
		th := theme.Current()
		fillBox(back, th.Well, th.Line, th.Hairline())
		label.FillColor = th.Sheet
		p.mark.apply(th)
		p.word.apply(th)
		wait.apply(th)
		show(p.word.text != "", label, p.word.glyphs)
		show(p.picture.Image != nil, p.picture)
		show(p.picture.Image == nil, wait.image)
		p.paintState()
	}
	apply()
	return &drawn{
		owner:   p,
		objects: []fyne.CanvasObject{back, wait.image, p.picture, shade, label, p.mark.image, p.word.glyphs, ring},
		min:     PhotoSize,
		layout: func(size fyne.Size) {
			place(back, 0, 0, size.Width, size.Height)
			place(p.picture, 0, 0, size.Width, size.Height)
			wait.place(size.Width/2-14, size.Height/2)
			p.placeGround(0, 0, size.Width, size.Height)
			w := min(p.mark.width(4)+p.word.width+12, size.Width-8)
			h := p.word.size.Line + 2
			x, y := size.Width-4-w, size.Height-4-h
			place(label, x, y, w, h)
			p.mark.place(x+6, y+h/2)
			x += 6 + p.mark.width(4)
			p.word.place(x, y, max(0, size.Width-8-x), h, fyne.TextAlignLeading)
		},
		refresh: apply,
	}
}

// AddTile is the outlined tile after the photos that takes or picks another.
type AddTile struct {
	press
	icon, label string
}

// NewAddTile makes the tile.
func NewAddTile(icon, label string, tapped func()) *AddTile {
	t := &AddTile{icon: icon, label: label}
	t.begin(t, tapped)
	return t
}

// Label says what it adds.
func (t *AddTile) Label() string { return t.label }

// CreateRenderer draws icon over word.
func (t *AddTile) CreateRenderer() fyne.WidgetRenderer {
	frame := box(theme.RadiusSheet)
	sign, word := newFixedMark(t.icon, 24, accent), newLine(t.label, theme.Secondary, true, accent)
	shade, ring := t.ground(theme.RadiusSheet)
	apply := func() {
		th := theme.Current()
		fillBox(frame, th.Sheet, th.Edge, outlineOf(th))
		sign.paint, word.paint = accent, accent
		if t.disabled {
			sign.paint, word.paint = ink3, ink3
		}
		sign.apply(th)
		word.apply(th)
		t.paintState()
	}
	apply()
	return &drawn{
		owner:   t,
		objects: []fyne.CanvasObject{frame, shade, sign.image, word.glyphs, ring},
		min:     PhotoSize,
		layout: func(size fyne.Size) {
			place(frame, 0, 0, size.Width, size.Height)
			t.placeGround(0, 0, size.Width, size.Height)
			sign.place(size.Width/2-12, size.Height/2-12)
			word.place(6, size.Height/2+8, size.Width-12, word.size.Line, fyne.TextAlignCenter)
		},
		refresh: apply,
	}
}

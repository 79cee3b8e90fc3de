// Package label draws the labels of dialers: the serial number as Code 128 and as QR code,
// with model and customer in words, as a picture and as sheets of a PDF with sizes and
// offsets that fit the paper. No account and no password ever stands on one. Begin with
// Draw and Sheet.PDF.
package label

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"fieldline/assets"
)

// Label is what stands on one.
type Label struct {
	Serial   string
	Model    string
	Customer string
}

// Size is how large a label is, in millimetres.
type Size struct{ Width, Height float64 }

// Usual is the label that fits on every dialer.
var Usual = Size{50, 30}

const (
	margin      = 1.5  // mm
	qrSide      = 20.8 // mm, of which 15 are the code of a usual serial number, the rest white around it
	leastModule = 0.25 // mm of the narrowest bar
	quiet       = 10   // modules beside a Code 128
	barsHigh    = 7.0  // mm
	mm          = 25.4 // of an inch
)

// ErrTooLong says that a serial number does not fit as Code 128.
var ErrTooLong = errors.New("the serial number is too long for a bar code on this label")

// GlyphError names a character that the font lacks: it would be printed as a square.
type GlyphError struct{ Rune rune }

func (e GlyphError) Error() string { return fmt.Sprintf("no glyph for %q", e.Rune) }

// rect is a filled rectangle in millimetres from the upper left corner.
type rect struct{ x, y, w, h float64 }

// text is a line of words in millimetres: its base line, its height, and how wide it may
// become before it is cut.
type text struct {
	x, base, high, most float64
	bold                bool
	words               string
}

// drawing is a label as shapes, from which picture and PDF are made alike.
type drawing struct {
	rects []rect
	texts []text
}

// compose lays a label out.
func compose(l Label, size Size) (*drawing, error) {
	if l.Serial == "" {
		return nil, errors.New("a label needs a serial number")
	}
	d := &drawing{}
	if err := d.qr(l.Serial, 0, 0); err != nil { // the white around it is its margin
		return nil, err
	}
	left, most := qrSide-1, size.Width-margin-qrSide+1
	d.texts = append(d.texts,
		text{left, margin + 4.2, 3.6, most, true, l.Serial},
		text{left, margin + 8.8, 3.2, most, false, l.Model})
	first, second, err := halves(l.Customer, 3, most)
	if err != nil {
		return nil, err
	}
	d.texts = append(d.texts, text{left, margin + 12.8, 3, most, false, first}, text{left, margin + 16.4, 3, most, false, second})
	return d, d.bars(l.Serial, size)
}

func (d *drawing) qr(serial string, x, y float64) error {
	code, err := qr.Encode(serial, qr.M, qr.Auto)
	if err != nil {
		return fmt.Errorf("make QR code: %w", err)
	}
	n := code.Bounds().Dx()
	module := qrSide / float64(n+8) // four modules of white around
	for row := range n {
		for column := 0; column < n; column++ {
			run := column
			for run < n && black(code.At(run, row)) {
				run++
			}
			if run > column {
				d.rects = append(d.rects, rect{x + float64(column+4)*module, y + float64(row+4)*module, float64(run-column) * module, module})
				column = run
			}
		}
	}
	return nil
}

func (d *drawing) bars(serial string, size Size) error {
	code, err := code128.Encode(serial)
	if err != nil {
		return fmt.Errorf("make Code 128: %w", err)
	}
	n := code.Bounds().Dx()
	module := math.Min(0.4, (size.Width-1)/float64(n+2*quiet))
	if module < leastModule {
		return fmt.Errorf("%w: %s", ErrTooLong, serial)
	}
	left, top := (size.Width-float64(n)*module)/2, size.Height-margin-barsHigh
	for x := 0; x < n; x++ {
		run := x
		for run < n && black(code.At(run, 0)) {
			run++
		}
		if run > x {
			d.rects = append(d.rects, rect{left + float64(x)*module, top, float64(run-x) * module, barsHigh})
			x = run
		}
	}
	return nil
}

func black(c color.Color) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x8000
}

// Draw is a label as a picture of so many dots an inch, black on white.
func Draw(l Label, size Size, dpi float64) (*image.Gray, error) {
	d, err := compose(l, size)
	if err != nil {
		return nil, err
	}
	scale := dpi / mm
	img := image.NewGray(image.Rect(0, 0, int(math.Round(size.Width*scale)), int(math.Round(size.Height*scale))))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	at := func(v float64) int { return int(math.Round(v * scale)) }
	for _, r := range d.rects {
		draw.Draw(img, image.Rect(at(r.x), at(r.y), at(r.x+r.w), at(r.y+r.h)), image.Black, image.Point{}, draw.Src)
	}
	for _, t := range d.texts {
		if err := t.on(img, scale); err != nil {
			return nil, err
		}
	}
	return img, nil
}

// PNG writes a label as a picture.
func PNG(w io.Writer, l Label, size Size, dpi float64) error {
	img, err := Draw(l, size, dpi)
	if err != nil {
		return err
	}
	return png.Encode(w, img)
}

// face is a font at a height of its capitals' line in dots.
func face(bold bool, dots float64) (font.Face, *sfnt.Font, error) {
	data := assets.Fonts().Regular
	if bold {
		data = assets.Fonts().Bold
	}
	f, err := opentype.Parse(data)
	if err != nil {
		return nil, nil, fmt.Errorf("read the font: %w", err)
	}
	made, err := opentype.NewFace(f, &opentype.FaceOptions{Size: dots, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return nil, nil, fmt.Errorf("set the font: %w", err)
	}
	return made, f, nil
}

// on writes the words, cut with "…" where they are too wide.
func (t text) on(img *image.Gray, scale float64) error {
	if t.words == "" {
		return nil
	}
	made, f, err := face(t.bold, t.high*scale)
	if err != nil {
		return err
	}
	if err := complete(f, t.words); err != nil {
		return err
	}
	d := &font.Drawer{Dst: img, Src: image.Black, Face: made, Dot: fixed.P(int(t.x*scale), int(t.base*scale))}
	words, most := t.words, fixed.I(int(t.most*scale))
	for runes := []rune(words); d.MeasureString(words) > most && len(runes) > 0; {
		runes = runes[:len(runes)-1]
		words = string(runes) + "…"
	}
	d.DrawString(words)
	return nil
}

// complete refuses words of which the font lacks a character.
func complete(f *sfnt.Font, words string) error {
	for _, r := range words {
		if i, err := f.GlyphIndex(nil, r); err != nil || i == 0 {
			return GlyphError{r}
		}
	}
	return nil
}

// halves breaks words that are too wide for one line.
func halves(words string, high, most float64) (first, second string, err error) {
	const dots = 100
	made, _, err := face(false, dots)
	if err != nil {
		return "", "", err
	}
	d := &font.Drawer{Face: made}
	runes := []rune(words)
	n := len(runes)
	for n > 0 && float64(d.MeasureString(string(runes[:n])))/64/dots*high > most {
		n--
	}
	return string(runes[:n]), string(runes[n:]), nil
}

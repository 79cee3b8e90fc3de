package widgets

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/vector"
)

// InkPoint is where a pen was, in a space whose width is 1: a pad of 360 by 96 reaches
// to 1 and 0.267. So a signature is drawn the same at any size.
type InkPoint struct{ X, Y float32 }

// Ink is what a pen drew, stroke by stroke.
type Ink struct {
	Strokes [][]InkPoint
	Aspect  float32 // height of the pad, its width being 1
}

// penWidth is the thickness of the line in the space of Ink.
const penWidth = 2.6 / 360.0

// Empty says whether there is no more than a slip of the finger: a dot, or a line
// shorter than a tenth of the pad.
func (k Ink) Empty() bool {
	length := float64(0)
	for _, stroke := range k.Strokes {
		for i := 1; i < len(stroke); i++ {
			length += math.Hypot(float64(stroke[i].X-stroke[i-1].X), float64(stroke[i].Y-stroke[i-1].Y))
		}
	}
	return length < 0.1
}

// Draw paints the strokes in a colour on nothing, with round joins and ends.
func (k Ink) Draw(width, height int, c color.Color) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	if width <= 0 || height <= 0 {
		return img
	}
	mask := image.NewAlpha(img.Bounds())
	scale := float32(width)
	radius := max(0.6, penWidth*scale/2)
	for _, stroke := range k.Strokes {
		r := vector.NewRasterizer(width, height)
		r.DrawOp = draw.Over
		for i, p := range stroke {
			from := p
			if i > 0 {
				from = stroke[i-1]
			}
			capsule(r, InkPoint{from.X * scale, from.Y * scale}, InkPoint{p.X * scale, p.Y * scale}, radius)
		}
		r.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
	}
	draw.DrawMask(img, img.Bounds(), image.NewUniform(c), image.Point{}, mask, image.Point{}, draw.Over)
	return img
}

// capsule adds a segment with round ends. All are turned the same way round, so that
// the overlapping ones of a stroke join without a seam.
func capsule(r *vector.Rasterizer, a, b InkPoint, radius float32) {
	const steps = 10
	along := math.Atan2(float64(b.Y-a.Y), float64(b.X-a.X))
	for i := 0; i <= 2*steps+1; i++ {
		centre, step := b, i
		if i > steps {
			centre, step = a, i-1
		}
		angle := along - math.Pi/2 + math.Pi*float64(step)/steps
		x := centre.X + radius*float32(math.Cos(angle))
		y := centre.Y + radius*float32(math.Sin(angle))
		if i == 0 {
			r.MoveTo(x, y)
		} else {
			r.LineTo(x, y)
		}
	}
	r.ClosePath()
}

// PNG is the signature as it is kept: black on white, of a width in pixels.
func (k Ink) PNG(width int) ([]byte, error) {
	aspect := k.Aspect
	if aspect <= 0 {
		aspect = padAspect
	}
	height := max(1, int(float32(width)*aspect))
	page := image.NewNRGBA(image.Rect(0, 0, width, height))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(page, page.Bounds(), k.Draw(width, height, color.Black), image.Point{}, draw.Over)
	var out bytes.Buffer
	if err := png.Encode(&out, page); err != nil {
		return nil, fmt.Errorf("write signature as PNG: %w", err)
	}
	return out.Bytes(), nil
}

// Tint gives a kept signature the ink of the theme: what is dark becomes the colour,
// white becomes nothing.
func Tint(kept image.Image, c color.NRGBA) *image.NRGBA {
	b := kept.Bounds()
	img := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			red, green, blue, alpha := kept.At(b.Min.X+x, b.Min.Y+y).RGBA()
			light := (red*299 + green*587 + blue*114) / 1000 // times alpha already
			dark := alpha - min(light, alpha)
			img.SetNRGBA(x, y, color.NRGBA{c.R, c.G, c.B, uint8(dark >> 8)})
		}
	}
	return img
}

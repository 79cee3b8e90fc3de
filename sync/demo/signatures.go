package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
)

// pictureCount is how many signatures the customers have among them.
const pictureCount = 48

// drawSignatures draws the customers' signatures and keeps their pictures.
func (s *story) drawSignatures() {
	for range pictureCount {
		if s.err != nil {
			return
		}
		sha, err := s.srv.PutBlob(s.ctx, s.signature(), "image/png")
		if err != nil {
			s.err = fmt.Errorf("keep a signature: %w", err)
		}
		s.pictures = append(s.pictures, sha)
	}
}

// signature draws one: a few strokes of a pen that slows down and hurries.
func (s *story) signature() []byte {
	const wide, high = 360, 96
	pen := image.NewGray(image.Rect(0, 0, wide, high))
	x := 24.0
	for range 5 + s.r.IntN(4) {
		x += 8 + 20*s.r.Float64()
		y := 24 + 48*s.r.Float64()
		turn, bend := 2*math.Pi*s.r.Float64(), 0.18*(s.r.Float64()-0.5)
		for range 30 + s.r.IntN(50) {
			turn += bend + 0.08*(s.r.Float64()-0.5)
			x, y = math.Min(math.Max(x+0.9*math.Cos(turn)+0.15, 6), wide-6), math.Min(math.Max(y+0.9*math.Sin(turn), 6), high-6)
			dot(pen, x, y, 1.1+0.5*math.Sin(turn))
		}
	}
	out := image.NewPaletted(pen.Rect, inks())
	for i, v := range pen.Pix {
		out.Pix[i] = v >> 4
	}
	var b bytes.Buffer
	if err := png.Encode(&b, out); err != nil && s.err == nil {
		s.err = err
	}
	return b.Bytes()
}

// dot lays a soft round dot of ink.
func dot(pen *image.Gray, x, y, radius float64) {
	for py := int(y - radius - 1); py <= int(y+radius+1); py++ {
		for px := int(x - radius - 1); px <= int(x+radius+1); px++ {
			ink := radius + 0.5 - math.Hypot(float64(px)+0.5-x, float64(py)+0.5-y)
			v := uint8(255 * math.Min(math.Max(ink, 0), 1))
			if (image.Point{X: px, Y: py}).In(pen.Rect) && v > pen.GrayAt(px, py).Y {
				pen.SetGray(px, py, color.Gray{Y: v})
			}
		}
	}
}

// inks are the shades of blue-black on nothing.
func inks() color.Palette {
	var p color.Palette
	for i := range 16 {
		p = append(p, color.NRGBA{R: 0x1a, G: 0x23, B: 0x38, A: uint8(17 * i)})
	}
	return p
}

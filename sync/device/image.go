package device

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // decoders of what cameras and people send
	"image/jpeg"
	_ "image/png"

	_ "golang.org/x/image/bmp"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"fieldline/forms/form"
)

// Bounds of pictures. MostPixels is checked on the header, before anything is decoded.
const (
	MostSide   = 1600 // pixels of the longer side that are kept
	MostPixels = 40_000_000
	quality    = 80 // of the JPEG that is kept, of 100
)

// shrink turns a picture into what is kept: upright, no longer than MostSide, on white,
// JPEG, without metadata.
func shrink(content []byte) ([]byte, error) {
	broken := func(err error) error {
		return &problemError{form.Problem{Key: KeyNoImage}, fmt.Errorf("read the picture: %w", err)}
	}
	head, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, broken(err)
	}
	if head.Width <= 0 || head.Height <= 0 || int64(head.Width)*int64(head.Height) > MostPixels {
		return nil, &problemError{Problem: form.Problem{Key: KeyHugeImage, Args: map[string]any{
			"width": head.Width, "height": head.Height, "most": MostPixels / 1_000_000}}}
	}
	picture, kind, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, broken(err)
	}
	width, height := fit(head.Width, head.Height)
	small := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(small, small.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.BiLinear.Scale(small, small.Bounds(), picture, picture.Bounds(), draw.Over, nil)
	if kind == "jpeg" {
		small = upright(small, orientation(content))
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("write the picture: %w", err)
	}
	return out.Bytes(), nil
}

// fit returns the size of a picture whose longer side is at most MostSide.
func fit(width, height int) (int, int) {
	longer := max(width, height)
	if longer <= MostSide {
		return width, height
	}
	return max(1, width*MostSide/longer), max(1, height*MostSide/longer)
}

// upright turns a picture as its camera was held (TIFF 6.0, Orientation).
func upright(src *image.RGBA, orientation int) *image.RGBA {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	var from func(x, y int) (int, int)
	switch orientation {
	case 2:
		from = func(x, y int) (int, int) { return w - 1 - x, y }
	case 3:
		from = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 4:
		from = func(x, y int) (int, int) { return x, h - 1 - y }
	case 5:
		from = func(x, y int) (int, int) { return y, x }
	case 6:
		from = func(x, y int) (int, int) { return y, h - 1 - x }
	case 7:
		from = func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }
	case 8:
		from = func(x, y int) (int, int) { return w - 1 - y, x }
	default:
		return src
	}
	if orientation >= 5 {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := from(x, y)
			out.SetRGBA(x, y, src.RGBAAt(sx, sy))
		}
	}
	return out
}

package widgets

import (
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/boombuler/barcode/qr"
)

// NewQR draws a text as a QR code of a size in dp, always black on white so that every
// scanner reads it.
func NewQR(text string, size float32) (*canvas.Image, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("make QR code: %w", err)
	}
	const quiet = 2 // modules of white around, on a white sheet enough for scanners
	modules := code.Bounds().Dx()
	img := image.NewGray(image.Rect(0, 0, modules+2*quiet, modules+2*quiet))
	for i := range img.Pix {
		img.Pix[i] = 0xFF
	}
	for y := range modules {
		for x := range modules {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				img.SetGray(x+quiet, y+quiet, color.Gray{})
			}
		}
	}
	picture := canvas.NewImageFromImage(img)
	picture.ScaleMode = canvas.ImageScalePixels
	picture.FillMode = canvas.ImageFillContain
	picture.SetMinSize(fyne.NewSquareSize(size))
	return picture, nil
}

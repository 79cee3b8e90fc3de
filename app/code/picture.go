package code

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // what cameras write
	_ "image/png"
	"io"
	"math"
	"strings"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"
)

// ErrNone says that no code was found on a picture.
var ErrNone = errors.New("no code was found on the picture")

// Patience is how long a picture is looked at.
const Patience = 2 * time.Second

const sideMost = 1600 // pixels; more only takes longer

// Read finds a code on a picture that has a serial number and is fit; others are passed over,
// since what is tilted or blurred is sometimes read as something it is not. It tries what a
// hand may have done: both ways to tell black from white, turned, larger and smaller, and parts
// of the picture, until now has gone on for Patience. Then what only names goods is given.
func Read(picture image.Image, fits func(Code) bool, now func() time.Time) (Code, error) {
	end := now().Add(Patience)
	grey := scaled(picture, 1)
	var goods Code
	found := func() (Code, error) {
		if goods.GTIN == "" {
			return Code{}, ErrNone
		}
		return goods, nil
	}
	for _, size := range []float64{1, 0.5, 1.5} {
		for _, part := range parts(resized(grey, size)) {
			for _, angle := range []float64{0, 12, -12, 24, -24, 36, -36, 45, 90} {
				if !now().Before(end) {
					return found()
				}
				c, ok := look(turned(part, angle), fits)
				if ok {
					return c, nil
				}
				if c.GTIN != "" {
					goods = c
				}
			}
		}
	}
	return found()
}

// pixelsMost is how large a picture may be that is unpacked: a tablet has little memory.
const pixelsMost = 60_000_000

// ErrTooLarge says that a picture is too large to be looked at.
var ErrTooLarge = errors.New("the picture is too large")

// Decode finds a code on a picture in a file, JPEG or PNG.
func Decode(file io.Reader, fits func(Code) bool, now func() time.Time) (Code, error) {
	var seen bytes.Buffer
	size, _, err := image.DecodeConfig(io.TeeReader(file, &seen))
	if err != nil {
		return Code{}, fmt.Errorf("read the picture: %w", err)
	}
	if size.Width*size.Height > pixelsMost {
		return Code{}, ErrTooLarge
	}
	picture, _, err := image.Decode(io.MultiReader(&seen, file))
	if err != nil {
		return Code{}, fmt.Errorf("read the picture: %w", err)
	}
	return Read(picture, fits, now)
}

// readers are the symbols that stand on dialers and papers.
func readers() []gozxing.Reader {
	return []gozxing.Reader{qrcode.NewQRCodeReader(), oned.NewCode128Reader(), datamatrix.NewDataMatrixReader(), oned.NewEAN13Reader(), oned.NewCode39Reader()}
}

// symbols are what a scanner would say before what it read (ISO/IEC 15424).
var symbols = map[gozxing.BarcodeFormat]string{
	gozxing.BarcodeFormat_QR_CODE: "]Q1", gozxing.BarcodeFormat_CODE_128: "]C0", gozxing.BarcodeFormat_DATA_MATRIX: "]d1",
	gozxing.BarcodeFormat_EAN_13: "]E0", gozxing.BarcodeFormat_CODE_39: "]A0",
}

// said is what was read as a scanner would say it; of GS1-128 that is what was read.
func said(result *gozxing.Result) string {
	if text := result.GetText(); strings.HasPrefix(text, "]C1") {
		return text
	}
	return symbols[result.GetBarcodeFormat()] + result.GetText()
}

// look finds a code that is fit; not ok, it may be one that names goods.
func look(grey *image.Gray, fits func(Code) bool) (goods Code, ok bool) {
	source := gozxing.NewLuminanceSourceFromImage(grey)
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true, gozxing.DecodeHintType_ASSUME_GS1: true}
	for _, binarizer := range []gozxing.Binarizer{gozxing.NewHybridBinarizer(source), gozxing.NewGlobalHistgramBinarizer(source)} {
		bitmap, err := gozxing.NewBinaryBitmap(binarizer)
		if err != nil {
			continue
		}
		for _, r := range readers() {
			result, err := r.Decode(bitmap, hints)
			if err != nil {
				continue
			}
			switch c := Parse(said(result)); {
			case c.Serial != "" && fits(c):
				return c, true
			case c.Serial == "" && c.GTIN != "":
				goods = c
			}
		}
	}
	return goods, false
}

// scaled makes a picture grey and no larger than is needed.
func scaled(picture image.Image, by float64) *image.Gray {
	b := picture.Bounds()
	by *= math.Min(1, sideMost/float64(max(b.Dx(), b.Dy())))
	out := image.NewGray(image.Rect(0, 0, max(1, int(float64(b.Dx())*by)), max(1, int(float64(b.Dy())*by))))
	draw.BiLinear.Scale(out, out.Bounds(), picture, b, draw.Src, nil)
	return out
}

func resized(grey *image.Gray, by float64) *image.Gray {
	if by == 1 {
		return grey
	}
	b := grey.Bounds()
	out := image.NewGray(image.Rect(0, 0, max(1, int(float64(b.Dx())*by)), max(1, int(float64(b.Dy())*by))))
	draw.BiLinear.Scale(out, out.Bounds(), grey, b, draw.Src, nil)
	return out
}

// parts are the picture and its middle.
func parts(grey *image.Gray) []*image.Gray {
	b := grey.Bounds()
	middle, ok := grey.SubImage(b.Inset(min(b.Dx(), b.Dy()) / 5)).(*image.Gray)
	if !ok || middle.Bounds().Dx() < 40 || middle.Bounds().Dy() < 40 {
		return []*image.Gray{grey}
	}
	return []*image.Gray{grey, resizedTo(middle)}
}

// resizedTo copies a part so that it begins at the origin.
func resizedTo(part *image.Gray) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, part.Bounds().Dx(), part.Bounds().Dy()))
	draw.Draw(out, out.Bounds(), part, part.Bounds().Min, draw.Src)
	return out
}

// turned turns a picture by some degrees about its middle, white around it.
func turned(grey *image.Gray, degrees float64) *image.Gray {
	if degrees == 0 {
		return grey
	}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	b := grey.Bounds()
	w, h := float64(b.Dx()), float64(b.Dy())
	nw, nh := int(math.Abs(w*cos)+math.Abs(h*sin))+1, int(math.Abs(w*sin)+math.Abs(h*cos))+1
	out := image.NewGray(image.Rect(0, 0, nw, nh))
	for y := range nh {
		for x := range nw {
			dx, dy := float64(x)-float64(nw)/2, float64(y)-float64(nh)/2
			sx, sy := int(math.Floor(dx*cos+dy*sin+w/2)), int(math.Floor(-dx*sin+dy*cos+h/2))
			v := color.Gray{Y: 255}
			if sx >= 0 && sy >= 0 && sx < b.Dx() && sy < b.Dy() {
				v = grey.GrayAt(b.Min.X+sx, b.Min.Y+sy)
			}
			out.SetGray(x, y, v)
		}
	}
	return out
}

package label_test

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"testing"
	"time"

	"fieldline/app/code"
	"fieldline/app/label"
)

// BenchmarkDecode_twelveMegapixels is a photo as a tablet takes it, with a label somewhere
// on it: unpacked, found and read.
func BenchmarkDecode_twelveMegapixels(b *testing.B) {
	img, err := label.Draw(dialer, label.Usual, 600)
	if err != nil {
		b.Fatal(err)
	}
	photo := image.NewGray(image.Rect(0, 0, 4000, 3000))
	for i := range photo.Pix {
		photo.Pix[i] = byte(110 + i%23)
	}
	draw.Draw(photo, img.Bounds().Add(image.Pt(1300, 1100)), img, image.Point{}, draw.Src)
	var file bytes.Buffer
	if err := jpeg.Encode(&file, photo, nil); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if got, err := code.Decode(bytes.NewReader(file.Bytes()), anything, time.Now); err != nil || got.Serial != dialer.Serial {
			b.Fatalf("read %q, %v", got.Serial, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(1500*time.Millisecond), "x-limit")
}

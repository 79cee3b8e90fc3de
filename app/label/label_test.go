package label_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldline/app/code"
	"fieldline/app/label"
)

var dialer = label.Label{Serial: "D4-26081723", Model: "IPD-4 四线", Customer: "福永恒泰五金制品厂有限公司第二分厂"}

func anything(code.Code) bool { return true }

// crop is a part of a picture, in shares of its sides.
func crop(img *image.Gray, x0, y0, x1, y1 float64) image.Image {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	return img.SubImage(image.Rect(int(x0*w), int(y0*h), int(x1*w), int(y1*h)))
}

// Both codes of a label are read back: the QR code above, the bars below.
func TestDraw_isReadBack(t *testing.T) {
	img, err := label.Draw(dialer, label.Usual, 300)
	if err != nil {
		t.Fatal(err)
	}
	for name, part := range map[string]image.Image{"QR": crop(img, 0, 0, 0.41, 0.69), "Code 128": crop(img, 0, 0.7, 1, 1)} {
		got, err := code.Read(part, anything, time.Now)
		if err != nil || got.Serial != dialer.Serial {
			t.Errorf("%s is read as %q, %v", name, got.Serial, err)
		}
	}
}

// What is written below is ink, not squares: every character has a glyph, and one that the
// font lacks is refused by name.
func TestDraw_neverASquare(t *testing.T) {
	_, err := label.Draw(label.Label{Serial: "D4-1", Customer: "\U00013000"}, label.Usual, 300)
	var glyph label.GlyphError
	if !errors.As(err, &glyph) || glyph.Rune != '\U00013000' {
		t.Errorf("a character without glyph: %v", err)
	}
	img, err := label.Draw(label.Label{Serial: "D4-1", Model: "型号"}, label.Usual, 300)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := label.Draw(label.Label{Serial: "D4-1"}, label.Usual, 300)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(img.Pix, plain.Pix) {
		t.Error("the model is not written")
	}
}

func TestDraw_refusesWhatCannotBeRead(t *testing.T) {
	if _, err := label.Draw(label.Label{Serial: strings.Repeat("X4", 20)}, label.Usual, 300); !errors.Is(err, label.ErrTooLong) {
		t.Errorf("a long serial number: %v", err)
	}
	if _, err := label.Draw(label.Label{}, label.Usual, 300); err == nil {
		t.Error("a label without a serial number")
	}
}

// Sheets have their sizes and offsets, and as many pages as the labels need.
func TestSheet_PDF(t *testing.T) {
	s := label.A4()
	s.Skip = 25
	var out bytes.Buffer
	if err := s.PDF(&out, []label.Label{dialer, dialer, dialer}); err != nil {
		t.Fatal(err)
	}
	pdf := out.String()
	if !strings.HasPrefix(pdf, "%PDF-1.4") || !strings.Contains(pdf, "/Count 2") || !strings.Contains(pdf, "/MediaBox [0 0 595.276 841.890]") {
		t.Errorf("no PDF of two sheets of A4: %.80q", pdf)
	}
	for name, wrong := range map[string]func(*label.Sheet){
		"too many columns": func(s *label.Sheet) { s.Columns = 4 },
		"an offset":        func(s *label.Sheet) { s.Top = 30 },
		"none":             func(s *label.Sheet) { s.Rows = 0 },
		"all left out":     func(s *label.Sheet) { s.Skip = 27 },
	} {
		s := label.A4()
		wrong(&s)
		if s.Check() == nil {
			t.Errorf("%s: the sheet is accepted", name)
		}
	}
	if err := label.Roll().Check(); err != nil {
		t.Error(err)
	}
}

// zbarimg, which others' scanners are made with, reads the picture and the sheet.
func TestDraw_byZbar(t *testing.T) {
	zbar, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Skip("zbarimg is not installed")
	}
	path := filepath.Join(t.TempDir(), "label.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(label.PNG(f, dialer, label.Usual, 300), f.Close()); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), zbar, "--quiet", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{"QR-Code:" + dialer.Serial, "CODE-128:" + dialer.Serial} {
		if !strings.Contains(string(out), want) {
			t.Errorf("zbarimg reads %q, not %s", out, want)
		}
	}
}

// What a file holds is read as well; what is no picture says so.
func TestDecode(t *testing.T) {
	var file bytes.Buffer
	if err := label.PNG(&file, dialer, label.Usual, 300); err != nil {
		t.Fatal(err)
	}
	if got, err := code.Decode(&file, anything, time.Now); err != nil || got.Serial != dialer.Serial {
		t.Errorf("read %q, %v", got.Serial, err)
	}
	if _, err := code.Decode(strings.NewReader("no picture"), anything, time.Now); err == nil || errors.Is(err, code.ErrNone) {
		t.Errorf("no picture: %v", err)
	}
}

// A photo is tilted, grey and on a table: the label is still read.
func TestRead_aTiltedPhoto(t *testing.T) {
	img, err := label.Draw(dialer, label.Usual, 300)
	if err != nil {
		t.Fatal(err)
	}
	photo := image.NewGray(image.Rect(0, 0, 1100, 900))
	for i := range photo.Pix {
		photo.Pix[i] = 120
	}
	const sin, cos = 0.2079, 0.9781 // 12 degrees
	for y := range 900 {
		for x := range 1100 {
			dx, dy := float64(x-550), float64(y-450)
			sx, sy := int(dx*cos+dy*sin)+img.Rect.Dx()/2, int(-dx*sin+dy*cos)+img.Rect.Dy()/2
			if (image.Point{sx, sy}).In(img.Rect) {
				photo.SetGray(x, y, color.Gray{Y: 40 + img.GrayAt(sx, sy).Y*4/5})
			}
		}
	}
	fits := func(c code.Code) bool { return strings.HasPrefix(c.Serial, "D4-") }
	got, err := code.Read(photo, fits, time.Now)
	if err != nil || got.Serial != dialer.Serial {
		t.Errorf("read %q, %v", got.Serial, err)
	}
	if _, err := code.Read(image.NewGray(image.Rect(0, 0, 60, 60)), fits, time.Now); !errors.Is(err, code.ErrNone) {
		t.Errorf("nothing is read as something: %v", err)
	}
}

package code_test

import (
	"image"
	"image/draw"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"pgregory.net/rapid"

	"fieldline/app/code"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text                     string
		serial, gtin, batch, symbology string
		gs1                            bool
	}{
		{"a plain serial number", "D4-26110042", "D4-26110042", "", "", "", false},
		{"as GS1-128 brings it", "]C1010690123456789221YKD4A-26110042", "YKD4A-26110042", "06901234567892", "", "C1", true},
		{"without the prefix", "010690123456789221YKD4A-26110042", "YKD4A-26110042", "06901234567892", "", "", true},
		{"as it is printed", "(01)06901234567892(10)L2611(21)D4-1", "D4-1", "06901234567892", "L2611", "", true},
		{"a batch before the serial", "]d2010690123456789210L2611\x1d21D4-1", "D4-1", "06901234567892", "L2611", "d2", true},
		{"a serial before the batch", "]Q3010690123456789221D4-1\x1d10L2611", "D4-1", "06901234567892", "L2611", "Q3", true},
		{"a serial alone, by a scanner that says it is GS1", "]C121D4-1", "D4-1", "", "", "C1", true},
		{"a serial that begins as an element", "21061234", "21061234", "", "", "", false},
		{"a GTIN with a wrong digit", "010690123456789321D4-1", "010690123456789321D4-1", "", "", "", false},
		{"half an element", "0106901234", "0106901234", "", "", "", false},
		{"what is the maker's own behind the serial", "]C1010690123456789221YKD4A-26110042\x1d91ABC", "YKD4A-26110042", "06901234567892", "", "C1", true},
		{"due on, and how many", "]d2010690123456789212260131301\x1d21YK-1", "YK-1", "06901234567892", "", "d2", true},
		{"a measure of four digits", "]C101069012345678923103000750\x1d21YK-1", "YK-1", "06901234567892", "", "C1", true},
		{"printed, with what nobody else knows", "(01)06901234567892(21)D4-1(91)A(250)X", "D4-1", "06901234567892", "", "", true},
		{"a GTIN with a wrong digit, by a scanner that says it is GS1", "]C1010690123456789321D4-1", "", "", "", "C1", false},
		{"half an element, by a scanner that says it is GS1", "]C10106901234", "", "", "", "C1", false},
		{"a serial too long, by a scanner that says it is GS1", "]C121" + strings.Repeat("7", 21), "", "", "", "C1", false},
		{"only a GTIN", "0106901234567892", "", "06901234567892", "", "", true},
		{"an EAN-13 names goods", "]E06901234567892", "", "6901234567892", "", "E0", false},
		{"a UPC-A of twelve digits", "]E0036000291452", "", "036000291452", "", "E0", false},
		{"an EAN-13 with its add-on", "]E3690123456789205", "", "6901234567892", "", "E3", false},
		{"an EAN-8", "]E496385074", "", "96385074", "", "E4", false},
		{"an EAN-13 with a wrong digit", "]E06901234567893", "", "", "", "E0", false},
		{"Code 128 that ends as an EAN would", "]C06901234567892", "6901234567892", "", "", "C0", false},
		{"typed in full width", "　Ｔ４－２６１１９００２", "T4-26119002", "", "", "", false},
		{"with spaces around it", "  D4-1 ", "D4-1", "", "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := code.Parse(c.text)
			if got.Serial != c.serial || got.GTIN != c.gtin || got.Batch != c.batch || got.Symbology != c.symbology || got.GS1 != c.gs1 || got.Raw != c.text {
				t.Errorf("%q is read as %+v", c.text, got)
			}
		})
	}
}

// Whatever a scanner sends, something is read, and nothing is made up.
func TestParse_isTotal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`(\](C1|d2|Q3|E0|E4))?(01[0-9]{14}|10[A-Z0-9]{0,22}|21[A-Z0-9-]{0,22}|\x1d){0,5}`)).Draw(rt, "text")
		got := code.Parse(text)
		if got.Raw != text || got.GTIN != "" && !code.ValidGTIN(got.GTIN) || len(got.Serial) > len(text) {
			rt.Fatalf("%q is read as %+v", text, got)
		}
	})
}

// A picture of a serial number in digits alone is told from one of the goods by its bars; where
// only goods are seen, that is what is read.
func TestRead_tellsGoodsFromASerialNumber(t *testing.T) {
	bars := func(w gozxing.Writer, format gozxing.BarcodeFormat, text string) image.Image {
		t.Helper()
		bits, err := w.Encode(text, format, 500, 120, nil)
		if err != nil {
			t.Fatal(err)
		}
		return bits
	}
	anything := func(code.Code) bool { return true }
	serial := bars(oned.NewCode128Writer(), gozxing.BarcodeFormat_CODE_128, "6901234567892")
	goods := bars(oned.NewEAN13Writer(), gozxing.BarcodeFormat_EAN_13, "6901234567892")

	if got, err := code.Read(serial, anything, time.Now); err != nil || got.Serial != "6901234567892" || got.Symbology != "C0" {
		t.Errorf("the serial number is read as %+v, %v", got, err)
	}
	if got, err := code.Read(goods, anything, time.Now); err != nil || got.Serial != "" || got.GTIN != "6901234567892" {
		t.Errorf("the goods are read as %+v, %v", got, err)
	}
	box := image.NewGray(image.Rect(0, 0, 560, 320))
	draw.Draw(box, box.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(box, image.Rect(30, 20, 530, 140), goods, image.Point{}, draw.Src)
	draw.Draw(box, image.Rect(30, 180, 530, 300), bars(oned.NewCode128Writer(), gozxing.BarcodeFormat_CODE_128, "D4-26110042"), image.Point{}, draw.Src)
	if got, err := code.Read(box, anything, time.Now); err != nil || got.Serial != "D4-26110042" {
		t.Errorf("of both is read %+v, %v", got, err)
	}
}

func TestCode_registered(t *testing.T) {
	for _, text := range []string{"t4-26119002", "T4-26119002", "ｔ４－２６１１９００２"} {
		if got := code.Parse(text).Registered(); got != "T4-26119002" {
			t.Errorf("%q is registered as %q", text, got)
		}
	}
}

func TestValidGTIN(t *testing.T) {
	for gtin, want := range map[string]bool{"6901234567892": true, "06901234567892": true, "6901234567893": false, "690123456789": false, "": false, "69012345678 2": false} {
		if code.ValidGTIN(gtin) != want {
			t.Errorf("%q: %v", gtin, !want)
		}
	}
}

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"D4-26081723", "D4-2608I723", true}, {"D4-0", "D4-O", true}, {"D4-1", "D4-2", false}, {"D4-1", "D4-1", false}, {"D4-15", "D4-155", false}, {"b8", "BB", true}} {
		if code.Alike(c.a, c.b) != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, !c.want)
		}
	}
}

// Package code reads what stands on labels: the text of a bar code with its GS1 elements,
// a code on a picture, and which serial number a hand may have meant. It knows no form and
// no screen. Begin with Parse for a text and Read for a picture.
package code

import (
	"cmp"
	"strings"

	"golang.org/x/text/width"
)

// Code is what a label says.
type Code struct {
	Raw       string // as it came
	Symbology string // of the scanner's prefix, such as C1 for GS1-128; "" where it gave none
	GTIN      string // (01), or the number of an EAN or UPC; with a valid check digit
	Serial    string // (21), else the whole text; "" of a GS1 code without, and of an EAN
	Batch     string // (10)
	GS1       bool   // its elements were read
}

// Registered is the serial number as a dialer is registered under it: in capitals, so that
// what is typed in small letters is the same dialer.
func (c Code) Registered() string { return strings.ToUpper(c.Serial) }

// Bearer is what the code is looked for as: the serial number, else the number of the goods;
// "" where it names neither.
func (c Code) Bearer() string { return cmp.Or(c.Serial, c.GTIN) }

// Parse reads the text of a scan, or what was typed in its place: what a Chinese keyboard
// writes in full width is read as the half width of the label (Unicode UAX #11). A text that
// is no GS1 element string from end to end is a serial number as it stands, unless the
// scanner says that it is GS1, EAN or UPC: then it has no serial number.
func Parse(text string) Code {
	c := Code{Raw: text}
	rest := strings.TrimSpace(width.Fold.String(text))
	if strings.HasPrefix(rest, "]") && len(rest) > 3 {
		c.Symbology, rest = rest[1:3], rest[3:]
	}
	if strings.HasPrefix(c.Symbology, "E") { // EAN and UPC (ISO/IEC 15424)
		c.GTIN = ean(rest)
		return c
	}
	said := saysGS1[c.Symbology] || strings.Contains(rest, gs)
	if found, ok := elements(rest); ok && (found["01"] != "" || said && found["21"] != "") {
		c.GS1, c.GTIN, c.Batch, c.Serial = true, found["01"], found["10"], found["21"]
		return c
	}
	if !said {
		c.Serial = rest
	}
	return c
}

// ean is the number of goods in what an EAN or UPC says, which may have an add-on behind it;
// "" where its check digit is wrong.
func ean(text string) string {
	for _, n := range []int{len(text), 13} {
		if n <= len(text) && ValidGTIN(text[:n]) {
			return text[:n]
		}
	}
	return ""
}

// ValidGTIN tells whether the check digit of a GTIN of 8, 12, 13 or 14 digits is right.
func ValidGTIN(gtin string) bool {
	switch len(gtin) {
	case 8, 12, 13, 14:
	default:
		return false
	}
	sum := 0
	for i := range gtin {
		d := gtin[len(gtin)-1-i]
		if d < '0' || d > '9' {
			return false
		}
		weight := 1
		if i%2 == 1 {
			weight = 3
		}
		sum += int(d-'0') * weight
	}
	return sum%10 == 0
}

// alike are the characters that a hand or an eye takes for one another.
var alike = []string{"0O", "1I", "5S", "8B", "2Z"}

// Alike tells whether two serial numbers differ only in characters that look alike: what
// was typed may mean the other.
func Alike(a, b string) bool {
	if len(a) != len(b) || a == b {
		return false
	}
	fold := func(s string) string {
		s = strings.ToUpper(s)
		for _, pair := range alike {
			s = strings.ReplaceAll(s, pair[1:], pair[:1])
		}
		return s
	}
	return fold(a) == fold(b)
}

// Package code reads what stands on labels: the text of a bar code with its GS1 elements,
// a code on a picture, and which serial number a hand may have meant. It knows no form and
// no screen. Begin with Parse for a text and Read for a picture.
package code

import (
	"strings"

	"golang.org/x/text/width"
)

// Code is what a label says.
type Code struct {
	Raw       string // as it came
	Symbology string // of the scanner's prefix, such as C1 for GS1-128; "" where it gave none
	GTIN      string // (01), with a valid check digit
	Serial    string // (21), else the whole text
	Batch     string // (10)
	GS1       bool   // its elements were read
}

// gs ends an element of variable length (GS1 General Specifications).
const gs = "\x1d"

// element is how long an element's value is; variable ones end with gs or the text.
type element struct {
	length   int
	variable bool
}

// elements are those that stand on dialers: GTIN, batch, dates, additional id, serial.
var elements = map[string]element{
	"01": {14, false}, "02": {14, false}, "10": {20, true}, "11": {6, false}, "13": {6, false},
	"17": {6, false}, "21": {20, true}, "240": {30, true}, "37": {8, true},
}

// Registered is the serial number as a dialer is registered under it: in capitals, so that
// what is typed in small letters is the same dialer.
func (c Code) Registered() string { return strings.ToUpper(c.Serial) }

// Parse reads the text of a scan, or what was typed in its place: what a Chinese keyboard
// writes in full width is read as the half width of the label (Unicode UAX #11). A text that
// is no GS1 element string from end to end is a serial number as it stands.
func Parse(text string) Code {
	c := Code{Raw: text}
	rest := strings.TrimSpace(width.Fold.String(text))
	if strings.HasPrefix(rest, "]") && len(rest) > 3 {
		c.Symbology, rest = rest[1:3], rest[3:]
	}
	c.Serial = rest
	found, ok := split(strings.TrimPrefix(bracketless(rest), gs))
	if !ok || found["01"] == "" && found["21"] == "" || c.Symbology == "" && found["01"] == "" {
		return c
	}
	if gtin := found["01"]; gtin != "" && !ValidGTIN(gtin) {
		return c
	}
	c.GS1, c.GTIN, c.Batch = true, found["01"], found["10"]
	c.Serial = found["21"]
	return c
}

// bracketless takes the brackets out of "(01)…(21)…", as it is printed for people; what
// follows a bracketed element ends it.
func bracketless(text string) string {
	if !strings.HasPrefix(text, "(") {
		return text
	}
	var out strings.Builder
	for i, part := range strings.Split(text[1:], "(") {
		ai, value, ok := strings.Cut(part, ")")
		if !ok {
			return text
		}
		if i > 0 {
			out.WriteString(gs)
		}
		out.WriteString(ai + value)
	}
	return out.String()
}

// split reads the elements of a text; it is ok only if all of it is elements.
func split(text string) (map[string]string, bool) {
	found := map[string]string{}
	for text != "" {
		ai, el := "", element{}
		for n := 2; n <= 3 && n <= len(text) && ai == ""; n++ {
			if e, known := elements[text[:n]]; known {
				ai, el = text[:n], e
			}
		}
		if ai == "" {
			return nil, false
		}
		text = text[len(ai):]
		var value string
		if el.variable {
			value, _, _ = strings.Cut(text, gs)
			if len(value) > el.length {
				return nil, false
			}
		} else {
			if len(text) < el.length {
				return nil, false
			}
			value = text[:el.length]
			if strings.Trim(value, "0123456789") != "" {
				return nil, false
			}
		}
		if value == "" || found[ai] != "" {
			return nil, false
		}
		found[ai] = value
		text = strings.TrimPrefix(text[len(value):], gs)
	}
	return found, len(found) > 0
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

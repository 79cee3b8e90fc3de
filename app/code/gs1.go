package code

import "strings"

// gs ends an element of variable length: FNC1, as a scanner sends it (GS1 General
// Specifications, 7.8.2).
const gs = "\x1d"

// saysGS1 are the prefixes by which a scanner says that a code is GS1: GS1-128, Data Matrix,
// QR, DataBar (ISO/IEC 15424).
var saysGS1 = map[string]bool{"C1": true, "d2": true, "Q3": true, "e0": true}

// fixed is how long the value of an element is whose application identifier begins so; all
// others end with gs or the text (GS1 General Specifications, figure 7.8.5-2).
var fixed = map[string]int{
	"00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "11": 6, "12": 6, "13": 6, "14": 6, "15": 6, "16": 6, "17": 6, "18": 6, "19": 6,
	"20": 2, "31": 6, "32": 6, "33": 6, "34": 6, "35": 6, "36": 6, "41": 13,
}

// most is how long a value may be; of those that we keep.
var most = map[string]int{"10": 20, "21": 20}

// longest is the most that any element has.
const longest = 90

// identifier is how many digits the application identifier has that begins with these two;
// zero where there is none.
func identifier(two string) int {
	switch {
	case two < "00" || two > "99":
		return 0
	case two <= "04", two >= "10" && two <= "22", two == "30", two == "37", two >= "90":
		return 2
	case two >= "23" && two <= "25", two >= "40" && two <= "42", two == "71":
		return 3
	case two >= "31" && two <= "36", two == "39", two == "43", two == "70", two == "72", two >= "80" && two <= "82":
		return 4
	}
	return 0
}

// elements reads a GS1 element string, also as it is printed with brackets; it is ok only if
// all of the text is elements and a GTIN has its check digit.
func elements(text string) (found map[string]string, ok bool) {
	found = map[string]string{}
	parts, bracketed := brackets(text)
	if !bracketed {
		parts = []string{strings.TrimPrefix(text, gs)}
	}
	for _, part := range parts {
		for part != "" {
			ai, value, rest, ok := element(part)
			if !ok || found[ai] != "" || bracketed && rest != "" {
				return nil, false
			}
			found[ai], part = value, rest
		}
	}
	gtin := found["01"]
	return found, len(found) > 0 && (gtin == "" || ValidGTIN(gtin))
}

// element reads the first element of a text.
func element(text string) (ai, value, rest string, ok bool) {
	if len(text) < 2 || !digits(text[:2]) {
		return "", "", "", false
	}
	n := identifier(text[:2])
	if n == 0 || len(text) <= n || !digits(text[:n]) {
		return "", "", "", false
	}
	ai, rest = text[:n], text[n:]
	length, isFixed := fixed[ai[:2]]
	if isFixed {
		if len(rest) < length || !digits(rest[:length]) {
			return "", "", "", false
		}
		return ai, rest[:length], strings.TrimPrefix(rest[length:], gs), true
	}
	value, rest, _ = strings.Cut(rest, gs)
	limit, known := most[ai]
	if !known {
		limit = longest
	}
	return ai, value, rest, value != "" && len(value) <= limit
}

// brackets splits "(01)…(21)…", as it is printed for people, into its elements.
func brackets(text string) (parts []string, ok bool) {
	if !strings.HasPrefix(text, "(") {
		return nil, false
	}
	for _, part := range strings.Split(text[1:], "(") {
		ai, value, ok := strings.Cut(part, ")")
		if !ok || len(ai) < 2 || identifier(ai[:2]) != len(ai) {
			return nil, false
		}
		parts = append(parts, ai+value)
	}
	return parts, true
}

func digits(text string) bool { return strings.Trim(text, "0123456789") == "" }

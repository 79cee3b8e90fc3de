package formview

import (
	"strings"

	"golang.org/x/text/width"
)

// plain makes what a Chinese keyboard types into what parsers expect: full-width
// digits and signs become half-width, the ideographic space a space, ends are trimmed.
// What is shown in the entry is never touched.
func plain(text string) string {
	text = width.Narrow.String(text)
	text = strings.NewReplacer("\u3000", " ", "\u00a0", " ", "\u2212", "-", "、", ",", "。", ".").Replace(text)
	return strings.TrimSpace(text)
}

// cutSuffixFold removes one of the suffixes, whatever its case, with the space before it.
func cutSuffixFold(text string, suffixes ...string) string {
	for _, s := range suffixes {
		if n := len(text) - len(s); n >= 0 && s != "" && strings.EqualFold(text[n:], s) {
			return strings.TrimSpace(text[:n])
		}
	}
	return text
}

// isDigits tells whether text is one or more ASCII digits.
func isDigits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return text != ""
}

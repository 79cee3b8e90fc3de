package formview

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// initials are the first letters of a Chinese text's pinyin; Latin letters and digits
// stand for themselves: 无电或电源坏 is wdhdyh.
func initials(text string) string {
	args := pinyin.NewArgs()
	args.Style = pinyin.FirstLetter
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.Is(unicode.Han, r):
			if all := pinyin.SinglePinyin(r, args); len(all) > 0 {
				b.WriteString(all[0])
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

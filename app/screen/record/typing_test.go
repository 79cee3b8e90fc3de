package record

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// BenchmarkTyping types a character into a note on a card and takes it away again.
func BenchmarkTyping(b *testing.B) {
	for _, long := range []int{0, 300, 1200, 3000} {
		b.Run(fmt.Sprint(long), func(b *testing.B) {
			tb := newTablet(b)
			tb.half()
			s := tb.show(tb.card)
			s.view.Set("remark", strings.Repeat("通话有杂音，已换线。", long/10))
			entry := tb.input("客户意见").Focusable()
			tb.window.Canvas().Focus(entry)
			entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
			runes := []rune("好的是不了在有人这中")
			for i := 0; b.Loop(); i++ {
				entry.TypedRune(runes[i%len(runes)])
				entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
			}
		})
	}
}

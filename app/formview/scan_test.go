package formview

import (
	"testing"

	"fyne.io/fyne/v2/test"
)

func TestScan_endsWithEnterAndCanBeTyped(t *testing.T) {
	s := small(t, `{type: scan, zh: 序列号, en: Serial}`)
	in := s.input()

	s.window.Canvas().Focus(in.Focusable())
	test.Type(in.Focusable(), "D4-26081711")
	in.Focusable().TypedKey(enter)

	if s.value() != "D4-26081711" || len(s.left) == 0 {
		t.Errorf("the value is %v, left %v", s.value(), s.left)
	}
}

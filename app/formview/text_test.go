package formview

import (
	"testing"
)

func TestText_takesChineseAsTyped(t *testing.T) {
	s := small(t, `{type: text, zh: 接入方式, en: Access, max: 6}`)

	s.types(" 模拟中继４路 ")

	if s.value() != "模拟中继４路" {
		t.Errorf("the value is %q", s.value())
	}
	if len(s.left) != 1 || s.left[0] != (Spot{Field: "one"}) || len(s.changed) == 0 {
		t.Errorf("told: changed %v, left %v", s.changed, s.left)
	}
	s.types("再加两字")
	if s.faults() == "" {
		t.Error("too long a text is no fault")
	}
}

func TestText_scansWhereTheFormSaysSo(t *testing.T) {
	s := small(t, `{type: text, zh: 标签, en: Label, scan: true}`)

	in := s.input()
	s.window.Canvas().Focus(in.Focusable())
	for _, r := range "A-17" {
		in.Focusable().TypedRune(r)
	}
	in.Focusable().TypedKey(enter)

	if s.value() != "A-17" || len(s.left) == 0 {
		t.Errorf("the value is %v, left %v", s.value(), s.left)
	}
}

package formview

import (
	"testing"
)

func TestChoice_upToFourStandSideBySide(t *testing.T) {
	s := small(t, `{type: choice, of: [ok, doubt, faulty], zh: 状况, en: Condition}`)
	e, ok := s.editor().(*segmentEditor)
	if !ok {
		t.Fatalf("it is drawn as %T", s.editor())
	}

	e.segments.Choose(2)
	if s.value() != "faulty" || len(s.left) != 1 {
		t.Errorf("the value is %v, left %v", s.value(), s.left)
	}
	e.segments.Choose(2)
	if s.value() != nil {
		t.Errorf("a second tap leaves %v", s.value())
	}
}

func TestChoice_manyOpenASheetToSearch(t *testing.T) {
	s := small(t, `{type: choice, of: cause, zh: 原因, en: Cause}`)
	e, ok := s.editor().(*chooser)
	if !ok {
		t.Fatalf("it is drawn as %T", s.editor())
	}

	e.box.TypedKey(enter)
	s.pick("客户设备")

	if s.value() != "customer" || e.box.Text() != "客户设备" {
		t.Errorf("the value is %v, shown %q", s.value(), e.box.Text())
	}
	if !matches("客户设备", "khsb") || !matches("客户设备", "设备") || matches("线路", "kh") {
		t.Error("words are not found by pinyin initials")
	}
}

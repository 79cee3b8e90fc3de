package formview

import (
	"testing"
)

func TestMoney_isYuanToTheFen(t *testing.T) {
	s := small(t, `{type: money, zh: 单价, en: Price}`)
	s.types("¥1,234.5")
	if s.value() != int64(123450) || s.input().Text() != "1234.50" {
		t.Errorf("the value is %v, shown %q", s.value(), s.input().Text())
	}
	if said := s.view.Speech().Value(s.field(), int64(123450)); said != "¥1,234.50" {
		t.Errorf("it is said %q", said)
	}
	s.types("5")
	if s.faults() == "" {
		t.Error("a third decimal is no fault")
	}
}

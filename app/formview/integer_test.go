package formview

import (
	"testing"
)

func TestInteger(t *testing.T) {
	s := small(t, `{type: integer, zh: 路数, en: Lines, unit: 路}`)
	s.types("１２ 路")
	if s.value() != int64(12) || s.input().Text() != "12" {
		t.Errorf("the value is %v, shown %q", s.value(), s.input().Text())
	}
	s.types("x")
	if s.value() != nil || s.faults() == "" || s.view.Typed()[Spot{Field: "one"}] != "12x" {
		t.Errorf("a text that is no number: %v, %q, %v", s.value(), s.faults(), s.view.Typed())
	}
}

package formview

import (
	"testing"

	"fieldline/forms/form"
)

func TestPhone_isCheckedAndGrouped(t *testing.T) {
	s := small(t, `{type: phone, zh: 电话, en: Phone}`)
	s.types("+86 138-0013-8045")
	if s.value() != "13800138045" || s.input().Text() != "138 0013 8045" {
		t.Errorf("the value is %v, shown %q", s.value(), s.input().Text())
	}
	s.again(form.Values{})
	s.types("0755 123")
	if s.value() != nil || s.faults() == "" {
		t.Errorf("a number nobody has: %v, %q", s.value(), s.faults())
	}
}

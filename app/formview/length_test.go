package formview

import (
	"testing"

	"fieldline/forms/form"
)

func TestDuration(t *testing.T) {
	s := small(t, `{type: duration, zh: 用时, en: Took}`)
	s.types("1小时20分")
	if s.value() != (form.Length{N: 80, Unit: "min"}) || s.input().Text() != "80 分钟" {
		t.Errorf("the value is %v, shown %q", s.value(), s.input().Text())
	}
}

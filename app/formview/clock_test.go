package formview

import (
	"testing"
)

func TestTime(t *testing.T) {
	s := small(t, `{type: time, zh: 时间, en: Time}`)
	s.types("下午3点半")
	if s.value() != "15:30" {
		t.Errorf("the value is %v", s.value())
	}
}

package formview

import (
	"testing"

	"fieldline/forms/form"
)

func TestLocation(t *testing.T) {
	s := small(t, `{type: location, zh: 定位, en: Position}`)
	s.types("22.5431，114.0579")
	if s.value() != (form.Location{Lat: 22.5431, Lon: 114.0579}) {
		t.Errorf("the value is %v", s.value())
	}
	s.again(form.Values{})
	s.types("深圳")
	if s.value() != nil || s.faults() == "" {
		t.Errorf("a town is no position: %v, %q", s.value(), s.faults())
	}
}

package formview

import (
	"testing"

	"fieldline/forms/form"
)

func TestMoment_isTypedOrPicked(t *testing.T) {
	s := small(t, `{type: datetime, zh: 到达, en: Arrived}`)

	s.types("10:26")
	if s.value() != s.at("10:26") || s.input().Text() != "2026-11-23 10:26" {
		t.Errorf("the value is %v, shown %q", s.value(), s.input().Text())
	}

	s.view.cells[Spot{Field: "one"}].pickMoment()
	s.pick("20")
	s.pick("完成")
	if want := at("2026-11-20", "10:26", s.words.Zone()); s.value() != want {
		t.Errorf("picked %v, want %v", s.value(), want)
	}
	if said := s.view.Speech().Value(s.field(), s.at("14:00")); said != "今天 14:00" {
		t.Errorf("it is said %q", said)
	}

	s.again(form.Values{})
	s.view.cells[Spot{Field: "one"}].pickMoment()
	s.pick("现在")
	if s.value() != s.at("09:00") {
		t.Errorf("now is %v", s.value())
	}
}

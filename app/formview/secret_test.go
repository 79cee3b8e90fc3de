package formview

import (
	"testing"

	"fieldline/forms/form"
)

func TestSecret_isSealedAtOnceAndNeverShown(t *testing.T) {
	s := small(t, `{type: secret, zh: 帐号密码, en: PIN}`)
	cfg := s.config(s.engineer, &form.Record{ID: s.ID(), Form: "sheet", Values: form.Values{}})
	cfg.Seal = func(secret string) (string, error) { return "box:" + secret[:1], nil }
	s.show(cfg, 700)

	s.types("4711")

	if s.value() != "box:4" || s.input().Text() != "" {
		t.Errorf("the value is %v, shown %q", s.value(), s.input().Text())
	}
	if said := s.view.Speech().Value(s.field(), s.value()); said != "已设置，不显示" {
		t.Errorf("it is said %q", said)
	}
}

func TestSecret_isNotTakenInTheClear(t *testing.T) {
	s := small(t, `{type: secret, zh: 帐号密码, en: PIN}`)

	s.types("4711")

	if s.value() != nil || len(s.failed) != 1 {
		t.Errorf("the value is %v, failed %v", s.value(), s.failed)
	}
}

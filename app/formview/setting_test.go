package formview

import (
	"testing"
)

func TestSetting_isPickedByWhatItIsCalled(t *testing.T) {
	s := small(t, `{type: text, editor: setting, zh: 参数, en: Setting}`)

	s.view.cells[Spot{Field: "one"}].pickSetting()
	for _, text := range []string{"反馈卡交回", "测试上限：线路", "SET-01\u200224 h", "SET-02.line\u20025"} {
		if !s.sees(text) {
			t.Errorf("%q is not offered", text)
		}
	}
	s.pick("反馈卡交回")

	if s.value() != "SET-01" || s.input().Text() != "SET-01" {
		t.Errorf("picked %v, shown %q", s.value(), s.input().Text())
	}
	if got := s.view.speech.Value(s.view.cfg.Form.Field("one"), "SET-02.other"); got != "SET-02.other\u2002测试上限：其他" {
		t.Errorf("it is said %q", got)
	}
	if got := s.view.speech.Value(s.view.cfg.Form.Field("one"), "SET-77"); got != "SET-77" {
		t.Errorf("one that is none: %q", got)
	}
	if ids := settingIDs(s.view.speech.Lib, s.view.speech.Lib.Setting("SET-02")); len(ids) != 5 {
		t.Errorf("its parts are %v", ids)
	}
}

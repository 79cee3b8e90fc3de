package formview

import (
	"io"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"fieldline/forms/form"
)

func TestFile_isChosenReplacedAndTakenAway(t *testing.T) {
	s := small(t, `{type: file, zh: 回执, en: Receipt}`)
	cfg := s.config(s.engineer, &form.Record{ID: s.ID(), Form: "sheet", Values: form.Values{}})
	cfg.PickFile = func(_ bool, then func(string, io.ReadCloser)) {
		then("回执.pdf", io.NopCloser(strings.NewReader("%PDF-1.4")))
	}
	s.show(cfg, 700)
	e := s.editor().(*fileEditor)

	test.Tap(e.choose)
	at, _ := s.value().(form.Attachment)
	if at.Name != "回执.pdf" || !s.sees("回执.pdf  8 B") || e.choose.Label() != "更换" {
		t.Errorf("kept %+v", at)
	}

	test.Tap(e.drop)
	if s.value() != nil {
		t.Errorf("after taking it away: %v", s.value())
	}
}

package formview

import (
	"testing"

	"fieldline/forms/form"
)

func TestYesNo_tellsNoFromNotAnswered(t *testing.T) {
	s := small(t, `{type: yes_no, zh: 已解决, en: Solved, required: true}`)
	e, ok := s.editor().(*yesNoEditor)
	if !ok {
		t.Fatalf("it is drawn as %T", s.editor())
	}
	if len(s.view.Due()) != 1 {
		t.Errorf("missing: %v", s.view.Due())
	}

	e.segments.Choose(1)
	if s.value() != false || len(s.view.Due()) != 0 {
		t.Errorf("the value is %v, missing %v", s.value(), s.view.Due())
	}
	e.segments.Choose(1)
	if s.value() != nil {
		t.Errorf("a second tap leaves %v", s.value())
	}

	s.again(form.Values{"one": true})
	if s.editor().(*yesNoEditor).segments.Chosen() != 0 {
		t.Error("yes is not shown")
	}
}

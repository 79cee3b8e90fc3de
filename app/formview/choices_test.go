package formview

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2/test"

	"fieldline/forms/form"
)

func TestChoices_keepTheOrderOfTheList(t *testing.T) {
	s := small(t, `{type: choices, of: cause, zh: 原因, en: Causes}`)
	e, ok := s.editor().(*choicesEditor)
	if !ok {
		t.Fatalf("it is drawn as %T", s.editor())
	}

	test.Tap(e.checks[3])
	test.Tap(e.checks[0])

	if got := s.value(); !reflect.DeepEqual(got, []string{"dialer", "program"}) {
		t.Errorf("the value is %v", got)
	}
	if said := s.view.Speech().Value(s.field(), s.value()); said != "拨号器、程序设置" {
		t.Errorf("it is said %q", said)
	}

	s.again(form.Values{"one": []string{"line"}})
	if e := s.editor().(*choicesEditor); !e.checks[1].Checked() || e.checks[0].Checked() {
		t.Error("what is chosen is not checked")
	}
}

package formview

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2/test"

	"fieldline/forms/form"
)

func TestPeople_areAddedAndTakenAway(t *testing.T) {
	s := small(t, `{type: people, zh: 参加人, en: Attendees}`)
	other := s.Person("陈静", "engineer")
	s.again(form.Values{})
	e, ok := s.editor().(*peopleEditor)
	if !ok {
		t.Fatalf("it is drawn as %T", s.editor())
	}

	for _, name := range []string{"周", "陈静"} {
		s.window.Canvas().Focus(e.input.Focusable())
		test.Type(e.input.Focusable(), name)
		e.input.Focusable().TypedKey(enter)
	}
	if got := s.value(); !reflect.DeepEqual(got, []form.ID{s.engineer, other}) {
		t.Fatalf("the value is %v", got)
	}
	if e.input.Text() != "" || len(s.view.Typed()) != 0 {
		t.Errorf("left in the input: %q", e.input.Text())
	}

	test.Tap(e.names[0])
	if got := s.value(); !reflect.DeepEqual(got, []form.ID{other}) {
		t.Errorf("after taking one away: %v", got)
	}
}

package formview

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"fieldline/forms/form"
)

func TestPerson_isFoundByPinyinAndRole(t *testing.T) {
	s := newStage(t).company()
	rec := &form.Record{ID: s.ID(), Form: "service_order", State: "draft", CreatedAt: s.Now, CreatedBy: s.assistant, Values: form.Values{}}
	s.show(s.config(s.assistant, rec), 752)
	e := s.view.cells[Spot{Field: "engineer"}].editor.(*refEditor)

	s.window.Canvas().Focus(e.input.Focusable())
	test.Type(e.input.Focusable(), "zjm")
	e.input.Focusable().TypedKey(enter)

	if s.view.Values()["engineer"] != s.engineer || e.input.Text() != "周建明" {
		t.Errorf("picked %v, shown %q", s.view.Values()["engineer"], e.input.Text())
	}
	if found := e.find("陈", 5); len(found) != 0 {
		t.Error("an assistant is offered as the engineer")
	}
}

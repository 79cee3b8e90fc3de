package formview

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"fieldline/forms/form"
)

func TestChecklist_keepsOneRowForEachItem(t *testing.T) {
	s := small(t, `{type: checklist, of: cause, zh: 项目, en: Items}`)
	e, ok := s.editor().(*checklistEditor)
	if !ok {
		t.Fatalf("it is drawn as %T", s.editor())
	}

	test.Tap(e.items[1].check)
	test.Tap(e.items[1].check)
	test.Tap(e.items[0].check)

	rows, _ := s.value().([]form.Row)
	if len(rows) != 2 || rows[0].Values["item"] != "line" || rows[0].Values["done"] != false || rows[1].Values["done"] != true {
		t.Fatalf("the rows are %v", rows)
	}
	want := form.KeyedRowID(form.Ref{Form: "sheet", ID: s.view.Record().ID}, "one", "line")
	if rows[0].ID != want {
		t.Errorf("the id is %s, want %s: two devices that answer the same item make one row", rows[0].ID, want)
	}
	if said := s.view.Speech().Value(s.field(), rows); said != "1 / 5 项已做" {
		t.Errorf("it is said %q", said)
	}
}

func TestChecklist_asksWhyAnItemWasNotDone(t *testing.T) {
	s := small(t, `{type: checklist, of: cause, zh: 项目, en: Items}`)
	e := s.editor().(*checklistEditor)
	test.Tap(e.items[0].check)

	test.Tap(e.items[2].why)
	s.typeInto(s.window.Canvas().Overlays().Top(), "客户不在")
	s.pick("完成")

	rows, _ := s.value().([]form.Row)
	if len(rows) != 2 || rows[1].Values["note"] != "客户不在" || rows[1].Values["done"] != false || !s.sees("客户不在") {
		t.Errorf("the rows are %v", rows)
	}
}

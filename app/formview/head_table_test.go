package formview

import (
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// A table on the head of the paper stands below its own name, in the width of the paper.
func TestTable_onTheHeadStandsBelowItsName(t *testing.T) {
	s := newStage(t).company()
	rec := &form.Record{Form: library.Allotment, ID: s.ID(), State: library.AllotmentCancelled, Values: form.Values{
		library.AllotmentEngineer: s.engineer,
		library.AllotmentUnits:    []form.Row{{ID: "1", Values: form.Values{library.AllotmentUnitsRowWhy: "外壳裂"}}},
	}}
	cfg := s.config(s.assistant, rec)
	cfg.Form, cfg.Head = s.Lib.Form(library.Allotment), &Head{Title: "领用单"}
	v := s.show(cfg, 752)

	table := v.cells[Spot{Field: library.AllotmentUnits}]
	if table.style == inHead {
		t.Error("it is laid beside its name")
	}
	if name := table.name; name.Position().Y >= table.editor.objects()[0].Position().Y {
		t.Errorf("its name stands at %v, the table at %v", name.Position(), table.editor.objects()[0].Position())
	}
}

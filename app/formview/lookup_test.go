package formview

import (
	"testing"

	"fieldline/forms/form"
)

func TestLookup_isReadFromWhereItIs(t *testing.T) {
	s := newStage(t).company()
	rec := &form.Record{ID: s.ID(), Form: "quality_feedback", State: "blank", CreatedAt: s.Now, CreatedBy: s.engineer,
		Values: form.Values{"engineer": s.engineer, "unit": s.ref("dialer_unit", s.old)}}
	s.show(s.config(s.engineer, rec), 752)

	c := s.view.cells[Spot{Field: "model"}]
	if c.mode != reading || c.value.Text() != "D4" {
		t.Errorf("looked up: %q", c.value.Text())
	}
	unit := s.Get("dialer_unit", s.old)
	unit.Values["model"] = "D8"
	s.Put(unit)
	s.view.Redraw()
	if c.value.Text() != "D8" {
		t.Errorf("after a change there: %q", c.value.Text())
	}
	s.view.Set("unit", nil)
	if c.value.Text() != "—" {
		t.Errorf("without a unit: %q", c.value.Text())
	}
}

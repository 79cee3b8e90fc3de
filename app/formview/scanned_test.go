package formview

import "testing"

func TestScan_withoutACursorFindsItsPlace(t *testing.T) {
	s := newStage(t).company()
	s.show(s.config(s.engineer, s.Get("feedback_card", s.card)), 752)

	if !s.view.Scan("D4-26081711") {
		t.Fatal("nothing waits for a dialer")
	}
	if rows := s.rows("units"); len(rows) != 1 || rows[0].Values["unit"] != s.ref("dialer_unit", s.fresh) {
		t.Errorf("the rows are %v", rows)
	}
	if s.view.Scan("X-unknown") {
		t.Error("a code nobody knows was taken")
	}
}

package formview

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"fieldline/forms/form"
)

func cardTable(t *testing.T, field string) (*stage, *tableEditor) {
	t.Helper()
	s := newStage(t).company()
	cfg := s.config(s.engineer, s.Get("feedback_card", s.card))
	cfg.Last = func(name string) any { return s.filled()[name] }
	s.show(cfg, 752)
	e, ok := s.view.cells[Spot{Field: field}].editor.(*tableEditor)
	if !ok {
		t.Fatalf("%s is drawn as %T", field, s.view.cells[Spot{Field: field}].editor)
	}
	return s, e
}

func (s *stage) rows(field string) []form.Row {
	rows, _ := s.view.Values()[field].([]form.Row)
	return rows
}

func TestTable_aMeasurementShowsItsUnitAndLimitsOnTheFirstCard(t *testing.T) {
	s, e := cardTable(t, "tests")
	s.view.cfg.Last = nil

	test.Tap(e.add)
	s.pick("环路电流")

	rows := s.rows("tests")
	if len(rows) != 1 || rows[0].Values["unit"] != "mA" || !form.Equal(rows[0].Values["limit_low"], dec("18")) || rows[0].Values["measured"] != nil {
		t.Fatalf("the rows are %v", rows)
	}
	if got := e.rows[0].hint.Text(); got != "要求 18 以上" {
		t.Errorf("the hint is %q", got)
	}

	value := s.view.cells[Spot{"tests", rows[0].ID, "measured"}]
	in := value.editor.(*typing).input
	s.window.Canvas().Focus(in.Focusable())
	test.Type(in.Focusable(), "16.5")
	s.view.cells[Spot{"tests", rows[0].ID, "passed"}].editor.(*yesNoEditor).segments.Choose(0)

	if got := s.rows("tests")[0].Values["measured"]; !form.Equal(got, dec("16.5")) {
		t.Errorf("measured %v", got)
	}
	if problems := e.problems(); len(problems) != 1 || !s.sees("低于下限：") {
		t.Errorf("a value below the limit that passed: %v", problems)
	}
	if !in.Focused() {
		t.Error("the cursor was lost while typing")
	}
}

func TestTable_aUnitIsAddedByScanning(t *testing.T) {
	s, e := cardTable(t, "units")
	in := e.scan.input

	for _, serial := range []string{"D4-25110386", "D4-26081711"} {
		s.window.Canvas().Focus(in.Focusable())
		test.Type(in.Focusable(), serial)
		in.Focusable().TypedKey(enter)
	}

	rows := s.rows("units")
	if len(rows) != 2 || rows[0].Values["unit"] != s.ref("dialer_unit", s.old) || in.Text() != "" || len(s.view.Typed()) != 0 {
		t.Fatalf("the rows are %v, typed %v", rows, s.view.Typed())
	}
	if e.missing() != 4 {
		t.Errorf("%d columns are missing, want operation and condition of both", e.missing())
	}
	work := s.view.cells[Spot{"units", rows[0].ID, "work"}].editor.(*chooser)
	work.box.Tapped(nil)
	s.pick("换下")
	s.view.cells[Spot{"units", rows[0].ID, "condition"}].editor.(*segmentEditor).segments.Choose(2)

	if got := s.rows("units")[0].Values; got["work"] != "replaced" || got["condition"] != "faulty" {
		t.Errorf("the first row is %v", got)
	}
	if title := e.rows[0].title.Label(); title != "换下\u2002D4-25110386" {
		t.Errorf("the row is called %q", title)
	}
}

func TestTable_aSerialNobodyKnowsSaysSo(t *testing.T) {
	s, e := cardTable(t, "units")
	in := e.scan.input
	s.window.Canvas().Focus(in.Focusable())

	test.Type(in.Focusable(), "XX-999")
	in.Focusable().TypedKey(enter)

	if !s.sees("本机没有“XX-999”：") || len(s.rows("units")) != 0 {
		t.Fatalf("an unknown serial: rows %v", s.rows("units"))
	}
	test.Type(in.Focusable(), "D4-25110386") // the next scan takes its place
	in.Focusable().TypedKey(enter)
	if s.sees("本机没有“") || len(s.rows("units")) != 1 {
		t.Errorf("the next scan: rows %v, in the box %q", s.rows("units"), in.Text())
	}
}

func TestTable_aRowIsTakenAway(t *testing.T) {
	s := newStage(t).company()
	rec := s.Get("feedback_card", s.card)
	rec.Values = s.filled()
	s.show(s.config(s.engineer, rec), 752)
	e := s.view.cells[Spot{Field: "tests"}].editor.(*tableEditor)

	test.Tap(e.rows[1].drop)

	rows := s.rows("tests")
	if len(rows) != 2 || rows[1].ID != "t3" || s.view.cells[Spot{"tests", "t2", "measured"}] != nil {
		t.Errorf("the rows are %v", rows)
	}
}

func TestTable_aMeasurementSaysWhatItWasTheLastTime(t *testing.T) {
	s, e := cardTable(t, "tests")

	test.Tap(e.add)
	s.pick("环路电流")

	if got := e.rows[0].hint.Text(); got != "上次 16.5\u00a0mA，要求 18 以上" {
		t.Errorf("the hint is %q", got)
	}
}

func TestTable_aRowShowsAllItsColumnsWhenTapped(t *testing.T) {
	s := newStage(t).company()
	rec := s.Get("feedback_card", s.card)
	rec.Values = s.filled()
	s.show(s.config(s.engineer, rec), 752)
	e := s.view.cells[Spot{Field: "units"}].editor.(*tableEditor)
	work := s.view.cells[Spot{"units", "u1", "work"}]
	if e.rows[0].inline(work) {
		t.Fatal("what was done is in view from the start")
	}

	test.Tap(e.rows[0].title)

	if !e.rows[0].inline(work) {
		t.Error("what was done is not in view")
	}
}

func TestTable_isReadInAGrid(t *testing.T) {
	s := newStage(t).company()
	rec := s.Get("feedback_card", s.card)
	rec.State, rec.Values = "received", s.filled()
	s.show(s.config(s.assistant, rec), 752)

	for _, text := range []string{"测试项目", "测得值", "环路电流", "16.5", "mA"} {
		if !s.sees(text) {
			t.Errorf("%q is not shown", text)
		}
	}
	if s.sees("添加测试项目") {
		t.Error("rows can be added to a card that is handed in")
	}
}

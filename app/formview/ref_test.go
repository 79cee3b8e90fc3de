package formview

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fieldline/forms/form"
)

// quality is a new quality feedback, whose unit is found by scanning.
func quality(t *testing.T) (*stage, *refEditor) {
	t.Helper()
	s := newStage(t).company()
	rec := &form.Record{ID: s.ID(), Form: "quality_feedback", State: "blank", CreatedAt: s.Now, CreatedBy: s.engineer, Values: form.Values{"engineer": s.engineer}}
	s.show(s.config(s.engineer, rec), 752)
	e, ok := s.view.cells[Spot{Field: "unit"}].editor.(*refEditor)
	if !ok {
		t.Fatalf("the unit is drawn as %T", s.view.cells[Spot{Field: "unit"}].editor)
	}
	return s, e
}

func TestRef_suggestsWhatFitsWhileTyping(t *testing.T) {
	s, e := quality(t)
	s.window.Canvas().Focus(e.input.Focusable())
	test.Type(e.input.Focusable(), "2608")

	if len(e.rows) != 1 || !s.sees("D4-26081711") {
		t.Fatalf("offered: %d", len(e.rows))
	}
	s.window.Canvas().Unfocus() // as a tap on the suggestion does
	test.Tap(e.rows[0])

	if s.view.Values()["unit"] != s.ref("dialer_unit", s.fresh) || e.input.Text() != "D4-26081711" {
		t.Errorf("picked %v, shown %q", s.view.Values()["unit"], e.input.Text())
	}
	if len(s.view.Typed()) != 0 {
		t.Errorf("still typed: %v", s.view.Typed())
	}
	if model := s.view.cells[Spot{Field: "model"}]; model.value.Text() != "D4" {
		t.Errorf("the model looked up is %q", model.value.Text())
	}
}

func TestRef_aScanEndsWithEnter(t *testing.T) {
	s, e := quality(t)
	s.window.Canvas().Focus(e.input.Focusable())
	test.Type(e.input.Focusable(), "D4-25110386")
	e.input.Focusable().TypedKey(enter)

	if s.view.Values()["unit"] != s.ref("dialer_unit", s.old) {
		t.Errorf("scanned %v", s.view.Values()["unit"])
	}
	test.Tap(e.side)
	if len(s.opened) != 1 || s.opened[0] != s.old {
		t.Errorf("opened %v", s.opened)
	}
}

// Another scan takes the place of the first, at once and when one comes back to the field.
func TestRef_aScanTakesThePlaceOfAnother(t *testing.T) {
	s, e := quality(t)
	for _, one := range []struct {
		serial string
		back   bool
		want   form.ID
	}{{"D4-25110386", true, s.old}, {"D4-26081711", false, s.fresh}, {"D4-25110386", true, s.old}} {
		if one.back {
			s.window.Canvas().Unfocus()
			s.window.Canvas().Focus(e.input.Focusable())
		}
		test.Type(e.input.Focusable(), one.serial)
		e.input.Focusable().TypedKey(enter)
		if s.view.Values()["unit"] != s.ref("dialer_unit", one.want) || e.input.Text() != one.serial {
			t.Errorf("after %s the field has %q", one.serial, e.input.Text())
		}
	}
}

func TestRef_whatIsNotPickedIsAFault(t *testing.T) {
	s, e := quality(t)
	s.window.Canvas().Focus(e.input.Focusable())
	test.Type(e.input.Focusable(), "X9")
	s.window.Canvas().Unfocus()

	if !e.input.HasProblem() || s.view.Typed()[Spot{Field: "unit"}] != "X9" {
		t.Errorf("typed %v", s.view.Typed())
	}
}

func TestRef_offersOnlyWhatTheFormAllows(t *testing.T) {
	s := newStage(t).company()
	good := s.put("supplier", "", "", form.Values{"name": "华讯电子"})
	s.put("supplier", "", "", form.Values{"name": "华停电子", "status": "stopped"})
	if f := s.Lib.Form("supplier"); len(f.States) > 0 {
		for _, rec := range s.All("supplier") {
			rec.State = f.Start()
			if rec.ID != good {
				rec.State = "stopped"
			}
			s.Put(rec)
		}
	}
	rec := &form.Record{ID: s.ID(), Form: "dialer_unit", State: "awaiting_inspection", CreatedAt: s.Now, CreatedBy: s.keeper, Values: form.Values{}}
	s.show(s.config(s.keeper, rec), 752)
	e := s.view.cells[Spot{Field: "supplier"}].editor.(*refEditor)

	e.browse()
	s.pick("华讯电子")

	if s.view.Values()["supplier"] != s.ref("supplier", good) {
		t.Errorf("picked %v", s.view.Values()["supplier"])
	}
	if found := e.find("华", 10); len(found) != 1 {
		t.Errorf("offered %d suppliers", len(found))
	}
}

// Of what is scanned Enter takes what bears the number, or what was marked with the arrows:
// half a number is another one.
func TestRef_arrowsMarkWhatEnterTakes(t *testing.T) {
	s, e := quality(t)
	s.window.Canvas().Focus(e.input.Focusable())
	test.Type(e.input.Focusable(), "D4-2")
	if len(e.rows) < 2 || e.rows[0].Data().Selected {
		t.Fatalf("%d offered, or the first is marked", len(e.rows))
	}
	second := e.found[1].ID

	e.input.Focusable().TypedKey(enter)
	if got := s.view.Values()["unit"]; got != nil {
		t.Fatalf("Enter took %v of half a number", got)
	}
	test.Type(e.input.Focusable(), "D4-2") // in place of what was entered
	e.input.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	e.input.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	e.input.Focusable().TypedKey(enter)

	if got := s.view.Values()["unit"]; got != s.ref("dialer_unit", second) {
		t.Errorf("Enter took %v", got)
	}
}

// Where nothing fits, nobody is sent to choose from a list that is not there.
func TestRef_saysThatNothingFits(t *testing.T) {
	s, e := quality(t)
	s.window.Canvas().Focus(e.input.Focusable())
	test.Type(e.input.Focusable(), "没有这台")
	s.window.Canvas().Unfocus()

	if !s.sees("没有找到：") || s.sees("请从列出的里面选一个") {
		t.Error("it is not said that nothing fits")
	}
}

// A record that is not on this device is called so, in as many words.
func TestRef_namesWhatIsNotHere(t *testing.T) {
	s, _ := quality(t)
	if got := s.view.Speech().Name("supplier", s.ID()); got != "不在本机" {
		t.Errorf("it is called %q", got)
	}
}

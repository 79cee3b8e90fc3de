package form_test

import (
	"fmt"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
)

func TestOpen_onceHoweverOftenItIsDone(t *testing.T) {
	s := newShop(t)
	id := s.assigned()
	s.As(s.assistant).Act("order", id, "move")
	s.As(s.assistant).Act("order", id, "assign", form.Values{"engineer": s.second})

	card := s.One("card", "order", id)

	if card.ID != form.DerivedID(ref("order", id), "card", "", form.ID{}) {
		t.Errorf("the card's id %s is not derived from its order", card.ID)
	}
	if card.Values["engineer"] != s.engineer {
		t.Error("opening what exists changed it")
	}
}

func TestOpen_againMakesOneEachTime(t *testing.T) {
	s := newShop(t)
	id := s.As(s.assistant).Create("order", form.Values{
		"customer": ref("customer", s.customer), "contact": "x", "kind": "repair", "note_on": "x"})
	s.As(s.assistant).Act("order", id, "assign", form.Values{"engineer": s.engineer})
	s.As(s.engineer).Act("order", id, "start")

	s.As(s.engineer).Act("order", id, "survey")
	s.As(s.engineer).Act("order", id, "survey")

	if n := len(s.All("report")); n != 2 {
		t.Errorf("%d reports", n)
	}
}

func TestEach_doesTheStepPerRow(t *testing.T) {
	s := newShop(t)
	good, bad, old := s.unit("A1"), s.unit("A2"), s.unit("A3")
	card := s.card(s.working(),
		row("1", form.Values{"unit": ref("unit", good), "work": "installed", "fine": true}),
		row("2", form.Values{"unit": ref("unit", bad), "work": "installed"}),
		row("3", form.Values{"unit": ref("unit", old), "work": "removed", "fine": true}))

	s.As(s.engineer).Act("card", card, "fill")

	for id, state := range map[form.ID]string{good: "installed", bad: "installed", old: "issued"} {
		if rec := s.Get("unit", id); rec.State != state {
			t.Errorf("unit %v is %s, not %s", rec.Values["serial"], rec.State, state)
		}
	}
	unit := s.Get("unit", good)
	if !form.Equal(unit.Values["customer"], ref("customer", s.customer)) || unit.Values["holder"] != nil || unit.Values["place"] != "customer" {
		t.Errorf("the installed unit: %v", unit.Values)
	}
	report := s.One("report", "unit", bad)
	if report.ID != form.DerivedID(ref("card", card), "report", "2", form.ID{}) {
		t.Error("the report's id is not derived from its row")
	}
}

func TestThen_oneRefusalRefusesAll(t *testing.T) {
	s := newShop(t)
	mine, theirs := s.unit("A1"), s.unit("A2")
	s.As(s.keeper).Set("unit", theirs, form.Values{"holder": s.second})
	card := s.card(s.working(),
		row("1", form.Values{"unit": ref("unit", mine), "work": "installed", "fine": true}),
		row("2", form.Values{"unit": ref("unit", theirs), "work": "installed", "fine": true}))

	problems := s.As(s.engineer).NoAct("card", card, "fill")

	wants(t, problems, "unit.actions.install.check.0")
	if problems[0].ID != theirs {
		t.Errorf("the refusal is about %s", problems[0].ID)
	}
	if rec := s.Get("unit", mine); rec.State != "issued" {
		t.Errorf("the first unit is %s although all was refused", rec.State)
	}
}

func TestThen_targetsAreActedOnBySystemWhileMeStays(t *testing.T) {
	s := newShop(t)
	unit := s.unit("A1")
	card := s.card(s.working(), row("1", form.Values{"unit": ref("unit", unit), "work": "installed", "fine": true}))
	s.As(s.engineer).Act("card", card, "fill")

	// install is by the system alone, and its check compares the holder with me.
	if rec := s.Get("unit", unit); rec.Values["installed_by"] != s.engineer {
		t.Errorf("installed by %v", rec.Values["installed_by"])
	}
	wants(t, s.As(s.keeper).NoAct("unit", s.unit("A2"), "install"), form.KeyWhoMay)
}

func TestThen_setsOnOtherRecordsAndOpensByKey(t *testing.T) {
	s := newShop(t)
	order := s.working()
	unit := s.unit("A1")
	card := s.card(order, row("1", form.Values{"unit": ref("unit", unit), "work": "removed", "fine": true}))
	s.As(s.engineer).Act("card", card, "fill")
	s.As(s.assistant).Act("card", card, "check")

	if v := s.Get("order", order).Values["verdict"]; v != "pass" {
		t.Errorf("verdict %v", v)
	}
	systems := map[any]form.ID{}
	for _, e := range s.All("entry") {
		systems[e.Values["system"]] = e.ID
	}
	if systems["crm"] != form.DerivedID(ref("card", card), "entry", "", form.ID{}) ||
		systems["gamis"] != form.DerivedID(ref("card", card), "gamis", "", form.ID{}) {
		t.Errorf("entries %v", systems)
	}
}

func TestThen_leavesToTheServerWhatIsNotHere(t *testing.T) {
	s := newShop(t)
	order := s.working()
	unit := s.unit("A1")
	card := s.card(order, row("1", form.Values{"unit": ref("unit", unit), "work": "installed", "fine": true}))
	s.Incomplete = true
	s.Hide(ref("unit", unit))

	s.As(s.engineer).Act("card", card, "fill")

	if rec := s.Get("card", card); rec.State != "filled" {
		t.Errorf("card %s", rec.State)
	}
	s.Show(ref("unit", unit))
	if rec := s.Get("unit", unit); rec.State != "issued" {
		t.Errorf("a unit that was not here is %s", rec.State)
	}
}

func TestTell_namesPeople(t *testing.T) {
	s := newShop(t)
	id := s.assigned()

	if len(s.Told) != 1 || len(s.Told[0].To) != 1 || s.Told[0].To[0] != s.engineer || s.Told[0].Ref != ref("order", id) {
		t.Errorf("told %v", s.Told)
	}
}

func TestThen_isAtMostEightDeep(t *testing.T) {
	for _, deep := range []int{8, 9} {
		p := formtest.New(t, formtest.Parse(t, chain(deep)))
		boss := p.Person("Guo", "manager")
		id := p.As(boss).Create("f1", nil)
		if deep == 8 {
			p.As(boss).Act("f1", id, "go")
			if n := len(p.All("f9")); n != 1 {
				t.Errorf("%d records at the end of the chain", n)
			}
			continue
		}
		wants(t, p.As(boss).NoAct("f1", id, "go"), form.KeyTooDeep)
	}
}

// chain is a library in which each form's action opens and moves the next.
func chain(n int) map[string]string {
	files := map[string]string{
		"roles.yaml":    "manager: {code: MGR, zh: 经理, en: Manager, group: management}\n",
		"calendar.yaml": "zone: Asia/Shanghai\nhours: [\"09:00\", \"18:00\"]\nweekend: [saturday, sunday]\nyears: {}\n",
	}
	for i := 1; i <= n+1; i++ {
		text := fmt.Sprintf("form: f%d\ndoc: own\nzh: 表%d\nen: Form %d\n", i, i, i)
		if i == 1 {
			text += "create: manager\n"
		}
		text += "by: system\n"
		if i == 1 {
			text += "fields: {note: {type: text, zh: 注, en: Note, by: manager}}\n"
		} else {
			text += fmt.Sprintf("fields: {from: {type: ref, of: f%d, zh: 源, en: From}}\n", i-1)
		}
		text += "states:\n  open: {zh: 开, en: Open}\n  done: {zh: 完, en: Done, final: true}\n"
		text += "actions:\n  go:\n    zh: 走\n    en: Go\n    from: open\n    to: done\n    by: [manager, system]\n"
		if i <= n {
			text += fmt.Sprintf("    then: [{open: f%d, set: {from: self}, act: go}]\n", i+1)
		}
		text += "audience: manager\n"
		files[fmt.Sprintf("f%d.yaml", i)] = text
	}
	return files
}

func TestDeadline_isDueFromItsBeginningAndMetOnce(t *testing.T) {
	s := newShop(t)
	id := s.assigned()
	due := s.Now.Add(24 * time.Hour)

	if v := s.Get("order", id).Values["done_due"]; !form.Equal(v, due) {
		t.Errorf("due %v, not %v", v, due)
	}
	s.As(s.engineer).Act("order", id, "start")
	s.As(s.engineer).Set("order", id, s.work())
	s.Wait(25 * time.Hour)
	if !s.Get("order", id).Late("done", s.Now) {
		t.Error("an order that is past its time is not late")
	}
	s.As(s.engineer).Act("order", id, "finish")
	rec := s.Get("order", id)
	if !form.Equal(rec.Values["done_met"], s.Now) || !form.Equal(rec.Values["done_due"], due) || !rec.Late("done", s.Now.Add(time.Hour)) {
		t.Errorf("met %v, due %v", rec.Values["done_met"], rec.Values["done_due"])
	}
}

func TestDeadline_standsWhileItPauses(t *testing.T) {
	s := newShop(t)
	id := s.assigned()
	s.Wait(time.Hour)
	s.As(s.assistant).Act("order", id, "move")
	s.Wait(48 * time.Hour)
	at := s.Now
	s.As(s.assistant).Act("order", id, "assign", form.Values{"engineer": s.engineer})

	// Assigned anew, it begins anew, and the days it stood stay added.
	if v := s.Get("order", id).Values["done_due"]; !form.Equal(v, at.Add(24*time.Hour+48*time.Hour)) {
		t.Errorf("due %v", v)
	}
}

func TestDeadline_settingsCountAsTheyAreWhenItBegins(t *testing.T) {
	s := newShop(t)
	id := s.assigned()
	due := s.Now.Add(24 * time.Hour)

	s.Set("SET-01", form.Length{N: 1, Unit: "h"})
	s.Set("SET-01.major", form.Length{N: 1, Unit: "h"})
	s.As(s.assistant).Set("order", id, form.Values{"contact": "Ms Wu"})

	rec := s.Get("order", id)
	if !form.Equal(rec.Values["done_due"], due) || !form.Equal(rec.Values["begun_due"], s.Now.Add(4*time.Hour)) {
		t.Errorf("due %v and %v moved with the setting", rec.Values["done_due"], rec.Values["begun_due"])
	}
}

func TestDeadline_onceMetStandsForGood(t *testing.T) {
	s := newShop(t)
	id := s.working()
	due, met := s.Now.Add(4*time.Hour), s.Now
	s.Wait(time.Hour)
	s.As(s.assistant).Act("order", id, "move")
	s.As(s.assistant).Act("order", id, "assign", form.Values{"engineer": s.engineer})
	s.As(s.engineer).Act("order", id, "start")

	rec := s.Get("order", id)
	if !form.Equal(rec.Values["begun_due"], due) || !form.Equal(rec.Values["begun_met"], met) {
		t.Errorf("due %v, met %v", rec.Values["begun_due"], rec.Values["begun_met"])
	}
}

func TestDespite_acceptsALateFactAndItsStepsSeeIt(t *testing.T) {
	s := newShop(t)
	id := s.working()
	s.As(s.assistant).Act("order", id, "cancel", form.Values{"reason": "closed"})

	s.As(s.engineer).Seeing("working").Set("order", id, s.work())
	s.As(s.engineer).Seeing("working").Act("order", id, "finish")

	if rec := s.Get("order", id); rec.State != "finished" {
		t.Errorf("order %s", rec.State)
	}
	if r := s.One("report", "order", id); r.Values["about"] != "late" {
		t.Errorf("report %v", r.Values)
	}
}

func TestDespite_demandsWhatTheStateSeenWouldHave(t *testing.T) {
	s := newShop(t)
	id := s.working()
	s.As(s.assistant).Act("order", id, "cancel", form.Values{"reason": "closed"})

	wants(t, s.As(s.engineer).Seeing("working").NoAct("order", id, "finish"), "findings")
}

func TestDespite_isOnlyForWhatFittedTheStateSeen(t *testing.T) {
	s := newShop(t)
	id := s.assigned()
	s.As(s.assistant).Act("order", id, "cancel", form.Values{"reason": "closed"})

	wants(t, s.As(s.engineer).Seeing("assigned").NoAct("order", id, "finish"), form.KeyWrongState)
	wants(t, s.As(s.engineer).NoAct("order", id, "finish"), form.KeyWrongState)
}

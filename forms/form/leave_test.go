package form_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
)

func TestLeaving_demandsTheSectionsTheStateIsLeftOf(t *testing.T) {
	s := newShop(t)
	id := s.working()

	problems := s.As(s.engineer).NoAct("order", id, "finish")

	wants(t, problems, "arrived", "findings")
	if formtest.Has(problems, "left") || formtest.Has(problems, "customer") {
		t.Errorf("demanded too much: %s", formtest.Sentences(problems))
	}
}

func TestLeaving_owesNothingIntoAVoidStateOrWithout(t *testing.T) {
	s := newShop(t)

	s.As(s.assistant).Act("order", s.working(), "move")
	s.As(s.assistant).Act("order", s.working(), "cancel", form.Values{"reason": "x"})
	card := s.One("card", "order", s.assigned()).ID
	s.As(s.assistant).Act("card", card, "drop")
}

func TestLeaving_withinTheSectionsStatesOwesNothing(t *testing.T) {
	s := newShop(t)

	// Of a repair the header demands more, but assigned and moved are both its states.
	id := s.assigned()
	s.As(s.assistant).Set("order", id, form.Values{"kind": "repair"})
	s.As(s.assistant).Act("order", id, "move")
	s.As(s.assistant).Act("order", id, "assign", form.Values{"engineer": s.engineer})
	wants(t, s.As(s.engineer).NoAct("order", id, "start"), "note_on")
}

func TestLeaving_judgesFieldChecksAndRows(t *testing.T) {
	s := newShop(t)
	id := s.working()
	s.As(s.engineer).Set("order", id, form.Values{
		"arrived": s.Now, "left": s.Now.Add(-time.Minute), "findings": "x",
		"lines": []form.Row{
			row("a", form.Values{"pieces": int64(0)}),
			row("b", form.Values{"item": "plug", "pieces": int64(6)}),
		},
	})

	problems := s.As(s.engineer).NoAct("order", id, "finish")

	wants(t, problems, "left", "lines.item", "lines.pieces", "lines.reason")
	for _, p := range problems {
		if p.Field == "lines.reason" && p.Row != "b" {
			t.Errorf("a reason is demanded of row %s", p.Row)
		}
	}
}

func TestLeaving_aWarningOfAFieldIsGoneOnInSpiteOf(t *testing.T) {
	s := newShop(t)
	id := s.working()
	s.As(s.engineer).Set("order", id, s.work())
	s.As(s.engineer).Set("order", id, form.Values{"stars": int64(1)})
	f := s.Lib.Form("order")

	b := buttons(f.Buttons(s.Env(s.engineer, s.Get("order", id))))["finish"]
	if !b.Allowed || len(b.Missing) != 0 || !formtest.Has(b.Warnings, "stars") {
		t.Errorf("allowed %v, missing %s, warnings %s", b.Allowed, formtest.Sentences(b.Missing), formtest.Sentences(b.Warnings))
	}
	problems := s.As(s.engineer).NoAct("order", id, "finish")
	wants(t, problems, "order.fields.stars.check.0")
	s.As(s.engineer).Overriding(problems[0].Key, "he was in a hurry").Act("order", id, "finish")
}

func TestLeaving_demandsNothingThatIsHidden(t *testing.T) {
	s := newShop(t)
	unit := s.unit("A1")
	card := s.card(s.working(), row("1", form.Values{"unit": ref("unit", unit), "work": "removed", "fine": true}))

	s.As(s.engineer).Set("card", card, form.Values{"trained": true})
	wants(t, s.As(s.engineer).NoAct("card", card, "fill"), "topics")
	s.As(s.engineer).Set("card", card, form.Values{"trained": false})
	s.As(s.engineer).Act("card", card, "fill")
}

func TestLeaving_aRecordOpenedByAnEffectOwesNothingUntilThen(t *testing.T) {
	s := newShop(t)
	card := s.One("card", "order", s.assigned())

	if card.State != "blank" || card.Values["method"] != "Pudong" {
		t.Errorf("card %s, method %v", card.State, card.Values["method"])
	}
	wants(t, s.As(s.engineer).NoAct("card", card.ID, "fill"), "units", "trained")
}

func TestEmptying_aRequiredFieldIsForDraftsOnly(t *testing.T) {
	s := newShop(t)
	id := s.working()
	s.As(s.engineer).Set("order", id, s.work())

	wants(t, s.As(s.engineer).NoSet("order", id, form.Values{"findings": nil}), "findings")

	card := s.One("card", "order", id).ID
	s.As(s.engineer).Set("card", card, form.Values{"method": nil})
}

func TestVisibility_neverChangesRights(t *testing.T) {
	s := newShop(t)
	id := s.order()

	s.As(s.assistant).Set("order", id, form.Values{"kind": "repair", "note_on": "no dial tone"})
	s.As(s.assistant).Set("order", id, form.Values{"kind": "install"})
	if v := s.Get("order", id).Values["note_on"]; v != "no dial tone" {
		t.Errorf("a hidden field lost its value: %v", v)
	}
	s.As(s.assistant).Set("order", id, form.Values{"note_on": "still written"})
}

func TestMaster_judgesWhatIsSaved(t *testing.T) {
	s := newShop(t)

	wants(t, s.As(s.assistant).NoSet("customer", s.customer, form.Values{"ports": int64(0)}), "customer.fields.ports.check.0")
	wants(t, s.As(s.assistant).NoSet("customer", s.customer, form.Values{"name": nil}), form.KeyRequired)
	wants(t, s.As(s.assistant).NoCreate("customer", form.Values{"name": "x", "ports": int64(0)}), "ports")
}

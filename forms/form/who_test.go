package form_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
)

func TestAct_ofASuperiorIsNeverOnesOwn(t *testing.T) {
	s := newShop(t)
	both := s.Person("Sun", "engineer", "lead")
	report := func(by form.ID) form.ID {
		return s.As(by).Create("report", form.Values{"order": ref("order", s.order()), "about": "x"})
	}

	own, other := report(both), report(s.engineer)

	wants(t, s.As(both).NoAct("report", own, "solve"), form.KeyWhoMay)
	s.As(both).Act("report", other, "solve")
	s.As(s.lead).Act("report", own, "solve")
}

func TestDeputy_actsAsThePersonAndBothAreStampedAndBarred(t *testing.T) {
	s := newShop(t)
	id := s.assigned()
	stand := s.Person("Wei")
	s.Deputy(s.engineer, stand)

	s.As(stand).Act("order", id, "start")
	s.As(stand).Set("order", id, s.work())
	s.As(stand).Act("order", id, "finish")

	rec := s.Get("order", id)
	if rec.Values["working_by"] != stand || rec.Values["working_for"] != s.engineer {
		t.Errorf("stamped by %v for %v", rec.Values["working_by"], rec.Values["working_for"])
	}

	// Nor may anybody close who stands in for its engineer, whatever else that one is.
	both := s.Person("Sun", "engineer", "assistant")
	other := s.assigned()
	s.As(s.assistant).Act("order", other, "move")
	s.As(s.assistant).Act("order", other, "assign", form.Values{"engineer": both})
	s.Deputy(both, stand)
	s.As(stand).Act("order", other, "start")
	s.As(stand).Set("order", other, s.work())
	s.As(stand).Act("order", other, "finish")
	wants(t, s.As(stand).NoAct("order", other, "close"), form.KeyNotYourTurn)

	// Who stands in for the lead may not close what the engineer he also is did.
	s.Deputy(s.lead, s.engineer)
	wants(t, s.As(s.engineer).NoAct("order", id, "close"), form.KeyNotYourTurn)
}

func TestDeputy_standsInOnlyOnItsDays(t *testing.T) {
	s := newShop(t)
	id := s.assigned()
	stand := s.Person("Wei")
	s.Deputy(s.engineer, stand)
	rec := s.Get("person", s.engineer)
	rec.Values["deputies"].([]form.Row)[0].Values["until"] = s.Lib.Calendar.Day(s.Now)
	s.Put(rec)

	s.Wait(24 * time.Hour)

	wants(t, s.As(stand).NoAct("order", id, "start"), form.KeyWhoMay)
}

func TestSite_isTheCreatorsAndARoleMeansTheRoleThere(t *testing.T) {
	s := newShop(t)
	north := s.As(s.manager).Create("site", form.Values{"name": "North"})
	south := s.As(s.manager).Create("site", form.Values{"name": "South"})
	here := s.PersonAt("Deng", north, "assistant")
	there := s.PersonAt("Feng", south, "assistant")
	worker := s.PersonAt("He", north, "engineer")

	id := s.As(here).Create("order", form.Values{"customer": ref("customer", s.customer), "contact": "x"})
	if got := s.Get("order", id).Site; got != north {
		t.Fatalf("site %s, not the creator's", got)
	}
	wants(t, s.As(there).NoAct("order", id, "assign", form.Values{"engineer": worker}), form.KeyWhoMay)
	s.As(here).Act("order", id, "assign", form.Values{"engineer": worker})
	if got := s.One("card", "order", id).Site; got != north {
		t.Errorf("the card's site is %s, not its order's", got)
	}

	e := form.Begin(form.Given{Lib: s.Lib, World: s.World, Me: here, Now: s.Now})
	err := e.Create(form.Input{Ref: ref("order", s.ID()), Site: south, Values: form.Values{"customer": ref("customer", s.customer)}})
	var refusal *form.Refusal
	if !errors.As(err, &refusal) || !formtest.Has(refusal.Problems, form.KeySite) {
		t.Errorf("an order at a site without a post: %v", err)
	}

	// Master records for anyone belong to no site.
	master := s.As(here).Create("customer", form.Values{"name": "Fuda"})
	if got := s.Get("customer", master).Site; got != (form.ID{}) {
		t.Errorf("a customer at site %s", got)
	}
}

func TestAnonymous_keepsNoAuthor(t *testing.T) {
	s := newShop(t)

	rec := s.Get("survey", s.As(s.engineer).Create("survey", form.Values{"says": "more tea"}))

	if rec.CreatedBy != (form.ID{}) || rec.UpdatedBy != (form.ID{}) {
		t.Errorf("author %s, %s", rec.CreatedBy, rec.UpdatedBy)
	}
}

func TestSite_isMovedByAnActAlone(t *testing.T) {
	files := formtest.WorkshopFiles(t)
	files["order.yaml"] = strings.NewReplacer(
		"      contact:  {type", "      branch:   {type: ref, of: site, zh: 转到站点, en: To site, by: system}\n      contact:  {type",
		"  cancel: {zh", "  move_on: {zh: 转站, en: Move on, from: fresh, by: assistant, ask: branch, then: [{set: {site: branch}}]}\n  cancel: {zh",
	).Replace(files["order.yaml"])
	s := peopled(formtest.New(t, formtest.Parse(t, files)))
	south := s.As(s.manager).Create("site", form.Values{"name": "South"})
	there := s.PersonAt("Feng", south, "assistant")
	id := s.order()

	wants(t, s.As(s.assistant).NoSet("order", id, form.Values{"site": ref("site", south)}), form.KeyUnknownField)
	s.As(s.assistant).Act("order", id, "move_on", form.Values{"branch": ref("site", south)})

	if got := s.Get("order", id).Site; got != south {
		t.Errorf("site %s", got)
	}
	s.As(there).Act("order", id, "assign", form.Values{"engineer": s.engineer})
}

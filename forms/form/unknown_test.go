package form_test

import (
	"slices"
	"testing"
	"time"

	"fieldline/forms/form"
)

// The table of forms/README.md 4: what "not known here" means, on a device and on the server.

// fill judges filling in a card by the engineer, and what could not be judged.
func (s *shop) fill(t *testing.T, card form.ID) (*form.Record, []string, error) {
	t.Helper()
	e := form.Begin(form.Given{Lib: s.Lib, World: s.World, Op: s.ID(), Me: s.engineer, Now: s.Now})
	if err := e.Act(form.Input{Ref: ref("card", card), Action: "fill"}); err != nil {
		return nil, nil, err
	}
	touched, err := e.Touched()
	if err != nil {
		return nil, nil, err
	}
	return touched[0].After, e.Assumed(), nil
}

func TestUnknown_requiredIsNotDemandedHereAndDecidedThere(t *testing.T) {
	s := changedShop(t, "card.yaml", "topics:   {type: text, zh: 培训内容, en: Topics, show: trained, required: true}",
		"topics:   {type: text, zh: 培训内容, en: Topics, required: order.kind == \"install\"}")
	card := s.card(s.working(), row("1", form.Values{"unit": ref("unit", s.unit("A1")), "work": "removed", "fine": true}))
	order := s.Get("card", card).Values["order"].(form.Ref)

	wants(t, s.As(s.engineer).NoAct("card", card, "fill"), "topics")

	s.Incomplete = true
	s.Hide(order)
	_, assumed, err := s.fill(t, card)
	if err != nil || !slices.Contains(assumed, "card.fields.topics.required") {
		t.Errorf("assumed %v: %v", assumed, err)
	}

	// What is absent on the server is nothing there, so nothing is demanded.
	s.Incomplete = false
	if _, assumed, err := s.fill(t, card); err != nil || slices.Contains(assumed, "card.fields.topics.required") {
		t.Errorf("assumed %v: %v", assumed, err)
	}
}

func TestUnknown_calcKeepsItsLastValueHereAndIsComputedThere(t *testing.T) {
	s := changedShop(t, "card.yaml", "  sign:     {", "  area:     {type: text, zh: 区域, en: Area, calc: order.area}\n  sign:     {")
	card := s.card(s.working())
	order := s.Get("card", card).Values["order"].(form.Ref)
	if v := s.Get("card", card).Values["area"]; v != "Pudong" {
		t.Fatalf("area %v", v)
	}

	s.Incomplete = true
	s.Hide(order)
	s.As(s.engineer).Set("card", card, form.Values{"method": "isdn"})
	if v := s.Get("card", card).Values["area"]; v != "Pudong" {
		t.Errorf("area here %v", v)
	}

	s.Incomplete = false
	s.As(s.engineer).Set("card", card, form.Values{"method": "analog"})
	if v := s.Get("card", card).Values["area"]; v != nil {
		t.Errorf("area there %v", v)
	}
}

func TestUnknown_defaultIsLeftEmpty(t *testing.T) {
	s := newShop(t)
	id := s.order()
	s.Incomplete = true
	s.Hide(ref("customer", s.customer))

	s.As(s.assistant).Act("order", id, "assign", form.Values{"engineer": s.engineer})

	if v := s.One("card", "order", id).Values["method"]; v != nil {
		t.Errorf("method %v", v)
	}
}

func TestUnknown_stepsAreLeftToTheServerAndTheRestIsDone(t *testing.T) {
	s := newShop(t)
	card := s.card(s.working(), row("1", form.Values{"unit": ref("unit", s.unit("A1")), "work": "removed", "fine": true}))
	s.As(s.engineer).Act("card", card, "fill")
	s.Incomplete = true
	s.Hide(s.Get("card", card).Values["order"].(form.Ref))

	e := form.Begin(form.Given{Lib: s.Lib, World: s.World, Op: s.ID(), Me: s.assistant, Now: s.Now})
	if err := e.Act(form.Input{Ref: ref("card", card), Action: "check"}); err != nil {
		t.Fatal(err)
	}

	touched, err := e.Touched()
	if err != nil || len(touched) != 2 || touched[1].After.Values["system"] != "crm" {
		t.Errorf("touched %v: %v", touched, err)
	}
	// Writing into the order, and whether its kind asks for a second entry.
	for _, step := range []string{"card.actions.check.then.0", "card.actions.check.then.2"} {
		if !slices.Contains(e.Assumed(), step) {
			t.Errorf("%s is not left to the server: %v", step, e.Assumed())
		}
	}
}

func TestUnknown_uniqueAndTotalsPassAndAreNoted(t *testing.T) {
	s := newShop(t)
	s.Incomplete = true

	e := form.Begin(form.Given{Lib: s.Lib, World: s.World, Op: s.ID(), Me: s.keeper, Now: s.Now})
	unit, move := ref("unit", s.ID()), ref("movement", s.ID())
	for _, err := range []error{
		e.Create(form.Input{Ref: unit, Values: form.Values{"serial": "A1"}}),
		e.Create(form.Input{Ref: move, Values: form.Values{"item": "cable", "change": int64(-5)}}),
		e.Act(form.Input{Ref: move, Action: "post"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}

	if want := []string{"movement.totals.stock", "unit.unique.0"}; !slices.Equal(e.Assumed(), want) {
		t.Errorf("assumed %v, not %v", e.Assumed(), want)
	}

	// What is here already is known, and collides.
	s.As(s.keeper).Create("unit", form.Values{"serial": "A2"})
	wants(t, s.As(s.keeper).NoCreate("unit", form.Values{"serial": "A2"}), "unit.unique.0")
}

func TestUnknown_whoMayIsLeftToTheServer(t *testing.T) {
	s := changedShop(t, "card.yaml", "drop: {zh: 作废, en: Void, from: blank, to: dropped, by: assistant}",
		"drop: {zh: 作废, en: Void, from: blank, to: dropped, by: its order.engineer}")
	card := s.One("card", "order", s.assigned()).ID
	order := s.Get("card", card).Values["order"].(form.Ref)
	wants(t, s.As(s.second).NoAct("card", card, "drop"), form.KeyWhoMay)

	s.Incomplete = true
	s.Hide(order)

	s.As(s.second).Act("card", card, "drop")
}

// What a role reads whole is known to be absent on the device of who holds that role, once
// all of it was there: now, and when the last pull ended.
func TestUnknown_relationThatARoleReadsWhole(t *testing.T) {
	s := newShop(t)
	here, there := s.ID(), s.ID()
	order := s.Get("order", s.order())
	order.Site = here
	today, pulled := s.Now, s.Now.AddDate(0, 0, -1)
	since := s.PersonAt("Bai", here, "lead")
	begun := s.Get("person", since)
	begun.Values["posts"].([]form.Row)[0].Values["from"] = s.Lib.Calendar.Day(today)
	s.Put(begun)
	none, faults := s.Lib.Form("order").Expression(`none(reports, .about == "late")`)
	if len(faults) > 0 {
		t.Fatal(faults)
	}

	for _, c := range []struct {
		who    string
		me     form.ID
		pulled time.Time
		known  bool
	}{
		{"of every site", s.lead, pulled, true},
		{"of this site", s.PersonAt("Lu", here, "lead"), pulled, true},
		{"of another site", s.PersonAt("Shi", there, "lead"), pulled, false},
		{"before the first pull ended", s.lead, time.Time{}, false},
		{"who became it after the last pull", since, pulled, false},
		{"who became it and pulled", since, today, true},
		{"who reads only his own", s.engineer, pulled, false},
		{"who is not known here", s.ID(), pulled, false},
	} {
		s.Incomplete, s.LastPull = true, c.pulled
		env := s.Env(c.me, order)
		wanted := map[bool]form.Answer{true: form.Yes, false: form.Unknown}[c.known]
		if got, err := none.Holds(env); err != nil || got != wanted {
			t.Errorf("one %s: %v (%v), not %v", c.who, got, err, wanted)
		}
	}

	// On the server nobody is asked who he is.
	s.Incomplete = false
	if got, err := none.Holds(s.Env(form.ID{}, order)); err != nil || got != form.Yes {
		t.Errorf("on the server: %v (%v)", got, err)
	}
}

// A step along such a relation that finds nothing has nothing to do, and is not left to
// the server.
func TestUnknown_stepsAlongWhatARoleReadsWhole(t *testing.T) {
	s := changedShop(t, "order.yaml", "cancel: {zh: 取消, en: Cancel, from: [fresh, assigned, working, moved], to: cancelled, by: assistant, ask: reason}",
		"cancel: {zh: 取消, en: Cancel, from: [fresh, assigned, working, moved], to: cancelled, by: assistant, ask: reason, then: [{on: card, set: {taken_at: now}}]}")
	order := s.order()
	s.Incomplete = true
	for _, pulled := range []time.Time{{}, s.Now} {
		s.LastPull = pulled
		e := form.Begin(form.Given{Lib: s.Lib, World: s.World, Op: s.ID(), Me: s.assistant, Now: s.Now})
		if err := e.Act(form.Input{Ref: ref("order", order), Action: "cancel", Values: form.Values{"reason": "x"}}); err != nil {
			t.Fatal(err)
		}
		if left := slices.Contains(e.Assumed(), "order.actions.cancel.then.0"); left != pulled.IsZero() {
			t.Errorf("last pull %v: left to the server: %t", pulled, left)
		}
	}
}

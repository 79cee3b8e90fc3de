package form_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
)

// shop is the workshop with its people.
type shop struct {
	*formtest.Play
	assistant, engineer, second, lead, keeper, manager form.ID
	customer                                           form.ID
}

func newShop(t *testing.T) *shop {
	t.Helper()
	return peopled(formtest.New(t, formtest.Workshop(t)))
}

// changedShop is the workshop with one piece of one file replaced.
func changedShop(t *testing.T, file, old, new string) *shop {
	t.Helper()
	files := formtest.WorkshopFiles(t)
	if !strings.Contains(files[file], old) {
		t.Fatalf("%s has no %q", file, old)
	}
	files[file] = strings.Replace(files[file], old, new, 1)
	return peopled(formtest.New(t, formtest.Parse(t, files)))
}

func peopled(p *formtest.Play) *shop {
	s := &shop{Play: p}
	s.manager = s.Person("Guo", "manager")
	s.lead = s.Person("Liang", "lead")
	s.assistant = s.Person("Zhao", "assistant")
	s.engineer = s.Person("Zhou", "engineer")
	s.second = s.Person("Qian", "engineer")
	s.keeper = s.Person("Ma", "keeper")
	s.customer = s.As(s.assistant).Create("customer", form.Values{"name": "Hongyun", "area": "Pudong"})
	return s
}

func ref(formName string, id form.ID) form.Ref { return form.Ref{Form: formName, ID: id} }

// order makes an order that is ready to be assigned.
func (s *shop) order() form.ID {
	return s.As(s.assistant).Create("order", form.Values{"customer": ref("customer", s.customer), "contact": "Mr Lin"})
}

// assigned makes an order that the engineer has.
func (s *shop) assigned() form.ID {
	id := s.order()
	s.As(s.assistant).Act("order", id, "assign", form.Values{"engineer": s.engineer})
	return id
}

// working makes an order that the engineer works on.
func (s *shop) working() form.ID {
	id := s.assigned()
	s.As(s.engineer).Act("order", id, "start")
	return id
}

func (s *shop) work() form.Values { return form.Values{"arrived": s.Now, "findings": "a loose wire"} }

// unit makes a dialer that the engineer holds.
func (s *shop) unit(serial string) form.ID {
	id := s.As(s.keeper).Create("unit", form.Values{"serial": serial})
	s.As(s.keeper).Act("unit", id, "issue", form.Values{"holder": s.engineer})
	return id
}

func (s *shop) card(order form.ID, rows ...form.Row) form.ID {
	card := s.One("card", "order", order).ID
	s.As(s.engineer).Set("card", card, form.Values{"method": "analog", "trained": false, "units": rows})
	return card
}

func row(id string, values form.Values) form.Row { return form.Row{ID: id, Values: values} }

func wants(t *testing.T, problems []form.Problem, keysOrFields ...string) {
	t.Helper()
	for _, k := range keysOrFields {
		if !formtest.Has(problems, k) {
			t.Errorf("refused by %s, not by %s", formtest.Sentences(problems), k)
		}
	}
}

func TestCreate_isForThoseTheFormNames(t *testing.T) {
	s := newShop(t)

	problems := s.As(s.engineer).NoCreate("order", form.Values{"customer": ref("customer", s.customer)})
	wants(t, problems, form.KeyWhoMay)
	if who, _ := problems[0].Args["who"].(form.Label); who.Zh != "助理、主管" {
		t.Errorf("the refusal names %v", problems[0].Args["who"])
	}

	wants(t, s.As(s.assistant).NoCreate("card", nil), form.KeyWhoMay)
}

func TestCreate_stampsTheStartState(t *testing.T) {
	s := newShop(t)

	rec := s.Get("order", s.order())

	if rec.State != "fresh" || rec.CreatedBy != s.assistant || !rec.CreatedAt.Equal(s.Now) {
		t.Errorf("state %s, created by %s at %s", rec.State, rec.CreatedBy, rec.CreatedAt)
	}
	if !form.Equal(rec.Values["fresh_at"], s.Now) || rec.Values["fresh_by"] != s.assistant || rec.Values["fresh_times"] != int64(1) {
		t.Errorf("stamps %v %v %v", rec.Values["fresh_at"], rec.Values["fresh_by"], rec.Values["fresh_times"])
	}
}

func TestCreate_fillsDefaultsOnceWhereNothingIsGiven(t *testing.T) {
	s := newShop(t)

	rec := s.Get("order", s.order())
	if rec.Values["kind"] != "install" || rec.Values["area"] != "Pudong" {
		t.Errorf("defaults: kind %v, area %v", rec.Values["kind"], rec.Values["area"])
	}

	emptied := s.As(s.assistant).Create("order", form.Values{"customer": ref("customer", s.customer), "area": nil})
	if v := s.Get("order", emptied).Values["area"]; v != nil {
		t.Errorf("an area taken away on purpose came back as %v", v)
	}

	s.As(s.assistant).Set("order", rec.ID, form.Values{"area": nil})
	s.As(s.assistant).Set("order", rec.ID, form.Values{"contact": "Ms Wu"})
	if v := s.Get("order", rec.ID).Values["area"]; v != nil {
		t.Errorf("a default came back later: %v", v)
	}
}

func TestCreate_owesWhatIsDueInTheStartState(t *testing.T) {
	s := newShop(t)

	wants(t, s.As(s.assistant).NoCreate("order", nil), "customer")

	// A start state that is a draft owes nothing.
	s.As(s.keeper).Create("movement", nil)
}

func TestAct_isForThoseItNamesAndNotForThoseItExcludes(t *testing.T) {
	s := newShop(t)
	id := s.order()

	wants(t, s.As(s.engineer).NoAct("order", id, "assign", form.Values{"engineer": s.engineer}), form.KeyWhoMay)
	wants(t, s.As(s.assistant).NoAct("order", id, "dance"), form.KeyUnknownAction)

	both := s.Person("Sun", "engineer", "assistant")
	s.As(s.assistant).Act("order", id, "assign", form.Values{"engineer": both})
	s.As(both).Act("order", id, "start")
	s.As(both).Set("order", id, s.work())
	s.As(both).Act("order", id, "finish")
	wants(t, s.As(both).NoAct("order", id, "close"), form.KeyNotYourTurn)
}

func TestAct_beginsInItsStates(t *testing.T) {
	s := newShop(t)
	id := s.assigned()

	problems := s.As(s.engineer).NoAct("order", id, "finish")

	wants(t, problems, form.KeyWrongState)
	if state, _ := problems[0].Args["state"].(form.Label); state.Zh != "已派" {
		t.Errorf("the refusal names the state %v", problems[0].Args["state"])
	}
}

func TestAct_isNotThereUnlessItsShowHolds(t *testing.T) {
	s := newShop(t)
	id := s.working()

	wants(t, s.As(s.engineer).NoAct("order", id, "survey"), form.KeyNotOffered)
}

func TestAct_writesWhatItAsksForWhateverByAndInSay(t *testing.T) {
	s := newShop(t)
	id := s.assigned()

	wants(t, s.As(s.assistant).NoAct("order", id, "cancel"), "reason")
	s.As(s.assistant).Act("order", id, "cancel", form.Values{"reason": "closed down"})

	if v := s.Get("order", id).Values["reason"]; v != "closed down" {
		t.Errorf("reason %v", v)
	}
	// x? may stay empty.
	s.As(s.assistant).Act("order", s.assigned(), "move")
}

func TestAct_entersTheStateWithItsStamps(t *testing.T) {
	s := newShop(t)
	id := s.assigned()
	s.As(s.assistant).Act("order", id, "move")
	s.Wait(time.Hour)
	s.As(s.assistant).Act("order", id, "assign", form.Values{"engineer": s.second})

	rec := s.Get("order", id)

	if rec.State != "assigned" || rec.Values["assigned_times"] != int64(2) || !form.Equal(rec.Values["assigned_at"], s.Now) ||
		rec.Values["assigned_by"] != s.assistant {
		t.Errorf("state %s, times %v, at %v, by %v", rec.State, rec.Values["assigned_times"], rec.Values["assigned_at"], rec.Values["assigned_by"])
	}
}

func TestCheck_refusesWithItsOwnSentence(t *testing.T) {
	s := newShop(t)
	id := s.working()
	s.As(s.engineer).Set("order", id, s.work())
	s.As(s.engineer).Act("order", id, "finish")

	problems := s.As(s.lead).NoAct("order", id, "close")

	wants(t, problems, "order.actions.close.check.0")
	if problems[0].Label == nil || problems[0].Label.Zh != "反馈卡尚未核对" {
		t.Errorf("sentence %v", problems[0].Label)
	}
}

func TestCheck_thatWarnsIsGoneOnInSpiteOfWithAReason(t *testing.T) {
	s := newShop(t)
	id := s.As(s.assistant).Create("order", form.Values{"customer": ref("customer", s.customer)})
	s.As(s.assistant).Act("order", id, "assign", form.Values{"engineer": s.engineer})

	problems := s.As(s.engineer).NoAct("order", id, "start")
	if !problems[0].Warn {
		t.Errorf("%s is no warning", problems[0].Key)
	}
	s.As(s.engineer).Overriding(problems[0].Key, "I know the place").Act("order", id, "start")
}

func TestCheck_ofTheFormHoldsAfterEveryChange(t *testing.T) {
	s := newShop(t)
	id := s.order()

	wants(t, s.As(s.assistant).NoSet("order", id, form.Values{"starts": s.Now, "ends": s.Now.Add(-time.Hour)}), "order.check.0")
}

func TestCheck_sinceAShapeSparesOlderRecords(t *testing.T) {
	files := formtest.WorkshopFiles(t)
	files["order.yaml"] = strings.Replace(files["order.yaml"], "doc: own", "doc: own\nversion: 2", 1)
	files["order.yaml"] = strings.Replace(files["order.yaml"], "en: It ends before it starts}", "en: It ends before it starts, since: 2}", 1)
	s := peopled(formtest.New(t, formtest.Parse(t, files)))
	id := s.order()

	for version, refused := range map[int]bool{1: false, 2: true} {
		e := form.Begin(form.Given{
			Lib: s.Lib, World: s.World, Me: s.assistant, Now: s.Now,
			Version: func(form.Ref) int { return version },
		})
		err := e.Set(form.Input{Ref: ref("order", id), Values: form.Values{"starts": s.Now, "ends": s.Now.Add(-time.Hour)}})
		if (err != nil) != refused {
			t.Errorf("a record of shape %d: %v", version, err)
		}
	}
}

func TestUnique_demandsOneRecordPerValue(t *testing.T) {
	s := newShop(t)
	s.As(s.keeper).Create("unit", form.Values{"serial": "A1"})

	wants(t, s.As(s.keeper).NoCreate("unit", form.Values{"serial": "A1"}), "unit.unique.0")
	s.As(s.keeper).Create("unit", form.Values{"serial": "A2"})
}

func TestUnique_duringCollidesOnlyWhereTimesOverlap(t *testing.T) {
	s := newShop(t)
	at := func(hour int) time.Time { return s.Now.Add(time.Duration(hour) * time.Hour) }
	busy := s.order()
	s.As(s.assistant).Set("order", busy, form.Values{"starts": at(1), "ends": at(3)})
	s.As(s.assistant).Act("order", busy, "assign", form.Values{"engineer": s.engineer})
	assign := func(from, to int) form.ID {
		id := s.order()
		s.As(s.assistant).Set("order", id, form.Values{"starts": at(from), "ends": at(to)})
		return id
	}

	wants(t, s.As(s.assistant).NoAct("order", assign(2, 4), "assign", form.Values{"engineer": s.engineer}), "order.unique.0")
	s.As(s.assistant).Act("order", assign(3, 4), "assign", form.Values{"engineer": s.engineer})
	s.As(s.assistant).Act("order", assign(2, 4), "assign", form.Values{"engineer": s.second})

	s.As(s.assistant).Act("order", busy, "cancel", form.Values{"reason": "x"})
	s.As(s.assistant).Act("order", assign(1, 3), "assign", form.Values{"engineer": s.engineer})
}

func TestTotals_stayWithinTheirLimits(t *testing.T) {
	s := newShop(t)
	move := func(n int64) form.ID {
		return s.As(s.keeper).Create("movement", form.Values{"item": "cable", "change": n})
	}
	in := move(5)
	s.As(s.keeper).Act("movement", in, "post")
	s.As(s.keeper).Act("movement", move(-4), "post")

	wants(t, s.As(s.keeper).NoAct("movement", move(-2), "post"), "movement.totals.stock")
	wants(t, s.As(s.keeper).NoAct("movement", in, "reverse"), "movement.totals.stock")

	out := move(-1)
	s.As(s.keeper).Act("movement", out, "post")
	// What is short already may be filled up again in part.
	gone := s.Get("movement", in)
	gone.Values["change"] = int64(-5)
	s.Put(gone)
	s.As(s.keeper).Act("movement", out, "reverse")
	back := s.One("movement", "reverses", out)
	if back.State != "posted" || back.Values["change"] != int64(1) || back.Values["item"] != "cable" {
		t.Errorf("the reversal is %s with %v", back.State, back.Values)
	}
}

func TestFinal_waitsForAttachments(t *testing.T) {
	s := newShop(t)
	card := s.card(s.working(), row("1", form.Values{"unit": ref("unit", s.unit("A1")), "work": "installed", "fine": true}))
	sha := strings.Repeat("a", 64)
	s.Missing(sha)
	s.As(s.engineer).Set("card", card, form.Values{"sign": form.Signature{SHA256: sha, Signer: "Mr Lin", At: s.Now}})
	s.As(s.engineer).Act("card", card, "fill")
	s.As(s.assistant).Act("card", card, "check")

	problems := s.As(s.assistant).NoAct("card", card, "file")

	wants(t, problems, form.KeyAttachments)
	if problems[0].Args["have"] != 0 || problems[0].Args["of"] != 1 {
		t.Errorf("arguments %v", problems[0].Args)
	}
}

func TestAssumed_listsWhatCannotBeJudgedHere(t *testing.T) {
	s := newShop(t)
	id := s.working()
	s.As(s.engineer).Set("order", id, s.work())
	s.As(s.engineer).Act("order", id, "finish")
	s.Incomplete = true
	s.Hide(ref("card", s.One("card", "order", id).ID))

	e := form.Begin(form.Given{Lib: s.Lib, World: s.World, Me: s.lead, Now: s.Now})
	if err := e.Act(form.Input{Ref: ref("order", id), Action: "close"}); err != nil {
		t.Fatalf("a card that is not here blocks closing: %v", err)
	}
	if !slices.Contains(e.Assumed(), "order.actions.close.check.0") {
		t.Errorf("assumed %v", e.Assumed())
	}
}

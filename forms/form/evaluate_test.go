package form_test

import (
	"errors"
	"slices"
	"strconv"
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

func TestSet_refusesWhatIsNoFieldOrFillsItself(t *testing.T) {
	s := newShop(t)
	id := s.order()
	cases := []struct {
		field string
		value any
		key   string
	}{
		{"nonsense", "x", form.KeyUnknownField},
		{"total", int64(5), form.KeyReadOnly},
		{"fresh_at", s.Now.Add(time.Hour), form.KeyReadOnly},
		{"done_due", s.Now, form.KeyReadOnly},
		{"verdict", "pass", form.KeyWhoMayWrite},
	}
	for _, c := range cases {
		wants(t, s.As(s.assistant).NoSet("order", id, form.Values{c.field: c.value}), c.key)
	}
}

func TestSet_isForTheWritersOfTheFieldInItsStates(t *testing.T) {
	s := newShop(t)
	id := s.assigned()

	wants(t, s.As(s.keeper).NoSet("order", id, form.Values{"contact": "x"}), form.KeyWhoMayWrite)
	wants(t, s.As(s.second).NoSet("order", id, form.Values{"contact": "x"}), form.KeyWhoMayWrite)
	wants(t, s.As(s.engineer).NoSet("order", id, form.Values{"findings": "x"}), form.KeyFrozen)
	s.As(s.engineer).Set("order", id, form.Values{"contact": "Ms Wu"})

	s.As(s.engineer).Act("order", id, "start")
	s.As(s.engineer).Set("order", id, form.Values{"findings": "x"})
	wants(t, s.As(s.assistant).NoSet("order", id, form.Values{"findings": "y"}), form.KeyWhoMayWrite)
	wants(t, s.As(s.assistant).NoSet("order", id, form.Values{"area": "y"}), form.KeyFrozen)
}

func TestSet_ofWhatIsThereAlreadyIsNothing(t *testing.T) {
	s := newShop(t)
	id := s.assigned()
	before := s.Get("order", id)

	s.Wait(time.Hour)
	s.As(s.keeper).Set("order", id, form.Values{"contact": "Mr Lin"})

	if after := s.Get("order", id); !after.UpdatedAt.Equal(before.UpdatedAt) {
		t.Errorf("an equal value made a change at %s", after.UpdatedAt)
	}
}

func TestSet_keepsEachValueWithinItsField(t *testing.T) {
	s := newShop(t)
	id := s.order()
	long := strings.Repeat("长", 21)
	cases := []struct {
		name  string
		value form.Values
		key   string
	}{
		{"another type", form.Values{"contact": int64(1)}, form.KeyBadValue},
		{"no such word", form.Values{"kind": "dance"}, form.KeyUnknownWord},
		{"a retired word", form.Values{"kind": "survey"}, form.KeyUnknownWord},
		{"one word of several", form.Values{"tags": []string{"urgent", "dance"}}, form.KeyUnknownWord},
		{"another form", form.Values{"customer": ref("unit", s.customer)}, form.KeyWrongForm},
		{"no engineer", form.Values{"engineer": s.keeper}, form.KeyNotThatRole},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			wants(t, s.As(s.assistant).NoSet("order", id, c.value), c.key)
		})
	}
	wants(t, s.As(s.assistant).NoSet("customer", s.customer, form.Values{"name": long}), form.KeyTooLong)

	working := s.working()
	wants(t, s.As(s.engineer).NoSet("order", working, form.Values{"stars": int64(6)}), form.KeyOutOfRange)
	wants(t, s.As(s.engineer).NoSet("order", working, form.Values{"lines": []form.Row{row("1", form.Values{"colour": "red"})}}),
		form.KeyUnknownField)
	wants(t, s.As(s.engineer).NoSet("order", working, form.Values{"lines": []form.Row{row("1", nil), row("1", nil)}}), form.KeyBadValue)
	var photos []form.Row
	for i := range 4 {
		sha := strings.Repeat(strconv.Itoa(i), 64)
		photos = append(photos, row(sha, form.Values{"photo": form.Attachment{SHA256: sha, Mime: "image/jpeg", Bytes: 9}}))
	}
	wants(t, s.As(s.engineer).NoSet("order", working, form.Values{"photos": photos}), form.KeyTooMany)
	s.As(s.engineer).Set("order", working, form.Values{"photos": photos[:3]})
}

func TestOnly_saysWhatMayBePicked(t *testing.T) {
	s := newShop(t)
	blocked := s.As(s.assistant).Create("customer", form.Values{"name": "Closed down", "blocked": true})

	wants(t, s.As(s.assistant).NoCreate("order", form.Values{"customer": ref("customer", blocked)}), form.KeyMayNotPick)

	// What was picked before stays when it may not be picked any more.
	id := s.order()
	s.As(s.assistant).Set("customer", s.customer, form.Values{"blocked": true})
	s.As(s.assistant).Set("order", id, form.Values{"contact": "Ms Wu"})
}

func TestOnly_cannotPickWhatIsNotHere(t *testing.T) {
	s := newShop(t)
	s.Incomplete = true
	s.Hide(ref("customer", s.customer))

	wants(t, s.As(s.assistant).NoCreate("order", form.Values{"customer": ref("customer", s.customer)}), form.KeyNotKnownHere)
}

func TestCalc_followsInOrderOfDependence(t *testing.T) {
	s := newShop(t)
	id := s.order()

	s.As(s.assistant).Set("order", id, form.Values{"price": int64(1050), "count": int64(3)})

	rec := s.Get("order", id)
	if rec.Values["total"] != int64(3150) || rec.Values["twice"] != int64(6300) {
		t.Errorf("total %v, twice %v", rec.Values["total"], rec.Values["twice"])
	}
}

func TestCalc_ofRowsGoesBeforeThatOfTheRecord(t *testing.T) {
	s := newShop(t)
	id := s.working()

	s.As(s.engineer).Set("order", id, form.Values{"lines": []form.Row{
		row("a", form.Values{"item": "cable", "pieces": int64(2), "each": int64(300)}),
		row("b", form.Values{"item": "plug", "pieces": int64(1), "each": int64(50), "sum": int64(99999)}),
	}})

	rec := s.Get("order", id)
	lines := rec.Values["lines"].([]form.Row)
	if lines[0].Values["sum"] != int64(600) || lines[1].Values["sum"] != int64(50) || rec.Values["spent"] != int64(650) {
		t.Errorf("sums %v and %v, spent %v", lines[0].Values["sum"], lines[1].Values["sum"], rec.Values["spent"])
	}
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

func TestAmend_correctsAFrozenFieldWithoutChangingIt(t *testing.T) {
	s := newShop(t)
	id := s.working()
	s.As(s.engineer).Set("order", id, s.work())
	correction := form.Values{"field": "findings", "says": "two loose wires", "why": "miscounted"}

	wants(t, s.As(s.engineer).NoAdd("order", id, "amendments", correction), form.KeyNotFrozen)
	s.As(s.engineer).Act("order", id, "finish")
	wants(t, s.As(s.keeper).NoAdd("order", id, "amendments", correction), form.KeyWhoMay)
	wants(t, s.As(s.engineer).NoAdd("order", id, "amendments", form.Values{"field": "findings", "says": "x"}), form.KeyRequired)
	s.As(s.engineer).Add("order", id, "amendments", correction)

	rec := s.Get("order", id)
	rows := rec.Values["amendments"].([]form.Row)
	if rec.Values["findings"] != "a loose wire" || len(rows) != 1 || rows[0].Values["by"] != s.engineer {
		t.Errorf("findings %v, amendments %v", rec.Values["findings"], rows)
	}
}

func TestAdd_appendsARowWithItsDefaults(t *testing.T) {
	s := newShop(t)
	id := s.working()

	s.As(s.engineer).Add("order", id, "lines", form.Values{"item": "cable"})
	s.As(s.engineer).Add("order", id, "lines", form.Values{"item": "plug"})

	lines := s.Get("order", id).Values["lines"].([]form.Row)
	if len(lines) != 2 || lines[0].Values["pieces"] != int64(1) {
		t.Errorf("lines %v", lines)
	}
	wants(t, s.As(s.engineer).NoAdd("order", id, "lines", nil), "lines.item")
	wants(t, s.As(s.engineer).NoAdd("order", id, "contact", nil), form.KeyNotATable)
	wants(t, s.As(s.assistant).NoAdd("order", id, "lines", form.Values{"item": "x"}), form.KeyWhoMayWrite)
}

func TestKey_makesOneRowOfTheSameThing(t *testing.T) {
	s := newShop(t)
	id := s.working()

	s.As(s.engineer).Add("order", id, "counted", form.Values{"serial": "A1", "found": true, "shelf": "3"})
	s.As(s.engineer).Add("order", id, "counted", form.Values{"serial": "A1", "found": false})

	rows := s.Get("order", id).Values["counted"].([]form.Row)
	want := form.KeyedRowID(ref("order", id), "counted", "A1")
	if len(rows) != 1 || rows[0].ID != want || rows[0].Values["found"] != false || rows[0].Values["shelf"] != "3" {
		t.Errorf("rows %v", rows)
	}
	twice := []form.Row{row("1", form.Values{"serial": "A2"}), row("2", form.Values{"serial": "A2"})}
	wants(t, s.As(s.engineer).NoSet("order", id, form.Values{"counted": twice}), "counted.serial")
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

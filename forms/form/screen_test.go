package form_test

import (
	"slices"
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
)

func TestButtons_showWhatBeginsHereAndWhyNot(t *testing.T) {
	s := newShop(t)
	rec := s.Get("order", s.working())
	f := s.Lib.Form("order")

	mine := buttons(f.Buttons(s.Env(s.engineer, rec)))
	if b := mine["finish"]; b.Allowed || !formtest.Has(b.Missing, "findings") || !formtest.Has(b.Why, "arrived") {
		t.Errorf("finish: allowed %v, missing %s", b.Allowed, formtest.Sentences(b.Missing))
	}
	if b, there := mine["cancel"]; !there || b.Allowed || !formtest.Has(b.Why, form.KeyWhoMay) {
		t.Errorf("cancel: there %v, allowed %v, %s", there, b.Allowed, formtest.Sentences(b.Why))
	}
	for _, none := range []string{"assign", "close", "survey"} {
		if _, there := mine[none]; there {
			t.Errorf("there is a button to %s", none)
		}
	}
	if b := buttons(f.Buttons(s.Env(s.assistant, rec)))["cancel"]; !b.Allowed {
		t.Errorf("the assistant may not cancel: %s", formtest.Sentences(b.Why))
	}
}

func buttons(list []form.Button) map[string]form.Button {
	m := map[string]form.Button{}
	for _, b := range list {
		m[b.Action.Name] = b
	}
	return m
}

func TestButtons_nameWarningsApart(t *testing.T) {
	s := newShop(t)
	id := s.As(s.assistant).Create("order", form.Values{"customer": ref("customer", s.customer)})
	s.As(s.assistant).Act("order", id, "assign", form.Values{"engineer": s.engineer})

	b := buttons(s.Lib.Form("order").Buttons(s.Env(s.engineer, s.Get("order", id))))["start"]

	if !b.Allowed || len(b.Warnings) != 1 {
		t.Errorf("allowed %v, warnings %s", b.Allowed, formtest.Sentences(b.Warnings))
	}
}

func TestButtons_leaveToTheDialogWhatItAsksFor(t *testing.T) {
	s := newShop(t)
	order := s.working()
	card := s.card(order, row("1", form.Values{"unit": ref("unit", s.unit("A1")), "work": "removed", "fine": true}))
	s.As(s.engineer).Act("card", card, "fill")
	s.As(s.assistant).Act("card", card, "check")
	entry := s.All("entry")[0]
	f := s.Lib.Form("entry")

	if b := buttons(f.Buttons(s.Env(s.assistant, entry)))["enter"]; !b.Allowed {
		t.Errorf("not allowed: %s", formtest.Sentences(b.Why))
	}
	wants(t, s.As(s.assistant).NoAct("entry", entry.ID, "enter", form.Values{"voucher": "none"}), "entry.actions.enter.check.0")

	s.As(s.assistant).Act("order", order, "cancel", form.Values{"reason": "x"})
	if b := buttons(f.Buttons(s.Env(s.assistant, entry)))["enter"]; b.Allowed || !formtest.Has(b.Why, "entry.actions.enter.check.1") {
		t.Errorf("allowed %v: %s", b.Allowed, formtest.Sentences(b.Why))
	}
}

func TestWritable_saysWhoMay(t *testing.T) {
	s := newShop(t)
	rec := s.Get("order", s.working())
	f := s.Lib.Form("order")

	if ok, _ := f.Writable(s.Env(s.engineer, rec), f.Field("findings")); !ok {
		t.Error("the engineer may not write the findings")
	}
	ok, who := f.Writable(s.Env(s.second, rec), f.Field("findings"))
	if ok || f.WhoLabel(who).Zh != "工程师" {
		t.Errorf("another engineer: %v, %v", ok, f.WhoLabel(who))
	}
	for _, name := range []string{"total", "verdict", "area"} {
		if ok, _ := f.Writable(s.Env(s.engineer, rec), f.Field(name)); ok {
			t.Errorf("the engineer may write %s", name)
		}
	}
}

func TestVisible_showsWhatIsNotKnownHere(t *testing.T) {
	s := changedShop(t, "card.yaml", "topics:   {type: text, zh: 培训内容, en: Topics, show: trained,",
		"topics:   {type: text, zh: 培训内容, en: Topics, show: order.kind == \"install\",")
	card := s.One("card", "order", s.assigned())
	f := s.Lib.Form("card")
	if !f.Visible(s.Env(s.engineer, card), f.Field("topics")) {
		t.Error("hidden although its order is an installation")
	}

	s.As(s.assistant).Set("order", card.Values["order"].(form.Ref).ID, form.Values{"kind": "repair", "note_on": "x"})
	if f.Visible(s.Env(s.engineer, card), f.Field("topics")) {
		t.Error("shown although its order is a repair")
	}
	s.Incomplete = true
	s.Hide(card.Values["order"].(form.Ref))
	if !f.Visible(s.Env(s.engineer, card), f.Field("topics")) {
		t.Error("hidden although its order is not here")
	}
}

func TestHints_speakOfFilledFieldsOnly(t *testing.T) {
	s := newShop(t)
	rec := s.Get("order", s.working())
	f := s.Lib.Form("order")
	if hints := f.Hints(s.Env(s.engineer, rec)); len(hints) != 0 {
		t.Errorf("hints on what is empty: %s", formtest.Sentences(hints))
	}

	rec.Values["arrived"], rec.Values["left"] = s.Now, s.Now.Add(-1)
	rec.Values["lines"] = []form.Row{row("1", form.Values{"pieces": int64(0)})}

	hints := f.Hints(s.Env(s.engineer, rec))
	wants(t, hints, "left", "lines.pieces")
	if formtest.Has(hints, form.KeyRequired) {
		t.Errorf("a hint demands: %s", formtest.Sentences(hints))
	}
}

func TestMayPick_asksRoleFormAndOnly(t *testing.T) {
	s := newShop(t)
	f := s.Lib.Form("order")
	rec := s.Get("order", s.order())
	env := s.Env(s.assistant, rec)
	blocked := s.As(s.assistant).Create("customer", form.Values{"name": "x", "blocked": true})
	cases := []struct {
		field string
		it    any
		want  form.Answer
	}{
		{"engineer", s.engineer, form.Yes},
		{"engineer", s.keeper, form.No},
		{"customer", ref("customer", s.customer), form.Yes},
		{"customer", ref("customer", blocked), form.No},
		{"customer", s.Get("customer", blocked), form.No},
		{"kind", "repair", form.Yes},
		{"kind", "survey", form.No},
	}
	for _, c := range cases {
		if got := f.MayPick(env, f.Field(c.field), c.it); got != c.want {
			t.Errorf("pick %v in %s: %v", c.it, c.field, got)
		}
	}
	s.Incomplete = true
	s.Hide(ref("customer", s.customer))
	if got := f.MayPick(env, f.Field("customer"), ref("customer", s.customer)); got != form.Unknown {
		t.Errorf("pick what is not here: %v", got)
	}
}

func TestNew_hasItsDefaults(t *testing.T) {
	s := newShop(t)

	rec, err := s.Lib.Form("order").New(s.Env(s.assistant, nil), s.ID(), nil)

	if err != nil || rec.State != "fresh" || rec.Values["kind"] != "install" {
		t.Fatalf("new order %+v: %v", rec, err)
	}
	// What the screen shows and sends back is what creation expects.
	rec.Values["customer"] = ref("customer", s.customer)
	s.As(s.assistant).Create("order", form.Values{"customer": rec.Values["customer"], "kind": rec.Values["kind"]})
}

func TestScopes_turnTheAudienceIntoScopes(t *testing.T) {
	s := newShop(t)
	north := s.As(s.manager).Create("site", form.Values{"name": "North"})
	rec := s.Get("order", s.assigned())
	rec.Site = north
	f := s.Lib.Form("order")

	scopes, err := f.Scopes(s.Env(form.ID{}, rec), rec)

	want := []form.Scope{
		{Role: "assistant", Site: north}, {Role: "lead", Site: north}, {Person: s.engineer},
		{Group: "technical", Site: north}, {Person: s.lead},
	}
	if err != nil || !slices.Equal(scopes, want) {
		t.Errorf("scopes %v: %v", scopes, err)
	}

	customer := s.Get("customer", s.customer)
	scopes, err = s.Lib.Form("customer").Scopes(s.Env(form.ID{}, customer), customer)
	if err != nil || !slices.Equal(scopes, []form.Scope{{Anyone: true}}) {
		t.Errorf("scopes of a customer %v: %v", scopes, err)
	}
}

func TestReaders_ofAFieldAreFew(t *testing.T) {
	s := newShop(t)
	rec := s.Get("order", s.order())
	f := s.Lib.Form("order")

	scopes, few, err := f.Readers(s.Env(form.ID{}, rec), rec, f.Field("price"))
	if err != nil || !few || !slices.Equal(scopes, []form.Scope{{Role: "lead"}, {Role: "manager"}}) {
		t.Errorf("readers %v, %v: %v", scopes, few, err)
	}
	if _, few, _ := f.Readers(s.Env(form.ID{}, rec), rec, f.Field("contact")); few {
		t.Error("the contact is for few")
	}
}

func TestCarried_areTheRecordsAtThePaths(t *testing.T) {
	s := newShop(t)
	order, unit := s.working(), s.unit("A1")
	card := s.card(order, row("1", form.Values{"unit": ref("unit", unit), "work": "removed"}))
	rec := s.Get("card", card)

	refs, err := s.Lib.Form("card").Carried(s.Env(form.ID{}, rec), rec)

	want := []form.Ref{ref("order", order), ref("customer", s.customer), ref("unit", unit)}
	if err != nil || !slices.Equal(refs, want) {
		t.Errorf("carried %v: %v", refs, err)
	}
}

func TestDerivedIDs_areVersion8WithTheSourcesFirstBits(t *testing.T) {
	s := newShop(t)
	source := ref("order", s.order())

	a, b := form.DerivedID(source, "card", "", form.ID{}), form.DerivedID(source, "card", "1", form.ID{})

	if a == b || a.Version() != 8 || string(a[:6]) != string(source.ID[:6]) {
		t.Errorf("ids %s and %s of %s", a, b, source.ID)
	}
	if a != form.DerivedID(source, "card", "", form.ID{}) {
		t.Error("the same step has two ids")
	}
	due := s.Now
	if form.ReminderID(source, "done", 0, due) == form.ReminderID(source, "done", 0, due.Add(1e6)) {
		t.Error("two due times have one reminder")
	}
}

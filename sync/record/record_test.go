package record_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/sync/record"
	"fieldline/sync/record/recordtest"
)

// office is a server's store in the workshop with its people.
type office struct {
	*recordtest.Store
	play                                      *formtest.Play
	assistant, engineer, second, lead, keeper form.ID
	customer                                  form.ID
	dseq                                      int64
}

func newOffice(tb testing.TB) *office {
	tb.Helper()
	return peopled(tb, formtest.New(tb, formtest.Workshop(tb)))
}

func peopled(tb testing.TB, p *formtest.Play) *office {
	tb.Helper()
	o := &office{Store: recordtest.New(p.World), play: p}
	o.lead = p.Person("Liang", "lead")
	o.assistant = p.Person("Zhao", "assistant")
	o.engineer = p.Person("Zhou", "engineer")
	o.second = p.Person("Qian", "engineer")
	o.keeper = p.Person("Ma", "keeper")
	o.customer = p.As(o.assistant).Create("customer", form.Values{"name": "Hongyun", "area": "Pudong"})
	return o
}

// op makes an operation of a person from parts as they are seen in a store.
func (o *office) op(tb testing.TB, seen *recordtest.Store, actor form.ID, parts ...record.Part) record.Operation {
	tb.Helper()
	o.dseq++
	op := record.Operation{ID: o.play.ID(), Dseq: o.dseq, At: o.play.Now, Actor: actor}
	for _, p := range parts {
		op.Parts = append(op.Parts, seen.Seen(tb, p))
	}
	return op
}

// do applies parts at once, seen as they are.
func (o *office) do(tb testing.TB, actor form.ID, parts ...record.Part) record.Outcome {
	tb.Helper()
	return o.Must(tb, o.op(tb, o.Store, actor, parts...))
}

func create(formName string, v form.Values) record.Part {
	return record.Part{Kind: record.Create, Form: formName, Values: v}
}

func set(formName string, id form.ID, v form.Values) record.Part {
	return record.Part{Kind: record.Set, Form: formName, ID: id, Values: v}
}

func act(formName string, id form.ID, action string, v form.Values) record.Part {
	return record.Part{Kind: record.Act, Form: formName, ID: id, Action: action, Values: v}
}

func ref(formName string, id form.ID) form.Ref { return form.Ref{Form: formName, ID: id} }

// working makes an order that the engineer works on.
func (o *office) working(tb testing.TB) form.ID {
	tb.Helper()
	out := o.do(tb, o.assistant, create("order", form.Values{
		"customer": ref("customer", o.customer), "contact": "Mr Lin", "fault": "line one\nline two\nline three"}))
	id := out.Changes[0].After.ID
	o.do(tb, o.assistant, act("order", id, "assign", form.Values{"engineer": o.engineer}))
	o.do(tb, o.engineer, act("order", id, "start", nil))
	return id
}

func (o *office) get(tb testing.TB, formName string, id form.ID) record.Record {
	tb.Helper()
	rec, err := o.Stored(formName, id)
	if err != nil {
		tb.Fatal(err)
	}
	return rec
}

func TestOperation_theFirstCreateHasTheOperationsID(t *testing.T) {
	o := newOffice(t)
	op := o.op(t, o.Store, o.assistant,
		create("customer", form.Values{"name": "One"}),
		create("customer", form.Values{"name": "Two"}),
		create("customer", form.Values{"name": "Three"}))
	op.Parts[2].ID = o.play.ID()

	out := o.Must(t, op)

	want := []form.ID{op.ID, form.PartID(op.ID, 1), op.Parts[2].ID}
	for i, c := range out.Changes {
		if c.After.ID != want[i] || c.Before != nil || c.After.Version != 1 || c.After.Rev != 0 {
			t.Errorf("record %d: %+v", i, c.After)
		}
	}
}

func TestOperation_isAtomic(t *testing.T) {
	o := newOffice(t)

	out := o.Do(t, o.op(t, o.Store, o.assistant,
		create("customer", form.Values{"name": "One"}),
		create("customer", nil)))

	if out.Fate != record.Refused || len(out.Changes) != 0 || !formtest.Has(out.Problems, "name") {
		t.Errorf("%s with %d changes: %s", out.Fate, len(out.Changes), formtest.Sentences(out.Problems))
	}
}

func TestOperation_laterPartsSeeEarlierOnes(t *testing.T) {
	o := newOffice(t)
	op := record.Operation{ID: o.play.ID(), At: o.play.Now, Actor: o.assistant}
	op.Parts = []record.Part{
		create("customer", form.Values{"name": "New", "area": "Minhang"}),
		create("order", form.Values{"customer": ref("customer", op.ID), "contact": "x"}),
		{Kind: record.Act, Form: "order", ID: form.PartID(op.ID, 1), Action: "assign", State: "fresh", Values: form.Values{"engineer": o.engineer}},
	}

	out := o.Must(t, op)

	if len(out.Changes) != 3 {
		t.Fatalf("%d changes", len(out.Changes))
	}
	order, card := out.Changes[1], out.Changes[2]
	if order.After.Values["area"] != "Minhang" || order.After.State != "assigned" || order.Effect || order.Action != "assign" {
		t.Errorf("order %+v", order)
	}
	if !card.Effect || card.Step != "order.actions.assign.then.0" || card.After.Values["method"] != "Minhang" {
		t.Errorf("card %+v", card)
	}
	if len(out.Tells) != 1 || out.Tells[0].To[0] != o.engineer {
		t.Errorf("tells %+v", out.Tells)
	}
}

func TestApply_namesWhatIsWritten(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)

	out := o.do(t, o.engineer, set("order", id, form.Values{"fault": nil, "contact": "Ms Wu"}))

	c := out.Changes[0]
	if len(c.Written) != 2 || c.Written["contact"] != "Ms Wu" || c.Written["fault"] != nil || c.Before.Values["contact"] != "Mr Lin" {
		t.Errorf("written %v", c.Written)
	}
	if len(c.Scopes) == 0 {
		t.Error("the audience is missing")
	}
}

func TestApply_doesNothingForWhatWasTakenBack(t *testing.T) {
	o := newOffice(t)
	op := o.op(t, o.Store, o.assistant, create("customer", form.Values{"name": "x"}))
	op.Withdrawn = true
	if out := o.Apply(t, op); out.Fate != record.Applied || len(out.Changes) != 0 {
		t.Errorf("%+v", out)
	}

	given := record.Operation{ID: o.play.ID(), At: o.play.Now, Actor: o.assistant, Supersedes: op.ID, Reason: "no longer needed"}
	if out := o.Apply(t, given); out.Fate != record.Applied || len(out.Changes) != 0 {
		t.Errorf("%+v", out)
	}

	if out := o.Apply(t, record.Operation{ID: o.play.ID(), At: o.play.Now}); out.Fate != record.Refused {
		t.Errorf("nothing at all is %s", out.Fate)
	}
}

func TestApply_remindersAreTheClocksAlone(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	due := o.get(t, "order", id).Values["done_due"].(time.Time)
	o.play.Wait(24 * time.Hour)
	remind := record.Part{Kind: record.Remind, Form: "order", ID: id, Action: "done", Step: 1, Due: due}

	if out := o.Apply(t, o.op(t, o.Store, o.engineer, remind)); out.Fate != record.Refused {
		t.Errorf("a person's reminder is %s", out.Fate)
	}
	out := o.Must(t, o.op(t, o.Store, form.ID{}, remind))
	if len(out.Tells) != 1 || len(out.Tells[0].To) != 2 {
		t.Errorf("tells %+v", out.Tells)
	}
}

func TestApply_refusesWhatTheLibraryDoesNotKnow(t *testing.T) {
	o := newOffice(t)
	id := o.working(t)
	cases := map[string]record.Part{
		form.KeyUnknownForm:   {Kind: record.Set, Form: "nonsense", ID: id},
		form.KeyUnknownAction: {Kind: record.Act, Form: "order", ID: id, Action: "dance"},
		form.KeyUnknownField:  {Kind: record.Set, Form: "order", ID: id, Extra: extra("nonsense")},
		form.KeyBadValue:      {Kind: record.Set, Form: "order", ID: id, Extra: extra("contact")},
		form.KeyUnknownRecord: {Kind: record.Set, Form: "order", ID: o.play.ID(), Values: form.Values{"contact": "x"}},
	}
	for key, p := range cases {
		out := o.Apply(t, record.Operation{ID: o.play.ID(), At: o.play.Now, Actor: o.engineer, Parts: []record.Part{p}})
		if out.Fate != record.Refused || !formtest.Has(out.Problems, key) {
			t.Errorf("%s: %s, %s", key, out.Fate, formtest.Sentences(out.Problems))
		}
	}
	again := o.op(t, o.Store, o.assistant, create("customer", form.Values{"name": "x"}))
	again.Parts[0].ID = o.customer
	if out := o.Apply(t, again); !formtest.Has(out.Problems, form.KeyExists) {
		t.Errorf("a record created twice: %s", formtest.Sentences(out.Problems))
	}
}

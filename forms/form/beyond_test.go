package form_test

import (
	"strings"
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
)

// lenientShop is the workshop whose stock may fall below zero: then the movement is marked
// and somebody is told.
func lenientShop(t *testing.T) *shop {
	t.Helper()
	files := formtest.WorkshopFiles(t)
	for _, c := range []struct{ old, text string }{
		{"states:\n", "  short: {type: integer, zh: 不足, en: Short, by: system}\nstates:\n"},
		{"actions:\n", "actions:\n  run_short:\n    zh: 不足\n    en: Run short\n    from: [posted, reversed]\n    by: system\n" +
			"    then: [{set: {short: 'filled(short) ? short + 1 : 1'}}, {tell: keeper, zh: 请盘点, en: Count}]\n"},
		{"by: [keeper, system]}", "by: [keeper, system], check: [{that: change > -9, warn: true, here: true, zh: 太多, en: Too many}]}"},
		{"least: '0',", "least: '0', beyond: run_short,"},
	} {
		if strings.Count(files["movement.yaml"], c.old) != 1 {
			t.Fatalf("movement.yaml has not one %q", c.old)
		}
		files["movement.yaml"] = strings.Replace(files["movement.yaml"], c.old, c.text, 1)
	}
	return peopled(formtest.New(t, formtest.Parse(t, files)))
}

func TestBeyond_letsTheFactStand(t *testing.T) {
	s := lenientShop(t)
	move := func(n int64) form.ID {
		return s.As(s.keeper).Create("movement", form.Values{"item": "cable", "change": n})
	}
	enough, short, back := move(-2), move(-3), move(1)
	s.As(s.keeper).Act("movement", move(2), "post")
	s.As(s.keeper).Act("movement", enough, "post")
	told := len(s.Told)

	s.As(s.keeper).Act("movement", short, "post")
	s.As(s.keeper).Act("movement", back, "post")

	for id, want := range map[form.ID]any{enough: nil, short: int64(1), back: nil} {
		rec := s.Get("movement", id)
		if rec.State != "posted" || rec.Values["short"] != want {
			t.Errorf("%v is %s and marked %v, not %v", rec.Values["change"], rec.State, rec.Values["short"], want)
		}
	}
	if n := len(s.Told) - told; n != 1 {
		t.Errorf("the keeper was told %d times", n)
	}
}

// However many parts of an operation pass the limit, it happens once; and the history says
// what the person did.
func TestBeyond_happensOncePerOperation(t *testing.T) {
	s := lenientShop(t)
	e := form.Begin(form.Given{Lib: s.Lib, World: s.World, Op: s.ID(), Me: s.keeper, Now: s.Now})
	move := ref("movement", s.ID())
	for _, err := range []error{
		e.Create(form.Input{Ref: move, Values: form.Values{"item": "cable", "change": int64(-5)}}),
		e.Act(form.Input{Ref: move, Action: "post"}),
		e.Act(form.Input{Ref: move, Action: "reverse"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}

	touched, err := e.Touched()
	if err != nil || touched[0].After.Values["short"] != int64(1) || touched[0].Action != "reverse" {
		t.Errorf("%+v, %v", touched[0], err)
	}
}

// A warning that is asked here is one on a device alone: who did not see it there could
// give no reason.
func TestCheck_hereIsNotAskedOnArrival(t *testing.T) {
	s := lenientShop(t)
	move := s.As(s.keeper).Create("movement", form.Values{"item": "cable", "change": int64(-9)})
	s.Incomplete = true
	wants(t, s.As(s.keeper).NoAct("movement", move, "post"), "movement.actions.post.check.0")

	s.Incomplete = false
	s.As(s.keeper).Act("movement", move, "post")
}

package formview

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2/test"

	"fieldline/forms/form"
)

// change lays a choice over the list of causes, as a record of form choice does.
func (s *stage) change(values form.Values) {
	s.t.Helper()
	values["list"] = "cause"
	s.put("choice", "", "", values)
}

// What the manager adds is offered in its place; what was retired is not, and still reads
// where it was chosen in its time.
func TestChoice_offersWhatPeopleHaveChanged(t *testing.T) {
	s := small(t, `{type: choice, of: cause, zh: 原因, en: Cause}`)
	s.change(form.Values{"word": "storm", "zh": "雷击", "en": "Lightning", "valid_from": form.Date("2026-11-01"), "place": int64(1)})
	s.change(form.Values{"word": "line", "zh": "外线", "en": "Outside line", "retired_from": form.Date("2026-11-20")})

	s.again(form.Values{})
	e := s.editor().(*chooser)
	var offered []string
	for _, w := range e.c.offered() {
		offered = append(offered, s.view.Speech().Label(w.Label))
	}
	if want := []string{"雷击", "拨号器", "客户设备", "程序设置", "其他"}; !reflect.DeepEqual(offered, want) {
		t.Errorf("offered are %v, want %v", offered, want)
	}
	e.box.TypedKey(enter)
	s.pick("雷击")
	if s.value() != "storm" || e.box.Text() != "雷击" {
		t.Errorf("the value is %v, shown %q", s.value(), e.box.Text())
	}

	s.again(form.Values{"one": "line"})
	if e := s.editor().(*chooser); e.box.Text() != "外线" {
		t.Errorf("a cause of its time is shown as %q", e.box.Text())
	}
}

// A second tick leaves what was ticked before it was retired.
func TestChoices_keepWhatWasRetired(t *testing.T) {
	s := small(t, `{type: choices, of: cause, zh: 原因, en: Causes}`)
	s.change(form.Values{"word": "line", "zh": "外线", "en": "Outside line", "retired_from": form.Date("2026-11-20")})
	s.again(form.Values{"one": []string{"line"}})

	e := s.editor().(*choicesEditor)
	test.Tap(e.checks[0])

	if got := s.value(); !reflect.DeepEqual(got, []string{"dialer", "line"}) {
		t.Errorf("the value is %v", got)
	}
}

// A checklist that is only read shows what was asked for when it was written, and what
// was answered.
func TestChecklist_readsAsItWasWritten(t *testing.T) {
	s := small(t, `{type: checklist, of: cause, zh: 项目, en: Items}`)
	s.change(form.Values{"word": "later", "zh": "后来加的", "en": "Added later", "valid_from": form.Date("2026-11-22")})
	s.change(form.Values{"word": "line", "zh": "外线", "en": "Outside line", "retired_from": form.Date("2026-11-01")})
	rec := &form.Record{ID: s.ID(), Form: "sheet", UpdatedAt: s.Now.AddDate(0, 0, -7), Values: form.Values{"one": []form.Row{
		{ID: "1", Values: form.Values{"item": "line", "done": true}},
	}}}
	cfg := s.config(s.engineer, rec)
	cfg.ReadOnly = true
	s.show(cfg, 760)

	if !s.sees("外线") || !s.sees("拨号器") || s.sees("后来加的") {
		t.Error("the items are not those of its time")
	}
}

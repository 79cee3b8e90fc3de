package formview

import (
	"fmt"
	"strings"
	"testing"

	"fieldline/app/widgets"
	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
)

func TestView_lockedFieldsSayWhoFillsThem(t *testing.T) {
	files := map[string]string{
		"roles.yaml":    "engineer: {code: AE, zh: 售后工程师, en: Engineer}\nmanager: {code: MGR, zh: 经理, en: Manager}\n",
		"calendar.yaml": "zone: Asia/Shanghai\nhours: [\"09:00\", \"18:00\"]\nweekend: [saturday, sunday]\n",
		"person.yaml":   "form: person\ndoc: own\nzh: 人员\nen: Person\nname: [name]\ncreate: engineer\nfields:\n  name: {type: text, zh: 姓名, en: Name}\naudience: anyone\n",
		"sheet.yaml": "form: sheet\ndoc: own\nzh: 单子\nen: Sheet\ncreate: engineer\nfields:\n  one: {type: text, zh: 一, en: One}\n" +
			"  two: {type: text, zh: 二, en: Two, by: manager}\n  three: {type: text, zh: 三, en: Three, show: one == \"三\", required: true}\naudience: engineer\n",
	}
	s := stageOf(t, formtest.Parse(t, files)).alone()

	if !s.sees("由经理填写") || s.sees("三") {
		t.Error("who fills the second field is not said, or the hidden one is shown")
	}
	s.types("三")
	if !s.sees("三") || len(s.view.Due()) != 1 || s.view.Due()[0].Field != "three" {
		t.Errorf("the third field did not appear: %v", s.view.Due())
	}
}

func TestView_refusalsStandAtTheirFieldsUntilThoseChange(t *testing.T) {
	s := newStage(t).company()
	s.show(s.config(s.engineer, s.Get("feedback_card", s.card)), 752)

	s.view.SetProblems([]form.Problem{
		{Form: "feedback_card", Field: "device_model", Key: form.KeyRequired},
		{Form: "feedback_card", Key: "whole", Label: &form.Label{Zh: "整张卡不对", En: "The card is wrong"}},
	})
	if !s.sees("必填") || len(s.view.Problems()) != 2 {
		t.Errorf("problems: %v", s.view.Problems())
	}
	s.view.Set("device_model", "D8")
	if s.sees("必填") || len(s.view.Problems()) != 0 {
		t.Errorf("problems stay: %v", s.view.Problems())
	}
}

func TestView_aRefusalByARuleGoesWithAnyChange(t *testing.T) {
	s := newStage(t).company()
	s.show(s.config(s.engineer, s.Get("feedback_card", s.card)), 752)
	s.view.SetProblems([]form.Problem{
		{Form: "feedback_card", Field: "site_conditions", Key: form.KeyRequired},
		{Form: "feedback_card", Field: "arrived_at", Key: "feedback_card.overlap", Label: &form.Label{Zh: "时间重叠，请换时间", En: "It overlaps. Choose another time"}},
	})
	if len(s.view.Problems()) != 2 {
		t.Fatalf("the rule does not speak: %v", s.view.Problems())
	}

	s.view.Set("device_model", "D8")

	if left := s.view.Problems(); len(left) != 1 || left[0].Key != form.KeyRequired {
		t.Errorf("what a rule says of two fields is to go when the other is mended, what a field lacks is to stay: %v", left)
	}
}

func TestView_sectionsSayHowFarTheyAre(t *testing.T) {
	s := newStage(t).company()
	rec := s.Get("feedback_card", s.card)
	rec.Values = s.filled()
	s.show(s.config(s.engineer, rec), 752)

	got := map[string]widgets.SectionMark{}
	for _, st := range s.view.Standings() {
		got[st.Name] = st.Mark
	}
	want := map[string]widgets.SectionMark{"项目": widgets.Done, "测试": widgets.Wrong, "设备": widgets.Done, "培训": widgets.Missing}
	for name, mark := range want {
		if got[name] != mark {
			t.Errorf("section %s is marked %v, want %v", name, got[name], mark)
		}
	}
	if _, head := got["表头"]; head {
		t.Error("the head of the paper is marked although nobody fills it")
	}
}

func TestView_keepsTypedTextThatIsNoValue(t *testing.T) {
	s := small(t, `{type: date, zh: 到货日, en: Received}`)
	s.types("下周")

	again := s.again(form.Values{})
	again.SetTyped(map[Spot]string{{Field: "one"}: "下周"})

	if s.input().Text() != "下周" || s.faults() == "" {
		t.Errorf("shown %q, fault %q", s.input().Text(), s.faults())
	}
	s.window.Canvas().Focus(s.input().Focusable())
	s.input().SetText("")
	s.input().OnChanged("")
	if len(again.Typed()) != 0 {
		t.Errorf("still typed: %v", again.Typed())
	}
}

func TestSpot_isReadAsItIsWritten(t *testing.T) {
	for _, spot := range []Spot{{}, {Field: "one"}, {"tests", "01a205ea-be80-8188-b9fa-abdf1faa2f18", "measured"}} {
		if got := ParseSpot(spot.String()); got != spot {
			t.Errorf("%v became %v", spot, got)
		}
	}
}

func TestProblem_isWhatIsWrongAndWhatToDo(t *testing.T) {
	s := newStage(t).company()
	w, do := s.speech().Problem(form.Problem{Label: &form.Label{Zh: "低于下限：请复测，或改为未通过", En: "x"}})
	if w != "低于下限：" || do != "请复测，或改为未通过" {
		t.Errorf("divided into %q and %q", w, do)
	}
	if what, do := s.speech().Problem(form.Problem{Key: form.KeyRequired}); what != "必填" || do != "" {
		t.Errorf("divided into %q and %q", what, do)
	}
}

// Both claims are said as values of their field, as they come over the network.
func TestProblem_showsBothClaims(t *testing.T) {
	s := newStage(t).company()
	p := form.Problem{Form: "service_order", Field: "planned_start", Key: form.KeyOneHolder,
		Args: map[string]any{"mine": "2026-11-23T02:00:00.000Z", "theirs": nil, "who": s.engineer.String(), "at": "2026-11-22T08:30:00.000Z", "where": "T02 Pad"}}

	what, do := s.speech().Problem(p)

	if what != "周建明（2026-11-22 16:30、T02 Pad）已改为空" || do != "你填的2026-11-23 10:00没有写入，仍在这里" {
		t.Errorf("it says %q and %q", what, do)
	}
	p.Key = form.KeyNotAsSeen
	if what, do := s.speech().Problem(p); what != "周建明（2026-11-22 16:30、T02 Pad）已改为空" || do != "你看到的是2026-11-23 10:00，没有办理。请看过现在的内容再办理" {
		t.Errorf("of a decision it says %q and %q", what, do)
	}
	delete(p.Args, "who")
	if what, _ := s.speech().Problem(p); what != "别人已改为空" {
		t.Errorf("it says %q", what)
	}
}

func (s *stage) speech() Speech { return Speech{Words: s.words, Lib: s.Lib, Names: s} }

// BenchmarkView_fortyFields is the build of a form of forty fields in sections.
func BenchmarkView_fortyFields(b *testing.B) {
	var fields strings.Builder
	for i := range 40 {
		if i%8 == 0 {
			fmt.Fprintf(&fields, "  s%d:\n    zh: 第%d段\n    en: Part %d\n    fields:\n", i, i, i)
		}
		fmt.Fprintf(&fields, "      f%d: {type: text, zh: 字段%d, en: Field %d, required: true}\n", i, i, i)
	}
	lib := formtest.Parse(b, map[string]string{
		"roles.yaml":    "engineer: {code: AE, zh: 售后工程师, en: Engineer}\n",
		"calendar.yaml": "zone: Asia/Shanghai\nhours: [\"09:00\", \"18:00\"]\nweekend: [saturday, sunday]\n",
		"person.yaml":   "form: person\ndoc: own\nzh: 人员\nen: Person\nname: [name]\ncreate: engineer\nfields:\n  name: {type: text, zh: 姓名, en: Name}\naudience: anyone\n",
		"sheet.yaml":    "form: sheet\ndoc: own\nzh: 单子\nen: Sheet\ncreate: engineer\nsections:\n" + fields.String() + "audience: engineer\n",
	})
	s := stageOf(b, lib)
	s.engineer = s.Person("周建明", "engineer")
	rec := &form.Record{ID: s.ID(), Form: "sheet", Values: form.Values{}}
	b.ResetTimer()
	for range b.N {
		s.show(s.config(s.engineer, rec), 752)
	}
}

// BenchmarkView_rune is what one typed character costs on a card of real size, judging
// and placing included, without painting.
func BenchmarkView_rune(b *testing.B) {
	s := newStage(b).company()
	rec := s.Get("feedback_card", s.card)
	rec.Values = s.filled()
	s.show(s.config(s.engineer, rec), 752)
	in := s.view.cells[Spot{Field: "device_model"}].editor.(*typing).input
	s.window.Canvas().Focus(in.Focusable())
	b.ResetTimer()
	for range b.N {
		in.Focusable().TypedRune('好')
		in.SetText("D4")
	}
}

func TestView_starsAreWhatTheNextStepIsRefusedFor(t *testing.T) {
	s := newStage(t).company()
	v := s.show(s.config(s.engineer, s.Get("feedback_card", s.card)), 900)

	due := map[Spot]bool{}
	for _, p := range v.Due() {
		if p.Key == form.KeyRequired {
			due[SpotOf(p)] = true
		}
	}
	if len(due) < 5 {
		t.Fatalf("an empty card lacks %v", due)
	}
	for spot, c := range v.cells {
		if starred := strings.HasSuffix(c.name.Text(), "*"); starred != due[spot] {
			t.Errorf("%s: starred %v, due %v", spot, starred, due[spot])
		}
	}
}

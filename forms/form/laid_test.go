package form_test

import (
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
)

// errand is a job with choices and a deadline by working time, and the records that are
// laid over both.
var errand = map[string]string{
	"roles.yaml":   `clerk: {code: C, zh: 文员, en: Clerk, group: office}`,
	"choices.yaml": "reason:\n  traffic: {zh: 堵车, en: Traffic}\n  parts: {zh: 缺件, en: No parts}\n  other: {zh: 其他, en: Other}\n  old: {zh: 旧, en: Old, retired: 1}\nlists:\n  reason: {zh: 原因, en: Reasons}\nkind:\n  holiday: {zh: 放假, en: Holiday}\n  working: {zh: 上班, en: Working}\n",
	"errand.yaml": `
form: errand
doc: own
zh: 差事
en: Errand
create: clerk
sections:
  main:
    zh: 内容
    en: What
    fields:
      why:  {type: choice, of: reason, zh: 原因, en: Reason}
      also: {type: choices, of: reason, zh: 还有, en: Also}
      note: {type: text, zh: 说明, en: Note}
states:
  open: {zh: 待办, en: Open}
  done: {zh: 办完, en: Done, final: true}
actions:
  blame: {zh: 归因, en: Blame, from: open, by: clerk, then: [{set: {why: traffic}}]}
  finish: {zh: 办完, en: Finish, from: open, to: done, by: clerk}
deadlines:
  end: {zh: 完成, en: Finish, from: created_at, within: 2 working d, until: done}
audience: clerk
`,
	"choice.yaml": `
form: choice
doc: own
zh: 选项
en: Choice
create: clerk
fields:
  list:         {type: choice, of: lists, zh: 表, en: List}
  word:         {type: text, zh: 代码, en: Code}
  zh:           {type: text, zh: 中文, en: Chinese}
  en:           {type: text, zh: 英文, en: English}
  place:        {type: integer, zh: 位置, en: Place}
  valid_from:   {type: date, zh: 启用, en: From}
  retired_from: {type: date, zh: 停用, en: Until}
audience: anyone
`,
	"calendar_day.yaml": `
form: calendar_day
doc: own
zh: 日历
en: Day
create: clerk
fields:
  date:   {type: date, zh: 日期, en: Date}
  kind:   {type: choice, of: kind, zh: 种类, en: Kind}
  name:   {type: text, zh: 名称, en: Name}
  opens:  {type: time, zh: 开门, en: Opens}
  closes: {type: time, zh: 关门, en: Closes}
audience: anyone
`,
}

type branch struct {
	*formtest.Play
	clerk form.ID
}

func newOffice(t *testing.T) branch {
	p := formtest.New(t, formtest.Parse(t, errand))
	return branch{p, p.Person("Wu", "clerk")}
}

func (o branch) choice(values form.Values) form.ID {
	values["list"] = "reason"
	return o.As(o.clerk).Create("choice", values)
}

func (o branch) errand(values form.Values) form.ID { return o.As(o.clerk).Create("errand", values) }

// offered names the words that can be chosen now, in their order.
func (o branch) offered() string {
	var words []string
	field := o.Lib.Form("errand").Field("why")
	for _, w := range o.Lib.Words(field) {
		if w.Offered(o.Lib.Calendar.Day(o.Now)) {
			words = append(words, w.Word)
		}
	}
	return strings.Join(words, " ")
}

func TestWith_laysWordsOverAList(t *testing.T) {
	o := newOffice(t)
	plain := o.Lib

	o.choice(form.Values{"word": "weather", "zh": "天气", "en": "Weather", "valid_from": form.Date("2026-11-23")})
	o.choice(form.Values{"word": "illness", "zh": "生病", "en": "Illness", "valid_from": form.Date("2026-11-24"), "place": int64(1)})
	o.choice(form.Values{"word": "accident", "zh": "事故", "en": "Accident", "valid_from": form.Date("2026-11-20")})
	o.choice(form.Values{"word": "parts", "zh": "等备件", "en": "Waiting for parts", "valid_from": form.Date("2026-11-23"), "retired_from": form.Date("2026-11-25")})
	o.choice(form.Values{"word": "old", "zh": "老", "en": "Older", "valid_from": form.Date("2026-11-01")})

	for _, day := range []string{"traffic parts other accident weather", "illness traffic parts other accident weather", "illness traffic other accident weather"} {
		if have := o.offered(); have != day {
			t.Errorf("on %s %s is offered, want %s", o.Lib.Calendar.Day(o.Now), have, day)
		}
		o.Wait(24 * time.Hour)
	}
	w, _ := o.Lib.Word(o.Lib.Form("errand").Field("why"), "parts")
	if w.Label.En != "Waiting for parts" || w.From != "" {
		t.Errorf("a word of the library reads %+v", w)
	}
	if len(plain.ChoiceList("reason").Words) != 4 || o.Lib.SHA256 != plain.SHA256 {
		t.Error("the library itself was changed")
	}
	if again := o.Lib.With(nil); again != plain {
		t.Error("without records it is not the library as it was published")
	}
}

// Two claims to one word, as a device may hold until the server has decided, read alike
// in whatever order they were stored.
func TestWith_isTheSameInAnyOrder(t *testing.T) {
	o := newOffice(t)
	o.choice(form.Values{"word": "weather", "zh": "天气", "en": "Weather", "valid_from": form.Date("2026-11-23")})
	o.choice(form.Values{"word": "weather", "zh": "暴雨", "en": "Storm", "valid_from": form.Date("2026-11-24")})
	recs := o.All("choice")

	a := o.Lib.With(recs).ChoiceList("reason").Words
	b := o.Lib.With([]*form.Record{recs[1], recs[0]}).ChoiceList("reason").Words
	if len(a) != 5 || a[4] != b[4] || a[4].Label.En != "Storm" {
		t.Errorf("they read %+v and %+v", a, b)
	}
}

func TestSet_judgesAWordByTheDayOfTheAct(t *testing.T) {
	o := newOffice(t)
	id := o.errand(nil)
	wants(t, o.As(o.clerk).NoSet("errand", id, form.Values{"why": "weather"}), form.KeyUnknownWord)

	o.choice(form.Values{"word": "weather", "zh": "天气", "en": "Weather", "valid_from": form.Date("2026-11-24"), "retired_from": form.Date("2026-11-26")})
	wants(t, o.As(o.clerk).NoSet("errand", id, form.Values{"why": "weather"}), form.KeyWordNotOffered)
	o.Wait(24 * time.Hour)
	o.As(o.clerk).Set("errand", id, form.Values{"why": "weather", "also": []string{"weather"}})

	o.Wait(48 * time.Hour)
	problems := o.As(o.clerk).NoSet("errand", o.errand(nil), form.Values{"also": []string{"weather"}})
	wants(t, problems, form.KeyWordNotOffered)
	if said, _ := problems[0].Args["word"].(form.Label); said.Zh != "天气" {
		t.Errorf("the refusal calls the word %v", problems[0].Args["word"])
	}

	// What was chosen in its time stays, is nothing to complain of, and other fields are written.
	o.As(o.clerk).Set("errand", id, form.Values{"note": "x", "also": []string{"weather", "parts"}})
	rec := o.Get("errand", id)
	if hints := o.Lib.Form("errand").Hints(o.Env(o.clerk, rec)); len(hints) > 0 {
		t.Errorf("a record of its time is found fault with: %s", formtest.Sentences(hints))
	}
}

// A form's own step writes a word although people have retired it: nobody chose it.
func TestAct_writesARetiredWord(t *testing.T) {
	o := newOffice(t)
	o.choice(form.Values{"word": "traffic", "zh": "堵车", "en": "Traffic", "valid_from": form.Date("2026-11-01"), "retired_from": form.Date("2026-11-02")})
	id := o.errand(nil)
	wants(t, o.As(o.clerk).NoSet("errand", id, form.Values{"why": "traffic"}), form.KeyWordNotOffered)

	o.As(o.clerk).Act("errand", id, "blame")

	if why := o.Get("errand", id).Values["why"]; why != "traffic" {
		t.Errorf("the step wrote %v", why)
	}
}

func TestWith_laysDaysOverTheCalendar(t *testing.T) {
	o := newOffice(t)
	due := func() string {
		at, _ := o.Get("errand", o.errand(nil)).Values["end_due"].(time.Time)
		return at.In(o.Lib.Calendar.Zone).Format("2006-01-02 15:04")
	}
	before := o.errand(nil)
	if have := due(); have != "2026-11-25 18:00" {
		t.Fatalf("due %s", have)
	}

	day := o.As(o.clerk).Create("calendar_day", form.Values{"date": form.Date("2026-11-24"), "kind": "holiday", "name": "校庆"})
	if have := due(); have != "2026-11-26 18:00" {
		t.Errorf("due %s although the 24th is free", have)
	}
	o.As(o.clerk).Set("errand", before, form.Values{"note": "touched"})
	if at, _ := o.Get("errand", before).Values["end_due"].(time.Time); at.In(o.Lib.Calendar.Zone).Day() != 25 {
		t.Errorf("an errand begun before is now due at %s", at)
	}
	if label := o.Lib.Calendar.Holiday("2026-11-24"); label.Zh != "校庆" {
		t.Errorf("the holiday is called %v", label)
	}

	o.As(o.clerk).Set("calendar_day", day, form.Values{"date": form.Date("2026-11-25"), "kind": "working", "closes": "12:30"})
	if have := due(); have != "2026-11-25 12:30" {
		t.Errorf("due %s although the office closes at half past twelve", have)
	}
	length := form.Length{N: 3, Unit: "h", Working: true}
	if at := o.Lib.Calendar.Add(time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC), length); !at.Equal(time.Date(2026, 11, 26, 2, 30, 0, 0, time.UTC)) {
		t.Errorf("three working hours from eleven end at %s", at)
	}
}

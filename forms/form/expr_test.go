package form_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
)

// depot is a small company whose documents read one another.
var depot = map[string]string{
	"roles": `
engineer:   {code: AE, zh: 工程师, en: Engineer, superior: supervisor}
supervisor: {code: TS, zh: 主管, en: Supervisor}`,
	"settings": `
SET-01: {type: duration, value: 24 h, zh: 甲, en: A, by: supervisor}
SET-04: {type: integer, value: 3, parts: {major: 5}, zh: 乙, en: B, by: supervisor}
SET-05: {type: integer, of: kind, parts: {repair: 6}, zh: 丙, en: C, by: supervisor}`,
	"choices": `
kind: {install: {zh: 安装, en: Install}, repair: {zh: 维修, en: Repair}}
place: {van: {zh: 车, en: Van}, depot: {zh: 库, en: Depot}}`,
	"modules": `
seat: {zh: 坐席, en: Seat, on: false}`,
	"person": personFile,
	"customer": `
form: customer
doc: own
zh: 客户
en: Customer
create: engineer
audience: anyone
fields:
  name:    {type: text, zh: 名称, en: Name}
  manager: {type: person, zh: 客户经理, en: Account manager}
related:
  orders: {of: order, via: customer, many: true}`,
	"order": `
form: order
doc: own
zh: 单
en: Order
number: "SO{yymmdd}-{seq:4}"
create: engineer
audience: engineer
fields:
  kind:     {type: choice, of: kind, zh: 类型, en: Kind}
  tags:     {type: choices, of: kind, zh: 标签, en: Tags}
  customer: {type: ref, of: customer, zh: 客户, en: Customer}
  repeats:  {type: ref, of: order, zh: 重复, en: Repeats}
  source:   {type: ref, of: [order, customer], zh: 来源, en: Source}
  engineer: {type: person, of: engineer, zh: 工程师, en: Engineer}
  helpers:  {type: people, zh: 协助, en: Helpers}
  hours:    {type: decimal, zh: 工时, en: Hours}
  count_of: {type: integer, zh: 数量, en: Count}
  fee:      {type: money, zh: 费用, en: Fee}
  on_day:   {type: date, zh: 日期, en: Day}
  opens:    {type: time, zh: 开门, en: Opens}
  begun_at: {type: datetime, zh: 开始, en: Begun at}
  ended_at: {type: datetime, zh: 结束, en: Ended at}
  lasts:    {type: duration, zh: 时长, en: Lasts}
  solved:   {type: yes_no, zh: 解决, en: Solved}
  remark:   {type: note, zh: 说明, en: Remark}
  photos:   {type: photos, zh: 照片, en: Photos}
  contact:  {type: lookup, of: customer.name, zh: 联系, en: Contact}
  lines:
    type: table
    zh: 行
    en: Lines
    of:
      unit:   {type: ref, of: unit, zh: 设备, en: Unit}
      place:  {type: choice, of: place, zh: 所在, en: Place}
      amount: {type: integer, zh: 量, en: Amount}
      price:  {type: decimal, zh: 价, en: Price}
      ok:     {type: yes_no, zh: 好, en: OK}
related:
  card:  {of: card, via: order}
  units: {of: unit, via: order, many: true}
states:
  draft:  {zh: 草稿, en: Draft, draft: true}
  doing:  {zh: 进行, en: Doing}
  closed: {zh: 关闭, en: Closed, final: true}
actions:
  begin: {zh: 开始, en: Begin, from: draft, to: doing, by: supervisor}
  close: {zh: 关闭, en: Close, from: doing, to: closed, by: its engineer, not: its doing_by}
deadlines:
  answer: {zh: 回复, en: Answer, from: begun_at, within: SET-01, until: closed}
totals:
  used: {key: [customer], amount: count_of, in: [doing, closed]}`,
	"card": `
form: card
doc: own
zh: 卡
en: Card
create: engineer
audience: engineer
fields:
  order:  {type: ref, of: order, zh: 单, en: Order}
  score:  {type: rating, max: 5, zh: 评分, en: Score}
states:
  blank:  {zh: 空, en: Blank}
  filled: {zh: 填, en: Filled}
actions:
  fill: {zh: 填写, en: Fill, from: blank, to: filled, by: engineer}
  undo: {zh: 退回, en: Undo, from: filled, to: blank, by: engineer}`,
	"unit": `
form: unit
doc: own
zh: 设备
en: Unit
create: engineer
audience: engineer
fields:
  serial: {type: scan, zh: 序列号, en: Serial}
  order:  {type: ref, of: order, zh: 单, en: Order}
  holder: {type: person, zh: 持有人, en: Holder}`,
}

func id(n byte) form.ID {
	return uuid.UUID{0x01, 0x91, 0xe2, 0xc4, 0x5a, 0x3b, 0x7c, 0x2d, 0x8e, 0x1f, 0, 0, 0, 0, 0, n}
}

var (
	zhou, wang  = id(1), id(2)
	acme        = id(10)
	first, next = id(20), id(21)
	noon        = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC) // Monday, 12:00 in Shanghai
)

// scene is the depot's world: an order with a card and two units, and an empty order
// that repeats it.
func scene(t testing.TB) (*form.Library, *formtest.World) {
	lib := library(t, depot)
	w := formtest.NewWorld(lib)
	put := func(name string, id form.ID, state string, values form.Values) {
		w.Put(&form.Record{ID: id, Form: name, State: state, Values: values, CreatedAt: noon.Add(-time.Hour), CreatedBy: wang})
	}
	put("person", zhou, "", form.Values{"name": "周建明", "boss": wang, "level": int64(2)})
	put("person", wang, "", form.Values{"name": "王芳"})
	put("customer", acme, "", form.Values{"name": "蓝天", "manager": wang})
	put("order", first, "doing", form.Values{
		"kind": "repair", "tags": []string{"install"}, "customer": form.Ref{Form: "customer", ID: acme}, "engineer": zhou,
		"source": form.Ref{Form: "customer", ID: acme}, "helpers": []form.ID{wang}, "hours": decimal.RequireFromString("1.1"),
		"count_of": int64(7), "fee": int64(1250), "on_day": form.Date("2026-11-20"), "opens": "08:30", "begun_at": noon.Add(-26 * time.Hour),
		"ended_at": noon, "lasts": form.Length{N: 90, Unit: "min"}, "answer_due": noon.Add(-2 * time.Hour), "doing_at": noon.Add(-time.Hour),
		"doing_by": zhou, "doing_times": int64(2),
		"lines": []form.Row{
			{ID: "a", Values: form.Values{"unit": form.Ref{Form: "unit", ID: id(30)}, "place": "van", "amount": int64(2), "price": decimal.RequireFromString("0.1"), "ok": true}},
			{ID: "b", Values: form.Values{"place": "depot", "amount": int64(3), "price": decimal.RequireFromString("0.2")}},
			{ID: "c", Values: form.Values{}},
		}})
	put("order", next, "draft", form.Values{"repeats": form.Ref{Form: "order", ID: first}})
	put("card", id(40), "filled", form.Values{"order": form.Ref{Form: "order", ID: first}, "score": int64(4)})
	put("unit", id(30), "", form.Values{"serial": "U1", "order": form.Ref{Form: "order", ID: first}, "holder": zhou})
	put("unit", id(31), "", form.Values{"serial": "U2", "order": form.Ref{Form: "order", ID: first}})
	w.Post(zhou, "engineer", form.ID{})
	w.Post(wang, "supervisor", form.ID{})
	return lib, w
}

func TestExpr_eval(t *testing.T) {
	lib, world := scene(t)
	f := lib.Form("order")

	for _, c := range []struct{ source, want string }{
		// own fields, words, built-ins
		{`kind == "repair"`, "true"}, {`kind in ["install", "repair"]`, "true"}, {`kind not in ["install"]`, "true"},
		{`"install" in tags`, "true"}, {`"repair" in tags`, "false"}, {`state == "doing"`, "true"}, {`number`, ""},
		{`created_at < now`, "true"}, {`created_by == me`, "false"}, {`id == self.id`, "true"}, {`filled(remark)`, "false"},
		{`filled(solved)`, "false"}, {`solved`, "<nil>"}, {`!solved`, "true"}, {`solved == false`, "true"}, {`remark == ""`, "true"},
		{`remark == nothing`, "true"}, {`hours != nothing`, "true"}, {`despite`, "!"}, {`contact`, "蓝天"}, {`contact == customer.name`, "true"},
		// numbers are exact
		{`hours + 2.2`, "3.3"}, {`hours * 3 == 3.3`, "true"}, {`count_of / 2`, "3.5"}, {`1 / 3 > 0.33`, "true"}, {`count_of / 0`, "<nil>"},
		{`round(fee / 100)`, "13"}, {`abs(-count_of)`, "7"}, {`-hours < 0`, "true"}, {`9223372036854775807 + 1 > 9223372036854775807`, "true"},
		// nothing
		{`repeats.hours + 1`, "<nil>"}, {`repeats.hours < 5`, "false"}, {`repeats.hours >= 0`, "false"}, {`repeats.kind == ""`, "true"},
		{`repeats.customer.name`, "<nil>"}, {`repeats.solved`, "<nil>"}, {`!repeats.solved`, "true"}, {`any(repeats.units, true == .holder.level > 1)`, "!"},
		{`sum(repeats.lines, .amount)`, "0"}, {`all(repeats.lines, .ok)`, "true"}, {`len(repeats.helpers)`, "0"}, {`remark + kind`, "repair"},
		// other records
		{`customer.manager.name`, "王芳"}, {`engineer.name`, "周建明"}, {`engineer.boss == customer.manager`, "true"}, {`engineer == me`, "true"},
		{`engineer.level > 1`, "true"}, {`source == customer`, "true"}, {`source.form == "customer"`, "true"}, {`self == card.order`, "true"},
		{`card.state == "filled" && card.score >= 4`, "true"}, {`card.order.kind`, "repair"}, {`me in helpers`, "false"},
		{`customer.manager in helpers`, "true"}, {`any(customer.orders, .state == "draft")`, "false"}, {`count(customer.orders, .state == "doing")`, "1"},
		// lists
		{`all(lines, .ok)`, "false"}, {`any(lines, .ok)`, "true"}, {`none(lines, .place == "depot")`, "false"}, {`one(lines, .ok)`, "true"},
		{`count(lines, filled(.place))`, "2"}, {`sum(lines, .amount)`, "5"}, {`sum(lines, .amount * .price)`, "0.8"},
		{`sum(filter(lines, .place == "van"), .amount)`, "2"}, {`len(map(lines, .place))`, "3"}, {`len(uniq(map(lines, .ok)))`, "2"},
		{`any(lines, .unit.serial == "U1")`, "true"}, {`all(units, .order == self)`, "true"}, {`any(units, .holder == engineer)`, "true"},
		{`any(lines, any(units, .serial == "U2") && .ok)`, "true"}, {`len(units)`, "2"}, {`len(customer.name)`, "2"}, {`filled(lines)`, "true"},
		// times
		{`day(now) == today`, "true"}, {`today`, "2026-11-23"}, {`on_day < today`, "true"}, {`on_day == "2026-11-20"`, "true"},
		{`opens < "09:00"`, "true"}, {`ended_at - begun_at`, "1560 min"}, {`ended_at - begun_at > "1 d"`, "true"}, {`lasts < "2 h"`, "true"},
		{`lasts == "90 min"`, "true"}, {`days(on_day, today)`, "3"}, {`days(begun_at, ended_at)`, "1"}, {`working_days(on_day, today)`, "1"},
		{`after(on_day, "15 d")`, "2026-12-05"}, {`after(on_day, "1 working d")`, "2026-11-23"}, {`day(after(begun_at, setting("SET-01")))`, "2026-11-23"},
		{`week(today)`, "2026-W48"}, {`month(now)`, "2026-11"}, {`quarter_end(today)`, "2026-12-31"}, {`quarter_before(today)`, "2026-09-30"}, {`days(on_day, repeats.on_day)`, "<nil>"},
		// stamps and deadlines
		{`doing_times`, "2"}, {`doing_at < now && doing_by == engineer`, "true"}, {`closed_times == nothing`, "true"}, {`answer_late`, "true"},
		{`answer_due < now`, "true"}, {`repeats.answer_late`, "<nil>"},
		// people, settings, totals
		{`has_role(me, "engineer")`, "true"}, {`has_role(created_by, "engineer")`, "false"}, {`created_by in superior(engineer)`, "true"},
		{`engineer in people("engineer")`, "true"}, {`setting("SET-04") + setting("SET-04.major")`, "8"}, {`balance("used", customer)`, "7"},
		{`setting("SET-05", kind)`, "6"}, {`setting("SET-05", repeats.kind)`, "<nil>"}, {`setting("SET-05", card.order.kind) + 1`, "7"},
		{`module("seat")`, "false"},
		{`is_setting("SET-04.major")`, "true"}, {`is_setting("SET-04.minor")`, "false"}, {`is_setting("SET-05")`, "false"}, {`is_setting("SET-05.install")`, "true"},
		{`is_setting("SET-99") || is_setting("") || is_setting("SET-04.")`, "false"},
		{`fits_setting("SET-01", " 2 working d ")`, "true"}, {`fits_setting("SET-01", "2 days")`, "false"}, {`fits_setting("SET-04", "-1")`, "false"},
		{`fits_setting("SET-05.install", "7")`, "true"}, {`fits_setting("SET-99", "7")`, "false"}, {`fits_setting("SET-04", "")`, "false"},
		{`may_set(engineer, "SET-04")`, "false"}, {`may_set(created_by, "SET-04.major")`, "true"}, {`may_set(created_by, "SET-99")`, "false"},
		// texts
		{`customer.name contains "天"`, "true"}, {`lower("AbC") == "abc"`, "true"}, {`trim(remark) == ""`, "true"}, {`customer.name matches "^蓝.$"`, "true"},
		{`solved ? "yes" : "no"`, "no"}, {`1 < count_of <= 7`, "true"},
	} {
		e, faults := f.Expression(c.source)
		if c.want == "!" {
			if len(faults) == 0 {
				t.Errorf("%s: no fault", c.source)
			}
			continue
		}
		if len(faults) > 0 {
			t.Errorf("%s: %v", c.source, faults)
			continue
		}
		self, err := world.Record("order", first)
		if err != nil {
			t.Fatal(err)
		}
		v, answer, err := e.Eval(&form.Env{Lib: lib, World: world, Self: self, Me: zhou, Now: noon})
		if err != nil || answer == form.Unknown || fmt.Sprint(v) != c.want {
			t.Errorf("%s is %v (%v, %v), want %s", c.source, v, answer, err, c.want)
		}
	}
}

func TestExpr_unknown(t *testing.T) {
	lib, world := scene(t)
	world.Incomplete = true
	world.Hide(form.Ref{Form: "customer", ID: acme})
	f := lib.Form("order")

	for _, c := range []struct {
		source string
		want   form.Answer
	}{
		{`customer.name == "蓝天"`, form.Unknown}, {`filled(customer)`, form.Yes}, {`filled(customer.name)`, form.Unknown},
		{`customer.name == "" && kind == "install"`, form.No}, {`kind == "install" && customer.name == ""`, form.No},
		{`kind == "repair" && customer.name == ""`, form.Unknown}, {`kind == "repair" || customer.name == ""`, form.Yes},
		{`customer.name == "" || kind == "repair"`, form.Yes}, {`!(customer.name == "")`, form.Unknown},
		{`customer.id == customer.id`, form.Yes}, {`source == customer`, form.Yes}, {`source.form == "order"`, form.No},
		{`kind == "repair" ? true : customer.name == ""`, form.Yes}, {`(customer.name == "") ? true : true`, form.Yes},
		{`(customer.name == "") ? true : false`, form.Unknown}, {`card.state == "filled"`, form.Yes},
		{`any(lines, .place == "van" || .unit.holder == customer.manager)`, form.Yes},
		{`all(lines, .unit.holder == customer.manager)`, form.Unknown}, {`none(lines, .place == "van" && customer.name == "x")`, form.Unknown},
		{`count(lines, customer.name == .place) > 1`, form.Unknown}, {`customer.name in ["a", "b"]`, form.Unknown},
		{`contact == "x"`, form.Unknown}, {`sum(lines, .amount) > 4`, form.Yes},
		{`any(repeats.lines, .ok)`, form.No}, {`balance("used", customer) > 1`, form.Yes},
	} {
		e, faults := f.Expression(c.source)
		if len(faults) > 0 {
			t.Errorf("%s: %v", c.source, faults)
			continue
		}
		self, err := world.Record("order", first)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := e.Holds(&form.Env{Lib: lib, World: world, Self: self, Me: zhou, Now: noon})
		if err != nil || answer != c.want {
			t.Errorf("%s is %v (%v), want %v", c.source, answer, err, c.want)
		}
	}
}

// broken is a world in which nothing can be read.
type broken struct{ *formtest.World }

var errDisk = errors.New("disk")

func (broken) Record(string, form.ID) (*form.Record, error) { return nil, errDisk }

func TestExpr_loadsOnlyWhatCounts(t *testing.T) {
	lib, world := scene(t)
	self, err := world.Record("order", first)
	if err != nil {
		t.Fatal(err)
	}
	env := &form.Env{Lib: lib, World: broken{world}, Self: self, Me: zhou, Now: noon}

	lazy, _ := lib.Form("order").Expression(`kind == "install" && customer.name == "x"`)
	if answer, err := lazy.Holds(env); err != nil || answer != form.No {
		t.Errorf("a branch that does not count was read: %v, %v", answer, err)
	}
	eager, _ := lib.Form("order").Expression(`customer.name == "x"`)
	if _, err := eager.Holds(env); !errors.Is(err, errDisk) {
		t.Errorf("the world's error became %v", err)
	}
}

func TestExpr_refused(t *testing.T) {
	lib, _ := scene(t)
	f := lib.Form("order")

	for _, c := range []struct {
		source string
		column int
		says   string
	}{
		{`kindd == "install"`, 1, `unknown name "kindd"`}, {`kind == "instal"`, 9, `"instal" is no word of kind`},
		{`kind in ["install", "x"]`, 21, `"x" is no word of kind`}, {`state == "open"`, 10, `"open" is no word of the states of order`},
		{`card.state == "draft"`, 15, `"draft" is no word of the states of card`}, {`state == doing`, 10, `write state == "doing"`},
		{`engineer == "zhou"`, 13, "a person compares only with a person"}, {`engineer == customer`, 10, "cannot equal"},
		{`customer == repeats`, 10, "cannot equal"}, {`hours == "1"`, 10, "is a text, not a number"}, {`hours < today`, 7, "does not compare"},
		{`on_day == now`, 8, "cannot equal"}, {`on_day < "soon"`, 10, "is no day"}, {`remark < "a"`, 8, "has no order"}, {`hours && solved`, 1, "&& wants yes or no"},
		{`!hours`, 1, "! wants yes or no"}, {`hours + kind`, 7, "is not defined"}, {`begun_at + 1`, 10, "use after"},
		{`customer.nam`, 10, `form customer has no "nam"`}, {`card.order.customer.name`, 21, "more than two records away"},
		{`lines.place`, 7, "ask with any"}, {`any(lines, .plac == "van")`, 13, `the table has no column "plac"`},
		{`any(lines, solved)`, 12, "write .field"}, {`any(hours, .x)`, 5, "any wants a list"}, {`sum(lines, .place)`, 12, "sum wants a number"},
		{`source.name`, 8, "reads only id, number and form"}, {`now()`, 1, `unknown function "now"`}, {`date("2026-01-01")`, 1, "unknown function"},
		{`let x = 1; x`, 1, "let is not part"}, {`lines | len()`, 7, "pipes"}, {`helpers[0]`, 8, "an index"}, {`tags[0:1]`, 5, "not part of the language"},
		{`{"a": 1}`, 1, "not part of the language"}, {`solved and true`, 8, "write && instead of and"}, {`not solved`, 1, "write ! instead"},
		{`customer?.name`, 9, "write . instead of ?."}, {`kind ?? "a"`, 6, "not part"}, {`count_of % 2`, 10, "not part"}, {`nil`, 1, "write nothing"},
		{`.kind`, 1, "unexpected token"}, {`it.kind`, 1, "there is no `it` here"}, {`despite == "x"`, 1, "the action has no despite"},
		{`setting("SET-99")`, 9, `there is no setting "SET-99"`}, {`setting(kind)`, 9, "write it out in quotes"},
		{`setting("SET-05")`, 9, `there is no setting "SET-05"`}, {`setting("SET-05", hours)`, 19, "a part of a setting is named by a choice"},
		{`setting("SET-04", kind)`, 19, "the parts of SET-04 are not named by kind"}, {`setting("SET-99", kind)`, 9, `there is no setting "SET-99"`},
		{`setting()`, 1, "setting wants the id"}, {`has_role(me, "boss")`, 14, `there is no role "boss"`},
		{`has_role(kind, "engineer")`, 10, "wants a person"}, {`balance("stock", customer)`, 9, "there is no total"}, {`balance("used")`, 1, "the key of total used"},
		{`balance("used", engineer)`, 17, "customer must be"}, {`after(now, "soon")`, 12, "no length of time"}, {`after(kind, "1 d")`, 7, "after wants a time"},
		{`filled()`, 1, "filled wants one argument"}, {`kind matches "("`, 14, "pattern"}, {`kind matches remark`, 14, "pattern in quotes"},
		{`solved ? 1 : "a"`, 14, "the two answers differ"}, {`[1, "a"] == tags`, 5, "the list mixes"}, {`kind ==`, 7, "unexpected token EOF"}, {`(kind`, 0, "unexpected"},
		{`plan_problems(hours)`, 15, "plan_problems must be a record"}, {`unknown_fn(1)`, 1, "unknown function"},
		{`source == engineer`, 8, "cannot equal"}, {`module("x")`, 8, `there is no module "x"`},
	} {
		_, faults := f.Expression(c.source)
		if len(faults) == 0 {
			t.Errorf("%s: no fault", c.source)
			continue
		}
		if !strings.Contains(faults[0].Text, c.says) || c.column > 0 && faults[0].Pos.Column != c.column {
			t.Errorf("%s: %s, want column %d: …%s…", c.source, faults[0], c.column, c.says)
		}
	}
}

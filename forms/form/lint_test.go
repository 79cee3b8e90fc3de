package form_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"fieldline/forms/form"
)

// bakery is a faultless library in which the cases below plant one mistake each.
var bakery = map[string]string{
	"roles": `baker: {code: B, zh: 面包师, en: Baker, superior: owner}
owner: {code: O, zh: 店主, en: Owner}
shop:  {code: S, zh: 门店, en: Shop}
`,
	"settings": `SET-01: {type: duration, value: 2 h, zh: 期限, en: Limit, by: owner}
SET-02: {type: integer, value: 3, zh: 次数, en: Times, by: owner}
`,
	"choices": `size: {small: {zh: 小, en: Small}, large: {zh: 大, en: Large}}
`,
	"phrases": `usual: [{zh: 不加糖, en: No sugar}]
`,
	"modules": `cafe: {zh: 咖啡, en: Cafe, on: true}
`,
	"calendar": `zone: Asia/Shanghai
hours: ["09:00", "18:00"]
weekend: [saturday, sunday]
years:
  2026: {holidays: [{from: 2026-10-01, until: 2026-10-07, zh: 国庆节, en: National Day}], working: [2026-10-10]}
`,
	"person": `form: person
doc: own
zh: 人员
en: Person
name: name
create: owner
fields:
  name: {type: text, zh: 姓名, en: Name}
audience: anyone
`,
	"shop": `form: shop
doc: own
zh: 门店
en: Shop
name: name
create: owner
fields:
  name:  {type: text, zh: 店名, en: Name}
  boss:  {type: person, zh: 店长, en: Boss}
related:
  loaves: {of: loaf, via: shop, many: true}
audience: anyone
`,
	"loaf": `form: loaf
doc: DOC-05
zh: 面包
en: Loaf
number: "L{yymmdd}-{seq:3}"
create: shop
in: [ordered]
sections:
  order:
    zh: 订单
    en: Order
    fields:
      size:   {type: choice, of: size, zh: 尺寸, en: Size, required: true}
      shop:   {type: ref, of: shop, zh: 门店, en: Shop, required: true, merge: exclusive}
      note:   {type: note, zh: 说明, en: Note, phrases: usual, show: size == "large"}
      weight: {type: decimal, zh: 重量, en: Weight, check: [{that: weight > 0, zh: 太轻, en: Too light}]}
      double: {type: decimal, zh: 双份, en: Twice, calc: weight * 2}
      parts:
        type: table
        zh: 配料
        en: Parts
        key: what
        of:
          what: {type: text, zh: 名称, en: What, required: true}
          gram: {type: integer, zh: 克, en: Gram, show: it.what != ""}
  work:
    zh: 制作
    en: Work
    by: its baker
    in: [baking]
    fields:
      baker:  {type: person, of: baker, zh: 面包师, en: Baker, by: system}
      burned: {type: yes_no, zh: 烤焦, en: Burned, required: true}
states:
  ordered:   {zh: 已订, en: Ordered, draft: true}
  baking:    {zh: 烘焙, en: Baking}
  done:      {zh: 完成, en: Done, final: true}
  cancelled: {zh: 取消, en: Cancelled, void: true}
actions:
  start:
    zh: 开始
    en: Start
    from: ordered
    to: baking
    by: owner
    then:
      - {set: {baker: me}}
      - {tell: its shop.boss, zh: 开始了, en: It began}
  finish: {zh: 完工, en: Finish, from: baking, to: done, by: its baker, not: creator, check: [{that: '!burned', zh: 焦了, en: It is burned}]}
  cancel: {zh: 取消, en: Cancel, from: [ordered, baking], to: cancelled, by: [shop, system], ask: note?, without: [work]}
deadlines:
  bake:
    zh: 出炉
    en: Out of the oven
    from: baking_at
    within: SET-01
    until: [done, cancelled]
    steps: [{before: 10 min, tell: its baker, zh: 快好了, en: Nearly done}, {after: 1 h, act: cancel}]
unique: [{of: [shop, size], while: ordered, zh: 已有, en: There is one}]
totals:
  dough: {key: shop, amount: weight, in: baking, most: setting("SET-02"), zh: 太多, en: Too much}
amend: its baker
audience: [baker, shop, its shop.boss]
carry: shop
lists:
  mine: {zh: 我的, en: Mine, for: baker, states: baking, where: baker == me, columns: [number, size, shop.name], sort: bake_due}
search: [number, shop.name]
print: {paper: A5, order: [order, work], code: number}
import: {match: [shop], columns: {店: shop, 大小: size}}
`,
	"recipe": `form: recipe
doc: own
zh: 配方
en: Recipe
name: title
create: owner
fields:
  title:  {type: text, zh: 标题, en: Title}
  source: {type: text, zh: 来源, en: Source, by: system, required: true, in: [fresh]}
  loaf:   {type: ref, of: loaf, zh: 面包, en: Loaf}
  size:   {type: choice, of: size, zh: 尺寸, en: Size}
states:
  fresh: {zh: 新, en: Fresh}
  old:   {zh: 旧, en: Old, final: true}
actions:
  retire: {zh: 停用, en: Retire, from: fresh, to: old, by: owner, then: [{open: recipe, again: true, copy: [title, loaf], set: {source: title, size: small}}, {on: loaf, act: cancel}]}
audience: [owner, baker]
carry: loaf
`,
}

// with returns the bakery with one text replaced in one file.
func with(t *testing.T, file, old, text string) map[string]string {
	t.Helper()
	files := maps.Clone(bakery)
	if strings.Count(files[file], old) != 1 {
		t.Fatalf("%q stands %d times in %s", old, strings.Count(files[file], old), file)
	}
	files[file] = strings.Replace(files[file], old, text, 1)
	return files
}

func TestParse_faultless(t *testing.T) {
	lib := library(t, bakery)

	if w := lib.Warnings(); len(w) > 0 {
		t.Errorf("warnings: %v", w)
	}
}

func TestParse_plantedMistakes(t *testing.T) {
	for _, c := range []struct{ name, file, old, text, want string }{
		{"1 unknown key", "loaf", "draft: true}", "drafty: true}", `loaf.yaml:35:36: unknown key "drafty" in state ordered`},
		{"1 unknown key of a form", "recipe", "carry: loaf", "carries: loaf", `recipe.yaml:18:1: unknown key "carries" in form`},
		{"1 comma without quotes", "loaf", "zh: 太轻, en", "zh: 太, 轻, en", `loaf.yaml:16:85: "轻" has no value; quote a text that holds a comma`},
		{"2 number for text", "loaf", "zh: 面包\n", "zh: 5\n", `loaf.yaml:3:5: "zh" must be text, this is a number`},
		{"2 text for yes or no", "loaf", "draft: true", "draft: 'yes'", `loaf.yaml:35:44: "draft" must be true or false, this is text`},
		{"2 list for a map", "loaf", "size:   {type: choice, of: size, zh: 尺寸, en: Size, required: true}", "size: [1]", "loaf.yaml:13:13: field size must be a map of keys, this is a list"},
		{"2 word for a count", "loaf", "number: \"L{yymmdd}-{seq:3}\"", "number: \"L{yymmdd}-{seq:3}\"\nversion: two", `loaf.yaml:6:10: "version" must be a whole number, this is text`},
		{"2 a tab", "loaf", "carry: shop", "carry:\tshop", "loaf.yaml:64:7: a tab; indent and separate by spaces"},
		{"2 an anchor", "loaf", "carry: shop", "carry: &s shop", "loaf.yaml:64:8: an anchor; write the value out"},
		{"2 broken yaml", "loaf", "carry: shop", "carry: [shop", "loaf.yaml:65:1: ',' or ']' must be specified"},
		{"3 duplicate key", "loaf", "draft: true}", "draft: true, zh: 再}", `loaf.yaml:35:49: "zh" stands here twice`},
		{"4 no english", "loaf", "{zh: 烘焙, en: Baking}", "{zh: 烘焙}", "loaf.yaml:36:3: state baking has no en"},
		{"4 done without english", "loaf", "en: Out of the oven\n", "en: Out of the oven\n    done: {zh: 已出炉}\n", "loaf.yaml:55:11: done has no en"},
		{"4 file and form differ", "loaf", "form: loaf", "form: bread", `loaf.yaml:1:7: the file is named loaf.yaml, so the form must be "loaf", not "bread"`},
		{"4 no audience", "recipe", "audience: [owner, baker]\n", "", "recipe.yaml:1:1: form recipe has no audience; nobody would see it"},
		{"5 field type", "loaf", "type: decimal, zh: 重量", "type: float, zh: 重量", `loaf.yaml:16:22: unknown field type "float"`},
		{"5 form of a ref", "recipe", "of: loaf, zh", "of: bread, zh", `recipe.yaml:10:3: field loaf: there is no form "bread"`},
		{"5 choice list", "recipe", "of: size, zh", "of: sizes, zh", `recipe.yaml:11:3: field size: there is no choice list "sizes"`},
		{"5 role", "loaf", "by: owner\n", "by: miller\n", `loaf.yaml:45:9: by: there is no role "miller"`},
		{"5 role of a person", "loaf", "of: baker, zh", "of: miller, zh", `loaf.yaml:32:7: field baker: there is no role "miller"`},
		{"5 role of a list", "loaf", "for: baker", "for: miller", `loaf.yaml:66:3: list mine: there is no role "miller"`},
		{"5 setting", "loaf", "within: SET-01", "within: SET-99", `loaf.yaml:56:13: deadline bake: there is no setting "SET-99"`},
		{"5 superior", "roles", "superior: owner", "superior: boss", `roles.yaml:1:1: role baker: there is no role "boss"`},
		{"6 unknown name", "loaf", "calc: weight * 2", "calc: weigth * 2", `loaf.yaml:17:56: unknown name "weigth" in form loaf`},
		{"6 unknown name of another record", "loaf", "that: '!burned'", "that: '!burned && shop.nam == \"\"'", `loaf.yaml:49:117: form shop has no "nam"`},
		{"6 unknown column", "loaf", "show: it.what", "show: it.wat", `loaf.yaml:25:59: the table has no column "wat"`},
		{"6 it outside", "loaf", "show: size ==", "show: it.size ==", "loaf.yaml:15:68: there is no `it` here"},
		{"6 syntax", "loaf", "calc: weight * 2", "calc: weight * ", "loaf.yaml:17:63: unexpected token EOF"},
		{"7 wrong type", "loaf", "that: weight > 0", "that: weight", "loaf.yaml:16:66: that must be yes or no, this is a number"},
		{"7 calc of another type", "loaf", "calc: weight * 2", "calc: note", "loaf.yaml:17:56: calc must be a number, this is a text"},
		{"7 number with text", "loaf", "that: weight > 0", "that: weight > \"0\"", `loaf.yaml:16:75: "0" is a text, not a number`},
		{"8 word of a choice", "loaf", "show: size == \"large\"", "show: size == \"huge\"", `loaf.yaml:15:76: "huge" is no word of size: small, large`},
		{"8 word of a state", "loaf", "that: '!burned'", "that: '!burned && state == \"baked\"'", `loaf.yaml:49:121: "baked" is no word of the states of loaf: ordered, baking, done, cancelled`},
		{"9 person with text", "loaf", "where: baker == me", "where: baker == \"me\"", `loaf.yaml:66:72: a person compares only with a person, not with the text "me"`},
		{"10 role for its", "loaf", "by: its baker, not", "by: baker, not", "loaf.yaml:49:60: by: baker is a field here; write `its baker`"},
		{"10 field without its", "shop", "audience: anyone", "audience: boss", "shop.yaml:12:11: audience: boss is a field here; write `its boss`"},
		{"11 its to no person", "loaf", "by: its baker, not", "by: its shop, not", "loaf.yaml:49:60: by: its shop is a record of shop, no person"},
		{"18 beyond", "loaf", "most: setting", "beyond: knead, most: setting", `loaf.yaml:61:3: total dough: beyond: there is no action "knead"`},
		{"18 beyond that may be refused", "loaf", "most: setting", "beyond: finish, most: setting", "loaf.yaml:61:3: total dough: beyond: finish must be for the system alone, without to, show, ask and check"},
		{"30 system and never done, of a form with totals", "loaf", "deadlines:\n", "  rest: {zh: 停, en: Rest, from: ordered, by: system}\ndeadlines:\n", "loaf.yaml:51:3: action rest is for the system alone, but no step, deadline or total does it"},
		{"12 here that must hold", "loaf", "check: [{that: '!burned',", "check: [{here: true, that: '!burned',", "loaf.yaml:49:100: here belongs to a warning; what must hold is judged on arrival too"},
		{"5 along of what is no secret", "loaf", "zh: 说明, en: Note,", "along: size == \"large\", zh: 说明, en: Note,", "loaf.yaml:15:35: field note: along is for secrets; a note is on the device"},
		{"12 from", "loaf", "from: baking, to", "from: bakin, to", `loaf.yaml:49:3: action finish: from: form loaf has no state "bakin"`},
		{"12 to", "loaf", "to: done, by", "to: ready, by", `loaf.yaml:49:3: action finish: form loaf has no state "ready"`},
		{"12 in", "loaf", "in: [baking]\n", "in: [bakin]\n", `loaf.yaml:26:3: section work: form loaf has no state "bakin"`},
		{"12 until", "loaf", "until: [done, cancelled]", "until: [done, gone]", `loaf.yaml:52:3: deadline bake: until: form loaf has no state "gone"`},
		{"12 while", "loaf", "while: ordered", "while: order", `loaf.yaml:59:10: unique: while: form loaf has no state "order"`},
		{"13 unreachable", "loaf", "done:      {", "resting: {zh: 静置, en: Resting}\n  done:      {", "loaf.yaml:37:3: state resting cannot be reached"},
		{"14 dead end", "loaf", "en: Done, final: true", "en: Done", `loaf.yaml:37:3: no action leaves state done; make it final or add one`},
		{"15 nobody may", "loaf", "    by: owner\n", "", "loaf.yaml:40:3: action start has no by; nobody could do it"},
		{"16 ask", "loaf", "ask: note?", "ask: notes?", `loaf.yaml:50:3: action cancel asks for "notes", which form loaf does not have`},
		{"16 carry", "loaf", "carry: shop", "carry: shops", `loaf.yaml:64:8: carry shops: form loaf has no "shops"`},
		{"16 carry no record", "loaf", "carry: shop", "carry: size", "loaf.yaml:64:8: carry: size is a word of size, no record"},
		{"16 column", "loaf", "shop.name], sort", "shop.nam], sort", `loaf.yaml:66:3: list mine: shop.nam: form shop has no "nam"`},
		{"16 sort", "loaf", "sort: bake_due", "sort: baked_due", `loaf.yaml:66:3: list mine: sort baked_due: form loaf has no "baked_due"`},
		{"16 unique", "loaf", "of: [shop, size]", "of: [shop, sise]", `loaf.yaml:59:10: unique: form loaf has no column "sise"`},
		{"16 without", "loaf", "without: [work]", "without: [works]", `loaf.yaml:50:3: action cancel: without "works", which is no section`},
		{"16 search", "loaf", "search: [number, shop.name]", "search: [number, shop.names]", `loaf.yaml:67:9: search shop.names: form shop has no "names"`},
		{"16 print", "loaf", "order: [order, work]", "order: [orders, work]", `loaf.yaml:68:8: print: form loaf has no section "orders"`},
		{"16 key of a table", "loaf", "key: what", "key: wat", `loaf.yaml:18:7: field parts: key "wat" is no column of the table`},
		{"17 via", "shop", "via: shop", "via: size", "shop.yaml:11:3: relation loaves: loaf.size is no ref to shop"},
		{"17 of", "shop", "of: loaf", "of: bread", `shop.yaml:11:3: relation loaves: there is no form "bread"`},
		{"18 on", "recipe", "on: loaf, act", "on: title, act", "recipe.yaml:16:157: on: title leads to no record"},
		{"18 each", "loaf", "- {set: {baker: me}}", "- {each: size, set: {baker: me}}", "loaf.yaml:47:9: each: size leads to no rows"},
		{"19 act", "recipe", "on: loaf, act: cancel", "on: loaf, act: burn", `recipe.yaml:16:157: act: form loaf has no action "burn"`},
		{"19 set", "loaf", "set: {baker: me}", "set: {bakers: me}", `loaf.yaml:47:16: form loaf has no field "bakers"`},
		{"19 copy", "recipe", "copy: [title, loaf]", "copy: [title, loaves]", `recipe.yaml:16:72: copy: form recipe has no field "loaves"`},
		{"20 word in set", "recipe", "size: small}", "size: smal}", `recipe.yaml:16:148: "smal" is no word of size: small, large`},
		{"20 two things in a step", "recipe", "{on: loaf, act: cancel}", "{on: loaf, act: cancel, tell: owner, zh: 好, en: Good}", "recipe.yaml:16:157: a step does one thing: open, on, set, add or tell"},
		{"21 no until", "loaf", "    until: [done, cancelled]\n", "", "loaf.yaml:52:3: deadline bake has no until"},
		{"22 from another record", "loaf", "from: baking_at", "from: shop.created_at", "loaf.yaml:52:3: deadline bake: from shop.created_at belongs to another record; write it over with an effect"},
		{"22 from no time", "loaf", "from: baking_at", "from: note", "loaf.yaml:52:3: deadline bake: from note is a text, not a time"},
		{"23 within", "loaf", "within: SET-01", "within: SET-02", "loaf.yaml:56:13: deadline bake: SET-02 is a number, no length of time"},
		{"23 step", "loaf", "before: 10 min", "before: SET-02", "loaf.yaml:58:13: deadline bake: SET-02 is a number, no length of time"},
		{"23 step without setting", "loaf", "before: 10 min", "before: SET-01.later", `loaf.yaml:58:13: deadline bake: there is no setting "SET-01.later"`},
		{"23 within and ahead", "loaf", "within: SET-01", "within: SET-01\n    ahead: 1 h", "loaf.yaml:57:12: a deadline lies within a length after its beginning or ahead of it, not both"},
		{"23 ahead", "loaf", "within: SET-01", "ahead: SET-02", "loaf.yaml:56:12: deadline bake: SET-02 is a number, no length of time"},
		{"23 braces", "loaf", "zh: 快好了", "zh: '{time}后'", "loaf.yaml:58:13: deadline bake: a sentence knows {length} only"},
		{"23 within expression", "loaf", "within: SET-01", "within: weight", "loaf.yaml:56:13: within must be a length of time, this is a number"},
		{"24 check without sentence", "loaf", "{that: weight > 0, zh: 太轻, en: Too light}", "{that: weight > 0}", "loaf.yaml:16:59: check has no zh"},
		{"25 circle", "loaf", "calc: weight * 2", "calc: double + 1", "loaf.yaml:17:56: calculated in a circle: double -> double"},
		{"26 field and state", "loaf", "note:   {type", "done:   {type", "loaf.yaml:37:3: state done has the name of a field"},
		{"26 field and function", "loaf", "note:   {type", "module: {type", "loaf.yaml:15:7: field module has the name of a function"},
		{"26 field and word", "loaf", "note:   {type", "state:  {type", "loaf.yaml:15:7: field state: the word has a meaning of its own"},
		{"27 loop", "recipe", "{open: recipe, again: true, copy", "{open: recipe, act: retire, again: true, copy", "recipe.yaml:16:72: the effects run in a circle: recipe.retire -> recipe.retire"},
		{"28 demanded and not set", "recipe", "set: {source: title, size: small}", "set: {size: small}", `recipe.yaml:16:72: open: recipe.source is demanded and only effects write it, but it is not set`},
		{"30 system and never done", "recipe", "retire: {zh: 停用, en: Retire, from: fresh, to: old, by: owner", "retire: {zh: 停用, en: Retire, from: fresh, to: old, by: system", "recipe.yaml:16:3: action retire is for the system alone, but no step, deadline or total does it"},
		{"31 never written", "loaf", "- {set: {baker: me}}", "- {set: {note: nothing}}", "loaf.yaml:32:7: field baker: nobody ever writes it"},
		{"32 never due", "loaf", "from: baking, to: done", "from: ordered, to: done", "loaf.yaml:33:7: field burned is demanded, but no action leaves the states in which it is written"},
		{"35 audience too far", "loaf", "audience: [baker, shop, its shop.boss]", "audience: [baker, shop, its shop.boss.name]", "loaf.yaml:63:25: audience: its shop.boss.name is a text, no person"},
		{"37 where without sql", "loaf", "where: baker == me", "where: shop.boss == me", "loaf.yaml:66:68: a list's where uses own columns only, not those of other records"},
		{"38 sort in another record", "loaf", "sort: bake_due", "sort: shop.name", "loaf.yaml:66:3: list mine: sort shop.name is no column of form loaf, so no index holds its order"},
		{"38 group in another record", "loaf", "sort: bake_due", "sort: bake_due, group: shop.name", "loaf.yaml:66:3: list mine: group shop.name is no column of form loaf"},
		{"38 sort by what is worked out", "loaf", "sort: bake_due", "sort: bake_late", "loaf.yaml:66:3: list mine: sort bake_late is no column of form loaf, so no index holds its order"},
		{"39 since", "recipe", "title:  {type: text", "title:  {since: 2, type: text", "recipe.yaml:8:3: since: 2 lies after the form's version 1"},
		{"39 was in use", "recipe", "title:  {type: text", "title:  {was: source, type: text", `recipe.yaml:8:3: was: "source" is still in use`},
		{"42 phrases", "loaf", "phrases: usual", "phrases: unusual", `loaf.yaml:15:7: field note: there is no phrase list "unusual"`},
		{"42 editor", "loaf", "phrases: usual", "editor: painter", `loaf.yaml:15:7: field note: there is no editor "painter"`},
		{"42 function", "loaf", "calc: weight * 2", "calc: twice(weight)", `loaf.yaml:17:56: unknown function "twice"`},
		{"43 too far", "recipe", "size:   {type: choice, of: size, zh: 尺寸, en: Size}", "size: {type: choice, of: size, zh: 尺寸, en: Size, show: 'loaf.shop.boss.name == \"\"'}", `recipe.yaml:11:74: "name" lies more than two records away`},
		{"1 merge key", "shop", "audience: anyone", "<<: {a: b}\naudience: anyone", "shop.yaml:12:1: a merge key; write the values out"},
		{"1 a tag", "shop", "audience: anyone", "audience: !!str anyone", "shop.yaml:12:11: a tag; the key says the type"},
		{"1 null", "shop", "audience: anyone", "audience: ~", `shop.yaml:12:11: "audience" has no value; quote a text that holds a comma`},
		{"1 null in a list", "shop", "audience: anyone", "audience: [anyone, ~]", "shop.yaml:12:20: the value is missing; quote a text that holds a comma"},
		{"1 alias", "shop", "audience: anyone", "audience: *who", "shop.yaml:12:11: "},
		{"1 two documents", "shop", "audience: anyone", "audience: anyone\n---\na: b", "shop.yaml:14:2: a second document; one file holds one"},
		{"1 key that is no word", "shop", "audience: anyone", "1.5: b\naudience: anyone", "shop.yaml:12:1: a key must be a word"},
		{"1 name that is no word", "shop", "  boss:  {", "  Boss:  {", `shop.yaml:9:3: "Boss" must be a lower snake case word`},
		{"2 sections and fields", "shop", "related:", "sections: {}\nrelated:", "shop.yaml:8:3: a form has sections or fields, not both"},
		{"2 who", "shop", "audience: anyone", "audience: Some Body", `shop.yaml:12:11: "Some Body" says nobody`},
		{"2 leave", "shop", "audience: anyone", "leave: soon\naudience: anyone", `shop.yaml:12:8: "soon" is no length of time`},
		{"2 number token", "loaf", "{yymmdd}", "{day}", "loaf.yaml:5:10: unknown token {day} in a number"},
		{"2 words of a choice", "shop", "{type: person, zh", "{type: choice, of: [A, b], zh", "shop.yaml:9:30: a choice must be a lower snake case word"},
		{"2 of of a text", "shop", "{type: text, zh: 店名", "{type: text, of: shop, zh: 店名", "shop.yaml:8:27: a text has no `of`"},
		{"2 ref without of", "shop", "{type: person, zh", "{type: ref, zh", "shop.yaml:9:3: a ref needs `of`: a form or a list of forms"},
		{"2 table in a table", "loaf", "gram: {type: integer", "gram: {type: table, of: {x: {type: text, zh: 某, en: X}}", "loaf.yaml:25:11: a column may not be a table"},
		{"2 section keys in a table", "loaf", "gram: {type: integer", "gram: {by: owner, type: integer", `loaf.yaml:25:18: unknown key "by" in column gram`},
		{"2 empty expression", "loaf", "calc: weight * 2", "calc: ''", `loaf.yaml:17:57: "calc" is an empty expression`},
		{"2 step without a verb", "loaf", "- {set: {baker: me}}", "- {if: burned}", "loaf.yaml:47:9: the step does nothing"},
		{"2 steps of no action", "loaf", "en: Cancel, from", "en: Cancel, then: finish, from", `loaf.yaml:50:38: there is no action "finish" with steps of its own`},
		{"2 steps of itself", "loaf", "en: Cancel, from", "en: Cancel, then: cancel, from", `loaf.yaml:50:38: there is no action "cancel" with steps of its own`},
		{"2 row without add", "loaf", "- {set: {baker: me}}", "- {set: {baker: me}, row: {what: note}}", `loaf.yaml:47:33: "row" belongs to add`},
		{"16 add to no table", "loaf", "- {set: {baker: me}}", "- {add: size, row: {what: note}}", `loaf.yaml:47:9: add: form loaf has no table "size"`},
		{"16 column of a row", "loaf", "- {set: {baker: me}}", "- {add: parts, row: {wat: note}}", `loaf.yaml:47:28: table parts has no column "wat"`},
		{"18 on several forms", "recipe", "of: loaf, zh", "of: [loaf, shop], zh", "recipe.yaml:16:157: on: loaf may be of several forms; a step needs one"},
		{"26 stamp", "loaf", "note:   {type", "done_at: {type", "loaf.yaml:15:7: field done_at: a column of that name exists by itself"},
		{"every on", "recipe", "name: title\n", "name: title\nevery: {week: {on: someday, each: 'people(\"baker\")', set: {title: it.name, source: week(now)}}}\n", "recipe.yaml:6:20: on must be a weekday"},
		{"every form", "recipe", "name: title\n", "name: title\nevery: {week: {on: monday, each: 'records(\"bread\")'}}\n", `recipe.yaml:6:43: there is no form "bread"`},
		{"every list", "recipe", "name: title\n", "name: title\nevery: {week: {on: monday, each: 'entries(\"bread\")'}}\n", `recipe.yaml:6:43: there is no choice list "bread"`},
		{"every own field", "recipe", "name: title\n", "name: title\nevery: {week: {on: monday, each: 'people(\"baker\")', if: title == \"\"}}\n", `recipe.yaml:6:57: unknown name "title": the calendar opens the record`},
		{"43 lookup of a lookup", "shop", "  boss:  {", "  one: {type: lookup, of: two, zh: 一, en: One}\n  two: {type: lookup, of: one, zh: 二, en: Two}\n  boss:  {", `shop.yaml:9:3: field one: two: "two" is a lookup itself; write its path out`},
		{"16 lookup of a row", "loaf", "          gram: {", "          x: {type: lookup, of: what.size, zh: 某, en: X}\n          gram: {", `loaf.yaml:25:11: column x: what.size: "size" cannot be read from a text`},
		{"44 anonymous", "recipe", "create: owner\n", "create: owner\nanonymous: true\namend: creator\n", "recipe.yaml:8:8: amend: the form is anonymous; nobody knows its creator"},
		{"46 merge", "loaf", "weight: {type: decimal", "weight: {merge: exclusive, type: decimal", "loaf.yaml:16:7: field weight: merge exclusive does not fit a decimal"},
		{"46 merge of a section", "loaf", "    by: its baker\n", "    by: its baker\n    merge: text\n", "loaf.yaml:26:3: section work: merge can only be exclusive, not text"},
		{"47 number without seq", "loaf", "-{seq:3}", "", `loaf.yaml:5:10: the number "L{yymmdd}" has no {seq}`},
		{"47 one prefix", "recipe", "name: title\n", "number: \"L{seq}\"\n", `recipe.yaml:5:10: the numbers of recipe begin with "L" like those of loaf`},
		{"12 retired to nothing", "loaf", "draft: true}", "draft: true}\n  old:       {zh: 旧, en: Old, retired: 1}", `loaf.yaml:36:3: state old is retired: say what it becomes`},
		{"12 becomes", "loaf", "draft: true}", "draft: true}\n  old:       {zh: 旧, en: Old, retired: 1, becomes: gone}", `loaf.yaml:36:3: becomes: form loaf has no state "gone"`},
		{"12 no from", "loaf", "from: baking, to: done, by", "to: done, by", `loaf.yaml:49:3: action finish has no from`},
		{"12 final and void", "loaf", "void: true}", "void: true, final: true}", `loaf.yaml:38:3: state cancelled is final or void, not both`},
		{"16 asks for what is calculated", "loaf", "ask: note?", "ask: double", `loaf.yaml:50:3: action cancel asks for double, which is calculated`},
		{"16 print without code", "loaf", "code: number", "code: nummer", `loaf.yaml:68:8: print: code nummer: form loaf has no "nummer"`},
		{"16 during no time", "loaf", "{of: [shop, size], while: ordered", "{of: shop, during: [size, weight], while: ordered", `loaf.yaml:59:10: unique: during size is a word of size, not a time`},
		{"16 amount is no number", "loaf", "amount: weight", "amount: note", `loaf.yaml:61:3: total dough: amount note is a text, not a number`},
		{"16 group", "loaf", "sort: bake_due", "sort: bake_due, group: parts", `loaf.yaml:66:3: list mine: group: parts is a list, each a row`},
		{"18 open", "recipe", "{open: recipe, again: true, copy", "{open: pie, again: true, copy", `recipe.yaml:16:72: open: there is no form "pie"`},
		{"19 act of a deadline", "loaf", "act: cancel}]", "act: burn}]", `loaf.yaml:58:74: deadline bake: form loaf has no action "burn"`},
		{"19 sets what is calculated", "loaf", "set: {baker: me}", "set: {baker: me, double: 2}", `loaf.yaml:47:27: field double is calculated; it cannot be set`},
		{"19 copies nothing of the target", "recipe", "{on: loaf, act: cancel}", "{open: loaf, as: other, copy: [title]}", `recipe.yaml:16:157: copy: form loaf has no field "title"`},
		{"25 column of itself", "loaf", "gram: {type: integer", "gram: {calc: it.gram + 1, type: integer", `loaf.yaml:25:24: column gram is calculated from itself`},
		{"31 column with one that is none", "loaf", "gram: {type: integer", "gram: {calc: '1', with: weight, type: integer", `loaf.yaml:25:11: column gram: with names a column that is written, for one that is calculated`},
		{"31 column with another that is written itself", "loaf", "gram: {type: integer", "gram: {with: what, type: integer", `loaf.yaml:25:11: column gram: with names a column that is written, for one that is calculated`},
		{"26 column of a meaning", "loaf", "          gram: {", "          id: {type: text, zh: 行, en: Row}\n          gram: {", `loaf.yaml:25:11: column id: the word has a meaning of its own`},
		{"26 state of a meaning", "loaf", "done:      {zh: 完成", "any:       {zh: 任何, en: Any}\n  done:      {zh: 完成", `loaf.yaml:37:3: state any: the word has a meaning of its own`},
		{"31 calculated and default", "loaf", "calc: weight * 2", "calc: weight * 2, default: 1", `loaf.yaml:17:77: field double is calculated; it needs no default`},
		{"31 calculated and demanded", "loaf", "calc: weight * 2", "calc: weight * 2, required: true", `loaf.yaml:17:7: field double is calculated; nobody can be asked to fill it`},
		{"31 only of what is typed", "loaf", "weight: {type: decimal", "weight: {only: it != nothing, type: decimal", `loaf.yaml:16:22: field weight: only narrows what can be picked; a decimal is typed`},
		{"44 deadlines", "loaf", "create: shop\n", "create: shop\nanonymous: true\n", `loaf.yaml:53:3: the form is anonymous; it has no deadlines`},
		{"44 me", "recipe", "create: owner\n", "create: owner\nanonymous: true\ncheck: [{that: 'has_role(me, \"owner\")', zh: 我, en: Me}]\n", `recipe.yaml:8:26: the form is anonymous; nobody may know who acts`},
		{"46 unknown merge", "loaf", "merge: exclusive", "merge: mine", `loaf.yaml:14:7: field shop: unknown merge rule "mine"; known are owner, text, union, exclusive`},
		{"2 deadline without within", "loaf", "    within: SET-01\n", "", `loaf.yaml:52:3: deadline bake has no within`},
		{"2 step before and after", "loaf", "{after: 1 h, act: cancel}", "{after: 1 h, before: 1 h, act: cancel}", `loaf.yaml:58:74: a deadline step has before or after`},
		{"2 step does nothing", "loaf", "{after: 1 h, act: cancel}", "{after: 1 h}", `loaf.yaml:58:74: the deadline step does nothing: say tell or act`},
		{"2 add without row", "loaf", "- {set: {baker: me}}", "- {add: parts}", `loaf.yaml:47:15: add needs a row`},
		{"2 act without a record", "loaf", "- {set: {baker: me}}", "- {act: cancel}", "loaf.yaml:47:15: act needs the record it is done `on`"},
		{"2 on does nothing", "recipe", "{on: loaf, act: cancel}", "{on: loaf}", `recipe.yaml:16:162: on needs act, set or add`},
		{"2 label of no tell", "recipe", "{on: loaf, act: cancel}", "{on: loaf, act: cancel, zh: 好, en: Good}", `recipe.yaml:16:157: zh and en belong to tell`},
		{"2 field without type", "shop", "{type: text, zh: 店名", "{zh: 店名", `shop.yaml:8:3: field name has no type`},
		{"2 unique without of", "loaf", "{of: [shop, size], while: ordered", "{while: ordered", `loaf.yaml:59:10: unique has no of`},
		{"2 during", "loaf", "{of: [shop, size], while", "{of: shop, during: [baking_at], while", `loaf.yaml:59:29: during is [start, end]`},
		{"2 total without amount", "loaf", "amount: weight, ", "", `loaf.yaml:61:3: total dough has no amount`},
		{"2 list without columns", "loaf", "columns: [number, size, shop.name], ", "", `loaf.yaml:66:3: list mine has no columns`},
		{"2 hours", "calendar", "\"09:00\", \"18:00\"", "\"18:00\", \"09:00\"", `calendar.yaml:2:8: the working day must open before it closes`},
		{"2 one hour", "calendar", "[\"09:00\", \"18:00\"]", "[\"09:00\"]", `calendar.yaml:2:8: hours is [open, close], such as ["09:00", "18:00"]`},
		{"2 weekday", "calendar", "[saturday, sunday]", "[saturday, someday]", `calendar.yaml:3:10: "someday" is no weekday`},
		{"2 zone", "calendar", "Asia/Shanghai", "Asia/Shanghigh", `calendar.yaml:1:7: unknown zone "Asia/Shanghigh"`},
		{"2 holiday backwards", "calendar", "until: 2026-10-07", "until: 2026-09-07", `calendar.yaml:5:47: the holiday ends before it begins`},
		{"2 id of a setting", "settings", "SET-02: {", "SET2: {", `settings.yaml:2:1: "SET2" is no id of a setting such as SET-01`},
		{"2 type of a setting", "settings", "{type: integer, value: 3", "{type: photos, value: 3", `settings.yaml:2:16: a setting is a duration, integer, decimal, money, time or text, not "photos"`},
		{"47 two sequences", "loaf", "-{seq:3}", "-{seq:3}{seq}", `loaf.yaml:5:10: the number has two sequences`},
		{"3 field in two sections", "loaf", "      burned: {type", "      note: {type: text, zh: 再, en: Again}\n      burned: {type", `loaf.yaml:33:7: field "note" stands in two sections`},
		{"lists of time", "loaf", "before: 10 min", "before: 10 minutes", `loaf.yaml:58:22: "10 minutes": unknown unit "minutes"`},
		{"calendar", "calendar", "until: 2026-10-07", "until: 2027-10-07", `calendar.yaml:5:47: "2027-10-07" is no day of 2026`},
		{"setting", "settings", "value: 2 h", "value: 2 hours", `settings.yaml:1:33: "value": "2 hours": unknown unit "hours"`},
		{"setting that is money", "settings", "{type: integer, value: 3", "{type: money, value: many", `settings.yaml:2:30: "value": "many" is no number`},
		{"setting below 0", "settings", "{type: integer, value: 3", "{type: integer, value: -3", `settings.yaml:2:32: "value": "-3" is below 0`},
		{"setting by a field", "settings", "en: Limit, by: owner", "en: Limit, by: its owner", `settings.yaml:1:61: setting SET-01: by wants a role`},
		{"setting of no list", "settings", "{type: integer, value: 3", "{of: sizes, type: integer, parts: {small: 3}", `settings.yaml:2:1: setting SET-02: there is no choice list "sizes"`},
		{"setting of no word", "settings", "{type: integer, value: 3", "{of: size, type: integer, value: 3, parts: {tiny: 3}", `settings.yaml:2:1: setting SET-02: "tiny" is no word of size`},
		{"module", "recipe", "name: title\n", "name: title\nmodule: bar\n", `recipe.yaml:1:1: there is no module "bar"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := form.Parse(folder(with(t, c.file, c.old, c.text)))
			var faults *form.ParseError
			if !errors.As(err, &faults) {
				t.Fatalf("no fault: %v", err)
			}
			for _, f := range faults.Problems {
				if strings.HasPrefix(f.String(), c.want) {
					return
				}
			}
			t.Errorf("\n got %s\nwant %s", faults.Problems, c.want)
		})
	}
}

func TestParse_warnings(t *testing.T) {
	for _, c := range []struct{ name, file, old, text, want string }{
		{"17 one without unique", "shop", "many: true", "many: false", "shop.yaml:11:3: relation loaves is one record, but loaf says no `unique: shop`"},
		{"29 never from there", "recipe", "{on: loaf, act: cancel}", "{open: loaf, as: other, again: true, copy: [size], act: finish}", "recipe.yaml:16:157: act: loaf starts in ordered, from which finish never goes"},
		{"33 only ways with show", "recipe", "retire: {zh", "retire: {show: filled(title), zh", "recipe.yaml:13:3: every way out of state fresh has a show; a record may be stuck there"},
		{"34 not carried", "recipe", "\ncarry: loaf", "\nlists: {all: {zh: 全部, en: All, columns: [loaf.number]}}", "recipe.yaml:18:9: list all reads loaf, which not everybody who sees this form receives; carry it"},
		{"36 own work", "recipe", "title:  {type: text", "price: {type: money, zh: 价, en: Price}\n  title:  {type: text", "recipe.yaml:17:3: action retire: whoever made it may finish it too, as owner; say `not: creator`"},
		{"41 counted twice", "loaf", "zh: 焦了, en: It is burned}]", "zh: 焦了, en: It is burned}], then: [{open: loaf, as: rest, copy: [size, shop], set: {weight: 0 - weight}}]", "loaf.yaml:61:3: total dough: finish opens a record beside one that it takes to done, which is not counted; the total changes twice"},
		{"45 done and cancelled", "loaf", "from: [ordered, baking], to: cancelled", "from: [ordered, baking, done], to: cancelled", "loaf.yaml:50:3: action cancel: a record in final state done becomes void"},
		{"48 long label", "loaf", "zh: 重量", "zh: 烘焙前后的重量合计数字说明", "loaf.yaml:16:7: field weight: the label 烘焙前后的重量合计数字说明 has 13 characters, more than 12"},
		{"48 equal labels", "loaf", "zh: 重量", "zh: 双份", "loaf.yaml:17:7: field double: the label 双份 is that of field weight"},
		{"48 long word for done", "loaf", "en: Out of the oven\n", "en: Out of the oven\n    done: {zh: 已经从烤炉里取出来放在架子上, en: Out}\n", "loaf.yaml:52:3: deadline bake: done 已经从烤炉里取出来放在架子上 has 14 characters, more than 12"},
		{"49 again without a bound", "recipe", "  retire: {zh", "  copy: {zh: 抄, en: Copy, from: fresh, by: owner, then: [{open: recipe, again: true, set: {source: title}}]}\n  retire: {zh", "recipe.yaml:16:58: open: recipe anew at every copy, without a bound"},
		{"50 setting", "settings", "SET-02: {", "SET-03: {type: integer, value: 3, zh: 某, en: Some, by: owner}\nSET-02: {", "settings.yaml:2:1: setting SET-03 is read nowhere"},
		{"50 choice list", "choices", "size: {", "taste: {sweet: {zh: 甜, en: Sweet}}\nsize: {", "choices.yaml:1:1: choice list taste is used nowhere"},
		{"51 back and demanded", "loaf", "  finish: {zh", "  again: {zh: 重来, en: Again, from: baking, to: ordered, by: owner}\n  finish: {zh", "loaf.yaml:49:3: action again goes back and yet demands section work; say without"},
	} {
		t.Run(c.name, func(t *testing.T) {
			lib, err := form.Parse(folder(with(t, c.file, c.old, c.text)))
			if err != nil {
				t.Fatal(err)
			}
			if got := lib.Warnings(); len(got) == 0 || got[0].String() != c.want {
				t.Errorf("\n got %v\nwant %s", got, c.want)
			}
		})
	}
}

func TestParse_demandedButNotSeen(t *testing.T) {
	files := with(t, "loaf", "carry: shop\n", "")
	files["shop"] = strings.Replace(files["shop"], "audience: anyone", "audience: owner", 1)

	_, err := form.Parse(folder(files))

	want := "loaf.yaml:14:7: field shop is demanded, but nobody who sees this form sees shop; carry it"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestParse_wordAndName: a choice word that is a field here too must be told apart.
func TestParse_wordAndName(t *testing.T) {
	files := with(t, "recipe", "  size:   {", "  small:  {type: text, zh: 小, en: Small}\n  size:   {")

	_, err := form.Parse(folder(files))

	want := `small is a word of size and a name here; write '"small"' or self.small`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestParse_moduleDemanded: what may be switched off may not be demanded.
// TestParse_stepsOfAnotherAction: what two actions cause is written at one of them.
func TestParse_stepsOfAnotherAction(t *testing.T) {
	files := with(t, "loaf", "  cancel: {zh", "  restart: {zh: 重新开始, en: Start again, from: ordered, to: baking, by: owner, then: start}\n  cancel: {zh")

	f := library(t, files).Form("loaf")

	start, again := f.Action("start").Then, f.Action("restart").Then
	if len(again) != 2 || len(start) != 2 || again[1].Label != start[1].Label || again[0] == start[0] {
		t.Errorf("the steps are %v, not those of start: %v", again, start)
	}
	files = with(t, "loaf", "set: {baker: me}", "set: {bakers: me}")
	files["loaf"] = strings.Replace(files["loaf"], "  cancel: {zh", "  restart: {zh: 重新开始, en: Start again, from: ordered, to: baking, by: owner, then: start}\n  cancel: {zh", 1)
	if _, err := form.Parse(folder(files)); err == nil || !strings.Contains(err.Error(), `form loaf has no field "bakers"`) {
		t.Errorf("a fault in them: %v", err)
	}
}

func TestParse_moduleDemanded(t *testing.T) {
	files := with(t, "recipe", "name: title\n", "name: title\nmodule: cafe\n")
	files["shop"] = strings.Replace(files["shop"], "  boss:", "  best:  {type: ref, of: recipe, zh: 招牌, en: Best, required: true}\n  boss:", 1)

	_, err := form.Parse(folder(files))

	want := "shop.yaml:9:3: field best is demanded, but recipe belongs to a module that may be off"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestParse_copyOfAnotherType: fields of one name are copied only where they hold the same.
func TestParse_copyOfAnotherType(t *testing.T) {
	files := with(t, "recipe", "{on: loaf, act: cancel}", "{open: loaf, as: other, again: true, copy: [weight]}")
	files["recipe"] = strings.Replace(files["recipe"], "  loaf:  ", "  weight: {type: text, zh: 重, en: Heavy}\n  loaf:  ", 1)

	_, err := form.Parse(folder(files))

	want := "recipe.yaml:17:157: copy: weight is a text in recipe and a number in loaf"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestParse_moduleOff(t *testing.T) {
	files := with(t, "modules", "on: true", "on: false")
	files["recipe"] = strings.Replace(files["recipe"], "name: title\n", "name: title\nmodule: cafe\n", 1)
	files["shop"] = strings.Replace(files["shop"], "  boss:", "  best:  {type: ref, of: recipe, zh: 招牌, en: Best}\n  boss:", 1)

	lib := library(t, files)

	if lib.Form("recipe") != nil || lib.Form("shop").Field("best") != nil {
		t.Error("a module that is off left its form or a field of it")
	}
}

// What happens beyond a total begins in every state that is counted, and cannot pass the
// total again.
func TestParse_beyondIsNeverStopped(t *testing.T) {
	for _, c := range []struct{ action, want string }{
		{"rest: {zh: 停, en: Rest, from: ordered, by: system}", "total dough: beyond: rest does not begin in baking, which is counted"},
		{"rest: {zh: 停, en: Rest, from: baking, by: system, then: [{open: loaf, as: other, copy: [size], act: finish}]}", "the effects run in a circle: loaf.rest -> loaf.finish -> loaf.rest"},
	} {
		files := with(t, "loaf", "deadlines:\n", "  "+c.action+"\ndeadlines:\n")
		files["loaf"] = strings.Replace(files["loaf"], "most: setting", "beyond: rest, most: setting", 1)
		_, err := form.Parse(folder(files))
		var faults *form.ParseError
		if !errors.As(err, &faults) || len(faults.Problems) != 1 || !strings.HasSuffix(faults.Problems[0].String(), c.want) {
			t.Errorf("\n got %v\nwant %s", err, c.want)
		}
	}
}

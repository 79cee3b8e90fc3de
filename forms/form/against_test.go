package form_test

import (
	"strings"
	"testing"
)

// TestLibrary_Against: each change is made to the published bakery, with the version
// raised where the form's file is touched.
func TestLibrary_Against(t *testing.T) {
	published := library(t, bakery)

	if got := library(t, bakery).Against(published); len(got) > 0 {
		t.Errorf("an unchanged library: %v", got)
	}
	for _, c := range []struct{ name, file, old, text, want string }{
		{"new optional field", "recipe", "  title:", "  more: {type: note, zh: 更多, en: More}\n  title:", ""},
		{"renamed", "shop", "boss:  {type", "chief: {was: boss, type", ""},
		{"wider", "recipe", "title:  {type: text", "title:  {type: note", ""},
		{"more forms", "recipe", "{on: loaf, act: cancel}", "{set: {size: small}}", ""},
		{"demanded since", "recipe", "title:  {type: text", "title:  {required: true, since: 2, type: text", ""},
		{"a warning", "recipe", "title:  {type: text", "title:  {check: [{that: title != \"\", warn: true, zh: 空, en: Empty}], type: text", ""},
		{"a new choice", "choices", "size: {", "size: {huge: {zh: 特大, en: Huge}, ", ""},
		{"version not raised", "calendar", "weekend: [saturday, sunday]", "weekend: [sunday]", ""},
		{"removed field", "recipe", "  loaf:   {type: ref, of: loaf, zh: 面包, en: Loaf}\n", "", "recipe.yaml:1:1: field loaf was published; say retired"},
		{"removed column", "loaf", "          gram: {type: integer, zh: 克, en: Gram, show: it.what != \"\"}\n", "", "loaf.yaml:19:7: column gram of parts was published; say retired"},
		{"narrower", "recipe", "title:  {type: text", "title:  {type: phone", "recipe.yaml:9:3: field title was of type text; it cannot become phone"},
		{"another form", "recipe", "of: loaf, zh", "of: shop, zh", "recipe.yaml:11:3: field loaf pointed to [loaf]; it must go on doing so"},
		{"key of a table", "loaf", "key: what", "key: gram", "loaf.yaml:19:7: field parts: the key gives rows their ids; it cannot change"},
		{"demanded", "recipe", "title:  {type: text", "title:  {required: true, type: text", "recipe.yaml:9:3: field title is demanded anew; say since: 2"},
		{"new check", "recipe", "title:  {type: text", "title:  {check: [{that: title != \"\", zh: 空, en: Empty}], type: text", "recipe.yaml:9:20: the check is new; say since: 2"},
		{"stricter check", "loaf", "that: weight > 0", "that: weight > 1", "loaf.yaml:17:59: the check is new; say since: 2"},
		{"new unique", "recipe", "states:", "unique: [{of: title, zh: 重名, en: Taken}]\nstates:", "recipe.yaml:13:10: the unique is new; say since: 2"},
		{"removed relation", "shop", "related:\n  loaves: {of: loaf, via: shop, many: true}\n", "", "shop.yaml:1:1: relation loaves was published; it cannot be removed"},
		{"key of a total", "loaf", "dough: {key: shop", "dough: {key: size", "loaf.yaml:62:3: total dough: the key cannot change"},
		{"another key of a step", "recipe", "again: true, copy", "as: draft, again: true, copy", "recipe.yaml:17:3: action retire opened recipe as recipe; ids are derived from that word"},
		{"removed word", "choices", ", large: {zh: 大, en: Large}", "", "choices.yaml:1:1: choice list size: the word large was published; say retired"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := with(t, c.file, c.old, c.text)
			if c.file == "choices" {
				files["loaf"] = strings.Replace(files["loaf"], `show: size == "large"`, `show: size != "small"`, 1)
				files["loaf"] = strings.Replace(files["loaf"], "number:", "version: 2\nnumber:", 1)
			}
			if doc, rest, found := strings.Cut(files[c.file], "\nzh:"); found && c.file != "calendar" {
				files[c.file] = doc + "\nversion: 2\nzh:" + rest
			}
			if c.name == "renamed" {
				files["loaf"] = strings.ReplaceAll(files["loaf"], "shop.boss", "shop.chief")
				files["loaf"] = strings.Replace(files["loaf"], "number:", "version: 2\nnumber:", 1)
			}
			if c.name == "another form" || c.name == "removed field" {
				files["recipe"] = strings.Replace(files["recipe"], ", {on: loaf, act: cancel}", "", 1)
				files["recipe"] = strings.Replace(files["recipe"], "copy: [title, loaf]", "copy: [title]", 1)
				files["recipe"] = strings.Replace(files["recipe"], "\ncarry: loaf", "", 1)
			}

			got := library(t, files).Against(published)

			if c.want == "" && len(got) > 0 || c.want != "" && (len(got) == 0 || got[0].String() != c.want) {
				t.Errorf("\n got %v\nwant %s", got, c.want)
			}
		})
	}

	if got := library(t, with(t, "recipe", "zh: 配方", "zh: 食谱")).Against(published); len(got) != 1 || !strings.Contains(got[0].Text, "its version must be 2") {
		t.Errorf("a change without a new version: %v", got)
	}
}

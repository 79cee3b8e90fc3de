package form_test

import (
	"bytes"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"fieldline/forms/form"
)

func TestParse_resolves(t *testing.T) {
	lib := library(t, bakery)
	f := lib.Form("loaf")

	for _, one := range []struct{ what, got, want any }{
		{"in of a field", f.Field("size").In, []string{"ordered"}},
		{"in of another section", f.Field("burned").In, []string{"baking"}},
		{"by inherited from create", f.Field("size").By[0].Role, "shop"},
		{"by of the section", f.Field("burned").By[0].Path, "baker"},
		{"system", f.Field("baker").System, true},
		{"words", len(f.Field("size").Words), 2},
		{"merge of a note", f.Field("note").Merge, "text"},
		{"merge of a table", f.Field("parts").Merge, "union"},
		{"merge given", f.Field("shop").Merge, "exclusive"},
		{"section", f.Field("burned").Section.Name, "work"},
		{"prefix", f.Number.Prefix, "L"},
		{"setting", lib.Setting("SET-01").Value, form.Length{N: 2, Unit: "h"}},
		{"start", f.Start(), "ordered"},
		{"step word", lib.Form("recipe").Action("retire").Then[0].Set[1].Word, "small"},
		{"within", f.Deadlines[0].Within.Setting, "SET-01"},
		{"module", lib.Module("cafe").On, true},
		{"column of the step", f.Deadlines[0].Steps[1].After, form.Length{N: 1, Unit: "h"}},
		{"optional ask", f.Action("cancel").Ask[0], form.Ask{Field: "note", Optional: true}},
	} {
		if !reflect.DeepEqual(one.got, one.want) {
			t.Errorf("%s is %v, want %v", one.what, one.got, one.want)
		}
	}

	var names []string
	for _, c := range f.Columns() {
		names = append(names, c.Name)
	}
	want := "size shop note weight double parts baker burned " +
		"ordered_at ordered_by ordered_for ordered_times baking_at baking_by baking_for baking_times " +
		"done_at done_by done_for done_times cancelled_at cancelled_by cancelled_for cancelled_times bake_due bake_met amendments"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("columns\n got %s\nwant %s", got, want)
	}
}

func TestLibrary_JSON(t *testing.T) {
	lib := library(t, bakery)

	again, err := form.FromJSON(lib.JSON())
	if err != nil {
		t.Fatal(err)
	}

	if !bytes.Equal(again.JSON(), lib.JSON()) || again.SHA256 != lib.SHA256 {
		t.Error("the library changed on its way through JSON")
	}
	if a, b := len(again.Form("loaf").Columns()), len(lib.Form("loaf").Columns()); a != b {
		t.Errorf("%d columns became %d", b, a)
	}
	if got := again.Form("loaf").Action("cancel").From; !reflect.DeepEqual(got, []string{"ordered", "baking"}) {
		t.Errorf("from is %v", got)
	}
	if got := again.Setting("SET-01").Value; got != (form.Length{N: 2, Unit: "h"}) {
		t.Errorf("the setting is %v", got)
	}
}

// TestLibrary_JSON_ignoresLayout: comments, blank lines and quotes are not content.
func TestLibrary_JSON_ignoresLayout(t *testing.T) {
	files := with(t, "roles", "shop:  {code: S,", "# the shops\n\nshop: {code: 'S',  ")

	if a, b := library(t, files).SHA256, library(t, bakery).SHA256; a != b {
		t.Error("the layout of a file changed the library's name")
	}
	if a, b := library(t, with(t, "roles", "zh: 门店", "zh: 分店")).SHA256, library(t, bakery).SHA256; a == b {
		t.Error("a changed label left the library's name as it was")
	}
}

func TestFromJSON_refuses(t *testing.T) {
	for _, raw := range []string{"", "[]", "{", `{"loaf":1}`, `{"loaf":{"form":null}}`, `{"a":{},"a":{}}`, `{"roles":{}} x`, strings.Repeat(`{"a":`, 100)} {
		if _, err := form.FromJSON([]byte(raw)); err == nil {
			t.Errorf("%q was read", raw)
		}
	}
}

func TestParse_noFolder(t *testing.T) {
	if _, err := form.Parse(fstest.MapFS{}); err == nil {
		t.Error("an empty folder was read")
	}
}

// TestExpr_concurrent: a library is shared by all who evaluate; its expressions are read
// at first use.
func TestExpr_concurrent(t *testing.T) {
	lib, err := form.FromJSON(library(t, bakery).JSON())
	if err != nil {
		t.Fatal(err)
	}
	check := lib.Form("loaf").Field("weight").Checks[0].That

	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := check.Holds(&form.Env{Lib: lib, Self: &form.Record{Form: "loaf"}}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// What a newer program says beside what this one knows is passed over in a library that a
// server has checked, and refused in files that somebody writes.
func TestFromJSON_passesOverWhatIsNewer(t *testing.T) {
	lib := library(t, bakery)
	raw := bytes.Replace(lib.JSON(), []byte(`"merge":"exclusive"`), []byte(`"merge":"exclusive","glow":"blue"`), 1)
	if bytes.Equal(raw, lib.JSON()) {
		t.Fatal("nothing was added")
	}

	newer, err := form.FromJSON(raw)

	if err != nil || newer.Form("loaf").Field("shop").Merge != "exclusive" || newer.SHA256 == lib.SHA256 || !bytes.Equal(newer.JSON(), raw) {
		t.Errorf("read is %+v, %v", newer, err)
	}
}

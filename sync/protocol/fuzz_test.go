package protocol_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"fieldline/sync/protocol"
)

// A request that is taken is the same when it is written and read again, with its
// operations byte for byte.
func FuzzSyncRequest(f *testing.F) {
	for _, seed := range []string{
		`{"epoch":"e","incarnation":"i","library":"l","clock":"2026-11-23T01:00:00Z","ops":[{"id":1},{"n":2}]}`,
		`{"epoch":"e","incarnation":"i","library":"l","clock":"2026-11-23T01:00:00Z","acked":9,"acked_head":"AA==","witness":{"seq":1,"head":"AA=="},"alarms":[{"kind":"fork","at":"2026-11-23T01:00:00Z"}]}`,
		`{"epoch":"e","epoch":"f"}`, `{"epoch":"e","\u0065poch":"f"}`, `{"acked":` + strings.Repeat("9", 400) + `}`,
		`{"ops":[` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `]}`, "{\"epoch\":\"\xff\"}", `{"epoch":"\ud800"}`, `{"ops":[{"a":1.0e999999}]}`,
	} {
		f.Add([]byte(seed))
	}
	lim := protocol.DefaultLimits()
	f.Fuzz(func(t *testing.T, body []byte) {
		ask, err := protocol.DecodeSyncRequest(body, lim)
		if err != nil {
			if p := (*protocol.Problem)(nil); !errors.As(err, &p) || p.Status >= 500 {
				t.Fatalf("%q is refused by %v", body, err)
			}
			return
		}
		written, err := ask.Encode()
		if err != nil {
			t.Fatalf("%q cannot be written again: %v", body, err)
		}
		again, err := protocol.DecodeSyncRequest(written, lim)
		if err != nil {
			t.Fatalf("%q became %q: %v", body, written, err)
		}
		for i := range ask.Ops {
			if !bytes.Equal(ask.Ops[i], again.Ops[i]) {
				t.Errorf("operation %d was %q and is %q", i, ask.Ops[i], again.Ops[i])
			}
		}
		if !json.Valid(written) {
			t.Errorf("wrote %q", written)
		}
	})
}

// Whatever is unpacked stays within the bound, or is a problem of the sender.
func FuzzUnpack(f *testing.F) {
	const most = 64 << 10
	codec, err := protocol.NewCodec(1, most)
	if err != nil {
		f.Fatal(err)
	}
	ctx := context.Background()
	for _, body := range [][]byte{{}, []byte("{}"), bytes.Repeat([]byte("a"), most), bytes.Repeat([]byte{0}, 1<<20)} {
		packed, err := codec.Pack(ctx, body)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
		f.Add(append(packed, packed...))
		f.Add(packed[:len(packed)/2])
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		body, err := codec.Unpack(ctx, packed)
		if len(body) > most {
			t.Errorf("%d bytes became %d", len(packed), len(body))
		}
		if p := (*protocol.Problem)(nil); err != nil && (!errors.As(err, &p) || p.Status >= 500) {
			t.Errorf("refused by %v", err)
		}
	})
}

// Metadata that are taken name a file and nothing else.
func FuzzMetadata(f *testing.F) {
	f.Add(protocol.Metadata{SHA256: protocol.NameOf([]byte("x")), Mime: "image/jpeg"}.String())
	f.Add("sha256 !,mime")
	f.Add(",,, ,sha256 Li4vLi4v")
	f.Fuzz(func(t *testing.T, header string) {
		m, err := protocol.ParseMetadata(header)
		if err != nil {
			return
		}
		if !protocol.IsSHA256(m.SHA256) {
			t.Errorf("%q names %q", header, m.SHA256)
		}
		if again, err := protocol.ParseMetadata(m.String()); len(m.Mime) < 1000 && (err != nil || again != m) {
			t.Errorf("%+v became %+v: %v", m, again, err)
		}
	})
}

package server_test

import (
	"net/http"
	"strings"
	"testing"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// fuzzed is a server with one device, for requests that no device of ours would send.
func fuzzed(f *testing.F) *tablet {
	f.Helper()
	o := newOffice(f, func(cfg *server.Config) { cfg.Limits = unbounded() })
	tb := o.tablet(o.serve(), o.assistant)
	tb.sync(tb.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "海纳"}}))
	f.Cleanup(func() {
		o.t = f
		o.verify()
	})
	return tb
}

// refusedWell fails where an answer is the server's own fault.
func refusedWell(t *testing.T, p *protocol.Problem) {
	t.Helper()
	if p != nil && (p.Status < 400 || p.Status >= 500 || p.Title == "") {
		t.Errorf("answered %+v", p)
	}
}

// Nothing in the body of a sync is the server's fault, and what it takes leaves its data
// whole.
func FuzzSync(f *testing.F) {
	tb := fuzzed(f)
	good, err := tb.request(tb.op(record.Part{Kind: record.Create, Form: "customer", Values: form.Values{"name": "罗湖"}})).Encode()
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(good), strings.Replace(string(good), `"n":2`, `"n":99`, 1), strings.Replace(string(good), "customer", "nothing", 1),
		strings.Replace(string(good), `"do":"create"`, `"do":"remind"`, 1), `{"epoch":"","incarnation":"x","library":"","clock":"0001-01-01T00:00:00Z","cursor":"e30"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		tb.o.t = t
		_, _, p := tb.send(http.MethodPost, protocol.PathSync, tb.tokens.Access, nil, body)
		refusedWell(t, p)
	})
}

func FuzzUpload(f *testing.F) {
	tb := fuzzed(f)
	photo := []byte("not much of a photo")
	meta := protocol.Metadata{SHA256: protocol.NameOf(photo), Mime: "image/jpeg"}.String()
	f.Add("19", "0", meta, protocol.ChecksumOf(photo), photo)
	f.Add("-1", "9223372036854775807", "sha256 Li4v", "sha256 !", []byte{})
	f.Add("99999999999999999999", "-9223372036854775808", meta, "md5 x", photo)
	f.Fuzz(func(t *testing.T, length, offset, metadata, checksum string, chunk []byte) {
		tb.o.t = t
		for _, header := range []string{length, offset, metadata, checksum} {
			if strings.ContainsFunc(header, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0xfffd }) {
				return // no client can send it
			}
		}
		_, head, p := tb.send(http.MethodPost, protocol.PathUploads, tb.tokens.Access, map[string]string{
			protocol.HeaderTus: protocol.TusVersion, protocol.HeaderLength: length, protocol.HeaderMetadata: metadata}, nil)
		refusedWell(t, p)
		where := protocol.PathUploads + "/" + protocol.NameOf(chunk)[:32]
		if p == nil {
			where = head.Get("Location")
		}
		_, _, p = tb.send(http.MethodPatch, where, tb.tokens.Access, map[string]string{
			protocol.HeaderTus: protocol.TusVersion, "Content-Type": protocol.TusType, protocol.HeaderOffset: offset, protocol.HeaderChecksum: checksum}, chunk)
		refusedWell(t, p)
	})
}

// A token that was not given opens nothing.
func FuzzToken(f *testing.F) {
	tb := fuzzed(f)
	for _, seed := range []string{"", "x", strings.Repeat("a", 43), tb.tokens.Access + "a", tb.tokens.Refresh} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		tb.o.t = t
		if token == tb.tokens.Access || strings.ContainsFunc(token, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0xfffd }) {
			return
		}
		_, _, p := tb.send(http.MethodGet, protocol.PathDevices, token, nil, nil)
		if p == nil || p.Status != http.StatusUnauthorized {
			t.Errorf("%q is answered %v", token, p)
		}
	})
}

// A cursor that no server gave is refused, or read as one.
func FuzzCursor(f *testing.F) {
	tb := fuzzed(f)
	f.Add(tb.cursor)
	f.Add("e30")
	f.Add("!")
	f.Fuzz(func(t *testing.T, text string) {
		tb.o.t = t
		ask := tb.request()
		ask.Cursor = text
		_, p := tb.ask(ask)
		refusedWell(t, p)
	})
}

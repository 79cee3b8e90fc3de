package server_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// endless is a body of one byte over and over; it counts what was read of it.
type endless struct{ left, read int64 }

func (e *endless) Read(b []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(b)), e.left)
	for i := range b[:n] {
		b[i] = ' '
	}
	e.left -= n
	e.read += n
	return int(n), nil
}

func TestHTTP_hugeBodyIsRefusedUnread(t *testing.T) {
	o := newOffice(t)
	tb := o.tablet(o.serve(), o.zhou)
	for _, announced := range []bool{true, false} {
		body := &endless{left: 1 << 30}
		req := httptest.NewRequest(http.MethodPost, protocol.PathSync, body)
		req.Header.Set("Authorization", "Bearer "+tb.tokens.Access)
		req.ContentLength = -1
		if announced {
			req.ContentLength = 1 << 30
		}
		w := httptest.NewRecorder()

		o.Handler().ServeHTTP(w, req)

		wantSlug(t, protocol.ReadProblem(w.Code, w.Body), protocol.TooLarge)
		if most := protocol.DefaultLimits().WireBytes + 1<<20; body.read > most || announced && body.read > 0 {
			t.Errorf("announced %v: %d bytes were read", announced, body.read)
		}
	}
	stranger := &endless{left: 1 << 30}
	req := httptest.NewRequest(http.MethodPost, protocol.PathSync, stranger)
	req.ContentLength = 1 << 20
	w := httptest.NewRecorder()
	o.Handler().ServeHTTP(w, req)
	wantSlug(t, protocol.ReadProblem(w.Code, w.Body), protocol.SignIn)
	if stranger.read > 0 {
		t.Errorf("%d bytes of a stranger were read", stranger.read)
	}
}

func TestHTTP_bombsDoNotGrow(t *testing.T) {
	o := newOffice(t)
	tb := o.tablet(o.serve(), o.zhou)
	pack := func(sizes ...int64) []byte {
		var all []byte
		for _, size := range sizes {
			var b bytes.Buffer
			enc, err := zstd.NewWriter(&b)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(enc, &endless{left: size}); err != nil {
				t.Fatal(err)
			}
			if err := enc.Close(); err != nil {
				t.Fatal(err)
			}
			all = append(all, b.Bytes()...)
		}
		return all
	}
	for name, body := range map[string][]byte{
		"one frame":   pack(1 << 30),
		"many frames": pack(8<<20, 8<<20, 8<<20, 8<<20),
		"no zstd":     []byte("{}"),
		"cut off":     pack(1 << 20)[:20],
	} {
		_, _, p := tb.send(http.MethodPost, protocol.PathSync, tb.tokens.Access, map[string]string{"Content-Encoding": protocol.Zstd}, body)
		if p == nil || p.Slug() != protocol.TooLarge && p.Slug() != protocol.Malformed {
			t.Errorf("%s: answered %v", name, p)
		}
	}
	_, _, p := tb.send(http.MethodPost, protocol.PathSync, tb.tokens.Access, map[string]string{"Content-Encoding": "br"}, []byte("{}"))
	wantSlug(t, p, protocol.WrongEncoding)
}

func TestHTTP_readsStrictly(t *testing.T) {
	o := newOffice(t)
	tb := o.tablet(o.serve(), o.zhou)
	good, err := tb.request().Encode()
	if err != nil {
		t.Fatal(err)
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(string(good), "{"), "}")
	for name, body := range map[string]string{
		"nested":       strings.Repeat("[", 100000) + strings.Repeat("]", 100000),
		"nested op":    "{" + inner + `,"ops":[` + strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000) + "]}",
		"unknown key":  "{" + inner + `,"admin":true}`,
		"doubled key":  "{" + inner + `,"epoch":""}`,
		"hidden twin":  "{" + inner + `,"\u0065poch":""}`,
		"trailing":     "{" + inner + "} {}",
		"no UTF-8":     "{" + inner + ",\"cursor\":\"\xff\"}",
		"long number":  "{" + inner + `,"acked":` + strings.Repeat("9", 1000) + "}",
		"wrong type":   "{" + inner + `,"acked":"1"}`,
		"op of no id":  "{" + inner + `,"ops":[{"n":1}]}`,
		"empty":        "",
		"wrong cursor": "{" + inner + `,"cursor":"!"}`,
	} {
		_, _, p := tb.send(http.MethodPost, protocol.PathSync, tb.tokens.Access, nil, []byte(body))
		if p == nil || p.Slug() != protocol.Malformed {
			t.Errorf("%s: answered %v", name, p)
		}
	}
	tb.sync()
}

func TestHTTP_unreadableOperationIsParked(t *testing.T) {
	o := newOffice(t)
	tb := o.tablet(o.serve(), o.zhou)
	tb.sync()
	ask := tb.request()
	ask.Ops = append(ask.Ops, json.RawMessage(fmt.Sprintf(`{"id":%q,"n":1,"at":"2026-11-23T01:00:00.000Z","novelty":1}`, o.newID())))
	reply, p := tb.ask(ask)
	if p != nil || reply.Upto != 1 || len(reply.Results) != 1 || reply.Results[0].Fate != "parked" || reply.Results[0].Problems[0].Key != "problem.op-unreadable" {
		t.Errorf("%v %+v", p, reply)
	}
	o.verify()
}

// TestHTTP_everyEndpointAsksWhoItIs walks the API's own description: whatever is added
// must refuse strangers, and all but a few must refuse a drained and every a lost device.
func TestHTTP_everyEndpointAsksWhoItIs(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	tb := o.tablet(web, o.zhou)
	open := map[string]bool{"POST " + protocol.PathEnrol: true, "POST " + protocol.PathToken: true, "POST " + protocol.PathKey: true}
	maySend := map[string]bool{
		"POST " + protocol.PathUploads:           true, // and sync, where it says push_only
		"POST " + protocol.PathProof:             true,
		"POST " + protocol.PathShown:             true,
		"HEAD " + protocol.PathUploads + "/{id}": true, "PATCH " + protocol.PathUploads + "/{id}": true,
	}
	raw, _, p := tb.send(http.MethodGet, protocol.PathOpenAPI, "", nil, nil)
	if p != nil {
		t.Fatal(p)
	}
	var described struct {
		Openapi string
		Paths   map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(raw, &described); err != nil || !strings.HasPrefix(described.Openapi, "3.1") || len(described.Paths) < 8 {
		t.Fatalf("described as %q with %d paths: %v", described.Openapi, len(described.Paths), err)
	}
	each := func(token string, want func(endpoint string, p *protocol.Problem)) {
		for path, methods := range described.Paths {
			for method := range methods {
				method = strings.ToUpper(method)
				concrete := strings.NewReplacer("{sha}", strings.Repeat("0", 64), "{id}", o.newID().String(), "{ref}", "secret:0").Replace(path)
				_, _, p := tb.send(method, concrete, token, nil, []byte("{}"))
				if p == nil {
					p = &protocol.Problem{Status: http.StatusOK}
				}
				want(method+" "+path, p)
			}
		}
	}
	each("", func(endpoint string, p *protocol.Problem) {
		if (p.Status == http.StatusUnauthorized) == open[endpoint] && p.Slug() != protocol.WrongProof && p.Slug() != protocol.SignIn {
			t.Errorf("%s says %v to a stranger", endpoint, p)
		}
	})
	each("made up", func(endpoint string, p *protocol.Problem) {
		if !open[endpoint] && p.Status != http.StatusUnauthorized {
			t.Errorf("%s says %v to a made-up token", endpoint, p)
		}
	})
	for state, slug := range map[server.DeviceState]protocol.Slug{server.DeviceDrained: protocol.DeviceDrained, server.DeviceLost: protocol.DeviceLost} {
		if err := o.SetDeviceState(ctx, tb.reply.Device, state); err != nil {
			t.Fatal(err)
		}
		each(tb.tokens.Access, func(endpoint string, p *protocol.Problem) {
			switch {
			case open[endpoint]:
			case maySend[endpoint] && state == server.DeviceDrained:
				if p.Status == http.StatusForbidden {
					t.Errorf("%s says %v to a drained device", endpoint, p)
				}
			case strings.HasPrefix(endpoint, "HEAD"): // has no body to tell why
				if p.Status != http.StatusForbidden {
					t.Errorf("%s says %v to a %s device", endpoint, p, state)
				}
			default:
				if p.Slug() != slug {
					t.Errorf("%s says %v to a %s device", endpoint, p, state)
				}
			}
		})
	}
}

func TestHTTP_protocolAndRates(t *testing.T) {
	o := newOffice(t)
	tb := o.tablet(o.serve(), o.zhou)
	_, _, p := tb.send(http.MethodPost, protocol.PathSync, tb.tokens.Access, map[string]string{protocol.HeaderVersion: "9"}, []byte("{}"))
	wantSlug(t, p, protocol.WrongProtocol)
	_, _, p = tb.send(http.MethodGet, "/v1/nowhere", tb.tokens.Access, nil, nil)
	wantSlug(t, p, protocol.NotFound)
	var last *protocol.Problem
	var head http.Header
	for range 400 {
		_, head, last = tb.send(http.MethodGet, protocol.PathLibrary+"0", tb.tokens.Access, nil, nil)
		if last != nil && last.Slug() == protocol.TooManyRequests {
			break
		}
	}
	wantSlug(t, last, protocol.TooManyRequests)
	if head.Get("Retry-After") == "" {
		t.Error("it does not say when to come again")
	}
	for range 100 { // a stranger's guesses are fewer
		_, _, last = tb.send(http.MethodPost, protocol.PathEnrol, "", nil, []byte("{}"))
		if last.Slug() == protocol.TooManyRequests {
			break
		}
	}
	wantSlug(t, last, protocol.TooManyRequests)
	raw, _, p := tb.send(http.MethodGet, protocol.PathMetrics, "", nil, nil)
	if p != nil || !bytes.Contains(raw, []byte("fieldline_requests_total")) {
		t.Errorf("metrics: %v %.200s", p, raw)
	}
}

// S21: what goes wrong inside is for the log, not for who asked.
func TestHTTP_saysNothingOfTheInside(t *testing.T) {
	o := newOffice(t)
	van := o.tablet(o.serve(), o.zhou)
	content := []byte("not much of a photo, but one")
	sha := protocol.NameOf(content)
	if _, p := van.put(content, sha, "text/plain", len(content)); p != nil {
		t.Fatal(p)
	}
	o.remove(o.cfg.Dir, "files/"+sha[:2]+"/"+sha)

	_, _, p := van.send(http.MethodGet, protocol.PathBlobs+sha, van.tokens.Access, nil, nil)

	if p == nil || p.Slug() != protocol.Internal {
		t.Fatalf("bytes that are gone: %v", p)
	}
	said, err := json.Marshal(p)
	if err != nil || p.Detail != "" || strings.Contains(string(said), sha) || strings.Contains(string(said), "no such file") {
		t.Errorf("it says %s, %v", said, err)
	}
}

func TestLibrary_isServedWhole(t *testing.T) {
	o := newOffice(t)
	tb := o.tablet(o.serve(), o.zhou)
	raw, _, p := tb.send(http.MethodGet, protocol.PathLibrary+tb.reply.Library, tb.tokens.Access, nil, nil)
	if p != nil {
		t.Fatal(p)
	}
	lib, err := form.FromJSON(raw)
	if err != nil || lib.SHA256 != tb.reply.Library {
		t.Errorf("%v", err)
	}
}

// What a device keeps the server takes, also where it does not compress.
func TestLimits_theLargestOperationGoesThrough(t *testing.T) {
	lim := protocol.DefaultLimits()
	if lim.OpBytes < record.MostBytes || lim.WireBytes < int64(record.MostBytes)+1<<19 || lim.BodyBytes < int64(record.MostBytes)+1<<19 {
		t.Errorf("%+v of an operation of %d bytes", lim, record.MostBytes)
	}
}

// A depot's tablets share one address. One who sends rubbish from there keeps none of them
// from new tokens, and a tablet that asks for too many keeps itself only.
func TestHTTP_tokensAreCountedByDevice(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	one, other := o.tablet(web, o.zhou), o.tablet(web, o.lin)
	many := 2 * int(protocol.DefaultLimits().StrangersBurst)
	turnedAway := func(device form.ID, key ed25519.PrivateKey) (n int) {
		for range many {
			ask := protocol.TokenRequest{Device: device, Refresh: "rubbish"}
			ask.Proof = ed25519.Sign(key, ask.ProofOf())
			if p := one.post(protocol.PathToken, "", ask, &protocol.TokenReply{}); p == nil {
				t.Fatal("rubbish is taken")
			} else if p.Slug() == protocol.TooManyRequests {
				n++
			}
		}
		return n
	}

	if turnedAway(one.reply.Device, other.private) == 0 {
		t.Error("whoever signs with another key is never turned away")
	}
	one.renewed()
	other.renewed()
	wantSlug(t, o.stranger(web).enrol(protocol.Code{}), protocol.TooManyRequests)
	if turnedAway(one.reply.Device, one.private) == 0 {
		t.Error("a device is never turned away")
	}
	other.renewed()
}

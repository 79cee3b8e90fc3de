package server_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// serve lets the office answer over TLS with its own CA.
func (o *office) serve() *httptest.Server {
	o.t.Helper()
	web := httptest.NewUnstartedServer(o.Handler())
	config, err := o.TLS()
	if err != nil {
		o.t.Fatal(err)
	}
	web.TLS = config
	web.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes that end early are part of learning the CA
	web.StartTLS()
	o.t.Cleanup(web.Close)
	return web
}

// tablet is a device as the wire sees it: no store, a journal in memory.
type tablet struct {
	o     *office
	url   string
	web   *httptest.Server // nil where it is reached otherwise
	http  *http.Client
	codec *protocol.Codec

	private     ed25519.PrivateKey
	boxKey      *[32]byte // its public half is told at enrolment
	boxPrivate  *[32]byte
	keyless     bool // it tells no such key, as older programs do
	incarnation string
	reply       *protocol.EnrolReply
	tokens      protocol.Tokens

	dseq   int64
	chain  []byte
	cursor string
	offset int64
	clock  func() time.Time
	have   map[form.Ref]record.Record
}

func (o *office) tablet(web *httptest.Server, person form.ID) *tablet {
	o.t.Helper()
	code, err := o.EnrolCode(ctx, person, time.Hour)
	if err != nil {
		o.t.Fatal(err)
	}
	tb := o.stranger(web)
	if p := tb.enrol(code); p != nil {
		o.t.Fatal(p)
	}
	return tb
}

// stranger is a device that is not enrolled.
func (o *office) stranger(web *httptest.Server) *tablet {
	o.t.Helper()
	ca, err := protocol.LearnCA(ctx, web.URL, o.Pin(), time.Now)
	if err != nil {
		o.t.Fatal(err)
	}
	tb := o.strangerOver(web.URL, &http.Transport{TLSClientConfig: protocol.ClientTLS(ca, time.Now)})
	tb.web = web
	return tb
}

// strangerOver reaches the server at an address in a way of its own.
func (o *office) strangerOver(url string, transport *http.Transport) *tablet {
	o.t.Helper()
	codec, err := protocol.NewCodec(1, 64<<20)
	if err != nil {
		o.t.Fatal(err)
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	public, boxPrivate, err := box.GenerateKey(rand.Reader)
	if err != nil {
		o.t.Fatal(err)
	}
	client := &http.Client{Transport: transport}
	o.t.Cleanup(client.CloseIdleConnections)
	return &tablet{
		o: o, url: url, http: client, codec: codec, private: private, boxKey: public, boxPrivate: boxPrivate, incarnation: o.newID().String(),
		clock: func() time.Time { return o.now }, have: map[form.Ref]record.Record{},
	}
}

func (tb *tablet) enrol(code protocol.Code) *protocol.Problem {
	tb.o.t.Helper()
	var reply protocol.EnrolReply
	boxKey := tb.boxKey[:]
	if tb.keyless {
		boxKey = nil
	}
	p := tb.post(protocol.PathEnrol, "", protocol.EnrolRequest{
		Secret: code.Secret[:], Key: tb.private.Public().(ed25519.PublicKey), BoxKey: boxKey, Model: "M", System: "test", App: "1.0.0", Install: tb.incarnation,
	}, &reply)
	if p == nil {
		tb.reply, tb.tokens = &reply, reply.Tokens
	}
	return p
}

// send does one request; a reply that is no success comes back as its problem.
func (tb *tablet) send(method, path, token string, head map[string]string, body []byte) ([]byte, http.Header, *protocol.Problem) {
	tb.o.t.Helper()
	raw, got, p, err := tb.try(method, path, token, head, body)
	if err != nil {
		tb.o.t.Fatal(err)
	}
	return raw, got, p
}

// try is send for a request that may be cut off before it is answered.
func (tb *tablet) try(method, path, token string, head map[string]string, body []byte) ([]byte, http.Header, *protocol.Problem, error) {
	tb.o.t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, tb.url+path, bytes.NewReader(body))
	if err != nil {
		tb.o.t.Fatal(err)
	}
	req.Header.Set(protocol.HeaderVersion, strconv.Itoa(protocol.Version))
	req.Header.Set(protocol.HeaderApp, "1.0.0")
	req.Header.Set("Accept-Encoding", protocol.Zstd)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for name, value := range head {
		req.Header.Set(name, value)
	}
	resp, err := tb.http.Do(req)
	if err != nil {
		return nil, nil, nil, err
	}
	defer func() {
		if err := resp.Body.Close(); err != nil {
			tb.o.t.Error(err)
		}
	}()
	if resp.StatusCode >= 300 {
		return nil, resp.Header, protocol.ReadProblem(resp.StatusCode, resp.Body), nil
	}
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, resp.Header, nil, err
	}
	if resp.Header.Get("Content-Encoding") == protocol.Zstd {
		if raw, err = tb.codec.Unpack(ctx, raw); err != nil {
			tb.o.t.Fatal(err)
		}
	}
	return raw, resp.Header, nil, nil
}

func (tb *tablet) post(path, token string, ask, reply any) *protocol.Problem {
	tb.o.t.Helper()
	body, err := json.Marshal(ask)
	if err != nil {
		tb.o.t.Fatal(err)
	}
	raw, _, p := tb.send(http.MethodPost, path, token, nil, body)
	if p != nil {
		return p
	}
	if err := json.Unmarshal(raw, reply); err != nil {
		tb.o.t.Fatal(err)
	}
	return nil
}

// op writes the next operation of the journal.
func (tb *tablet) op(parts ...record.Part) record.Operation {
	tb.dseq++
	for i := range parts {
		parts[i].Version = tb.o.Library().Form(parts[i].Form).Version
		if parts[i].Kind == record.Create {
			continue
		}
		rec := tb.have[form.Ref{Form: parts[i].Form, ID: parts[i].ID}]
		parts[i].Base, parts[i].State = rec.Rev, rec.State
		if parts[i].Was == nil {
			parts[i].Was = form.Values{}
			for name := range parts[i].Values {
				if v := rec.Values[name]; v != nil {
					parts[i].Was[name] = v
				}
			}
		}
	}
	return record.Operation{
		ID: tb.o.newID(), Dseq: tb.dseq, At: tb.clock().Add(time.Duration(tb.offset) * time.Millisecond),
		Actor: tb.reply.Person, Device: tb.reply.Device, Parts: parts,
	}
}

func (tb *tablet) encode(op record.Operation) json.RawMessage {
	tb.o.t.Helper()
	op.Prev = tb.chain
	raw, err := record.Encode(tb.o.Library(), op)
	if err != nil {
		tb.o.t.Fatal(err)
	}
	tb.chain = record.Chain(op.Prev, record.Hash(raw))
	return raw
}

func (tb *tablet) request(ops ...record.Operation) *protocol.SyncRequest {
	ask := &protocol.SyncRequest{
		Epoch: tb.reply.Epoch, Incarnation: tb.incarnation, Library: tb.reply.Library, Clock: tb.clock(), Offset: tb.offset, Cursor: tb.cursor,
	}
	for _, op := range ops {
		ask.Ops = append(ask.Ops, tb.encode(op))
	}
	return ask
}

func (tb *tablet) ask(ask *protocol.SyncRequest) (*protocol.SyncReply, *protocol.Problem) {
	tb.o.t.Helper()
	body, err := ask.Encode()
	if err != nil {
		tb.o.t.Fatal(err)
	}
	packed, err := tb.codec.Pack(ctx, body)
	if err != nil {
		tb.o.t.Fatal(err)
	}
	raw, _, p := tb.send(http.MethodPost, protocol.PathSync, tb.tokens.Access, map[string]string{"Content-Encoding": protocol.Zstd}, packed)
	if p != nil {
		return nil, p
	}
	var reply protocol.SyncReply
	if err := json.Unmarshal(raw, &reply); err != nil {
		tb.o.t.Fatal(err)
	}
	return &reply, nil
}

// took is what one whole sync brought.
type took struct {
	*protocol.SyncReply
	came  []form.Ref
	left  []form.Ref
	tells []protocol.Tell
	pages int
}

// sync sends operations and reads page after page.
func (tb *tablet) sync(ops ...record.Operation) took {
	tb.o.t.Helper()
	ask := tb.request(ops...)
	var all took
	for {
		reply, p := tb.ask(ask)
		if p != nil {
			tb.o.t.Fatalf("sync: %v", p)
		}
		if all.SyncReply == nil {
			all.SyncReply = reply
		}
		all.pages++
		all.Through = reply.Through
		all.tells = append(all.tells, reply.Tells...)
		for _, ch := range reply.Changes {
			f := tb.o.Library().Form(ch.Form)
			for _, row := range ch.Rows {
				rec, err := protocol.ReadRow(f, ch.Columns, row)
				if err != nil {
					tb.o.t.Fatal(err)
				}
				ref := form.Ref{Form: ch.Form, ID: rec.ID}
				tb.have[ref] = rec
				all.came = append(all.came, ref)
			}
			for _, l := range ch.Leave {
				ref := form.Ref{Form: ch.Form, ID: l.ID}
				delete(tb.have, ref)
				all.left = append(all.left, ref)
			}
		}
		tb.cursor = reply.Cursor
		if !reply.More {
			return all
		}
		ask = tb.request()
	}
}

func (tb *tablet) holds(formName string, id form.ID) bool {
	_, ok := tb.have[form.Ref{Form: formName, ID: id}]
	return ok
}

func wantSlug(t *testing.T, p *protocol.Problem, slug protocol.Slug) {
	t.Helper()
	if p == nil || p.Slug() != slug {
		t.Errorf("answered %v, want %s", p, slug)
	}
}

// renewed gets new tokens, since the office's clock has moved on.
func (tb *tablet) renewed() *tablet {
	tb.o.t.Helper()
	ask := protocol.TokenRequest{Device: tb.reply.Device, Refresh: tb.tokens.Refresh}
	ask.Proof = ed25519.Sign(tb.private, ask.ProofOf())
	var reply protocol.TokenReply
	if p := tb.post(protocol.PathToken, "", ask, &reply); p != nil {
		tb.o.t.Fatal(p)
	}
	tb.tokens = reply.Tokens
	return tb
}

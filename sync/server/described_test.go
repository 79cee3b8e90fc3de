package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// exchange is one request with its answer, bodies unpacked.
type exchange struct {
	method, path string
	ask          []byte
	status       int
	answerType   string
	answer       []byte
}

// witness writes down what goes over the wire.
type witness struct {
	next  http.RoundTripper
	codec *protocol.Codec
	seen  []exchange
}

func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	ask, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(ask))
	resp, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if err := resp.Body.Close(); err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(answer))
	x := exchange{method: r.Method, path: r.URL.Path, status: resp.StatusCode}
	if x.ask, err = w.plain(r.Header, ask); err != nil {
		return nil, err
	}
	if x.answer, err = w.plain(resp.Header, answer); err != nil {
		return nil, err
	}
	x.answerType, _, err = mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil && len(answer) > 0 {
		return nil, err
	}
	w.seen = append(w.seen, x)
	return resp, nil
}

func (w *witness) plain(h http.Header, body []byte) ([]byte, error) {
	if h.Get("Content-Encoding") == protocol.Zstd {
		return w.codec.Unpack(ctx, body)
	}
	return body, nil
}

// A day's requests, right and wrong ones, are just as /openapi.json describes them, and
// nothing described is left out.
func TestOpenAPI_isTrue(t *testing.T) {
	o := newOffice(t, func(cfg *server.Config) { cfg.Limits = unbounded() })
	web := o.serve()
	code, err := o.EnrolCode(ctx, o.assistant, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	tb := o.stranger(web)
	w := &witness{next: tb.http.Transport, codec: tb.codec}
	tb.http.Transport = w

	if p := tb.enrol(code); p != nil {
		t.Fatal(p)
	}
	wantSlug(t, tb.enrol(code), protocol.CodeUsed)
	tb.renewed()
	if p := tb.post(protocol.PathPassword, tb.tokens.Access, protocol.PasswordRequest{Account: "wang", New: zhousPassword}, &protocol.PasswordReply{}); p != nil {
		t.Fatal(p)
	}
	wantSlug(t, tb.guess("wang", "a wrong password"), protocol.WrongPassword)
	if p := tb.guess("wang", zhousPassword); p != nil {
		t.Fatal(p)
	}
	key, err := protocol.SealKey(tb.reply.BoxKey, tb.reply.Device, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	if p := tb.post(protocol.PathKey, "", protocol.KeyRequest{Device: tb.reply.Device, Account: "wang", Password: zhousPassword, Box: key}, &protocol.KeyReply{}); p != nil {
		t.Fatal(p)
	}
	if _, _, p := tb.send(http.MethodGet, protocol.PathLibrary+tb.reply.Library, tb.tokens.Access, nil, nil); p != nil {
		t.Fatal(p)
	}
	posts, _ := o.record("person", o.assistant).Values["posts"].([]form.Row) // she goes out herself, too
	posts = append(posts, form.Row{ID: o.newID().String(), Values: form.Values{"role": "engineer", "site": ref("site", o.north)}})
	if res := o.do(o.admin, record.Part{Kind: record.Set, Form: "person", ID: o.assistant, Values: form.Values{"posts": posts}}); res.Fate != record.Applied {
		t.Fatal(res.Problems)
	}
	order := o.order(o.customer("中科大厦"), o.assistant)
	box, err := protocol.Seal(tb.reply.BoxKey, "8-6-4-2")
	if err != nil {
		t.Fatal(err)
	}
	line := tb.op(record.Part{Kind: record.Create, Form: "line", Values: form.Values{"name": "专线", "pin": box, "order": ref("service_order", order)}})
	refused := tb.op(record.Part{Kind: record.Set, Form: "customer", ID: o.newID(), Values: form.Values{"name": "x"}})
	if results := tb.sync(line, refused).Results; len(results) == 0 {
		t.Fatal("nothing was refused")
	}
	if p := tb.post(protocol.PathProof, tb.tokens.Access, protocol.ProofRequest{Witnesses: []protocol.Witness{{Seq: 1, Head: []byte("?")}}}, &protocol.ProofReply{}); p != nil {
		t.Fatal(p)
	}
	if _, _, p := tb.send(http.MethodGet, protocol.PathDevices, tb.tokens.Access, nil, nil); p != nil {
		t.Fatal(p)
	}
	if _, p := tb.history("line", line.ID.String()); p != nil {
		t.Fatal(p)
	}
	if p := tb.post(protocol.PathConfirm, tb.tokens.Access, protocol.ConfirmRequest{Password: zhousPassword}, &protocol.ConfirmReply{}); p != nil {
		t.Fatal(p)
	}
	if p := tb.post(protocol.PathAlong, tb.tokens.Access, protocol.AlongRequest{Form: "line", ID: line.ID, Reason: "上门"}, &protocol.AlongReply{}); p != nil {
		t.Fatal(p)
	}
	look := protocol.Shown{Report: o.newID(), Form: "line", ID: line.ID, Fields: []string{"pin"}, At: o.now, Reason: "上门"}
	if p := tb.post(protocol.PathShown, tb.tokens.Access, protocol.ShownRequest{Shown: []protocol.Shown{look}}, &protocol.ShownReply{}); p != nil {
		t.Fatal(p)
	}
	reveal := protocol.RevealRequest{Form: "line", ID: line.ID, Field: "pin", Reason: "上门前核对"}
	if p := tb.post(protocol.PathSecrets+protocol.SecretRef(box)+"/reveal", tb.tokens.Access, reveal, &protocol.RevealReply{}); p != nil {
		t.Fatal(p)
	}
	if _, p := tb.handIn(tb.rescueFile(nothing)); p != nil {
		t.Fatal(p)
	}
	photo := []byte("not much of a photo")
	_, head, p := tb.send(http.MethodPost, protocol.PathUploads, tb.tokens.Access, map[string]string{
		protocol.HeaderTus: protocol.TusVersion, protocol.HeaderLength: fmt.Sprint(len(photo)),
		protocol.HeaderMetadata: protocol.Metadata{SHA256: protocol.NameOf(photo), Mime: "text/plain"}.String(),
	}, nil)
	if p != nil {
		t.Fatal(p)
	}
	if _, _, p := tb.send(http.MethodHead, head.Get("Location"), tb.tokens.Access, nil, nil); p != nil {
		t.Fatal(p)
	}
	_, _, p = tb.patch(head.Get("Location"), 5, photo, "")
	wantSlug(t, p, protocol.OffsetMismatch)
	if _, _, p := tb.patch(head.Get("Location"), 0, photo, protocol.ChecksumOf(photo)); p != nil {
		t.Fatal(p)
	}
	if _, _, p := tb.send(http.MethodGet, protocol.PathBlobs+protocol.NameOf(photo), tb.tokens.Access, nil, nil); p != nil {
		t.Fatal(p)
	}
	if p := tb.post(protocol.PathHave, tb.tokens.Access, protocol.HaveRequest{SHA256: []string{protocol.NameOf(photo)}}, &protocol.HaveReply{}); p != nil {
		t.Fatal(p)
	}
	_, _, p = tb.send(http.MethodGet, protocol.PathBlobs+strings.Repeat("0", 64), tb.tokens.Access, nil, nil)
	wantSlug(t, p, protocol.NotFound)

	checkDescribed(t, o.API(), w.seen)
}

func checkDescribed(t *testing.T, api huma.API, seen []exchange) {
	t.Helper()
	doc := api.OpenAPI()
	answered := map[*huma.Operation]bool{}
	for _, x := range seen {
		op := operationOf(doc, x)
		if op == nil {
			t.Errorf("%s %s is not described", x.method, x.path)
			continue
		}
		said := op.Responses[fmt.Sprint(x.status)]
		if said == nil {
			said = op.Responses["default"]
		} else {
			answered[op] = true
		}
		if op.RequestBody != nil && x.status < 300 {
			check(t, doc, op.OperationID+" asks", op.RequestBody.Content, "application/json", x.ask)
		}
		if len(x.answer) > 0 && said != nil && len(said.Content) > 0 {
			check(t, doc, fmt.Sprint(op.OperationID, " answers ", x.status), said.Content, x.answerType, x.answer)
		}
	}
	for path, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Head, item.Post, item.Patch, item.Put, item.Delete} {
			if op != nil && !answered[op] {
				t.Errorf("%s %s is described and was never answered as described", op.Method, path)
			}
		}
	}
}

func operationOf(doc *huma.OpenAPI, x exchange) *huma.Operation {
	for path, item := range doc.Paths {
		pattern := regexp.MustCompile(`^` + regexp.MustCompile(`\{[a-z0-9]+\}`).ReplaceAllString(path, `[^/]+`) + `$`)
		if !pattern.MatchString(x.path) {
			continue
		}
		for _, op := range []*huma.Operation{item.Get, item.Head, item.Post, item.Patch, item.Put, item.Delete} {
			if op != nil && op.Method == x.method {
				return op
			}
		}
	}
	return nil
}

// check compares a body with its schema; one that is not JSON needs only be announced.
func check(t *testing.T, doc *huma.OpenAPI, what string, content map[string]*huma.MediaType, kind string, body []byte) {
	t.Helper()
	media := content[kind]
	if media == nil {
		t.Errorf("%s with %q, described are %v", what, kind, content)
		return
	}
	if media.Schema == nil || !slices.Contains([]string{"application/json", protocol.ProblemType}, kind) {
		return
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	res := &huma.ValidateResult{}
	huma.Validate(doc.Components.Schemas, media.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, v, res)
	for _, err := range res.Errors {
		t.Errorf("%s: %v\n%.300s", what, err, body)
	}
}

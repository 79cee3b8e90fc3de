package protocol_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

func TestSyncRequest_keepsOperationsByteForByte(t *testing.T) {
	op := json.RawMessage(`{ "id":"<b>",  "n":1 }`)
	ask := &protocol.SyncRequest{Epoch: "e", Incarnation: "i", Clock: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), Ops: []json.RawMessage{op, op}}
	body, err := ask.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := protocol.DecodeSyncRequest(body, protocol.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(ask, got); d != "" {
		t.Error(d)
	}
	lim := protocol.DefaultLimits()
	lim.Ops = 1
	if _, err := protocol.DecodeSyncRequest(body, lim); !errors.Is(err, protocol.NewProblem(protocol.TooLarge, "")) {
		t.Errorf("two operations where one is allowed: %v", err)
	}
}

func TestSyncReply_isPlainJSON(t *testing.T) {
	id := uuid.MustParse("01a205ea-be80-7000-8000-000000000001")
	reply := &protocol.SyncReply{
		Epoch: "e", Upto: 3, Cursor: "c", Through: 9, Now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC),
		Results: []protocol.Result{{Op: id, Dseq: 2, Fate: "refused", Problems: []form.Problem{protocol.OpProblem(protocol.NotInScope, nil)}}},
		Changes: []protocol.Changes{
			{Form: "a", Columns: []string{"id"}, Rows: []json.RawMessage{json.RawMessage(`["x"]`), json.RawMessage(`["y"]`)}},
			{Form: "b", Leave: []protocol.Leave{{ID: id, Seq: 9}}},
		},
	}
	body, err := reply.Encode()
	if err != nil {
		t.Fatal(err)
	}
	var got protocol.SyncReply
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(reply, &got); d != "" {
		t.Error(d)
	}
}

func TestRows_bringRecordsBack(t *testing.T) {
	lib, err := form.Parse(os.DirFS("../server/testdata/library"))
	if err != nil {
		t.Fatal(err)
	}
	f := lib.Form("service_order")
	at := time.Date(2026, 11, 23, 1, 2, 3, 456e6, time.UTC)
	who := uuid.MustParse("01a205ea-be80-7000-8000-000000000001")
	one := &record.Record{
		Record: form.Record{ID: who, Form: f.Name, Number: "SO261123-0001", Site: who, State: "planned", CreatedAt: at, CreatedBy: who, UpdatedAt: at, UpdatedBy: who,
			Values: form.Values{"customer": form.Ref{Form: "customer", ID: who}, "notes": "<门>\n口", "asked_at": at}},
		Version: 1, Rev: 3, Seq: 17, Extra: map[string]json.RawMessage{"later": json.RawMessage(`{"x":1}`)},
	}
	two := &record.Record{Record: form.Record{ID: uuid.New(), Form: f.Name, State: "done", CreatedAt: at, UpdatedAt: at, Values: form.Values{"place": "三层"}}, Version: 1, Rev: 1, Seq: 18}

	ch, err := protocol.PackRows(f, []*record.Record{one, two})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []*record.Record{one, two} {
		got, err := protocol.ReadRow(f, ch.Columns, ch.Rows[i])
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, &got); d != "" {
			t.Error(d)
		}
	}
	if _, err := protocol.ReadRow(f, ch.Columns[1:], ch.Rows[0]); err == nil {
		t.Error("a row that does not fit its columns was read")
	}
}

func TestProblem_travels(t *testing.T) {
	for _, slug := range protocol.Slugs() {
		p := protocol.NewProblem(slug, "why")
		if p.Status < 400 {
			t.Errorf("%s has status %d", slug, p.Status)
		}
		raw, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if got := protocol.ReadProblem(p.Status, bytes.NewReader(raw)); !errors.Is(got, p) || got.Key != p.Key || got.Retry != p.Retry {
			t.Errorf("%s came back as %v", slug, got)
		}
	}
	for status, slug := range map[int]protocol.Slug{401: protocol.SignIn, 404: protocol.NotFound, 418: protocol.Malformed, 429: protocol.TooManyRequests, 500: protocol.Internal, 502: protocol.Busy} {
		if p := protocol.ReadProblem(status, strings.NewReader("<html>")); p.Slug() != slug || p.Status != status {
			t.Errorf("%d from a stranger is %v", status, p)
		}
	}
	p := protocol.NewProblem(protocol.TooManyRequests, "")
	p.After = 7
	if p.GetHeaders().Get("Retry-After") != "7" || p.ContentType("") != protocol.ProblemType || p.GetStatus() != http.StatusTooManyRequests {
		t.Errorf("%+v", p.GetHeaders())
	}
}

func TestCodec_packsAndBounds(t *testing.T) {
	c, err := protocol.NewCodec(2, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	body := bytes.Repeat([]byte("外勤 "), 50000)
	packed, err := c.Pack(context.Background(), body)
	if err != nil || len(packed) > len(body)/20 {
		t.Fatalf("%d bytes, %v", len(packed), err)
	}
	if got, err := c.Unpack(context.Background(), packed); err != nil || !bytes.Equal(got, body) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	large, err := c.Pack(context.Background(), make([]byte, 1<<20+1))
	if err != nil {
		t.Fatal(err)
	}
	for name, bomb := range map[string][]byte{"large": large, "in pieces": bytes.Repeat(packed, 4)} {
		if _, err := c.Unpack(context.Background(), bomb); !errors.Is(err, protocol.NewProblem(protocol.TooLarge, "")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := c.Unpack(context.Background(), []byte("no zstd")); !errors.Is(err, protocol.NewProblem(protocol.Malformed, "")) {
		t.Errorf("%v", err)
	}
}

func TestMetadata_readsItself(t *testing.T) {
	m := protocol.Metadata{SHA256: protocol.NameOf([]byte("x")), Mime: "image/jpeg"}
	if got, err := protocol.ParseMetadata(m.String() + ",other"); err != nil || got != m {
		t.Errorf("%+v %v", got, err)
	}
	for _, bad := range []string{"", "sha256", "sha256 ***", protocol.Metadata{SHA256: "../x"}.String(), protocol.Metadata{SHA256: strings.ToUpper(m.SHA256)}.String(), strings.Repeat("a", 9999)} {
		if _, err := protocol.ParseMetadata(bad); err == nil {
			t.Errorf("took %q", bad)
		}
	}
}

func TestSeal_onlyTheServerOpens(t *testing.T) {
	if _, err := protocol.Seal([]byte("short"), "x"); err == nil {
		t.Error("sealed to half a key")
	}
	if !protocol.IsSecretRef(protocol.SecretRef("box:x")) || protocol.IsSecretRef("secret:x") || protocol.IsBox("8642") {
		t.Error("boxes and references are mixed up")
	}
	if _, err := protocol.Unseal(new([32]byte), new([32]byte), "8642"); !errors.Is(err, protocol.ErrNoBox) {
		t.Errorf("%v", err)
	}
}

func FuzzReadProblem(f *testing.F) {
	f.Add(400, []byte(`{"type":"urn:fieldline:problem:malformed"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if p := protocol.ReadProblem(status, io.Reader(bytes.NewReader(body))); p == nil || p.Error() == "" {
			t.Error("no problem at all")
		}
	})
}

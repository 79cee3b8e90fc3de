package server_test

import (
	"archive/tar"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// rescueFile writes a rescue file by hand, as a device would or, changed, as none does.
func (tb *tablet) rescueFile(change func(*protocol.RescueHead, map[string][]byte), ops ...record.Operation) []byte {
	tb.o.t.Helper()
	head := protocol.RescueHead{
		Device: tb.reply.Device, Number: tb.reply.Number, Person: tb.reply.Person, Name: tb.reply.Name, Key: tb.private.Public().(ed25519.PublicKey),
		Incarnation: tb.incarnation, Epoch: tb.reply.Epoch, Operations: len(ops),
	}
	var lines bytes.Buffer
	for _, op := range ops {
		lines.Write(tb.encode(op))
		lines.WriteByte('\n')
	}
	files := map[string][]byte{}
	change(&head, files)
	if other, ok := files[protocol.RescueOps]; ok {
		lines = *bytes.NewBuffer(other)
		delete(files, protocol.RescueOps)
	}
	raw, err := json.Marshal(&head)
	if err != nil {
		tb.o.t.Fatal(err)
	}
	var file bytes.Buffer
	sealed, err := protocol.SealRescue(&file, tb.reply.BoxKey, rand.Reader)
	if err != nil {
		tb.o.t.Fatal(err)
	}
	packed, err := zstd.NewWriter(sealed)
	if err != nil {
		tb.o.t.Fatal(err)
	}
	out := tar.NewWriter(packed)
	add := func(name string, content []byte) {
		if err := out.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content))}); err != nil {
			tb.o.t.Fatal(err)
		}
		if _, err := out.Write(content); err != nil {
			tb.o.t.Fatal(err)
		}
	}
	add(protocol.RescueDevice, raw)
	add(protocol.RescueOps, lines.Bytes())
	add(protocol.RescueSignature, ed25519.Sign(tb.private, protocol.RescueProof(raw, lines.Bytes())))
	for name, content := range files {
		add(name, content)
	}
	for _, c := range []interface{ Close() error }{out, packed, sealed} {
		if err := c.Close(); err != nil {
			tb.o.t.Fatal(err)
		}
	}
	return file.Bytes()
}

func (tb *tablet) handIn(file []byte) (*protocol.RescueReply, *protocol.Problem) {
	tb.o.t.Helper()
	raw, _, p := tb.send(http.MethodPost, protocol.PathRescue, tb.tokens.Access, nil, file)
	if p != nil {
		return nil, p
	}
	var reply protocol.RescueReply
	if err := json.Unmarshal(raw, &reply); err != nil {
		tb.o.t.Fatal(err)
	}
	return &reply, nil
}

func nothing(*protocol.RescueHead, map[string][]byte) {}

func TestRescue_takesOnlyWhatItsHeadNames(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	broken, desk := o.tablet(web, o.assistant), o.tablet(web, o.assistant)
	plan := []byte("%PDF-1.7 plan")
	sha := protocol.NameOf(plan)
	for name, change := range map[string]func(*protocol.RescueHead, map[string][]byte){
		"an attachment that is not named":      func(_ *protocol.RescueHead, files map[string][]byte) { files[protocol.RescueFiles+sha] = plan },
		"a name that leads elsewhere":          func(_ *protocol.RescueHead, files map[string][]byte) { files["../ca.key"] = plan },
		"an attachment that is named and gone": func(h *protocol.RescueHead, _ map[string][]byte) { h.Files = []protocol.RescueFile{{SHA256: sha}} },
		"an operation that is gone":            func(h *protocol.RescueHead, _ map[string][]byte) { h.Operations++ },
		"bytes that are not those of the name": func(h *protocol.RescueHead, files map[string][]byte) {
			h.Files, files[protocol.RescueFiles+sha] = []protocol.RescueFile{{SHA256: sha, Mime: "application/pdf"}}, []byte("another plan")
		},
	} {
		if reply, p := desk.handIn(broken.rescueFile(change)); p == nil || p.Status != http.StatusUnprocessableEntity && p.Slug() != protocol.ChecksumMismatch {
			t.Errorf("%s: %+v %v", name, reply, p)
		}
	}
	reply, p := desk.handIn(broken.rescueFile(func(h *protocol.RescueHead, files map[string][]byte) {
		h.Files, files[protocol.RescueFiles+sha] = []protocol.RescueFile{{SHA256: sha, Mime: "application/pdf"}}, plan
	}))
	if p != nil || reply.Files != 1 {
		t.Errorf("%+v %v", reply, p)
	}
	o.verify()
}

func TestRescue_isJudgedAsIfTheDeviceHadSentIt(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	broken, desk := o.tablet(web, o.zhou), o.tablet(web, o.assistant)
	mine, foreign := o.order(o.customer("一号"), o.zhou), o.order(o.customer("二号"), o.lin)
	broken.sync()
	set := func(id form.ID, actor form.ID) record.Operation {
		op := broken.op(record.Part{Kind: record.Set, Form: "service_order", ID: id, Values: form.Values{"notes": "救回来的"}})
		op.Actor = actor
		return op
	}

	reply, p := desk.handIn(broken.rescueFile(nothing, set(mine, o.zhou), set(foreign, o.zhou), set(mine, o.admin)))

	if p != nil || reply.New != 3 || reply.Refused != 2 {
		t.Fatalf("%+v %v", reply, p)
	}
	if got := o.record("service_order", mine).Values["notes"]; got != "救回来的" {
		t.Errorf("the order says %v", got)
	}
	if got := o.record("service_order", foreign).Values["notes"]; got != nil {
		t.Errorf("a foreign order says %v", got)
	}
	o.verify()
}

func TestRescue_isBounded(t *testing.T) {
	o := newOffice(t)
	desk := o.tablet(o.serve(), o.assistant)
	if _, p := desk.handIn(bytes.Repeat([]byte("x"), 64<<20+1)); p == nil || p.Slug() != protocol.TooLarge {
		t.Errorf("a file of more than 64 MiB: %v", p)
	}
	bomb := desk.rescueFile(func(_ *protocol.RescueHead, files map[string][]byte) {
		files[protocol.RescueFiles+strings.Repeat("0", 64)] = make([]byte, 64<<20)
	})
	if _, p := desk.handIn(bomb); len(bomb) > 64<<10 || p == nil || p.Slug() != protocol.RescueDamaged {
		t.Errorf("%d bytes that grow: %v", len(bomb), p)
	}
}

// A small file may hold much: whose it is and whether that device signed it is found out
// without keeping what it unpacks to, and there is an end to it.
func TestRescue_ofMuchTakesLittleMemory(t *testing.T) {
	o := newOffice(t)
	desk := o.tablet(o.serve(), o.assistant)
	held := int(protocol.DefaultLimits().RescueHeld)
	for name, tc := range map[string]struct {
		bytes   int
		unknown bool
		slug    protocol.Slug
	}{
		"of a device nobody knows":       {held - 1<<20, true, protocol.RescueUnknown},
		"lines that are no operations":   {held - 1<<20, false, protocol.RescueDamaged},
		"more than comes over the wire":  {held, false, protocol.TooLarge},
		"far more than over the wire":    {2 * held, false, protocol.TooLarge},
		"one operation that has no end":  {0, false, protocol.TooLarge},
		"lines, of a device, and signed": {held / 2, false, protocol.RescueDamaged},
	} {
		file := desk.rescueFile(func(h *protocol.RescueHead, files map[string][]byte) {
			if files[protocol.RescueOps] = bytes.Repeat([]byte("\n"), tc.bytes); tc.bytes == 0 {
				files[protocol.RescueOps], h.Operations = bytes.Repeat([]byte(" "), held/2), 1
			}
			if tc.unknown {
				h.Device = o.newID()
			}
		})
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)

		_, p := desk.handIn(file)

		runtime.ReadMemStats(&after)
		if p == nil || p.Slug() != tc.slug {
			t.Errorf("%s: %v", name, p)
		}
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 64 {
			t.Errorf("%s: %d bytes take %d MiB", name, len(file), took)
		}
	}
}

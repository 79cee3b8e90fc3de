package device_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

func TestSecrets_neverLieInTheClear(t *testing.T) {
	dir := t.TempDir()
	lib := newer(t, "customer.yaml", "  phone:   {", "  pin: {type: secret, zh: 密码, en: PIN}\n  codes: {type: table, zh: 密码本, en: Codes, of: {code: {type: secret, zh: 密码, en: Code}}}\n  phone:   {",
		"create: technical_assistant", "create: technical_assistant\nby: [technical_assistant, engineer]")
	tb := newTabletIn(t, dir, lib)
	if _, err := tb.Seal("CANARY"); !errors.Is(err, device.ErrNoKey) {
		t.Errorf("without the server's key: %v", err)
	}
	public, private, err := box.GenerateKey(rand.Reader)
	tb.must(err)
	id := tb.Identity()
	id.BoxKey = public[:]
	tb.must(tb.SetIdentity(ctx, id))
	set := func(pin string) record.Part {
		return record.Part{Kind: record.Set, Form: "customer", ID: tb.customer.ID, Values: form.Values{"pin": pin}}
	}

	out, err := tb.Do(ctx, set("CANARY"))
	if err != nil || out.Fate != record.Refused || out.Problems[0].Key != device.KeyOpenSecret || out.Problems[0].Field != "pin" {
		t.Errorf("in the clear: %+v, %v", out, err)
	}
	row := form.Row{ID: "1", Values: form.Values{"code": "CANARY"}}
	for name, p := range map[string]record.Part{
		"a row that is added": {Kind: record.Add, Table: "codes", Row: row},
		"a table":             {Kind: record.Set, Values: form.Values{"codes": []form.Row{row}}},
	} {
		p.Form, p.ID = "customer", tb.customer.ID
		out, err := tb.Do(ctx, p)
		if err != nil || out.Fate != record.Refused || out.Problems[0].Key != device.KeyOpenSecret || out.Problems[0].Field != "codes.code" {
			t.Errorf("%s in the clear: %+v, %v", name, out, err)
		}
	}
	tb.must(tb.SaveDraft(ctx, "customer", tb.customer.ID, device.Draft{Values: form.Values{"pin": "CANARY", "name": "新名"}, Raw: map[string]string{"pin": "CANARY", "phone": "1"}}))
	if d, err := tb.Draft(ctx, "customer", tb.customer.ID); err != nil || d.Values["pin"] != nil || d.Values["name"] != "新名" || len(d.Raw) != 1 {
		t.Errorf("the draft is %+v, %v", d, err)
	}
	sealed, err := tb.Seal("CANARY")
	tb.must(err)
	tb.do(set(sealed))
	if secret, err := protocol.Unseal(public, private, tb.get("customer", tb.customer.ID).Values["pin"].(string)); err != nil || secret != "CANARY" {
		t.Errorf("the server reads %q, %v", secret, err)
	}

	tb.must(filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte("CANARY")) {
			t.Errorf("%s holds the secret", path)
		}
		return err
	}))
}

func TestDigest_isOfWhatTheServerConfirmed(t *testing.T) {
	one, two := newTablet(t), newTablet(t)
	before, err := one.Digest(ctx)
	one.must(err)
	two.pull(two.card, two.order) // again, in another order
	if same, err := two.Digest(ctx); err != nil || same != before || same.Count != 6 {
		t.Errorf("the same records give %+v and %+v, %v", before, same, err)
	}

	one.do(one.findings("外线"))
	if pending, err := one.Digest(ctx); err != nil || pending != before {
		t.Errorf("pending work changes it: %+v, %v", pending, err)
	}
	one.must(one.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 1, Cursor: "c", Through: 1}))
	settled, err := one.Digest(ctx)
	if err != nil || settled == before || settled.Count != 6 {
		t.Errorf("settled work does not: %+v, %v", settled, err)
	}
	theirs := two.card
	theirs.Rev = 2
	two.pull(theirs)
	if pulled, err := two.Digest(ctx); err != nil || pulled != settled {
		t.Errorf("who pulled it has %+v, %v", pulled, err)
	}
}

func TestOpen_sweepsWhatNothingNames(t *testing.T) {
	dir := t.TempDir()
	tb := newTabletIn(t, dir, library(t))
	used, err := tb.PutAttachment(ctx, strings.NewReader("used"), "a.txt")
	tb.must(err)
	drafted, err := tb.PutAttachment(ctx, strings.NewReader("drafted"), "b.txt")
	tb.must(err)
	unused, err := tb.PutAttachment(ctx, strings.NewReader("unused"), "c.txt")
	tb.must(err)
	tb.do(record.Part{Kind: record.Set, Form: "card", ID: tb.card.ID, Values: form.Values{"manual": used}})
	tb.must(tb.SaveDraft(ctx, "card", tb.card.ID, device.Draft{Values: form.Values{"manual": drafted}}))
	tb.must(os.WriteFile(filepath.Join(dir, "blobs", "half.part"), []byte("x"), 0o600))
	tb.must(tb.Close())

	tb.now = tb.now.Add(31 * 24 * time.Hour)
	tb.Store, err = device.Open(ctx, dir, nil, tb.config())
	tb.must(err)

	for _, c := range []struct {
		sha  string
		here bool
	}{{used.SHA256, true}, {drafted.SHA256, true}, {unused.SHA256, false}} {
		if _, err := tb.Attachment(ctx, c.sha); (err == nil) != c.here {
			t.Errorf("%s: %v", c.sha, err)
		}
	}
	files, err := os.ReadDir(filepath.Join(dir, "blobs"))
	if err != nil || len(files) != 2 {
		t.Errorf("%d files are left, %v", len(files), err)
	}
}

func TestStore_isSafeForConcurrentUse(t *testing.T) {
	tb := newTablet(t)
	store, card := tb.Store, tb.card.ID
	stop := tb.Watch(func(c device.Change) { // a screen that redraws
		if c.Has("card", card) {
			if _, err := store.Record(ctx, "card", card); err != nil {
				t.Error(err)
			}
		}
	})
	defer stop()
	lib := newer(t, "card.yaml", "form: card\n", "form: card\nversion: 2\n", "findings: {", "colour: {type: text, zh: 颜色, en: Colour}\n      findings: {")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 25 {
				out, err := store.Do(ctx, record.Part{Kind: record.Set, Form: "card", ID: card, Values: form.Values{"findings": "外线"}})
				if err != nil || out.Fate != record.Applied {
					t.Errorf("%+v, %v", out, err)
				}
			}
		})
		all.Go(func() {
			for range 25 {
				if _, err := store.List(ctx, device.Query{Form: "card", List: "due"}); err != nil {
					t.Error(err)
				}
				if _, err := store.Outbox(ctx); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Go(func() {
		if err := store.SetLibrary(ctx, lib); err != nil {
			t.Error(err)
		}
	})
	all.Wait()

	if batch, err := store.Pending(ctx, 1000, 1<<20); err != nil || len(batch.Ops) != 100 {
		t.Errorf("%d operations wait, %v", len(batch.Ops), err)
	}
}

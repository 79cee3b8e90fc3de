package device_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// newer is the test library with pieces of a file replaced.
func newer(t *testing.T, file string, oldNew ...string) *form.Library {
	t.Helper()
	fsys := fstest.MapFS{}
	entries, err := os.ReadDir("../table/testdata/library")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile("../table/testdata/library/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if e.Name() == file {
			b = []byte(strings.NewReplacer(oldNew...).Replace(string(b)))
		}
		fsys[e.Name()] = &fstest.MapFile{Data: b}
	}
	lib, err := form.Parse(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func TestSetLibrary_bringsPendingWorkAlong(t *testing.T) {
	tb := newTablet(t)
	old := tb.Library()
	tb.do(tb.findings("外线"))
	tb.must(tb.SaveDraft(ctx, "card", tb.card.ID, device.Draft{Values: form.Values{"passed": true}, Focus: "passed"}))
	theirs := tb.card
	theirs.Rev, theirs.Extra = 2, map[string]json.RawMessage{"colour": json.RawMessage(`"红"`)}
	tb.pull(theirs)
	told := 0
	tb.Watch(func(c device.Change) {
		if c.Library {
			told++
		}
	})

	lib := newer(t, "card.yaml", "form: card\n", "form: card\nversion: 2\n",
		"findings: {type: note,", "colour: {type: text, zh: 颜色, en: Colour}\n      noticed: {type: note, was: findings,", "customer.name, findings]", "customer.name, noticed]")
	tb.must(tb.SetLibrary(ctx, lib))

	rec := tb.get("card", tb.card.ID)
	if rec.Values["noticed"] != "外线" || rec.Values["colour"] != "红" || rec.Rev != 3 || len(rec.Extra) != 0 {
		t.Errorf("the card is %+v, extra %v", rec, rec.Extra)
	}
	if told != 1 || tb.Library().SHA256 != lib.SHA256 || tb.SyncState().Library != lib.SHA256 {
		t.Errorf("told %d times", told)
	}
	if d, err := tb.Draft(ctx, "card", tb.card.ID); err != nil || d.Values["passed"] != true || d.Library != old.SHA256 {
		t.Errorf("the draft is %+v, %v", d, err)
	}
	if has, err := tb.HasLibrary(ctx, old.SHA256); err != nil || !has {
		t.Errorf("the former library, that work waits by: %v", err)
	}
	tb.do(record.Part{Kind: record.Set, Form: "card", ID: tb.card.ID, Values: form.Values{"noticed": "外线环流", "colour": "蓝"}})
	if ops := tb.sendable(); len(ops) != 2 {
		t.Fatalf("%d operations wait", len(ops))
	}
	tb.must(tb.DropDraft(ctx, "card", tb.card.ID))
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Upto: 2, Cursor: "c", Through: 1}))
	if has, err := tb.HasLibrary(ctx, old.SHA256); err != nil || has {
		t.Errorf("nobody names the former library any more, yet it stays: %v", err)
	}
}

func TestSetLibrary_thatDoesNotFitChangesNothing(t *testing.T) {
	tb := newTablet(t)
	old := tb.Library()
	tb.do(tb.findings("外线"))

	lib := newer(t, "card.yaml", "passed:   {type: yes_no,", "passed:   {type: note,")
	if err := tb.SetLibrary(ctx, lib); err == nil {
		t.Fatal("a yes or no became a note")
	}

	if tb.Library().SHA256 != old.SHA256 {
		t.Error("it is in force")
	}
	if rec := tb.get("card", tb.card.ID); rec.Values["findings"] != "外线" {
		t.Errorf("the card is %+v", rec.Values)
	}
	tb.do(tb.findings("外线环流"))
}

// What is typed into a field goes along when the field gets another name, also from a screen
// that was open meanwhile; forms that lack the field lose nothing of it.
func TestSetLibrary_bringsWhatIsTypedAlong(t *testing.T) {
	tb := newTablet(t)
	typed := device.Draft{Values: form.Values{"findings": "外线环流，三段话", "passed": true}, Was: form.Values{"findings": "外线"},
		Raw: map[string]string{"findings": "外线环"}, Focus: "findings", Base: 1}
	tb.must(tb.SaveDraft(ctx, "card", tb.card.ID, typed))
	forms := func(version, further string) *form.Library {
		t.Helper()
		return newer(t, "card.yaml", "form: card\n", "form: card\nversion: "+version+"\n",
			"findings: {type: note,", further+"noticed: {type: note, was: findings,", "customer.name, findings]", "customer.name, noticed]")
	}
	const colour = "colour: {type: text, zh: 颜色, en: Colour}\n      "
	draft := func() device.Draft {
		t.Helper()
		d, err := tb.Draft(ctx, "card", tb.card.ID)
		tb.must(err)
		return d
	}
	tb.must(tb.SetLibrary(ctx, forms("2", colour)))

	if d := draft(); d.Values["noticed"] != "外线环流，三段话" || d.Was["noticed"] != "外线" || d.Raw["noticed"] != "外线环" || d.Focus != "noticed" || d.Values["passed"] != true {
		t.Errorf("by the new forms the draft is %+v", d)
	}
	typed.Values["findings"] = "外线环流，四段话"
	tb.must(tb.SaveDraft(ctx, "card", tb.card.ID, typed))
	d := draft()
	if d.Values["noticed"] != "外线环流，四段话" || len(d.Values) != 2 {
		t.Errorf("from the open screen the draft is %+v", d)
	}

	d.Values["colour"] = "红"
	tb.must(tb.SaveDraft(ctx, "card", tb.card.ID, d))
	tb.must(tb.SetLibrary(ctx, forms("3", "")))
	d = draft()
	if d.Values["passed"] != true || len(d.Values) != 2 {
		t.Errorf("by forms without a colour the draft is %+v", d)
	}
	d.Values["passed"] = false
	tb.must(tb.SaveDraft(ctx, "card", tb.card.ID, d))
	tb.must(tb.SetLibrary(ctx, forms("4", colour)))
	if d := draft(); d.Values["noticed"] != "外线环流，四段话" || d.Values["colour"] != "红" || d.Values["passed"] != false {
		t.Errorf("by forms with a colour again the draft is %+v", d)
	}
}

package server_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"fieldline/forms/form"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
)

// A cursor names sets of audiences: one that was made up, or given to somebody else, must
// tell nobody which records there are that he does not see.
func TestCursor_madeUpTellsNothing(t *testing.T) {
	o := newOffice(t)
	web := o.serve()
	zhou, assistant := o.tablet(web, o.zhou), o.tablet(web, o.assistant)
	o.order(o.customer("周的客户"), o.zhou)
	foreign := o.order(o.customer("林的客户"), o.lin)
	lin := o.tablet(web, o.lin)
	for _, tb := range []*tablet{zhou, lin, assistant} {
		tb.sync()
	}
	if zhou.holds("service_order", foreign) || !assistant.holds("service_order", foreign) {
		t.Fatal("who sees the order is not as it should be")
	}
	try := func(name, cursor string) {
		t.Helper()
		ask := zhou.request()
		ask.Cursor = cursor
		reply, p := zhou.ask(ask)
		if p != nil {
			wantSlug(t, p, protocol.CursorExpired)
			return
		}
		for _, changes := range reply.Changes {
			for _, leave := range changes.Leave {
				if leave.ID == foreign {
					t.Errorf("%s: he hears of order %s", name, leave.ID)
				}
			}
		}
	}
	try("another device's", assistant.cursor)
	text, mark, _ := strings.Cut(zhou.cursor, ".")
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	var given map[string]any
	if err := json.Unmarshal(raw, &given); err != nil {
		t.Fatal(err)
	}
	for set := range 8 {
		for name, change := range map[string]map[string]any{
			"it had a set":            {"a": set},
			"it hands back a set":     {"h": set, "p": 1, "t": given["a"]},
			"it is to enter by a set": {"a": set, "p": 2, "t": given["a"]},
		} {
			made := maps.Clone(given)
			maps.Copy(made, change)
			b, err := json.Marshal(made)
			if err != nil {
				t.Fatal(err)
			}
			try(name, base64.RawURLEncoding.EncodeToString(b))
			try(name+", with a mark", base64.RawURLEncoding.EncodeToString(b)+"."+mark)
		}
	}
}

// A cursor of an earlier program has no seal: it goes on where its person still reads the
// same, and begins anew where that has changed.
func TestCursor_ofAnEarlierProgramGoesOn(t *testing.T) {
	o := newOffice(t)
	desk := o.tablet(o.serve(), o.assistant)
	first := o.order(o.customer("一号"), o.zhou)
	desk.sync()
	second := o.order(o.customer("二号"), o.zhou)
	desk.cursor, _, _ = strings.Cut(desk.cursor, ".")

	got := desk.sync()

	if !desk.holds("service_order", second) {
		t.Error("what is new did not come")
	}
	for _, changes := range got.Changes {
		for _, row := range changes.Rows {
			if strings.Contains(string(row), first.String()) {
				t.Error("what it has came once more")
			}
		}
	}
	if !strings.Contains(desk.cursor, ".") {
		t.Errorf("it is given %s", desk.cursor)
	}

	desk.cursor, _, _ = strings.Cut(desk.cursor, ".")
	o.do(o.admin, record.Part{Kind: record.Set, Form: "person", ID: o.assistant, Values: form.Values{"posts": []form.Row{
		{ID: o.newID().String(), Values: form.Values{"role": "technical_assistant", "site": ref("site", o.south)}},
	}}})
	_, p := desk.ask(desk.request())
	wantSlug(t, p, protocol.CursorExpired)
}

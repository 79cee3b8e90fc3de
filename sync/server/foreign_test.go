package server_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fieldline/forms/form"
	forms "fieldline/forms/library"
	"fieldline/sync/demo"
	"fieldline/sync/protocol"
	"fieldline/sync/record"
	"fieldline/sync/server"
)

// town is a whole company on real forms, at nine in the morning of its today.
type town struct {
	*office
	demo.Company
	web *httptest.Server
	all map[form.Ref]int64
}

func newTown(t *testing.T) *town {
	t.Helper()
	lib, err := forms.Open()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, now: morning.AddDate(0, 0, 1)}
	now := func() time.Time { return o.now }
	o.cfg = server.Config{Dir: t.TempDir(), Library: lib, URL: "https://127.0.0.1:8787", Careless: true, Now: now}
	o.open()
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &town{office: o}
	if w.Company, err = demo.Fill(ctx, o.Server, demo.Config{Seed: 1, Day: "2026-11-24", Scale: 0.02, Now: now}); err != nil {
		t.Fatal(err)
	}
	w.web = o.serve()
	w.refresh()
	return w
}

func (w *town) refresh() {
	w.t.Helper()
	var err error
	if w.all, err = w.Revisions(ctx); err != nil {
		w.t.Fatal(err)
	}
}

// sorted lists all records, always in the same order.
func (w *town) sorted() []form.Ref {
	return slices.SortedFunc(maps.Keys(w.all), func(a, b form.Ref) int {
		return cmp.Or(strings.Compare(a.Form, b.Form), slices.Compare(a.ID[:], b.ID[:]))
	})
}

// foreign returns some records of each form that a tablet does not hold and never held:
// of those that left, it may know that they are there.
func (w *town) foreign(tb *tablet, most int) []form.Ref {
	left, err := w.Left(ctx, tb.reply.Person)
	if err != nil {
		w.t.Fatal(err)
	}
	var refs []form.Ref
	counts := map[string]int{}
	for _, ref := range slices.SortedFunc(maps.Keys(w.all), func(a, b form.Ref) int {
		return cmp.Or(strings.Compare(a.Form, b.Form), slices.Compare(a.ID[:], b.ID[:]))
	}) {
		_, mine := tb.have[ref]
		_, was := left[ref]
		if !mine && !was && counts[ref.Form] < most {
			counts[ref.Form]++
			refs = append(refs, ref)
		}
	}
	return refs
}

// attempts are the acts that could touch a record: a field set, a row added, every
// action done, and a record of every form that could point to it.
func attempts(lib *form.Library, to form.Ref) []record.Part {
	var parts []record.Part
	f := lib.Form(to.Form)
	for _, field := range f.Fields() {
		switch field.Type {
		case form.Text, form.Note:
			parts = append(parts, record.Part{Kind: record.Set, Form: to.Form, ID: to.ID, Values: form.Values{field.Name: "x"}})
		case form.Table:
			parts = append(parts, record.Part{Kind: record.Add, Form: to.Form, ID: to.ID, Table: field.Name, Row: form.Row{ID: "r"}})
		}
	}
	for _, a := range f.Actions {
		parts = append(parts, record.Part{Kind: record.Act, Form: to.Form, ID: to.ID, Action: a.Name})
	}
	for _, other := range lib.Forms {
		for _, field := range other.Fields() {
			if field.Type == form.RefType && slices.Contains(field.Forms, to.Form) {
				parts = append(parts, record.Part{Kind: record.Create, Form: other.Name, Values: form.Values{field.Name: to}})
			}
		}
	}
	return parts
}

// answers sends acts and returns what became of each, by its dseq; what names records
// is left out.
func (w *town) answers(tb *tablet, parts []record.Part) []string {
	w.t.Helper()
	var ops []record.Operation
	for _, p := range parts {
		ops = append(ops, tb.op(p))
	}
	said := map[int64]string{}
	for _, res := range tb.sync(ops...).Results {
		said[res.Dseq] = string(res.Fate)
		for _, p := range res.Problems {
			said[res.Dseq] += fmt.Sprintf(" %s %s", p.Key, p.Field)
		}
	}
	all := make([]string, len(ops))
	for i, op := range ops {
		all[i] = said[op.Dseq]
	}
	return all
}

// Whoever a device speaks for, what is not his is answered as if it were not there, at
// every endpoint, and stays as it is (OWASP API1 and API3 of 2023).
func TestForeign_isAnsweredLikeAbsent(t *testing.T) {
	w := newTown(t)
	sealed := w.seal()
	w.refresh()
	for _, role := range w.Library().Roles {
		holder, ok := w.Holder(role.Word, form.ID{})
		if !ok {
			continue
		}
		t.Run(role.Word, func(t *testing.T) {
			tb := w.tablet(w.web, holder.ID)
			tb.sync()
			visible, err := w.Visible(ctx, holder.ID)
			if err != nil {
				t.Fatal(err)
			}
			if held := slices.Collect(maps.Keys(tb.have)); len(held) != len(visible) {
				t.Errorf("he reads %d records, the feed gives him %d", len(held), len(visible))
			}
			w.tryOperations(t, tb)
			w.tryAttachments(t, tb)
			w.trySecret(t, tb, sealed)
		})
	}
	before := w.all
	w.refresh()
	for ref, rev := range before {
		if w.all[ref] != rev {
			t.Errorf("%v was at revision %d and is at %d", ref, rev, w.all[ref])
		}
	}
	w.verify()
}

func (w *town) tryOperations(t *testing.T, tb *tablet) {
	lib := w.Library()
	const perForm = 2
	for _, ref := range w.foreign(tb, perForm) {
		there := attempts(lib, ref)
		absent := attempts(lib, form.Ref{Form: ref.Form, ID: w.newID()})
		got, want := w.answers(tb, there), w.answers(tb, absent)
		for i := range got {
			switch {
			case got[i] != want[i]:
				t.Errorf("%s %s of %v: %q, absent: %q", there[i].Kind, there[i].Action, ref, got[i], want[i])
			case !strings.HasPrefix(got[i], string(record.Refused)):
				t.Errorf("%s %s %v of the foreign %v: %q", there[i].Kind, there[i].Action, there[i].Values, ref, got[i])
			}
		}
	}
}

// plain is an answer without what differs between any two requests.
func plain(p *protocol.Problem) any {
	if p == nil {
		return "served"
	}
	bare := *p
	bare.Detail = ""
	return bare
}

func (w *town) tryAttachments(t *testing.T, tb *tablet) {
	mine, theirs := map[string]bool{}, map[string]bool{}
	for ref := range w.all {
		rec := w.record(ref.Form, ref.ID)
		into := theirs
		if _, ok := tb.have[ref]; ok {
			into = mine
		}
		for _, sha := range hashes(rec.Values) {
			into[sha] = true
		}
	}
	tried := 0
	for _, sha := range slices.Sorted(maps.Keys(theirs)) {
		if mine[sha] {
			continue
		}
		tried++
		_, _, p := tb.send(http.MethodGet, protocol.PathBlobs+sha, tb.tokens.Access, nil, nil)
		_, _, absent := tb.send(http.MethodGet, protocol.PathBlobs+strings.Repeat("0", 64), tb.tokens.Access, nil, nil)
		if !reflect.DeepEqual(plain(p), plain(absent)) || p.Slug() != protocol.NotFound {
			t.Errorf("the foreign attachment %s: %v, absent: %v", sha, p, absent)
		}
		var have protocol.HaveReply
		if p := tb.post(protocol.PathHave, tb.tokens.Access, protocol.HaveRequest{SHA256: []string{sha}}, &have); p != nil || len(have.Have) != 0 {
			t.Errorf("it is told whether %s is here: %v %v", sha, have, p)
		}
		if tried == 5 {
			break
		}
	}
}

// hashes are the attachments that values name.
func hashes(values form.Values) []string {
	var all []string
	for _, v := range values {
		switch v := v.(type) {
		case form.Attachment:
			all = append(all, v.SHA256)
		case []form.Attachment:
			for _, a := range v {
				all = append(all, a.SHA256)
			}
		case form.Signature:
			all = append(all, v.SHA256)
		case []form.Row:
			for _, row := range v {
				all = append(all, hashes(row.Values)...)
			}
		}
	}
	return all
}

// seal makes a configuration with a secret in it.
func (w *town) seal() form.Ref {
	w.t.Helper()
	keeper := w.tablet(w.web, w.keeper())
	keeper.sync()
	box, err := protocol.Seal(keeper.reply.BoxKey, "8-6-4-2")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, unit := range w.sorted() {
		if unit.Form == forms.DialerUnit && keeper.have[unit].State == forms.DialerUnitInStock {
			id := w.create(w.keeper(), forms.DialerConfig, form.Values{forms.DialerConfigUnit: unit, forms.DialerConfigPin: box})
			return form.Ref{Form: forms.DialerConfig, ID: id}
		}
	}
	w.t.Fatal("no dialer is in stock")
	return form.Ref{}
}

func (w *town) keeper() form.ID {
	w.t.Helper()
	p, ok := w.Holder(forms.RoleStockKeeper, form.ID{})
	if !ok {
		w.t.Fatal("nobody keeps the stock")
	}
	return p.ID
}

// trySecret asks for a secret that is there, and for it in a record that is not.
func (w *town) trySecret(t *testing.T, tb *tablet, ref form.Ref) {
	if _, mine := tb.have[ref]; mine {
		return
	}
	secret, ok := w.record(ref.Form, ref.ID).Values[forms.DialerConfigPin].(string)
	if !ok || secret == "" {
		t.Fatal("the secret is gone")
	}
	ask := func(id form.ID) *protocol.Problem {
		var reply protocol.RevealReply
		return tb.post(protocol.PathSecrets+secret+"/reveal", tb.tokens.Access,
			protocol.RevealRequest{Form: ref.Form, ID: id, Field: forms.DialerConfigPin, Reason: "试一试"}, &reply)
	}
	if got, want := ask(ref.ID), ask(w.newID()); got == nil || !reflect.DeepEqual(plain(got), plain(want)) {
		t.Errorf("a foreign secret: %v, absent: %v", got, want)
	}
}

// other is a value that a field of its type takes and a record does not hold, nil for
// types that need more than one.
func other(field *form.Field, rec *record.Record) any {
	switch field.Type {
	case form.Text, form.Note:
		return "x"
	case form.Integer, form.Rating:
		return int64(987654)
	case form.YesNo:
		return rec.Values[field.Name] != true
	case form.DateTime:
		return morning.Add(time.Millisecond)
	case form.Person:
		return form.ID{1}
	}
	return nil
}

// mayWrite tells whether a field's list of writers leaves room for a role at all; who a
// record names counts as room.
func mayWrite(field *form.Field, role string) bool {
	if field.System || field.Calc != nil || field.Type == form.Lookup {
		return false
	}
	return len(field.By) == 0 || slices.ContainsFunc(field.By, func(w form.Who) bool {
		return w.Kind != form.WhoSystem && (w.Kind != form.WhoRole || w.Role == role)
	})
}

// envelope are names that only the server writes, and names that no form has.
var envelope = []string{"state", "number", "rev", "seq", "site", "created_by", "created_at", "updated_by", "id", "actor", "price", "role_"}

// A field is written by those whom its form names, whatever a device sends; what the
// server keeps beside the fields is written by nobody.
func TestFields_ofOthersAreRefused(t *testing.T) {
	w := newTown(t)
	for _, role := range w.Library().Roles {
		holder, ok := w.Holder(role.Word, form.ID{})
		if !ok {
			continue
		}
		t.Run(role.Word, func(t *testing.T) {
			tb := w.tablet(w.web, holder.ID)
			tb.sync()
			var parts []record.Part
			tried := map[[2]string]bool{}
			for _, ref := range w.sorted() {
				rec, mine := tb.have[ref]
				if kind := [2]string{ref.Form, rec.State}; !mine || tried[kind] {
					continue
				} else {
					tried[kind] = true
				}
				for _, field := range w.Library().Form(ref.Form).Fields() {
					if v := other(field, &rec); v != nil && !mayWrite(field, role.Word) {
						parts = append(parts, record.Part{Kind: record.Set, Form: ref.Form, ID: ref.ID, Values: form.Values{field.Name: v}})
					}
				}
				for _, name := range envelope {
					if w.Library().Form(ref.Form).Field(name) == nil {
						parts = append(parts, record.Part{Kind: record.Set, Form: ref.Form, ID: ref.ID, Extra: map[string]json.RawMessage{name: json.RawMessage(`"x"`)}})
					}
				}
			}
			for i, answer := range w.answers(tb, parts) {
				if !strings.HasPrefix(answer, string(record.Refused)) {
					t.Errorf("%v %v of %s %v: %q", parts[i].Values, parts[i].Extra, parts[i].Form, parts[i].ID, answer)
				}
			}
		})
	}
	before := w.all
	w.refresh()
	maps.DeleteFunc(w.all, func(ref form.Ref, _ int64) bool { return ref.Form == record.Review }) // what was refused is told to the office
	if !maps.Equal(before, w.all) {
		t.Error("records changed")
	}
	w.verify()
}

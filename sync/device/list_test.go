package device_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fieldline/forms/form"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

func TestList_showsAListOfTheForm(t *testing.T) {
	tb := newTablet(t)
	other := tb.record("service_order", "accepted", form.Values{"kind": "install", "engineer": tb.assistant})
	draft := tb.record("service_order", "draft", form.Values{"kind": "install", "engineer": tb.engineer})
	tb.pull(other, draft)
	tb.do(record.Part{Kind: record.Set, Form: "service_order", ID: tb.order.ID, Values: form.Values{"fault": "杂音"}})

	page, err := tb.List(ctx, device.Query{Form: "service_order", List: "mine"})

	if err != nil || len(page.Rows) != 1 || page.Next != "" {
		t.Fatalf("got %+v, %v", page, err)
	}
	row := page.Rows[0]
	if row.Record.ID != tb.order.ID || row.Name != "SO261123-0001" || !row.Pending || row.NeedsYou {
		t.Errorf("the row is %+v", row)
	}
	if row.Cells["customer.name"].Value != "海宁网络科技" || row.Cells["kind"].Value != "repair" || row.Cells["state"].Value != "accepted" {
		t.Errorf("its cells are %+v", row.Cells)
	}
	for want, q := range map[int]device.Query{
		0: {Form: "service_order", List: "mine", State: "assigned"}, 3: {Form: "service_order", List: "all"},
		1: {Form: "service_order", List: "all", Search: "hnwl"}, 2: {Form: "service_order", States: []string{"accepted"}},
	} {
		if n, err := tb.Count(ctx, q); err != nil || n != want {
			t.Errorf("%+v finds %d, %v", q, n, err)
		}
	}
	if _, err := tb.List(ctx, device.Query{Form: "service_order", List: "nobody"}); err == nil {
		t.Error("a list that is not there passed")
	}
}

// A list with groups shows one group after the other, each in the list's order, whatever
// the size of a page: states as the form has them, people by their sound, nobody last.
func TestList_partedPagesThroughGroupAfterGroup(t *testing.T) {
	tb := newTablet(t)
	an := tb.record("person", "", form.Values{"name": "安小明"})
	zuo := tb.record("person", "", form.Values{"name": "左志远"})
	recs := []record.Record{an, zuo}
	holders := []form.ID{zuo.ID, an.ID, tb.engineer, {}}
	states := []string{"closed", "accepted", "draft", "assigned", "accepted"}
	for i := range 40 {
		values := form.Values{"kind": "repair", "planned_start": morning.Add(time.Duration(i*7%40) * time.Minute)}
		if who := holders[i%4]; who != (form.ID{}) {
			values["engineer"] = who
		}
		recs = append(recs, tb.record("service_order", states[i%5], values))
	}
	tb.pull(recs...)

	for list, want := range map[string][]string{
		"whose": {"安小明 10", "周建明 11", "左志远 10", " 10"},
		"stand": {"draft 8", "assigned 8", "accepted 17", "closed 8"},
	} {
		q := device.Query{Form: "service_order", List: list, Parted: true, Limit: 1000}
		all, err := tb.List(ctx, q)
		if err != nil || len(all.Rows) != 41 || all.Next != "" {
			t.Fatalf("%s: %d rows, next %q, %v", list, len(all.Rows), all.Next, err)
		}
		var heads []string
		for _, g := range all.Groups {
			said := g.Cell.Text
			if state, ok := g.Cell.Value.(string); ok {
				said = state
			}
			heads = append(heads, fmt.Sprintf("%s %d", said, g.Count))
		}
		if !slices.Equal(heads, want) {
			t.Errorf("%s is parted into %v, want %v", list, heads, want)
		}
		for i, row := range all.Rows[1:] {
			before := all.Rows[i]
			if row.Group < before.Group || row.Group == before.Group && startOf(row).Before(startOf(before)) {
				t.Errorf("%s: row %d of group %d stands behind one of group %d", list, i+1, row.Group, before.Group)
			}
		}
		for _, limit := range []int{1, 8, 10, 11, 40} {
			q.Limit, q.After = limit, ""
			var got []device.Row
			for {
				page, err := tb.List(ctx, q)
				tb.must(err)
				got = append(got, page.Rows...)
				if q.After = page.Next; q.After == "" {
					break
				}
			}
			same := slices.EqualFunc(got, all.Rows, func(a, b device.Row) bool { return a.Record.ID == b.Record.ID && a.Group == b.Group })
			if !same {
				t.Errorf("%s: in pages of %d there are %d rows, and they differ", list, limit, len(got))
			}
		}
	}
}

func startOf(r device.Row) time.Time {
	at, _ := r.Record.Values["planned_start"].(time.Time)
	return at
}

func TestList_pagesOverTenThousandRows(t *testing.T) {
	tb := newTablet(t)
	var recs []record.Record
	for i := range 10_000 {
		rec := tb.record("service_order", "accepted", form.Values{"kind": "repair", "engineer": tb.engineer,
			"customer": form.Ref{Form: "customer", ID: tb.customer.ID}, "planned_start": morning.Add(time.Duration(i/3) * time.Minute)})
		rec.Number = fmt.Sprintf("SO261123-%04d", i+2)
		recs = append(recs, rec)
	}
	tb.pull(recs...)

	q := device.Query{Form: "service_order", List: "mine", Limit: 200}
	seen := map[form.ID]bool{}
	var last time.Time
	for pages := 1; ; pages++ {
		page, err := tb.List(ctx, q)
		tb.must(err)
		for _, row := range page.Rows {
			at, _ := row.Record.Values["planned_start"].(time.Time)
			if seen[row.Record.ID] || at.Before(last) {
				t.Fatalf("page %d shows %s twice or out of order", pages, row.Name)
			}
			seen[row.Record.ID], last = true, at
		}
		if page.Next == "" {
			break
		}
		q.After = page.Next
	}
	if len(seen) != 10_001 {
		t.Errorf("%d records in all", len(seen))
	}
	if n, err := tb.Count(ctx, device.Query{Form: "service_order", List: "mine", Search: "9999"}); err != nil || n != 1 {
		t.Errorf("the last digits find %d, %v", n, err)
	}
}

func TestFind_looksThroughAllForms(t *testing.T) {
	tb := newTablet(t)
	rows, err := tb.Find(ctx, "hnwl", 10)
	tb.must(err)
	var forms []string
	for _, r := range rows {
		forms = append(forms, r.Record.Form)
	}
	slices.Sort(forms)
	if fmt.Sprint(forms) != "[card customer service_order]" {
		t.Errorf("found %v", forms)
	}
	if rows, err := tb.Find(ctx, "  ", 10); err != nil || len(rows) != 0 {
		t.Errorf("nothing finds %d, %v", len(rows), err)
	}
}

// Whatever is typed into a search is looked for as it stands: no text is a command to the
// database or to its index of words.
func TestFind_takesAnyText(t *testing.T) {
	tb := newTablet(t)
	look := func(t interface{ Errorf(string, ...any) }, text string) {
		if _, err := tb.Find(ctx, text, 10); err != nil {
			t.Errorf("find %q: %v", text, err)
		}
		for _, q := range []device.Query{{Form: "customer", Search: text}, {Form: "customer", Search: "hn", After: device.Cursor(text)}} {
			if _, err := tb.List(ctx, q); err != nil && q.After == "" {
				t.Errorf("list %q: %v", text, err)
			}
		}
	}
	for _, text := range []string{"'; DROP TABLE customer; --", `" OR "1"="1`, "NEAR(a b)", "words:*", "a AND", "(", "%_", `\`, "\x00", "^*-+:{}"} {
		look(t, text)
	}
	rapid.Check(t, func(t *rapid.T) { look(t, rapid.String().Draw(t, "text")) })
	if rows, err := tb.Find(ctx, "hnwl", 10); err != nil || len(rows) != 3 {
		t.Errorf("afterwards %d are found, %v", len(rows), err)
	}
}

func TestLocate_findsWhatACodeNames(t *testing.T) {
	tb := newTablet(t)
	if ref, err := tb.Locate(ctx, tb.card.ID); err != nil || ref.Form != "card" {
		t.Errorf("the card is a %+v, %v", ref, err)
	}
	if _, err := tb.Locate(ctx, tb.newID()); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("an unknown code: %v", err)
	}
}

func TestRecent_isWhatChangedLast(t *testing.T) {
	tb := newTablet(t)
	tb.do(tb.findings("外线"))

	recent, err := tb.Recent(ctx, 3)

	if err != nil || len(recent) != 3 || recent[0].Record.ID != tb.card.ID || !recent[0].Mine || recent[0].By != tb.engineer || recent[1].Mine {
		t.Errorf("got %+v, %v", recent, err)
	}
}

func TestDueUntil_andRemind(t *testing.T) {
	tb := newTablet(t)
	due, err := tb.DueUntil(ctx, morning.Add(48*time.Hour), 10)
	if err != nil || len(due) != 1 || due[0].Row.Record.ID != tb.card.ID || !due[0].Mine || due[0].Deadline.Name != "return" {
		t.Fatalf("due are %+v, %v", due, err)
	}
	if due, err := tb.DueUntil(ctx, morning, 10); err != nil || len(due) != 0 {
		t.Errorf("by now %d are due, %v", len(due), err)
	}

	next, err := tb.Remind(ctx)
	if err != nil || !next.Equal(morning.Add(22*time.Hour)) {
		t.Errorf("the next reminder is at %s, %v", next, err)
	}
	tb.now = morning.Add(22*time.Hour + time.Minute)
	for range 2 { // the second makes none
		if _, err := tb.Remind(ctx); err != nil {
			t.Fatal(err)
		}
	}
	notices, err := tb.Notices(ctx, 10)
	if err != nil || len(notices) != 1 || notices[0].Text.Zh != "还有1小时交卡" || notices[0].Seen {
		t.Fatalf("notices are %+v, %v", notices, err)
	}
	// The server's own of the same reminder is the same notice.
	tb.must(tb.ApplyReply(ctx, device.Reply{Epoch: "e1", Cursor: "c", Tells: []device.Notice{{Key: notices[0].Key, Form: "card", ID: tb.card.ID, At: tb.now}}}))
	tb.must(tb.MarkSeen(ctx))
	if notices, err := tb.Notices(ctx, 10); err != nil || len(notices) != 1 || !notices[0].Seen {
		t.Errorf("notices are %+v, %v", notices, err)
	}
}

func TestEnv_judgesAsTheScreenSeesIt(t *testing.T) {
	tb := newTablet(t)
	rec := tb.get("service_order", tb.order.ID)
	f := tb.Library().Form("service_order")

	env := tb.Env(ctx, &rec)

	if env.Me != tb.engineer || !env.Now.Equal(morning) || env.World.Complete() {
		t.Errorf("the env is %+v", env)
	}
	var shown []string
	for _, b := range f.Buttons(env) {
		if b.Allowed {
			shown = append(shown, b.Action.Name)
		}
	}
	if fmt.Sprint(shown) != "[finish]" {
		t.Errorf("the engineer may %v", shown)
	}
	again, err := env.World.Record("customer", tb.customer.ID)
	tb.must(err)
	again.Values["name"] = "changed by whoever asked"
	if twice, err := env.World.Record("customer", tb.customer.ID); err != nil || twice.Values["name"] != "海宁网络科技" {
		t.Errorf("the world remembers what a caller changed: %v, %v", twice, err)
	}
	if _, err := env.World.Record("customer", tb.newID()); err == nil {
		t.Error("a record that is not here was found")
	}
	if people, err := env.World.People("engineer", tb.site, morning); err != nil || len(people) != 1 {
		t.Errorf("engineers are %v, %v", people, err)
	}
	if v, err := env.World.Setting("SET-01", tb.site, morning); err != nil || v != (form.Length{N: 24, Unit: "h"}) {
		t.Errorf("the setting is %v, %v", v, err)
	}
	if cards, err := env.World.Related("card", "order", tb.order.ID); err != nil || len(cards) != 1 {
		t.Errorf("cards are %v, %v", cards, err)
	}
	if cards, err := env.World.Matching("card", []string{"order"}, []any{form.Ref{Form: "service_order", ID: tb.order.ID}}, []string{"blank"}); err != nil || len(cards) != 1 {
		t.Errorf("blank cards are %v, %v", cards, err)
	}
	if name, err := tb.Name(ctx, form.Ref{Form: "person", ID: tb.engineer}); err != nil || name != "周建明" {
		t.Errorf("the engineer is %q, %v", name, err)
	}
}

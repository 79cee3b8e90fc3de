package table_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// server are the tables as the server has them.
func server(t testing.TB, lib *form.Library) (*table.Tables, *table.Session) {
	t.Helper()
	_, db := open(t, lib)
	tables, err := table.New(lib, table.Options{Unique: true})
	if err != nil {
		t.Fatal(err)
	}
	return tables, db
}

// TestUpdate_writesWhatHasChanged changes each column by itself, often enough that it
// gets a statement of its own, and then all at once.
func TestUpdate_writesWhatHasChanged(t *testing.T) {
	tables, db := server(t, library(t))
	ctx := context.Background()
	rec := newRecord("service_order", "assigned", form.Values{"kind": "repair"})
	rec.Number = "SO261123-0007"
	k, err := tables.PutAt(ctx, db, 0, rec, "T07-0042")
	if err != nil {
		t.Fatal(err)
	}
	values := func(n int) form.Values {
		return form.Values{
			"customer": form.Ref{Form: "customer", ID: uuid.Must(uuid.NewV7())}, "engineer": uuid.Must(uuid.NewV7()),
			"planned_start": noon.Add(time.Duration(n) * time.Millisecond), "on_day": form.Date(fmt.Sprintf("2026-11-%02d", n+1)), "fault": fmt.Sprint(n),
			"urgent": n%2 == 0, "floors": int64(n), "fee": int64(100 * n), "length_km": decimal.New(int64(n), -2), "helpers": []form.ID{uuid.Must(uuid.NewV7())},
		}
	}
	var habits table.Habits
	change := func(written form.Values, alter func(*record.Record)) {
		t.Helper()
		after := *rec
		after.Rev, after.Seq, after.UpdatedAt, after.UpdatedBy = rec.Rev+1, rec.Seq+3, rec.UpdatedAt.Add(time.Second), uuid.Must(uuid.NewV7())
		after.Values = form.Clone(rec.Values)
		for name, v := range written {
			if v == nil {
				delete(after.Values, name)
			} else {
				after.Values[name] = v
			}
		}
		if alter != nil {
			alter(&after)
		}
		if err := tables.Update(ctx, db, k, table.Change{Before: rec, After: &after, Written: written}, &habits); err != nil {
			t.Fatal(err)
		}
		got, err := tables.Get(ctx, db, rec.Form, rec.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(after, got, cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })); diff != "" {
			t.Fatalf("after %v it came back otherwise (-want +got):\n%s", written, diff)
		}
		rec = &after
	}

	for n := range 6 {
		for name, v := range values(n) {
			change(form.Values{name: v}, nil)
		}
		change(form.Values{"fault": nil, "engineer": nil}, nil)
		change(values(n), nil)
		change(nil, func(r *record.Record) { r.Site = uuid.Must(uuid.NewV7()) })
		change(nil, func(r *record.Record) { r.State = []string{"assigned", "draft"}[n%2] })
	}
	rec.Extra = map[string]json.RawMessage{"colour": json.RawMessage(`"red"`)}
	change(form.Values{"fault": "neu"}, nil)
	change(form.Values{"fault": "neuer"}, func(r *record.Record) { r.Version = 2 })
	if n := scalar(t, db, "SELECT count(*) FROM service_order WHERE provisional = 'T07-0042'"); n != 1 {
		t.Error("the provisional number was lost")
	}
}

// TestUpdate_manySetsOfColumns writes more sets than there are statements for.
func TestUpdate_manySetsOfColumns(t *testing.T) {
	tables, db := server(t, library(t))
	ctx := context.Background()
	names := []string{"fault", "floors", "fee", "urgent", "on_day", "planned_start", "length_km", "engineer"}
	value := map[string]func(n int) any{
		"fault": func(n int) any { return fmt.Sprint(n) }, "floors": func(n int) any { return int64(n) }, "fee": func(n int) any { return int64(n) },
		"urgent": func(n int) any { return n%2 == 1 }, "on_day": func(n int) any { return form.Date(fmt.Sprintf("2026-10-%02d", 1+n%30)) },
		"planned_start": func(n int) any { return noon.Add(time.Duration(n) * time.Hour) }, "length_km": func(n int) any { return decimal.NewFromInt(int64(n)) },
		"engineer": func(int) any { return uuid.Must(uuid.NewV7()) },
	}
	rec := newRecord("service_order", "assigned", form.Values{"kind": "repair"})
	k, err := tables.PutAt(ctx, db, 0, rec, "")
	if err != nil {
		t.Fatal(err)
	}
	var habits table.Habits
	for n := range 5 {
		if err := db.Begin(ctx, true); err != nil {
			t.Fatal(err)
		}
		for set := 1; set < 1<<len(names); set++ {
			after := *rec
			after.Values, after.Rev = form.Clone(rec.Values), rec.Rev+1
			written := form.Values{}
			for i, name := range names {
				if set&(1<<i) != 0 {
					written[name] = value[name](n*256 + set)
					after.Values[name] = written[name]
				}
			}
			if err := tables.Update(ctx, db, k, table.Change{Before: rec, After: &after, Written: written}, &habits); err != nil {
				t.Fatal(err)
			}
			rec = &after
		}
		if err := db.Commit(ctx); err != nil {
			t.Fatal(err)
		}
		got, err := tables.Get(ctx, db, rec.Form, rec.ID)
		if err != nil || got.Rev != rec.Rev || !form.EqualValues(got.Values, rec.Values) {
			t.Fatalf("round %d: %+v, want %+v (%v)", n, got, rec, err)
		}
	}
}

func TestMatchingKeys_areThoseOfWhatMatches(t *testing.T) {
	tables, db := server(t, library(t))
	ctx := context.Background()
	customer := form.Ref{Form: "customer", ID: uuid.Must(uuid.NewV7())}
	var want []int64
	for n, state := range []string{"assigned", "draft", "assigned"} {
		rec := newRecord("service_order", state, form.Values{"kind": "repair"})
		if n > 0 {
			rec.Values["customer"] = customer
		}
		k, err := tables.PutAt(ctx, db, 0, rec, "")
		if err != nil {
			t.Fatal(err)
		}
		if n == 2 {
			want = append(want, k)
		}
	}

	got, err := tables.MatchingKeys(ctx, db, "service_order", []string{"customer"}, []any{customer}, []string{"assigned"})

	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %v, want %v (%v)", got, want, err)
	}
	recs, err := tables.Matching(ctx, db, "service_order", []string{"customer"}, []any{nil}, nil)
	if err != nil || len(recs) != 1 {
		t.Errorf("%d without a customer (%v)", len(recs), err)
	}
	if _, err := tables.MatchingKeys(ctx, db, "service_order", []string{"colour"}, []any{"red"}, nil); err == nil {
		t.Error("a column that is not there was looked up")
	}
}

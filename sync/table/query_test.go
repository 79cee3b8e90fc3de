package table_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

func TestSelect_pagesThroughEverythingOnce(t *testing.T) {
	tables, db := open(t, library(t))
	ctx := context.Background()
	inOneTransaction(t, db, func() {
		for i := range 1000 {
			values := form.Values{"kind": "repair"}
			if i%7 != 0 {
				values["planned_start"] = noon.Add(time.Duration(i%50) * time.Minute) // many equal ones
			}
			state := []string{"assigned", "accepted", "closed"}[i%3]
			put(t, tables, db, newRecord("service_order", state, values))
		}
	})
	for _, q := range []table.Query{
		{}, {Sort: "planned_start"}, {Sort: "-planned_start"}, {Sort: "-created_at", States: []string{"accepted", "assigned"}},
		{Sort: "planned_start", States: []string{"assigned"}, Where: []table.Condition{{SQL: "kind = ?", Args: []any{"repair"}}}},
	} {
		q.Form = "service_order"
		want, err := tables.Count(ctx, db, q)
		if err != nil {
			t.Fatal(err)
		}
		all, err := tables.Select(ctx, db, q)
		if err != nil || len(all.Records) != want || all.Next != "" {
			t.Fatalf("%+v: all at once gives %d of %d, %v", q, len(all.Records), want, err)
		}

		if q.Sort != "" && all.Records[len(all.Records)-1].Get(strings.TrimPrefix(q.Sort, "-")) != nil && q.Sort != "-created_at" {
			t.Errorf("%+v: what has no value does not stand last", q)
		}
		for _, limit := range []int{1, 7, 64, 143, 857} { // the parts have 857 and 143 records
			pageThrough(t, tables, db, q, limit, all.Records)
		}
	}
}

// pageThrough reads page by page and wants the same as was read at once.
func pageThrough(t *testing.T, tables *table.Tables, db table.DB, q table.Query, limit int, all []record.Record) {
	t.Helper()
	q.Limit = limit
	var got, want []form.ID
	for pages := 0; ; pages++ {
		page, err := tables.Select(context.Background(), db, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range page.Records {
			got = append(got, rec.ID)
		}
		if page.Next == "" {
			break
		}
		q.After = page.Next
		if pages > len(all) {
			t.Fatalf("%+v never ends", q)
		}
	}
	for _, rec := range all {
		want = append(want, rec.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%+v: the pages differ from the whole:\n%s", q, diff)
	}
}

func TestSelect_sortsEmptyValuesLast(t *testing.T) {
	tables, db := open(t, library(t))
	for _, name := range []string{"b", "", "a"} {
		values := form.Values{}
		if name != "" {
			values["name"] = name
		}
		put(t, tables, db, newRecord("customer", "", values))
	}
	for sort, want := range map[string][]any{"name": {"a", "b", nil}, "-name": {"b", "a", nil}} {
		page, err := tables.Select(context.Background(), db, table.Query{Form: "customer", Sort: sort})
		if err != nil {
			t.Fatal(err)
		}
		var got []any
		for _, rec := range page.Records {
			got = append(got, rec.Values["name"])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("sorted by %s:\n%s", sort, diff)
		}
	}
}

func TestSelect_refusesWhatItCannotSortBy(t *testing.T) {
	tables, db := open(t, library(t))
	for _, q := range []table.Query{
		{Form: "service_order", Sort: "helpers"}, {Form: "service_order", Sort: "colour"}, {Form: "invoice"}, {Form: "customer", After: "?"},
	} {
		if _, err := tables.Select(context.Background(), db, q); err == nil {
			t.Errorf("%+v passed", q)
		}
	}
}

func TestMatching(t *testing.T) {
	tables, db := open(t, library(t))
	ctx := context.Background()
	order := newRecord("service_order", "assigned", form.Values{"kind": "repair"})
	first := newRecord("card", "blank", form.Values{"order": form.Ref{Form: "service_order", ID: order.ID}})
	second := newRecord("card", "checked", form.Values{"order": form.Ref{Form: "service_order", ID: order.ID}})
	loose := newRecord("card", "blank", form.Values{})
	put(t, tables, db, order)
	put(t, tables, db, first)
	put(t, tables, db, second)
	put(t, tables, db, loose)

	related, err := tables.Related(ctx, db, "card", "order", order.ID)
	if err != nil || len(related) != 2 || related[0].ID != first.ID {
		t.Errorf("related: %d, %v", len(related), err)
	}
	for _, c := range []struct {
		value  any
		states []string
		want   []form.ID
	}{
		{form.Ref{Form: "service_order", ID: order.ID}, []string{"blank"}, []form.ID{first.ID}},
		{form.Ref{Form: "service_order", ID: order.ID}, []string{"received", "checked"}, []form.ID{second.ID}},
		{nil, nil, []form.ID{loose.ID}},
		{form.Ref{Form: "service_order", ID: uuid.Must(uuid.NewV7())}, nil, nil},
	} {
		recs, err := tables.Matching(ctx, db, "card", []string{"order"}, []any{c.value}, c.states)
		if err != nil {
			t.Fatal(err)
		}
		var got []form.ID
		for _, rec := range recs {
			got = append(got, rec.ID)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%v in %v:\n%s", c.value, c.states, diff)
		}
	}
}

func TestSelect_usesTheListsIndexes(t *testing.T) {
	lib := library(t)
	_, db := open(t, lib)
	for _, c := range []struct {
		query, index string
		args         []any
	}{
		{"SELECT k FROM service_order WHERE state IN ('accepted', 'assigned') AND state IN ('accepted', 'assigned', 'draft', 'finished') AND engineer = ? AND planned_start IS NOT NULL ORDER BY planned_start, k", "ix_service_order", []any{make([]byte, 16)}},
		{`SELECT k FROM card WHERE "order" = ?`, "ix_card", []any{make([]byte, 16)}},
		{`SELECT k FROM card WHERE "return_due" IS NOT NULL AND "return_met" IS NULL AND return_due < ?`, "ix_card", []any{"2026"}},
		{"SELECT k FROM service_order WHERE created_at IS NOT NULL ORDER BY created_at DESC, k DESC", "ix_service_order", nil},
	} {
		plan := explain(t, db, c.query, c.args...)
		if !strings.Contains(plan, c.index) || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s\nis run as\n%s", c.query, plan)
		}
	}
}

func TestSelect_walksAnIndexAlsoThroughWhatHasNoValue(t *testing.T) {
	tables, db := open(t, library(t))
	ctx := context.Background()
	engineer := uuid.Must(uuid.NewV7())
	inOneTransaction(t, db, func() {
		for i := range 20 {
			values := form.Values{"kind": "repair", "engineer": engineer}
			if i < 10 {
				values["planned_start"] = noon.Add(time.Duration(i) * time.Minute)
			}
			put(t, tables, db, newRecord("service_order", "assigned", values))
		}
	})
	mine := table.Condition{SQL: "engineer = ?", Args: []any{engineer}}
	for _, sort := range []string{"planned_start", "-planned_start"} {
		q := table.Query{Form: "service_order", States: []string{"assigned", "accepted"}, Where: []table.Condition{mine}, Sort: sort, Limit: 4}
		for {
			heard := &listener{DB: db}
			page, err := tables.Select(ctx, heard, q)
			if err != nil {
				t.Fatal(err)
			}
			for i, query := range heard.queries {
				plan := explain(t, db, query, heard.args[i]...)
				if !strings.Contains(plan, "USING INDEX ix_service_order") || strings.Contains(plan, "TEMP B-TREE") {
					t.Errorf("%s\nis run as\n%s", query, plan)
				}
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
	}
}

// listener hears what is asked of a database.
type listener struct {
	table.DB
	queries []string
	args    [][]any
}

func (l *listener) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	l.queries, l.args = append(l.queries, query), append(l.args, args)
	return l.DB.QueryContext(ctx, query, args...)
}

func inOneTransaction(t testing.TB, db *table.Session, do func()) {
	t.Helper()
	ctx := context.Background()
	if err := db.Begin(ctx, true); err != nil {
		t.Fatal(err)
	}
	do()
	if err := db.Commit(ctx); err != nil {
		t.Fatal(err)
	}
}

func explain(t *testing.T, db table.DB, query string, args ...any) string {
	t.Helper()
	plan := ""
	err := table.Each(context.Background(), db, "EXPLAIN QUERY PLAN "+query, args, func(scan func(...any) error) error {
		var id, parent, unused int
		var detail string
		err := scan(&id, &parent, &unused, &detail)
		plan += fmt.Sprintln(detail)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

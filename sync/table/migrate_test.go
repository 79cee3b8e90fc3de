package table_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

// changed is the library with pieces of one file replaced.
func changed(t *testing.T, file string, oldNew ...string) *form.Library {
	t.Helper()
	fsys := fstest.MapFS{}
	entries, err := os.ReadDir("testdata/library")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile("testdata/library/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if e.Name() == file {
			for i := 0; i < len(oldNew); i += 2 {
				if !strings.Contains(string(b), oldNew[i]) {
					t.Fatalf("%s does not hold %q", file, oldNew[i])
				}
			}
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

func TestMigrate_bringsAChangedFormForward(t *testing.T) {
	tables, db := open(t, library(t))
	ctx := context.Background()
	rec := newRecord("service_order", "accepted", form.Values{"kind": "repair", "fault": "无拨号音", "floors": int64(12),
		"on_day": form.Date("2026-11-24"), "repeats": form.Ref{Form: "service_order", ID: uuid.Must(uuid.NewV7())}})
	rec.Number = table.Provisional(7, 42, 1)
	put(t, tables, db, rec)
	rec.Number = "SO261123-0009"
	put(t, tables, db, rec)

	lib := changed(t, "service_order.yaml",
		"form: service_order\n", "form: service_order\nversion: 2\n",
		"fault:         {type: note,", "colour: {type: text, zh: 颜色, en: Colour}\n  symptom: {type: note, was: fault,",
		"ask: fault}", "ask: symptom}", "customer.name, fault]", "customer.name, symptom]",
		"floors:        {type: integer,", "floors:        {type: decimal,",
		"on_day:        {type: date,", "on_day:        {type: datetime,",
		"repeats:       {type: ref, of: service_order,", "repeats:       {type: ref, of: [service_order, card],",
		"accepted:  {zh: 已接单, en: Accepted}", "taken:  {zh: 已接单, en: Accepted, was: accepted}",
		"to: accepted", "to: taken", "from: accepted", "from: taken", "assigned, accepted]", "assigned, taken]",
		"helpers:       {type: people, of: engineer, zh: 协助人员, en: Helpers}", "")
	tables = migrate(t, lib, db)

	got, err := tables.Get(ctx, db, "service_order", rec.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := form.Values{"kind": "repair", "symptom": "无拨号音", "floors": decimal.NewFromInt(12), "on_day": lib.Calendar.Start("2026-11-24").UTC(),
		"repeats": rec.Values["repeats"]}
	if diff := cmp.Diff(want, got.Values, cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })); diff != "" {
		t.Errorf("the values came forward otherwise:\n%s", diff)
	}
	if got.State != "taken" {
		t.Errorf("the state is %s", got.State)
	}
	got.Values["colour"] = "红"
	put(t, tables, db, &got)
	for _, text := range []string{"拨号音", "T07-0042", "0009"} {
		if n, err := tables.Count(ctx, db, table.Query{Form: "service_order", Search: text}); err != nil || n != 1 {
			t.Errorf("%q finds %d, %v", text, n, err)
		}
	}
	if n := scalar(t, db, "SELECT count(*) FROM pragma_table_info('service_order') WHERE name = 'helpers'"); n != 1 {
		t.Error("the column of a removed field was destroyed")
	}
	if n := scalar(t, db, "SELECT count(*) FROM view_service_order WHERE colour = '红'"); n != 1 {
		t.Error("the view does not know the new field")
	}
}

// A restored server may put older forms in force again, and the newer ones after that: what
// was renamed and widened goes back and forth with its values.
func TestMigrate_goesBackToOlderFormsAndForwardAgain(t *testing.T) {
	older := library(t)
	newer := changed(t, "service_order.yaml",
		"form: service_order\n", "form: service_order\nversion: 2\n",
		"fault:         {type: note,", "symptom: {type: note, was: fault,",
		"ask: fault}", "ask: symptom}", "customer.name, fault]", "customer.name, symptom]",
		"floors:        {type: integer,", "floors:        {type: decimal,")
	tables, db := open(t, older)
	rec := newRecord("service_order", "accepted", form.Values{"kind": "repair", "fault": "无拨号音", "floors": int64(12)})
	put(t, tables, db, rec)
	for range 2 {
		tables = migrate(t, newer, db)
		if got, err := tables.Get(context.Background(), db, "service_order", rec.ID); err != nil || got.Values["symptom"] != "无拨号音" ||
			!form.Equal(got.Values["floors"], decimal.NewFromInt(12)) {
			t.Errorf("forward it is %v, %v", got.Values, err)
		}
		tables = migrate(t, older, db)
		if got, err := tables.Get(context.Background(), db, "service_order", rec.ID); err != nil || got.Values["fault"] != "无拨号音" || got.Values["floors"] != int64(12) {
			t.Errorf("back again it is %v, %v", got.Values, err)
		}
	}
}

func TestMigrate_refusesWhatNoValueCanBecome(t *testing.T) {
	_, db := open(t, library(t))
	lib := changed(t, "service_order.yaml", "urgent:        {type: yes_no,", "urgent:        {type: note,")
	tables, err := table.New(lib, table.Options{Search: true})
	if err != nil {
		t.Fatal(err)
	}

	if err := tables.Migrate(context.Background(), db); err == nil {
		t.Error("a yes or no became a note")
	}
}

func TestMigrate_leavesAnUnchangedLibraryAlone(t *testing.T) {
	lib := library(t)
	_, db := open(t, lib)
	before := scalar(t, db, "SELECT schema_version FROM pragma_schema_version")

	migrate(t, lib, db)

	if after := scalar(t, db, "SELECT schema_version FROM pragma_schema_version"); after != before {
		t.Errorf("the schema changed from %d to %d", before, after)
	}
}

func TestMigrate_enforcesUniqueRulesWhereAsked(t *testing.T) {
	lib := library(t)
	_, db := open(t, changed(t, "card.yaml", "unique: [{of: order, zh: 该服务单已有反馈卡, en: The order has its card already}]\n", ""))
	tables, err := table.New(lib, table.Options{Unique: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if err := tables.Migrate(ctx, db); err != nil {
		t.Fatal(err)
	}
	order := form.Ref{Form: "service_order", ID: uuid.Must(uuid.NewV7())}
	put(t, tables, db, newRecord("card", "blank", form.Values{"order": order}))
	put(t, tables, db, newRecord("card", "blank", form.Values{})) // an empty value does not count
	put(t, tables, db, newRecord("card", "blank", form.Values{}))

	if _, err := tables.Put(ctx, db, newRecord("card", "blank", form.Values{"order": order})); err == nil {
		t.Error("a second card of the order passed")
	}
}

func TestSchema_namesEveryColumn(t *testing.T) {
	all := strings.Join(table.Schema(library(t).Form("card")), "\n")
	for _, want := range []string{`"id" BLOB NOT NULL UNIQUE`, `"source" BLOB`, `"source$form" TEXT`, `"passed" INTEGER`, `"tests" TEXT`,
		`"received_at" TEXT`, `"received_by" BLOB`, `"received_times" INTEGER`, `"return_due" TEXT`, "STRICT", "CREATE INDEX"} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is missing in\n%s", want, all)
		}
	}
}

package table_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	_ "modernc.org/sqlite"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

func library(t testing.TB) *form.Library {
	t.Helper()
	lib, err := form.Parse(os.DirFS("testdata/library"))
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// open returns the tables of a library in a new database.
func open(t testing.TB, lib *form.Library) (*table.Tables, *table.Session) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s := table.NewSession(conn)
	t.Cleanup(func() {
		if err := errors.Join(s.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return migrate(t, lib, s), s
}

func migrate(t testing.TB, lib *form.Library, db table.DB) *table.Tables {
	t.Helper()
	tables, err := table.New(lib, table.Options{Lists: true, Search: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := tables.Migrate(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	return tables
}

func newRecord(formName, state string, values form.Values) *record.Record {
	return &record.Record{
		Record: form.Record{ID: uuid.Must(uuid.NewV7()), Form: formName, State: state, CreatedAt: noon, UpdatedAt: noon,
			CreatedBy: uuid.Must(uuid.NewV7()), UpdatedBy: uuid.Must(uuid.NewV7()), Values: values},
		Version: 1, Rev: 3, Seq: 7,
	}
}

func put(t testing.TB, tables *table.Tables, db table.DB, rec *record.Record) {
	t.Helper()
	if _, err := tables.Put(context.Background(), db, rec); err != nil {
		t.Fatal(err)
	}
}

func TestPut_keepsEveryKindOfValue(t *testing.T) {
	tables, db := open(t, library(t))
	photo := form.Attachment{SHA256: "aa11", Mime: "image/jpeg", Bytes: 9, Name: "机房.jpg", At: noon, By: uuid.Must(uuid.NewV7())}
	order := newRecord("service_order", "assigned", form.Values{
		"kind": "repair", "customer": form.Ref{Form: "customer", ID: uuid.Must(uuid.NewV7())}, "engineer": uuid.Must(uuid.NewV7()),
		"planned_start": noon.Add(time.Millisecond), "on_day": form.Date("2026-11-24"), "fault": "无拨号音\n第二行", "urgent": true,
		"floors": int64(12), "fee": int64(1999), "length_km": decimal.RequireFromString("1.250"),
		"helpers": []form.ID{uuid.Must(uuid.NewV7())},
	})
	order.Number = "SO261123-0007"
	order.Site = uuid.Must(uuid.NewV7())
	card := newRecord("card", "blank", form.Values{
		"source":   form.Ref{Form: "service_order", ID: order.ID},
		"warranty": form.Length{N: 4, Unit: "h", Working: true}, "passed": false,
		"tests":     []form.Row{{ID: "r1", Values: form.Values{"item": "摘机", "value": decimal.RequireFromString("0.5")}}},
		"photos":    []form.Row{{ID: "r2", Values: form.Values{"photo": photo}}},
		"manual":    photo,
		"signature": form.Signature{SHA256: "bb22", Signer: "李四", At: noon, Fields: []string{"findings"}, Digest: "cc"},
	})
	card.Extra = map[string]json.RawMessage{"colour": json.RawMessage(`"red"`)}
	customer := newRecord("customer", "", form.Values{"name": "海宁网络", "place": form.Location{Lat: 30.5, Lon: 120.7}})

	for _, rec := range []*record.Record{order, card, customer} {
		put(t, tables, db, rec)

		got, err := tables.Get(context.Background(), db, rec.Form, rec.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(*rec, got, cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })); diff != "" {
			t.Errorf("%s came back otherwise (-want +got):\n%s", rec.Form, diff)
		}
	}
}

func TestPut_keepsTheProvisionalNumberBesideTheServers(t *testing.T) {
	tables, db := open(t, library(t))
	ctx := context.Background()
	order := newRecord("service_order", "draft", form.Values{"kind": "repair"})
	order.Number = table.Provisional(7, 42, 1)
	put(t, tables, db, order)

	order.Number = "SO261123-0003"
	order.Rev++
	put(t, tables, db, order)

	got, err := tables.Get(ctx, db, "service_order", order.ID)
	if err != nil || got.Number != "SO261123-0003" || got.Rev != 4 {
		t.Fatalf("got %q, revision %d, %v", got.Number, got.Rev, err)
	}
	for _, text := range []string{"T07-0042", "0042", "SO261123-0003", "1123-0003", "0003"} {
		page, err := tables.Select(ctx, db, table.Query{Form: "service_order", Search: text})
		if err != nil || len(page.Records) != 1 {
			t.Errorf("search %q finds %d, %v", text, len(page.Records), err)
		}
	}
}

func TestProvisional(t *testing.T) {
	for number, want := range map[string]bool{
		"T07-0042": true, "T107-0042": true, "T07-0042-2": true, "SO261123-0003": false, "": false, "T7-42": false,
	} {
		if got := table.IsProvisional(number); got != want {
			t.Errorf("IsProvisional(%q) = %v", number, got)
		}
	}
	if got := table.Provisional(7, 42, 2); got != "T07-0042-2" {
		t.Errorf("the second number of an operation is %s", got)
	}
}

func TestGet_saysWhatIsNotHere(t *testing.T) {
	tables, db := open(t, library(t))
	ctx := context.Background()

	if _, err := tables.Get(ctx, db, "customer", uuid.Must(uuid.NewV7())); !errors.Is(err, form.ErrNotHere) {
		t.Errorf("an unknown id gives %v", err)
	}
	if _, err := tables.Get(ctx, db, "invoice", uuid.Must(uuid.NewV7())); !errors.Is(err, table.ErrUnknownForm) {
		t.Errorf("an unknown form gives %v", err)
	}
}

func TestDelete_takesTheWordsAlong(t *testing.T) {
	tables, db := open(t, library(t))
	ctx := context.Background()
	rec := newRecord("customer", "", form.Values{"name": "海宁网络"})
	put(t, tables, db, rec)

	for range 2 { // the second finds nothing and is no error
		if err := tables.Delete(ctx, db, "customer", rec.ID); err != nil {
			t.Fatal(err)
		}
	}

	if n := scalar(t, db, "SELECT count(*) FROM search WHERE search MATCH '\"海宁\"'"); n != 0 {
		t.Errorf("the index still finds %d", n)
	}
}

func TestPut_refusesAValueOfAnotherType(t *testing.T) {
	tables, db := open(t, library(t))
	rec := newRecord("customer", "", form.Values{"name": int64(3)})

	if _, err := tables.Put(context.Background(), db, rec); err == nil {
		t.Error("a number passed for a name")
	}
}

func TestByKeys_keepsTheOrder(t *testing.T) {
	tables, db := open(t, library(t))
	ctx := context.Background()
	var ks []int64
	for _, name := range []string{"甲", "乙", "丙"} {
		k, err := tables.Put(ctx, db, newRecord("customer", "", form.Values{"name": name}))
		if err != nil {
			t.Fatal(err)
		}
		ks = append(ks, k)
	}

	recs, err := tables.ByKeys(ctx, db, "customer", []int64{ks[2], 999, ks[0]})

	if err != nil || len(recs) != 2 || recs[0].Values["name"] != "丙" || recs[1].Values["name"] != "甲" {
		t.Errorf("got %v, %v", recs, err)
	}
}

func scalar(t testing.TB, db table.DB, query string, args ...any) int64 {
	t.Helper()
	var n int64
	if err := table.One(context.Background(), db, query, args, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

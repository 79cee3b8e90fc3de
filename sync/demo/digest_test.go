package demo_test

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"fieldline/forms/form"
	"fieldline/sync/demo"
	"fieldline/sync/protocol"
)

// random are the tables that say when and where the server itself was set up, and what it signed.
var random = []string{"meta", "epoch", "signed", "library", "goose_db_version", "sqlite_sequence"}

// digest is over every row of the other tables, by table.
func digest(t *testing.T, dir string) map[string]string {
	t.Helper()
	db := database(t, dir)
	tables := texts(t, db, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE '%search%' ORDER BY name")
	sums := map[string]string{}
	for _, name := range tables {
		if slices.Contains(random, name) {
			continue
		}
		h := sha256.New()
		rows, err := db.QueryContext(ctx, `SELECT * FROM "`+name+`"`)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(h, "%s %q\n", name, values)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		sums[name] = hex.EncodeToString(h.Sum(nil))
	}
	return sums
}

func database(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, "fieldline.db"))+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func texts(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestFill_sameSeedSameCompany(t *testing.T) {
	cfg := demo.Config{Seed: 7, Day: today, Scale: 0.01}
	first, second := fill(t, cfg), fill(t, cfg)
	cfg.Seed = 8
	other := fill(t, cfg)

	one, two, three := digest(t, first.dir), digest(t, second.dir), digest(t, other.dir)

	for name, sum := range one {
		if two[name] != sum {
			t.Errorf("the same seed and day made two companies: %s differs", name)
		}
	}
	if one["op"] == three["op"] || one["service_order"] == three["service_order"] {
		t.Error("another seed made the same company")
	}
	if !slices.Equal(first.Company.People, second.Company.People) {
		t.Error("the same seed hired other people")
	}
}

// Nothing happens after 23:00 of the day before, so that today can be today at any hour;
// and nothing was refused.
func TestFill_endsTheEveningBefore(t *testing.T) {
	w := fill(t, demo.Config{Seed: 2, Day: today, Scale: 0.01, Now: func() time.Time { return time.Date(2026, 11, 24, 0, 30, 0, 0, time.UTC) }})
	db := database(t, w.dir)
	cut := w.cut().UTC().Format(protocol.TimeLayout)

	if late := texts(t, db, "SELECT at || ' received ' || received FROM op WHERE max(at, received) >= '"+cut+"'"); len(late) > 0 {
		t.Errorf("after %s: %s", cut, strings.Join(late, ", "))
	}
	if bad := texts(t, db, "SELECT body FROM op WHERE fate <> 1"); len(bad) > 0 {
		t.Errorf("not applied: %s", strings.Join(bad, "\n"))
	}
	if now := w.Library().Calendar.Day(w.Now()); now != form.Date(today) {
		t.Errorf("afterwards the clock shows %s", now)
	}
}

package table_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

// word has a type of its own over a text.
type word string

func TestSession_readsIntoWhatIsWanted(t *testing.T) {
	_, db := open(t, library(t))
	var (
		n        int
		long     int64
		text     string
		own      word
		day      form.Date
		yes      bool
		raw, nix []byte
		maybe    *string
		count    *int64
		nullable sql.NullString
		anything any
		ratio    float64
	)

	err := table.One(context.Background(), db, "SELECT 7, 8, '九', 'wort', '2026-11-23', 1, x'0102', NULL, NULL, 3, NULL, 'x', 1.5", nil,
		&n, &long, &text, &own, &day, &yes, &raw, &nix, &maybe, &count, &nullable, &anything, &ratio)

	if err != nil {
		t.Fatal(err)
	}
	if n != 7 || long != 8 || text != "九" || own != "wort" || day != "2026-11-23" || !yes || len(raw) != 2 || nix != nil || maybe != nil ||
		count == nil || *count != 3 || nullable.Valid || anything != "x" || ratio != 1.5 {
		t.Error(n, long, text, own, day, yes, raw, nix, maybe, count, nullable, anything, ratio)
	}
	if err := table.One(context.Background(), db, "SELECT '12', 34", nil, &long, &text); err != nil || long != 12 || text != "34" {
		t.Errorf("numbers as texts: %d %q %v", long, text, err)
	}
}

func TestSession_saysWhatDoesNotFit(t *testing.T) {
	_, db := open(t, library(t))
	ctx := context.Background()
	var text string
	var n int64
	for query, dest := range map[string][]any{
		"SELECT NULL":       {&text},
		"SELECT 'x'":        {&n},
		"SELECT 1, 2":       {&n},
		"SELECT 3":          {text},
		"SELECT nothing":    {&n},
		"SELECT 1 WHERE ?1": {&n},
	} {
		if err := table.One(ctx, db, query, nil, dest...); err == nil {
			t.Errorf("%s was read", query)
		}
	}
	if err := table.One(ctx, db, "SELECT 1 WHERE false", nil, &n); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("no row gives %v", err)
	}
	if _, err := db.ExecContext(ctx, "SELECT ?", struct{}{}); err == nil || !strings.Contains(err.Error(), "parameter 1") {
		t.Errorf("bound a struct: %v", err)
	}
}

// TestSession_walksInsideAWalk asks for something else for each row, also while the
// statements are retired.
func TestSession_walksInsideAWalk(t *testing.T) {
	_, db := open(t, library(t))
	ctx := context.Background()
	sum := int64(0)

	err := table.Each(ctx, db, "SELECT value FROM json_each('[1,2,3]')", nil, func(scan func(...any) error) error {
		var n, twice int64
		if err := scan(&n); err != nil {
			return err
		}
		for i := range 400 {
			if err := table.One(ctx, db, "SELECT ? * 2 --"+strings.Repeat("x", int(n)*1000+i), []any{n}, &twice); err != nil {
				return err
			}
		}
		sum += twice
		return nil
	})

	if err != nil || sum != 12 {
		t.Errorf("%d %v", sum, err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	rows := 0
	err = table.Each(cancelled, db, "SELECT value FROM json_each('[1,2,3]')", nil, func(func(...any) error) error {
		rows++
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || rows != 1 {
		t.Errorf("after it was cancelled: %d rows, %v", rows, err)
	}
}

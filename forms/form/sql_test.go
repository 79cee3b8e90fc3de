package form_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	_ "modernc.org/sqlite"

	"fieldline/forms/form"
)

// TestExpr_SQL asks each condition of SQLite and of the evaluator, over full and empty
// rows: the two must agree.
func TestExpr_SQL(t *testing.T) {
	lib, world := scene(t)
	f := lib.Form("order")
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "list.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := db.Exec(`CREATE TABLE "order" (id BLOB, number TEXT, state TEXT, created_at TEXT, created_by BLOB, kind TEXT, tags TEXT,
		engineer BLOB, helpers TEXT, hours TEXT, count_of INTEGER, on_day TEXT, begun_at TEXT, ended_at TEXT, solved INTEGER, remark TEXT,
		answer_due TEXT, answer_met TEXT, doing_by BLOB)`); err != nil {
		t.Fatal(err)
	}
	stored := func(v any) any {
		switch v := v.(type) {
		case form.ID:
			return v[:]
		case time.Time:
			return v.UTC().Format("2006-01-02T15:04:05.000Z")
		case form.Date:
			return string(v)
		case decimal.Decimal:
			return v.String()
		case bool:
			return map[bool]int{true: 1}[v]
		case []form.ID, []string:
			return string(f.Column(map[bool]string{true: "tags", false: "helpers"}[fmt.Sprintf("%T", v) == "[]string"]).Encode(v))
		default:
			return v
		}
	}
	full, err := world.Record("order", first)
	if err != nil {
		t.Fatal(err)
	}
	other := &form.Record{ID: next, Form: "order", State: "closed", CreatedAt: noon, CreatedBy: zhou, Values: form.Values{
		"kind": "install", "engineer": wang, "solved": true, "hours": decimal.New(12, 0), "count_of": int64(0), "on_day": form.Date("2026-11-23"),
		"begun_at": noon.Add(11*time.Hour + 59*time.Minute), "ended_at": noon.Add(12 * time.Hour), "remark": "漏水",
		"answer_due": noon.Add(time.Hour), "answer_met": noon.Add(2 * time.Hour)}}
	records := []*form.Record{full, other, {ID: id(22), Form: "order", State: "draft", CreatedAt: noon, CreatedBy: wang}}
	for _, r := range records {
		args := []any{r.ID[:], nil, r.State, stored(r.CreatedAt), stored(r.CreatedBy)}
		for _, c := range []string{"kind", "tags", "engineer", "helpers", "hours", "count_of", "on_day", "begun_at", "ended_at", "solved", "remark", "answer_due", "answer_met", "doing_by"} {
			args = append(args, stored(r.Values[c]))
		}
		if _, err := db.Exec(`INSERT INTO "order" VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`, args...); err != nil {
			t.Fatal(err)
		}
	}

	for _, source := range []string{
		`engineer == me`, `engineer != me`, `!(engineer == me)`, `me == engineer`, `created_by == me || solved`, `solved`, `!solved`, `solved == false`,
		`solved != true`, `filled(solved) && !solved`, `filled(remark)`, `!filled(tags)`, `kind == ""`, `kind != nothing`, `kind in ["install", "repair"]`,
		`kind not in ["install"]`, `!(kind in [])`, `state == "doing" || state == "draft"`, `count_of > 3`, `!(count_of > 3)`, `3 >= count_of`, `count_of == 0`,
		`hours < 2.5`, `hours >= 12`, `on_day < today`, `on_day <= after(today, "1 d")`, `on_day == today`, `on_day == "2026-11-20"`, `!(on_day < today)`,
		`day(begun_at) == today`, `day(ended_at) == today`, `day(begun_at) != today`, `day(begun_at) < today`, `day(begun_at) <= today`, `day(ended_at) > today`,
		`!(day(ended_at) >= today)`, `ended_at > begun_at`, `!(ended_at > begun_at)`, `engineer == doing_by`, `engineer != doing_by`, `begun_at < now`,
		`"install" in tags`, `"install" not in tags`, `me in helpers`, `created_by != me`, `answer_late`, `!answer_late`, `answer_due < now && !filled(answer_met)`,
		`remark contains "水"`, `!(remark contains "水")`, `count_of >= setting("SET-04")`, `has_role(me, "engineer") && solved`, `true`, `doing_by == nothing`,
	} {
		e, faults := f.Expression(source)
		if len(faults) > 0 {
			t.Fatalf("%s: %v", source, faults)
		}
		env := &form.Env{Lib: lib, World: world, Me: zhou, Now: noon}
		where, args, err := e.SQL(f, env)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		for _, r := range records {
			env.Self = r
			want, err := e.Holds(env)
			if err != nil {
				t.Fatal(err)
			}
			var n int
			if err := db.QueryRow(`SELECT count(*) FROM "order" WHERE id = ? AND (`+where+`)`, append([]any{r.ID[:]}, args...)...).Scan(&n); err != nil {
				t.Errorf("%s as %s: %v", source, where, err)
				break
			}
			if (n == 1) != (want == form.Yes) {
				t.Errorf("%s of %s is %v, but %d rows by %s", source, r.State, want, n, where)
			}
		}
	}

	for _, source := range []string{`customer.name == "x"`, `any(lines, .ok)`, `count_of + 1 > 2`, `remark matches "a"`, `lasts > "1 h"  && contact == "x"`, `solved ? true : solved`, `day(begun_at) == on_day`} {
		e, faults := f.Expression(source)
		if len(faults) > 0 {
			t.Fatalf("%s: %v", source, faults)
		}
		if where, _, err := e.SQL(f, &form.Env{Lib: lib, World: world, Me: zhou, Now: noon}); err == nil {
			t.Errorf("%s became %s", source, where)
		}
	}
}

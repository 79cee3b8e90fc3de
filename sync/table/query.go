package table

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// Condition is a piece of SQL over a form's own columns with what it binds, such as a
// list's `where` compiled by form.Expr.SQL.
type Condition struct {
	SQL  string
	Args []any
}

// Query asks for the records of one form.
type Query struct {
	Form   string
	States []string // empty: all
	Where  []Condition
	Search string // what somebody typed; every word must be found
	Sort   string // a column, '-' before it for descending; empty: the newest first
	After  Cursor // the page behind this one
	Limit  int    // 0: all
}

// Cursor is where a page ended; the empty one is the beginning. It holds for the query
// it came from.
type Cursor string

// Page is a part of what a query finds.
type Page struct {
	Records []record.Record
	Next    Cursor // empty: that was all
}

// place is a cursor spelled out. Empty values sort first, so a sorted query has two
// stretches, each a plain walk of an index.
type place struct {
	Empty bool  `json:"e,omitempty"`
	Value any   `json:"v,omitempty"`
	K     int64 `json:"k"`
}

// Select returns a page of what the query finds.
func (t *Tables) Select(ctx context.Context, db DB, q Query) (Page, error) {
	tab, err := t.table(q.Form)
	if err != nil {
		return Page{}, err
	}
	page, err := tab.page(ctx, db, q)
	if err != nil {
		return Page{}, fmt.Errorf("list %s: %w", q.Form, err)
	}
	return page, nil
}

// Count returns how many records the query finds, whatever its page.
func (t *Tables) Count(ctx context.Context, db DB, q Query) (int, error) {
	tab, err := t.table(q.Form)
	if err != nil {
		return 0, err
	}
	from, err := tab.source(ctx, db, &q)
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", q.Form, err)
	}
	where, args := tab.where(q)
	n, err := scalar(ctx, db, from.with+"SELECT count(*) FROM "+from.name+where, append(slices.Clone(from.args), args...)...)
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", q.Form, err)
	}
	return int(n), nil
}

// source is where a query reads from.
type source struct {
	with string
	name string
	args []any
}

// fewFound is up to how many records a search finds that are put together first.
const fewFound = 400

// source looks at what a query searches for. When that finds few records, the query reads
// from those alone; when many, it walks its order and drops what is not found, and soon
// has its page. SQLite cannot know which is better.
func (t *Table) source(ctx context.Context, db DB, q *Query) (source, error) {
	whole := source{name: t.Name()}
	condition, args := t.searchCondition(q.Search)
	if condition == "" {
		return whole, nil
	}
	rows, err := db.QueryContext(ctx, "SELECT "+t.Builtin("k")+" FROM "+t.Name()+" WHERE "+condition+" LIMIT ?", append(args, fewFound)...)
	if err != nil {
		return whole, err
	}
	defer rows.Close()
	ks := []int64{}
	for rows.Next() {
		var k int64
		if err := rows.Scan(&k); err != nil {
			return whole, err
		}
		ks = append(ks, k)
	}
	if err := rows.Err(); err != nil || len(ks) == fewFound {
		return whole, err
	}
	list, err := json.Marshal(ks)
	if err != nil {
		return whole, err
	}
	q.Search = ""
	return source{
		with: "WITH found$ AS MATERIALIZED (SELECT * FROM " + t.Name() + " WHERE " + t.Builtin("k") + " IN (SELECT value FROM json_each(?))) ",
		name: "found$", args: []any{string(list)},
	}, nil
}

func (t *Table) page(ctx context.Context, db DB, q Query) (Page, error) {
	name, down := strings.CutPrefix(q.Sort, "-")
	if name == "" {
		down = true
	}
	sort, err := t.sortColumn(name)
	if err != nil {
		return Page{}, err
	}
	at, err := q.After.place()
	if err != nil {
		return Page{}, err
	}
	from, err := t.source(ctx, db, &q)
	if err != nil {
		return Page{}, err
	}
	limit := int64(-1)
	if q.Limit > 0 {
		limit = int64(q.Limit) + 1 // one more, to know whether that was all
	}

	var page Page
	var last place
	for _, empty := range stretches(sort, down, at) {
		query, args := t.pageQuery(q, from, sort, down, empty, at)
		rows, err := db.QueryContext(ctx, query, append(args, limit)...)
		if err != nil {
			return Page{}, err
		}
		err = func() error {
			defer rows.Close()
			s := t.scanner()
			var value any
			for rows.Next() {
				var rec record.Record
				k, rec, err := s.scan(rows, &value)
				if err != nil {
					return err
				}
				if q.Limit > 0 && len(page.Records) == q.Limit {
					page.Next = last.cursor()
					return nil
				}
				page.Records = append(page.Records, rec)
				last = place{Empty: empty, Value: value, K: k}
			}
			return rows.Err()
		}()
		if err != nil {
			return Page{}, err
		}
		if page.Next != "" {
			return page, nil
		}
		if limit > 0 {
			limit = int64(q.Limit) + 1 - int64(len(page.Records))
		}
		at = nil
	}
	return page, nil
}

// stretches lists the halves of a sorted query that are left to read: the empty values
// come first when ascending and last when descending.
func stretches(sort string, down bool, at *place) []bool {
	if sort == "" {
		return []bool{false}
	}
	all := []bool{!down, down}
	if at != nil && at.Empty == down {
		return all[1:]
	}
	return all
}

func (t *Table) pageQuery(q Query, from source, sort string, down, empty bool, at *place) (string, []any) {
	where, args := t.where(q)
	var more []string
	order, compare, k := "ASC", ">", t.Builtin("k")
	if down {
		order, compare = "DESC", "<"
	}
	value, by := "NULL", k+" "+order
	switch {
	case sort == "" || empty:
		if sort != "" {
			more = append(more, sort+" IS NULL")
		}
		if at != nil {
			more, args = append(more, k+" "+compare+" ?"), append(args, at.K)
		}
	default:
		value, by = sort, sort+" "+order+", "+by
		more = append(more, sort+" IS NOT NULL")
		if at != nil {
			more, args = append(more, "("+sort+", "+k+") "+compare+" (?, ?)"), append(args, at.bound(), at.K)
		}
	}
	if len(more) > 0 {
		if where == "" {
			where = " WHERE "
		} else {
			where += " AND "
		}
		where += strings.Join(more, " AND ")
	}
	return from.with + "SELECT " + t.selectList + ", " + value + " FROM " + from.name + where + " ORDER BY " + by + " LIMIT ?", append(slices.Clone(from.args), args...)
}

// where is the condition of a query, beginning with WHERE, or nothing. States stand in
// it as they stand in the lists' partial indexes.
func (t *Table) where(q Query) (string, []any) {
	var all []string
	var args []any
	if c := t.statesCondition(q.States); c != "" {
		all = append(all, c)
	}
	for _, w := range q.Where {
		if w.SQL != "" {
			all = append(all, "("+w.SQL+")")
			args = append(args, bindAll(w.Args)...)
		}
	}
	if sql, a := t.searchCondition(q.Search); sql != "" {
		all = append(all, sql)
		args = append(args, a...)
	}
	if len(all) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(all, " AND "), args
}

// statesCondition is the same text for the same set of states, in any order.
func (t *Table) statesCondition(states []string) string {
	switch len(states) {
	case 0:
		return ""
	case 1:
		return t.Builtin("state") + " = " + literal(states[0])
	}
	sorted := slices.Clone(states)
	slices.Sort(sorted)
	return t.Builtin("state") + " IN (" + literals(slices.Compact(sorted)) + ")"
}

// sortColumn is the quoted column a query sorts by, "" for the order of arrival.
func (t *Table) sortColumn(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	if c := t.byName[name]; c != nil {
		if c.storage == asJSON {
			return "", fmt.Errorf("no list can be sorted by %s, a list itself", name)
		}
		return quote(name), nil
	}
	if sql, ok := t.builtin[name]; ok {
		return quote(sql), nil
	}
	return "", fmt.Errorf("no column %s to sort by", name)
}

// Related returns the records of a form whose ref column points to an id, oldest first.
func (t *Tables) Related(ctx context.Context, db DB, formName, via string, id form.ID) ([]record.Record, error) {
	return t.Matching(ctx, db, formName, []string{via}, []any{id}, nil)
}

// Matching returns the records of a form whose columns have these values, oldest first;
// states narrows them unless empty. An empty value matches an empty column.
func (t *Tables) Matching(ctx context.Context, db DB, formName string, columns []string, values []any, states []string) ([]record.Record, error) {
	tab, err := t.table(formName)
	if err != nil {
		return nil, err
	}
	var all []string
	var args []any
	for i, name := range columns {
		sql, err := tab.sortColumn(name)
		if err != nil {
			return nil, fmt.Errorf("look up %s: %w", formName, err)
		}
		v := Bind(values[i])
		if form.Empty(values[i]) || v == nil {
			all = append(all, sql+" IS NULL")
			continue
		}
		all, args = append(all, sql+" = ?"), append(args, v)
	}
	if c := tab.statesCondition(states); c != "" {
		all = append(all, c)
	}
	query := "SELECT " + tab.selectList + " FROM " + tab.Name()
	if len(all) > 0 {
		query += " WHERE " + strings.Join(all, " AND ")
	}
	recs, _, err := tab.read(ctx, db, query+" ORDER BY "+tab.Builtin("k"), args...)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", formName, err)
	}
	return recs, nil
}

func (p place) cursor() Cursor {
	if b, ok := p.Value.([]byte); ok {
		p.Value = map[string]string{"b": base64.StdEncoding.EncodeToString(b)}
	}
	b, err := json.Marshal(p)
	if err != nil {
		return "" // cannot be: the values of a row are texts, numbers and bytes
	}
	return Cursor(base64.RawURLEncoding.EncodeToString(b))
}

func (c Cursor) place() (*place, error) {
	if c == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil {
		return nil, fmt.Errorf("cursor: %w", err)
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	p := &place{}
	if err := d.Decode(p); err != nil {
		return nil, fmt.Errorf("cursor: %w", err)
	}
	switch v := p.Value.(type) {
	case json.Number:
		if p.Value, err = v.Int64(); err != nil {
			return nil, fmt.Errorf("cursor: %w", err)
		}
	case map[string]any:
		text, _ := v["b"].(string)
		if p.Value, err = base64.StdEncoding.DecodeString(text); err != nil {
			return nil, fmt.Errorf("cursor: %w", err)
		}
	}
	return p, nil
}

func (p *place) bound() any { return p.Value }

// scalar runs a query for one number.
func scalar(ctx context.Context, db DB, query string, args ...any) (int64, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var n int64
	if rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

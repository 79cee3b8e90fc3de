package table

import (
	"context"
	"fmt"
	"slices"
	"strings"

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

// Page is a part of what a query finds.
type Page struct {
	Records []record.Record
	Next    Cursor // empty: that was all
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

// CountAny returns how many records of a form at least one of several queries finds,
// each record once.
func (t *Tables) CountAny(ctx context.Context, db DB, formName string, queries []Query) (int, error) {
	tab, err := t.table(formName)
	if err != nil {
		return 0, err
	}
	var any1 []string
	var args []any
	for _, q := range queries {
		where, bound := tab.where(q)
		if where == "" {
			any1, args = []string{"1"}, nil
			break
		}
		any1, args = append(any1, "("+strings.TrimPrefix(where, " WHERE ")+")"), append(args, bound...)
	}
	if len(any1) == 0 {
		return 0, nil
	}
	n, err := scalar(ctx, db, "SELECT count(*) FROM "+tab.Name()+" WHERE "+strings.Join(any1, " OR "), args...)
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", formName, err)
	}
	return int(n), nil
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
	for _, empty := range stretches(sort, at) {
		query, args := t.pageQuery(q, from, sort, down, empty, at)
		s := t.scanner()
		err := Each(ctx, db, query, append(args, limit), func(scan func(...any) error) error {
			var value any
			k, rec, err := s.scan(scan, &value)
			if err != nil {
				return err
			}
			if q.Limit > 0 && len(page.Records) == q.Limit {
				page.Next = last.cursor()
				return nil
			}
			page.Records = append(page.Records, rec)
			last = place{Empty: empty, Value: value, K: k}
			return nil
		})
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

// stretches lists the parts of a sorted query that are left to read: what has a value,
// then what has none. What nobody has set a time for waits behind what has one, whichever
// way the list is turned.
func stretches(sort string, at *place) []bool {
	switch {
	case sort == "":
		return []bool{false}
	case at != nil && at.Empty:
		return []bool{true}
	}
	return []bool{false, true}
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
			more, args = append(more, "("+sort+", "+k+") "+compare+" (?, ?)"), append(args, at.Value, at.K)
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
		if open := t.openCondition(); t.allOpen(q.States) && open != c {
			all = append(all, open)
		}
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

package device

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// Cursor is where a page ended.
type Cursor = table.Cursor

// Query asks for records of a form, mostly by one of its lists.
type Query struct {
	Form   string
	List   string            // a list of the form: its states, condition, columns and order
	State  string            // of the list's states only this one
	States []string          // in place of the list's states
	Search string            // what somebody typed
	Where  []table.Condition // further conditions over the form's own columns
	Sort   string            // in place of the list's order; '-' before it for descending
	Parted bool              // the list's groups one after the other, where it has any
	After  Cursor
	Limit  int // 0: 50
}

// defaultPage is how many rows a page has.
const defaultPage = 50

// Row is a record in a list.
type Row struct {
	Record   record.Record
	Name     string          // what it is known by
	Cells    map[string]Cell // by the list's column paths
	Pending  bool            // work on it is not answered yet
	NeedsYou bool            // work on it was refused, or two people wrote a field
	Group    int             // of a parted list, an index of the page's groups
}

// Cell is the value at a list's column path.
type Cell struct {
	Value  any          // canonical, nil if empty or not here
	Column *form.Column // nil for built-in columns
	Text   string       // of a ref or person: what it is known by
}

// Page is a part of a list.
type Page struct {
	Rows   []Row
	Next   Cursor  // empty: that was all
	Groups []Group // of a parted list all of them, whether rows of them are on this page or not
}

// List returns a page of records as they are seen now, pending work included.
func (s *Store) List(ctx context.Context, q Query) (Page, error) {
	var page Page
	err := s.read(ctx, func(r *reader) error {
		tq, columns, err := s.tableQuery(r, q)
		if err != nil {
			return err
		}
		if tq.Limit <= 0 {
			tq.Limit = defaultPage
		}
		if by := r.groupedBy(q); by != "" {
			page, err = r.parted(tq, by, columns)
			return err
		}
		found, err := r.tables.Select(r.ctx, r.db, tq)
		if err != nil {
			return err
		}
		page.Next = found.Next
		page.Rows, err = r.rows(found.Records, columns)
		return err
	})
	if err != nil {
		return Page{}, fmt.Errorf("list %s %s: %w", q.Form, q.List, err)
	}
	return page, nil
}

// Count returns how many records a query finds.
func (s *Store) Count(ctx context.Context, q Query) (int, error) {
	var n int
	err := s.read(ctx, func(r *reader) error {
		tq, _, err := s.tableQuery(r, q)
		if err == nil {
			n, err = r.tables.Count(r.ctx, r.db, tq)
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count %s %s: %w", q.Form, q.List, err)
	}
	return n, nil
}

// CountLists returns how many records stand in at least one of a form's lists, each once.
func (s *Store) CountLists(ctx context.Context, formName string, lists ...string) (int, error) {
	var n int
	err := s.read(ctx, func(r *reader) error {
		queries := make([]table.Query, len(lists))
		for i, name := range lists {
			var err error
			if queries[i], _, err = s.tableQuery(r, Query{Form: formName, List: name}); err != nil {
				return err
			}
		}
		var err error
		n, err = r.tables.CountAny(r.ctx, r.db, formName, queries)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count %s in %s: %w", formName, strings.Join(lists, ", "), err)
	}
	return n, nil
}

// tableQuery spells a list out.
func (s *Store) tableQuery(r *reader, q Query) (table.Query, []string, error) {
	tq := table.Query{Form: q.Form, States: q.States, Where: q.Where, Search: q.Search, Sort: q.Sort, After: q.After, Limit: q.Limit}
	f, err := r.form(q.Form)
	if err != nil {
		return tq, nil, err
	}
	var columns []string
	if q.List != "" {
		l := listOf(f, q.List)
		if l == nil {
			return tq, nil, fmt.Errorf("form %s has no list %s: %w", q.Form, q.List, ErrNotFound)
		}
		columns = l.Columns
		if len(tq.States) == 0 {
			tq.States = l.States
		}
		if tq.Sort == "" {
			tq.Sort = l.Sort
		}
		if l.Where != nil {
			env := &form.Env{Lib: r.laid, World: r.world(), Me: s.Identity().Person, Now: s.Now()}
			sql, args, err := l.Where.SQL(f, env)
			if err != nil {
				return tq, nil, err
			}
			tq.Where = append(slices.Clip(tq.Where), table.Condition{SQL: sql, Args: args})
		}
	}
	if q.State != "" {
		tq.States = []string{q.State}
	}
	return tq, columns, nil
}

func listOf(f *form.Form, name string) *form.List {
	for _, l := range f.Lists {
		if l.Name == name {
			return l
		}
	}
	return nil
}

// rows resolves what a list shows of records.
func (r *reader) rows(recs []record.Record, columns []string) ([]Row, error) {
	out := make([]Row, len(recs))
	look := &lookup{reader: r, known: map[form.Ref]*record.Record{}}
	for i := range recs {
		row := &out[i]
		row.Record = recs[i]
		var err error
		if row.Name, err = look.name(&row.Record.Record); err != nil {
			return nil, err
		}
		if len(columns) > 0 {
			row.Cells = make(map[string]Cell, len(columns))
		}
		for _, path := range columns {
			if row.Cells[path], err = look.cell(&row.Record.Record, strings.Split(path, ".")); err != nil {
				return nil, err
			}
		}
		err = table.One(r.ctx, r.db, `SELECT EXISTS (SELECT 1 FROM base WHERE form = ?1 AND id = ?2),
			EXISTS (SELECT 1 FROM answer WHERE form = ?1 AND rec = ?2 AND resolved IS NULL)
			OR EXISTS (SELECT 1 FROM conflict WHERE form = ?1 AND rec = ?2 AND resolved IS NULL)`,
			[]any{row.Record.Form, row.Record.ID[:]}, &row.Pending, &row.NeedsYou)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Rows resolves records that were read otherwise, such as related ones, into rows with
// the given column paths.
func (s *Store) Rows(ctx context.Context, recs []record.Record, columns []string) ([]Row, error) {
	var rows []Row
	err := s.read(ctx, func(r *reader) error {
		var err error
		rows, err = r.rows(recs, columns)
		return err
	})
	return rows, err
}

// lookup follows refs and remembers what it has read.
type lookup struct {
	*reader
	known map[form.Ref]*record.Record
}

// get returns a record, or nil if it is not here.
func (l *lookup) get(ref form.Ref) (*record.Record, error) {
	if rec, ok := l.known[ref]; ok {
		return rec, nil
	}
	if l.tables.Table(ref.Form) == nil {
		return nil, nil
	}
	rec, err := l.tables.Get(l.ctx, l.db, ref.Form, ref.ID)
	switch {
	case isNotHere(err):
		l.known[ref] = nil
		return nil, nil
	case err != nil:
		return nil, err
	}
	l.known[ref] = &rec
	return &rec, nil
}

// cell follows a path from a record. What is not here reads as empty.
func (l *lookup) cell(rec *form.Record, path []string) (Cell, error) {
	f := l.tables.Library().Form(rec.Form)
	if f == nil {
		return Cell{}, nil
	}
	head := path[0]
	if field := f.Field(head); field != nil && field.Type == form.Lookup {
		return l.cell(rec, append(strings.Split(field.Path, "."), path[1:]...))
	}
	c := f.Column(head)
	v := rec.Get(head)
	if rel := f.Relation(head); c == nil && rel != nil && len(path) > 1 {
		recs, err := l.tables.Related(l.ctx, l.db, rel.Of, rel.Via, rec.ID)
		if err != nil || len(recs) == 0 {
			return Cell{}, err
		}
		return l.cell(&recs[0].Record, path[1:])
	}
	ref, isRef := refOf(v)
	if len(path) > 1 {
		if !isRef {
			return Cell{}, nil
		}
		next, err := l.get(ref)
		if err != nil || next == nil {
			return Cell{}, err
		}
		return l.cell(&next.Record, path[1:])
	}
	cell := Cell{Value: v, Column: c}
	if form.Empty(v) {
		cell.Value = nil
	}
	if isRef {
		next, err := l.get(ref)
		if err != nil {
			return Cell{}, err
		}
		if next != nil {
			cell.Text, err = l.name(&next.Record)
		}
		return cell, err
	}
	return cell, nil
}

// refOf tells which record a value points to.
func refOf(v any) (form.Ref, bool) {
	switch x := v.(type) {
	case form.Ref:
		return x, x.ID != form.ID{}
	case form.ID:
		return form.Ref{Form: "person", ID: x}, x != form.ID{}
	}
	return form.Ref{}, false
}

// name is what a record is known by: its own columns, then what the refs among its name's
// columns are known by, which are followed once. So a card is its customer and its order.
func (r *reader) name(rec *form.Record) (string, error) {
	return (&lookup{reader: r, known: map[form.Ref]*record.Record{}}).name(rec)
}

// calledIfHere is what a record is called; "" where it has left.
func (r *reader) calledIfHere(formName string, id form.ID) (string, error) {
	rec, err := r.tables.Get(r.ctx, r.db, formName, id)
	if isNotHere(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return r.called(&rec.Record)
}

// called is the name of a record and of what else its form has it found by, first of all
// (`search`): an order is known by its customer.
func (r *reader) called(rec *form.Record) (string, error) {
	look := &lookup{reader: r, known: map[form.Ref]*record.Record{}}
	name, err := look.name(rec)
	f := r.tables.Library().Form(rec.Form)
	if err != nil || f == nil {
		return name, err
	}
	for _, path := range f.Search {
		column, _, further := strings.Cut(path, ".")
		ref, ok := refOf(rec.Get(column))
		if !further || !ok || slices.Contains(f.NameBy, column) {
			continue
		}
		next, err := look.get(ref)
		if err != nil || next == nil {
			return name, err
		}
		with, err := look.name(&next.Record)
		return strings.TrimSpace(name + " " + with), err
	}
	return name, nil
}

func (l *lookup) name(rec *form.Record) (string, error) {
	f := l.tables.Library().Form(rec.Form)
	if f == nil {
		return "", nil
	}
	var parts []string
	if own := table.Shown(f, rec); own != "" {
		parts = append(parts, own)
	}
	for _, column := range f.NameBy {
		ref, ok := refOf(rec.Get(column))
		if !ok {
			continue
		}
		next, err := l.get(ref)
		if err != nil {
			return "", err
		}
		if next == nil {
			continue
		}
		if nf := l.tables.Library().Form(next.Form); nf != nil {
			if shown := table.Shown(nf, &next.Record); shown != "" {
				parts = append(parts, shown)
			}
		}
	}
	if len(parts) > 0 {
		return strings.Join(parts, " "), nil
	}
	return rec.Number, nil
}

package table

import (
	"context"
	"fmt"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

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
	where, args, err := tab.matching(columns, values, states)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", formName, err)
	}
	recs, _, err := tab.read(ctx, db, "SELECT "+tab.selectList+" FROM "+tab.Name()+where, args...)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", formName, err)
	}
	return recs, nil
}

// MatchingKeys returns the keys of what Matching finds, for those who have the records.
func (t *Tables) MatchingKeys(ctx context.Context, db DB, formName string, columns []string, values []any, states []string) ([]int64, error) {
	tab, err := t.table(formName)
	if err != nil {
		return nil, err
	}
	where, args, err := tab.matching(columns, values, states)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", formName, err)
	}
	var ks []int64
	err = Each(ctx, db, "SELECT "+tab.Builtin("k")+" FROM "+tab.Name()+where, args, func(scan func(...any) error) error {
		var k int64
		err := scan(&k)
		ks = append(ks, k)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", formName, err)
	}
	return ks, nil
}

// matching is the condition and the order of what has these values, oldest first.
func (t *Table) matching(columns []string, values []any, states []string) (string, []any, error) {
	var all []string
	var args []any
	for i, name := range columns {
		sql, err := t.sortColumn(name)
		if err != nil {
			return "", nil, err
		}
		v := Bind(values[i])
		if form.Empty(values[i]) || v == nil {
			all = append(all, sql+" IS NULL")
			continue
		}
		all, args = append(all, sql+" = ?"), append(args, v)
	}
	if c := t.statesCondition(states); c != "" {
		all = append(all, c)
	}
	where := ""
	if len(all) > 0 {
		where = " WHERE " + strings.Join(all, " AND ")
	}
	return where + " ORDER BY " + t.Builtin("k"), args, nil
}

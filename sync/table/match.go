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

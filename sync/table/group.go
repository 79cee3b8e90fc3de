package table

import (
	"bytes"
	"context"
	"fmt"
	"slices"
)

// Group is the part of what a query finds that has one value in a column.
type Group struct {
	Value any // canonical; nil: none
	Count int
	Is    Condition // finds its records
}

// Groups parts what a query finds, whatever its page, by a column; in no order.
func (t *Tables) Groups(ctx context.Context, db DB, q Query, column string) ([]Group, error) {
	tab, err := t.table(q.Form)
	if err != nil {
		return nil, err
	}
	all, err := tab.groups(ctx, db, q, column)
	if err != nil {
		return nil, fmt.Errorf("part %s by %s: %w", q.Form, column, err)
	}
	return all, nil
}

func (t *Table) groups(ctx context.Context, db DB, q Query, column string) ([]Group, error) {
	by, err := t.sortColumn(column)
	if err != nil {
		return nil, err
	}
	from, err := t.source(ctx, db, &q)
	if err != nil {
		return nil, err
	}
	c, second := t.byName[column], "NULL"
	if c != nil && c.storage == asAnyRef {
		second = quote(formColumn(column))
	}
	where, args := t.where(q)
	var all []Group
	err = Each(ctx, db, from.with+"SELECT "+by+", "+second+", count(*) FROM "+from.name+where+" GROUP BY 1, 2", append(slices.Clone(from.args), args...),
		func(scan func(...any) error) error {
			var raw, formName any
			var g Group
			if err := scan(&raw, &formName, &g.Count); err != nil {
				return err
			}
			if b, ok := raw.([]byte); ok {
				raw = bytes.Clone(b)
			}
			g.Value, g.Is = raw, Condition{SQL: by + " IS ?", Args: []any{raw}}
			if c != nil {
				if g.Value, err = c.read(raw, formName); err != nil {
					return err
				}
			}
			all = append(all, g)
			return nil
		})
	return all, err
}

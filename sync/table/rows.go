package table

import (
	"context"
	"database/sql"
	"errors"
)

// Each calls row for every row of a query; row reads it with scan.
func Each(ctx context.Context, db DB, query string, args []any, row func(scan func(...any) error) error) (err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// One reads the first row of a query; sql.ErrNoRows if there is none.
func One(ctx context.Context, db DB, query string, args []any, dest ...any) error {
	found := false
	err := Each(ctx, db, query, args, func(scan func(...any) error) error {
		if found {
			return nil
		}
		found = true
		return scan(dest...)
	})
	if err == nil && !found {
		return sql.ErrNoRows
	}
	return err
}

// scalar runs a query for one number, zero if there is none.
func scalar(ctx context.Context, db DB, query string, args ...any) (int64, error) {
	var n int64
	err := One(ctx, db, query, args, &n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

// texts runs a query for one text per row.
func texts(ctx context.Context, db DB, query string, args ...any) ([]string, error) {
	var all []string
	err := Each(ctx, db, query, args, func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		all = append(all, s)
		return err
	})
	return all, err
}

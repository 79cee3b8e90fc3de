package table

import (
	"context"
	"database/sql"
	"errors"
)

// Each calls row for every row of a query; row reads it with scan.
func Each(ctx context.Context, db DB, query string, args []any, row func(scan func(...any) error) error) (err error) {
	if s, ok := db.(*Session); ok {
		return s.each(ctx, query, args, row)
	}
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() {
		if closed := rows.Close(); closed != nil {
			err = errors.Join(err, closed)
		}
	}()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// errOnce ends a walk after its first row.
var errOnce = errors.New("one row is enough")

// One reads the first row of a query; sql.ErrNoRows if there is none.
func One(ctx context.Context, db DB, query string, args []any, dest ...any) error {
	err := Each(ctx, db, query, args, func(scan func(...any) error) error {
		if err := scan(dest...); err != nil {
			return err
		}
		return errOnce
	})
	switch err {
	case nil:
		return sql.ErrNoRows
	case errOnce: //nolint:errorlint // joined with another it is an error
		return nil
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

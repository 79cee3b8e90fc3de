package table

import (
	"context"
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// batch is how many rows are held at once while a table is gone through.
const batch = 500

// eachBatch goes through the rows of a table that meet a condition, in the order of
// their keys.
func (t *Table) eachBatch(ctx context.Context, db DB, condition string, do func(recs []record.Record, ks []int64) error) error {
	last := int64(0)
	for {
		recs, ks, err := t.read(ctx, db, fmt.Sprintf("SELECT %s FROM %s WHERE %s > ? AND %s ORDER BY 1 LIMIT %d",
			t.selectList, t.Name(), t.Builtin("k"), condition, batch), last)
		if err != nil || len(recs) == 0 {
			return err
		}
		if err := do(recs, ks); err != nil {
			return err
		}
		last = ks[len(ks)-1]
	}
}

// reindex fills the search index anew when other columns are searched.
func (t *Table) reindex(ctx context.Context, db DB) error {
	provisional := map[int64]string{}
	query := "SELECT " + t.Builtin("k") + ", " + t.Builtin("provisional") + " FROM " + t.Name() + " WHERE " + t.Builtin("provisional") + " IS NOT NULL"
	err := Each(ctx, db, query, nil, func(scan func(...any) error) error {
		var k int64
		var number string
		err := scan(&k, &number)
		provisional[k] = number
		return err
	})
	if err != nil {
		return err
	}
	return t.eachBatch(ctx, db, "true", func(recs []record.Record, ks []int64) error {
		for i := range recs {
			if err := t.unindex(ctx, db, ks[i]); err != nil {
				return err
			}
			if err := t.index(ctx, db, ks[i], nil, &recs[i], provisional[ks[i]]); err != nil {
				return err
			}
		}
		return nil
	})
}

// adopt moves values that came from a newer shape into the columns they have now.
func (t *Table) adopt(ctx context.Context, db DB) error {
	return t.eachBatch(ctx, db, t.Builtin("extra")+" IS NOT NULL", func(recs []record.Record, ks []int64) error {
		for i := range recs {
			if !t.adoptRecord(&recs[i]) {
				continue
			}
			args, err := t.bind(&recs[i], "")
			if err != nil {
				return err
			}
			if _, err := db.ExecContext(ctx, t.update, append(args, ks[i])...); err != nil {
				return err
			}
		}
		return nil
	})
}

// adoptRecord tells whether a record had a value for a column of now. One that cannot be
// read stays what it is: not known here.
func (t *Table) adoptRecord(rec *record.Record) bool {
	adopted := false
	for name, raw := range rec.Extra {
		c := t.byName[name]
		if c == nil {
			continue
		}
		v, err := c.Decode(raw)
		if err != nil {
			continue
		}
		if !form.Empty(v) {
			rec.Values[name] = v
		}
		delete(rec.Extra, name)
		adopted = true
	}
	return adopted
}

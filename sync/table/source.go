package table

import (
	"context"
	"encoding/json"
)

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
	ks := []int64{}
	err := Each(ctx, db, "SELECT "+t.Builtin("k")+" FROM "+t.Name()+" WHERE "+condition+" LIMIT ?", append(args, fewFound), func(scan func(...any) error) error {
		var k int64
		err := scan(&k)
		ks = append(ks, k)
		return err
	})
	if err != nil || len(ks) == fewFound {
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

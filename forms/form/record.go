package form

import (
	"maps"
	"strings"
	"time"
)

// siteColumn is the built-in column that names the site of a record, and the form of
// sites.
const siteColumn = "site"

// Get returns the value of a column, those built in included, nil where it is empty.
func (r *Record) Get(column string) any {
	switch column {
	case "id":
		return Ref{r.Form, r.ID}
	case "number":
		return r.Number
	case "state":
		return r.State
	case siteColumn:
		if r.Site == (ID{}) {
			return nil
		}
		return Ref{siteColumn, r.Site}
	case "created_at":
		return timeOrNil(r.CreatedAt)
	case "created_by":
		return idOrNil(r.CreatedBy)
	case "updated_at":
		return timeOrNil(r.UpdatedAt)
	case "updated_by":
		return idOrNil(r.UpdatedBy)
	}
	return r.Values[column]
}

func timeOrNil(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func idOrNil(id ID) any {
	if id == (ID{}) {
		return nil
	}
	return id
}

// Refs returns the ids that a ref or person column names, or one inside a table, written
// "table.column".
func (r *Record) Refs(column string) []ID {
	table, cell, nested := strings.Cut(column, ".")
	if !nested {
		return idsOf(r.Get(column))
	}
	rows, _ := r.Get(table).([]Row)
	var ids []ID
	for _, row := range rows {
		ids = append(ids, idsOf(row.Values[cell])...)
	}
	return ids
}

// idsOf returns the ids that a value names: of a ref, a record, a person or people.
func idsOf(v any) []ID {
	switch v := v.(type) {
	case Ref:
		return []ID{v.ID}
	case *Record:
		return []ID{v.ID}
	case ID:
		return []ID{v}
	case []ID:
		return v
	}
	return nil
}

// snapshot returns a record whose values may be replaced without changing the original.
// It shares lists and rows with it, which an evaluation never changes in place.
func (r *Record) snapshot() *Record {
	c := *r
	c.Values = maps.Clone(r.Values)
	if c.Values == nil {
		c.Values = Values{}
	}
	return &c
}

func alike(a, b *Record) bool {
	return a.State == b.State && a.Site == b.Site && EqualValues(a.Values, b.Values)
}

// Differences returns the columns whose values differ with what they are in b, nil
// where they are empty there. Without an a, all of b's.
func Differences(a, b *Record) Values {
	if a == nil {
		return maps.Clone(b.Values)
	}
	diff := Values{}
	for name, v := range b.Values {
		if !Equal(a.Values[name], v) {
			diff[name] = v
		}
	}
	for name, v := range a.Values {
		if _, still := b.Values[name]; !still && !Empty(v) {
			diff[name] = nil
		}
	}
	return diff
}

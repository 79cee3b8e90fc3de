package form

import (
	"errors"
	"strings"
)

// followed is what lies at the end of a path: scalars as stored, rows, or records.
type followed struct {
	values []any
	// unknown is set where the path leads through something that is not here.
	unknown bool
}

// follow walks a path such as "order.engineer", "units.unit", "it.unit" or "entries".
// Refs in the middle are followed to their record, tables and relations to each of
// their rows or records; a ref at the end stays a ref.
func (j *judge) follow(path string) followed {
	names := strings.Split(path, ".")
	at := followed{values: []any{j.env.Self}}
	switch names[0] {
	case "it":
		at.values, names = []any{j.env.It}, names[1:]
	case "self":
		names = names[1:]
	case "me":
		at.values, names = []any{j.env.Me}, names[1:]
	}
	for _, name := range names {
		at = j.step(at, name)
	}
	return at
}

func (j *judge) step(at followed, name string) followed {
	next := followed{unknown: at.unknown}
	for _, v := range at.values {
		if row, ok := v.(Row); ok {
			next.add(row.Values[name])
			continue
		}
		rec, here := j.opened(v)
		switch {
		case !here:
			next.unknown = true
		case rec != nil:
			next.unknown = j.ofRecord(rec, name, &next) || next.unknown
		}
	}
	return next
}

// ofRecord adds what a name means at a record; it tells whether that is not known here.
func (j *judge) ofRecord(rec *Record, name string, to *followed) (unknown bool) {
	f := j.env.Lib.Form(rec.Form)
	if f == nil {
		return false
	}
	if rel := f.Relation(name); rel != nil {
		related, err := j.env.World.Related(rel.Of, rel.Via, rec.ID)
		if err != nil && !errors.Is(err, ErrNotHere) {
			j.fail(err)
			return true
		}
		for _, r := range related {
			to.values = append(to.values, r)
		}
		if len(related) > 0 {
			return false
		}
		whole, err := j.env.whole(rel.Of, rec)
		if err != nil {
			j.fail(err)
		}
		return !whole
	}
	if field := f.Field(name); field != nil && field.Type == Lookup && field.Path != "" {
		inner := j.at(rec).follow(field.Path)
		to.values = append(to.values, inner.values...)
		return inner.unknown
	}
	to.add(rec.Get(name))
	return false
}

// add appends a value, each of it where it is several.
func (at *followed) add(v any) {
	switch v := v.(type) {
	case nil:
	case []Row:
		for _, row := range v {
			at.values = append(at.values, row)
		}
	case []ID:
		for _, id := range v {
			at.values = append(at.values, id)
		}
	default:
		if !Empty(v) {
			at.values = append(at.values, v)
		}
	}
}

// opened returns the record that a value stands for: itself, a ref's or a person's; nil
// for a row and other values, and where it does not exist. It answers false where the
// record is not here.
func (j *judge) opened(v any) (rec *Record, here bool) {
	var ref Ref
	switch v := v.(type) {
	case *Record:
		return v, true
	case Ref:
		ref = v
	case ID:
		ref = Ref{"person", v}
	default:
		return nil, true
	}
	rec, err := j.env.World.Record(ref.Form, ref.ID)
	switch {
	case errors.Is(err, ErrNotHere):
		return nil, j.env.World.Complete()
	case err != nil:
		j.fail(err)
		return nil, false
	}
	return rec, true
}

// people returns the ids at a path, without doubles.
func (at followed) people() []ID {
	var ids []ID
	for _, v := range at.values {
		ids = addIDs(ids, idsOf(v)...)
	}
	return ids
}

func addIDs(to []ID, ids ...ID) []ID {
	for _, id := range ids {
		if id == (ID{}) {
			continue
		}
		known := false
		for _, k := range to {
			known = known || k == id
		}
		if !known {
			to = append(to, id)
		}
	}
	return to
}

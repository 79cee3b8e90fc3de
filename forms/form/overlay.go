package form

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"time"
)

// overlay is a World in which the records an operation has touched are seen as they are
// now, so that later parts and effects see earlier ones. It orders what it returns by
// id, so that every world gives the same answers.
type overlay struct {
	World
	touched map[Ref]*touch
	order   []Ref
}

// touch is one record that an operation has to do with.
type touch struct {
	before *Record // nil: it did not exist
	now    *Record // the working copy
	effect bool
	step   string
	action string
	forWho ID
	acted  bool
}

func newOverlay(w World) *overlay {
	return &overlay{World: w, touched: map[Ref]*touch{}}
}

// load returns the touch of a record, reading the record at its first touch.
func (o *overlay) load(ref Ref) (*touch, error) {
	if t := o.touched[ref]; t != nil {
		return t, nil
	}
	rec, err := o.World.Record(ref.Form, ref.ID)
	if err != nil {
		return nil, err
	}
	if rec.Values == nil {
		rec.Values = Values{}
	}
	t := &touch{before: cloneRecord(rec), now: rec}
	o.put(ref, t)
	return t, nil
}

func (o *overlay) put(ref Ref, t *touch) {
	o.touched[ref] = t
	o.order = append(o.order, ref)
}

func (o *overlay) Record(formName string, id ID) (*Record, error) {
	if t := o.touched[Ref{formName, id}]; t != nil {
		return cloneRecord(t.now), nil
	}
	return o.World.Record(formName, id)
}

func (o *overlay) Related(formName, via string, id ID) ([]*Record, error) {
	stored, err := o.World.Related(formName, via, id)
	if err != nil && !errors.Is(err, ErrNotHere) {
		return nil, err
	}
	return o.join(formName, stored, func(rec *Record) bool {
		return slices.Contains(rec.Refs(via), id)
	}), nil
}

func (o *overlay) Matching(formName string, columns []string, values []any, states []string) ([]*Record, error) {
	stored, err := o.World.Matching(formName, columns, values, states)
	if err != nil && !errors.Is(err, ErrNotHere) {
		return nil, err
	}
	return o.join(formName, stored, func(rec *Record) bool {
		if len(states) > 0 && !slices.Contains(states, rec.State) {
			return false
		}
		for i, c := range columns {
			if !Equal(rec.Get(c), values[i]) {
				return false
			}
		}
		return true
	}), nil
}

// Arrived forwards to the world, where it knows (see Arrivals).
func (o *overlay) Arrived(sha string) (bool, error) {
	if w, ok := o.World.(Arrivals); ok {
		return w.Arrived(sha)
	}
	return true, nil
}

func (o *overlay) join(formName string, stored []*Record, fits func(*Record) bool) []*Record {
	var all []*Record
	for _, rec := range stored {
		if o.touched[Ref{formName, rec.ID}] == nil {
			all = append(all, rec)
		}
	}
	for _, ref := range o.order {
		if ref.Form == formName && fits(o.touched[ref].now) {
			all = append(all, cloneRecord(o.touched[ref].now))
		}
	}
	slices.SortFunc(all, func(a, b *Record) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return all
}

// Arrivals is what a World that keeps attachments also knows: whether the bytes of one
// have arrived.
type Arrivals interface {
	Arrived(sha256 string) (bool, error)
}

// Get returns the value of a column, those built in included, nil where it is empty.
func (r *Record) Get(column string) any {
	switch column {
	case "id":
		return Ref{r.Form, r.ID}
	case "number":
		return r.Number
	case "state":
		return r.State
	case "site":
		if r.Site == (ID{}) {
			return nil
		}
		return Ref{"site", r.Site}
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

func cloneRecord(r *Record) *Record {
	c := *r
	c.Values = Clone(r.Values)
	if c.Values == nil {
		c.Values = Values{}
	}
	return &c
}

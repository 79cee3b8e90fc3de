package form

import (
	"bytes"
	"errors"
	"slices"
)

// overlay is a World in which the records an operation has touched are seen as they are
// now, so that later parts and effects see earlier ones. The world behind it is asked
// everything once (see memory). What it returns is ordered by id, so that every world
// gives the same answers, and must not be changed.
type overlay struct {
	memory
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
	beyond []string // the totals whose limits it passed
}

func newOverlay(w World) *overlay {
	return &overlay{touched: map[Ref]*touch{}, memory: memory{World: w}}
}

// load returns the touch of a record, reading the record at its first touch.
func (o *overlay) load(ref Ref) (*touch, error) {
	if t := o.touched[ref]; t != nil {
		return t, nil
	}
	rec, err := o.record(ref)
	if err != nil {
		return nil, err
	}
	t := &touch{before: rec, now: rec.snapshot()}
	o.put(ref, t)
	return t, nil
}

func (o *overlay) put(ref Ref, t *touch) {
	o.touched[ref] = t
	o.order = append(o.order, ref)
}

func (o *overlay) Record(formName string, id ID) (*Record, error) {
	ref := Ref{formName, id}
	if t := o.touched[ref]; t != nil {
		return t.now.snapshot(), nil
	}
	return o.record(ref)
}

func (o *overlay) Related(formName, via string, id ID) ([]*Record, error) {
	stored, err := o.related(formName, via, id)
	if err != nil {
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
			all = append(all, o.touched[ref].now.snapshot())
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

package server

import (
	"errors"
	"fmt"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// shelf keeps records that the writer has read or written, as they are in its present
// transaction, so that what many operations ask for is read and decoded once. It belongs
// to the writer; what stands on it is shared and must not be changed. What a transaction
// that is taken back has written must be dropped.
type shelf struct {
	byForm  map[string]*shelfOf
	room    int // for records that were asked for since the old ones were set apart
	used    int
	keys    lately[form.Ref, int64]     // of records, standing here or not
	members lately[spot, *[]membership] // of records, standing here or not
}

// shelfOf holds the records of one form in two halves: those asked for lately, and those
// before, which go when the shelf is full.
type shelfOf struct{ young, old half }

type half struct {
	byID  map[form.ID]*shelved
	byKey map[int64]*shelved
}

// shelved is a record with its key.
type shelved struct {
	k   int64
	rec record.Record
}

// The room in either half, for records of some kilobytes each: what a day's operations
// touch, and twice that where memory is there and half a year is made at once.
const (
	shelfRoom     = 1024
	shelfRoomFill = 4096
)

func newShelf(room int) *shelf {
	s := &shelf{byForm: map[string]*shelfOf{}, room: room}
	s.keys.room, s.members.room = room, room
	return s
}

// get returns a record by its id, nil where it does not stand here.
func (s *shelf) get(formName string, id form.ID) *shelved {
	of := s.byForm[formName]
	if of == nil {
		return nil
	}
	if r := of.young.byID[id]; r != nil {
		return r
	}
	return s.again(of, of.old.byID[id])
}

// at returns a record by its key, nil where it does not stand here.
func (s *shelf) at(formName string, k int64) *shelved {
	of := s.byForm[formName]
	if of == nil {
		return nil
	}
	if r := of.young.byKey[k]; r != nil {
		return r
	}
	return s.again(of, of.old.byKey[k])
}

// again takes a record of the old half into the young one.
func (s *shelf) again(of *shelfOf, r *shelved) *shelved {
	if r != nil {
		s.put(r.k, &r.rec)
	}
	return r
}

// put stands a record on the shelf in place of what has its id.
func (s *shelf) put(k int64, rec *record.Record) *shelved {
	if s.used >= s.room {
		for _, of := range s.byForm {
			of.old, of.young = of.young, half{}
		}
		s.used = 0
	}
	of := s.byForm[rec.Form]
	if of == nil {
		of = &shelfOf{}
		s.byForm[rec.Form] = of
	}
	if of.young.byID == nil {
		of.young = half{map[form.ID]*shelved{}, map[int64]*shelved{}}
	}
	r := &shelved{k, *rec}
	if of.young.byID[rec.ID] == nil {
		s.used++
	}
	of.young.byID[rec.ID], of.young.byKey[k] = r, r
	return r
}

// drop takes a record off the shelf.
func (s *shelf) drop(ref form.Ref) {
	of := s.byForm[ref.Form]
	if of == nil {
		return
	}
	for _, h := range []half{of.young, of.old} {
		if r := h.byID[ref.ID]; r != nil {
			delete(h.byID, ref.ID)
			delete(h.byKey, r.k)
		}
	}
}

// clear takes everything off the shelf.
func (s *shelf) clear() {
	s.byForm, s.used = map[string]*shelfOf{}, 0
	s.forget()
}

// forget lets go of keys and memberships, some of which may have been taken back.
func (s *shelf) forget() {
	s.keys.clear()
	s.members.clear()
}

// wrote notes what the transaction has written.
func (t *turn) wrote(k int64, rec *record.Record) {
	t.s.shelf.put(k, rec)
	t.written = append(t.written, form.Ref{Form: rec.Form, ID: rec.ID})
}

// unwrite drops what was written and is taken back.
func (t *turn) unwrite() {
	for _, ref := range t.written {
		t.s.shelf.drop(ref)
	}
	t.written = nil
	t.s.shelf.forget()
}

// shelved returns records by their keys, all of which are in the table.
func (w *world) shelved(formName string, ks []int64) ([]*form.Record, error) {
	all := make([]*form.Record, len(ks))
	var missing []int64
	for i, k := range ks {
		if r := w.shelf.at(formName, k); r != nil {
			all[i] = &r.rec.Record
		} else {
			missing = append(missing, k)
		}
	}
	if len(missing) == 0 {
		return all, nil
	}
	recs, err := w.Tables.ByKeys(w.Context, w.DB, formName, missing)
	if err != nil {
		return nil, err
	}
	if len(recs) != len(missing) {
		return nil, fmt.Errorf("read %s: %d of %d records are gone", formName, len(missing)-len(recs), len(missing))
	}
	keep := len(missing) <= w.shelf.room/8 // a whole table would push out what is in use
	for i, n := 0, 0; i < len(all); i++ {
		if all[i] != nil {
			continue
		}
		all[i] = &recs[n].Record
		if keep {
			all[i] = &w.shelf.put(missing[n], &recs[n]).rec.Record
		}
		n++
	}
	return all, nil
}

// byKey returns the record with a key, nil where there is none.
func (w *world) byKey(formName string, k int64) (*record.Record, error) {
	if r := w.shelf.at(formName, k); r != nil {
		return &r.rec, nil
	}
	recs, err := w.Tables.ByKeys(w.Context, w.DB, formName, []int64{k})
	if err != nil || len(recs) == 0 {
		return nil, err
	}
	return &w.shelf.put(k, &recs[0]).rec, nil
}

// Related returns the records of a form whose ref column via points to id. They are
// shared and must not be changed.
func (w *world) Related(formName, via string, id form.ID) ([]*form.Record, error) {
	return w.Matching(formName, []string{via}, []any{id}, nil)
}

// Matching returns the records of a form whose columns have these values. They are
// shared and must not be changed.
func (w *world) Matching(formName string, columns []string, values []any, states []string) ([]*form.Record, error) {
	if w.shelf == nil {
		return w.World.Matching(formName, columns, values, states)
	}
	ks, err := w.Tables.MatchingKeys(w.Context, w.DB, formName, columns, values, states)
	if err != nil {
		return nil, err
	}
	return w.shelved(formName, ks)
}

// stored reads a record and stands it on the shelf. One that is not there is found out
// by its key alone: an answer without rows costs as much as the columns it names.
func (w *world) stored(formName string, id form.ID) (record.Record, error) {
	_, err := w.Tables.Key(w.Context, w.DB, formName, id)
	if errors.Is(err, table.ErrUnknownForm) {
		return record.Record{}, form.ErrNotHere
	}
	if err != nil {
		return record.Record{}, err
	}
	k, rec, err := w.Tables.GetWithKey(w.Context, w.DB, formName, id)
	if err != nil {
		return rec, err
	}
	return w.shelf.put(k, &rec).rec, nil
}

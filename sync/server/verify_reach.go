package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"fieldline/forms/form"
	"fieldline/sync/record"
	"fieldline/sync/table"
)

// verifyReach works out anew who reads each record and what it carries, and compares
// that with what was kept as records changed.
func (s *Server) verifyReach(sc *scene, db table.DB, r *Report) error {
	for _, f := range sc.lib.Forms {
		recs, err := sc.tables.Matching(ctxNever, db, f.Name, nil, nil, nil)
		if err != nil {
			return err
		}
		for i := range recs {
			if err := s.verifyReachOf(sc, db, f, &recs[i], r); err != nil {
				return fmt.Errorf("audience of %s %s: %w", f.Name, recs[i].ID, err)
			}
		}
	}
	return nil
}

func (s *Server) verifyReachOf(sc *scene, db table.DB, f *form.Form, rec *record.Record, r *Report) error {
	env := &form.Env{Lib: sc.lib, World: sharing{sc.world(db)}, Self: &rec.Record, Now: s.now()}
	scopes, err := f.Scopes(env, &rec.Record)
	if err != nil {
		return err
	}
	k, err := sc.tables.Key(ctxNever, db, f.Name, rec.ID)
	if err != nil {
		return err
	}
	if err := errors.Join(sc.verifyPointers(db, f, k, rec, r), sc.verifyImprint(db, f, rec, r)); err != nil {
		return err
	}
	var audText, carriedText string
	err = one(db, "SELECT audiences, carried FROM reach WHERE form = ? AND k = ?", []any{sc.formN[f.Name], k}, &audText, &carriedText)
	if errors.Is(err, errNoRow) {
		r.fault("%s %s reaches nobody", f.Name, rec.ID)
		return nil
	}
	if err != nil {
		return err
	}
	var kept []int64
	if err := json.Unmarshal([]byte(audText), &kept); err != nil {
		return err
	}
	want, _ := sc.audiencesOf(scopes)
	if !slices.Equal(kept, want) {
		// What has come to its end may have left single people already, or not yet.
		forever, _ := sc.audiencesOf(slices.DeleteFunc(slices.Clone(scopes), func(a form.Scope) bool { return a.Person != (form.ID{}) }))
		if _, leaves := leaveTime(sc.lib, f, rec); !leaves || !slices.Equal(kept, forever) {
			r.fault("%s %s is read by %v, should be by %v", f.Name, rec.ID, kept, want)
		}
	}
	carried, err := sc.carriedBy(env, f, rec, func(ref form.Ref) (int64, error) {
		k, err := sc.tables.Key(ctxNever, db, ref.Form, ref.ID)
		if errors.Is(err, form.ErrNotHere) {
			return 0, nil
		}
		return k, err
	})
	if err != nil {
		return err
	}
	if list(carried) != carriedText {
		r.fault("%s %s carries %s, should carry %s", f.Name, rec.ID, carriedText, list(carried))
	}
	return nil
}

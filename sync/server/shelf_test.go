package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// ShelfRoom makes the writer's shelf small, so that records leave it again.
func (s *Server) ShelfRoom(ctx context.Context, room int) error {
	return s.do(ctx, func(*turn) error {
		s.shelf.room = room
		return nil
	})
}

// ShelfFaults tells which records on the writer's shelf are not as in their tables.
func (s *Server) ShelfFaults(ctx context.Context) (faults []string, err error) {
	err = s.do(ctx, func(t *turn) error {
		faults = nil
		for name, of := range s.shelf.byForm {
			standing := map[form.ID]*shelved{}
			maps.Copy(standing, of.old.byID)
			maps.Copy(standing, of.young.byID)
			for id, r := range standing {
				if of.young.byKey[r.k] != r && of.old.byKey[r.k] != r {
					faults = append(faults, fmt.Sprintf("%s %s is not found by its key", name, id))
				}
				if err := t.compareShelved(name, id, r, &faults); err != nil {
					return err
				}
			}
		}
		return t.compareKept(&faults)
	})
	return faults, err
}

// compareKept does the same with keys and memberships.
func (t *turn) compareKept(faults *[]string) error {
	for _, half := range []map[form.Ref]int64{t.s.shelf.keys.young, t.s.shelf.keys.old} {
		for ref, kept := range half {
			if k, err := t.tables.Key(ctxNever, t.db, ref.Form, ref.ID); err != nil || k != kept {
				*faults = append(*faults, fmt.Sprintf("%s %s has key %d, not %d: %v", ref.Form, ref.ID, k, kept, err))
			}
		}
	}
	byAudience := func(a, b membership) int { return cmp.Compare(a.aud, b.aud) }
	for _, half := range []map[spot]*[]membership{t.s.shelf.members.young, t.s.shelf.members.old} {
		for s, kept := range half {
			are, err := memberships(t.db, s)
			if err != nil {
				return err
			}
			slices.SortFunc(are, byAudience)
			if had := slices.SortedFunc(slices.Values(*kept), byAudience); !slices.Equal(are, had) {
				*faults = append(*faults, fmt.Sprintf("record %v is in audiences %v, kept as %v", s, are, had))
			}
		}
	}
	return nil
}

func (t *turn) compareShelved(name string, id form.ID, r *shelved, faults *[]string) error {
	k, rec, err := t.tables.GetWithKey(ctxNever, t.db, name, id)
	if errors.Is(err, form.ErrNotHere) {
		*faults = append(*faults, fmt.Sprintf("%s %s stands on the shelf and is not there", name, id))
		return nil
	}
	if err != nil {
		return err
	}
	same := k == r.k && rec.Rev == r.rec.Rev && rec.Seq == r.rec.Seq && rec.Version == r.rec.Version &&
		rec.State == r.rec.State && rec.Site == r.rec.Site && rec.Number == r.rec.Number && rec.CreatedBy == r.rec.CreatedBy && rec.UpdatedBy == r.rec.UpdatedBy &&
		rec.CreatedAt.Equal(r.rec.CreatedAt) && rec.UpdatedAt.Equal(r.rec.UpdatedAt) && len(rec.Extra) == len(r.rec.Extra) && form.EqualValues(rec.Values, r.rec.Values)
	if !same {
		*faults = append(*faults, fmt.Sprintf("%s %s stands on the shelf as %+v and is %+v", name, id, r.rec, rec))
	}
	return nil
}

// TakeBack writes a record in a transaction that then fails.
func (s *Server) TakeBack(ctx context.Context, rec record.Record) error {
	failed := errors.New("taken back")
	err := s.do(ctx, func(t *turn) error {
		k, err := t.key(form.Ref{Form: rec.Form, ID: rec.ID})
		if err != nil {
			return err
		}
		if k, err = t.tables.PutAt(ctxNever, t.db, k, &rec, ""); err != nil {
			return err
		}
		t.wrote(k, &rec)
		return failed
	})
	if !errors.Is(err, failed) {
		return fmt.Errorf("it did not fail: %w", err)
	}
	return nil
}

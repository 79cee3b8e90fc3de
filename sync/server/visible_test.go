package server

import (
	"context"

	"fieldline/forms/form"
	"fieldline/sync/table"
)

// Visible returns what a person is to have, with the revision of each record.
func (s *Server) Visible(ctx context.Context, who form.ID) (map[form.Ref]int64, error) {
	return s.fed(ctx, who, "kind <> 3")
}

// Left returns what was a person's and is his no longer, at least by one of his audiences.
func (s *Server) Left(ctx context.Context, who form.ID) (map[form.Ref]int64, error) {
	return s.fed(ctx, who, "kind = 3")
}

func (s *Server) fed(ctx context.Context, who form.ID, where string) (map[form.Ref]int64, error) {
	sc := s.shown.Load()
	all := map[form.Ref]int64{}
	err := s.store.read(ctx, func(db *table.Session) error {
		listens, err := sc.listens(db, who, s.now())
		if err != nil {
			return err
		}
		byForm := map[string][]int64{}
		err = each(db, "SELECT DISTINCT form, k FROM feed WHERE "+where+" AND aud IN (SELECT value FROM json_each(?))", []any{list(listens)}, func(scan scanner) error {
			var n, k int64
			if err := scan(&n, &k); err != nil {
				return err
			}
			byForm[sc.formNames[n]] = append(byForm[sc.formNames[n]], k)
			return nil
		})
		if err != nil {
			return err
		}
		for name, ks := range byForm {
			recs, err := sc.tables.ByKeys(ctx, db, name, ks)
			if err != nil {
				return err
			}
			for i := range recs {
				all[form.Ref{Form: name, ID: recs[i].ID}] = recs[i].Rev
			}
		}
		return nil
	})
	return all, err
}

// Revisions returns every record there is, with its revision.
func (s *Server) Revisions(ctx context.Context) (map[form.Ref]int64, error) {
	sc := s.shown.Load()
	all := map[form.Ref]int64{}
	err := s.store.read(ctx, func(db *table.Session) error {
		for _, f := range sc.lib.Forms {
			recs, err := sc.tables.Matching(ctx, db, f.Name, nil, nil, nil)
			if err != nil {
				return err
			}
			for i := range recs {
				all[form.Ref{Form: f.Name, ID: recs[i].ID}] = recs[i].Rev
			}
		}
		return nil
	})
	return all, err
}

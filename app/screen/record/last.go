package record

import (
	"context"

	"fieldline/forms/form"
)

// last is what a field was the last time: on the newest other record of the same form
// that points to the same customer, or else to the same unit.
func (s *session) last(field string) any {
	if s.lasts == nil {
		s.lasts = map[string]any{}
		if rec := s.lastRecord(); rec != nil {
			s.lasts = rec.Values
		}
	}
	return s.lasts[field]
}

func (s *session) lastRecord() *form.Record {
	for _, via := range []string{"customer", "unit"} {
		f := s.form.Field(via)
		ref, ok := s.base.Values[via].(form.Ref)
		if f == nil || !ok {
			continue
		}
		recs, err := s.store.Related(context.Background(), s.form.Name, via, ref.ID)
		if err != nil {
			return nil // a hint that cannot be read is not given
		}
		var newest *form.Record
		for i := range recs {
			rec := &recs[i].Record
			if rec.ID == s.id || !rec.CreatedAt.Before(s.base.CreatedAt) && !s.fresh {
				continue
			}
			if newest == nil || rec.CreatedAt.After(newest.CreatedAt) {
				newest = rec
			}
		}
		if newest != nil {
			return newest
		}
	}
	return nil
}

package device

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"fieldline/forms/form"
)

// Ahead returns the attachments that are to be here before anybody looks at them
// (forms/README.md 2, ahead) and are not.
func (s *Store) Ahead(ctx context.Context) ([]string, error) {
	var lacking []string
	err := s.read(ctx, func(r *reader) error {
		all, err := r.ahead()
		for _, sha := range all {
			if !s.hasFile(sha) {
				lacking = append(lacking, sha)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list what is brought ahead: %w", err)
	}
	return lacking, nil
}

func (s *Store) hasFile(sha string) bool {
	_, err := s.files.Stat(sha)
	return err == nil
}

// ahead are the attachments of such fields, of records that are in force.
func (r *reader) ahead() ([]string, error) {
	var all []string
	for _, t := range r.tables.All() {
		var fields []*form.Field
		for _, field := range t.Form.Fields() {
			if field.Ahead {
				fields = append(fields, field)
			}
		}
		if len(fields) == 0 {
			continue
		}
		var states []string
		for _, st := range t.Form.States {
			if st.Open() && !st.Draft {
				states = append(states, st.Name)
			}
		}
		recs, err := r.tables.Matching(r.ctx, r.db, t.Form.Name, nil, nil, states)
		if err != nil {
			return nil, err
		}
		for _, rec := range recs {
			for _, field := range fields {
				eachAttachment(form.Values{field.Name: rec.Get(field.Name)}, func(sha string) {
					if isSHA256(sha) {
						all = append(all, sha)
					}
				})
			}
		}
	}
	return all, nil
}

// aheadNames are those as the database names them.
func (r *reader) aheadNames() ([]any, error) {
	if r.tables == nil {
		return nil, nil
	}
	all, err := r.ahead()
	names := make([]any, 0, len(all))
	for _, sha := range all {
		name, bad := hex.DecodeString(sha)
		err = errors.Join(err, bad)
		names = append(names, name)
	}
	return names, err
}

// file returns the bytes of an attachment, or form.ErrNotHere.
func (s *Store) file(ctx context.Context, sha string) ([]byte, error) {
	r, err := s.Attachment(ctx, sha)
	if errors.Is(err, ErrNotFound) {
		return nil, form.ErrNotHere
	}
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(r)
	return content, errors.Join(err, r.Close())
}

// File returns the bytes of an attachment, or form.ErrNotHere.
func (v *view) File(sha string) ([]byte, error) { return v.s.file(v.ctx, sha) }

// File returns the bytes of an attachment, or form.ErrNotHere.
func (w *world) File(sha string) ([]byte, error) {
	if w.r.file == nil {
		return nil, form.ErrNotHere
	}
	return w.r.file(w.r.ctx, sha)
}

package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"fieldline/app/screen"
	"fieldline/forms/form"
	"fieldline/sync/device"
)

// scanned finds what a scanner read anywhere: the screen first, then the thing itself.
func (s *shell) scanned(code string) {
	if on, ok := s.current.(screen.Scanned); ok && on.Scanned(code) {
		return
	}
	s.background(func(ctx context.Context) {
		ref, err := findScanned(ctx, s.deps.Store, code)
		s.app.cfg.UI.Do(func() {
			switch {
			case s.closed:
			case errors.Is(err, form.ErrNotHere):
				s.Toast(s.app.words.T("app.scan_unknown", code), nil)
			case err != nil:
				s.Failed(s.app.words.T("app.doing.scan"), err)
			default:
				s.Open(ref.Form, ref.ID)
			}
		})
	})
}

// findScanned returns the record that a code stands for: the one whose id is on a paper,
// the thing that bears the code, the document of that number, and only then one that
// merely names it. It returns form.ErrNotHere where there is none.
func findScanned(ctx context.Context, store *device.Store, code string) (form.Ref, error) {
	if id, err := uuid.Parse(code); err == nil {
		ref, err := store.Locate(ctx, id)
		if err == nil || !errors.Is(err, device.ErrNotFound) {
			return ref, err
		}
	}
	if ref, err := findBearer(ctx, store, code); err == nil || !errors.Is(err, form.ErrNotHere) {
		return ref, err
	}
	found, err := store.Find(ctx, code, 1)
	if err != nil {
		return form.Ref{}, err
	}
	var first form.Ref
	for _, row := range found {
		ref := form.Ref{Form: row.Record.Form, ID: row.Record.ID}
		if strings.EqualFold(row.Record.Number, code) {
			return ref, nil
		}
		if first == (form.Ref{}) {
			first = ref
		}
	}
	if first == (form.Ref{}) {
		return first, form.ErrNotHere
	}
	return first, nil
}

// findBearer returns the record with the code on its label: that of a form with a field
// to be scanned of which no two records have the same value.
func findBearer(ctx context.Context, store *device.Store, code string) (form.Ref, error) {
	world := store.Env(ctx, nil).World
	for _, f := range store.Library().Forms {
		for _, u := range f.Uniques {
			if len(u.Of) != 1 || f.Field(u.Of[0]) == nil || f.Field(u.Of[0]).Type != form.Scan {
				continue
			}
			for _, said := range []string{code, strings.ToUpper(code)} { // typed by hand it may come in small letters
				found, err := world.Matching(f.Name, u.Of, []any{said}, nil)
				if err != nil {
					return form.Ref{}, fmt.Errorf("find %s %q: %w", f.Name, said, err)
				}
				if len(found) > 0 {
					return form.Ref{Form: f.Name, ID: found[0].ID}, nil
				}
			}
		}
	}
	return form.Ref{}, form.ErrNotHere
}

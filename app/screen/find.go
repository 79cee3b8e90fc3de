package screen

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"fieldline/app/code"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
)

// Find returns the record that a code stands for: the one whose id is on a paper, the
// thing that bears the code, the document of that number. It returns form.ErrNotHere where
// there is none on this device. A code is unique, so scanning means finding and never
// makes a second one.
func Find(ctx context.Context, store *device.Store, text string) (form.Ref, error) {
	ref, _, err := find(ctx, store, text)
	return ref, err
}

// FindNamed is Find, and where nothing bears the code it returns a record that names it.
func FindNamed(ctx context.Context, store *device.Store, text string) (form.Ref, error) {
	ref, named, err := find(ctx, store, text)
	if errors.Is(err, form.ErrNotHere) && len(named) > 0 {
		return refOf(named[0]), nil
	}
	return ref, err
}

func find(ctx context.Context, store *device.Store, text string) (ref form.Ref, named []device.Row, err error) {
	said := cmp.Or(code.Parse(text).Bearer(), text)
	if id, err := uuid.Parse(said); err == nil {
		ref, err := store.Locate(ctx, id)
		if err == nil || !errors.Is(err, device.ErrNotFound) {
			return ref, nil, err
		}
	}
	if ref, err := findBearer(store.Library(), store.Env(ctx, nil), said); err == nil || !errors.Is(err, form.ErrNotHere) {
		return ref, nil, err
	}
	if named, err = store.Find(ctx, said, 1); err != nil {
		return form.Ref{}, nil, err
	}
	for _, row := range named {
		if strings.EqualFold(row.Record.Number, said) {
			return refOf(row), named, nil
		}
	}
	return form.Ref{}, named, form.ErrNotHere
}

func refOf(row device.Row) form.Ref { return form.Ref{Form: row.Record.Form, ID: row.Record.ID} }

// findBearer returns the record with the code on its label: that of a form with a field
// to be scanned of which no two records have the same value.
func findBearer(lib *form.Library, env *form.Env, serial string) (form.Ref, error) {
	for _, f := range lib.Forms {
		for _, u := range f.Uniques {
			if len(u.Of) != 1 || f.Field(u.Of[0]) == nil || f.Field(u.Of[0]).Type != form.Scan {
				continue
			}
			rec, err := bearing(env, f.Name, u.Of[0], serial)
			if err != nil {
				return form.Ref{}, err
			}
			if rec != nil {
				return form.Ref{Form: f.Name, ID: rec.ID}, nil
			}
		}
	}
	return form.Ref{}, form.ErrNotHere
}

// FindUnit returns the dialer of a serial number, nil where this device knows none.
func FindUnit(env *form.Env, serial string) (*form.Record, error) {
	return bearing(env, library.DialerUnit, library.DialerUnitSerial, serial)
}

// bearing returns the record whose column says a code, nil where there is none or only one
// that is void. Typed by hand it may come in small letters, and be registered in them.
func bearing(env *form.Env, formName, column, said string) (*form.Record, error) {
	counting := env.Lib.Form(formName).Counting(nil)
	for _, s := range []string{said, strings.ToUpper(said), strings.ToLower(said)} {
		found, err := env.World.Matching(formName, []string{column}, []any{s}, counting)
		if err != nil {
			return nil, fmt.Errorf("find %s %q: %w", formName, s, err)
		}
		if len(found) > 0 {
			return found[0], nil
		}
	}
	return nil, nil
}

// Points tells whether a value of a record points to another.
func Points(rec *form.Record, column string, to form.ID) bool {
	ref, ok := rec.Get(column).(form.Ref)
	return ok && ref.ID == to
}

// ShelfKnown tells whether a dialer lies on the shelf of that name.
func ShelfKnown(env *form.Env, name string) (bool, error) {
	there, err := env.World.Matching(library.DialerUnit, []string{library.DialerUnitShelf}, []any{name}, nil)
	if err != nil {
		return false, fmt.Errorf("find the shelf %q: %w", name, err)
	}
	return len(there) > 0, nil
}

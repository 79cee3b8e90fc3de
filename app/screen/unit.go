package screen

import (
	"fmt"
	"strings"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// FindUnit returns the dialer of a serial number, nil where this device knows none. Typed
// by hand it may come in small letters.
func FindUnit(env *form.Env, serial string) (*form.Record, error) {
	for _, s := range []string{serial, strings.ToUpper(serial)} {
		units, err := env.World.Matching(library.DialerUnit, []string{library.DialerUnitSerial}, []any{s}, nil)
		if err != nil {
			return nil, fmt.Errorf("find serial %q: %w", s, err)
		}
		if len(units) > 0 {
			return units[0], nil
		}
	}
	return nil, nil
}

// Points tells whether a value of a record points to another.
func Points(rec *form.Record, column string, to form.ID) bool {
	ref, ok := rec.Get(column).(form.Ref)
	return ok && ref.ID == to
}

package record

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"fieldline/forms/form"
	"fieldline/sync/strict"
)

// The bounds of one operation: a count of twenty thousand dialers begins and is confirmed in
// one, and the sample of the largest lots is drawn in one (GB/T 2828.1).
const (
	MostBytes   = 4 << 20 // as it travels
	MostParts   = 500
	MostTouched = 25000 // records, with those its effects change
	mostDeep    = 12    // objects and lists inside one another
)

// ErrMalformed is in every error of Decode.
var ErrMalformed = errors.New("malformed operation")

// Decode reads what Encode wrote, strictly: a name it does not know, a name twice,
// another type, or anything behind the end is an error. Values that the library does
// not know or cannot read go to the part's Extra, so that the operation can be refused
// by name instead of being lost; names and words of older shapes become today's.
func Decode(lib *form.Library, b []byte) (Operation, error) {
	op, err := decode(lib, b)
	if err != nil {
		return Operation{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return op, nil
}

func decode(lib *form.Library, b []byte) (op Operation, err error) {
	if len(b) > MostBytes {
		return op, fmt.Errorf("it has %d bytes, more than %d", len(b), MostBytes)
	}
	if err := strict.Check(b, mostDeep); err != nil {
		return op, err
	}
	var at, expect, prev string
	var list json.RawMessage
	err = read(b, func(name string) any {
		switch name {
		case "id":
			return &op.ID
		case "n":
			return &op.Dseq
		case "at":
			return &at
		case "by":
			return &op.Actor
		case "dev":
			return &op.Device
		case "parts":
			return &list
		case "assumed":
			return &op.Assumed
		case "overrode":
			return (*overrides)(&op.Overrode)
		case "expect":
			return &expect
		case "prev":
			return &prev
		case "withdrawn":
			return &op.Withdrawn
		case "instead":
			return &op.Supersedes
		case "why":
			return &op.Reason
		case "note":
			return &op.Note
		case "accepts":
			return &op.Accepts
		}
		return nil
	}, "id", "n", "at")
	if err != nil {
		return op, err
	}
	if op.ID == (form.ID{}) {
		return op, errors.New("the id is nobody's")
	}
	if op.At, err = parseTime(at); err != nil {
		return op, err
	}
	if op.Expect, err = unhex(expect); err != nil {
		return op, fmt.Errorf("expect: %w", err)
	}
	if op.Prev, err = unhex(prev); err != nil {
		return op, fmt.Errorf("prev: %w", err)
	}
	if list == nil {
		return op, nil
	}
	parts, err := strict.Items(list)
	if err != nil {
		return op, fmt.Errorf("parts: %w", err)
	}
	if len(parts) > MostParts {
		return op, fmt.Errorf("it has %d parts, more than %d", len(parts), MostParts)
	}
	for n, raw := range parts {
		p, err := decodePart(lib, raw)
		if err != nil {
			return op, fmt.Errorf("part %d: %w", n, err)
		}
		op.Parts = append(op.Parts, p)
	}
	return op, nil
}

func unhex(s string) ([]byte, error) {
	if s == "" {
		return nil, nil
	}
	return hex.DecodeString(s)
}

func decodePart(lib *form.Library, raw json.RawMessage) (p Part, err error) {
	var values, was, upon members
	var row json.RawMessage
	var due string
	err = read(raw, func(name string) any {
		switch name {
		case "do":
			return (*string)(&p.Kind)
		case "form":
			return &p.Form
		case "v":
			return &p.Version
		case "rec":
			return &p.ID
		case "site":
			return &p.Site
		case "state":
			return &p.State
		case "rev":
			return &p.Base
		case "act":
			return &p.Action
		case "values":
			return &values
		case "was":
			return &was
		case "upon":
			return &upon
		case "table":
			return &p.Table
		case "row":
			return &row
		case "step":
			return &p.Step
		case "due":
			return &due
		}
		return nil
	}, "do", "form")
	if err != nil {
		return p, err
	}
	switch p.Kind {
	case Create, Set, Act, Add, Remind:
	default:
		return p, fmt.Errorf("it does %q", p.Kind)
	}
	if p.Kind != Create && p.ID == (form.ID{}) {
		return p, errors.New("it names no record")
	}
	if due != "" {
		if p.Due, err = parseTime(due); err != nil {
			return p, err
		}
	}
	f := lib.Form(p.Form)
	if f == nil {
		p.Extra = values.raw()
		return p, nil
	}
	up := upcast{form: f, version: p.Version}
	p.Action, p.State = up.action(p.Action), up.state(p.State)
	p.Values, p.Extra = up.values(values)
	p.Was, _ = up.values(was)
	p.Upon, _ = up.values(upon)
	if p.Table != "" {
		p.Table = up.field(p.Table)
		p.Row = up.row(p.Table, row, &p)
	}
	return p, nil
}

// read reads an object into the targets of its members; a name without target is an error,
// and so is a needed one that is not there.
func read(raw []byte, target func(name string) any, needed ...string) error {
	all, err := strict.Members(raw)
	if err != nil {
		return err
	}
	for _, m := range all {
		to := target(m.Name)
		switch {
		case to == nil:
			return fmt.Errorf("%q is not known", m.Name)
		case m.Null():
			return fmt.Errorf("%q is null", m.Name)
		}
		if err := strict.Into(m.Raw, to); err != nil {
			return fmt.Errorf("%q: %w", m.Name, err)
		}
	}
	for _, name := range needed {
		if !slices.ContainsFunc(all, func(m strict.Member) bool { return m.Name == name }) {
			return fmt.Errorf("%q is missing", name)
		}
	}
	return nil
}

// members are the values of a part by the names they came with.
type members []strict.Member

func (l *members) UnmarshalJSON(b []byte) (err error) {
	*l, err = strict.Members(b)
	return err
}

// raw returns the values as they came.
func (l members) raw() map[string]json.RawMessage {
	if len(l) == 0 {
		return nil
	}
	all := make(map[string]json.RawMessage, len(l))
	for _, m := range l {
		all[m.Name] = bytes.Clone(m.Raw)
	}
	return all
}

// overrides reads the warnings gone on in spite of, with exact names.
type overrides []Override

func (l *overrides) UnmarshalJSON(b []byte) error {
	raws, err := strict.Items(b)
	if err != nil {
		return err
	}
	for _, raw := range raws {
		var one Override
		err := read(raw, func(name string) any {
			switch name {
			case "check":
				return &one.Check
			case "reason":
				return &one.Reason
			}
			return nil
		}, "check", "reason")
		if err != nil {
			return err
		}
		*l = append(*l, one)
	}
	return nil
}

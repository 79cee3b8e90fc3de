package record

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"fieldline/forms/form"
)

// The bounds of an operation as it travels.
const (
	MostBytes = 1 << 20 // of one operation
	MostParts = 200     // of one operation
	mostDeep  = 12      // objects and lists inside one another
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
	if err := wellFormed(b, mostDeep); err != nil {
		return op, err
	}
	o, err := object(b)
	if err != nil {
		return op, err
	}
	var at, expect, prev string
	var parts []json.RawMessage
	err = o.read(map[string]any{
		"id": &op.ID, "n": &op.Dseq, "at": &at, "by": &op.Actor, "dev": &op.Device, "parts": &parts,
		"assumed": &op.Assumed, "overrode": (*overrides)(&op.Overrode), "expect": &expect, "prev": &prev,
		"withdrawn": &op.Withdrawn, "instead": &op.Supersedes, "why": &op.Reason, "note": &op.Note, "accepts": &op.Accepts,
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
	o, err := object(raw)
	if err != nil {
		return p, err
	}
	var values, was map[string]json.RawMessage
	var row json.RawMessage
	var due string
	err = o.read(map[string]any{
		"do": &p.Kind, "form": &p.Form, "v": &p.Version, "rec": &p.ID, "site": &p.Site, "state": &p.State,
		"rev": &p.Base, "act": &p.Action, "values": &values, "was": &was, "table": &p.Table, "row": &row,
		"step": &p.Step, "due": &due,
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
		p.Extra = values
		return p, nil
	}
	up := upcast{form: f, version: p.Version}
	p.Action, p.State = up.action(p.Action), up.state(p.State)
	p.Values, p.Extra = up.values(values)
	p.Was, _ = up.values(was)
	if p.Table != "" {
		p.Table = up.field(p.Table)
		p.Row = up.row(p.Table, row, &p)
	}
	return p, nil
}

// obj is a JSON object by its exact names.
type obj map[string]json.RawMessage

func object(raw []byte) (obj, error) {
	var o map[string]json.RawMessage
	if err := json.Unmarshal(raw, &o); err != nil || o == nil {
		return nil, errors.New("it is no object")
	}
	return o, nil
}

// read fills targets by name; a name without target is an error, and so is a needed one
// that is not there.
func (o obj) read(targets map[string]any, needed ...string) error {
	for _, name := range sortedNames(o) {
		to, known := targets[name]
		if !known {
			return fmt.Errorf("%q is not known", name)
		}
		if bytes.Equal(o[name], []byte("null")) {
			return fmt.Errorf("%q is null", name)
		}
		if err := json.Unmarshal(o[name], to); err != nil {
			return fmt.Errorf("%q: %w", name, err)
		}
	}
	for _, name := range needed {
		if _, there := o[name]; !there {
			return fmt.Errorf("%q is missing", name)
		}
	}
	return nil
}

// overrides reads the warnings gone on in spite of, with exact names.
type overrides []Override

func (l *overrides) UnmarshalJSON(b []byte) error {
	var raws []json.RawMessage
	if err := json.Unmarshal(b, &raws); err != nil {
		return err
	}
	for _, raw := range raws {
		o, err := object(raw)
		if err != nil {
			return err
		}
		var one Override
		if err := o.read(map[string]any{"check": &one.Check, "reason": &one.Reason}, "check", "reason"); err != nil {
			return err
		}
		*l = append(*l, one)
	}
	return nil
}

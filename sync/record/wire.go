package record

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"fieldline/forms/form"
)

// The names on the wire are short and for ever. Fields are written in this order,
// values sorted by name, so that one operation has one spelling.
type wireOperation struct {
	ID         form.ID    `json:"id"`
	Dseq       int64      `json:"n"`
	At         string     `json:"at"`
	Actor      form.ID    `json:"by,omitzero"`
	Device     form.ID    `json:"dev,omitzero"`
	Parts      []wirePart `json:"parts,omitempty"`
	Assumed    []string   `json:"assumed,omitempty"`
	Overrode   []Override `json:"overrode,omitempty"`
	Expect     string     `json:"expect,omitempty"`
	Prev       string     `json:"prev,omitempty"`
	Withdrawn  bool       `json:"withdrawn,omitempty"`
	Supersedes form.ID    `json:"instead,omitzero"`
	Reason     string     `json:"why,omitempty"`
	Note       bool       `json:"note,omitempty"`
	Accepts    form.ID    `json:"accepts,omitzero"`
}

type wirePart struct {
	Kind    Kind                       `json:"do"`
	Form    string                     `json:"form"`
	Version int                        `json:"v,omitempty"`
	ID      form.ID                    `json:"rec,omitzero"`
	Site    form.ID                    `json:"site,omitzero"`
	State   string                     `json:"state,omitempty"`
	Base    int64                      `json:"rev,omitempty"`
	Action  string                     `json:"act,omitempty"`
	Values  map[string]json.RawMessage `json:"values,omitempty"`
	Was     map[string]json.RawMessage `json:"was,omitempty"`
	Upon    map[string]json.RawMessage `json:"upon,omitempty"`
	Table   string                     `json:"table,omitempty"`
	Row     json.RawMessage            `json:"row,omitempty"`
	Step    int                        `json:"step,omitempty"`
	Due     string                     `json:"due,omitempty"`
}

const timeLayout = "2006-01-02T15:04:05.000Z"

// Encode writes an operation as it travels and is kept: canonical JSON.
func Encode(lib *form.Library, op Operation) ([]byte, error) {
	w := wireOperation{
		ID: op.ID, Dseq: op.Dseq, At: op.At.UTC().Format(timeLayout), Actor: op.Actor, Device: op.Device,
		Assumed: op.Assumed, Overrode: op.Overrode,
		Expect: hex.EncodeToString(op.Expect), Prev: hex.EncodeToString(op.Prev[:min(linkBytes, len(op.Prev))]),
		Withdrawn: op.Withdrawn, Supersedes: op.Supersedes, Reason: op.Reason, Note: op.Note, Accepts: op.Accepts,
	}
	for n, p := range op.Parts {
		if p.Kind == Add && p.Row.ID == "" {
			p.Row.ID = form.RowID(op.ID, p.Table, n) // as Apply names it
		}
		part, err := encodePart(lib, p)
		if err != nil {
			return nil, fmt.Errorf("encode operation %s part %d: %w", op.ID, n, err)
		}
		w.Parts = append(w.Parts, part)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(w); err != nil {
		return nil, fmt.Errorf("encode operation %s: %w", op.ID, err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func encodePart(lib *form.Library, p Part) (wirePart, error) {
	w := wirePart{
		Kind: p.Kind, Form: p.Form, Version: p.Version, ID: p.ID, Site: p.Site, State: p.State,
		Base: p.Base, Action: p.Action, Table: p.Table, Step: p.Step,
	}
	if !p.Due.IsZero() {
		w.Due = p.Due.UTC().Format(timeLayout)
	}
	f := lib.Form(p.Form)
	if f == nil && (len(p.Values)+len(p.Was)+len(p.Upon) > 0 || p.Table != "") {
		return w, fmt.Errorf("there is no form %q", p.Form)
	}
	var err error
	if w.Values, err = encodeValues(f, p.Values); err != nil {
		return w, err
	}
	for name, raw := range p.Extra {
		if w.Values == nil {
			w.Values = map[string]json.RawMessage{}
		}
		w.Values[name] = raw
	}
	if w.Was, err = encodeValues(f, p.Was); err != nil {
		return w, err
	}
	if w.Upon, err = encodeValues(f, p.Upon); err != nil {
		return w, err
	}
	if p.Table == "" {
		return w, nil
	}
	column := f.Column(p.Table)
	if column == nil {
		return w, fmt.Errorf("form %s has no table %q", p.Form, p.Table)
	}
	rows := column.Encode([]form.Row{p.Row})
	w.Row = bytes.TrimSuffix(bytes.TrimPrefix(rows, []byte("[")), []byte("]"))
	return w, nil
}

func encodeValues(f *form.Form, values form.Values) (map[string]json.RawMessage, error) {
	if len(values) == 0 {
		return nil, nil
	}
	out := make(map[string]json.RawMessage, len(values))
	for name, v := range values {
		column := f.Column(name)
		switch {
		case column == nil:
			return nil, fmt.Errorf("form %s has no column %q", f.Name, name)
		case form.Empty(v):
			out[name] = json.RawMessage("null")
		default:
			out[name] = column.Encode(v)
		}
	}
	return out, nil
}

func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(timeLayout, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q is not UTC to the millisecond", s)
	}
	return t, nil
}

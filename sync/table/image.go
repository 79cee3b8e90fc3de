package table

import (
	"encoding/json"
	"fmt"
	"time"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// image is a record in one piece of JSON, for rows that are put aside.
type image struct {
	ID        form.ID                    `json:"id"`
	Form      string                     `json:"form"`
	Version   int                        `json:"version"`
	Rev       int64                      `json:"rev"`
	Seq       int64                      `json:"seq"`
	Number    string                     `json:"number,omitempty"`
	Site      form.ID                    `json:"site,omitzero"`
	State     string                     `json:"state,omitempty"`
	CreatedAt time.Time                  `json:"created_at"`
	CreatedBy form.ID                    `json:"created_by,omitzero"`
	UpdatedAt time.Time                  `json:"updated_at"`
	UpdatedBy form.ID                    `json:"updated_by,omitzero"`
	Values    json.RawMessage            `json:"values"`
	Extra     map[string]json.RawMessage `json:"extra,omitempty"`
}

// Marshal puts a record into one piece of JSON, values in their canonical form.
func (t *Tables) Marshal(rec *record.Record) ([]byte, error) {
	tab, err := t.table(rec.Form)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(image{rec.ID, rec.Form, rec.Version, rec.Rev, rec.Seq, rec.Number, rec.Site, rec.State,
		rec.CreatedAt, rec.CreatedBy, rec.UpdatedAt, rec.UpdatedBy, tab.Form.EncodeValues(rec.Values), rec.Extra})
	if err != nil {
		return nil, fmt.Errorf("put %s %s into JSON: %w", rec.Form, rec.ID, err)
	}
	return b, nil
}

// Unmarshal reads what Marshal wrote, also by an older or newer library: values it does
// not know are in Extra.
func (t *Tables) Unmarshal(b []byte) (record.Record, error) {
	var im image
	if err := json.Unmarshal(b, &im); err != nil {
		return record.Record{}, fmt.Errorf("read a record's JSON: %w", err)
	}
	tab, err := t.table(im.Form)
	if err != nil {
		return record.Record{}, err
	}
	values, unknown, err := tab.Form.DecodeValues(im.Values)
	if err != nil {
		return record.Record{}, fmt.Errorf("read the JSON of %s %s: %w", im.Form, im.ID, err)
	}
	if len(unknown) > 0 && im.Extra == nil {
		im.Extra = map[string]json.RawMessage{}
	}
	for name, raw := range unknown {
		im.Extra[name] = raw
	}
	return record.Record{
		Record: form.Record{ID: im.ID, Form: im.Form, Number: im.Number, Site: im.Site, State: im.State, CreatedAt: im.CreatedAt.UTC(),
			CreatedBy: im.CreatedBy, UpdatedAt: im.UpdatedAt.UTC(), UpdatedBy: im.UpdatedBy, Values: values},
		Version: im.Version, Rev: im.Rev, Seq: im.Seq, Extra: im.Extra,
	}, nil
}

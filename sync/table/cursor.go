package table

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// Cursor is where a page ended; the empty one is the beginning. It holds for the query
// it came from.
type Cursor string

// place is a cursor spelled out. Empty values come last, so a sorted query has two
// stretches, each a plain walk of an index.
type place struct {
	Empty bool  `json:"e,omitempty"`
	Value any   `json:"v,omitempty"`
	K     int64 `json:"k"`
}

func (p place) cursor() Cursor {
	if b, ok := p.Value.([]byte); ok {
		p.Value = map[string]string{"b": base64.StdEncoding.EncodeToString(b)}
	}
	b, err := json.Marshal(p)
	if err != nil {
		return "" // cannot be: the values of a row are texts, numbers and bytes
	}
	return Cursor(base64.RawURLEncoding.EncodeToString(b))
}

func (c Cursor) place() (*place, error) {
	if c == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil {
		return nil, fmt.Errorf("cursor: %w", err)
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	p := &place{}
	if err := d.Decode(p); err != nil {
		return nil, fmt.Errorf("cursor: %w", err)
	}
	switch v := p.Value.(type) {
	case json.Number:
		if p.Value, err = v.Int64(); err != nil {
			return nil, fmt.Errorf("cursor: %w", err)
		}
	case map[string]any:
		text, _ := v["b"].(string)
		if p.Value, err = base64.StdEncoding.DecodeString(text); err != nil {
			return nil, fmt.Errorf("cursor: %w", err)
		}
	}
	return p, nil
}

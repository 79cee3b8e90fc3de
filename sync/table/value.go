package table

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"fieldline/forms/form"
)

// TimeLayout is how times lie in the tables: UTC, ISO 8601 to the millisecond, so that
// they sort as text.
const TimeLayout = "2006-01-02T15:04:05.000Z"

// Bind turns a canonical value into what a statement takes, so that it compares with
// what the tables hold. Lists, rows and attachments are not compared.
func Bind(v any) any {
	switch x := v.(type) {
	case form.ID:
		if x == (form.ID{}) {
			return nil
		}
		return append([]byte(nil), x[:]...)
	case form.Ref:
		return Bind(x.ID)
	case time.Time:
		return x.UTC().Format(TimeLayout)
	case form.Date:
		return string(x)
	case decimal.Decimal:
		return x.String()
	case bool:
		if x {
			return int64(1)
		}
		return int64(0)
	case int:
		return int64(x)
	default:
		return v
	}
}

func bindAll(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = Bind(a)
	}
	return out
}

// bind appends what the column's value occupies in a row.
func (c *column) bind(args []any, v any) ([]any, error) {
	if v == nil {
		if c.storage == asAnyRef {
			return append(args, nil, nil), nil
		}
		return append(args, nil), nil
	}
	wrong := func() ([]any, error) {
		return nil, fmt.Errorf("column %s of type %s holds a %T", c.Name, c.Type, v)
	}
	switch c.storage {
	case asText:
		s, ok := v.(string)
		if !ok {
			return wrong()
		}
		return append(args, s), nil
	case asInteger:
		n, ok := v.(int64)
		if !ok {
			return wrong()
		}
		return append(args, n), nil
	case asFlag:
		if _, ok := v.(bool); !ok {
			return wrong()
		}
	case asTime:
		if _, ok := v.(time.Time); !ok {
			return wrong()
		}
	case asDecimal:
		if _, ok := v.(decimal.Decimal); !ok {
			return wrong()
		}
	case asDate:
		if _, ok := v.(form.Date); !ok {
			return wrong()
		}
	case asPerson:
		if _, ok := v.(form.ID); !ok {
			return wrong()
		}
	case asRef, asAnyRef:
		ref, ok := v.(form.Ref)
		if !ok {
			return wrong()
		}
		if c.storage == asAnyRef {
			return append(args, Bind(ref.ID), ref.Form), nil
		}
		return append(args, Bind(ref.ID)), nil
	case asDuration:
		var s string
		if err := json.Unmarshal(c.Encode(v), &s); err != nil {
			return wrong()
		}
		return append(args, s), nil
	case asJSON:
		raw := c.Encode(v)
		if raw == nil {
			return wrong()
		}
		return append(args, string(raw)), nil
	}
	return append(args, Bind(v)), nil
}

// read turns what a row holds into the column's value; second is the form's name beside
// a ref to one of several forms.
func (c *column) read(raw, second any) (any, error) {
	if raw == nil {
		return nil, nil
	}
	switch c.storage {
	case asInteger:
		if n, ok := raw.(int64); ok {
			return n, nil
		}
	case asFlag:
		if n, ok := raw.(int64); ok {
			return n != 0, nil
		}
	case asPerson:
		return readID(raw)
	case asRef, asAnyRef:
		id, err := readID(raw)
		if err != nil {
			return nil, err
		}
		name, _ := second.(string)
		if c.storage == asRef && len(c.refs) > 0 {
			name = c.refs[0]
		}
		return form.Ref{Form: name, ID: id}, nil
	default:
		s, ok := raw.(string)
		if !ok {
			break
		}
		switch c.storage {
		case asTime:
			return readTime(s)
		case asDecimal:
			return decimal.NewFromString(s)
		case asDate:
			return form.Date(s), nil
		case asDuration:
			quoted, err := json.Marshal(s)
			if err != nil {
				return nil, err
			}
			return c.Decode(quoted)
		case asJSON:
			return c.Decode(json.RawMessage(s))
		default:
			return s, nil
		}
	}
	return nil, fmt.Errorf("column %s of type %s was stored as a %T", c.Name, c.Type, raw)
}

func readID(raw any) (form.ID, error) {
	b, ok := raw.([]byte)
	if raw == nil {
		return form.ID{}, nil
	}
	if !ok || len(b) != 16 {
		return form.ID{}, fmt.Errorf("an id was stored as %T of %d bytes", raw, len(b))
	}
	return form.ID(b), nil
}

func readTime(raw any) (time.Time, error) {
	s, ok := raw.(string)
	if !ok {
		return time.Time{}, fmt.Errorf("a time was stored as %T", raw)
	}
	return time.Parse(TimeLayout, s)
}

package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"fieldline/forms/form"
	"fieldline/sync/record"
)

// TimeLayout is how times travel and are stored: UTC to the millisecond.
const TimeLayout = "2006-01-02T15:04:05.000Z"

// BuiltIn are the columns that stand before those of the form in every row.
func BuiltIn() []string {
	return []string{"id", "rev", "seq", "version", "number", "site", "state", "created_at", "created_by", "updated_at", "updated_by"}
}

// extraColumn carries the values of a newer shape, an object.
const extraColumn = "extra"

// Header returns the columns that rows of a form need to carry these records: those
// built in, the stored ones that any record fills, and extra where there is some.
func Header(f *form.Form, recs []*record.Record) []string {
	names := BuiltIn()
	extra := false
	for _, rec := range recs {
		extra = extra || len(rec.Extra) > 0
	}
	for _, c := range f.Columns() {
		for _, rec := range recs {
			if _, filled := rec.Values[c.Name]; filled {
				names = append(names, c.Name)
				break
			}
		}
	}
	if extra {
		names = append(names, extraColumn)
	}
	return names
}

// AppendRow appends a record as one JSON array in the order of the columns, which must
// begin with those built in.
func AppendRow(dst []byte, f *form.Form, columns []string, rec *record.Record) ([]byte, error) {
	dst = append(dst, '"')
	dst = append(dst, rec.ID.String()...)
	dst = append(dst, `",`...)
	dst = strconv.AppendInt(dst, rec.Rev, 10)
	dst = append(dst, ',')
	dst = strconv.AppendInt(dst, rec.Seq, 10)
	dst = append(dst, ',')
	dst = strconv.AppendInt(dst, int64(rec.Version), 10)
	dst = append(dst, ',')
	dst = appendText(dst, rec.Number)
	dst = append(dst, ',')
	dst = appendID(dst, rec.Site)
	dst = append(dst, ',')
	dst = appendText(dst, rec.State)
	dst = append(dst, ',')
	dst = appendTime(dst, rec.CreatedAt)
	dst = append(dst, ',')
	dst = appendID(dst, rec.CreatedBy)
	dst = append(dst, ',')
	dst = appendTime(dst, rec.UpdatedAt)
	dst = append(dst, ',')
	dst = appendID(dst, rec.UpdatedBy)
	for _, name := range columns[len(BuiltIn()):] {
		dst = append(dst, ',')
		if name == extraColumn {
			raw, err := json.Marshal(rec.Extra)
			if err != nil {
				return nil, fmt.Errorf("encode extra of %s %s: %w", f.Name, rec.ID, err)
			}
			dst = append(dst, raw...)
			continue
		}
		v, filled := rec.Values[name]
		c := f.Column(name)
		if !filled || c == nil {
			dst = append(dst, "null"...)
			continue
		}
		dst = append(dst, c.Encode(v)...)
	}
	return dst, nil
}

// PackRows returns the rows of one form with their header.
func PackRows(f *form.Form, recs []*record.Record) (Changes, error) {
	ch := Changes{Form: f.Name, Columns: Header(f, recs)}
	for _, rec := range recs {
		row, err := AppendRow([]byte{'['}, f, ch.Columns, rec)
		if err != nil {
			return Changes{}, err
		}
		ch.Rows = append(ch.Rows, append(row, ']'))
	}
	return ch, nil
}

// ReadRow reads one array back into a record. Columns that the form does not know are
// kept in Extra.
func ReadRow(f *form.Form, columns []string, raw json.RawMessage) (record.Record, error) {
	cells, err := split(raw, len(columns))
	if err != nil {
		return record.Record{}, fmt.Errorf("read row of %s: %w", f.Name, err)
	}
	if len(cells) != len(columns) {
		return record.Record{}, fmt.Errorf("read row of %s: %d values for %d columns", f.Name, len(cells), len(columns))
	}
	rec := record.Record{Record: form.Record{Form: f.Name, Values: form.Values{}}}
	for i, name := range columns {
		if err := readCell(&rec, f, name, cells[i]); err != nil {
			return record.Record{}, fmt.Errorf("read %s of %s %s: %w", name, f.Name, rec.ID, err)
		}
	}
	if rec.ID == (form.ID{}) {
		return record.Record{}, fmt.Errorf("read row of %s: it has no id", f.Name)
	}
	return rec, nil
}

// split cuts a JSON array into its values, which are read one by one later. It is for
// arrays that came in a reply, which was read as JSON before.
func split(raw json.RawMessage, about int) ([]json.RawMessage, error) {
	if len(raw) < 2 || raw[0] != '[' || raw[len(raw)-1] != ']' {
		return nil, errors.New("it is no array")
	}
	cells := make([]json.RawMessage, 0, about)
	deep, from := 0, 1
	for i := 1; i < len(raw)-1; i++ {
		switch raw[i] {
		case '"':
			for i++; i < len(raw)-1 && raw[i] != '"'; i++ {
				if raw[i] == '\\' {
					i++
				}
			}
		case '[', '{':
			deep++
		case ']', '}':
			deep--
		case ',':
			if deep == 0 {
				cells = append(cells, raw[from:i])
				from = i + 1
			}
		}
	}
	if deep != 0 {
		return nil, errors.New("it is cut off")
	}
	if from == 1 && len(bytes.TrimSpace(raw[1:len(raw)-1])) == 0 {
		return cells, nil
	}
	return append(cells, raw[from:len(raw)-1]), nil
}

// readInto reads an id, a text or a number of a row.
func readInto[T form.ID | string | int64 | int](to *T, cell json.RawMessage) error {
	switch to := any(to).(type) {
	case *form.ID:
		if text, plain := form.PlainString(cell); plain {
			return to.UnmarshalText([]byte(text))
		}
	case *string:
		if text, plain := form.PlainString(cell); plain && utf8.ValidString(text) {
			*to = text
			return nil
		}
	case *int64:
		if n, plain := form.PlainInteger(cell); plain {
			*to = n
			return nil
		}
	}
	return json.Unmarshal(cell, to)
}

func readCell(rec *record.Record, f *form.Form, name string, cell json.RawMessage) (err error) {
	if string(cell) == "null" {
		return nil
	}
	switch name {
	case "id":
		return readInto(&rec.ID, cell)
	case "rev":
		return readInto(&rec.Rev, cell)
	case "seq":
		return readInto(&rec.Seq, cell)
	case "version":
		return readInto(&rec.Version, cell)
	case "number":
		return readInto(&rec.Number, cell)
	case "site":
		return readInto(&rec.Site, cell)
	case "state":
		return readInto(&rec.State, cell)
	case "created_at":
		rec.CreatedAt, err = readTime(cell)
		return err
	case "created_by":
		return readInto(&rec.CreatedBy, cell)
	case "updated_at":
		rec.UpdatedAt, err = readTime(cell)
		return err
	case "updated_by":
		return readInto(&rec.UpdatedBy, cell)
	case extraColumn:
		var extra map[string]json.RawMessage
		if err := json.Unmarshal(cell, &extra); err != nil {
			return err
		}
		for key, raw := range extra {
			keep(rec, key, raw)
		}
		return nil
	}
	c := f.Column(name)
	if c == nil {
		keep(rec, name, cell)
		return nil
	}
	v, err := c.Decode(cell)
	if err != nil {
		return err
	}
	if v != nil {
		rec.Values[name] = v
	}
	return nil
}

// keep puts a value of a newer shape aside.
func keep(rec *record.Record, name string, raw json.RawMessage) {
	if rec.Extra == nil {
		rec.Extra = map[string]json.RawMessage{}
	}
	rec.Extra[name] = append(json.RawMessage(nil), raw...)
}

func readTime(cell json.RawMessage) (time.Time, error) {
	var s string
	if err := readInto(&s, cell); err != nil {
		return time.Time{}, err
	}
	return time.Parse(TimeLayout, s)
}

func appendText(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, "null"...)
	}
	return form.AppendText(dst, s)
}

func appendID(dst []byte, id form.ID) []byte {
	if id == (form.ID{}) {
		return append(dst, "null"...)
	}
	dst = append(dst, '"')
	dst = append(dst, id.String()...)
	return append(dst, '"')
}

func appendTime(dst []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(dst, "null"...)
	}
	dst = append(dst, '"')
	dst = t.UTC().AppendFormat(dst, TimeLayout)
	return append(dst, '"')
}

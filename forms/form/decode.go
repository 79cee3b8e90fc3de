package form

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Decode reads one value from canonical JSON; null is nil.
func (c *Column) Decode(raw json.RawMessage) (any, error) {
	v, err := readValue(c.Type, c.Field, raw)
	if err != nil {
		return nil, fmt.Errorf("column %s: %w", c.Name, err)
	}
	return v, nil
}

// DecodeValues reads what EncodeValues wrote. Keys that are no column of the form are
// returned apart, unread; a null stays as a nil value.
func (f *Form) DecodeValues(raw json.RawMessage) (Values, map[string]json.RawMessage, error) {
	values := Values{}
	var extra map[string]json.RawMessage
	err := readObject(raw, func(name string, one json.RawMessage) error {
		c := f.byColumn[name]
		if c == nil {
			if extra == nil {
				extra = map[string]json.RawMessage{}
			}
			extra[name] = bytes.Clone(one)
			return nil
		}
		v, err := c.Decode(one)
		values[name] = v
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("form %s: %w", f.Name, err)
	}
	return values, extra, nil
}

// readObject visits the members of a JSON object; a key that stands there twice is an
// error.
func readObject(raw json.RawMessage, visit func(name string, one json.RawMessage) error) error {
	if members, plain := plainMembers(raw); plain {
		for _, m := range members {
			if err := visit(m.name, m.raw); err != nil {
				return err
			}
		}
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	open, err := d.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') {
		return errors.New("want an object")
	}
	seen := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name, ok := key.(string)
		if !ok || seen[name] {
			return fmt.Errorf("key %v stands there twice", key)
		}
		seen[name] = true
		var one json.RawMessage
		if err := d.Decode(&one); err != nil {
			return err
		}
		if err := visit(name, one); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

func readValue(t FieldType, field *Field, raw json.RawMessage) (any, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return nil, errors.New("no value")
	}
	if bytes.Equal(raw, []byte("null")) {
		return nil, nil
	}
	if !utf8.Valid(raw) {
		return nil, errors.New("not UTF-8")
	}
	switch t {
	case Integer, Money, Rating:
		if n, plain := PlainInteger(raw); plain {
			return n, nil
		}
		return readAs[int64](raw)
	case YesNo:
		switch string(raw) {
		case "true":
			return true, nil
		case "false":
			return false, nil
		}
		return readAs[bool](raw)
	case People, Choices:
		return readList(t, field, raw)
	case Table, Checklist, Photos:
		return readRows(t, field, raw)
	case File:
		return readAttachment(raw)
	case SignType:
		return readSignature(raw)
	case Place:
		return readAs[Location](raw)
	}
	text, err := readString(raw)
	if err != nil {
		return nil, err
	}
	if text == "" {
		return nil, nil
	}
	return readText(t, field, text)
}

// readText reads a value that is written as a JSON string.
func readText(t FieldType, field *Field, s string) (any, error) {
	switch t {
	case Text, Note, Phone, Scan, Choice, Secret:
		return s, nil
	case Decimal:
		return readDecimal(s)
	case DateType, TimeType:
		return fromText(t, s)
	case DateTime:
		return readTime(s)
	case Duration:
		return readLength(s)
	case RefType:
		return readRef(s, field)
	case Person:
		return readID(s)
	default:
		return nil, fmt.Errorf("a %s has no value", t)
	}
}

// maxDigits bounds a decimal, so that no text of a few bytes becomes a number of
// millions of digits.
const maxDigits = 1000

func readDecimal(s string) (any, error) {
	if len(s) > maxDigits || strings.ContainsAny(s, "eE") {
		return nil, fmt.Errorf("%.40q is no decimal", s)
	}
	return fromText(Decimal, s)
}

// readTime reads RFC 3339 with any offset and cuts to whole milliseconds, UTC.
func readTime(s string) (any, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return nil, fmt.Errorf("%q is no time such as 2026-11-23T06:05:04.000Z", s)
	}
	t = t.UTC().Truncate(time.Millisecond)
	if t.IsZero() || t.Year() < 0 || t.Year() > 9999 {
		return nil, fmt.Errorf("%q is out of range", s)
	}
	return t, nil
}

// readLength reads a length of time; one that was computed may be negative.
func readLength(s string) (any, error) {
	positive, negative := strings.CutPrefix(s, "-")
	l, err := ParseLength(positive)
	if negative {
		l.N = -l.N
	}
	return orNil(l, err)
}

func readRef(s string, field *Field) (any, error) {
	form, id, several := strings.Cut(s, ":")
	if field == nil || len(field.Forms) == 0 {
		return nil, errors.New("a ref without a form")
	}
	if !several {
		if len(field.Forms) != 1 {
			return nil, fmt.Errorf("%q does not say of which form", s)
		}
		form, id = field.Forms[0], s
	}
	v, err := readID(id)
	if err != nil {
		return nil, err
	}
	return Ref{Form: form, ID: v.(ID)}, nil
}

func readID(s string) (any, error) {
	id, err := uuid.Parse(s)
	if err != nil || len(s) != 36 || id == (ID{}) {
		return nil, fmt.Errorf("%q is no id", s)
	}
	return id, nil
}

func readString(raw json.RawMessage) (string, error) {
	if text, plain := PlainString(raw); plain && utf8.ValidString(text) {
		return text, nil
	}
	v, err := readAs[string](raw)
	text, _ := v.(string)
	return text, err
}

func readAs[T any](raw json.RawMessage) (any, error) {
	var v T
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("%.60s: %w", raw, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%.60s: more than one value", raw)
	}
	return v, nil
}

func readList(t FieldType, field *Field, raw json.RawMessage) (any, error) {
	v, err := readAs[[]string](raw)
	if err != nil {
		return nil, err
	}
	words, _ := v.([]string)
	if len(words) == 0 {
		return nil, nil
	}
	if t == Choices {
		return sortedWords(words), nil
	}
	ids := make([]ID, len(words))
	for i, w := range words {
		id, err := readID(w)
		if err != nil {
			return nil, err
		}
		ids[i] = id.(ID)
	}
	return sortedIDs(ids), nil
}

// readRows reads the rows of a list. A column that this version does not know stays as
// it came, so that it can be sent back.
func readRows(t FieldType, field *Field, raw json.RawMessage) (any, error) {
	v, err := readAs[[]json.RawMessage](raw)
	if err != nil {
		return nil, err
	}
	list, _ := v.([]json.RawMessage)
	if len(list) == 0 {
		return nil, nil
	}
	typeOf := rowTypes(t, field)
	rows := make([]Row, len(list))
	for i, one := range list {
		row := Row{Values: Values{}}
		err := readObject(one, func(name string, cell json.RawMessage) error {
			if name == "id" {
				var err error
				row.ID, err = readString(cell)
				return err
			}
			ct, column := typeOf(name)
			if ct == "" {
				row.Values[name] = json.RawMessage(bytes.Clone(cell))
				return nil
			}
			v, err := readValue(ct, column, cell)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			row.Values[name] = v
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i, err)
		}
		if row.ID == "" {
			return nil, fmt.Errorf("row %d has no id", i)
		}
		rows[i] = row
	}
	return rows, nil
}

func readAttachment(raw json.RawMessage) (any, error) {
	v, err := readAs[wireAttachment](raw)
	if err != nil {
		return nil, err
	}
	w, _ := v.(wireAttachment)
	at, err := readStamp(w.At)
	if err != nil {
		return nil, err
	}
	return Attachment{SHA256: w.SHA256, Mime: w.Mime, Bytes: w.Bytes, Name: w.Name, At: at, By: w.By}, nil
}

func readSignature(raw json.RawMessage) (any, error) {
	v, err := readAs[wireSignature](raw)
	if err != nil {
		return nil, err
	}
	w, _ := v.(wireSignature)
	at, err := readStamp(w.At)
	if err != nil {
		return nil, err
	}
	return Signature{SHA256: w.SHA256, Signer: w.Signer, At: at, Fields: w.Fields, Digest: w.Digest}, nil
}

func readStamp(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no time", s)
	}
	return t.UTC().Truncate(time.Millisecond), nil
}

package form

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// timeLayout is how a datetime is written: RFC 3339, UTC, whole milliseconds.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Encode writes one value as canonical JSON, null for an empty one; the same value always
// gives the same bytes. A ref is "uuid", or "form:uuid" where the field may point to
// several forms; a decimal is a JSON string; a length is "4 working h"; rows are
// [{"id":"…","column":value}] with sorted columns.
func (c *Column) Encode(v any) json.RawMessage {
	var b bytes.Buffer
	writeValue(&b, c.Type, c.Field, v)
	return b.Bytes()
}

// EncodeValues writes values as one JSON object with sorted keys. A key that is there
// with an empty value is written as null: somebody has emptied it.
func (f *Form) EncodeValues(values Values) json.RawMessage {
	var b bytes.Buffer
	writeObject(&b, "", values, func(name string) (FieldType, *Field) {
		if c := f.byColumn[name]; c != nil {
			return c.Type, c.Field
		}
		return "", nil
	})
	return b.Bytes()
}

// writeObject writes the values of a record or, with its id, of a row.
func writeObject(b *bytes.Buffer, id string, values Values, typeOf func(string) (FieldType, *Field)) {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	b.WriteByte('{')
	first := true
	key := func(name string) {
		if !first {
			b.WriteByte(',')
		}
		first = false
		writeText(b, name)
		b.WriteByte(':')
	}
	if id != "" {
		key("id")
		writeText(b, id)
	}
	for _, name := range names {
		t, field := typeOf(name)
		if t == "" {
			if raw, ok := values[name].(json.RawMessage); ok {
				key(name)
				b.Write(raw)
			}
			continue
		}
		key(name)
		writeValue(b, t, field, values[name])
	}
	b.WriteByte('}')
}

func writeValue(b *bytes.Buffer, t FieldType, field *Field, v any) {
	if raw, ok := v.(json.RawMessage); ok {
		b.Write(raw)
		return
	}
	if Empty(v) {
		b.WriteString("null")
		return
	}
	switch v := v.(type) {
	case string:
		writeText(b, v)
	case int64:
		b.WriteString(strconv.FormatInt(v, 10))
	case decimal.Decimal:
		writeText(b, plainDecimal(v))
	case Date:
		writeText(b, string(v))
	case time.Time:
		writeText(b, v.UTC().Format(timeLayout))
	case Length:
		writeText(b, v.String())
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case Ref:
		writeText(b, refText(v, field))
	case ID:
		writeText(b, v.String())
	case []ID:
		writeList(b, sortedIDs(v), func(id ID) { writeText(b, id.String()) })
	case []string:
		writeList(b, sortedWords(v), func(word string) { writeText(b, word) })
	case []Row:
		typeOf := rowTypes(t, field)
		writeList(b, v, func(row Row) { writeObject(b, row.ID, row.Values, typeOf) })
	case Attachment:
		writeJSON(b, wireAttachment{v.SHA256, v.Mime, v.Bytes, v.Name, v.At.UTC().Format(timeLayout), v.By})
	case Signature:
		writeJSON(b, wireSignature{v.SHA256, v.Signer, v.At.UTC().Format(timeLayout), v.Fields, v.Digest})
	case Location:
		writeJSON(b, v)
	default:
		b.WriteString("null")
	}
}

// The wire shapes fix the order of keys and the writing of times.
type wireAttachment struct {
	SHA256 string `json:"sha256"`
	Mime   string `json:"mime"`
	Bytes  int64  `json:"bytes"`
	Name   string `json:"name,omitempty"`
	At     string `json:"at"`
	By     ID     `json:"by,omitzero"`
}

type wireSignature struct {
	SHA256 string   `json:"sha256"`
	Signer string   `json:"signer"`
	At     string   `json:"at"`
	Fields []string `json:"fields"`
	Digest string   `json:"digest"`
}

func writeJSON(b *bytes.Buffer, v any) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	before := b.Len()
	if err := e.Encode(v); err != nil { // a place that is no number
		b.Truncate(before)
		b.WriteString("null")
		return
	}
	b.Truncate(b.Len() - 1)
}

func writeList[T any](b *bytes.Buffer, list []T, write func(T)) {
	b.WriteByte('[')
	for i, one := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		write(one)
	}
	b.WriteByte(']')
}

func refText(v Ref, field *Field) string {
	if field != nil && len(field.Forms) > 1 {
		return v.Form + ":" + v.ID.String()
	}
	return v.ID.String()
}

// plainDecimal writes a decimal without zeros at the end and without an exponent.
func plainDecimal(d decimal.Decimal) string {
	s := d.String()
	if !bytes.ContainsRune([]byte(s), '.') {
		return s
	}
	s = string(bytes.TrimRight([]byte(s), "0"))
	s = string(bytes.TrimRight([]byte(s), "."))
	if s == "-0" {
		return "0"
	}
	return s
}

// rowTypes tells the types of the columns of a table, checklist, photos or amendments.
func rowTypes(t FieldType, field *Field) func(string) (FieldType, *Field) {
	return func(name string) (FieldType, *Field) {
		if t == Table && field != nil {
			if c := field.column(name); c != nil {
				return c.Type, c
			}
			return "", nil
		}
		return builtInColumns(t)[name], nil
	}
}

// builtInColumns are the columns of lists whose shape is fixed: checklists, photos, and
// the amendments, a table without a field of its own.
func builtInColumns(t FieldType) map[string]FieldType {
	switch t {
	case Checklist:
		return map[string]FieldType{"item": Text, "done": YesNo, "note": Note}
	case Photos:
		return map[string]FieldType{"photo": File, "note": Note}
	default:
		return map[string]FieldType{"field": Text, "says": Note, "why": Note, "at": DateTime, "by": Person, "for": Person}
	}
}

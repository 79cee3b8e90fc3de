package form

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// timeLayout is how a datetime is written: RFC 3339, UTC, whole milliseconds.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Encode writes one value as canonical JSON, null for an empty one; the same value always
// gives the same bytes. A ref is "uuid", or "form:uuid" where the field may point to
// several forms; a decimal is a JSON string; a length is "4 working h"; rows are
// [{"id":"…","column":value}] with sorted columns.
func (c *Column) Encode(v any) json.RawMessage { return c.Append(nil, v) }

// Append is Encode behind what is in b already.
func (c *Column) Append(b []byte, v any) []byte { return appendValue(b, c.Type, c.Field, v) }

// EncodeValues writes values as one JSON object with sorted keys. A key that is there
// with an empty value is written as null: somebody has emptied it.
func (f *Form) EncodeValues(values Values) json.RawMessage {
	return appendObject(nil, "", values, func(name string) (FieldType, *Field) {
		if c := f.byColumn[name]; c != nil {
			return c.Type, c.Field
		}
		return "", nil
	})
}

// lineSeparator is the first byte of U+2028 and U+2029, which encoding/json escapes.
const lineSeparator = 0xE2

// AppendText appends a JSON string, without the escapes that only HTML needs.
func AppendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == lineSeparator {
			return appendJSON(b, s)
		}
	}
	if !utf8.ValidString(s) {
		return appendJSON(b, s)
	}
	return append(append(append(b, '"'), s...), '"')
}

// appendObject appends the values of a record or, with its id, of a row.
func appendObject(b []byte, id string, values Values, typeOf func(string) (FieldType, *Field)) []byte {
	b = append(b, '{')
	empty := len(b)
	key := func(name string) {
		if len(b) > empty {
			b = append(b, ',')
		}
		b = append(AppendText(b, name), ':')
	}
	if id != "" {
		key("id")
		b = AppendText(b, id)
	}
	for _, name := range sortedKeys(values) {
		t, field := typeOf(name)
		if t == "" {
			if raw, ok := values[name].(json.RawMessage); ok {
				key(name)
				b = append(b, raw...)
			}
			continue
		}
		key(name)
		b = appendValue(b, t, field, values[name])
	}
	return append(b, '}')
}

func appendValue(b []byte, t FieldType, field *Field, v any) []byte {
	if raw, ok := v.(json.RawMessage); ok {
		return append(b, raw...)
	}
	if Empty(v) {
		return append(b, "null"...)
	}
	switch v := v.(type) {
	case string:
		return AppendText(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case decimal.Decimal:
		return AppendText(b, plainDecimal(v))
	case Date:
		return AppendText(b, string(v))
	case time.Time:
		return append(v.UTC().AppendFormat(append(b, '"'), timeLayout), '"')
	case Length:
		return AppendText(b, v.String())
	case bool:
		return strconv.AppendBool(b, v)
	case Ref:
		return AppendText(b, refText(v, field))
	case ID:
		return AppendText(b, v.String())
	case []ID:
		return appendList(b, sortedIDs(v), func(b []byte, id ID) []byte { return AppendText(b, id.String()) })
	case []string:
		return appendList(b, sortedWords(v), AppendText)
	case []Row:
		typeOf := rowTypes(t, field)
		return appendList(b, v, func(b []byte, row Row) []byte { return appendObject(b, row.ID, row.Values, typeOf) })
	case Attachment:
		return appendJSON(b, wireAttachment{v.SHA256, v.Mime, v.Bytes, v.Name, v.At.UTC().Format(timeLayout), v.By})
	case Signature:
		return appendJSON(b, wireSignature{v.SHA256, v.Signer, v.At.UTC().Format(timeLayout), v.Fields, v.Digest})
	case Location:
		return appendJSON(b, v)
	default:
		return append(b, "null"...)
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

func appendJSON(b []byte, v any) []byte {
	buf := bytes.NewBuffer(b)
	e := json.NewEncoder(buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil { // a place that is no number
		return append(b, "null"...)
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte{'\n'})
}

func appendList[T any](b []byte, list []T, add func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, one := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = add(b, one)
	}
	return append(b, ']')
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

// The columns of lists whose shape is fixed: checklists, photos, and the amendments, a
// table without a field of its own.
var (
	checklistColumns = map[string]FieldType{"item": Text, "done": YesNo, "note": Note}
	photosColumns    = map[string]FieldType{"photo": File, "note": Note}
	amendmentColumns = map[string]FieldType{"field": Text, "says": Note, "why": Note, "at": DateTime, "by": Person, "for": Person}
)

func builtInColumns(t FieldType) map[string]FieldType {
	switch t {
	case Checklist:
		return checklistColumns
	case Photos:
		return photosColumns
	default:
		return amendmentColumns
	}
}

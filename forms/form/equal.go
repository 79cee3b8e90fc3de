package form

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Empty tells whether a value says nothing: absent, an empty text or list, nobody. No
// and zero are answers.
func Empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case Date:
		return v == ""
	case time.Time:
		return v.IsZero()
	case Length:
		return v.Unit == ""
	case Ref:
		return v.ID == ID{}
	case ID:
		return v == ID{}
	case []ID:
		return len(v) == 0
	case []string:
		return len(v) == 0
	case []Row:
		return len(v) == 0
	case Attachment:
		return v.SHA256 == ""
	case Signature:
		return v.SHA256 == ""
	default:
		return false
	}
}

// Equal tells whether two canonical values are the same; all empty values are. People
// and choices are sets: their order says nothing.
func Equal(a, b any) bool {
	if Empty(a) || Empty(b) {
		return Empty(a) && Empty(b)
	}
	switch a := a.(type) {
	case decimal.Decimal:
		b, ok := b.(decimal.Decimal)
		return ok && a.Equal(b)
	case time.Time:
		b, ok := b.(time.Time)
		return ok && a.Equal(b)
	case []ID:
		b, ok := b.([]ID)
		return ok && slices.Equal(sortedIDs(a), sortedIDs(b))
	case []string:
		b, ok := b.([]string)
		return ok && slices.Equal(sortedWords(a), sortedWords(b))
	case []Row:
		b, ok := b.([]Row)
		return ok && slices.EqualFunc(a, b, equalRow)
	case Attachment:
		b, ok := b.(Attachment)
		return ok && a.At.Equal(b.At) && a.same(b)
	case Signature:
		b, ok := b.(Signature)
		return ok && a.At.Equal(b.At) && a.SHA256 == b.SHA256 && a.Signer == b.Signer &&
			a.Digest == b.Digest && slices.Equal(a.Fields, b.Fields)
	case json.RawMessage:
		b, ok := b.(json.RawMessage)
		return ok && bytes.Equal(a, b)
	case string, int64, Date, Length, bool, Ref, ID, Location:
		return a == b
	default:
		return false
	}
}

func (a Attachment) same(b Attachment) bool {
	a.At, b.At = time.Time{}, time.Time{}
	return a == b
}

func equalRow(a, b Row) bool {
	return a.ID == b.ID && EqualValues(a.Values, b.Values)
}

// EqualValues tells whether two sets of values are the same, empty ones aside.
func EqualValues(a, b Values) bool {
	for name, v := range a {
		if !Equal(v, b[name]) {
			return false
		}
	}
	for name, v := range b {
		if _, ok := a[name]; !ok && !Empty(v) {
			return false
		}
	}
	return true
}

func sortedIDs(ids []ID) []ID {
	out := slices.Clone(ids)
	slices.SortFunc(out, func(a, b ID) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(out)
}

func sortedWords(words []string) []string {
	out := slices.Clone(words)
	slices.Sort(out)
	return slices.Compact(out)
}

// Clone returns a copy that shares no list, row or map with the original.
func Clone(v Values) Values {
	if v == nil {
		return nil
	}
	out := make(Values, len(v))
	for name, one := range v {
		out[name] = CloneValue(one)
	}
	return out
}

// CloneValue returns a copy of one canonical value.
func CloneValue(v any) any {
	switch v := v.(type) {
	case []ID:
		return slices.Clone(v)
	case []string:
		return slices.Clone(v)
	case []Row:
		out := make([]Row, len(v))
		for i, row := range v {
			out[i] = Row{ID: row.ID, Values: Clone(row.Values)}
		}
		return out
	case Signature:
		v.Fields = slices.Clone(v.Fields)
		return v
	default:
		return v
	}
}

package form

import (
	"strings"
	"time"
)

// walkPath follows a path of dotted words from a record or a row; through a list it
// reads each.
func (v *eval) walkPath(at any, path string) any {
	for _, name := range strings.Split(path, ".") {
		if name == "self" || name == "it" {
			continue
		}
		list, ok := at.([]any)
		if !ok {
			at = v.member(at, name)
			continue
		}
		next := make([]any, 0, len(list))
		for _, one := range list {
			switch got := v.member(one, name).(type) {
			case []any:
				next = append(next, got...)
			default:
				next = append(next, got)
			}
		}
		at = next
	}
	return at
}

// late returns the columns of a deadline's due and met times for `<deadline>_late`.
func (f *Form) late(name string) (due, met string, ok bool) {
	deadline, found := strings.CutSuffix(name, "_late")
	if !found {
		return "", "", false
	}
	for _, d := range f.Deadlines {
		if d.Name == deadline {
			return deadline + "_due", deadline + "_met", true
		}
	}
	return "", "", false
}

// late tells whether a deadline was met after its due time, or has passed unmet.
func (v *eval) late(rec *Record, due, met string) any {
	d, ok := rec.Values[due].(time.Time)
	if !ok {
		return false
	}
	if m, ok := rec.Values[met].(time.Time); ok {
		return m.After(d)
	}
	return v.env.Now.After(d)
}

// canonicalValue turns what an evaluation works with into canonical values: records into
// refs, lists into the lists that fields hold.
func canonicalValue(v any) any {
	switch v := v.(type) {
	case *Record:
		if v == nil {
			return nil
		}
		return Ref{v.Form, v.ID}
	case rowAt:
		return v.Row
	case []any:
		return canonicalList(v)
	default:
		return v
	}
}

func canonicalList(list []any) any {
	out := make([]any, len(list))
	for i, one := range list {
		out[i] = canonicalValue(one)
		if isUnknown(out[i]) {
			return out[i]
		}
	}
	if len(out) == 0 {
		return nil
	}
	switch list = out; list[0].(type) {
	case ID:
		return collect[ID](list)
	case string:
		return collect[string](list)
	case Row:
		return collect[Row](list)
	default:
		return list
	}
}

// collect returns a list of one type, or the list as it is where it holds others.
func collect[T any](list []any) any {
	out := make([]T, len(list))
	for i, one := range list {
		t, ok := one.(T)
		if !ok {
			return list
		}
		out[i] = t
	}
	return out
}

// listOfValues takes any list as single values; nothing is an empty list.
func (v *eval) listOfValues(at any) ([]any, bool) {
	switch at := at.(type) {
	case nil:
		return nil, true
	case unknown:
		return nil, false
	case []any:
		return at, true
	case []ID:
		return spread(at), true
	case []string:
		return spread(at), true
	case []Row:
		return spread(at), true
	case []Ref:
		return spread(at), true
	default:
		return nil, true
	}
}

func spread[T any](list []T) []any {
	out := make([]any, len(list))
	for i, one := range list {
		out[i] = one
	}
	return out
}

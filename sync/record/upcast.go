package record

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"fieldline/forms/form"
	"fieldline/sync/strict"
)

// upcast turns what was made with an older shape of a form into today's (forms/README.md 7):
// renamed fields, states and actions, words that became others, and types that widened.
type upcast struct {
	form    *form.Form
	version int
}

// anyShape is before every version of a form.
const anyShape = -1

// ReadValues reads values that were written by whatever shape of a form, as they lie in an
// object by the names of then; what today's shape cannot read comes back as it was.
func ReadValues(f *form.Form, object []byte) (form.Values, map[string]json.RawMessage, error) {
	var all members
	if err := json.Unmarshal(object, &all); err != nil {
		return nil, nil, err
	}
	values, extra := upcast{form: f, version: anyShape}.values(all)
	return values, extra, nil
}

// FieldNow returns what a field of whatever shape of a form is called today.
func FieldNow(f *form.Form, name string) string {
	return upcast{form: f, version: anyShape}.field(name)
}

// older tells whether names of an earlier shape may be meant.
func (u upcast) older() bool { return u.version < u.form.Version }

func (u upcast) action(name string) string {
	if name != "" && u.form.Action(name) == nil && u.older() {
		for _, a := range u.form.Actions {
			if a.Was == name {
				return a.Name
			}
		}
	}
	return name
}

func (u upcast) state(name string) string {
	s := u.form.State(name)
	if s != nil && s.Retired > 0 && s.Becomes != "" {
		return s.Becomes
	}
	if name != "" && s == nil && u.older() {
		for _, s := range u.form.States {
			if s.Was == name {
				return s.Name
			}
		}
	}
	return name
}

func (u upcast) field(name string) string {
	if name != "" && u.form.Column(name) == nil && u.older() {
		for _, f := range u.form.Fields() {
			if f.Was == name {
				return f.Name
			}
		}
	}
	return name
}

// values reads values by today's columns; what cannot be read comes back as it was. Where
// a column is there by an old name and a new one, that which comes later by its name holds.
func (u upcast) values(all members) (form.Values, map[string]json.RawMessage) {
	if len(all) == 0 {
		return nil, nil
	}
	byName := func(a, b strict.Member) int { return strings.Compare(a.Name, b.Name) }
	if !slices.IsSortedFunc(all, byName) {
		slices.SortFunc(all, byName)
	}
	var values form.Values
	var extra map[string]json.RawMessage
	for _, m := range all {
		name := u.field(m.Name)
		v, ok := u.value(u.form.Column(name), m.Raw)
		if !ok {
			if extra == nil {
				extra = map[string]json.RawMessage{}
			}
			extra[m.Name] = bytes.Clone(m.Raw)
			continue
		}
		if values == nil {
			values = make(form.Values, len(all))
		}
		values[name] = v
	}
	return values, extra
}

func (u upcast) value(c *form.Column, raw json.RawMessage) (any, bool) {
	if c == nil {
		return nil, false
	}
	if bytes.Equal(raw, []byte("null")) {
		return nil, true
	}
	v, err := c.Decode(raw)
	if err != nil && u.older() && c.Field != nil {
		v, err = c.Decode(widened(u.form.Library(), c.Field, raw))
	}
	if err != nil {
		return nil, false
	}
	if c.Field == nil {
		return v, true
	}
	return u.words(c.Field, v), true
}

// words puts today's words in the place of those they were, and today's columns of rows.
// A choice list is renamed without a new version of the forms that use it.
func (u upcast) words(f *form.Field, v any) any {
	switch v := v.(type) {
	case string:
		if f.Type == form.Choice {
			return renamed(f, v)
		}
	case []string:
		for i, word := range v {
			v[i] = renamed(f, word)
		}
	case []form.Row:
		for _, row := range v {
			for _, c := range f.Columns {
				u.cell(row.Values, c)
			}
		}
	}
	return v
}

// cell reads a cell by the name its column had.
func (u upcast) cell(cells form.Values, c *form.Field) {
	if raw, old := cells[c.Was].(json.RawMessage); old {
		if v, ok := u.value(&form.Column{Name: c.Name, Type: c.Type, Field: c}, raw); ok {
			delete(cells, c.Was)
			cells[c.Name] = v
		}
		return
	}
	if v, there := cells[c.Name]; there {
		cells[c.Name] = u.words(c, v)
	}
}

// renamed returns the word that an old one has become.
func renamed(f *form.Field, word string) string {
	for _, w := range f.Words {
		if w.Word == word {
			return word
		}
	}
	for _, w := range f.Words {
		if w.Was == word {
			return w.Word
		}
	}
	return word
}

// widened spells a value of a narrower type as one of the field's.
func widened(lib *form.Library, f *form.Field, raw json.RawMessage) json.RawMessage {
	text := bytes.Trim(raw, `"`)
	switch {
	case f.Type == form.Decimal && !bytes.HasPrefix(raw, []byte(`"`)):
		return quoted("", text, "")
	case f.Type == form.Choices:
		return append(append([]byte("["), raw...), ']')
	case f.Type == form.RefType && len(f.Forms) > 1:
		return quoted(f.Forms[0]+":", text, "")
	case f.Type == form.DateTime:
		day := lib.Calendar.Start(form.Date(text))
		if !day.IsZero() {
			return quoted("", []byte(day.UTC().Format(timeLayout)), "")
		}
	}
	return raw
}

func quoted(before string, text []byte, after string) json.RawMessage {
	b, err := json.Marshal(before + string(text) + after)
	if err != nil {
		return nil
	}
	return b
}

// row reads the row of an add.
func (u upcast) row(table string, raw json.RawMessage, p *Part) form.Row {
	list := append(append([]byte("["), raw...), ']')
	v, ok := u.value(u.form.Column(table), list)
	rows, _ := v.([]form.Row)
	if !ok || len(rows) != 1 {
		if p.Extra == nil {
			p.Extra = map[string]json.RawMessage{}
		}
		p.Extra[table] = raw
		return form.Row{}
	}
	return rows[0]
}

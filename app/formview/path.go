package formview

import (
	"strings"

	"fieldline/forms/form"
)

// Path says what lies at the end of a path from a record, such as customer.name; "" where
// it is empty or not on this device.
func (s Speech) Path(rec *form.Record, path string) string {
	return s.follow(s.Lib.Form(rec.Form), rec, strings.Split(strings.TrimPrefix(path, "self."), "."))
}

// RowPath says what lies at the end of a path from a row of a table, such as it.unit.model.
func (s Speech) RowPath(table *form.Field, row form.Row, path string) string {
	names := strings.Split(strings.TrimPrefix(path, "it."), ".")
	c := columnOf(table, names[0])
	if c == nil {
		return ""
	}
	return s.onward(c, row.Values[names[0]], names[1:])
}

func (s Speech) follow(f *form.Form, rec *form.Record, names []string) string {
	if f == nil || len(names) == 0 {
		return ""
	}
	switch name := names[0]; {
	case name == "number":
		return rec.Number
	case name == "state":
		return s.State(f, rec.State)
	case name == "created_at":
		return s.Any(rec.CreatedAt)
	case name == "created_by":
		return s.Any(rec.CreatedBy)
	case f.Field(name) != nil:
		field := f.Field(name)
		if field.Type == form.Lookup {
			return s.Path(rec, field.Path)
		}
		return s.onward(field, rec.Values[name], names[1:])
	case f.Column(name) != nil && len(names) == 1:
		return s.Any(rec.Values[name])
	}
	return ""
}

func (s Speech) onward(f *form.Field, v any, names []string) string {
	if len(names) == 0 {
		return withUnit(s.Value(f, v), f.Unit)
	}
	var ref form.Ref
	switch v := v.(type) {
	case form.Ref:
		ref = v
	case form.ID:
		ref = form.Ref{Form: "person", ID: v}
	default:
		return ""
	}
	if s.Names == nil {
		return ""
	}
	rec, err := s.Names.Record(ref.Form, ref.ID)
	if err != nil {
		return ""
	}
	return s.follow(s.Lib.Form(ref.Form), rec, names)
}

// Detail says in a quiet line what tells a record from others of its name: its state and
// up to two of the columns by which it is searched.
func (s Speech) Detail(rec *form.Record) string {
	f := s.Lib.Form(rec.Form)
	if f == nil {
		return ""
	}
	name := s.NameOf(rec)
	var parts []string
	for _, path := range f.Search {
		if said := s.Path(rec, path); said != "" && said != name && len(parts) < 2 {
			parts = append(parts, said)
		}
	}
	if len(f.States) > 0 {
		parts = append(parts, s.State(f, rec.State))
	}
	return strings.Join(parts, s.Words.Label("，", ", "))
}

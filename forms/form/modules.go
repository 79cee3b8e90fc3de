package form

import "slices"

// isOn tells whether a module counts; the core and what names none always do.
func (l *Library) isOn(module string) bool {
	if module == "" || module == "core" {
		return true
	}
	m := l.modules[module]
	return m == nil || m.On
}

// dropOff takes the forms of modules that are off away, along with the fields, relations,
// steps and lists that mention them.
func (l *Library) dropOff() {
	gone := map[string]bool{}
	l.Forms = slices.DeleteFunc(l.Forms, func(f *Form) bool {
		if l.isOn(f.Module) {
			return false
		}
		gone[f.Name] = true
		delete(l.forms, f.Name)
		return true
	})
	for _, f := range l.Forms {
		f.dropOff(gone)
	}
}

func (f *Form) dropOff(gone map[string]bool) {
	on := f.lib.isOn
	drop := func(field *Field) bool {
		field.Forms = slices.DeleteFunc(field.Forms, func(name string) bool { return gone[name] })
		return !on(field.Module) || field.Type == RefType && len(field.Forms) == 0
	}
	f.Sections = slices.DeleteFunc(f.Sections, func(s *Section) bool { return !on(s.Module) })
	f.fields = map[string]*Field{}
	for _, s := range f.Sections {
		s.Fields = slices.DeleteFunc(s.Fields, drop)
		for _, field := range s.Fields {
			field.Columns = slices.DeleteFunc(field.Columns, drop)
			f.fields[field.Name] = field
		}
		f.all = append(f.all, s.Fields...)
	}
	f.all = slices.Clip(f.all)
	lost := map[string]bool{}
	f.Related = slices.DeleteFunc(f.Related, func(r *Relation) bool {
		if gone[r.Of] {
			lost[r.Name] = true
			delete(f.relations, r.Name)
		}
		return gone[r.Of]
	})
	for _, a := range f.Actions {
		a.Then = slices.DeleteFunc(a.Then, func(s *Step) bool {
			return gone[s.Open] || lost[s.On] || lost[s.Each]
		})
	}
}

package form

import "slices"

// resolve settles what names in the files lead to: words of choice lists, who inherits
// what from section and form, `from: any`, columns. What leads nowhere is a fault.
func (l *Library) resolve(fs *faults) {
	l.dropOff()
	for _, f := range l.Forms {
		f.inherit()
		f.words(fs)
		f.makeColumns()
	}
	for _, f := range l.Forms {
		f.settle(fs)
	}
}

// inherit fills in what a section takes from the form and a field from its section.
func (f *Form) inherit() {
	if len(f.By) == 0 {
		f.By = f.Create
	}
	if len(f.In) == 0 {
		f.In = f.openStates()
	}
	for _, s := range f.Sections {
		if !s.ownBy {
			s.By = f.By
		}
		if !s.ownIn {
			s.In = f.In
		}
		for _, field := range s.Fields {
			field.inherit(s)
			for _, c := range field.Columns {
				c.By, c.In, c.See, c.Module, c.System = field.By, field.In, field.See, field.Module, field.System
				c.setMerge()
			}
		}
	}
	for _, a := range f.Actions {
		if len(a.From) == 1 && a.From[0] == "any" && f.states["any"] == nil {
			a.From = f.openStates()
		}
	}
}

func (f *Field) inherit(s *Section) {
	if !f.ownBy {
		f.By = s.By
	}
	if !f.ownIn {
		f.In = s.In
	}
	if len(f.See) == 0 {
		f.See = s.See
	}
	if f.Module == "" {
		f.Module = s.Module
	}
	f.System = len(f.By) > 0
	for _, w := range f.By {
		f.System = f.System && w.Kind == WhoSystem
	}
	f.setMerge()
}

// exclusive is the merge rule by which a value is compared and set.
const exclusive = "exclusive"

// Whole returns the fields that are compared and set together with a field: what people
// write of a section that is exclusive, else nothing.
func (f *Field) Whole() []*Field {
	if f.Section == nil || f.Section.Merge != exclusive {
		return nil
	}
	var all []*Field
	for _, one := range f.Section.Fields {
		if one.Calc == nil && one.Type != Lookup && !one.System {
			all = append(all, one)
		}
	}
	return all
}

// setMerge gives a field the merge rule of its type unless the file says otherwise.
func (f *Field) setMerge() {
	if f.Merge != "" {
		return
	}
	switch f.Type {
	case Note:
		f.Merge = "text"
	case Table, Photos, Choices, People, Checklist:
		f.Merge = "union"
	default:
		f.Merge = "owner"
	}
}

func (f *Form) openStates() []string {
	var open []string
	for _, s := range f.States {
		if s.Open() {
			open = append(open, s.Name)
		}
	}
	return open
}

// words gives choice fields the words of their list.
func (f *Form) words(fs *faults) {
	for _, field := range f.allFields() {
		if field.List == "" {
			continue
		}
		list := f.lib.choices[field.List]
		if list == nil {
			fs.add(field.Pos, "field %s: there is no choice list %q", field.Name, field.List)
			continue
		}
		field.Words = list.Words
	}
}

// allFields returns the fields and the columns of their tables.
func (f *Form) allFields() []*Field {
	var all []*Field
	for _, field := range f.Fields() {
		all = append(append(all, field), field.Columns...)
	}
	return all
}

// amendments is the built-in table of corrections to frozen fields.
const amendments = "amendments"

// makeColumns lays out what is stored: fields, stamps, deadlines, amendments.
func (f *Form) makeColumns() {
	put := func(c *Column) {
		if f.byColumn[c.Name] == nil {
			f.columns = append(f.columns, c)
			f.byColumn[c.Name] = c
		}
	}
	for _, field := range f.Fields() {
		if field.Type != Lookup {
			put(&Column{Name: field.Name, Kind: OfField, Type: field.Type, Field: field})
		}
	}
	for _, s := range f.States {
		put(&Column{Name: s.Name + "_at", Kind: OfStamp, Type: DateTime})
		if !f.Anonymous {
			put(&Column{Name: s.Name + "_by", Kind: OfStamp, Type: Person})
			put(&Column{Name: s.Name + "_for", Kind: OfStamp, Type: Person})
		}
		put(&Column{Name: s.Name + "_times", Kind: OfStamp, Type: Integer})
	}
	for _, d := range f.Deadlines {
		put(&Column{Name: d.Name + "_due", Kind: OfDeadline, Type: DateTime})
		put(&Column{Name: d.Name + "_met", Kind: OfDeadline, Type: DateTime})
	}
	if len(f.Amend) > 0 {
		put(&Column{Name: amendments, Kind: OfAmendments, Type: Table})
	}
}

// settle finds what steps and sets mean now that every form is known, and refuses names
// that lead nowhere.
func (f *Form) settle(fs *faults) {
	for _, d := range f.Deadlines {
		for _, s := range d.Steps {
			s.settle(f.lib)
		}
	}
	for _, a := range f.Actions {
		for _, s := range a.Then {
			target := f.stepTarget(s)
			settleAssigns(s.Set, f, target, nil)
			if s.Add != "" && target != nil {
				if table := target.fields[s.Add]; table != nil {
					settleAssigns(s.Row, f, nil, table)
				}
			}
		}
	}
	for _, e := range f.Every {
		settleAssigns(e.Set, f, f.lib.forms[e.Open], nil)
	}
}

// settle gives a step whose length is a setting the library's value of it.
func (s *DeadlineStep) settle(l *Library) {
	if s.Setting == "" {
		return
	}
	length, _ := l.settingDefault(s.Setting).(Length)
	if s.IsPast {
		s.After = length
	} else {
		s.Before = length
	}
}

// settleAssigns turns bare words of choices and `nothing` into what they stand for.
func settleAssigns(list []Assign, from, target *Form, table *Field) {
	for i, a := range list {
		if a.Value == nil {
			continue
		}
		if a.Value.Source == "nothing" {
			list[i].Nothing, list[i].Value = true, nil
			continue
		}
		field := assigned(a.Field, target, table)
		if field == nil || field.Type != Choice && field.Type != Choices || !wordPattern.MatchString(a.Value.Source) {
			continue
		}
		if field.holds(a.Value.Source) && from.fields[a.Value.Source] == nil {
			list[i].Word, list[i].Value = a.Value.Source, nil
		}
	}
}

func assigned(name string, target *Form, table *Field) *Field {
	switch {
	case table != nil:
		return table.column(name)
	case target != nil:
		return target.fields[name]
	default:
		return nil
	}
}

func (f *Field) column(name string) *Field {
	for _, c := range f.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// holds tells whether the words of a choice hold one.
func (f *Field) holds(word string) bool {
	return slices.ContainsFunc(f.Words, func(w ChoiceWord) bool { return w.Word == word })
}

// stepTarget returns the form whose record a step writes, nil where that is not clear.
func (f *Form) stepTarget(s *Step) *Form {
	switch {
	case s.Open != "":
		return f.lib.forms[s.Open]
	case s.On != "":
		t, _ := f.pathType(s.On, s.Each)
		if len(t.forms) == 1 {
			return f.lib.forms[t.forms[0]]
		}
		return nil
	default:
		return f
	}
}

package form

import (
	"slices"
	"strings"
)

// references checks the forms, roles, lists and modules that fields name (rules 5, 17).
func (l *linter) references() {
	f := l.form
	for _, s := range f.Sections {
		l.module(s.Pos, s.Module)
		l.knownStates(s.Pos, s.In, "section "+s.Name)
		if s.Merge != "" && s.Merge != exclusive {
			l.fail(s.Pos, "section %s: merge can only be exclusive, not %s", s.Name, s.Merge)
		}
	}
	for _, field := range f.allFields() {
		for _, name := range field.Forms {
			if l.lib.forms[name] == nil {
				l.fail(field.Pos, "field %s: there is no form %q", field.Name, name)
			}
		}
		if field.Role != "" && l.lib.roles[field.Role] == nil {
			l.fail(field.Pos, "field %s: there is no role %q", field.Name, field.Role)
		}
		l.module(field.Pos, field.Module)
		if field.Type == Lookup && f.fields[field.Name] == field {
			if _, wrong := f.lookupType(field); wrong != "" {
				l.fail(field.Pos, "field %s: %s", field.Name, wrong)
			}
		}
	}
	for _, table := range f.Fields() {
		for _, c := range table.Columns {
			if c.Type != Lookup {
				continue
			}
			if _, wrong := l.lib.rowLookup(typ{kind: kRow, table: table}, c.Path); wrong != "" {
				l.fail(c.Pos, "column %s: %s: %s", c.Name, c.Path, wrong)
			}
		}
	}
	for _, r := range f.Related {
		l.relation(r)
	}
}

func (l *linter) relation(r *Relation) {
	of := l.lib.forms[r.Of]
	if of == nil {
		l.fail(r.Pos, "relation %s: there is no form %q", r.Name, r.Of)
		return
	}
	via := of.fields[r.Via]
	switch {
	case via == nil:
		l.fail(r.Pos, "relation %s: form %s has no field %q", r.Name, r.Of, r.Via)
	case via.Type != RefType || !slices.Contains(via.Forms, l.form.Name):
		l.fail(r.Pos, "relation %s: %s.%s is no ref to %s", r.Name, r.Of, r.Via, l.form.Name)
	case !r.Many && !slices.ContainsFunc(of.Uniques, func(u *Unique) bool { return slices.Equal(u.Of, []string{r.Via}) }):
		l.warn(r.Pos, "relation %s is one record, but %s says no `unique: %s`", r.Name, r.Of, r.Via)
	}
}

// mergeTypes are the types a merge rule fits; `owner` fits all (rule 46).
var mergeTypes = map[string][]FieldType{
	"text":    {Note},
	exclusive: {RefType, Person, Table},
	"union":   {Table, Photos, Choices, People, Checklist},
}

// pickable are the types `only` narrows.
var pickable = []FieldType{RefType, Person, People, Choice, Choices}

// fields checks what is said of each field.
func (l *linter) fields() {
	for _, field := range l.form.allFields() {
		l.knownStates(field.Pos, field.In, "field "+field.Name)
		if types, ok := mergeTypes[field.Merge]; ok && !slices.Contains(types, field.Type) {
			l.fail(field.Pos, "field %s: merge %s does not fit a %s", field.Name, field.Merge, field.Type)
		} else if !ok && field.Merge != "owner" {
			l.fail(field.Pos, "field %s: unknown merge rule %q; known are owner, text, union, exclusive", field.Name, field.Merge)
		}
		if field.Phrases != "" && l.lib.phrases[field.Phrases] == nil {
			l.fail(field.Pos, "field %s: there is no phrase list %q", field.Name, field.Phrases)
		}
		if field.Editor != "" && !slices.Contains(editors, field.Editor) {
			l.fail(field.Pos, "field %s: there is no editor %q; known are %s", field.Name, field.Editor, strings.Join(editors, ", "))
		}
		if field.Along != nil && field.Type != Secret {
			l.fail(field.Along.Pos, "field %s: along is for secrets; a %s is on the device", field.Name, field.Type)
		}
		if field.Only != nil && !slices.Contains(pickable, field.Type) {
			l.fail(field.Only.Pos, "field %s: only narrows what can be picked; a %s is typed", field.Name, field.Type)
		}
		if field.Ahead && field.Type != File && field.Type != Photos {
			l.fail(field.Pos, "field %s: ahead brings files and photos; a %s travels by itself", field.Name, field.Type)
		}
		if field.Calc != nil && field.Default != nil {
			l.fail(field.Default.Pos, "field %s is calculated; it needs no default", field.Name)
		}
		if field.Calc != nil && field.Required != nil {
			l.fail(field.Pos, "field %s is calculated; nobody can be asked to fill it", field.Name)
		}
		for _, c := range field.Columns {
			if with := field.column(c.With); c.With != "" && (c.Calc == nil || with == nil || with.Calc != nil) {
				l.fail(c.Pos, "column %s: with names a column that is written, for one that is calculated", c.Name)
			}
		}
		if field.Key != "" && (field.Type != Table || field.column(field.Key) == nil) {
			l.fail(field.Pos, "field %s: key %q is no column of the table", field.Name, field.Key)
		}
		l.coreDemands(field)
	}
}

// editors are the special editors that screens register (forms/README.md 2).
var editors = []string{"dial_plan", "roster", "attendance", "scorecard", "operation", "problems", "registers", "setting"}

// coreDemands refuses a core form that demands a record of a module's form (rule 40).
func (l *linter) coreDemands(field *Field) {
	if l.form.Module != "" || field.Module != "" || field.Type != RefType || field.Required == nil {
		return
	}
	for _, name := range field.Forms {
		if of := l.lib.forms[name]; of == nil || of.Module == "" || of.Module == "core" {
			return
		}
	}
	l.fail(field.Pos, "field %s is demanded, but %s belongs to a module that may be off", field.Name, strings.Join(field.Forms, ", "))
}

// calcCircle refuses calculated fields that read one another in a circle (rule 25).
func (l *linter) calcCircle() {
	f := l.form
	const inProgress, done = 1, 2
	mark := map[*Field]int{}
	var visit func(field *Field, trail []string)
	visit = func(field *Field, trail []string) {
		trail = append(trail, field.Name)
		if mark[field] == done {
			return
		}
		mark[field] = inProgress
		for _, needed := range f.calcNeeds(field) {
			if mark[needed] == inProgress {
				at := slices.Index(trail, needed.Name)
				l.fail(needed.Calc.Pos, "calculated in a circle: %s", strings.Join(append(trail[max(at, 0):], needed.Name), " -> "))
				continue
			}
			visit(needed, trail)
		}
		mark[field] = done
	}
	for _, field := range f.Fields() {
		if field.Calc != nil {
			visit(field, nil)
		}
		for _, c := range field.Columns {
			if c.Calc != nil && slices.ContainsFunc(c.Calc.Paths(), func(p []string) bool {
				return len(p) > 1 && p[0] == "it" && p[1] == c.Name
			}) {
				l.fail(c.Calc.Pos, "column %s is calculated from itself", c.Name)
			}
		}
	}
}

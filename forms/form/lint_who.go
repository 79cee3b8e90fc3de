package form

import "slices"

// who checks everybody the form names (rules 5, 10, 11, 43, 44).
func (l *linter) who() {
	f := l.form
	create := f.Create
	l.people(create, "create", false)
	own := func(list []Who) []Who { // without what was inherited from create
		return slices.DeleteFunc(slices.Clone(list), func(w Who) bool {
			return slices.ContainsFunc(create, func(c Who) bool { return c.Pos == w.Pos })
		})
	}
	l.people(own(f.By), "by", true)
	l.people(f.Amend, "amend", true)
	for _, s := range f.Sections {
		if s.ownBy {
			l.people(s.By, "by", true)
		}
		l.people(s.See, "see", false)
		for _, field := range s.Fields {
			if field.ownBy {
				l.people(field.By, "by", true)
			}
			if len(field.See) > 0 && !slices.Equal(field.See, s.See) {
				l.people(field.See, "see", false)
			}
		}
	}
	for _, a := range f.Actions {
		l.people(a.By, "by", true)
		l.people(a.Not, "not", true)
		for _, s := range a.Then {
			l.people(s.Tell, "tell", false)
		}
	}
	for _, d := range f.Deadlines {
		for _, s := range d.Steps {
			l.people(s.Tell, "tell", false)
		}
	}
	if f.Anonymous && len(f.Deadlines) > 0 {
		l.fail(f.Deadlines[0].Pos, "the form is anonymous; it has no deadlines")
	}
}

// people checks one list. Where a person in the record is likely meant, a role with the
// name of a field is refused: it would give the right to everybody who has the role.
func (l *linter) people(list []Who, what string, personal bool) {
	for _, w := range list {
		switch w.Kind {
		case WhoRole:
			l.roleOrField(w, what, personal)
		case WhoIts, WhoSuperior, WhoGroup, WhoUnit:
			l.its(w, what)
		case WhoCreator:
			if l.form.Anonymous {
				l.fail(w.Pos, "%s: the form is anonymous; nobody knows its creator", what)
			}
		}
	}
}

func (l *linter) roleOrField(w Who, what string, personal bool) {
	field := l.form.fields[w.Role]
	isPerson := field != nil && (field.Type == Person || field.Type == People)
	switch {
	case isPerson && (personal || l.lib.roles[w.Role] == nil):
		l.fail(w.Pos, "%s: %s is a field here; write `its %s`", what, w.Role, w.Role)
	case l.lib.roles[w.Role] == nil:
		l.fail(w.Pos, "%s: there is no role %q", what, w.Role)
	}
}

func (l *linter) its(w Who, what string) {
	t, ok := l.path(w.Pos, w.Path, what+": its")
	if !ok {
		return
	}
	if !isPerson(element(t)) {
		l.fail(w.Pos, "%s: its %s is %s, no person", what, w.Path, t)
	}
	if l.form.Anonymous {
		l.fail(w.Pos, "%s: the form is anonymous; nobody may know its people", what)
	}
}

// audience checks who sees the record and what travels with it (rules 16, 34, 35).
func (l *linter) audience() {
	f := l.form
	l.people(f.Audience, "audience", false)
	for _, w := range f.Audience {
		if w.Path == "" {
			continue
		}
		if t, wrong := f.pathType(w.Path, ""); wrong == "" && t.hops > 1 {
			l.fail(w.Pos, "audience: its %s lies more than one record away", w.Path)
		}
	}
	for _, path := range f.Carry {
		if t, ok := l.path(f.at["carry"], path, "carry"); ok && element(t).kind != kRef {
			l.fail(f.at["carry"], "carry: %s is %s, no record", path, t)
		}
	}
	l.carried()
}

// carried warns where something reads a record that does not travel to everybody who
// sees this one, and refuses a demanded ref that none of them can see.
func (l *linter) carried() {
	f := l.form
	told := map[string]bool{}
	need := func(pos Pos, names []string, what string) {
		prefix := ""
		for i, name := range names[:max(len(names)-1, 0)] {
			if name == "self" || name == "it" {
				return
			}
			if i > 0 {
				prefix += "."
			}
			prefix += name
			t, wrong := f.pathType(prefix, "")
			if wrong != "" || element(t).kind != kRef || len(element(t).forms) != 1 {
				continue
			}
			of := l.lib.forms[element(t).forms[0]]
			if of == nil || told[prefix] || slices.Contains(f.Carry, prefix) || l.seesAll(of) {
				continue
			}
			told[prefix] = true
			l.warn(pos, "%s reads %s, which not everybody who sees this form receives; carry it", what, prefix)
		}
	}
	for _, e := range f.exprs {
		if e.scope.where || e.scope.period {
			continue
		}
		for _, path := range e.Paths() {
			need(e.Pos, path, e.scope.what)
		}
	}
	for _, list := range f.Lists {
		for _, c := range list.Columns {
			need(list.Pos, splitPath(c), "list "+list.Name)
		}
	}
	for _, field := range f.Fields() {
		if field.Type != RefType || field.Required == nil || !field.Required.Always || len(field.Forms) != 1 || slices.Contains(f.Carry, field.Name) {
			continue
		}
		if of := l.lib.forms[field.Forms[0]]; of != nil && !l.seesSome(of) {
			l.fail(field.Pos, "field %s is demanded, but nobody who sees this form sees %s; carry it", field.Name, of.Name)
		}
	}
}

// seesAll tells whether everybody in the form's audience also sees another form.
func (l *linter) seesAll(of *Form) bool {
	if sees(of, Who{Kind: WhoAnyone}) || of == l.form {
		return true
	}
	for _, w := range l.form.Audience {
		if w.Kind != WhoRole || !sees(of, w) {
			return false
		}
	}
	return true
}

// seesSome tells whether somebody in the form's audience may see another form.
func (l *linter) seesSome(of *Form) bool {
	for _, w := range of.Audience {
		if w.Kind != WhoRole || sees(l.form, w) || sees(l.form, Who{Kind: WhoAnyone}) {
			return true
		}
	}
	return of == l.form
}

func sees(f *Form, w Who) bool {
	return slices.ContainsFunc(f.Audience, func(a Who) bool { return a.Kind == w.Kind && a.Role == w.Role })
}

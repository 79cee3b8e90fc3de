package form

import (
	"fmt"
	"strings"
)

// pathType returns the type at the end of a path of this form, such as "order.engineer",
// "units.unit" or "tests"; it leads through tables and relations to each of their
// records. each names the table or relation that `it` walks. The text says what is wrong,
// "" when nothing is.
func (f *Form) pathType(path, each string) (typ, string) {
	return f.pathFrom(f.self(), path, each)
}

// self is the record itself; its own values are 0 records away.
func (f *Form) self() typ { return typ{kind: kRef, forms: []string{f.Name}, hops: -1} }

// lookupType returns the type that a lookup of the form shows.
func (f *Form) lookupType(field *Field) (typ, string) {
	at := f.self()
	at.live = true
	t, wrong := f.pathFrom(at, field.Path, "")
	t.live = false
	return t, wrong
}

func (f *Form) pathFrom(at typ, path, each string) (typ, string) {
	names := strings.Split(path, ".")
	if names[0] == "it" || names[0] == "self" {
		if names[0] == "it" {
			if each == "" {
				return typ{}, fmt.Sprintf("%s: there is no `it` here", path)
			}
			t, wrong := f.pathType(each, "")
			if wrong != "" {
				return typ{}, wrong
			}
			at = element(t)
		}
		names = names[1:]
	}
	for _, name := range names {
		next, wrong := f.lib.pathStep(at, name)
		if wrong != "" {
			return typ{}, path + ": " + wrong
		}
		next.many, next.live = next.many || at.many, at.live
		at = next
	}
	return at, ""
}

func element(t typ) typ {
	if t.kind == kList && t.elem != nil {
		e := *t.elem
		e.many, e.live = true, t.live
		return e
	}
	return t
}

// pathStep takes one name further.
func (l *Library) pathStep(at typ, name string) (typ, string) {
	at = element(at)
	var next typ
	ok := false
	switch at.kind {
	case kRow:
		if at.table != nil {
			switch c := at.table.column(name); {
			case c == nil || c.Type != Lookup:
			case at.live:
				return typ{}, fmt.Sprintf("%q is a lookup itself; write its path out", name)
			default:
				return l.rowLookup(at, c.Path)
			}
		}
		next, ok = rowMember(at.table, name, at.hops)
		if !ok {
			return typ{}, fmt.Sprintf("the table has no column %q", name)
		}
	case kRef, kPerson:
		t, wrong := l.recordMember(at, name)
		if wrong != "" {
			return typ{}, wrong
		}
		next = t
	default:
		return typ{}, fmt.Sprintf("%q cannot be read from %s", name, at)
	}
	next.many = next.many || at.many
	return next, ""
}

// rowLookup resolves the path of a lookup that is a column: it begins at a column of the
// same row.
func (l *Library) rowLookup(row typ, path string) (typ, string) {
	at := row
	at.live = true
	for _, name := range strings.Split(strings.TrimPrefix(path, "it."), ".") {
		next, wrong := l.pathStep(at, name)
		if wrong != "" {
			return typ{}, wrong
		}
		at = next
		at.live = true
	}
	at.live = false
	return at, ""
}

// recordMember reads a name at the record behind a ref or person.
func (l *Library) recordMember(at typ, name string) (typ, string) {
	hops := at.hops + 1
	if name == "id" || name == "form" && at.kind == kRef {
		if name == "form" {
			return typ{kind: kWord, words: at.forms, name: "the forms", hops: max(at.hops, 0)}, ""
		}
		return typ{kind: kID, hops: max(at.hops, 0)}, ""
	}
	if hops > maxHops {
		return typ{}, fmt.Sprintf("%q lies more than two records away", name)
	}
	if at.kind == kPerson {
		at.forms = []string{personForm}
	}
	if len(at.forms) > 1 {
		if name == "number" {
			return typ{kind: kText, hops: hops}, ""
		}
		return typ{}, fmt.Sprintf("a ref to several forms reads only id, number and form, not %q", name)
	}
	if len(at.forms) == 0 {
		return typ{}, fmt.Sprintf("%q cannot be read here", name)
	}
	form := l.forms[at.forms[0]]
	if form == nil {
		return typ{}, fmt.Sprintf("there is no form %q", at.forms[0])
	}
	if field := form.fields[name]; field != nil && field.Type == Lookup && at.live {
		return typ{}, fmt.Sprintf("%q is a lookup itself; write its path out", name)
	}
	t, ok := form.member(name, hops)
	if !ok {
		return typ{}, fmt.Sprintf("form %s has no %q", form.Name, name)
	}
	if t.hops > maxHops {
		return typ{}, fmt.Sprintf("%q lies more than two records away", name)
	}
	return t, ""
}

// personForm is the form of the people register (see person.go).
const personForm = "person"

package form

import (
	"strings"
	"unicode"
)

// reservedNames have a meaning in expressions, in files or in the tables.
var reservedNames = wordSet("in not and or matches contains let if else true false nil nothing me now today it self despite " +
	"id number state created_at created_by form any")

// rowNames are taken in every row.
var rowNames = wordSet("id in not and or matches contains let if else true false nil")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// names refuses names that mean two things (rule 26).
func (l *linter) names() {
	f := l.form
	taken := map[string]string{}
	use := func(pos Pos, name, what string) {
		if other := taken[name]; other != "" {
			l.fail(pos, "%s %s has the name of a %s", what, name, other)
			return
		}
		taken[name] = what
	}
	readable := func(pos Pos, name, what string) {
		use(pos, name, what)
		switch {
		case reservedNames[name]:
			l.fail(pos, "%s %s: the word has a meaning of its own", what, name)
		case l.isFunction(name):
			l.fail(pos, "%s %s has the name of a function", what, name)
		case hasKey(builtinKinds, name):
			l.warn(pos, "%s %s reads like the function over lists", what, name)
		}
	}
	for _, field := range f.Fields() {
		readable(field.Pos, field.Name, "field")
		for _, c := range field.Columns {
			if rowNames[c.Name] {
				l.fail(c.Pos, "column %s: the word has a meaning of its own", c.Name)
			}
		}
	}
	for _, r := range f.Related {
		readable(r.Pos, r.Name, "relation")
	}
	for _, s := range f.States {
		use(s.Pos, s.Name, "state")
		if s.Name == "any" || s.Name == "nothing" {
			l.fail(s.Pos, "state %s: the word has a meaning of its own", s.Name)
		}
	}
	for _, a := range f.Actions {
		use(a.Pos, a.Name, "action")
	}
	for _, name := range f.madeNames() {
		if what := taken[name]; what == "field" || what == "relation" {
			l.madeClash(name, what)
		}
	}
}

// madeNames are the columns and answers that states, deadlines and amend make.
func (f *Form) madeNames() []string {
	var names []string
	for _, s := range f.States {
		names = append(names, s.Name+"_at", s.Name+"_by", s.Name+"_for", s.Name+"_times")
	}
	for _, d := range f.Deadlines {
		names = append(names, d.Name+"_due", d.Name+"_met", d.Name+"_late")
	}
	return append(names, amendments)
}

// madeClash refuses a field or relation with the name of a column that exists by itself.
func (l *linter) madeClash(name, what string) {
	pos := l.form.Pos
	if field := l.form.fields[name]; field != nil {
		pos = field.Pos
	} else if rel := l.form.relations[name]; rel != nil {
		pos = rel.Pos
	}
	l.fail(pos, "%s %s: a column of that name exists by itself", what, name)
}

func hasKey(m map[string]bool, key string) bool {
	_, ok := m[key]
	return ok
}

func (l *linter) isFunction(name string) bool {
	if _, ok := l.lib.functions()[name]; ok {
		return true
	}
	for _, word := range functionWords {
		if word == name {
			return true
		}
	}
	return false
}

// maxLabel is how many Chinese characters a label of a field, state or action may have
// before it breaks in a paper cell or on a button.
const maxLabel = 12

// labels warns of long and of equal labels (rule 48).
func (l *linter) labels() {
	f := l.form
	seen := map[string]string{}
	one := func(pos Pos, name string, label Label) {
		if n := chinese(label.Zh); n > maxLabel {
			l.warn(pos, "%s: the label %s has %d characters, more than %d", name, label.Zh, n, maxLabel)
		}
		if other := seen[label.Zh]; other != "" && label.Zh != "" {
			l.warn(pos, "%s: the label %s is that of %s", name, label.Zh, other)
		}
		seen[label.Zh] = name
	}
	for _, field := range f.Fields() {
		one(field.Pos, "field "+field.Name, field.Label)
		for _, c := range field.Columns {
			if n := chinese(c.Label.Zh); n > maxLabel {
				l.warn(c.Pos, "column %s: the label %s has %d characters, more than %d", c.Name, c.Label.Zh, n, maxLabel)
			}
		}
	}
	clear(seen)
	for _, s := range f.States {
		one(s.Pos, "state "+s.Name, s.Label)
	}
	clear(seen)
	for _, a := range f.Actions {
		one(a.Pos, "action "+a.Name, a.Label)
	}
	clear(seen)
	for _, d := range f.Deadlines {
		one(d.Pos, "deadline "+d.Name, d.Label)
		if n := chinese(d.Done.Zh); n > maxLabel {
			l.warn(d.Pos, "deadline %s: done %s has %d characters, more than %d", d.Name, d.Done.Zh, n, maxLabel)
		}
	}
}

func chinese(s string) int {
	n := 0
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}

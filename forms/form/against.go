package form

import (
	"bytes"
	"slices"
)

// Against returns what may not be changed since the library was last published
// (forms/README.md 7, rule 39): records and operations of every version live on, so nothing is
// removed, narrowed or pointed elsewhere, and what asks for more says since which
// version.
func (l *Library) Against(published *Library) []Fault {
	fs := &faults{}
	for _, old := range published.Forms {
		f := l.forms[old.Name]
		if f == nil {
			if old.Module == "" || l.isOn(old.Module) {
				fs.add(Pos{File: old.Name + ".yaml", Line: 1, Column: 1}, "form %s was published; it cannot be removed", old.Name)
			}
			continue
		}
		c := change{f: f, old: old, fs: fs}
		c.version()
		c.fields()
		c.states()
		c.actions()
		c.rules()
	}
	for _, old := range published.Choices {
		list := l.choices[old.Name]
		if list == nil {
			fs.add(Pos{File: choicesFile + ".yaml", Line: 1, Column: 1}, "choice list %s was published; it cannot be removed", old.Name)
			continue
		}
		keepWords(fs, list.Pos, "choice list "+list.Name, old.Words, list.Words)
	}
	return fs.sorted()
}

// change compares one form with its published shape.
type change struct {
	f, old *Form
	fs     *faults
}

func (c change) fail(pos Pos, format string, args ...any) { c.fs.add(pos, format, args...) }

// version demands that it grows by one with every change.
func (c change) version() {
	pos := c.f.Pos
	if at, ok := c.f.at["version"]; ok {
		pos = at
	}
	changed := !bytes.Equal(c.f.content, c.old.content)
	switch {
	case changed && c.f.Version != c.old.Version+1:
		c.fail(pos, "form %s has changed since version %d; its version must be %d", c.f.Name, c.old.Version, c.old.Version+1)
	case !changed && c.f.Version != c.old.Version:
		c.fail(pos, "form %s has not changed since version %d", c.f.Name, c.old.Version)
	}
}

func keepWords(fs *faults, pos Pos, what string, old, now []ChoiceWord) {
	for _, w := range old {
		if !slices.ContainsFunc(now, func(n ChoiceWord) bool { return n.Word == w.Word || n.Was == w.Word }) {
			fs.add(pos, "%s: the word %s was published; say retired", what, w.Word)
		}
	}
}

func (c change) fields() {
	for _, old := range c.old.Fields() {
		now := successor(c.f.Fields(), old.Name)
		if now == nil {
			c.fail(c.f.Pos, "field %s was published; say retired", old.Name)
			continue
		}
		c.field(old, now)
		for _, column := range old.Columns {
			next := successor(now.Columns, column.Name)
			if next == nil {
				c.fail(now.Pos, "column %s of %s was published; say retired", column.Name, old.Name)
				continue
			}
			c.field(column, next)
		}
	}
	for _, now := range c.f.allFields() {
		if now.Was != "" && successor(c.old.allFields(), now.Was) == nil && successor(c.old.allFields(), now.Name) == nil {
			c.fail(now.Pos, "was: no field %q was published", now.Was)
		}
	}
}

// successor finds a field by its name or by the name it had.
func successor(fields []*Field, name string) *Field {
	for _, f := range fields {
		if f.Name == name {
			return f
		}
	}
	for _, f := range fields {
		if f.Was == name {
			return f
		}
	}
	return nil
}

// wider are the types a field may widen to.
var wider = map[FieldType]FieldType{Text: Note, Integer: Decimal, Choice: Choices, DateType: DateTime}

func (c change) field(old, now *Field) {
	if now.Type != old.Type && wider[old.Type] != now.Type {
		c.fail(now.Pos, "field %s was of type %s; it cannot become %s", now.Name, old.Type, now.Type)
		return
	}
	if !subset(old.Forms, now.Forms) {
		c.fail(now.Pos, "field %s pointed to %v; it must go on doing so", now.Name, old.Forms)
	}
	if old.Key != now.Key {
		c.fail(now.Pos, "field %s: the key gives rows their ids; it cannot change", now.Name)
	}
	if old.List == "" && now.List == "" {
		keepWords(c.fs, now.Pos, "field "+now.Name, old.Words, now.Words)
	}
	if old.Required == nil && now.Required != nil && now.Since <= c.old.Version {
		c.fail(now.Pos, "field %s is demanded anew; say since: %d", now.Name, c.f.Version)
	}
	c.checks(old.Checks, now.Checks)
}

// checks demands a version for every rule that is not among the old ones.
func (c change) checks(old, now []*Check) {
	for _, check := range now {
		known := slices.ContainsFunc(old, func(o *Check) bool { return o.That.Source == check.That.Source && (check.Warn || !o.Warn) })
		if !known && !check.Warn && check.Since <= c.old.Version {
			c.fail(check.Pos, "the check is new; say since: %d", c.f.Version)
		}
	}
}

func (c change) states() {
	for _, old := range c.old.States {
		if !slices.ContainsFunc(c.f.States, func(s *State) bool { return s.Name == old.Name || s.Was == old.Name }) {
			c.fail(c.f.Pos, "state %s was published; say retired and what it becomes", old.Name)
		}
	}
}

// actions demands that acts stay and go on opening records under the same keys, from
// which ids are derived.
func (c change) actions() {
	for _, old := range c.old.Actions {
		at := slices.IndexFunc(c.f.Actions, func(a *Action) bool { return a.Name == old.Name || a.Was == old.Name })
		if at < 0 {
			c.fail(c.f.Pos, "action %s was published; it cannot be removed", old.Name)
			continue
		}
		now := c.f.Actions[at]
		for _, step := range old.Then {
			if step.Open == "" {
				continue
			}
			keeps := slices.ContainsFunc(now.Then, func(s *Step) bool { return s.Open == step.Open && s.Key() == step.Key() })
			opens := slices.ContainsFunc(now.Then, func(s *Step) bool { return s.Open == step.Open })
			if opens && !keeps {
				c.fail(now.Pos, "action %s opened %s as %s; ids are derived from that word", now.Name, step.Open, step.Key())
			}
		}
	}
}

func (c change) rules() {
	for _, old := range c.old.Related {
		switch now := c.f.relations[old.Name]; {
		case now == nil:
			c.fail(c.f.Pos, "relation %s was published; it cannot be removed", old.Name)
		case now.Of != old.Of || now.Via != old.Via:
			c.fail(now.Pos, "relation %s led to %s by %s; it must go on doing so", now.Name, old.Of, old.Via)
		}
	}
	for _, old := range c.old.Totals {
		for _, now := range c.f.Totals {
			if now.Name == old.Name && !slices.Equal(now.Key, old.Key) {
				c.fail(now.Pos, "total %s: the key cannot change", now.Name)
			}
		}
	}
	for _, now := range c.f.Uniques {
		known := slices.ContainsFunc(c.old.Uniques, func(o *Unique) bool { return slices.Equal(o.Of, now.Of) })
		if !known && now.Since <= c.old.Version {
			c.fail(now.Pos, "the unique is new; say since: %d", c.f.Version)
		}
	}
	c.checks(c.old.Checks, c.f.Checks)
}

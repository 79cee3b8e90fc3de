package form

import (
	"slices"
	"strings"
	"time"
)

func splitPath(path string) []string { return strings.Split(path, ".") }

// rules checks uniques, totals and what they read (rule 16).
func (l *linter) rules() {
	f := l.form
	for _, u := range f.Uniques {
		l.columns(u.Pos, append(slices.Clone(u.Of), u.During...), "unique")
		l.knownStates(u.Pos, u.While, "unique: while")
		for _, name := range u.During {
			if t, ok := f.member(name, 0); ok && t.kind != kTime && t.kind != kDate {
				l.fail(u.Pos, "unique: during %s is %s, not a time", name, t)
			}
		}
	}
	for _, t := range f.Totals {
		l.columns(t.Pos, append(slices.Clone(t.Key), t.Amount), "total "+t.Name)
		l.knownStates(t.Pos, t.In, "total "+t.Name+": in")
		if amount, ok := f.member(t.Amount, 0); ok && amount.kind != kNumber {
			l.fail(t.Pos, "total %s: amount %s is %s, not a number", t.Name, t.Amount, amount)
		}
		if other, _ := l.lib.total(t.Name); other != f {
			l.fail(t.Pos, "total %s: form %s has one of that name", t.Name, other.Name)
		}
	}
}

// columns reports names that are no stored column of the form.
func (l *linter) columns(pos Pos, names []string, what string) {
	for _, name := range names {
		if name != "" && l.form.byColumn[name] == nil && name != "state" && name != "created_by" {
			l.fail(pos, "%s: form %s has no column %q", what, l.form.Name, name)
		}
	}
}

// shown checks name, lists, search, print and import (rules 16, 37).
func (l *linter) shown() {
	f := l.form
	for _, p := range f.NameBy {
		l.path(f.at["name"], p, "name")
	}
	if len(f.NameBy) == 0 && f.Number == nil {
		l.warn(f.Pos, "form %s has no number; say by which columns it is named", f.Name)
	}
	for _, p := range f.Search {
		l.path(f.at["search"], p, "search")
	}
	for _, list := range f.Lists {
		l.list(list)
	}
	if p := f.Print; p != nil {
		for _, s := range p.Order {
			if !slices.ContainsFunc(f.Sections, func(one *Section) bool { return one.Name == s }) {
				l.fail(p.Pos, "print: form %s has no section %q", f.Name, s)
			}
		}
		if p.Code != "" {
			l.path(p.Pos, p.Code, "print: code")
		}
	}
	if i := f.Import; i != nil {
		l.columns(i.Pos, i.Match, "import: match")
		for _, heading := range sortedWords(mapKeys(i.Columns)) {
			l.path(i.Pos, i.Columns[heading], "import "+heading+":")
		}
	}
}

func mapKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

func (l *linter) list(list *List) {
	what := "list " + list.Name
	for _, role := range list.For {
		if l.lib.roles[role] == nil && role != "anyone" {
			l.fail(list.Pos, "%s: there is no role %q", what, role)
		}
	}
	l.knownStates(list.Pos, list.States, what+": states")
	for _, c := range list.Columns {
		l.path(list.Pos, c, what+":")
	}
	if sort := strings.TrimPrefix(list.Sort, "-"); sort != "" {
		l.sortable(list.Pos, sort, what+": sort")
	}
	if list.Group != "" {
		l.sortable(list.Pos, list.Group, what+": group")
	}
	if list.Where == nil {
		return
	}
	tree, err := list.Where.read()
	if err != nil {
		return // told with the expression
	}
	w := &sqlWriter{form: l.form, expr: list.Where, env: &Env{Lib: l.lib, World: anyWorld{l.lib}, Me: ID{1}, Now: time.Unix(0, 0).UTC()}}
	var e *exprError
	if err := w.cond(tree, false); asExprError(err, &e) {
		l.fail(list.Where.place(e.offset), "%s", e.text)
	}
}

func (l *linter) sortable(pos Pos, path, what string) {
	t, ok := l.path(pos, path, what)
	if ok && (t.kind == kList || t.kind == kOther) {
		l.fail(pos, "%s: %s is %s", what, path, t)
	}
}

// anyWorld answers for nobody, so that a `where` can be tried as SQL.
type anyWorld struct{ lib *Library }

func (anyWorld) Complete() bool                                { return true }
func (anyWorld) Record(string, ID) (*Record, error)            { return nil, ErrNotHere }
func (anyWorld) Related(string, string, ID) ([]*Record, error) { return nil, nil }
func (anyWorld) Matching(string, []string, []any, []string) ([]*Record, error) {
	return nil, nil
}
func (anyWorld) People(string, ID, time.Time) ([]ID, error) { return nil, nil }
func (w anyWorld) Setting(id string, _ ID, _ time.Time) (any, error) {
	return w.lib.settingDefault(id), nil
}

// written refuses fields that nobody and nothing ever writes (rule 31).
func (l *linter) written() {
	set := map[string]map[string]bool{}
	mark := func(f *Form, name string) {
		if f == nil {
			return
		}
		if set[f.Name] == nil {
			set[f.Name] = map[string]bool{}
		}
		set[f.Name][name] = true
	}
	for _, f := range l.lib.Forms {
		for _, a := range f.Actions {
			for _, ask := range a.Ask {
				mark(f, ask.Field)
			}
			for _, s := range a.Then {
				target := f.stepTarget(s)
				for _, as := range s.Set {
					mark(target, as.Field)
				}
				for _, name := range append(slices.Clone(s.Copy), s.Add) {
					mark(target, name)
				}
			}
		}
		for _, e := range f.Every {
			for _, as := range e.Set {
				mark(l.lib.forms[e.Open], as.Field)
			}
		}
		if f.Import != nil {
			for _, path := range f.Import.Columns {
				mark(f, splitPath(path)[0])
			}
		}
	}
	for _, f := range l.lib.Forms {
		for _, field := range f.Fields() {
			byHand := len(field.By) > 0 && !field.System
			if !byHand && field.Calc == nil && field.Default == nil && field.Type != Lookup && field.Retired == 0 && !set[f.Name][field.Name] {
				l.fail(field.Pos, "field %s: nobody ever writes it", field.Name)
			}
		}
	}
}

// used warns of settings that nobody reads and lists that no field uses (rule 50).
func (l *linter) used() {
	settings, lists := map[string]bool{}, map[string]bool{}
	for _, f := range l.lib.Forms {
		for _, e := range f.exprs {
			for _, s := range l.lib.Settings {
				if strings.Contains(e.Source, s.ID) {
					settings[s.ID] = true
				}
			}
		}
		for _, d := range f.Deadlines {
			for _, id := range d.settings() {
				id, _, _ = strings.Cut(id, ".")
				settings[id] = true
			}
		}
		for _, field := range f.allFields() {
			lists[field.List] = true
		}
	}
	for _, s := range l.lib.Settings {
		if !settings[s.ID] {
			l.warn(s.Pos, "setting %s is read nowhere", s.ID)
		}
	}
	for _, c := range l.lib.Choices {
		if !lists[c.Name] {
			l.warn(c.Pos, "choice list %s is used nowhere", c.Name)
		}
	}
}

// settings names the settings and parts that give a deadline its lengths.
func (d *Deadline) settings() []string {
	var ids []string
	if w := d.length(); w != nil && w.Setting != "" {
		ids = append(ids, w.Setting)
	}
	for _, s := range d.Steps {
		if s.Setting != "" {
			ids = append(ids, s.Setting)
		}
	}
	return ids
}

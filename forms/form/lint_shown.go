package form

import (
	"slices"
	"strings"
	"time"
)

// shown checks name, lists, search, print and import (rules 16, 37, 38).
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
	if sort := strings.TrimPrefix(list.Sort, "-"); sort != "" && l.sortable(list.Pos, sort, what+": sort") && !l.indexed(sort) {
		l.fail(list.Pos, "%s: sort %s is no column of form %s, so no index holds its order", what, sort, l.form.Name)
	}
	if list.Group != "" && l.sortable(list.Pos, list.Group, what+": group") && !l.indexed(list.Group) {
		l.fail(list.Pos, "%s: group %s is no column of form %s", what, list.Group, l.form.Name)
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

func (l *linter) sortable(pos Pos, path, what string) bool {
	t, ok := l.path(pos, path, what)
	if ok && (t.kind == kList || t.kind == kOther) {
		l.fail(pos, "%s: %s is %s", what, path, t)
		return false
	}
	return ok
}

// indexed tells whether a list can be sorted by a name: the tables keep an index over
// every own column that a list sorts by, and over every deadline that runs, but none over
// what lies in another record or is worked out while it is read (rule 38).
func (l *linter) indexed(name string) bool {
	return l.form.byColumn[name] != nil || name == "number" || name == "state" || name == "created_at"
}

// anyWorld answers for nobody, so that a `where` can be tried as SQL.
type anyWorld struct{ lib *Library }

func (anyWorld) Complete() bool { return true }

func (anyWorld) Pulled() time.Time { return time.Time{} }

func (anyWorld) Record(string, ID) (*Record, error) { return nil, ErrNotHere }

func (anyWorld) Related(string, string, ID) ([]*Record, error) { return nil, nil }

func (anyWorld) Matching(string, []string, []any, []string) ([]*Record, error) {
	return nil, nil
}

func (anyWorld) People(string, ID, time.Time) ([]ID, error) { return nil, nil }

func (w anyWorld) Setting(id string, _ ID, _ time.Time) (any, error) {
	return w.lib.settingDefault(id), nil
}

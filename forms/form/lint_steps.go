package form

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// effects checks the steps of every action and that no chain of acts can return to its
// start (rules 16-20, 27-30).
func (l *linter) effects() {
	for _, f := range l.lib.Forms {
		l.form = f
		for _, a := range f.Actions {
			for _, s := range a.Then {
				l.step(a, s)
			}
		}
		for _, e := range f.Every {
			target := l.lib.forms[e.Open]
			if target == nil {
				l.fail(e.Pos, "every %s: there is no form %q", e.Name, e.Open)
				continue
			}
			l.assigns(e.Set, target, nil)
		}
	}
	l.loops()
	l.unusedSystem()
}

func (l *linter) step(a *Action, s *Step) {
	f := l.form
	if s.Each != "" {
		t, wrong := f.pathType(s.Each, "")
		if wrong != "" || t.kind != kList && (t.kind != kRef || !t.many) {
			l.fail(s.Pos, "each: %s leads to no rows%s", s.Each, because(wrong))
			return
		}
	}
	target := f.stepTarget(s)
	switch {
	case s.Open != "":
		if target == nil {
			l.fail(s.Pos, "open: there is no form %q", s.Open)
			return
		}
		l.opening(a, s, target)
	case s.On != "":
		t, wrong := f.pathType(s.On, s.Each)
		if wrong != "" || element(t).kind != kRef {
			l.fail(s.Pos, "on: %s leads to no record%s", s.On, because(wrong))
			return
		}
		if target == nil {
			l.fail(s.Pos, "on: %s may be of several forms; a step needs one", s.On)
			return
		}
	}
	if target == nil {
		return
	}
	if s.Act != "" {
		l.acting(s, target)
	}
	l.assigns(s.Set, target, nil)
	if s.Add != "" {
		table := target.fields[s.Add]
		if table == nil || table.Type != Table {
			l.fail(s.Pos, "add: form %s has no table %q", target.Name, s.Add)
			return
		}
		l.assigns(s.Row, nil, table)
	}
}

func because(wrong string) string {
	if wrong == "" {
		return ""
	}
	return ": " + wrong
}

func (l *linter) acting(s *Step, target *Form) {
	act := target.actions[s.Act]
	switch {
	case act == nil:
		l.fail(s.Pos, "act: form %s has no action %q", target.Name, s.Act)
	case s.Open != "" && len(target.States) > 0 && !slices.Contains(act.From, target.Start()):
		l.warn(s.Pos, "act: %s starts in %s, from which %s never goes", target.Name, target.Start(), s.Act)
	}
}

// opening checks copy, again, and that what only effects may write is written.
func (l *linter) opening(a *Action, s *Step, target *Form) {
	if s.Again && a.To == "" && len(l.form.States) > 0 && !slices.ContainsFunc(a.By, func(w Who) bool { return w.Kind == WhoSystem }) {
		l.warn(s.Pos, "open: %s anew at every %s, without a bound", target.Name, a.Name)
	}
	given := map[string]bool{}
	for _, name := range s.Copy {
		given[name] = true
		from, to := l.form.fields[name], target.fields[name]
		switch {
		case from == nil:
			l.fail(s.Pos, "copy: form %s has no field %q", l.form.Name, name)
		case to == nil:
			l.fail(s.Pos, "copy: form %s has no field %q", target.Name, name)
		case to.Calc != nil || to.Type == Lookup:
			l.fail(s.Pos, "copy: %s of %s is calculated", name, target.Name)
		case l.lib.mismatch(fieldTyp(to, 0), fieldTyp(from, 0)):
			l.fail(s.Pos, "copy: %s is %s in %s and %s in %s", name, fieldTyp(from, 0), l.form.Name, fieldTyp(to, 0), target.Name)
		}
	}
	for _, as := range s.Set {
		given[as.Field] = true
	}
	for _, field := range target.Fields() {
		if field.System && field.Required != nil && field.Required.Always && field.Show == nil && field.Calc == nil && field.Default == nil && !given[field.Name] {
			l.fail(s.Pos, "open: %s.%s is demanded and only effects write it, but it is not set", target.Name, field.Name)
		}
	}
}

// assigns checks that what is set exists and that a choice word is one. The built-in
// site of a record is moved by an act alone.
func (l *linter) assigns(list []Assign, target *Form, table *Field) {
	for _, a := range list {
		field := assigned(a.Field, target, table)
		switch {
		case field == nil && table != nil:
			l.fail(a.Pos, "table %s has no column %q", table.Name, a.Field)
		case field == nil && a.Field == siteColumn && l.lib.forms[siteColumn] != nil:
		case field == nil:
			l.fail(a.Pos, "form %s has no field %q", target.Name, a.Field)
		case field.Calc != nil || field.Type == Lookup:
			l.fail(a.Pos, "field %s is calculated; it cannot be set", a.Field)
		}
	}
}

// bareWord explains a choice word that stands for itself in a set (rule 20): one that is
// also a name here, or that the list does not hold. It answers false for other values.
func (c *checker) bareWord() bool {
	e := c.expr
	name, ok := e.tree.(*ast.IdentifierNode)
	if !ok || e.scope.want.kind != kWord || e.scope.want.words == nil || !e.scope.assign {
		return false
	}
	_, isName := e.scope.form.member(name.Value, 0)
	holds := slices.Contains(e.scope.want.words, name.Value)
	switch {
	case isName && holds:
		c.fail(name, "%s is a word of %s and a name here; write '\"%s\"' or self.%s", name.Value, e.scope.want.name, name.Value, name.Value)
	case !isName && !holds && name.Value != "it" && name.Value != "despite":
		c.fail(name, "%q is no word of %s: %s", name.Value, e.scope.want.name, strings.Join(e.scope.want.words, ", "))
	default:
		return false
	}
	return true
}

// deed is an action of a form.
type deed struct{ form, action string }

// loops refuses a chain of acts that can return to its start.
func (l *linter) loops() {
	const inProgress, done = 1, 2
	mark := map[deed]int{}
	var visit func(d deed, trail []deed)
	visit = func(d deed, trail []deed) {
		if mark[d] == done {
			return
		}
		mark[d] = inProgress
		f := l.lib.forms[d.form]
		trail = append(trail, d)
		follow := func(next deed, pos Pos) {
			if mark[next] == inProgress {
				l.fail(pos, "the effects run in a circle: %s", chain(append(trail[slices.Index(trail, next):], next)))
				return
			}
			visit(next, trail)
		}
		for _, s := range f.actions[d.action].Then {
			if target := f.stepTarget(s); s.Act != "" && target != nil && target.actions[s.Act] != nil {
				follow(deed{target.Name, s.Act}, s.Pos)
			}
		}
		for _, t := range f.Totals {
			if t.Beyond != d.action && f.actions[t.Beyond] != nil {
				follow(deed{f.Name, t.Beyond}, t.Pos)
			}
		}
		mark[d] = done
	}
	for _, f := range l.lib.Forms {
		for _, a := range f.Actions {
			visit(deed{f.Name, a.Name}, nil)
		}
	}
}

func chain(deeds []deed) string {
	words := make([]string, len(deeds))
	for i, d := range deeds {
		words[i] = d.form + "." + d.action
	}
	return strings.Join(words, " -> ")
}

// unusedSystem refuses an action only for the system that nothing does.
func (l *linter) unusedSystem() {
	done := map[deed]bool{}
	for _, f := range l.lib.Forms {
		for _, a := range f.Actions {
			for _, s := range a.Then {
				if target := f.stepTarget(s); target != nil {
					done[deed{target.Name, s.Act}] = true
				}
			}
		}
		for _, d := range f.Deadlines {
			for _, s := range d.Steps {
				done[deed{f.Name, s.Act}] = true
			}
		}
		for _, t := range f.Totals {
			done[deed{f.Name, t.Beyond}] = true
		}
	}
	for _, f := range l.lib.Forms {
		for _, a := range f.Actions {
			onlySystem := len(a.By) > 0 && !slices.ContainsFunc(a.By, func(w Who) bool { return w.Kind != WhoSystem })
			if onlySystem && !done[deed{f.Name, a.Name}] {
				l.fail(a.Pos, "action %s is for the system alone, but no step, deadline or total does it", a.Name)
			}
		}
	}
}

package form

import (
	"slices"
	"strings"
)

func splitPath(path string) []string { return strings.Split(path, ".") }

// rules checks uniques, totals and what they read (rules 16, 41).
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
		l.reversals(t)
		l.beyond(t)
	}
}

// beyond demands of the action that happens when a total is passed that nothing can stop
// it: what was done is a fact (rules 18-20).
func (l *linter) beyond(t *Total) {
	if t.Beyond == "" {
		return
	}
	a := l.form.actions[t.Beyond]
	switch {
	case a == nil:
		l.fail(t.Pos, "total %s: beyond: there is no action %q", t.Name, t.Beyond)
	case !bySystem(a) || a.To != "" || a.Show != nil || len(a.Ask) > 0 || len(a.Checks) > 0:
		l.fail(t.Pos, "total %s: beyond: %s must be for the system alone, without to, show, ask and check", t.Name, a.Name)
	default:
		for _, state := range t.In {
			if !slices.Contains(a.From, state) {
				l.fail(t.Pos, "total %s: beyond: %s does not begin in %s, which is counted", t.Name, a.Name, state)
			}
		}
	}
}

// reversals warns of an act that opens another record of the form beside a counted one,
// as a reversal does, and takes the counted one to a state that the total leaves out: the
// total would change twice (rule 41).
func (l *linter) reversals(t *Total) {
	for _, a := range l.form.Actions {
		to := l.form.states[a.To]
		if len(t.In) == 0 || to == nil || to.Void || slices.Contains(t.In, a.To) ||
			!slices.ContainsFunc(a.From, func(s string) bool { return slices.Contains(t.In, s) }) {
			continue
		}
		if slices.ContainsFunc(a.Then, func(s *Step) bool { return s.Open == l.form.Name }) {
			l.warn(t.Pos, "total %s: %s opens a record beside one that it takes to %s, which is not counted; the total changes twice", t.Name, a.Name, a.To)
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

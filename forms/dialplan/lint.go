package dialplan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Severity is how much a finding weighs.
type Severity int

// A plan with an Error must not be written into a unit; Final ones cannot be overridden.
const (
	Info Severity = iota
	Warning
	Error
)

// Finding is something about a plan that people should know, with the shortest number
// that shows it where there is one.
type Finding struct {
	Code     string
	Severity Severity
	Final    bool
	Rule     string
	Other    string // a second rule
	Line     int
	When     Moment
	Number   string
	Why      Text
}

// linter collects findings; of those alike the first stays.
type linter struct {
	plan  *Plan
	found []Finding
	seen  map[string]bool
	fired map[string]bool // rules that won somewhere
}

// Lint walks the plan in all of its scenes, beside the numbers people may
// dial, and returns what it found, the worst first. That it cannot be looked through
// (ErrTooWide) is a finding too, beside what was found until then.
func Lint(p *Plan) ([]Finding, error) {
	l := &linter{plan: p, seen: map[string]bool{}, fired: map[string]bool{}}
	l.settings()
	whole := true // everything that can be dialled is looked through
	for _, scene := range p.Scenes() {
		m, err := p.At(scene)
		if err != nil {
			return nil, fmt.Errorf("lint: %w", err)
		}
		l.emergencies(m)
		if whole {
			err := l.walks(m)
			if whole = !errors.Is(err, ErrTooWide); !whole {
				l.add(m, Finding{Code: "too_wide", Severity: Error}, nil)
			} else if err != nil {
				return nil, fmt.Errorf("lint line %d at %s: %w", scene.Line, scene.When, err)
			}
		}
		l.loops(m)
	}
	for _, r := range p.profile.Rules {
		if whole && !l.fired[r.ID] {
			l.add(nil, l.beaten(r), nil)
		}
	}
	return l.sorted(), nil
}

// Forbidden returns the findings of Lint that nothing overrides, by the walks that such need
// and no others: what must be asked before a plan is written into a unit. A plan that cannot
// be looked through is ErrTooWide.
func Forbidden(p *Plan) ([]Finding, error) {
	l := &linter{plan: p, seen: map[string]bool{}}
	l.listed()
	l.callHome()
	for _, scene := range p.Scenes() {
		m, err := p.At(scene)
		if err != nil {
			return nil, fmt.Errorf("lint: %w", err)
		}
		l.emergencies(m)
		s, err := m.sending(p.emergency)
		if err == nil {
			err = l.misled(m, s)
		}
		if err != nil {
			return nil, fmt.Errorf("lint line %d at %s: %w", scene.Line, scene.When, err)
		}
	}
	l.found = slices.DeleteFunc(l.found, func(f Finding) bool { return !f.Final })
	return l.sorted(), nil
}

// sorted are the findings, the worst first.
func (l *linter) sorted() []Finding {
	slices.SortStableFunc(l.found, func(a, b Finding) int {
		return cmp.Or(int(b.Severity-a.Severity), cmp.Compare(a.Code, b.Code), byName(a.Rule, b.Rule), cmp.Compare(a.Number, b.Number))
	})
	return l.found
}

// walks looks through everything that can be dialled.
func (l *linter) walks(m *Machine) error {
	if err := l.rules(m); err != nil {
		return err
	}
	if err := l.sent(m); err != nil {
		return err
	}
	l.numbers(m)
	return nil
}

// beaten is the finding of a rule that never wins, with a number of its own and the rule
// that takes it, as the first line is at the first moment.
func (l *linter) beaten(r Rule) Finding {
	f := Finding{Code: "unreachable", Severity: Warning, Rule: r.ID}
	p := l.plan.profile
	pat, err := parsePattern(r.Pattern)
	if err != nil || len(p.Lines) == 0 {
		return f
	}
	for _, set := range pat {
		f.Number += string(set.first())
	}
	for len(f.Number) < r.MinLen {
		f.Number += "0"
	}
	m, err := l.plan.At(Scene{Line: p.Lines[0].No, When: moments(l.plan)[0]})
	if err != nil {
		return f
	}
	if o := m.Dial(Pace(f.Number, ByHand)); o.Rule != r.ID && o.Rule != EmergencyRule {
		f.Other = o.Rule
	}
	return f
}

// add keeps a finding unless one like it is there; args are what its sentence needs
// besides rule, other and number.
func (l *linter) add(m *Machine, f Finding, args map[string]any) {
	if m != nil {
		f.Line, f.When = m.line.No, m.scene.When
	}
	key := fmt.Sprint(f.Code, "|", f.Rule, "|", f.Other, "|", args["class"], args["what"], args["reason"])
	if l.seen[key] {
		return
	}
	l.seen[key] = true
	all := map[string]any{"rule": f.Rule, "other": f.Other, "number": f.Number}
	if r := l.plan.profile.Rule(f.Rule); r != nil {
		all["pattern"] = r.Pattern
	}
	for k, v := range args {
		all[k] = v
	}
	f.Why = Text{"lint." + f.Code, all}
	l.found = append(l.found, f)
}

package plan

import (
	"cmp"
	"slices"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/program"
)

// trial is one number, dialled on both sides.
type trial struct {
	keys   string
	wrong  string // it is no number
	listed program.Number
	broken bool // it does not go as it should
	// elsewhere is where that is, if not on this line now
	elsewhere *program.Fault
	kind      dialplan.Kind
	after     dialplan.Outcome
	change    *dialplan.Change // from the plan before; nil where there is none
}

// trials are the numbers in the box, those tried before, and those the customer calls most
// and the template wants looked at, each once. Of the lists, what does not go as it should
// comes first.
func (s *Screen) trials() []trial {
	d := s.desk
	var all []trial
	seen := map[string]bool{}
	add := func(n program.Number) {
		if t := s.try(n); !seen[t.keys] {
			seen[t.keys] = true
			all = append(all, t)
		}
	}
	now := split(s.box.Text())
	for i := range now {
		add(s.listed(now[len(now)-1-i]))
	}
	for _, n := range s.tried {
		add(s.listed(n))
	}
	typed := len(all)
	for _, n := range d.after.numbers {
		add(n)
	}
	slices.SortStableFunc(all[typed:], func(a, b trial) int { return cmp.Compare(b.weight(), a.weight()) })
	return all
}

// changed tells whether the number goes otherwise than before.
func (t trial) changed() bool { return t.change != nil && t.change.Otherwise() }

func (t trial) weight() int {
	if t.broken {
		return 1
	}
	return 0
}

// listed is a number as the lists have it, if they do.
func (s *Screen) listed(text string) program.Number {
	for _, n := range s.desk.after.numbers {
		if keysOf(n.Keys) == keysOf(text) {
			return n
		}
	}
	return program.Number{Keys: text}
}

// try dials a number as it is written.
func (s *Screen) try(n program.Number) trial {
	d, t := s.desk, trial{keys: keysOf(n.Keys), listed: n}
	if _, err := dialplan.Clean(n.Keys); err != nil {
		t.wrong = s.deps.Words.T("plan.no_number")
		return t
	}
	fault, broken := d.broken[t.keys]
	t.broken = broken
	if d.after.machine == nil {
		return t
	}
	t.kind = d.after.machine.Kind(t.keys)
	if d.before != nil && d.before.machine != nil {
		c := dialplan.Compare(d.before.machine, d.after.machine, t.keys)
		t.after, t.change = c.After, &c
	} else {
		t.after = d.after.machine.Dial(dialplan.Pace(t.keys, dialplan.ByHand))
	}
	switch {
	case !n.Keeps(t.after):
		t.broken = true
	case broken:
		t.elsewhere = &fault
	}
	return t
}

// keysOf are the keys of a number as it is written; what is none stays as it is.
func keysOf(text string) string {
	keys, err := dialplan.Clean(text)
	if err != nil || keys == "" {
		return strings.TrimSpace(text)
	}
	return keys
}

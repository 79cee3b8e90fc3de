package dialplan

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Alternative is a set of numbers of one length that a plan treats alike: the keys that may
// stand at each place. No number is in two alternatives.
type Alternative struct {
	Places []string
	// Decided tells that its last key decides; else more keys may follow, and waiting does.
	Decided bool
	Ways    []Way // one per machine
}

// Way is what becomes of the numbers of an alternative. Its number is Prepend and the
// dialled keys behind the first Strip; a route sends it as its own steps say.
type Way struct {
	Action  string // Direct, Through, Block, or Reject: not dialled
	Route   string
	Strip   int
	Prepend string
}

// ErrTooMany is a plan that has more alternatives than a caller can use.
var ErrTooMany = errors.New("too many alternatives")

// TieError is a plan in which two rules tie, which no other language can say.
type TieError struct{ Rule string }

// Error names the rule.
func (e *TieError) Error() string { return fmt.Sprintf("rule %s ties with another", e.Rule) }

// Flat writes a plan as disjoint alternatives, in the order of their keys: every number that
// is dialled, and every one that is barred. Drivers say them in languages whose order of
// precedence is not ours. Several machines of one plan that differ only in what they take
// mobiles for are written side by side, so that a unit with a table of its own may choose.
func Flat(limit int, machines ...*Machine) ([]Alternative, error) {
	f, root, err := flatten(machines)
	if err != nil {
		return nil, err
	}
	var out []Alternative
	var places []string
	var walk func(id int) error
	walk = func(id int) error {
		n := f.nodes[id]
		if n.ways != nil && len(places) > 0 {
			if len(out) >= limit {
				return fmt.Errorf("flatten %s: %w, over %d", machines[0].plan.profile.Name, ErrTooMany, limit)
			}
			out = append(out, Alternative{append([]string(nil), places...), n.decided, n.ways})
		}
		done := 0
		for k := range len(Keys) {
			kid := n.kids[k]
			if kid == 0 || done&(1<<k) != 0 {
				continue
			}
			set := ""
			for j := k; j < len(Keys); j++ {
				if n.kids[j] == kid {
					set += Keys[j : j+1]
					done |= 1 << j
				}
			}
			places = append(places, set)
			if err := walk(kid); err != nil {
				return err
			}
			places = places[:len(places)-1]
		}
		return nil
	}
	if err := walk(root); err != nil {
		return nil, err
	}
	return out, nil
}

func flatten(machines []*Machine) (*flattener, int, error) {
	f := &flattener{machines: machines, known: map[string]int{}, seen: map[[2]*state]int{}, nodes: make([]flatNode, 1)}
	if n := len(machines); n == 0 || n > 2 {
		return nil, 0, fmt.Errorf("flatten %d machines, want one or two", n)
	}
	var at [2]*state
	for i, m := range machines {
		at[i] = m.start
	}
	root, err := f.node(at)
	if err != nil {
		return nil, 0, fmt.Errorf("flatten %s: %w", machines[0].plan.profile.Name, err)
	}
	return f, root, nil
}

// flatNode is all numbers that go on alike from here; node 0 goes nowhere.
type flatNode struct {
	ways    []Way // of the number that ends here; nil: it is not dialled
	decided bool
	kids    [len(Keys)]int
}

// flattener makes one node of states that go on alike, from the ends of the numbers back.
type flattener struct {
	machines []*Machine
	nodes    []flatNode
	known    map[string]int
	seen     map[[2]*state]int
}

func (f *flattener) node(at [2]*state) (int, error) {
	if id, ok := f.seen[at]; ok {
		return id, nil
	}
	if slices.ContainsFunc(f.machines, (*Machine).tooWide) {
		return 0, ErrTooWide
	}
	n := flatNode{}
	var err error
	if at[0].n > 0 {
		var ends []*verdict
		for i, m := range f.machines {
			ends = append(ends, m.end(at[i]))
		}
		if n.ways, err = waysOf(ends); err != nil {
			return 0, err
		}
	}
	for k := range len(Keys) {
		var to [2]*state
		var ends []*verdict
		skip := false
		for i, m := range f.machines {
			switch e := m.press(at[i], Keys[k]); {
			case e.hash:
				skip = true
			case e.decided != nil:
				ends = append(ends, e.decided)
			default:
				to[i] = e.to
			}
		}
		switch {
		case skip:
		case len(ends) == 0:
			n.kids[k], err = f.node(to)
		case len(ends) == len(f.machines):
			n.kids[k], err = f.leaf(ends)
		default:
			err = errors.New("the machines are not of one plan")
		}
		if err != nil {
			return 0, err
		}
	}
	id := f.keep(n)
	f.seen[at] = id
	return id, nil
}

func (f *flattener) leaf(ends []*verdict) (int, error) {
	ways, err := waysOf(ends)
	if err != nil {
		return 0, err
	}
	return f.keep(flatNode{ways: ways, decided: true}), nil
}

// keep returns the one node that goes on like this.
func (f *flattener) keep(n flatNode) int {
	if n.ways == nil && n.kids == [len(Keys)]int{} {
		return 0
	}
	var b strings.Builder
	fmt.Fprint(&b, n.decided, n.kids)
	for _, w := range n.ways {
		fmt.Fprintf(&b, "|%s %s %d %s", w.Action, w.Route, w.Strip, w.Prepend)
	}
	if id, ok := f.known[b.String()]; ok {
		return id
	}
	f.nodes = append(f.nodes, n)
	f.known[b.String()] = len(f.nodes) - 1
	return len(f.nodes) - 1
}

// waysOf is nil where nothing is dialled and nothing barred.
func waysOf(ends []*verdict) ([]Way, error) {
	ways := make([]Way, len(ends))
	some := false
	for i, v := range ends {
		ways[i] = Way{Action: v.action}
		switch v.action {
		case Conflict:
			return nil, &TieError{v.rule}
		case Reject:
			continue
		case Direct, Through:
			ways[i].Route, ways[i].Strip, ways[i].Prepend = v.route, v.number.from, v.number.prefix
		}
		some = true
	}
	if !some {
		return nil, nil
	}
	return ways, nil
}

package dialplan

import (
	"fmt"
	"strings"
)

// Row is a rule of a unit that knows prefixes of plain keys only: the numbers that begin
// with Prefix and have Min to Max keys, unless a longer prefix takes them.
type Row struct {
	Prefix   string
	Min, Max int
	Way      Way
}

// Rows writes a plan for a unit that looks for the longest prefix, with as few rows as a
// walk from the ends of the numbers back finds: where most numbers behind a prefix go one
// way, that is the prefix's own, and the others have longer ones.
func Rows(limit int, m *Machine) ([]Row, error) {
	f, root, err := flatten([]*Machine{m})
	if err != nil {
		return nil, err
	}
	w := &rower{flattener: f, limit: limit, known: map[rowPlace]summary{}}
	top := f.nodes[root]
	for k := range len(Keys) {
		if top.kids[k] != 0 {
			if err := w.visit(top.kids[k], Keys[k:k+1], summary{}); err != nil {
				return nil, fmt.Errorf("rows of %s: %w, over %d", m.plan.profile.Name, err, limit)
			}
		}
	}
	return w.rows, nil
}

// summary is what holds for all numbers behind a node: one way for Min to Max keys more.
type summary struct {
	some     bool
	sig      string
	way      Way
	min, max int
}

// same tells whether two summaries, each at its own depth, say the same.
func (s summary) same(t summary) bool {
	return s.some == t.some && s.sig == t.sig && s.min == t.min && s.max == t.max
}

type rowPlace struct {
	node  int
	digit bool
}

type rower struct {
	*flattener
	limit int
	known map[rowPlace]summary
	rows  []Row
}

// tail is how many of Keys may follow: digits behind a digit, any key behind * and #.
func tail(digit bool) int {
	if digit {
		return 10
	}
	return len(Keys)
}

// uniform summarises a node whose numbers all go one way; some is false for any other.
func (w *rower) uniform(id int, digit bool) summary {
	at := rowPlace{id, digit}
	if s, ok := w.known[at]; ok {
		return s
	}
	s := w.summarise(w.nodes[id], digit)
	w.known[at] = s
	return s
}

func (w *rower) summarise(n flatNode, digit bool) summary {
	own := summary{}
	if n.ways != nil {
		own = summary{some: true, sig: fmt.Sprintf("%s %s %d %s", n.ways[0].Action, n.ways[0].Route, n.ways[0].Strip, n.ways[0].Prepend), way: n.ways[0]}
	}
	if n.kids == [len(Keys)]int{} {
		return own
	}
	for k := tail(digit); k < len(Keys); k++ {
		if n.kids[k] != 0 {
			return summary{}
		}
	}
	first := w.uniform(n.kids[0], digit)
	for k := range tail(digit) {
		if s := w.uniform(n.kids[k], digit); !s.some || !s.same(first) {
			return summary{}
		}
	}
	first.min, first.max = first.min+1, first.max+1
	if own.some {
		if own.sig != first.sig || first.min != 1 {
			return summary{}
		}
		first.min = 0
	}
	return first
}

// longestNumber is how many keys a number of a profile may have.
const longestNumber = 32

// visit writes the rows behind a prefix; what a shorter prefix already says is not said
// again.
func (w *rower) visit(id int, prefix string, above summary) error {
	digit := isDigit(prefix[0])
	n := w.nodes[id]
	if s := w.uniform(id, digit); s.some {
		if s.same(above) {
			return nil
		}
		return w.add(prefix, s)
	}
	said := summary{}
	if n.ways == nil {
		said = w.most(n, digit, above)
	}
	switch {
	case n.ways != nil:
		if err := w.add(prefix, w.summarise(flatNode{ways: n.ways}, digit)); err != nil {
			return err
		}
	case said.some && !said.same(above):
		if err := w.add(prefix, said); err != nil {
			return err
		}
	case !said.some && above.some && above.max >= 0:
		// what no longer prefix takes must not fall to the shorter one
		barred := summary{some: true, way: Way{Action: Block}, max: longestNumber - len(prefix)}
		if err := w.add(prefix, barred); err != nil {
			return err
		}
	}
	said.min, said.max = said.min-1, said.max-1
	for k := range len(Keys) {
		if n.kids[k] != 0 {
			if err := w.visit(n.kids[k], prefix+Keys[k:k+1], said); err != nil {
				return err
			}
		}
	}
	return nil
}

// most is what the most keys behind a node say, if every key leads on: a key that leads
// nowhere must not fall to the prefix. What stands above counts for one key more.
func (w *rower) most(n flatNode, digit bool, above summary) summary {
	for k := range len(Keys) {
		if (n.kids[k] != 0) != (k < tail(digit)) {
			return summary{}
		}
	}
	best, most := summary{}, 1
	for k := range tail(digit) {
		s := w.uniform(n.kids[k], digit)
		if !s.some {
			continue
		}
		s.min, s.max = s.min+1, s.max+1
		count := 0
		for j := range tail(digit) {
			if t := w.uniform(n.kids[j], digit); t.some && t.sig == s.sig && t.min+1 == s.min && t.max+1 == s.max {
				count++
			}
		}
		if s.same(above) {
			count++
		}
		if count > most {
			best, most = s, count
		}
	}
	return best
}

func (w *rower) add(prefix string, s summary) error {
	if len(w.rows) >= w.limit {
		return ErrTooMany
	}
	w.rows = append(w.rows, Row{strings.Clone(prefix), len(prefix) + s.min, len(prefix) + s.max, s.way})
	return nil
}

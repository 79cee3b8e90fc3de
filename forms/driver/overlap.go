package driver

import (
	"slices"
	"strings"
)

// same tells whether two targets send the same of every number.
func (t target) same(u target) bool {
	sends := func(t target) string {
		if t.route == nil {
			return ""
		}
		return steps(t.route)
	}
	return t.block == u.block && (t.block || t.strip == u.strip && t.prepend == u.prepend && sends(t) == sends(u))
}

// distinct writes runs that exclude each other, and their targets. Where two share numbers and
// do the same with them there is nothing to guess, and the numbers stand in one of both; where
// they do not, who wins is not documented, and it is a fault.
func (r *reading) distinct(runs []run, targets []target, line int) ([]run, []target) {
	for i := range runs {
		for j := range i {
			if runs[i].overlap(runs[j]) && !targets[i].same(targets[j]) {
				r.fault(line, "%s and %s both take some number, and who wins is not documented", pattern(runs[j].places), pattern(runs[i].places))
				return nil, nil
			}
		}
	}
	var out []run
	var to []target
	tries := 0
	for i, one := range runs {
		if slices.ContainsFunc(runs[:i], one.within) || slices.ContainsFunc(runs[i+1:], func(q run) bool { return one.within(q) && !q.within(one) }) {
			continue
		}
		left := []run{one}
		for _, before := range out {
			var next []run
			for _, p := range left {
				next = append(next, p.without(before)...)
			}
			left = next
			if tries += len(left); tries > mostTries {
				r.fault(line, "the alternatives share numbers in more ways than can be looked through")
				return nil, nil
			}
		}
		for _, p := range left {
			out, to = append(out, p), append(to, targets[i])
		}
		if len(out) > mostRules { // more than a profile holds, as is told where they are added
			break
		}
	}
	return out, to
}

// mostTries is how often two runs may be taken apart: rules as many as a profile holds, each
// with each, twice.
const mostTries = 2 * mostRules * mostRules

// within tells whether every number of a run is in another.
func (r run) within(q run) bool {
	if r.min() < q.min() || r.max > q.max {
		return false
	}
	for i := range r.max {
		if strings.Trim(r.at(i), q.at(i)) != "" {
			return false
		}
	}
	return true
}

// without is the numbers of a run that are not in another, as runs that exclude each other.
func (r run) without(q run) []run {
	if !r.overlap(q) {
		return []run{r}
	}
	var out []run
	from, until := max(r.min(), q.min()), min(r.max, q.max)
	if r.min() < from {
		out = append(out, run{places: r.places, max: from - 1, decided: r.decided})
	}
	if until < r.max {
		out = append(out, run{places: r.first(until + 1), max: r.max, decided: r.decided})
	}
	both := r.first(from) // behind these places both have digits only
	for i := range both {
		if other := except(both[i], q.at(i)); other != "" {
			places := slices.Clone(both)
			places[i] = other
			out = append(out, run{places: places, max: until, decided: r.decided})
		}
		both[i] = except(both[i], except(both[i], q.at(i)))
	}
	return out
}

// first are the first n places of a run's longer numbers.
func (r run) first(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = r.at(i)
	}
	return out
}

// except is the keys that are not among others.
func except(keys, others string) string {
	return strings.Map(func(k rune) rune {
		if strings.ContainsRune(others, k) {
			return -1
		}
		return k
	}, keys)
}

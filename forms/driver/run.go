package driver

import (
	"fmt"
	"slices"
	"strings"

	"fieldline/forms/dialplan"
)

const (
	digits  = "0123456789"
	maxKeys = 32 // of a number in the model
)

// run is numbers that are treated alike: what may stand at the first places, then up to Max
// keys more of those that may follow. Its shortest number fills the places.
type run struct {
	places  []string
	max     int
	decided bool // its longest number, by its last key
	way     dialplan.Way
	away    *dialplan.Way // of mobiles that are not of the home area, where a table is asked
}

// String tells runs apart.
func (r run) String() string {
	s := fmt.Sprint(strings.Join(r.places, ","), " ", r.max, r.decided, r.way)
	if r.away != nil {
		s += fmt.Sprint(*r.away)
	}
	return s
}

func (r run) min() int { return len(r.places) }

// tail is what may follow behind a number's places.
func (r run) tail() string {
	switch first := r.places[0]; {
	case strings.Trim(first, digits) == "":
		return digits
	case strings.Trim(first, "*#") == "":
		return dialplan.Keys
	}
	return ""
}

// runsOf joins alternatives that differ only in how many keys follow.
func runsOf(flat []dialplan.Alternative) []run {
	var out []run
	at := map[string]int{} // places of the longest number of a run
	for _, a := range sortedByLength(flat) {
		r := run{places: a.Places, max: len(a.Places), decided: a.Decided, way: a.Ways[0]}
		if len(a.Ways) > 1 && a.Ways[1] != a.Ways[0] {
			r.away = &a.Ways[1]
		}
		n := len(a.Places)
		if i, ok := at[strings.Join(a.Places[:n-1], ",")]; n > 1 && ok {
			if last := &out[i]; a.Places[n-1] == last.tail() && last.max == n-1 && last.way == r.way && r.away == nil && last.away == nil {
				last.max++
				last.decided = a.Decided
				at[strings.Join(a.Places, ",")] = i
				continue
			}
		}
		at[strings.Join(a.Places, ",")] = len(out)
		out = append(out, r)
	}
	out = merged(out)
	slices.SortStableFunc(out, func(a, b run) int { return slices.Compare(a.places, b.places) })
	return out
}

// merged makes one run of those that differ in what stands at one place only, as often as
// that is so.
func merged(runs []run) []run {
	for again := true; again; {
		again = false
		for place := range maxKeys {
			at := map[string]int{}
			var out []run
			for _, r := range runs {
				if place >= r.min() {
					out = append(out, r)
					continue
				}
				away := ""
				if r.away != nil {
					away = fmt.Sprint(*r.away)
				}
				key := fmt.Sprint(r.places[:place], r.places[place+1:], r.max, r.decided, r.way, away, r.tail())
				i, ok := at[key]
				if !ok {
					at[key] = len(out)
					out = append(out, r)
					continue
				}
				again = true
				out[i].places = slices.Clone(out[i].places)
				out[i].places[place] = union(out[i].places[place], r.places[place])
			}
			runs = out
		}
	}
	return runs
}

// union is the keys of both, in the order of Keys.
func union(a, b string) string {
	out := ""
	for k := range dialplan.Keys {
		if key := dialplan.Keys[k : k+1]; strings.Contains(a+b, key) {
			out += key
		}
	}
	return out
}

func sortedByLength(flat []dialplan.Alternative) []dialplan.Alternative {
	out := slices.Clone(flat)
	slices.SortStableFunc(out, func(a, b dialplan.Alternative) int { return len(a.Places) - len(b.Places) })
	return out
}

// lengths writes a run as one number of places per length.
func (r run) lengths() [][]string {
	out := [][]string{r.places}
	for n := r.min() + 1; n <= r.max; n++ {
		out = append(out, append(slices.Clone(out[len(out)-1]), r.tail()))
	}
	return out
}

// literal splits places until the first n hold one key each; nil where that are too many.
func literal(places []string, n int) [][]string {
	out := [][]string{slices.Clone(places)}
	for i := 0; i < n && i < len(places); i++ {
		var next [][]string
		for _, p := range out {
			for k := range places[i] {
				one := slices.Clone(p)
				one[i] = places[i][k : k+1]
				next = append(next, one)
			}
		}
		if out = next; len(out) > 200 {
			return nil
		}
	}
	return out
}

// overlap tells whether a number is in both runs.
func (r run) overlap(q run) bool {
	if r.min() > q.max || q.min() > r.max {
		return false
	}
	for i := range max(r.min(), q.min()) {
		if !shareKey(r.at(i), q.at(i)) {
			return false
		}
	}
	return true
}

// begins tells whether the longest number of a run is the beginning of one of another.
func (r run) begins(q run) bool {
	for i := range r.max {
		if !shareKey(r.at(i), q.at(i)) {
			return false
		}
	}
	return true
}

func (r run) at(i int) string {
	if i < len(r.places) {
		return r.places[i]
	}
	return r.tail()
}

func shareKey(a, b string) bool { return strings.ContainsAny(a, b) }

// Package quality says how good what came from a supplier is: the share that failed on the
// way in, and the share that failed at customers within 30, 90 and 365 days of its
// installation, by lot and by model, each with its Wilson interval, so that one bad of
// three does not weigh more than ten of four hundred. It reads nothing; begin with Of.
package quality

import (
	"cmp"
	"math"
	"slices"

	"fieldline/forms/form"
)

// Windows are the days after the installation within which a failure counts.
var Windows = []int{30, 90, 365}

// few is how wide an interval may be, in points of per cent, before it says too little.
const few = 20

// Unit is a dialer with what has happened to it.
type Unit struct {
	Serial    string
	ID        form.ID
	Supplier  form.ID
	Model     string
	Lot       string
	Tested    bool // on the way in, the first time
	Failed    bool // that test
	Installed form.Date
	Faults    []form.Date // confirmed or not yet judged quality faults
}

// Share is how many of some dialers were bad, and which: every percentage opens its
// serial numbers.
type Share struct {
	Of, Bad []Unit
}

// Rate is the share in per cent, zero of none.
func (s Share) Rate() float64 {
	if len(s.Of) == 0 {
		return 0
	}
	return 100 * float64(len(s.Bad)) / float64(len(s.Of))
}

// Interval is what the share may really be, in per cent, with 95 % confidence.
func (s Share) Interval() (low, high float64) { return Wilson(len(s.Bad), len(s.Of)) }

// Few tells whether the dialers are too few to say anything.
func (s Share) Few() bool {
	low, high := s.Interval()
	return high-low > few
}

// Wilson is the 95 % score interval of x bad of n, in per cent (E. B. Wilson, 1927); of
// none everything is possible.
func Wilson(x, n int) (low, high float64) {
	if n <= 0 {
		return 0, 100
	}
	const z = 1.959963984540054
	p, size := float64(x)/float64(n), float64(n)
	scale := 1 + z*z/size
	centre := (p + z*z/(2*size)) / scale
	half := z * math.Sqrt(p*(1-p)/size+z*z/(4*size*size)) / scale
	return 100 * math.Max(0, centre-half), 100 * math.Min(1, centre+half)
}

// Line is what is known of the dialers of a supplier and model, and of one lot where Lot
// is given.
type Line struct {
	Supplier form.ID
	Model    string
	Lot      string
	Received []Unit
	Incoming Share
	Field    []Share // one per window
}

// Of groups dialers by supplier and model, or by lot as well, and reckons until a day. A
// window counts only the dialers installed at least so long ago: young ones have not had
// the time to fail.
func Of(units []Unit, until form.Date, byLot bool) []Line {
	type key struct {
		supplier   form.ID
		model, lot string
	}
	found := map[key]*Line{}
	for _, u := range units {
		k := key{u.Supplier, u.Model, ""}
		if byLot {
			k.lot = u.Lot
		}
		l := found[k]
		if l == nil {
			l = &Line{Supplier: k.supplier, Model: k.model, Lot: k.lot, Field: make([]Share, len(Windows))}
			found[k] = l
		}
		l.take(u, until)
	}
	lines := make([]Line, 0, len(found))
	for _, l := range found {
		lines = append(lines, *l)
	}
	slices.SortFunc(lines, func(a, b Line) int { return worse(a, b) })
	return lines
}

func (l *Line) take(u Unit, until form.Date) {
	l.Received = append(l.Received, u)
	if u.Tested {
		l.Incoming.Of = append(l.Incoming.Of, u)
		if u.Failed {
			l.Incoming.Bad = append(l.Incoming.Bad, u)
		}
	}
	age, ok := u.Installed.DaysUntil(until)
	if u.Installed == "" || !ok {
		return
	}
	for i, window := range Windows {
		if age < window {
			continue
		}
		l.Field[i].Of = append(l.Field[i].Of, u)
		if slices.ContainsFunc(u.Faults, func(day form.Date) bool {
			after, ok := u.Installed.DaysUntil(day)
			return ok && after >= 0 && after <= window
		}) {
			l.Field[i].Bad = append(l.Field[i].Bad, u)
		}
	}
}

// worse puts first what is proven bad: the greater lower bound of the longest window that
// has dialers, then of the way in.
func worse(a, b Line) int {
	low := func(s Share) float64 {
		if len(s.Of) == 0 {
			return 0
		}
		l, _ := s.Interval()
		return l
	}
	for i := len(Windows) - 1; i >= 0; i-- {
		if c := cmp.Compare(low(b.Field[i]), low(a.Field[i])); c != 0 {
			return c
		}
	}
	if c := cmp.Compare(low(b.Incoming), low(a.Incoming)); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Model, b.Model), cmp.Compare(a.Lot, b.Lot), slices.Compare(a.Supplier[:], b.Supplier[:]))
}

// Judged is the share by which a line is ranked: of the longest window with enough
// dialers, else of the way in.
func (l Line) Judged() Share {
	for _, s := range slices.Backward(l.Field) {
		if !s.Few() {
			return s
		}
	}
	return l.Incoming
}

// Ranked returns the lines the best first: the one whose failures can be proven to be
// fewest, by the upper bound. Those with too few data come last.
func Ranked(lines []Line) []Line {
	ranked := slices.Clone(lines)
	slices.SortStableFunc(ranked, func(a, b Line) int {
		sa, sb := a.Judged(), b.Judged()
		if sa.Few() != sb.Few() {
			if sa.Few() {
				return 1
			}
			return -1
		}
		_, ha := sa.Interval()
		_, hb := sb.Interval()
		return cmp.Or(cmp.Compare(ha, hb), cmp.Compare(a.Model, b.Model))
	})
	return ranked
}

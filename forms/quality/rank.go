package quality

import (
	"cmp"
	"slices"
)

// Judged is the window by which a line is ranked, an index of Windows: the longest with
// enough dialers. A line without one is not ranked by what it did at customers.
func (l Line) Judged() (window int, ok bool) {
	for i, s := range slices.Backward(l.Field) {
		if !s.Few() {
			return i, true
		}
	}
	return 0, false
}

// Bounds is between what a buyer of a dialer has to expect, in per cent: that it is dead on
// arrival, or else fails within a window, an index of Windows.
func (l Line) Bounds(window int) (low, high float64) {
	deadLow, deadHigh := l.Dead.Interval()
	low, high = l.Field[window].Interval()
	return either(deadLow, low), either(deadHigh, high)
}

// either is the share that is struck by the one or, where it was spared, by the other.
func either(a, b float64) float64 { return 100 - (100-a)*(100-b)/100 }

// Score is what surely remains good, of a hundred; false without enough dialers.
func (l Line) Score() (score float64, ok bool) {
	window, ok := l.Judged()
	if !ok {
		return 0, false
	}
	_, high := l.Bounds(window)
	return 100 - high, true
}

// provenBad is the greatest lower bound of all windows. What failed within 30 days has
// failed within the year too, so that a young line with a bad month is as bad as proven,
// and a few old dialers without a fault do not hide it.
func (l Line) provenBad() float64 {
	worst := 0.0
	for i := range Windows {
		low, _ := l.Bounds(i)
		worst = max(worst, low)
	}
	return worst
}

// worse puts first what is proven bad, then what was bad on the way in.
func worse(a, b Line) int {
	lowA, _ := a.Incoming.Interval()
	lowB, _ := b.Incoming.Interval()
	return cmp.Or(cmp.Compare(b.provenBad(), a.provenBad()), cmp.Compare(lowB, lowA), byName(a, b))
}

func byName(a, b Line) int {
	return cmp.Or(cmp.Compare(a.Model, b.Model), cmp.Compare(a.Lot, b.Lot), slices.Compare(a.Supplier[:], b.Supplier[:]))
}

// Ranked returns the lines the best first. Only what was the same time at customers is
// compared: first come the lines judged by the longest window, among them the one that
// surely has the fewest failures; then those of the next, and last those without enough
// dialers at customers, by what they were on the way in.
func Ranked(lines []Line) []Line {
	ranked := slices.Clone(lines)
	slices.SortFunc(ranked, better)
	return ranked
}

func better(a, b Line) int {
	windowA, okA := a.Judged()
	windowB, okB := b.Judged()
	switch {
	case okA != okB && okA, windowA > windowB:
		return -1
	case okA != okB, windowA < windowB:
		return 1
	}
	_, highA := a.Incoming.Interval()
	_, highB := b.Incoming.Interval()
	if okA {
		_, highA = a.Bounds(windowA)
		_, highB = b.Bounds(windowB)
	}
	return cmp.Or(cmp.Compare(highA, highB), byName(a, b))
}

// Recommended is the place of the line to buy among ranked ones: the first that no other is
// proven better than. False where none has enough dialers at customers.
func Recommended(ranked []Line) (place int, ok bool) {
	for i, l := range ranked {
		if _, ok := l.Judged(); !ok {
			break
		}
		if !slices.ContainsFunc(ranked, func(other Line) bool { return other.provenBetter(l) }) {
			return i, true
		}
	}
	return 0, false
}

// provenBetter compares two lines at the longest window that both have enough dialers for.
func (l Line) provenBetter(than Line) bool {
	mine, ok := l.Judged()
	its, enough := than.Judged()
	if !ok || !enough {
		return false
	}
	window := min(mine, its)
	_, high := l.Bounds(window)
	low, _ := than.Bounds(window)
	return high < low
}

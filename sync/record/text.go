package record

import (
	"slices"
	"strings"
)

// joinText is a three-way merge by line. It answers false where both sides changed the
// same lines, or put lines in at the same place, in different ways.
func joinText(base, mine, theirs string) (string, bool) {
	b := lines(base)
	ours, ok := hunks(b, lines(mine))
	others, fine := hunks(b, lines(theirs))
	if !ok || !fine {
		return "", false
	}
	all := slices.Clone(ours)
	for _, h := range others {
		same := false
		for _, o := range ours {
			if o.equal(h) {
				same = true
			} else if o.overlaps(h) {
				return "", false
			}
		}
		if !same {
			all = append(all, h)
		}
	}
	slices.SortFunc(all, func(x, y hunk) int { return x.from - y.from })
	var joined []string
	at := 0
	for _, h := range all {
		joined = append(joined, b[at:h.from]...)
		joined = append(joined, h.lines...)
		at = h.to
	}
	joined = append(joined, b[at:]...)
	return strings.Join(joined, "\n"), true
}

// lines splits a text; the empty text has none.
func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// hunk replaces the lines from..to of the base.
type hunk struct {
	from, to int
	lines    []string
}

func (h hunk) equal(o hunk) bool {
	return h.from == o.from && h.to == o.to && slices.Equal(h.lines, o.lines)
}

// overlaps counts it as an overlap too when one side puts lines in where the other's
// change begins or ends, since nothing says which comes first.
func (h hunk) overlaps(o hunk) bool {
	if h.from == h.to || o.from == o.to {
		return h.from <= o.to && o.from <= h.to
	}
	return h.from < o.to && o.from < h.to
}

// mostCells bounds the table of the comparison; longer texts are compared as one piece.
const mostCells = 4_000_000

// hunks returns what turns a into b.
func hunks(a, b []string) ([]hunk, bool) {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	x, y := a[head:len(a)-tail], b[head:len(b)-tail]
	if len(x) == 0 && len(y) == 0 {
		return nil, true
	}
	if len(x)*len(y) > mostCells {
		return nil, false
	}
	common := longest(x, y)
	var out []hunk
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		if i < len(x) && j < len(y) && x[i] == y[j] && common[i][j] == common[i+1][j+1]+1 {
			i, j = i+1, j+1
			continue
		}
		h := hunk{from: head + i}
		for i < len(x) || j < len(y) {
			if i < len(x) && j < len(y) && x[i] == y[j] && common[i][j] == common[i+1][j+1]+1 {
				break
			}
			if j < len(y) && (i == len(x) || common[i][j+1] >= common[i+1][j]) {
				h.lines = append(h.lines, y[j])
				j++
			} else {
				i++
			}
		}
		h.to = head + i
		out = append(out, h)
	}
	return out, true
}

// longest fills the table of the longest common subsequences of all ends.
func longest(x, y []string) [][]int32 {
	table := make([][]int32, len(x)+1)
	for i := range table {
		table[i] = make([]int32, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}

// Package sampling says how many of a lot are looked at on the way in and how many bad
// ones it may hold: single sampling, normal inspection, general level II of GB/T 2828.1
// (ISO 2859-1). It is the standard's table and knows nothing of dialers; begin with For.
package sampling

import (
	_ "embed"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Plan is what the standard asks of one lot: look at Size of it, take the lot with up to
// Accept bad ones, send it back from Reject on.
type Plan struct {
	Code           string // letter of the sample size that the plan is of, arrows followed
	Size           int
	Accept, Reject int
	All            bool // the sample would be the whole lot: every piece is looked at
}

// letters are the sample size codes of level II with the largest lot of each.
var letters = []struct {
	code string
	most int
}{
	{"A", 8}, {"B", 15}, {"C", 25}, {"D", 50}, {"E", 90}, {"F", 150}, {"G", 280}, {"H", 500},
	{"J", 1200}, {"K", 3200}, {"L", 10000}, {"M", 35000}, {"N", 150000}, {"P", 500000},
}

// biggest is the code of all lots above them.
const biggest = "Q"

// Least is the smallest lot of which a sample can be drawn.
const Least = 2

//go:embed normal.txt
var normal string

// table is the standard's: per acceptable quality limit a column, per code letter a row;
// v and ^ are its arrows, a number is how many bad ones are accepted.
type table struct {
	limits []decimal.Decimal
	codes  []string
	sizes  []int
	cells  [][]string
}

var normalTable = read(normal)

// Code is the letter of a lot at level II.
func Code(lot int) string {
	for _, l := range letters {
		if lot <= l.most {
			return l.code
		}
	}
	return biggest
}

// For is the plan of a lot at a limit in per cent. A limit between two of the table is
// taken as the stricter one, one below all of them asks for every piece; a lot of one is
// looked at as a whole.
func For(lot int, limit decimal.Decimal) Plan {
	if lot < 1 {
		return Plan{}
	}
	column := -1
	for i, l := range normalTable.limits {
		if l.LessThanOrEqual(limit) {
			column = i
		}
	}
	if column < 0 || lot < Least {
		return Plan{Code: Code(lot), Size: lot, Reject: 1, All: true}
	}
	row := normalTable.row(Code(lot))
	for normalTable.cells[row][column] == "v" {
		row++
	}
	for normalTable.cells[row][column] == "^" {
		row--
	}
	accept, _ := strconv.Atoi(normalTable.cells[row][column]) // read has seen that it is a number
	p := Plan{Code: normalTable.codes[row], Size: normalTable.sizes[row], Accept: accept, Reject: accept + 1}
	if p.Size >= lot {
		p.Size, p.All = lot, true
	}
	return p
}

func (t *table) row(code string) int {
	for i, c := range t.codes {
		if c == code {
			return i
		}
	}
	return len(t.codes) - 1
}

// read reads the embedded table; a cell that is neither arrow nor number, or an arrow to
// nowhere, is a mistake in the file and stops the program's start.
func read(text string) *table {
	t := &table{}
	for n, line := range strings.Split(strings.TrimSpace(text), "\n") {
		cells := strings.Fields(line)
		if n == 0 {
			for _, c := range cells[2:] {
				t.limits = append(t.limits, decimal.RequireFromString(c))
			}
			continue
		}
		size, err := strconv.Atoi(cells[1])
		if err != nil || len(cells) != len(t.limits)+2 {
			panic("sampling: line " + strconv.Itoa(n+1) + " of the table: " + line)
		}
		t.codes, t.sizes, t.cells = append(t.codes, cells[0]), append(t.sizes, size), append(t.cells, cells[2:])
	}
	for row := range t.cells {
		for column, cell := range t.cells[row] {
			if _, err := strconv.Atoi(cell); err != nil && !(cell == "v" && row+1 < len(t.cells)) && !(cell == "^" && row > 0) {
				panic("sampling: " + t.codes[row] + " at " + t.limits[column].String() + " is " + cell)
			}
		}
	}
	return t
}

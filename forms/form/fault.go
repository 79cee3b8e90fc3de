package form

import (
	"fmt"
	"sort"
	"strings"
)

// Fault is one mistake in the files of a library, with its place.
type Fault struct {
	Pos  Pos
	Text string
}

// String returns the fault as "file:line:column: what is wrong".
func (f Fault) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.Pos.File, f.Pos.Line, f.Pos.Column, f.Text)
}

// ParseError holds everything that is wrong with a library, in the order of the files.
type ParseError struct {
	Problems []Fault
}

// Error returns one line per fault.
func (e *ParseError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// faults collects mistakes while a library is read.
type faults struct {
	list  []Fault
	newer bool // a newer program may have written them: what this one does not know is passed over
}

func (f *faults) add(pos Pos, format string, args ...any) {
	f.list = append(f.list, Fault{Pos: pos, Text: fmt.Sprintf(format, args...)})
}

// sorted returns the faults by file and place, each once.
func (f *faults) sorted() []Fault {
	list := append([]Fault(nil), f.list...)
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i].Pos, list[j].Pos
		switch {
		case a.File != b.File:
			return a.File < b.File
		case a.Line != b.Line:
			return a.Line < b.Line
		default:
			return a.Column < b.Column
		}
	})
	out := list[:0]
	for i, one := range list {
		if i == 0 || one != list[i-1] {
			out = append(out, one)
		}
	}
	return out
}

package dialplan

import (
	"fmt"
	"sort"
	"strings"

	"fieldline/forms/form"
)

// ParseError holds everything that is wrong with a file, in the order of its lines.
type ParseError struct {
	Problems []form.Fault
}

// Error returns one line per fault.
func (e *ParseError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// faults collects mistakes while a file is read.
type faults struct {
	list []fault
}

// fault is a mistake with what it is about, for those who lint a file that is too wrong to
// run.
type fault struct {
	form.Fault
	code, rule string
}

func (f *faults) add(pos form.Pos, format string, args ...any) {
	f.of("file", "", pos, format, args...)
}

// of is add for a fault of a rule, or of a kind that has a name.
func (f *faults) of(code, rule string, pos form.Pos, format string, args ...any) {
	f.list = append(f.list, fault{form.Fault{Pos: pos, Text: fmt.Sprintf(format, args...)}, code, rule})
}

// err returns what was collected, in the order of the lines, or nil.
func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	f.sort()
	e := &ParseError{}
	for _, one := range f.list {
		e.Problems = append(e.Problems, one.Fault)
	}
	return e
}

func (f *faults) sort() {
	sort.SliceStable(f.list, func(i, j int) bool {
		a, b := f.list[i].Pos, f.list[j].Pos
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
}

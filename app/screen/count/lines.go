package count

import (
	"maps"
	"slices"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// lines are what a count says of each serial number, kept so that a scan costs the same
// whether it is one of ten or of ten thousand.
type lines struct {
	rows            map[string]form.Row // by serial number
	expected, got   int                 // in the books, and of those found
	missing, beyond []string            // in the books and not found; found and not in the books; sorted
}

func linesOf(rows []form.Row) *lines {
	l := &lines{rows: make(map[string]form.Row, len(rows))}
	for _, row := range rows {
		serial := serialOf(row)
		l.rows[serial] = row
		if is(row, library.StockCountLinesRowExpected) {
			l.expected++
		}
		switch standing(row) {
		case lacking:
			l.missing = append(l.missing, serial)
		case surplus:
			l.beyond = append(l.beyond, serial)
		case there:
			l.got++
		}
	}
	slices.Sort(l.missing)
	slices.Sort(l.beyond)
	return l
}

// find notes that a serial number was found, as the form does when the row is added.
func (l *lines) find(row form.Row) {
	serial := serialOf(row)
	had, listed := l.rows[serial]
	if listed && is(had, library.StockCountLinesRowFound) {
		return
	}
	values := form.Values{}
	maps.Copy(values, had.Values)
	maps.Copy(values, row.Values)
	l.rows[serial] = form.Row{ID: had.ID, Values: values}
	if standing(l.rows[serial]) == there {
		l.got++
		if i, ok := slices.BinarySearch(l.missing, serial); ok {
			l.missing = slices.Delete(l.missing, i, i+1)
		}
		return
	}
	i, _ := slices.BinarySearch(l.beyond, serial)
	l.beyond = slices.Insert(l.beyond, i, serial)
}

// owing is how many differ from the books and nobody has said what to do about it.
func (l *lines) owing() int { return len(l.owingOf(l.missing)) + len(l.owingOf(l.beyond)) }

// owingOf are those of which nobody has said it.
func (l *lines) owingOf(serials []string) []string {
	return slices.DeleteFunc(slices.Clone(serials), func(serial string) bool {
		return !form.Empty(l.rows[serial].Values[library.StockCountLinesRowRemedy])
	})
}

// stands says what the books and the shelf say of a serial number.
type stands int

const (
	unseen  stands = iota // neither
	lacking               // in the books only
	surplus               // on the shelf only
	there                 // both
)

func standing(row form.Row) stands {
	s := unseen
	if is(row, library.StockCountLinesRowExpected) {
		s += lacking
	}
	if is(row, library.StockCountLinesRowFound) {
		s += surplus
	}
	return s
}

func serialOf(row form.Row) string {
	serial, _ := row.Values[library.StockCountLinesRowSerial].(string)
	return serial
}

func is(row form.Row, column string) bool {
	yes, _ := row.Values[column].(bool)
	return yes
}

package formview

import (
	"strings"

	"fieldline/forms/form"
)

// Spot is a place where a value is put in: a field, or a column in a row of a table.
type Spot struct{ Field, Row, Column string }

// SpotOf is where a problem belongs; the zero Spot is the record as a whole.
func SpotOf(p form.Problem) Spot {
	field, column, _ := strings.Cut(p.Field, ".")
	return Spot{field, p.Row, column}
}

// String is the spot as a draft remembers it.
func (s Spot) String() string {
	if s.Row == "" {
		return s.Field
	}
	return s.Field + "." + s.Row + "." + s.Column
}

// ParseSpot reads what String wrote.
func ParseSpot(text string) Spot {
	parts := strings.SplitN(text, ".", 3)
	parts = append(parts, "", "")
	return Spot{parts[0], parts[1], parts[2]}
}

// IsNewRow tells whether something is typed that is to become a row of a table.
func (s Spot) IsNewRow() bool { return s.Row == adding }

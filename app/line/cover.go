package line

import (
	"cmp"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/driver"
)

// access is how many digits are told at the beginning of what a unit dials: a carrier's access
// code has no more (dialer.md 1.5), an account has.
const access = 6

// cover leaves of what a register shows only what can be no secret of whoever had the unit
// before: one that was set by other means may have an account and a PIN in clear in the string
// of a card or before the numbers of a row. What the program says, in whichever register, is
// none, so that rows which moved are told.
func (s *setting) cover(at, value string) string {
	if !s.unit.Routes(at) || s.says(value) {
		return value
	}
	dials := s.head(value)
	lead := dials + len(value[dials:]) - len(strings.TrimLeft(value[dials:], "0123456789"))
	if lead-dials > access || strings.HasPrefix(value[lead:], s.written("#")) { // what # ends is an account or a PIN
		lead = dials
	}
	return value[:lead] + withoutDigits(value[lead:])
}

// says tells whether the program has a value in some register.
func (s *setting) says(value string) bool {
	for _, v := range s.image {
		if v.Value == value {
			return true
		}
	}
	return false
}

// head is how much of a value tells which numbers a row is for; what follows is dialled. Of
// one that is no row it is nothing.
func (s *setting) head(value string) int {
	if s.rows == nil {
		s.rows = rowShapeOf(s)
	}
	rule := s.rows.read(s.unit, value)
	if rule == nil {
		return 0
	}
	return min(len(value), s.rows.fixed+len(s.written(rule.Pattern)))
}

// written are keys as the unit has them in a value.
func (s *setting) written(keys string) string {
	var b strings.Builder
	for i := range len(keys) {
		b.WriteString(cmp.Or(s.unit.Keys[keys[i]], keys[i:i+1]))
	}
	return b.String()
}

// anywhere is a home to read rows for: they are written alike at all of them.
var anywhere = driver.Job{Home: dialplan.Home{AreaCode: "10", LocalLen: 8}}

// rowShape is how a unit writes rows, learned from the program's own.
type rowShape struct {
	first string           // the register of the first row; "" where the program has none
	cards []driver.Setting // of the program: a row may be by one
	fixed int              // how much stands before the prefix
}

func rowShapeOf(s *setting) *rowShape {
	l := &rowShape{}
	for at, value := range s.want {
		one := driver.Setting{Register: at, Value: value}
		if p, err := driver.ReadImage(s.unit, []driver.Setting{one}, anywhere); err == nil && len(p.Rules) == 0 && s.unit.Routes(at) {
			l.cards = append(l.cards, one)
		}
	}
	for at, value := range s.want {
		l.first = at
		if rule := l.read(s.unit, value); rule != nil {
			l.fixed = len(value) - len(s.written(rule.Pattern)) - len(s.written(rule.Prepend))
			return l
		}
	}
	l.first = ""
	return l
}

// read reads a value as the only row of a unit, nil where it is none.
func (l *rowShape) read(unit *driver.Unit, value string) *dialplan.Rule {
	p, err := driver.ReadImage(unit, append([]driver.Setting{{Register: l.first, Value: value}}, l.cards...), anywhere)
	if err != nil || len(p.Rules) != 1 {
		return nil
	}
	return &p.Rules[0]
}

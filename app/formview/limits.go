package formview

import (
	"regexp"
	"strconv"

	"fieldline/forms/form"
)

// bound matches a rule that compares a field with a plain number.
var bound = regexp.MustCompile(`(?:it\.)?([a-z_][a-z0-9_]*)\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)`)

// limits says between which numbers a field's own rules want it: 要求 18 以上. Rules that
// are more than such comparisons say so themselves when they are broken.
func (c *cell) limits() string {
	if !isNumber(c.field.Type) && c.field.Type != form.Rating {
		return ""
	}
	low, high := "", ""
	for _, check := range c.field.Checks {
		if check.That == nil {
			continue
		}
		for _, m := range bound.FindAllStringSubmatch(check.That.Source, -1) {
			switch {
			case m[1] != c.field.Name:
			case m[2][0] == '>':
				low = m[3]
			default:
				high = m[3]
			}
		}
	}
	w := c.v.cfg.Words
	if c.field.Type == form.Money {
		low, high = fenToYuan(low), fenToYuan(high)
	}
	switch {
	case low != "" && high != "":
		return w.T("formview.limits", low, high)
	case low != "" && low != "0":
		return w.T("formview.at_least", low)
	case high != "":
		return w.T("formview.at_most", high)
	}
	return ""
}

func fenToYuan(fen string) string {
	n, err := strconv.ParseInt(fen, 10, 64)
	if err != nil {
		return fen
	}
	return yuan(n)
}

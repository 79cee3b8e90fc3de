package formview

import (
	"github.com/shopspring/decimal"

	"fieldline/forms/form"
)

// A table whose rows are measurements has columns of these names: the value, its unit and
// the limits it should keep, which the form works out from what is measured. The value's
// input shows them beside it.
const (
	valueColumn = "measured"
	unitColumn  = "unit"
	lowColumn   = "limit_low"
	highColumn  = "limit_high"
)

func isMeasuring(table *form.Field) bool {
	c := columnOf(table, valueColumn)
	return c != nil && c.Type == form.Decimal && columnOf(table, unitColumn) != nil
}

// measureHint says the limits of a row and what was measured the last time.
func (e *tableEditor) measureHint(row form.Row) string {
	v, w := e.c.v, e.c.v.cfg.Words
	unit := stringOf(row.Values[unitColumn])
	hint := ""
	low, hasLow := row.Values[lowColumn].(decimal.Decimal)
	high, hasHigh := row.Values[highColumn].(decimal.Decimal)
	switch {
	case hasLow && hasHigh:
		hint = w.T("formview.limits", low.String(), high.String())
	case hasLow:
		hint = w.T("formview.at_least", low.String())
	case hasHigh:
		hint = w.T("formview.at_most", high.String())
	}
	if last, ok := e.lastMeasured(row); ok {
		said := w.T("formview.last", withUnit(last.String(), unit))
		if hint == "" {
			return said
		}
		return said + v.cfg.Words.Label("，", ", ") + hint
	}
	return hint
}

func (e *tableEditor) lastMeasured(row form.Row) (decimal.Decimal, bool) {
	first := e.first()
	if e.c.v.cfg.Last == nil || first == nil || !isMeasuring(e.c.field) {
		return decimal.Decimal{}, false
	}
	last, _ := e.c.v.cfg.Last(e.c.field.Name).([]form.Row)
	for _, old := range last {
		if form.Equal(old.Values[first.Name], row.Values[first.Name]) {
			d, ok := old.Values[valueColumn].(decimal.Decimal)
			return d, ok
		}
	}
	return decimal.Decimal{}, false
}

// markMeasured draws the value's input in red when the judgement on it is at fault: the
// rule stands at the judgement, what to mend is the value.
func (r *tableRow) markMeasured() {
	wrong := false
	for _, c := range r.cells {
		wrong = wrong || c.field.Type == form.YesNo && len(c.v.state[c.spot].problems) > 0
	}
	for _, c := range r.cells {
		if c.field.Name == valueColumn && wrong {
			c.editor.mark(true)
		}
	}
}

package formview

import (
	"testing"

	"github.com/shopspring/decimal"

	"fieldline/forms/form"
)

func TestDecimal_showsUnitLimitsAndTheLastValue(t *testing.T) {
	s := small(t, `{type: decimal, zh: 环路电流, en: Loop current, unit: mA, check: [{that: one >= 18, zh: 低于 18 mA：请复测, en: 'Below 18 mA: measure again'}]}`)
	rec := &form.Record{ID: s.ID(), Form: "sheet", Values: form.Values{}}
	cfg := s.config(s.engineer, rec)
	cfg.Last = func(string) any { return decimal.NewFromInt(21) }
	s.show(cfg, 700)

	s.types("16.5")

	if got, ok := s.value().(decimal.Decimal); !ok || got.String() != "16.5" {
		t.Errorf("the value is %v", s.value())
	}
	c := s.view.cells[Spot{Field: "one"}]
	if c.hint.Text() != "上次 21\u00a0mA，要求 18 以上" {
		t.Errorf("the hint is %q", c.hint.Text())
	}
	if s.faults() != "低于 18 mA：请复测" || !s.input().HasProblem() {
		t.Errorf("the fault is %q", s.faults())
	}
}

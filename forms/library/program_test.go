package library_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// secretProgram is the draft of a customer's program for a dialer, with an account and a PIN
// where they are given.
func (c *company) secretProgram(unit, customer rec, secrets ...string) rec {
	c.t.Helper()
	values := form.Values{
		library.DialerConfigUnit: unit.ref(), library.DialerConfigCustomer: customer.ref(), library.DialerConfigTemplate: c.template().ref(),
		library.DialerConfigAreaCode: "755", library.DialerConfigAgrees: true,
		library.DialerConfigAccessNumbers: c.rows(form.Values{library.DialerConfigAccessNumbersRowAccess: "17911"}),
		library.DialerConfigLines:         c.rows(form.Values{library.DialerConfigLinesRowLine: int64(1)}),
	}
	if len(secrets) == 2 {
		values[library.DialerConfigAccount], values[library.DialerConfigPin] = secrets[0], secrets[1]
	}
	return c.create(library.RoleStockKeeper, library.DialerConfig, values)
}

// A program that failed and is set again stays its customer's: it holds his account and PIN
// (BR-24).
func TestProgram_setAgainIsOfTheSameCustomer(t *testing.T) {
	c := newCompany(t)
	mc := c.as(library.RoleStockKeeper)
	market, tea, unit := c.customer(library.SizeClassIsKey), c.customer(library.SizeClassIsKey), c.stocked("D4-1")
	program := c.secretProgram(unit, market, "secret:a", "secret:p")
	mc.Act(program.form, program.id, library.DialerConfigSetUp)
	c.as(library.RoleTechnicalSupervisor).Act(program.form, program.id, library.DialerConfigFail, form.Values{library.DialerConfigFault: "接入码错"})
	mc.Act(program.form, program.id, library.DialerConfigRedo)

	mc.Set(program.form, program.id, form.Values{library.DialerConfigCustomer: tea.ref(), library.DialerConfigAgrees: true})
	c.refuses(program, library.DialerConfigSetUp, library.RoleStockKeeper, nil, "dialer_config.actions.set_up.check.8")

	mc.Set(program.form, program.id, form.Values{library.DialerConfigCustomer: market.ref()})
	mc.Act(program.form, program.id, library.DialerConfigSetUp)
}

// A draft that took over a customer's account and PIN is not put to another customer with
// them, whatever its dialer is used for meanwhile and whatever became of their program.
func TestProgram_ofAnotherCustomerKeepsNoSecret(t *testing.T) {
	for _, cancelled := range []bool{false, true} {
		c := newCompany(t)
		mc := c.as(library.RoleStockKeeper)
		market, tea, unit := c.customer(library.SizeClassIsKey), c.customer(library.SizeClassIsKey), c.stocked("D4-1")
		first := c.secretProgram(unit, market, "secret:a", "secret:p")
		mc.Act(first.form, first.id, library.DialerConfigSetUp)
		second := c.secretProgram(unit, market)
		c.says(second, library.DialerConfigAccount, "secret:a")
		mc.Act(unit.form, unit.id, library.DialerUnitFree)
		if cancelled {
			c.as(library.RoleTechnicalSupervisor).Act(first.form, first.id, library.DialerConfigFail)
			mc.Act(first.form, first.id, library.DialerConfigCancel, form.Values{library.DialerConfigCancelReason: "不装了"})
		}

		mc.Set(second.form, second.id, form.Values{library.DialerConfigCustomer: tea.ref()})
		c.refuses(second, library.DialerConfigSetUp, library.RoleStockKeeper, nil, "dialer_config.actions.set_up.check.9")

		mc.Set(second.form, second.id, form.Values{library.DialerConfigAccount: "secret:b", library.DialerConfigPin: "secret:q"})
		mc.Act(second.form, second.id, library.DialerConfigSetUp)
	}
}

// A dialer that stands at a customer is given no program of another.
func TestProgram_ofWhereTheDialerStands(t *testing.T) {
	c := newCompany(t)
	market, tea := c.customer(library.SizeClassIsKey), c.customer(library.SizeClassIsKey)
	unit := c.fitted(c.stocked("D4-1"), market)

	c.refuses(c.secretProgram(unit, tea), library.DialerConfigSetUp, library.RoleStockKeeper, nil, "dialer_config.actions.set_up.check.7")
	program := c.secretProgram(unit, market)
	c.as(library.RoleStockKeeper).Act(program.form, program.id, library.DialerConfigSetUp)
}

// A program that failed its check goes out to nobody until it is set again: its dialer is
// neither allotted nor issued (DOC-12).
func TestProgram_failedGoesOutToNobody(t *testing.T) {
	c := newCompany(t)
	mc, ts := c.as(library.RoleStockKeeper), c.as(library.RoleTechnicalSupervisor)
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	unit := c.stocked("D4-1")
	program := c.configured(unit, order)
	ts.Act(program.form, program.id, library.DialerConfigFail, form.Values{library.DialerConfigFault: "接入码错"})
	c.pass(unit, library.DirectionIsOut)
	slip := c.create(library.RoleStockKeeper, library.Allotment, form.Values{
		library.AllotmentOrder: order.ref(), library.AllotmentUnits: c.rows(form.Values{library.AllotmentUnitsRowUnit: unit.ref()})})
	c.refuses(slip, library.AllotmentAllot, library.RoleStockKeeper, nil, "dialer_unit.actions.allot.check.2")

	mc.Act(program.form, program.id, library.DialerConfigRedo)
	mc.Set(program.form, program.id, form.Values{library.DialerConfigAgrees: true})
	mc.Act(program.form, program.id, library.DialerConfigSetUp)
	c.pass(unit, library.DirectionIsOut)
	mc.Act(slip.form, slip.id, library.AllotmentAllot)
	ts.Act(program.form, program.id, library.DialerConfigFail, form.Values{library.DialerConfigFault: "接入码错"})
	if told := c.Told[len(c.Told)-1]; told.Ref.Form != library.DialerConfig {
		t.Errorf("nobody was told that the program failed: %+v", told)
	}
	c.as(library.RoleEngineer).Act(slip.form, slip.id, library.AllotmentCheck, c.judged(slip, library.VerdictIsPass, ""))
	c.refuses(slip, library.AllotmentIssue, library.RoleStockKeeper, nil, "dialer_unit.actions.issue.check.3")
}

// A program whose order was chosen last is of the order's customer, also where it is for a
// dialer that stands there already.
func TestProgram_ofTheOrdersCustomer(t *testing.T) {
	c := newCompany(t)
	mc, market := c.as(library.RoleStockKeeper), c.customer(library.SizeClassIsKey)
	unit := c.fitted(c.stocked("D4-1"), market)
	first := c.secretProgram(unit, market, "secret:a", "secret:p")
	mc.Act(first.form, first.id, library.DialerConfigSetUp)
	program := c.secretProgram(unit, market)
	mc.Set(program.form, program.id, form.Values{library.DialerConfigCustomer: nil, library.DialerConfigOrder: c.ordered(library.OrderKindIsMaintenance, market, false).ref()})
	c.says(program, library.DialerConfigCustomer, nil)

	mc.Act(program.form, program.id, library.DialerConfigSetUp)

	c.says(program, library.DialerConfigCustomer, market.ref())
}

// A dialer holds what it was set to last, in whichever order two programs are told.
func TestProgram_theLaterOneIsInTheDialer(t *testing.T) {
	c := newCompany(t)
	mc := c.as(library.RoleStockKeeper)
	u := c.stocked("D4-1")
	older, newer := c.secretProgram(u, c.customer(library.SizeClassIsKey)), c.secretProgram(u, c.customer(library.SizeClassIsKey))
	then := c.Now
	c.Wait(time.Hour)
	mc.Act(newer.form, newer.id, library.DialerConfigSetUp)
	before := len(c.Told)
	c.toldLate(then, func() { mc.Act(older.form, older.id, library.DialerConfigSetUp) })

	c.says(u, library.DialerUnitConfig, newer.ref())
	c.told(before, library.RoleStockKeeper, "有拨号器后来又设置过，以后设置的程序为准")
}

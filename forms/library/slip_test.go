package library_test

import (
	"testing"
	"time"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
)

// slipOf allots several configured dialers with their out-tests on one slip.
func (c *company) slipOf(order rec, units ...rec) rec {
	c.t.Helper()
	var rows []form.Values
	for _, u := range units {
		c.configured(u, order)
		c.pass(u, library.DirectionIsOut)
		rows = append(rows, form.Values{library.AllotmentUnitsRowUnit: u.ref()})
	}
	slip := c.create(library.RoleStockKeeper, library.Allotment, form.Values{library.AllotmentOrder: order.ref(), library.AllotmentUnits: c.rows(rows...)})
	c.as(library.RoleStockKeeper).Act(slip.form, slip.id, library.AllotmentAllot)
	return slip
}

// A dialer that left a slip before the engineer's check holds up none of the others: he
// judges what the slip still has, and what he says of the other touches it no more.
func TestAllotment_checkedWithoutWhatLeftIt(t *testing.T) {
	confirmers := []string{library.RoleFinance, library.RoleIntakeSupervisor}
	for how, leave := range map[string]func(*company, rec){
		"out-test failed": func(c *company, u rec) { c.failing(u, library.DirectionIsOut) },
		"freed":           func(c *company, u rec) { c.as(library.RoleStockKeeper).Act(u.form, u.id, library.DialerUnitFree) },
		"missed": func(c *company, u rec) {
			c.step(c.counted(line(u, "D4-1", true, false, library.CountRemedyIsWriteOff)), library.StockCountConfirm, confirmers, nil)
		},
	} {
		t.Run(how, func(t *testing.T) {
			for _, result := range []string{library.VerdictIsPass, library.VerdictIsFail} {
				c := newCompany(t)
				order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
				gone, stays := c.stocked("D4-1"), c.stocked("D4-2")
				slip := c.slipOf(order, gone, stays)
				judged := c.judged(slip, result, "接入码错") // made where nobody knew
				c.Wait(time.Hour)
				leave(c, gone)
				state := c.Get(gone.form, gone.id).State

				action, after := library.AllotmentCheck, library.AllotmentChecked
				if result == library.VerdictIsFail {
					action, after = library.AllotmentReject, library.AllotmentReturned
				}
				c.as(library.RoleEngineer).Act(slip.form, slip.id, action, judged)
				c.in(slip, after)
				c.in(gone, state)
				c.says(gone, library.DialerUnitPrecheck, nil)
				if result == library.VerdictIsPass {
					c.says(stays, library.DialerUnitPrecheck, library.VerdictIsPass)
					c.as(library.RoleStockKeeper).Act(slip.form, slip.id, library.AllotmentIssue)
					c.in(stays, library.DialerUnitIssued)
				} else {
					c.in(stays, library.DialerUnitInStock)
				}
			}
		})
	}
}

// What has left a slip needs no result, and may be taken off it; what is still on it is
// judged, all of it, and nothing else is put in its place.
func TestAllotment_judgesWhatItHas(t *testing.T) {
	c := newCompany(t)
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	gone, one, two, foreign := c.stocked("D4-1"), c.stocked("D4-2"), c.stocked("D4-3"), c.stocked("D4-4")
	slip := c.slipOf(order, gone, one, two)
	c.configured(foreign, order)
	c.failing(gone, library.DirectionIsOut)
	engineer := c.as(library.RoleEngineer)
	rows := func(change func([]form.Row) []form.Row) form.Values {
		judged := c.judged(slip, library.VerdictIsPass, "")
		judged[library.AllotmentUnits] = change(judged[library.AllotmentUnits].([]form.Row))
		return judged
	}
	none := func(i int) func([]form.Row) []form.Row {
		return func(rows []form.Row) []form.Row {
			delete(rows[i].Values, library.AllotmentUnitsRowResult)
			return rows
		}
	}

	c.refuses(slip, library.AllotmentCheck, library.RoleEngineer, rows(none(1)), "allotment.actions.check.check.1")
	for what, change := range map[string]func([]form.Row) []form.Row{
		"taken off": func(rows []form.Row) []form.Row { return rows[:2] },
		"replaced": func(rows []form.Row) []form.Row {
			rows[2].Values[library.AllotmentUnitsRowUnit] = foreign.ref()
			return rows
		},
	} {
		if problems := engineer.NoAct(slip.form, slip.id, library.AllotmentCheck, rows(change)); !formtest.Has(problems, "allotment.actions.check.check.0") {
			t.Errorf("one that is on it is %s: %s", what, formtest.Sentences(problems))
		}
	}
	engineer.Act(slip.form, slip.id, library.AllotmentCheck, rows(func(rows []form.Row) []form.Row { return none(0)(rows)[1:] }))
	c.says(one, library.DialerUnitPrecheck, library.VerdictIsPass)
	c.says(two, library.DialerUnitPrecheck, library.VerdictIsPass)
}

// What the engineer found wrong with a dialer that had left the slip by then is told.
func TestAllotment_tellsWhatIsWrongWithOneThatLeft(t *testing.T) {
	c := newCompany(t)
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	gone, stays := c.stocked("D4-1"), c.stocked("D4-2")
	slip := c.slipOf(order, gone, stays)
	judged := c.judged(slip, library.VerdictIsPass, "")
	rows := judged[library.AllotmentUnits].([]form.Row)
	rows[0].Values[library.AllotmentUnitsRowResult] = library.VerdictIsFail
	rows[0].Values[library.AllotmentUnitsRowDefective] = true
	rows[0].Values[library.AllotmentUnitsRowWhy] = "外壳裂"
	c.as(library.RoleStockKeeper).Act(gone.form, gone.id, library.DialerUnitFree)

	before := len(c.Told)
	c.as(library.RoleEngineer).Act(slip.form, slip.id, library.AllotmentCheck, judged)
	c.in(gone, library.DialerUnitInStock)
	c.told(before, library.RoleStockKeeper, "工程师审核不合格的拨号器已不在领用单上，请看原因后检测")
}

// A slip that all dialers have left is not passed; its engineer is told who closes it.
func TestAllotment_isEmptyBeforeTheCheck(t *testing.T) {
	c := newCompany(t)
	order := c.ordered(library.OrderKindIsMaintenance, c.customer(library.SizeClassIsSmallMedium), false)
	u := c.stocked("D4-1")
	slip := c.slipOf(order, u)
	c.as(library.RoleStockKeeper).Act(u.form, u.id, library.DialerUnitFree)

	c.refuses(slip, library.AllotmentCheck, library.RoleEngineer, c.judged(slip, library.VerdictIsPass, ""), "allotment.actions.check.check.2")
	c.as(library.RoleStockKeeper).Act(slip.form, slip.id, library.AllotmentCancel, form.Values{library.AllotmentCancelReason: "收回了"})
}

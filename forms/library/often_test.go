package library_test

import (
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// What a customer calls most is checked at every change of his program: one that does not
// go as it should needs a reason, whether it is barred, goes another way or ends otherwise.
func TestCustomer_oftenCalledIsKept(t *testing.T) {
	for name, c := range map[string]struct {
		number, should, goes string
		first, second        bool // whether the edition before and the new one keep it
	}{
		"barred now":         {"00852 2345 6789", library.CallWayIsCarrier, "", true, false},
		"still to be barred": {"16812345", library.CallWayIsBarred, "", true, true},
		"local":              {"26012345", library.CallWayIsDirect, "", true, true},
		"exact":              {"01062345678", library.CallWayIsCarrier, "1791101062345678", true, true},
		"another code":       {"01062345678", library.CallWayIsCarrier, "1790901062345678", false, false},
		"another way":        {"01062345678", library.CallWayIsDirect, "", false, false},
		"too long":           {"2601234599", library.CallWayIsDirect, "", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFleet(t)
			f.as(library.RoleRepresentative1).Act(library.Customer, f.active(f.market).id, library.CustomerCorrect, form.Values{
				library.CustomerOften: f.rows(form.Values{
					library.CustomerOftenRowNumber: c.number, library.CustomerOftenRowShould: c.should, library.CustomerOftenRowGoes: c.goes,
				}),
				library.CustomerChangeReason: "常拨号码",
			})
			f.sets(f.first, c.first)
			f.sets(f.second(), c.second)
		})
	}
}

// active is a customer whose data is changed by an act.
func (f *fleet) active(customer rec) rec {
	f.t.Helper()
	at := *f.Get(customer.form, customer.id)
	at.State = library.CustomerActive
	f.Put(&at)
	return customer
}

// sets has the first dialer of the market set by a template: at once where that keeps what
// is called most, else only with a reason.
func (f *fleet) sets(template rec, keeps bool) {
	f.t.Helper()
	config := f.create(library.RoleStockKeeper, library.DialerConfig, form.Values{
		library.DialerConfigUnit: f.atMarket[0].ref(), library.DialerConfigCustomer: f.market.ref(), library.DialerConfigTemplate: template.ref(), library.DialerConfigAgrees: true,
	})
	const check = "dialer_config.actions.set_up.check.3"
	f.Incomplete = true // it is asked where the act is done, not once more at the office
	defer func() { f.Incomplete = false }()
	if !keeps {
		f.refuses(config, library.DialerConfigSetUp, library.RoleStockKeeper, nil, check)
		f.as(library.RoleStockKeeper).Overriding(check, "客户书面同意").Act(config.form, config.id, library.DialerConfigSetUp, nil)
	} else {
		f.as(library.RoleStockKeeper).Act(config.form, config.id, library.DialerConfigSetUp, nil)
	}
	f.in(config, library.DialerConfigConfigured)
}

// A template's numbers to check may say how they should go as well.
func TestPlanTemplate_checksItsNumbers(t *testing.T) {
	f := newFleet(t)
	next := f.nextEdition(f.first)
	f.as(library.RoleStockKeeper).Set(next.form, next.id, form.Values{
		library.PlanTemplateChange:  "检查号码",
		library.PlanTemplateNumbers: f.rows(form.Values{library.PlanTemplateNumbersRowNumber: "4001234567", library.PlanTemplateNumbersRowShould: library.CallWayIsBarred}),
	})
	const check = "plan_template.actions.put_in_force.check.3"
	f.Incomplete = true
	f.refuses(next, library.PlanTemplatePutInForce, library.RoleStockKeeper, nil, check)
	f.as(library.RoleStockKeeper).Overriding(check, "400 仍要直通").Act(next.form, next.id, library.PlanTemplatePutInForce, nil)
}

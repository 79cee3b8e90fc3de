package library_test

import (
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
)

// A dialer that shows what it holds is written and sealed at the desk. By hand it is set only
// with the technical supervisor's name under it, never by the one who consented, and then it
// has no seal.
func TestSetUp_byHand(t *testing.T) {
	c := newCompany(t)
	keeper, supervisor := []string{library.RoleStockKeeper}, []string{library.RoleTechnicalSupervisor}
	dialer, config := c.readable("KD4A-1", "17911")
	c.as(library.RoleStockKeeper).Set(config.form, config.id, form.Values{library.DialerConfigAgrees: true})
	asked := form.Values{library.DialerConfigHandReason: "串口坏了"}

	const shows, other = "dialer_config.actions.set_up.check.2", "dialer_config.actions.set_up.check.4"
	c.refuses(config, library.DialerConfigSetUp, library.RoleStockKeeper, nil, shows)
	if problems := c.as(library.RoleStockKeeper).Overriding(shows, "赶时间").NoAct(config.form, config.id, library.DialerConfigSetUp, nil); len(problems) == 0 {
		t.Error("a reason of one's own is enough")
	}
	if problems := c.as(library.RoleTechnicalSupervisor).NoAct(config.form, config.id, library.DialerConfigAllowByHand, nil); len(problems) == 0 {
		t.Error("consent is given to what nobody asked for")
	}
	c.step(config, library.DialerConfigAskByHand, keeper, asked)
	c.refuses(config, library.DialerConfigSetUp, library.RoleStockKeeper, nil, shows)
	c.step(config, library.DialerConfigRefuseByHand, supervisor, nil)
	c.says(config, library.DialerConfigHandReason, nil)
	c.refuses(config, library.DialerConfigSetUp, library.RoleStockKeeper, nil, shows)

	c.step(config, library.DialerConfigAskByHand, keeper, asked)
	c.step(config, library.DialerConfigAllowByHand, supervisor, nil)
	c.says(config, library.DialerConfigHandBy, c.people[library.RoleTechnicalSupervisor])
	c.refuses(config, library.DialerConfigRefuseByHand, library.RoleTechnicalSupervisor, nil, form.KeyNotOffered)
	c.step(config, library.DialerConfigSetUp, keeper, nil)
	c.in(config, library.DialerConfigConfigured)
	c.says(dialer, library.DialerUnitConfig, config.ref())
	c.says(dialer, library.DialerUnitDelivered, nil)

	// Set again, it is asked for again.
	c.as(library.RoleTechnicalSupervisor).Act(config.form, config.id, library.DialerConfigFail, form.Values{library.DialerConfigFault: "区号不对"})
	c.as(library.RoleStockKeeper).Act(config.form, config.id, library.DialerConfigRedo, nil)
	c.says(config, library.DialerConfigHandBy, nil)

	// Who holds both posts does not consent to his own work.
	both := c.As(c.PersonAt("两任", c.site, library.RoleStockKeeper, library.RoleTechnicalSupervisor))
	both.Act(config.form, config.id, library.DialerConfigAskByHand, asked)
	both.Act(config.form, config.id, library.DialerConfigAllowByHand, nil)
	both.Set(config.form, config.id, form.Values{library.DialerConfigAgrees: true})
	problems := both.NoAct(config.form, config.id, library.DialerConfigSetUp, nil)
	if len(problems) != 1 || problems[0].Key != other {
		t.Errorf("%v", problems)
	}
	c.as(library.RoleStockKeeper).Act(config.form, config.id, library.DialerConfigSetUp, nil)
}

// A dialer that cannot show what it holds is set by hand as ever, and nobody is asked.
func TestSetUp_ofWhatShowsNothing(t *testing.T) {
	c := newCompany(t)
	unit := c.stocked("D4-1")
	config := c.programmed(unit, "17911")
	c.as(library.RoleStockKeeper).Set(config.form, config.id, form.Values{library.DialerConfigAgrees: true})
	if problems := c.as(library.RoleStockKeeper).NoAct(config.form, config.id, library.DialerConfigAskByHand, form.Values{library.DialerConfigHandReason: "x"}); len(problems) == 0 {
		t.Error("it is asked for")
	}
	c.step(config, library.DialerConfigSetUp, []string{library.RoleStockKeeper}, nil)
}

// A new program of a dialer goes on with the account and the PIN that are kept sealed for
// it; for another customer, and where none are kept, the task says that they must be entered.
func TestSecrets_areTakenOver(t *testing.T) {
	c := newCompany(t)
	starters, err := program.Starters()
	if err != nil {
		t.Fatal(err)
	}
	template := c.create(library.RoleStockKeeper, library.PlanTemplate, form.Values{
		library.PlanTemplateTitle: "帐号标准", library.PlanTemplateText: starters["two_stage"],
		library.PlanTemplateValues: c.rows(
			form.Values{library.PlanTemplateValuesRowName: "home", library.PlanTemplateValuesRowValue: "755"},
			form.Values{library.PlanTemplateValuesRowName: "access", library.PlanTemplateValuesRowValue: "17911"},
			form.Values{library.PlanTemplateValuesRowName: "account_digits", library.PlanTemplateValuesRowValue: "10"},
			form.Values{library.PlanTemplateValuesRowName: "pin_digits", library.PlanTemplateValuesRowValue: "4"}),
	})
	c.as(library.RoleStockKeeper).Act(template.form, template.id, library.PlanTemplatePutInForce, nil)
	unit, market, tea := c.stocked("D4-1"), c.customer(library.SizeClassIsKey), c.customer(library.SizeClassIsKey)
	programmed := func(customer rec) rec {
		values := form.Values{
			library.DialerConfigUnit: unit.ref(), library.DialerConfigTemplate: template.ref(), library.DialerConfigAreaCode: "755", library.DialerConfigAgrees: true,
			library.DialerConfigAccessNumbers: c.rows(form.Values{library.DialerConfigAccessNumbersRowAccess: "17911"}),
			library.DialerConfigLines:         c.rows(form.Values{library.DialerConfigLinesRowLine: int64(1)}),
			library.DialerConfigParameters: c.rows(
				form.Values{library.DialerConfigParametersRowParameter: "account_digits", library.DialerConfigParametersRowValue: "10"},
				form.Values{library.DialerConfigParametersRowParameter: "pin_digits", library.DialerConfigParametersRowValue: "4"}),
		}
		if customer != (rec{}) {
			values[library.DialerConfigCustomer] = customer.ref()
		}
		return c.create(library.RoleStockKeeper, library.DialerConfig, values)
	}

	first := programmed(market)
	c.says(first, library.DialerConfigSecretsDue, library.SecretsDueIsEnter)
	c.as(library.RoleStockKeeper).Set(first.form, first.id, form.Values{library.DialerConfigAccount: "secret:a"})
	c.says(first, library.DialerConfigSecretsDue, library.SecretsDueIsEnter)
	c.as(library.RoleStockKeeper).Set(first.form, first.id, form.Values{library.DialerConfigPin: "secret:p", library.DialerConfigUnitPassword: "secret:u"})
	c.says(first, library.DialerConfigSecretsDue, nil)
	c.as(library.RoleStockKeeper).Act(first.form, first.id, library.DialerConfigSetUp, nil)

	for column, want := range map[string]any{library.DialerConfigAccount: "secret:a", library.DialerConfigPin: "secret:p", library.DialerConfigUnitPassword: "secret:u", library.DialerConfigSecretsDue: nil} {
		c.says(programmed(market), column, want)
	}
	for column, want := range map[string]any{library.DialerConfigAccount: nil, library.DialerConfigPin: nil, library.DialerConfigUnitPassword: "secret:u", library.DialerConfigSecretsDue: library.SecretsDueIsEnter} {
		c.says(programmed(tea), column, want)
	}

	// A program whose customer is put right afterwards, or chosen last, does not go out with the
	// account of the customer before.
	wrong := programmed(market)
	c.as(library.RoleStockKeeper).Set(wrong.form, wrong.id, form.Values{library.DialerConfigCustomer: tea.ref()})
	c.refuses(wrong, library.DialerConfigSetUp, library.RoleStockKeeper, nil, "dialer_config.actions.set_up.check.9")
	c.as(library.RoleStockKeeper).Set(wrong.form, wrong.id, form.Values{library.DialerConfigAccount: "secret:b", library.DialerConfigPin: "secret:q"})
	c.as(library.RoleStockKeeper).Act(wrong.form, wrong.id, library.DialerConfigSetUp, nil)
	late := programmed(rec{})
	c.says(late, library.DialerConfigAccount, nil)
}

// What was sealed before says nothing of a dialer that was then set by hand: it is not called
// changed since delivery.
func TestSetUp_afterASeal(t *testing.T) {
	c := newCompany(t)
	unit, config := c.readable("KD4A-1", "17911")
	c.as(library.RoleStockKeeper).Act(config.form, config.id, library.DialerConfigSeal, sealing("KD4A-1", c.held(config, unit)))
	c.as(library.RoleStockKeeper).Act(unit.form, unit.id, library.DialerUnitFree)
	c.says(unit, library.DialerUnitDelivered, library.DeliveredIsChanged)

	second := c.programmed(unit, "17909")
	c.as(library.RoleStockKeeper).Set(second.form, second.id, form.Values{library.DialerConfigAgrees: true})
	c.as(library.RoleStockKeeper).Act(second.form, second.id, library.DialerConfigAskByHand, form.Values{library.DialerConfigHandReason: "串口坏了"})
	c.as(library.RoleTechnicalSupervisor).Act(second.form, second.id, library.DialerConfigAllowByHand)
	c.as(library.RoleStockKeeper).Act(second.form, second.id, library.DialerConfigSetUp)

	c.says(unit, library.DialerUnitDelivered, nil)
}

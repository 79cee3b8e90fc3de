package library_test

import (
	"strings"
	"testing"

	"fieldline/forms/form"
	"fieldline/forms/library"
)

// A template's editions follow one another, go back and forward again, and none is ever
// changed or numbered twice.
func TestPlanTemplate_editions(t *testing.T) {
	c := newCompany(t)
	keepers := []string{library.RoleStockKeeper, library.RoleTechnicalSupervisor}
	first := c.template()
	text := c.value(first, library.PlanTemplateText)

	second := c.nextEdition(first)
	c.says(second, library.PlanTemplateText, text)
	c.refuses(second, library.PlanTemplatePutInForce, library.RoleStockKeeper, nil, form.KeyRequired)
	c.as(library.RoleStockKeeper).Set(second.form, second.id, form.Values{
		library.PlanTemplateChange: "国际长途拦截",
		library.PlanTemplateText:   strings.Replace(text.(string), `pattern: "00", min_len: 7, max_len: 17, action: ROUTE, route: C`, `pattern: "00", min_len: 7, max_len: 17, action: BLOCK`, 1),
	})
	c.step(second, library.PlanTemplatePutInForce, keepers, nil)
	c.in(first, library.PlanTemplateReplaced)

	c.step(second, library.PlanTemplateRollBack, keepers, nil)
	c.in(first, library.PlanTemplateInForce)
	c.in(second, library.PlanTemplateReplaced)
	c.says(first, library.PlanTemplateText, text)
	third := c.nextEdition(first)
	c.says(third, library.PlanTemplateEdition, int64(3))
	c.step(second, library.PlanTemplatePutInForce, keepers, nil)
	c.in(first, library.PlanTemplateReplaced)

	c.as(library.RoleStockKeeper).Set(third.form, third.id, form.Values{library.PlanTemplateChange: "再改"})
	c.refuses(third, library.PlanTemplatePutInForce, library.RoleStockKeeper, nil, "plan_template.actions.put_in_force.check.1")
}

// nextEdition begins the edition after one that is in force.
func (c *company) nextEdition(template rec) rec {
	c.t.Helper()
	before := len(c.All(library.PlanTemplate))
	c.step(template, library.PlanTemplateNewEdition, []string{library.RoleStockKeeper, library.RoleTechnicalSupervisor}, nil)
	all := c.All(library.PlanTemplate)
	if len(all) != before+1 {
		c.t.Fatalf("there are %d templates, want %d", len(all), before+1)
	}
	for _, r := range all {
		if r.Get(library.PlanTemplateEarlier) == template.ref() && r.State == library.PlanTemplateDraft {
			return rec{library.PlanTemplate, r.ID}
		}
	}
	c.t.Fatal("no draft follows the template")
	return rec{}
}

// A plan on which an emergency number would not pass unchanged, or that has a fault, is
// neither put in force nor set into a dialer.
func TestPlanTemplate_wrongPlansStayOut(t *testing.T) {
	c := newCompany(t)
	for name, text := range map[string]string{
		"no YAML":      "values: [",
		"no home":      "profile: {name: x}",
		"110 diverted": "values: [{name: home, type: area, zh: 本地区号, en: home area}, {name: access, type: keys, zh: 接入号, en: access code}]\nprofile:\n  name: x\n  home: {area_code: \"${home}\"}\n  speed_dials: [{code: \"110\", send: \"26012345\"}]\n  rules: [{id: 1, pattern: \"1\", min_len: 3, max_len: 24, action: REPLACE}]\n",
	} {
		t.Run(name, func(t *testing.T) {
			template := c.newTemplate(name, text)
			c.refuses(template, library.PlanTemplatePutInForce, library.RoleStockKeeper, nil, "plan_template.actions.put_in_force.check.0")
			c.as(library.RoleTechnicalSupervisor).Act(template.form, template.id, library.PlanTemplateWithdraw, nil)
		})
	}

	unit := c.stocked("D4-26110099")
	config := c.create(library.RoleStockKeeper, library.DialerConfig, form.Values{
		library.DialerConfigUnit: unit.ref(), library.DialerConfigTemplate: c.template().ref(), library.DialerConfigAreaCode: "75",
		library.DialerConfigAccessNumbers: c.rows(form.Values{library.DialerConfigAccessNumbersRowAccess: "17911"}),
		library.DialerConfigLines:         c.rows(form.Values{library.DialerConfigLinesRowLine: int64(1)}),
		library.DialerConfigAgrees:        true,
	})
	c.refuses(config, library.DialerConfigSetUp, library.RoleStockKeeper, nil, "dialer_config.actions.set_up.check.1")
	c.as(library.RoleStockKeeper).Set(config.form, config.id, form.Values{library.DialerConfigAreaCode: "755"})
	c.step(config, library.DialerConfigSetUp, []string{library.RoleStockKeeper}, nil)
}

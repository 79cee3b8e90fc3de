package apptest

import (
	"strings"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
)

// Program is a dialer that is set by the edition before and shall be set by the one in
// force, which refuses international calls.
type Program struct {
	Template, Earlier, Config, Unit, Model form.ID
}

// AddProgram puts the dialer's program and both editions of its template into the company.
func (c *Company) AddProgram() (Program, error) {
	starters, err := program.Starters()
	if err != nil {
		return Program{}, err
	}
	text := starters["one_stage"]
	row := func(id string, values form.Values) form.Row { return form.Row{ID: id, Values: values} }
	var numbers []form.Row
	for i, n := range [][2]string{{"110", "匪警"}, {"26012345", "本地"}, {"13502801234", ""}, {"013800138000", ""}, {"01062345678", "北京"}, {"031162345678", "石家庄"}, {"0085223456789", "香港"}, {"4001234567", ""}, {"16812345", "声讯"}} {
		numbers = append(numbers, row(string(rune('a'+i)), form.Values{library.PlanTemplateNumbersRowNumber: n[0], library.PlanTemplateNumbersRowRemark: n[1]}))
	}
	template := func(state string, edition int64, text string, values form.Values) form.ID {
		values[library.PlanTemplateTitle], values[library.PlanTemplateEdition], values[library.PlanTemplateText] = "深圳标准", edition, text
		values[library.PlanTemplateNumbers] = numbers
		values[library.PlanTemplateValues] = []form.Row{
			row("1", form.Values{library.PlanTemplateValuesRowName: "home", library.PlanTemplateValuesRowValue: "755"}),
			row("2", form.Values{library.PlanTemplateValuesRowName: "access", library.PlanTemplateValuesRowValue: "17909"}),
		}
		return c.Add(library.PlanTemplate, "", state, at(20, 9, 0), values)
	}
	var p Program
	p.Earlier = template(library.PlanTemplateReplaced, 12, text, form.Values{})
	p.Template = template(library.PlanTemplateInForce, 13,
		strings.Replace(text, `pattern: "00", min_len: 7, max_len: 17, action: ROUTE, route: C`, `pattern: "00", min_len: 7, max_len: 17, action: BLOCK`, 1),
		form.Values{library.PlanTemplateEarlier: form.Ref{Form: library.PlanTemplate, ID: p.Earlier}, library.PlanTemplateChange: "国际长途默认拦截"})
	model := c.Add(library.DialerModel, "", library.DialerModelInUse, at(2, 9, 0), form.Values{library.DialerModelName: "IPD-8T", library.DialerModelUnitType: library.UnitTypeIsTerminal8})
	unit := c.unit("D4-26081688", library.DialerUnitInstalled, form.ID{}, form.ID{})
	config := func(number, state string, template form.ID, access string) form.ID {
		return c.Add(library.DialerConfig, number, state, at(23, 9, 0), form.Values{
			library.DialerConfigUnit: form.Ref{Form: library.DialerUnit, ID: unit}, library.DialerConfigTemplate: form.Ref{Form: library.PlanTemplate, ID: template},
			library.DialerConfigCustomer: c.Find(c.Hotel).Values[library.ServiceOrderCustomer], library.DialerConfigAreaCode: "755",
			library.DialerConfigAccessNumbers: []form.Row{row("1", form.Values{library.DialerConfigAccessNumbersRowAccess: access})},
			library.DialerConfigLines:         []form.Row{row("1", form.Values{library.DialerConfigLinesRowLine: int64(1)})},
		})
	}
	c.Find(unit).Values[library.DialerUnitProduct] = form.Ref{Form: library.DialerModel, ID: model}
	p.Unit, p.Model = unit, model
	old := config("DC261102-0001", library.DialerConfigConfigured, p.Earlier, "17909")
	c.Find(unit).Values[library.DialerUnitConfig] = form.Ref{Form: library.DialerConfig, ID: old}
	p.Config = config("DC261123-0004", library.DialerConfigToConfigure, p.Template, "17911")
	return p, nil
}

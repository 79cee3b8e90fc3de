package demo

import (
	"strings"

	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
)

// newEditionBefore is how many working days before today the second edition of the
// template was put in force, so that dialers with either are out.
const newEditionBefore = 20

// starter is the text that the branches began from: access code and number in one go.
const starter = "one_stage"

// The second edition refuses international calls, which customers ask for one by one.
const (
	internationalOut     = `{id: 100, pattern: "00", min_len: 7, max_len: 17, action: ROUTE, route: C}`
	internationalRefused = `{id: 100, pattern: "00", min_len: 7, max_len: 17, action: BLOCK}`
)

// oftenDialled are the numbers looked at after every change of a template.
var oftenDialled = [][2]string{
	{"110", "匪警"}, {"26012345", "本地"}, {"13502801234", "手机"}, {"013800138000", "外地手机"}, {"01062345678", "北京"},
	{"031162345678", "石家庄"}, {"0085223456789", "香港"}, {"4001234567", "400"}, {"16812345", "声讯"},
}

// foundTemplates puts the branch's template in force before the first dialer is set, and
// its second edition some weeks ago.
func (b *branch) foundTemplates() {
	starters, err := program.Starters()
	if err != nil {
		b.err = err
		return
	}
	text := starters[starter]
	b.when(b.at(b.days[0], 8, 30), func() {
		b.template = b.newID()
		numbers := make([]form.Values, len(oftenDialled))
		for i, n := range oftenDialled {
			numbers[i] = form.Values{library.PlanTemplateNumbersRowNumber: n[0], library.PlanTemplateNumbersRowRemark: n[1]}
		}
		b.do(b.keeper, create(library.PlanTemplate, b.template, form.Values{
			library.PlanTemplateTitle: b.city.name + "标准", library.PlanTemplateText: text,
			library.PlanTemplateValues: b.rows(
				form.Values{library.PlanTemplateValuesRowName: "home", library.PlanTemplateValuesRowValue: b.city.area[1:]},
				form.Values{library.PlanTemplateValuesRowName: "access", library.PlanTemplateValuesRowValue: "17911"}),
			library.PlanTemplateNumbers: b.rows(numbers...),
		}), perform(library.PlanTemplate, b.template, library.PlanTemplateDraft, library.PlanTemplatePutInForce, nil))
	})
	b.when(b.at(b.workDay(b.cfg.Day, -newEditionBefore), 16, 30), func() {
		op := b.do(b.keeper, perform(library.PlanTemplate, b.template, library.PlanTemplateInForce, library.PlanTemplateNewEdition, nil))
		next := opened(ref(library.PlanTemplate, b.template), library.PlanTemplate, op)
		edit := set(library.PlanTemplate, next, library.PlanTemplateDraft, form.Values{
			library.PlanTemplateText:   strings.Replace(text, internationalOut, internationalRefused, 1),
			library.PlanTemplateChange: "国际长途默认拦截，客户要开的单独设",
		})
		edit.Was = form.Values{library.PlanTemplateText: text}
		b.do(b.keeper, edit)
		b.do(b.keeper, perform(library.PlanTemplate, next, library.PlanTemplateDraft, library.PlanTemplatePutInForce, nil))
		b.template = next
		b.text = &form.Record{Form: library.PlanTemplate, ID: next, Values: form.Values{
			library.PlanTemplateTitle: b.city.name + "标准", library.PlanTemplateEdition: int64(2), library.PlanTemplateText: edit.Values[library.PlanTemplateText],
		}}
	})
}

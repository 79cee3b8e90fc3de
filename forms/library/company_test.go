package library_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
	"fieldline/forms/program"
)

// company is a branch with one person per post, a second engineer, and a technical
// assistant of another branch, who may nothing here.
type company struct {
	*formtest.Play
	t      *testing.T
	site   form.ID
	people map[string]form.ID
}

// Those beside the one holder of each post, who goes by the post's role.
const (
	otherEngineer = "the other engineer"
	stranger      = "the technical assistant of another branch"
)

func newCompany(t *testing.T) *company {
	t.Helper()
	c := &company{Play: formtest.New(t, open(t)), t: t, people: map[string]form.ID{}}
	c.site = c.newSite("深圳")
	elsewhere := c.newSite("广州")
	for _, role := range c.Lib.Roles {
		c.people[role.Word] = c.PersonAt(role.Label.Zh, c.site, role.Word)
	}
	c.people[otherEngineer] = c.PersonAt("王磊", c.site, library.RoleEngineer)
	c.people[stranger] = c.PersonAt("外站技术助理", elsewhere, library.RoleTechnicalAssistant)
	return c
}

func open(t *testing.T) *form.Library {
	t.Helper()
	lib, err := library.Open(program.Functions()...)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func (c *company) newSite(name string) form.ID {
	id := c.ID()
	c.Put(&form.Record{ID: id, Form: library.Site, CreatedAt: c.Now, Values: form.Values{library.SiteName: name, library.SiteCode: name}})
	return id
}

// as lets the holder of a post act.
func (c *company) as(role string) *formtest.Actor { return c.As(c.people[role]) }

// rec names a record that somebody acts on.
type rec struct {
	form string
	id   form.ID
}

func (r rec) ref() form.Ref { return form.Ref{Form: r.form, ID: r.id} }

// step lets an action happen after everybody who may not has tried and was refused. The
// first of may does it.
func (c *company) step(r rec, action string, may []string, asked form.Values) {
	c.t.Helper()
	for _, who := range slices.Sorted(maps.Keys(c.people)) {
		if slices.Contains(may, who) {
			continue
		}
		problems := c.as(who).NoAct(r.form, r.id, action, asked)
		if !formtest.Has(problems, form.KeyWhoMay) && !formtest.Has(problems, form.KeyNotYourTurn) {
			c.t.Errorf("%s %s by %s is refused, but not for want of the right: %s", r.form, action, who, formtest.Sentences(problems))
		}
	}
	c.as(may[0]).Act(r.form, r.id, action, asked)
	c.Wait(time.Minute)
}

// refuses asserts that a person's action meets a rule of the form.
func (c *company) refuses(r rec, action, who string, asked form.Values, want string) {
	c.t.Helper()
	problems := c.as(who).NoAct(r.form, r.id, action, asked)
	if !formtest.Has(problems, want) {
		c.t.Errorf("%s %s by %s: %s, want %s", r.form, action, who, formtest.Sentences(problems), want)
	}
}

// in asserts the state of a record.
func (c *company) in(r rec, state string) {
	c.t.Helper()
	if have := c.Get(r.form, r.id).State; have != state {
		c.t.Errorf("%s is %s, want %s", r.form, have, state)
	}
}

// value returns a value of a record.
func (c *company) value(r rec, column string) any {
	c.t.Helper()
	return c.Get(r.form, r.id).Values[column]
}

// says asserts a value of a record; a nil want is empty.
func (c *company) says(r rec, column string, want any) {
	c.t.Helper()
	if have := c.value(r, column); !form.Equal(have, want) {
		c.t.Errorf("%s.%s is %v, want %v", r.form, column, have, want)
	}
}

// told asserts that since a number of tellings the holder of a post was told a sentence.
func (c *company) told(since int, role, zh string) {
	c.t.Helper()
	for _, told := range c.Told[since:] {
		if told.Label.Zh == zh && slices.Contains(told.To, c.people[role]) {
			return
		}
	}
	c.t.Errorf("%s is not told %s but %v", role, zh, c.Told[since:])
}

// one finds the only record of a form that points to another.
func (c *company) one(formName, via string, to rec) rec {
	c.t.Helper()
	return rec{formName, c.One(formName, via, to.id).ID}
}

// all finds the records of a form that point to another.
func (c *company) all(formName, via string, to rec) []rec {
	c.t.Helper()
	found, err := c.Related(formName, via, to.id)
	if err != nil {
		c.t.Fatal(err)
	}
	recs := make([]rec, len(found))
	for i, r := range found {
		recs[i] = rec{formName, r.ID}
	}
	return recs
}

func (c *company) create(who, formName string, values form.Values) rec {
	c.t.Helper()
	r := rec{formName, c.as(who).Create(formName, values)}
	c.Wait(time.Minute)
	return r
}

func (c *company) customer(sizeClass string) rec {
	c.t.Helper()
	return c.create(library.RoleTechnicalAssistant, library.Customer, form.Values{
		library.CustomerName: "福永恒泰五金制品厂" + c.ID().String()[30:], library.CustomerSizeClass: sizeClass,
		library.CustomerContact: "何秀兰", library.CustomerPhone: "0755-27386601",
		library.CustomerAddress: "宝安区福永街道怀德路66号3栋", library.CustomerServices: []string{library.ServiceIsIP},
		library.CustomerAccessMethod: "ISDN", library.CustomerDeviceModel: "D4",
	})
}

// stocked makes a dialer that has passed its in-test.
func (c *company) stocked(serial string) rec {
	c.t.Helper()
	unit := c.create(library.RoleStockKeeper, library.DialerUnit, form.Values{
		library.DialerUnitSerial: serial, library.DialerUnitModel: "IPD-4",
	})
	c.pass(unit, library.DirectionIsIn)
	c.in(unit, library.DialerUnitInStock)
	return unit
}

// pass makes a passed quality test.
func (c *company) pass(unit rec, direction string) rec {
	c.t.Helper()
	test := c.create(library.RoleStockKeeper, library.QualityTest, form.Values{
		library.QualityTestUnit: unit.ref(), library.QualityTestDirection: direction,
		library.QualityTestItems: c.ticked(library.QualityTest, library.QualityTestItems),
	})
	c.as(library.RoleStockKeeper).Act(library.QualityTest, test.id, library.QualityTestPass)
	return test
}

// ticked is a checklist with everything done.
func (c *company) ticked(formName, field string) []form.Row {
	var rows []form.Row
	for _, w := range c.Lib.Form(formName).Field(field).Words {
		rows = append(rows, form.Row{ID: w.Word, Values: form.Values{"item": w.Word, "done": true}})
	}
	return rows
}

// rows gives rows of a table their ids.
func (c *company) rows(values ...form.Values) []form.Row {
	rows := make([]form.Row, len(values))
	for i, v := range values {
		rows[i] = form.Row{ID: c.ID().String(), Values: v}
	}
	return rows
}

// configured makes a dialer with a program for an order.
func (c *company) configured(unit, order rec) rec {
	c.t.Helper()
	config := c.create(library.RoleStockKeeper, library.DialerConfig, form.Values{
		library.DialerConfigOrder: order.ref(), library.DialerConfigUnit: unit.ref(),
		library.DialerConfigTemplate: c.template().ref(), library.DialerConfigAreaCode: "755",
		library.DialerConfigAccessNumbers: c.rows(form.Values{library.DialerConfigAccessNumbersRowAccess: "17911"}),
		library.DialerConfigLines:         c.rows(form.Values{library.DialerConfigLinesRowLine: int64(1)}),
		library.DialerConfigAgrees:        true,
	})
	c.step(config, library.DialerConfigSetUp, []string{library.RoleStockKeeper}, nil)
	c.in(unit, library.DialerUnitConfigured)
	return config
}

// template is the one in force, made when it is first asked for.
func (c *company) template() rec {
	c.t.Helper()
	for _, t := range c.All(library.PlanTemplate) {
		if t.State == library.PlanTemplateInForce {
			return rec{library.PlanTemplate, t.ID}
		}
	}
	starters, err := program.Starters()
	if err != nil {
		c.t.Fatal(err)
	}
	template := c.newTemplate("深圳标准", starters["one_stage"])
	c.as(library.RoleStockKeeper).Act(template.form, template.id, library.PlanTemplatePutInForce, nil)
	return template
}

// newTemplate makes a draft of a template.
func (c *company) newTemplate(title, text string) rec {
	c.t.Helper()
	return c.create(library.RoleStockKeeper, library.PlanTemplate, form.Values{
		library.PlanTemplateTitle: title, library.PlanTemplateText: text,
		library.PlanTemplateValues: c.rows(
			form.Values{library.PlanTemplateValuesRowName: "home", library.PlanTemplateValuesRowValue: "755"},
			form.Values{library.PlanTemplateValuesRowName: "access", library.PlanTemplateValuesRowValue: "17911"}),
	})
}

// slip allots a configured dialer with its out-test to the engineer of an order.
func (c *company) slip(unit, order rec) rec {
	c.t.Helper()
	slip := c.create(library.RoleStockKeeper, library.Allotment, form.Values{
		library.AllotmentOrder: order.ref(),
		library.AllotmentUnits: c.rows(form.Values{library.AllotmentUnitsRowUnit: unit.ref()}),
	})
	c.refuses(slip, library.AllotmentAllot, library.RoleStockKeeper, nil, "dialer_unit.actions.allot.check.0")
	c.pass(unit, library.DirectionIsOut)
	c.step(slip, library.AllotmentAllot, []string{library.RoleStockKeeper}, nil)
	c.in(unit, library.DialerUnitAllotted)
	return slip
}

// judged are the rows of a slip with the engineer's result.
func (c *company) judged(slip rec, result, why string) form.Values {
	rows, _ := c.value(slip, library.AllotmentUnits).([]form.Row)
	for i := range rows {
		rows[i].Values[library.AllotmentUnitsRowResult] = result
		if why != "" {
			rows[i].Values[library.AllotmentUnitsRowWhy] = why
		}
	}
	return form.Values{library.AllotmentUnits: rows}
}

// issued brings a dialer into the hands of an order's engineer.
func (c *company) issued(serial string, order rec) rec {
	c.t.Helper()
	unit := c.stocked(serial)
	c.configured(unit, order)
	slip := c.slip(unit, order)
	c.step(slip, library.AllotmentCheck, []string{library.RoleEngineer}, c.judged(slip, library.VerdictIsPass, ""))
	c.step(slip, library.AllotmentIssue, []string{library.RoleStockKeeper}, nil)
	c.in(unit, library.DialerUnitIssued)
	return unit
}

// card is a complete feedback card of a job with these dialers.
func (c *company) card(units ...form.Values) form.Values {
	return form.Values{
		library.FeedbackCardAccessMethod: "ISDN", library.FeedbackCardDeviceModel: "D4",
		library.FeedbackCardItems: c.ticked(library.FeedbackCard, library.FeedbackCardItems),
		library.FeedbackCardTests: c.rows(form.Values{
			library.FeedbackCardTestsRowItem: library.TestItemIsLoopCurrent, library.FeedbackCardTestsRowMeasured: decimal.NewFromInt(21),
			library.FeedbackCardTestsRowPassed: true,
		}),
		library.FeedbackCardUnits:   c.rows(units...),
		library.FeedbackCardTrained: true, library.FeedbackCardTopics: "加拨与直通", library.FeedbackCardTrainee: "何秀兰",
		library.FeedbackCardRating: int64(4), library.FeedbackCardSignature: form.Signature{SHA256: "ab", Signer: "何秀兰", At: c.Now},
	}
}

// unit is a row of the card's dialers.
func unit(r rec, work, condition string) form.Values {
	return form.Values{
		library.FeedbackCardUnitsRowUnit: r.ref(), library.FeedbackCardUnitsRowWork: work, library.FeedbackCardUnitsRowCondition: condition,
	}
}

// toldLate lets what was done at an hour come only now.
func (c *company) toldLate(then time.Time, do func()) {
	c.t.Helper()
	now := c.Now
	c.Now = then
	do()
	c.Now = now
}

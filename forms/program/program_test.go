package program_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
	"fieldline/forms/form/formtest"
	"fieldline/forms/library"
	"fieldline/forms/program"
)

func newID() form.ID { return form.ID(uuid.Must(uuid.NewV7())) }

// stage is a template and a program of a customer in Shenzhen that is made from it.
func stage(t *testing.T, starter string) (world *formtest.World, template, config *form.Record) {
	t.Helper()
	lib, err := library.Open(program.Functions()...)
	if err != nil {
		t.Fatal(err)
	}
	starters, err := program.Starters()
	if err != nil || starters[starter] == "" {
		t.Fatalf("no starter %s: %v", starter, err)
	}
	world = formtest.NewWorld(lib)
	template = &form.Record{ID: newID(), Form: library.PlanTemplate, State: library.PlanTemplateInForce, Values: form.Values{
		library.PlanTemplateTitle: "深圳标准", library.PlanTemplateEdition: int64(13), library.PlanTemplateText: starters[starter],
		library.PlanTemplateNumbers: []form.Row{{ID: "1", Values: form.Values{library.PlanTemplateNumbersRowNumber: "01062345678", library.PlanTemplateNumbersRowRemark: "北京"}}},
	}}
	config = &form.Record{ID: newID(), Form: library.DialerConfig, State: library.DialerConfigToConfigure, Values: form.Values{
		library.DialerConfigTemplate: form.Ref{Form: library.PlanTemplate, ID: template.ID}, library.DialerConfigAreaCode: "755",
		library.DialerConfigAccessNumbers: []form.Row{{ID: "1", Values: form.Values{library.DialerConfigAccessNumbersRowAccess: "17909"}}},
		library.DialerConfigLines: []form.Row{
			{ID: "1", Values: form.Values{library.DialerConfigLinesRowLine: int64(1), library.DialerConfigLinesRowCaption: "前台"}},
			{ID: "2", Values: form.Values{library.DialerConfigLinesRowLine: int64(2)}},
		},
	}}
	world.Put(template)
	world.Put(config)
	return world, template, config
}

func dialled(t *testing.T, p *program.Program, number string) string {
	t.Helper()
	return dialledOn(t, p, 2, number)
}

func dialledOn(t *testing.T, p *program.Program, line int, number string) string {
	t.Helper()
	m, err := p.Plan.At(dialplan.Scene{Line: line, When: dialplan.Moment{Weekday: 1, Minute: 600}})
	if err != nil {
		t.Fatal(err)
	}
	out := m.Dial(dialplan.Pace(number, 300))
	return strings.TrimSpace(out.Action + " " + out.Sent.String())
}

func TestOf_aProgramOfACustomer(t *testing.T) {
	world, _, config := stage(t, "one_stage")
	p, problems, err := program.Of(world, config)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	for number, want := range map[string]string{
		"110": "DIRECT 110", "26012345": "DIRECT 26012345", "075526012345": "DIRECT 26012345", "01062345678": "ROUTE 1790901062345678", "16812345": "BLOCK",
	} {
		if got := dialled(t, p, number); got != want {
			t.Errorf("%s is %s, want %s", number, got, want)
		}
	}
	profile := p.Plan.Profile()
	if profile.Template != "深圳标准@13" || len(profile.Lines) != 2 || profile.Lines[0].Label != "前台" || profile.Lines[1].No != 2 {
		t.Errorf("the profile is of %s with the lines %+v", profile.Template, profile.Lines)
	}
	if len(p.Numbers) != 1 || p.Numbers[0] != (program.Number{Keys: "01062345678", Remark: "北京"}) {
		t.Errorf("the numbers are %+v", p.Numbers)
	}
}

// Where local numbers of two lengths are in use, the parameters say which the customer has.
func TestOf_aCustomerWithShorterLocalNumbers(t *testing.T) {
	world, _, config := stage(t, "one_stage")
	config.Values[library.DialerConfigAreaCode] = "754"
	config.Values[library.DialerConfigParameters] = []form.Row{{ID: "1", Values: form.Values{library.DialerConfigParametersRowParameter: "local_len", library.DialerConfigParametersRowValue: "7"}}}
	p, problems, err := program.Of(world, config)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	if got := dialled(t, p, "07545234567"); got != "DIRECT 5234567" {
		t.Error(got)
	}
	rows, err := program.Problems().Call(&form.Env{World: world}, []any{config})
	if err != nil || len(rows.([]form.Row)) > 0 {
		t.Errorf("it must not be set: %v %v", rows, err)
	}
}

// A line of a customer is restricted as the line of its number is in the template, in whatever
// order and however many of them are written down; one that the template does not have is as
// its first.
func TestOf_aLineIsLikeTheTemplatesOfItsNumber(t *testing.T) {
	const text = `values:
  - {name: home, type: area, zh: 本地区号, en: home area}
  - {name: access, type: keys, zh: 接入号, en: access code, max: 12}
profile:
  name: x
  home: {area_code: "${home}", local_len: "${home_len}"}
  routes: [{id: C, access: "${access}"}]
  classes: [{cos: free, allow: [local, national]}, {cos: tight, allow: [local]}]
  lines: [{no: 1, cos: free}, {no: 2, cos: tight}]
  rules:
    - {id: 1, pattern: "0", min_len: 10, max_len: 12, action: ROUTE, route: C, class: national}
`
	for name, lines := range map[string][]int64{"in order": {1, 2, 3}, "in another order": {2, 1, 3}, "only the restricted": {2}, "only one more": {3}} {
		t.Run(name, func(t *testing.T) {
			world, template, config := stage(t, "one_stage")
			template.Values[library.PlanTemplateText] = text
			var rows []form.Row
			for _, no := range lines {
				rows = append(rows, form.Row{ID: fmt.Sprint(no), Values: form.Values{library.DialerConfigLinesRowLine: no}})
			}
			config.Values[library.DialerConfigLines] = rows
			world.Put(template)
			world.Put(config)
			p, problems, err := program.Of(world, config)
			if err != nil || len(problems) > 0 {
				t.Fatal(problems, err)
			}
			for _, no := range lines {
				got := strings.HasPrefix(dialledOn(t, p, int(no), "01062345678"), "BLOCK")
				if want := no == 2; got != want {
					t.Errorf("line %d is barred from long distance: %t, want %t", no, got, want)
				}
			}
		})
	}
}

// Account and PIN are in a profile as references: their digits are nowhere near it.
func TestOf_sealedIsAReference(t *testing.T) {
	world, _, config := stage(t, "two_stage")
	config.Values[library.DialerConfigAccount], config.Values[library.DialerConfigPin] = "secret:a1", "secret:b2"
	config.Values[library.DialerConfigParameters] = []form.Row{
		{ID: "1", Values: form.Values{library.DialerConfigParametersRowParameter: "account_digits", library.DialerConfigParametersRowValue: "10"}},
		{ID: "2", Values: form.Values{library.DialerConfigParametersRowParameter: "pin_digits", library.DialerConfigParametersRowValue: "4"}},
	}
	p, problems, err := program.Of(world, config)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	if got := dialled(t, p, "01062345678"); got != "ROUTE 17909(3000)1(1000){account}#(2000){pin}#(2000)01062345678" {
		t.Errorf("it sends %s", got)
	}
}

func TestOf_saysWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(template, config *form.Record)
		says  string
	}{
		"no template":  {func(_, config *form.Record) { delete(config.Values, library.DialerConfigTemplate) }, "还没有选模板"},
		"no area":      {func(_, config *form.Record) { delete(config.Values, library.DialerConfigAreaCode) }, "本地区号"},
		"unknown area": {func(_, config *form.Record) { config.Values[library.DialerConfigAreaCode] = "26" }, "本地区号"},
		"a value no template knows": {func(_, config *form.Record) {
			config.Values[library.DialerConfigParameters] = []form.Row{{ID: "1", Values: form.Values{library.DialerConfigParametersRowParameter: "colour", library.DialerConfigParametersRowValue: "red"}}}
		}, "colour"},
		"a fault in line 2": {func(template, _ *form.Record) {
			template.Values[library.PlanTemplateText] = "values: [{name: home, type: area, zh: 本地区号, en: home area}, {name: access, type: keys, zh: 接入号, en: access code}]\nprofile: {title: x}\n"
		}, "第 2 行"},
	} {
		t.Run(name, func(t *testing.T) {
			world, template, config := stage(t, "one_stage")
			c.spoil(template, config)
			world.Put(template)
			p, problems, err := program.Of(world, config)
			if err != nil || len(problems) == 0 || p.Plan != nil || !strings.Contains(problems[0].Label.Zh, c.says) {
				t.Errorf("%+v %v, want %q", problems, err, c.says)
			}
		})
	}
}

// A template that is not on a device leaves the question open there; it is no fault.
func TestProblems_ofATemplateThatIsNotHere(t *testing.T) {
	world, template, config := stage(t, "one_stage")
	env := &form.Env{World: world, Self: config}
	rows, err := program.Problems().Call(env, []any{config})
	if got, ok := rows.([]form.Row); err != nil || !ok || len(got) != 0 {
		t.Errorf("a sound program has %v %v", rows, err)
	}
	world.Hide(form.Ref{Form: template.Form, ID: template.ID})
	if _, err := program.Problems().Call(env, []any{config}); !errors.Is(err, form.ErrNotHere) {
		t.Errorf("without its template it says %v", err)
	}
}

// What is remembered of a program is of what it says, not of the record.
func TestProblems_lookAgainAfterAChange(t *testing.T) {
	world, _, config := stage(t, "one_stage")
	problems := program.Problems()
	count := func() int {
		t.Helper()
		rows, err := problems.Call(&form.Env{World: world, Self: config}, []any{config})
		if err != nil {
			t.Fatal(err)
		}
		return len(rows.([]form.Row))
	}
	sound := count()
	config.Values[library.DialerConfigAreaCode] = "75"
	spoilt := count()
	config.Values[library.DialerConfigAreaCode] = "755"
	if again := count(); sound != 0 || spoilt == 0 || again != 0 {
		t.Errorf("%d, then %d, then %d problems", sound, spoilt, again)
	}
}

// A number that goes as it should by day and not by night is a fault, at whatever hour one looks.
func TestFaultsOf_atEveryHour(t *testing.T) {
	world, template, config := stage(t, "one_stage")
	text := template.Values[library.PlanTemplateText].(string)
	text = strings.Replace(text, "  timers:", "  schedules: [{id: night, days: \"5\", from: \"22:00\", to: \"06:00\"}]\n  timers:", 1)
	text = strings.Replace(text, "  rules:\n", "  rules:\n    - {id: 5, pattern: \"01062345678\", min_len: 11, max_len: 11, action: BLOCK, schedule: night}\n", 1)
	template.Values[library.PlanTemplateText] = text
	var rows []form.Row
	for _, n := range [][2]string{{"010 6234 5678", library.CallWayIsCarrier}, {"01062345679", library.CallWayIsCarrier}, {"26012345", library.CallWayIsDirect}} {
		rows = append(rows, form.Row{ID: n[0], Values: form.Values{library.PlanTemplateNumbersRowNumber: n[0], library.PlanTemplateNumbersRowShould: n[1]}})
	}
	template.Values[library.PlanTemplateNumbers] = rows
	world.Put(template)

	faults, err := program.FaultsOf(world, config)
	if err != nil || len(faults) != 1 {
		t.Fatalf("%+v %v", faults, err)
	}
	f := faults[0]
	if f.Keys != "010 6234 5678" || f.Line != 1 || f.When != (dialplan.Moment{Weekday: 5, Minute: 22 * 60}) || f.Outcome.Action != dialplan.Block {
		t.Errorf("%+v", f)
	}
}

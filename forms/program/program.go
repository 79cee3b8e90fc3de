// Package program makes of the records of the form library what package dialplan reckons
// with: a dialer's program (DOC-12 拨号器程序设置) or a template becomes a profile, and what
// is wrong with it becomes sentences. It is what plan_problems asks (forms/README.md 3)
// and what the dialer desk shows.
//
// A template's text is the YAML of a dialplan.Template without its name and version, which
// are the record's title and edition. What differs by customer comes from DOC-12: home from
// the area code, access from the access numbers (access, access_2, ...), all others from
// the table of parameters; account and PIN stay references (BR-24).
package program

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Program is what a dialer is set to do.
type Program struct {
	Template *form.Record       // nil where the record names none
	Plan     *dialplan.Plan     // nil where there are problems
	Segments *dialplan.Segments // by which home mobiles are told; nil where there is no table
	// LacksSegments says that there is one, whose bytes are not on this device yet.
	LacksSegments bool
	Numbers       []Number // to be looked at after every change: the customer's, then the template's
}

// Problem is why there is no program yet, or why it must not be written into a unit.
type Problem struct {
	Label  form.Label
	Number string // the shortest that shows it
}

// Of makes the program of a record of DOC-12, or of a template with its values for the
// trial. What is wrong with the record are problems, and there is no plan; a template
// that is not on this device is form.ErrNotHere.
func Of(world form.World, rec *form.Record) (*Program, []Problem, error) {
	template, err := templateOf(world, rec)
	if err != nil || template == nil {
		return &Program{}, noTemplate(), err
	}
	segments, lacks := SegmentsIn(world)
	if lacks != nil && !errors.Is(lacks, form.ErrNotHere) {
		return nil, nil, lacks
	}
	p, problems, err := made(template, rec, segments)
	if err != nil {
		return nil, nil, err
	}
	p.Segments, p.LacksSegments = segments, lacks != nil
	p.Numbers, err = numbersOf(world, template, rec)
	return p, problems, err
}

// templateOf is the template of a record, which may be one itself; nil if it names none.
func templateOf(world form.World, rec *form.Record) (*form.Record, error) {
	if rec.Form != library.DialerConfig {
		return rec, nil
	}
	ref, ok := rec.Get(library.DialerConfigTemplate).(form.Ref)
	if !ok {
		return nil, nil
	}
	template, err := world.Record(ref.Form, ref.ID)
	if err != nil {
		return nil, fmt.Errorf("read the template of program %s: %w", rec.Number, err)
	}
	return template, nil
}

func noTemplate() []Problem {
	return []Problem{{Label: form.Label{Zh: "还没有选模板", En: "No template is chosen yet"}}}
}

func made(template, rec *form.Record, segments *dialplan.Segments) (*Program, []Problem, error) {
	p := &Program{Template: template}
	parsed, err := parse(template)
	if err != nil {
		return p, problemsOf(err), nil
	}
	profile, err := parsed.Fill(valuesOf(parsed, rec))
	if err != nil {
		return p, problemsOf(err), nil
	}
	profile.Template = fmt.Sprintf("%s@%d", title(template), edition(template))
	profile.Lines = linesOf(profile.Lines, rec)
	if p.Plan, err = dialplan.Compile(profile, segments); err != nil {
		return p, problemsOf(err), nil
	}
	return p, nil, nil
}

func title(template *form.Record) string {
	text, _ := template.Get(library.PlanTemplateTitle).(string)
	return text
}

func edition(template *form.Record) int64 {
	n, _ := template.Get(library.PlanTemplateEdition).(int64)
	return n
}

// TemplateName is what people call an edition of a template: 深圳标准 v13.
func TemplateName(template *form.Record) string {
	return title(template) + " " + Edition(template)
}

// Edition is the edition of a template as it is called beside its title: v13.
func Edition(template *form.Record) string { return "v" + strconv.FormatInt(edition(template), 10) }

// parse reads a template's text. Name and version are put behind it, so that the lines of
// faults are the lines of the text.
func parse(template *form.Record) (*dialplan.Template, error) {
	text, _ := template.Get(library.PlanTemplateText).(string)
	return dialplan.ParseTemplate(title(template), []byte(fmt.Sprintf("%s\ntemplate: plan\nversion: %d\n", text, max(edition(template), 1))))
}

// Starters are the texts of templates that come with the program, by their names.
func Starters() (map[string]string, error) {
	all, err := dialplan.Templates()
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, t := range all {
		var kept []string
		for _, line := range strings.SplitAfter(t.Text, "\n") {
			if key, _, _ := strings.Cut(line, ":"); key != "template" && key != "version" {
				kept = append(kept, line)
			}
		}
		texts[t.Name] = strings.Join(kept, "")
	}
	return texts, nil
}

// valuesOf are what a record gives a template.
func valuesOf(template *dialplan.Template, rec *form.Record) map[string]string {
	values := map[string]string{}
	for _, v := range template.Values {
		if v.Type == "secret" {
			values[v.Name] = v.Name
		}
	}
	if rec.Form == library.PlanTemplate {
		for _, row := range rowsOf(rec, library.PlanTemplateValues) {
			values[textOf(row, library.PlanTemplateValuesRowName)] = textOf(row, library.PlanTemplateValuesRowValue)
		}
		return values
	}
	if area, ok := rec.Get(library.DialerConfigAreaCode).(string); ok && area != "" {
		values["home"] = area
	}
	for i, row := range rowsOf(rec, library.DialerConfigAccessNumbers) {
		name := "access"
		if i > 0 {
			name += "_" + strconv.Itoa(i+1)
		}
		if asks(template, name) {
			values[name] = textOf(row, library.DialerConfigAccessNumbersRowAccess)
		}
	}
	for _, row := range rowsOf(rec, library.DialerConfigParameters) {
		values[textOf(row, library.DialerConfigParametersRowParameter)] = textOf(row, library.DialerConfigParametersRowValue)
	}
	return values
}

func asks(template *dialplan.Template, name string) bool {
	for _, v := range template.Values {
		if v.Name == name {
			return true
		}
	}
	return false
}

// linesOf are the lines of DOC-12, each like the line of that number in the template or
// else like its first.
func linesOf(like []dialplan.Line, rec *form.Record) []dialplan.Line {
	rows := rowsOf(rec, library.DialerConfigLines)
	if rec.Form != library.DialerConfig || len(rows) == 0 || len(like) == 0 {
		return like
	}
	var lines []dialplan.Line
	for _, row := range rows {
		no, _ := row.Values[library.DialerConfigLinesRowLine].(int64)
		line := like[max(0, slices.IndexFunc(like, func(l dialplan.Line) bool { return l.No == int(no) }))]
		line.No, line.Label = int(no), textOf(row, library.DialerConfigLinesRowCaption)
		lines = append(lines, line)
	}
	return lines
}

func rowsOf(rec *form.Record, column string) []form.Row {
	rows, _ := rec.Get(column).([]form.Row)
	return rows
}

func textOf(row form.Row, column string) string {
	text, _ := row.Values[column].(string)
	return text
}

// problemsOf says what dialplan found wrong with a text or with values.
func problemsOf(err error) []Problem {
	var values *dialplan.ValueError
	var faults *dialplan.ParseError
	var yaml *form.ParseError
	var all []Problem
	switch {
	case errors.As(err, &values):
		for _, p := range values.Problems {
			why := p.Why.Label()
			all = append(all, Problem{Label: form.Label{Zh: p.Label.Zh + "：" + why.Zh, En: p.Label.En + ": " + why.En}})
		}
	case errors.As(err, &faults):
		all = faultsOf(faults.Problems)
	case errors.As(err, &yaml):
		all = faultsOf(yaml.Problems)
	default:
		all = []Problem{{Label: form.Label{Zh: err.Error(), En: err.Error()}}}
	}
	return all
}

func faultsOf(faults []form.Fault) []Problem {
	var all []Problem
	for _, f := range faults {
		all = append(all, Problem{Label: form.Label{
			Zh: fmt.Sprintf("拨号计划第 %d 行第 %d 列：%s", f.Pos.Line, f.Pos.Column, f.Text),
			En: fmt.Sprintf("line %d, column %d of the dial plan: %s", f.Pos.Line, f.Pos.Column, f.Text),
		}})
	}
	return all
}

package program

import (
	"errors"
	"fmt"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// Number is a number that is dialled often and looked at after every change of a program.
type Number struct {
	Keys, Remark string
	Should       string // a word of call_way, "" whatever becomes of it
	Goes         string // all keys that go to the line, "" whatever they are
	Customers    bool   // of the customer's own list, not of the template's
}

// Keeps tells whether what becomes of the number is what should. Keys that come too late
// for the number are lost to it.
func (n Number) Keeps(o dialplan.Outcome) bool {
	if n.Should == "" {
		return true
	}
	way := ""
	switch o.Action {
	case dialplan.Direct:
		way = library.CallWayIsDirect
	case dialplan.Through:
		way = library.CallWayIsCarrier
	case dialplan.Block:
		way = library.CallWayIsBarred
	}
	if way != n.Should || o.After != "" {
		return false
	}
	if n.Goes == "" || way == library.CallWayIsBarred {
		return true
	}
	var sent strings.Builder
	for _, t := range o.Sent {
		sent.WriteString(t.Keys)
	}
	return sent.String() == n.Goes
}

// Fault is a number that a program does not treat as it should, with where it does not: on a
// line, at a moment of the week.
type Fault struct {
	Number
	Line    int
	When    dialplan.Moment
	Outcome dialplan.Outcome
}

// NumberFaults is the named function number_faults: a row per number of the customer or of
// the template that a program does not treat as it should, on any of its lines at any hour. A
// program that cannot be made has none: plan_problems says why.
func NumberFaults() form.Named {
	return form.Named{
		Name: "number_faults", Params: []form.FieldType{form.RefType}, Result: form.Table,
		Call: func(env *form.Env, args []any) (any, error) {
			rec, err := recordOf(env, args[0])
			if err != nil || rec == nil {
				return nil, err
			}
			faults, err := FaultsOf(env.World, rec)
			if err != nil {
				return nil, err
			}
			rows := []form.Row{}
			for i, f := range faults {
				rows = append(rows, form.Row{ID: fmt.Sprint(i + 1), Values: form.Values{"number": f.Keys}})
			}
			return rows, nil
		},
	}
}

// FaultsOf are the numbers that a program does not treat as it should, each where that is seen
// first. It returns form.ErrNotHere where the customer or the template is not on this device.
func FaultsOf(world form.World, rec *form.Record) ([]Fault, error) {
	own, err := customersNumbers(world, rec)
	if err != nil {
		return nil, err
	}
	p, _, err := Of(world, rec)
	if err != nil || p.Plan == nil {
		return nil, err
	}
	if p.LacksSegments {
		return nil, fmt.Errorf("check the numbers of program %s: %w", rec.Number, form.ErrNotHere)
	}
	scenes, machines, err := everywhere(p.Plan)
	if err != nil {
		return nil, err
	}
	var faults []Fault
	seen := map[string]bool{}
	for _, n := range append(own, templatesNumbers(p.Template)...) {
		keys, err := dialplan.Clean(n.Keys)
		if err != nil || n.Should == "" || seen[keys] {
			continue // the customer's own list goes before the template's
		}
		seen[keys] = true
		for i, m := range machines {
			if o := m.Dial(dialplan.Pace(keys, dialplan.ByHand)); !n.Keeps(o) {
				faults = append(faults, Fault{n, scenes[i].Line, scenes[i].When, o})
				break
			}
		}
	}
	return faults, nil
}

// everywhere puts a plan into all its scenes.
func everywhere(plan *dialplan.Plan) ([]dialplan.Scene, []*dialplan.Machine, error) {
	scenes := plan.Scenes()
	machines := make([]*dialplan.Machine, len(scenes))
	for i, scene := range scenes {
		var err error
		if machines[i], err = plan.At(scene); err != nil {
			return nil, nil, err
		}
	}
	return scenes, machines, nil
}

// numbersOf are the customer's numbers, as far as the customer is on this device, and the
// template's.
func numbersOf(world form.World, template, rec *form.Record) ([]Number, error) {
	own, err := customersNumbers(world, rec)
	if err != nil && !errors.Is(err, form.ErrNotHere) {
		return nil, err
	}
	return append(own, templatesNumbers(template)...), nil
}

// customersNumbers are those on the list of a program's customer.
func customersNumbers(world form.World, rec *form.Record) ([]Number, error) {
	if rec.Form != library.DialerConfig {
		return nil, nil
	}
	ref, ok := rec.Get(library.DialerConfigCustomer).(form.Ref)
	if !ok {
		return nil, nil
	}
	customer, err := world.Record(ref.Form, ref.ID)
	if err != nil {
		return nil, fmt.Errorf("read the customer of program %s: %w", rec.Number, err)
	}
	var all []Number
	for _, row := range rowsOf(customer, library.CustomerOften) {
		all = append(all, Number{
			Keys: textOf(row, library.CustomerOftenRowNumber), Remark: textOf(row, library.CustomerOftenRowOfWhom), Customers: true,
			Should: textOf(row, library.CustomerOftenRowShould), Goes: textOf(row, library.CustomerOftenRowGoes),
		})
	}
	return all, nil
}

// templatesNumbers are those a template wants looked at.
func templatesNumbers(template *form.Record) []Number {
	var all []Number
	for _, row := range rowsOf(template, library.PlanTemplateNumbers) {
		all = append(all, Number{
			Keys: textOf(row, library.PlanTemplateNumbersRowNumber), Remark: textOf(row, library.PlanTemplateNumbersRowRemark), Should: textOf(row, library.PlanTemplateNumbersRowShould),
		})
	}
	return all
}

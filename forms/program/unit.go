package program

import (
	"errors"
	"fmt"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/driver"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// UnitType is the type of a dialer (DOC-11), in which its program is said: by its model, or
// where that is not on this device by what it was when it was sealed. Nil where neither
// names one that this version has.
func UnitType(world form.World, dialer *form.Record) (*driver.Unit, error) {
	word, _ := dialer.Get(library.DialerUnitSealedType).(string)
	if ref, ok := dialer.Get(library.DialerUnitProduct).(form.Ref); ok {
		model, err := world.Record(ref.Form, ref.ID)
		switch {
		case err == nil:
			word, _ = model.Get(library.DialerModelUnitType).(string)
		case word == "" || !errors.Is(err, form.ErrNotHere):
			return nil, fmt.Errorf("read the model of a dialer: %w", err)
		}
	}
	units, err := driver.Units()
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		if u.Name == word {
			return u, nil
		}
	}
	return nil, nil
}

// For says a program to a type of unit. What the type cannot say comes back as a
// *driver.Refusal.
func (p *Program) For(unit *driver.Unit) (*driver.Program, error) {
	keypad, err := driver.Find("keypad")
	if err != nil {
		return nil, err
	}
	return keypad.Compile(driver.Job{Profile: p.Plan.Profile(), Segments: p.Segments, Unit: unit})
}

// Unit is the named function unit_problems: a row per reason why what is known of a dialer
// does not prove that it holds the program of a record of DOC-12. An empty table says that
// it holds it, for all numbers, or that it is of a type that shows nothing.
func Unit() form.Named {
	return form.Named{
		Name: "unit_problems", Params: []form.FieldType{form.RefType}, Result: form.Table,
		Call: func(env *form.Env, args []any) (any, error) {
			rec, err := recordOf(env, args[0])
			if err != nil || rec == nil {
				return nil, err
			}
			problems, err := unproved(env.World, rec)
			if err != nil {
				return nil, err
			}
			return rowsFor(problems), nil
		},
	}
}

// Digest is the named function values_digest: what names the values of registers.
func Digest() form.Named {
	return form.Named{
		Name: "values_digest", Params: []form.FieldType{form.Text}, Result: form.Text,
		Call: func(_ *form.Env, args []any) (any, error) {
			text, _ := args[0].(string)
			if text == "" {
				return "", nil
			}
			return driver.Digest(text), nil
		},
	}
}

// Functions are all named functions of this package.
func Functions() []form.Named {
	return []form.Named{Problems(), NumberFaults(), Lacking(), Unit(), Digest()}
}

func unproved(world form.World, rec *form.Record) ([]Problem, error) {
	ref, ok := rec.Get(library.DialerConfigUnit).(form.Ref)
	if !ok {
		return nil, nil
	}
	dialer, err := world.Record(ref.Form, ref.ID)
	if err != nil {
		return nil, err
	}
	unit, err := UnitType(world, dialer)
	if err != nil || unit == nil || unit.Talk != driver.TalkTerminal {
		return nil, err
	}
	text, _ := rec.Get(library.DialerConfigAsLeft).(string)
	if text == "" {
		return []Problem{{Label: form.Label{Zh: "还没有写入并读回", En: "It was not written and read back yet"}}}, nil
	}
	values, err := driver.ReadValues(text)
	if err != nil {
		return []Problem{{Label: form.Label{Zh: "读回的内容不成格式", En: "What was read back is no list of registers"}}}, nil
	}
	p, problems, err := Of(world, rec)
	if err != nil || len(problems) > 0 {
		return problems, err
	}
	if p.LacksSegments {
		return nil, form.ErrNotHere
	}
	said, err := p.For(unit)
	if refused := new(driver.Refusal); errors.As(err, &refused) {
		return Refused(refused), nil
	}
	if err != nil {
		return nil, err
	}
	return compared(unit, said, values, p.Segments)
}

// compared is what differs between a program as it was said to a unit and what the unit
// holds: another layout of the same plan does not.
func compared(unit *driver.Unit, said *driver.Program, values []driver.Setting, segments *dialplan.Segments) ([]Problem, error) {
	_, _, image, err := driver.ReadScript(said.Text, unit)
	if err != nil {
		return nil, err
	}
	changes := driver.Changes(image, values)
	if len(changes) == 0 {
		return nil, nil
	}
	proof, err := unit.Proves(said, values, segments)
	if faults := new(dialplan.ParseError); errors.As(err, &faults) {
		return []Problem{{Label: form.Label{Zh: "读回的内容不是拨号计划", En: "What was read back is no dial plan"}}}, nil
	}
	if err != nil {
		return nil, err
	}
	var problems []Problem
	if d := proof.Difference; d != nil {
		problems = append(problems, Problem{Label: d.Why().Label(), Number: d.Number})
	}
	for _, c := range changes {
		if !unit.Routes(c.Register) {
			means := unit.Means(c.Register)
			problems = append(problems, Problem{Label: form.Label{Zh: fmt.Sprintf("%s：应为 %s，读回 %s", means.Zh, c.Was, c.Is), En: fmt.Sprintf("%s: want %s, read %s", means.En, c.Was, c.Is)}})
		}
	}
	return problems, nil
}

// Refused are the reasons why a type of unit cannot say a program.
func Refused(r *driver.Refusal) []Problem {
	var problems []Problem
	for _, reason := range r.Reasons {
		problems = append(problems, Problem{Label: reason.Why.Label(), Number: strings.TrimSpace(reason.Number)})
	}
	return problems
}

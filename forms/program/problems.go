package program

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sync"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

// remembered is how many programs Problems keeps its answer about: most of a company's
// dialers share a few templates and values.
const remembered = 256

// Problems is the named function plan_problems: a row per reason why a program must not be
// written into a unit (Lint's errors, or why there is no profile), with its sentence as zh
// and en. An empty table says that it may.
func Problems() form.Named {
	m := &memory{}
	return form.Named{
		Name: "plan_problems", Params: []form.FieldType{form.RefType}, Result: form.Table,
		Call: func(env *form.Env, args []any) (any, error) {
			rec, err := recordOf(env, args[0])
			if err != nil || rec == nil {
				return nil, err
			}
			problems, err := m.problems(env.World, rec)
			if err != nil {
				return nil, err
			}
			return rowsFor(problems), nil
		},
	}
}

func rowsFor(problems []Problem) []form.Row {
	rows := []form.Row{}
	for i, p := range problems {
		rows = append(rows, form.Row{ID: fmt.Sprint(i + 1), Values: form.Values{"zh": p.Label.Zh, "en": p.Label.En}})
	}
	return rows
}

// recordOf is the record an expression hands over.
func recordOf(env *form.Env, arg any) (*form.Record, error) {
	switch v := arg.(type) {
	case *form.Record:
		return v, nil
	case form.Ref:
		if env.Self != nil && env.Self.ID == v.ID && env.Self.Form == v.Form {
			return env.Self, nil
		}
		return env.World.Record(v.Form, v.ID)
	}
	return nil, nil
}

// memory keeps what was found of the programs that were looked at last.
type memory struct {
	mu    sync.Mutex
	found map[[sha256.Size]byte][]Problem
}

func (m *memory) problems(world form.World, rec *form.Record) ([]Problem, error) {
	template, err := templateOf(world, rec)
	if err != nil || template == nil {
		return noTemplate(), err
	}
	key, err := saysOf(template, rec)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	found, known := m.found[key]
	m.mu.Unlock()
	if known {
		return found, nil
	}
	p, found, err := made(template, rec, nil) // what forbids a program does not hang on a table that changes every month
	if err == nil && p.Plan != nil {
		found, err = errorsOf(p.Plan)
	}
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.found == nil || len(m.found) >= remembered {
		m.found = map[[sha256.Size]byte][]Problem{}
	}
	m.found[key] = found
	return found, nil
}

// saysOf names everything that a program is made of.
func saysOf(template, rec *form.Record) ([sha256.Size]byte, error) {
	said := []any{template.Get(library.PlanTemplateTitle), template.Get(library.PlanTemplateEdition), template.Get(library.PlanTemplateText), rec.Form}
	for _, column := range []string{library.PlanTemplateValues, library.DialerConfigAreaCode, library.DialerConfigAccessNumbers, library.DialerConfigParameters, library.DialerConfigLines} {
		said = append(said, rec.Get(column))
	}
	b, err := json.Marshal(said)
	if err != nil {
		return [sha256.Size]byte{}, fmt.Errorf("name a program: %w", err)
	}
	return sha256.Sum256(b), nil
}

// errorsOf are the findings that forbid a plan.
func errorsOf(plan *dialplan.Plan) ([]Problem, error) {
	all, err := dialplan.Lint(plan)
	if err != nil {
		return nil, err
	}
	var found []Problem
	for _, f := range all {
		if f.Severity == dialplan.Error {
			found = append(found, Problem{Label: f.Why.Label(), Number: f.Number})
		}
	}
	return found, nil
}

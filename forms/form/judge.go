package form

import (
	"slices"
	"strconv"
)

// judge answers questions about one record: what is shown, who may, what is missing.
type judge struct {
	form *Form
	env  *Env
	// version is the shape version the record was made with; 0 is the current one.
	version int
	*findings
}

// findings are shared by all judges of one evaluation. The first error of the world
// sticks and is looked at once at the end of each step; the answers given after it are
// worthless but harmless.
type findings struct {
	assumed map[string]bool
	err     error
}

func newJudge(f *Form, env *Env) *judge {
	return &judge{form: f, env: env, version: env.Version, findings: &findings{assumed: map[string]bool{}}}
}

// at returns a judge of another record with the same view.
func (j *judge) at(rec *Record) *judge {
	env := *j.env
	env.Self, env.It, env.Version = rec, nil, 0
	return &judge{form: j.env.Lib.Form(rec.Form), env: &env, findings: j.findings}
}

// with returns a judge of the same record in which `it` is a row, a record or a choice.
func (j *judge) with(it any) *judge {
	env := *j.env
	env.It = it
	return &judge{form: j.form, env: &env, findings: j.findings, version: j.version}
}

func (f *findings) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

// holds answers a condition; none holds.
func (j *judge) holds(e *Expr) Answer {
	if e == nil {
		return Yes
	}
	answer, err := e.Holds(j.env)
	if err != nil {
		j.fail(err)
		return Unknown
	}
	return answer
}

// draft tells whether nothing is demanded of the record yet.
func (j *judge) draft() bool {
	s := j.form.State(j.env.Self.State)
	return s != nil && s.Draft
}

// visible: what is not known is shown.
func (j *judge) visible(f *Field) bool {
	return f.Retired == 0 && (f.Section == nil || j.holds(f.Section.Show) != No) && j.holds(f.Show) != No
}

// askedFor tells whether a field that an action asks for is shown in its dialog: a
// section's show says what stands on the paper, and an answer may be what brings it there.
func (j *judge) askedFor(f *Field) bool { return f.Retired == 0 && j.holds(f.Show) != No }

// within tells whether a state is one of those in which a field is written.
func (f *Form) within(field *Field, state string) bool {
	if len(f.States) == 0 {
		return true
	}
	in := field.In
	if len(in) == 0 && field.Section != nil {
		in = field.Section.In
	}
	if len(in) == 0 {
		in = f.In
	}
	if len(in) > 0 {
		return slices.Contains(in, state)
	}
	s := f.State(state)
	return s != nil && s.Open()
}

// writers returns who writes a field, in order of precedence.
func (f *Form) writers(field *Field) []Who {
	switch {
	case len(field.By) > 0:
		return field.By
	case field.Section != nil && len(field.Section.By) > 0:
		return field.Section.By
	case len(f.By) > 0:
		return f.By
	}
	return f.Create
}

// byHand tells whether people write a field at all.
func byHand(field *Field) bool {
	return field.Calc == nil && field.Type != Lookup && field.Retired == 0
}

// note remembers a rule that could not be judged here.
func (j *judge) note(rule string) { j.assumed[rule] = true }

// problem starts a problem of this record.
func (j *judge) problem(key, field string) Problem {
	return Problem{Form: j.form.Name, ID: j.env.Self.ID, Field: field, Key: key}
}

func (j *judge) problemWith(key, field string, args map[string]any) Problem {
	p := j.problem(key, field)
	p.Args = args
	return p
}

// broken judges rules with their own sentences and returns those that do not hold.
func (j *judge) broken(checks []*Check, path, field, row string) []Problem {
	var problems []Problem
	for i, c := range checks {
		problems = append(problems, j.brokenOne(c, path, i, field, row)...)
	}
	return problems
}

func (j *judge) brokenOne(c *Check, path string, i int, field, row string) []Problem {
	if j.older(c.Since) || c.Here && j.env.World.Complete() {
		return nil
	}
	switch j.holds(c.That) {
	case Unknown:
		j.note(checkKey(path, i))
	case No:
		p := j.problem(checkKey(path, i), field)
		p.Row, p.Warn = row, c.Warn
		p.Label = &Label{c.Label.Zh, c.Label.En}
		return []Problem{p}
	}
	return nil
}

func checkKey(path string, i int) string { return path + ".check." + strconv.Itoa(i) }

// older tells whether the record was made before a rule came into the form.
func (j *judge) older(since int) bool { return since > 0 && j.version > 0 && j.version < since }

// path names a field's rules.
func (f *Form) path(field *Field) string { return f.Name + ".fields." + field.Name }

func (f *Form) actionPath(a *Action) string { return f.Name + ".actions." + a.Name }

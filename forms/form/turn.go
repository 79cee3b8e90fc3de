package form

import (
	"errors"
	"slices"
)

// turn is one act on one record while it is judged.
type turn struct {
	*judge
	e      *Evaluation
	ref    Ref
	rec    *Record // the working copy, which the view shows too
	before *Record // as the turn found it; nil in a create
	touch  *touch

	system  bool
	seen    string
	from    string // the state an act leaves
	action  *Action
	forWhom ID
}

// turn begins an act on a record that exists.
func (e *Evaluation) turn(ref Ref) (*turn, error) {
	f := e.Lib.Form(ref.Form)
	if f == nil {
		return nil, e.noForm(ref)
	}
	again := e.view.touched[ref] != nil
	touched, err := e.view.load(ref)
	if errors.Is(err, ErrNotHere) {
		return nil, refuse(AboutRule, Problem{Form: ref.Form, ID: ref.ID, Key: KeyUnknownRecord})
	}
	if err != nil {
		return nil, err
	}
	before := touched.before
	if again {
		before = touched.now.snapshot()
	}
	return e.turnOf(f, ref, touched, before), nil
}

// handled notes that a part, and not only a step, touches the record.
func (t *turn) handled(in Input) {
	t.seen = in.Seen
	t.touch.effect, t.touch.step = false, ""
}

func (e *Evaluation) noForm(ref Ref) error {
	return refuse(AboutRule, Problem{Form: ref.Form, ID: ref.ID, Key: KeyUnknownForm, Args: map[string]any{"form": ref.Form}})
}

func (e *Evaluation) turnOf(f *Form, ref Ref, touched *touch, before *Record) *turn {
	j := &judge{form: f, env: e.envOf(touched.now, ""), findings: e.findings}
	if e.Version != nil {
		j.version = e.Version(ref)
	}
	return &turn{
		judge: j, e: e, ref: ref, rec: touched.now, before: before, touch: touched,
		system: e.Me == (ID{}), from: touched.now.State,
	}
}

// fresh begins the creation of a record with about so many values.
func (e *Evaluation) fresh(ref Ref, site ID, values int) (*turn, error) {
	f := e.Lib.Form(ref.Form)
	if f == nil {
		return nil, e.noForm(ref)
	}
	_, err := e.view.Record(ref.Form, ref.ID)
	if err == nil {
		return nil, refuse(AboutRule, Problem{Form: ref.Form, ID: ref.ID, Key: KeyExists})
	}
	if !errors.Is(err, ErrNotHere) {
		return nil, err
	}
	rec := &Record{ID: ref.ID, Form: ref.Form, Site: site, State: f.Start(), CreatedAt: e.Now, Values: make(Values, values)}
	if !f.Anonymous {
		rec.CreatedBy = e.Me
	}
	touched := &touch{now: rec}
	e.view.put(ref, touched)
	t := e.turnOf(f, ref, touched, nil)
	t.version = 0
	return t, nil
}

// inOrder does the steps of a turn until one refuses or the world fails.
func (t *turn) inOrder(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
		if t.err != nil {
			return t.err
		}
	}
	t.touch.forWho = t.forWhom
	return nil
}

// begin enters the start state and fills in the defaults of what was not given.
func (t *turn) begin(given Values) func() error {
	return func() error {
		t.stamp(t.rec.State)
		t.start(given)
		return nil
	}
}

// recompute brings calculated values and deadlines up to date (step 4).
func (t *turn) recompute() error {
	t.compute()
	t.deadlines(t.before)
	return nil
}

// owe refuses when fields that are due lack something.
func (t *turn) owe(due []*Field) error {
	return refuse(AboutRule, t.unexcused(t.demand(due))...)
}

// settled refuses a new record that lacks what is due in its start state. What the
// calendar opens owes nothing yet, as what an effect opens.
func (t *turn) settled() error {
	if t.system {
		return nil
	}
	return t.owe(t.form.starting())
}

// unexcused takes away the warnings for which a reason is given.
func (t *turn) unexcused(problems []Problem) []Problem {
	return slices.DeleteFunc(problems, func(p Problem) bool {
		return p.Warn && t.e.Overrode[p.Key] != ""
	})
}

package form

import (
	"slices"
	"time"
)

// Given is what an operation is judged with.
type Given struct {
	Lib   *Library
	World World
	Op    ID        // the operation's id, from which repeated effects derive theirs
	Me    ID        // who acts; zero is the system, to which `by` and `not` do not apply
	Now   time.Time // the operation's corrected time
	// Accepted says that the office lets work count that came too late: neither right nor
	// state is asked then, while all that must hold still must.
	Accepted bool
	// Overrode holds the reason for each warning that is gone on in spite of, by key.
	Overrode map[string]string
	// Version tells the shape version a record was made with; nil: the current one.
	Version func(Ref) int
}

// Input is one act on one record, as a person or the clock puts it in.
type Input struct {
	Ref    Ref
	Site   ID     // create: the site, where it is not the creator's own
	Action string // act
	// Values to write; a nil value empties.
	Values Values
	// Seen is the state in which the record was seen, "" if it is the present one.
	Seen  string
	Table string // add: a table of the form, or "amendments"
	Row   Row
	// Merge joins a value with what others wrote meanwhile, if somebody might have; it
	// answers false where the present value stays.
	Merge func(rec *Record, field *Field, value any) (any, bool, error)
	// SeenAs tells why a field that an action decides on is not as it was seen; nil: as it is.
	SeenAs func(rec *Record, field *Field) (*Problem, error)
}

// Evaluation judges the parts of one operation one after another on a view of its own,
// in which later parts and effects see earlier ones. Each part is done or refused with a
// *Refusal; after a refusal the whole evaluation is worthless, as an operation is done
// entirely or not at all. Any other error comes from the World.
type Evaluation struct {
	Given
	view *overlay
	*findings
	told  []Told
	depth int
}

// Told is a sentence for people that an act or a deadline causes.
type Told struct {
	Ref   Ref
	To    []ID
	Label Label
	Step  string
	Late  bool // by an act that was accepted despite what the record had become
}

// Touched is a record that an evaluation has created or changed.
type Touched struct {
	Before *Record // nil: created
	After  *Record
	Effect bool    // only steps touched it
	Step   string  // the step that touched it first
	Action string  // the action that moved it last
	For    ID      // whom the person deputised for
	Scopes []Scope // its audience now
}

// Begin starts the evaluation of an operation.
func Begin(g Given) *Evaluation {
	g.Now = g.Now.UTC().Truncate(time.Millisecond)
	return &Evaluation{Given: g, view: newOverlay(g.World), findings: &findings{assumed: map[string]bool{}}}
}

// Create starts a new record (forms/README.md 4). The one who creates it must be allowed to,
// and owes what is due in the start state.
func (e *Evaluation) Create(in Input) error {
	t, err := e.fresh(in.Ref, in.Site, len(in.Values))
	if err != nil {
		return err
	}
	return t.inOrder(
		t.mayCreate,
		func() error { return t.take(in) },
		t.begin(in.Values),
		t.recompute,
		t.settled,
		t.hold,
	)
}

// Set writes values.
func (e *Evaluation) Set(in Input) error {
	t, err := e.turn(in.Ref)
	if err != nil {
		return err
	}
	t.handled(in)
	return t.inOrder(
		func() error { return t.take(in) },
		t.recompute,
		t.hold,
	)
}

// Act lets an action happen.
func (e *Evaluation) Act(in Input) error {
	t, err := e.turn(in.Ref)
	if err != nil {
		return err
	}
	t.handled(in)
	return t.act(in)
}

// act is the order of an action: may, values, what follows from them, whether it is
// possible, the new state, what must hold, and what it causes.
func (t *turn) act(in Input) error {
	a := t.form.Action(in.Action)
	if a == nil {
		return refuse(AboutRule, t.problemWith(KeyUnknownAction, "", map[string]any{"action": in.Action}))
	}
	t.action = a
	return t.inOrder(
		t.mayAct,
		func() error { return t.take(in) },
		t.recompute,
		t.offered,
		t.fits,
		func() error { return t.upon(in) },
		t.answered,
		func() error { return t.owe(t.form.leaving(a, t.from)) },
		t.allowedBy,
		t.enter,
		t.recompute,
		t.hold,
		t.cause,
	)
}

// Add appends one row to a table, or to the amendments of a frozen field.
func (e *Evaluation) Add(in Input) error {
	t, err := e.turn(in.Ref)
	if err != nil {
		return err
	}
	t.handled(in)
	if in.Table == amendments {
		return t.inOrder(func() error { return t.amend(in.Row) })
	}
	return t.inOrder(
		func() error { return t.append(in) },
		t.recompute,
		t.hold,
	)
}

// Admits judges only whether the person may do it at all and whether it fits the state,
// which tells what was right once from what never was.
func (e *Evaluation) Admits(in Input) error {
	t, err := e.turn(in.Ref)
	if err != nil {
		return err
	}
	t.seen = in.Seen
	write := func() error { return t.mayWrite(t.changed(in.Values)) }
	switch {
	case in.Table == amendments:
		return t.inOrder(func() error { return t.amend(in.Row) })
	case in.Table != "":
		return t.inOrder(func() error { return t.mayWrite([]putIn{{name: in.Table, field: t.form.Field(in.Table)}}) })
	case in.Action == "":
		return t.inOrder(write)
	}
	if t.action = t.form.Action(in.Action); t.action == nil {
		return refuse(AboutRule, t.problem(KeyUnknownAction, ""))
	}
	return t.inOrder(t.mayAct, write, t.fits)
}

// Remind makes one step of a deadline, by the clock. Once it is met or has moved it does
// nothing; before its time it is refused.
func (e *Evaluation) Remind(ref Ref, deadline string, step int, due time.Time) error {
	t, err := e.turn(ref)
	if err != nil {
		return err
	}
	t.system = true
	return t.remind(deadline, step, due)
}

// Touched returns what has been created or changed, in the order of first touch, and ends
// the evaluation. Before and After share what did not change.
func (e *Evaluation) Touched() ([]Touched, error) {
	var all []Touched
	for _, ref := range e.view.order {
		t := e.view.touched[ref]
		if t.before != nil && !t.acted && alike(t.before, t.now) {
			continue
		}
		f := e.Lib.Form(ref.Form)
		if !f.Anonymous {
			t.now.UpdatedBy = e.Me
		}
		t.now.UpdatedAt = e.Now
		scopes, err := f.Scopes(e.envOf(t.now, ""), t.now)
		if err != nil {
			return nil, err
		}
		all = append(all, Touched{t.before, t.now, t.effect, t.step, t.action, t.forWho, scopes})
	}
	return all, nil
}

// Told returns whom the operation tells what.
func (e *Evaluation) Told() []Told { return e.told }

// Assumed returns the rules that could not be judged here, sorted.
func (e *Evaluation) Assumed() []string {
	rules := make([]string, 0, len(e.assumed))
	for rule := range e.assumed {
		rules = append(rules, rule)
	}
	slices.Sort(rules)
	return rules
}

func (e *Evaluation) envOf(rec *Record, despite string) *Env {
	return &Env{Lib: e.Lib, World: e.view, Self: rec, Me: e.Me, Now: e.Now, Despite: despite}
}

package form

import (
	"errors"
	"slices"
	"strconv"
)

// deepest is how many actions may cause one another (forms/README.md 5).
const deepest = 8

// cause does the steps of the action, top to bottom, depth first (step 8). A step whose
// condition, record or rows are not known here is left to the server.
func (t *turn) cause() error {
	if len(t.action.Then) == 0 {
		return nil
	}
	if t.e.depth >= deepest {
		return refuse(AboutRule, t.problem(KeyTooDeep, ""))
	}
	t.e.depth++
	defer func() { t.e.depth-- }()
	for i, s := range t.action.Then {
		c := &cause{turn: t, step: s, path: t.form.actionPath(t.action) + ".then." + strconv.Itoa(i)}
		if err := c.do(); err != nil {
			return err
		}
		if t.err != nil {
			return t.err
		}
	}
	return nil
}

// cause is one step while it is done.
type cause struct {
	*turn
	step *Step
	path string
	it   any    // the row or record of each
	row  string // its id
}

// do repeats the step for each row, if it has an each; a record that several lead to is
// one.
func (c *cause) do() error {
	if c.step.Each == "" {
		return c.one()
	}
	at := c.follow(c.step.Each)
	if at.unknown {
		c.note(c.path)
	}
	seen := map[ID]bool{}
	for _, it := range at.values {
		each := *c
		switch v := it.(type) {
		case Row:
			each.it, each.row = v, v.ID
		case *Record:
			each.it, each.row = v, v.ID.String()
		case Ref:
			rec, here := c.opened(v)
			if rec == nil {
				if !here {
					c.note(c.path)
				}
				continue
			}
			if seen[v.ID] {
				continue
			}
			seen[v.ID] = true
			each.it, each.row = rec, v.ID.String()
		case ID:
			each.it, each.row = v, v.String()
		default:
			continue
		}
		if err := each.one(); err != nil {
			return err
		}
	}
	return nil
}

// here is the judge in which the step's expressions are read.
func (c *cause) here() *judge {
	j := c.with(c.it)
	j.env.Self = c.rec
	return j
}

func (c *cause) one() error {
	j := c.here()
	switch j.holds(c.step.If) {
	case No:
		return nil
	case Unknown:
		c.note(c.path)
		return nil
	}
	switch {
	case c.step.Open != "":
		return c.open(j)
	case c.step.On != "":
		return c.on(j)
	case len(c.step.Tell) > 0:
		c.tell(j)
		return nil
	case c.step.Act != "" || c.step.Add != "" || len(c.step.Set) > 0:
		return c.change(c.ref, j)
	}
	return nil
}

// open creates a record; one that exists already is left as it is.
func (c *cause) open(j *judge) error {
	f := c.e.Lib.Form(c.step.Open)
	if f == nil {
		return c.e.noForm(Ref{Form: c.step.Open})
	}
	var again ID
	if c.step.Again {
		again = c.e.Op
	}
	ref := Ref{f.Name, DerivedID(c.ref, c.step.Key(), c.row, again)}
	if _, err := c.e.view.Record(ref.Form, ref.ID); err == nil {
		return nil
	} else if !errors.Is(err, ErrNotHere) {
		return err
	}
	t, err := c.e.fresh(ref, c.siteFor(f), 0)
	if err != nil {
		return err
	}
	t.system, t.touch.effect, t.touch.step = true, true, c.path
	values := Values{}
	for _, name := range c.step.Copy {
		if f.Field(name) != nil {
			put(values, name, CloneValue(c.rec.Get(name)))
		}
	}
	site, err := c.assign(j, f, c.step.Set, values)
	if err != nil {
		return err
	}
	if site != nil {
		t.rec.Site = *site
	}
	err = t.inOrder(
		func() error { return t.take(Input{Ref: ref, Values: values}) },
		t.begin(values),
		t.recompute,
		t.hold,
	)
	if err != nil || c.step.Act == "" {
		return err
	}
	return c.actOn(ref, c.step.Act, nil)
}

// siteFor gives an opened record the site of its source, none where anyone reads it.
func (c *cause) siteFor(f *Form) ID {
	if slices.ContainsFunc(f.Audience, func(w Who) bool { return w.Kind == WhoAnyone }) {
		return ID{}
	}
	return c.rec.Site
}

// tell notes whom the operation tells what.
func (c *cause) tell(j *judge) {
	people := j.told(c.step.Tell, func() { c.note(c.path) })
	if len(people) > 0 {
		c.e.told = append(c.e.told, Told{Ref: c.ref, To: people, Label: c.step.Label, Step: c.path, Late: c.env.Despite != ""})
	}
}

// told returns the people a tell names.
func (j *judge) told(whos []Who, unknown func()) []ID {
	var people []ID
	for _, w := range whos {
		holders, known := j.holders(w)
		if !known {
			unknown()
		}
		people = addIDs(people, holders...)
	}
	return people
}

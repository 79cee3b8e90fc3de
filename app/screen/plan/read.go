package plan

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/forms/program"
)

// desk is what is known of a program: the one at hand, the one before it, and what is
// proved of the two.
type desk struct {
	title, about, compared string

	after, before *side // before is nil where nothing was set before
	findings      []dialplan.Finding
	difference    *dialplan.Difference     // nil: no number is treated otherwise while routes answer, unless it is unproved
	fallbacks     []dialplan.Difference    // numbers that go otherwise when their route does not answer
	unproved      bool                     // the rules overlap in more ways than can be compared
	settings      []dialplan.Setting       // that differ, whatever becomes of numbers
	segments      *form.Record             // the table by which home mobiles are told; nil: there is none
	broken        map[string]program.Fault // by their keys the numbers that do not go as they should, on some line at some hour
	reach         *reach                   // of a template among the dialers
}

// side is one program, ready to dial.
type side struct {
	title    string // of the template
	edition  string
	name     string            // both
	problems []program.Problem // there is no machine
	numbers  []program.Number
	plan     *dialplan.Plan
	machine  *dialplan.Machine
	refused  bool // the template is not on this device
	lacks    bool // the table of segments is not on this device yet
}

// apart are the names by which the two sides are told apart: their editions, if both are
// of one template.
func (d *desk) apart() (after, before string) {
	if d.after.title == d.before.title && d.after.edition != d.before.edition {
		return d.after.edition, d.before.edition
	}
	return d.after.name, d.before.name
}

func (s *Screen) read(ctx context.Context, ref form.Ref, line int) (*desk, error) {
	rec, err := s.deps.Store.Record(ctx, ref.Form, ref.ID)
	if err != nil {
		return nil, err
	}
	world := s.deps.Store.Env(ctx, nil).World
	d := &desk{}
	if d.after, err = s.side(world, &rec.Record, line); err != nil {
		return nil, err
	}
	earlier, err := earlierOf(world, &rec.Record)
	if err != nil {
		return nil, err
	}
	if earlier != nil {
		if d.before, err = s.side(world, earlier, line); err != nil {
			return nil, err
		}
	}
	if err := s.prove(d); err != nil {
		return nil, err
	}
	if d.segments, err = program.SegmentTable(world); err != nil {
		return nil, err
	}
	if d.broken, err = brokenBy(world, &rec.Record); err != nil {
		return nil, err
	}
	if d.reach, err = s.reachOf(ctx, world, &rec.Record); err != nil {
		return nil, err
	}
	return d, s.name(d, world, &rec.Record)
}

// side makes a record's program ready to dial on one of its lines, now.
func (s *Screen) side(world form.World, rec *form.Record, line int) (*side, error) {
	p, problems, err := program.Of(world, rec)
	if errors.Is(err, form.ErrNotHere) {
		return &side{refused: true, name: rec.Number}, nil
	}
	if err != nil {
		return nil, err
	}
	out := &side{lacks: p.LacksSegments, problems: problems, numbers: p.Numbers, plan: p.Plan, name: rec.Number}
	if p.Template != nil {
		out.title, _ = p.Template.Get(library.PlanTemplateTitle).(string)
		out.edition, out.name = program.Edition(p.Template), program.TemplateName(p.Template)
	}
	if p.Plan == nil {
		return out, nil
	}
	calendar := s.deps.Store.Library().Calendar
	holiday := func(t time.Time) bool { return calendar.Holiday(calendar.Day(t)) != (form.Label{}) }
	when := dialplan.MomentOf(s.deps.Now().In(s.deps.Words.Zone()), holiday)
	lines := p.Plan.Profile().Lines
	if !slices.ContainsFunc(lines, func(l dialplan.Line) bool { return l.No == line }) {
		line = lines[0].No
	}
	out.machine, err = p.Plan.At(dialplan.Scene{Line: line, When: when})
	return out, err
}

// earlierOf is the program before: of a dialer the one it is set to now, of a template
// the edition before.
func earlierOf(world form.World, rec *form.Record) (*form.Record, error) {
	column, on := library.PlanTemplateEarlier, rec
	if rec.Form == library.DialerConfig {
		unit, ok := rec.Get(library.DialerConfigUnit).(form.Ref)
		if !ok {
			return nil, nil
		}
		var err error
		if on, err = world.Record(unit.Form, unit.ID); err != nil {
			return nil, unlessAway(err)
		}
		column = library.DialerUnitConfig
	}
	ref, ok := on.Get(column).(form.Ref)
	if !ok || ref.ID == rec.ID {
		return nil, nil
	}
	earlier, err := world.Record(ref.Form, ref.ID)
	if err != nil {
		return nil, unlessAway(err)
	}
	if earlier.Form == library.PlanTemplate { // tried with the values of the one at hand
		tried := *earlier
		tried.Values = form.Clone(earlier.Values)
		tried.Values[library.PlanTemplateValues] = rec.Get(library.PlanTemplateValues)
		earlier = &tried
	}
	return earlier, nil
}

func unlessAway(err error) error {
	if errors.Is(err, form.ErrNotHere) {
		return nil
	}
	return err
}

func (s *Screen) prove(d *desk) (err error) {
	if d.after.plan == nil {
		return nil
	}
	if d.findings, err = dialplan.Lint(d.after.plan); err != nil {
		return err
	}
	if d.before == nil || d.before.plan == nil {
		return nil
	}
	proof, err := dialplan.Prove(d.before.plan, d.after.plan, dialplan.How{})
	if d.unproved = errors.Is(err, dialplan.ErrTooWide); err != nil && !d.unproved {
		return err
	}
	d.difference, d.fallbacks, d.settings = proof.Difference, proof.Fallbacks, proof.Settings
	return nil
}

// brokenBy finds the numbers that must be explained before the program may be set.
func brokenBy(world form.World, rec *form.Record) (map[string]program.Fault, error) {
	faults, err := program.FaultsOf(world, rec)
	if err != nil {
		return nil, unlessAway(err)
	}
	broken := map[string]program.Fault{}
	for _, f := range faults {
		broken[keysOf(f.Keys)] = f
	}
	return broken, nil
}

// name says what the desk shows.
func (s *Screen) name(d *desk, world form.World, rec *form.Record) error {
	w := s.deps.Words
	d.title, d.about = d.after.name, rec.Number
	if rec.Form == library.DialerConfig {
		for _, column := range []string{library.DialerConfigUnit, library.DialerConfigCustomer} {
			ref, ok := rec.Get(column).(form.Ref)
			if !ok {
				continue
			}
			about, err := world.Record(ref.Form, ref.ID)
			switch {
			case errors.Is(err, form.ErrNotHere):
			case err != nil:
				return err
			case column == library.DialerConfigUnit:
				d.about = fmt.Sprint(about.Get(library.DialerUnitSerial))
			default:
				name, _ := about.Get(library.CustomerName).(string)
				d.title = name
				d.compared = d.after.name
			}
		}
	} else if f := s.deps.Store.Library().Form(rec.Form); f != nil && f.State(rec.State) != nil {
		label := f.State(rec.State).Label
		d.about = w.Label(label.Zh, label.En)
	}
	join := func(text string) {
		if d.compared != "" && text != "" {
			d.compared += w.Label("，", ", ")
		}
		d.compared += text
	}
	if d.before == nil || d.before.machine == nil || d.after.machine == nil {
		return nil
	}
	switch {
	case d.unproved:
		join(w.T("plan.unproved", d.before.name))
	case d.difference != nil:
		why := d.difference.Why().Label()
		join(w.T("plan.differs", d.before.name, w.Label(why.Zh, why.En)))
	case len(d.fallbacks) > 0:
		join(w.T("plan.equal_answering", d.before.name))
	default:
		join(w.T("plan.equal", d.before.name))
	}
	if n := len(d.fallbacks); n > 0 {
		join(w.T("plan.fallbacks_beside", int64(n)))
	}
	if n := len(d.settings); n > 0 {
		join(w.T("plan.settings_beside", int64(n)))
	}
	return nil
}

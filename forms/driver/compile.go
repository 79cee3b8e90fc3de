package driver

import (
	"errors"
	"fmt"
	"slices"

	"fieldline/forms/dialplan"
)

// most is how many alternatives any format is asked to hold.
const most = 4000

// work is one profile on its way into a text.
type work struct {
	job     Job
	profile *dialplan.Profile
	unit    *Unit
	plans   []linePlan
	reasons []Loss
	final   bool // nothing that may be left out would help
	back    turned
}

// linePlan is what lines of one sort do.
type linePlan struct {
	lines   []dialplan.Line
	profile *dialplan.Profile // with these lines only
	plan    *dialplan.Plan
	always  []run // what holds in every week, where there are several
	weeks   []week
}

// week is a plan with the parts of the week in which it holds; without any it always does.
type week struct {
	slots []dialplan.Slot
	runs  []run
	at    dialplan.Moment // one at which it holds
}

// no takes down why a profile cannot be said.
func (w *work) no(feature, rule string, args map[string]any) {
	w.reasons = append(w.reasons, loss(feature, rule, "no."+feature, args))
}

func loss(feature, rule, key string, args map[string]any) Loss {
	all := map[string]any{"rule": rule}
	for k, v := range args {
		all[k] = v
	}
	return Loss{Feature: feature, Rule: rule, Why: Text{key, all}}
}

// adaptation takes from a profile what a format cannot say, and tells what.
type adaptation func(p *dialplan.Profile) (*dialplan.Profile, []Loss)

// Compile says a profile in the driver's format. A profile that cannot be said is a
// *Refusal; what is not said though the rest can be is in Losses.
func (d *Driver) Compile(j Job) (*Program, error) {
	set := *j.Profile
	set.AsFound = false // whatever the unit did that a profile was read from, what is written lets emergency numbers pass
	p := &set
	var losses []Loss
	for i := 0; ; i++ {
		prog, refusal, err := d.try(p, j)
		if err != nil {
			return nil, fmt.Errorf("compile %s for %s: %w", j.Profile.Name, d.Name, err)
		}
		if refusal == nil {
			prog.Losses = append(losses, prog.Losses...)
			return prog, nil
		}
		for ; i < len(d.adapt) && !refusal.final; i++ {
			q, more := d.adapt[i](p)
			if len(more) > 0 {
				p, losses = q, append(losses, more...)
				break
			}
		}
		if i >= len(d.adapt) || refusal.final {
			return nil, refusal
		}
	}
}

func (d *Driver) try(p *dialplan.Profile, j Job) (*Program, *Refusal, error) {
	w := &work{job: j, profile: p, unit: j.Unit, back: turned{}}
	refused := func() *Refusal { return &Refusal{Driver: d.Name, Reasons: w.reasons, final: w.final} }
	if err := w.forbidden(); err != nil {
		return nil, nil, err
	}
	if len(w.reasons) > 0 {
		return nil, refused(), nil
	}
	if err := d.flatten(w); err != nil {
		return nil, nil, err
	}
	if len(w.reasons) > 0 {
		return nil, refused(), nil
	}
	text, err := d.write(w)
	if err != nil {
		return nil, nil, err
	}
	if len(w.reasons) > 0 {
		return nil, refused(), nil
	}
	prog := &Program{Driver: d.Name, Text: text, Said: p}
	if w.unit != nil {
		prog.Unit = w.unit.ID()
	}
	if err := d.prove(w, prog); err != nil {
		return nil, nil, err
	}
	if len(w.reasons) > 0 {
		return nil, refused(), nil
	}
	return prog, nil, nil
}

// forbidden finds what forbids a plan in every format: an emergency number that a caller, a
// speed dial or the unit itself would not get straight to the exchange.
func (w *work) forbidden() error {
	plan, err := dialplan.Compile(w.profile, w.job.Segments)
	if err != nil {
		return err
	}
	found, err := dialplan.Forbidden(plan)
	switch {
	case errors.Is(err, dialplan.ErrTooWide):
		w.no("wide", "", nil)
		return nil
	case err != nil:
		return err
	}
	for _, f := range found {
		w.final = true
		w.no("emergency", f.Rule, map[string]any{"what": f.Why.Label()})
		w.reasons[len(w.reasons)-1].Number = f.Number
	}
	return nil
}

// flatten writes the plan of every sort of line flat, for every part of the week.
func (d *Driver) flatten(w *work) error {
	slots, holidays := w.profile.Slots()
	switch {
	case holidays && len(w.profile.Schedules) > 0:
		w.no("holidays", "", nil)
		return nil
	case len(w.profile.Schedules) == 0:
		slots = slots[:1]
	}
	for _, lines := range sorts(w.profile.Lines) {
		p := *w.profile
		p.Lines = lines
		plan, err := dialplan.Compile(&p, w.job.Segments)
		if err != nil {
			return err
		}
		lp := linePlan{lines: lines, profile: &p, plan: plan}
		known := map[string]int{}
		held := map[string]int{}
		for _, s := range slots {
			same := fmt.Sprintf("%q", p.Held(dialplan.Moment{Weekday: s.Weekday, Minute: s.From}))
			if i, ok := held[same]; ok {
				lp.weeks[i].slots = append(lp.weeks[i].slots, s)
				continue
			}
			runs, at, err := d.runs(plan, lines[0].No, s)
			var tie *dialplan.TieError
			switch {
			case errors.As(err, &tie):
				w.no("conflict", tie.Rule, nil)
				return nil
			case errors.Is(err, dialplan.ErrTooMany):
				w.no("size", "", map[string]any{"most": most})
				return nil
			case errors.Is(err, dialplan.ErrTooWide):
				w.no("wide", "", nil)
				return nil
			case err != nil:
				return err
			}
			key := fmt.Sprint(runs)
			i, ok := known[key]
			if !ok {
				i = len(lp.weeks)
				known[key] = i
				lp.weeks = append(lp.weeks, week{runs: runs, at: at})
			}
			held[same] = i
			lp.weeks[i].slots = append(lp.weeks[i].slots, s)
		}
		lp.apart()
		switch {
		case len(lp.weeks) == 1:
			lp.weeks[0].slots = nil
		case !d.Hours:
			w.no("hours", "", nil)
			return nil
		}
		w.plans = append(w.plans, lp)
	}
	if len(w.plans) > d.Lines {
		w.no("lines", "", map[string]any{"plans": len(w.plans), "most": d.Lines})
	}
	return nil
}

// apart takes what holds in every week out of the weeks.
func (lp *linePlan) apart() {
	if len(lp.weeks) < 2 {
		return
	}
	in := map[string]int{}
	for _, week := range lp.weeks {
		for _, r := range week.runs {
			in[r.String()]++
		}
	}
	everywhere := func(r run) bool { return in[r.String()] == len(lp.weeks) }
	for _, r := range lp.weeks[0].runs {
		if everywhere(r) {
			lp.always = append(lp.always, r)
		}
	}
	for i := range lp.weeks {
		lp.weeks[i].runs = slices.DeleteFunc(lp.weeks[i].runs, everywhere)
	}
}

// span is hours of several days.
type span struct {
	from, until int
	days        []int
}

// spans joins slots that follow each other, and days that have the same hours.
func spans(slots []dialplan.Slot) []span {
	var joined []dialplan.Slot
	for _, s := range slots {
		if n := len(joined); n > 0 && joined[n-1].Weekday == s.Weekday && joined[n-1].Until == s.From {
			joined[n-1].Until = s.Until
			continue
		}
		joined = append(joined, s)
	}
	var out []span
	for _, s := range joined {
		i := slices.IndexFunc(out, func(o span) bool { return o.from == s.From && o.until == s.Until })
		if i < 0 {
			i = len(out)
			out = append(out, span{from: s.From, until: s.Until})
		}
		out[i].days = append(out[i].days, s.Weekday)
	}
	return out
}

// runs is the plan of a line in one part of the week.
func (d *Driver) runs(plan *dialplan.Plan, line int, s dialplan.Slot) ([]run, dialplan.Moment, error) {
	at := dialplan.Moment{Weekday: s.Weekday, Minute: s.From}
	scenes := []dialplan.Scene{{Line: line, When: at}}
	p := plan.Profile()
	if d.table != nil && p.Home.MobilePolicy == dialplan.BySegment {
		scenes = []dialplan.Scene{{Line: line, When: at, Mobiles: dialplan.MobilesHome}, {Line: line, When: at, Mobiles: dialplan.MobilesAway}}
	}
	var machines []*dialplan.Machine
	for _, scene := range scenes {
		m, err := plan.At(scene)
		if err != nil {
			return nil, at, err
		}
		machines = append(machines, m)
	}
	flat, err := dialplan.Flat(most, machines...)
	return runsOf(flat), at, err
}

// sorts puts lines together that do the same.
func sorts(lines []dialplan.Line) [][]dialplan.Line {
	var out [][]dialplan.Line
	at := map[string]int{}
	for _, l := range lines {
		key := fmt.Sprintf("%q %q", l.COS, l.Routes)
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], l)
	}
	return out
}

// prove reads the text again and compares it with the profile.
func (d *Driver) prove(w *work, prog *Program) error {
	read, err := d.Parse("the text", []byte(prog.Text), Job{Unit: w.unit, Segments: w.job.Segments})
	var wrong *dialplan.ParseError
	if errors.As(err, &wrong) { // more than a profile can hold, most often
		w.no("unread", "", map[string]any{"what": wrong.Problems[0].Text})
		return nil
	}
	if err != nil {
		return fmt.Errorf("read again what was written: %w", err)
	}
	for _, lp := range w.plans {
		again := ofLine(read, lp.lines[0].No)
		if again == nil {
			w.no("differs", "", map[string]any{"what": fmt.Sprintf("line %d", lp.lines[0].No)})
			continue
		}
		q := *again
		q.Lines = slices.DeleteFunc(slices.Clone(q.Lines), func(l dialplan.Line) bool {
			return !slices.ContainsFunc(lp.lines, func(k dialplan.Line) bool { return k.No == l.No })
		})
		plan, err := dialplan.Compile(&q, w.job.Segments)
		if err != nil {
			return err
		}
		proof, err := dialplan.Prove(lp.plan, plan, SameText)
		if errors.Is(err, dialplan.ErrTooWide) {
			w.no("wide", "", nil)
			return nil
		}
		if err != nil {
			return err
		}
		prog.States += proof.States
		if x := proof.Difference; x != nil {
			key := "differs"
			if x.What == "end" {
				key = "early"
			}
			w.no(key, x.A.Rule, map[string]any{"what": x.Why(), "number": x.Number})
			w.reasons[len(w.reasons)-1].Number = x.Number
			continue
		}
		if err := w.turns(lp, plan); err != nil {
			return err
		}
	}
	lost, err := d.lost(w, prog.Text)
	if err != nil {
		return err
	}
	prog.Losses = slices.Concat(d.ask(w, prog), w.back.losses(w.profile), lost, w.notWritten())
	return nil
}

// SameText is what counts when a text is compared with its profile: all refusals are one,
// what is sent counts and not what it is called. That an emergency number must pass by the
// text alone, the profile that was read from it knows.
var SameText = dialplan.How{Refusals: true, Sent: true}

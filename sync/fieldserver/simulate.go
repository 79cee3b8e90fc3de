package main

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
	"fieldline/forms/library"
)

type dialplanSimulateCommand struct {
	profileAt
	Profile string  `help:"The profile." required:"" type:"existingfile"`
	Secrets string  `help:"Accounts and PINs, YAML or JSON; without them they are told as {account} and {pin}." type:"existingfile"`
	Dial    *string `help:"The keys that are pressed." placeholder:"KEYS"`
	Gaps    string  `help:"Ms between the keys; the last one holds for those that follow." default:"300" placeholder:"MS,MS,..."`
	At      *string `help:"When the first key is pressed, RFC 3339; now without it." placeholder:"TIME"`
	COS     *string `help:"The class of service of the line, instead of its own." name:"cos" placeholder:"ID"`
	Line    *int    `help:"The line; the first without it." placeholder:"NO"`
	Vectors string  `help:"Dial the numbers of this file instead, an object a line." type:"existingfile" placeholder:"FILE.jsonl"`
}

// Help says what keys may be pressed and what is told.
func (*dialplanSimulateCommand) Help() string {
	return `Keys are 0-9, *, #, A-D (which a dialer ignores), ! (hook flash) and . (hang up). The first one is pressed when the
receiver is lifted, and one gap is the pace of all that follow. In a list of several gaps, at least as many as keys, the first
comes before the first key.

One object is written per number:
  outcome         direct, route, block, reject, error (two rules tie), abandon
  action          of the rule: DIRECT ROUTE BLOCK REPLACE MOBILE
  rule, route     that took it; rule E is the emergency numbers
  reason          incomplete nomatch toolong nodigit noroute conflict; of a block rule or class
  class           what the number is: emergency local national mobile international service ...
  sent            to the line: digits, pauses as (ms), tones awaited as (tone Hz), {account}, {pin}
  decided_ms      since the receiver was lifted; cut_through_ms when the speech path is through, or null
  post_dial       keys that came after the decision and go to the line as they are
  why             the reasons as sentences
A file of vectors has an object a line: keys, and gaps, at, cos where they are not those of the flags. It is checked whole
before the first number is dialled: if a line is wrong, nothing is written. It has at most 64 MiB, a line 1 MiB.

A file of secrets is a map from reference to digits, or from route to account and pin; of a longer path its end is enough,
as long as no other path ends alike.`
}

// simulated is what became of a number, as it is written.
type simulated struct {
	Keys     string `json:"keys"`
	Outcome  string `json:"outcome"`
	Action   string `json:"action"`
	Rule     string `json:"rule"`
	Route    string `json:"route"`
	Reason   string `json:"reason"`
	Class    string `json:"class"`
	Sent     string `json:"sent"`
	Decided  int    `json:"decided_ms"`
	Cut      *int   `json:"cut_through_ms"`
	How      string `json:"how"` // key, hash, timer
	PostDial string `json:"post_dial"`
	Why      string `json:"why"`
}

// String is one line for people.
func (s *simulated) String() string {
	cut := "-"
	if s.Cut != nil {
		cut = strconv.Itoa(*s.Cut)
	}
	words := []string{s.Keys, s.Outcome}
	for _, w := range []string{s.Reason, s.Sent} {
		if w != "" {
			words = append(words, w)
		}
	}
	if s.Rule != "" {
		words = append(words, "rule "+s.Rule)
	}
	return fmt.Sprintf("%s, decided at %d ms, through at %s ms. %s", strings.Join(words, " "), s.Decided, cut, s.Why)
}

var outcomes = map[string]string{dialplan.Direct: "direct", dialplan.Through: "route", dialplan.Block: "block",
	dialplan.Reject: "reject", dialplan.Conflict: "error", dialplan.Abandon: "abandon"}

// told writes an outcome in the words of the command line.
func (c *profileAt) told(plan *dialplan.Plan, known secrets, keys string, o dialplan.Outcome) *simulated {
	p := plan.Profile()
	out := &simulated{Keys: keys, Outcome: outcomes[o.Action], Rule: o.Rule, Route: o.Route, Reason: o.Reason, Class: plan.Kind(o.Number).Class,
		Decided: o.DecidedAt, How: o.How, PostDial: o.After}
	switch r := p.Rule(o.Rule); {
	case r != nil:
		out.Action = r.Action
	case o.Rule != "": // the emergency numbers
		out.Action = dialplan.Direct
	}
	counted := true
	for _, t := range o.Sent {
		if t.Secret == nil {
			out.Sent += t.String()
			continue
		}
		word := "pin"
		if r := p.Route(o.Route); r != nil && r.Account == t.Secret {
			word = "account"
		}
		out.Sent += cmp.Or(known[o.Route+"/"+word], "{"+word+"}")
		counted = counted && t.Secret.Digits > 0
	}
	if o.CutAt >= 0 && counted {
		out.Cut = &o.CutAt
	}
	var why []string
	for _, t := range o.Why {
		why = append(why, c.say(t))
	}
	stop := ". "
	if c.Language == "zh" {
		stop = "。"
	}
	out.Why = strings.Join(why, stop)
	return out
}

// simulation runs numbers on a plan; machines are kept, so that a file of numbers costs
// little more than one.
type simulation struct {
	*dialplanSimulateCommand
	m        *Main
	profile  *dialplan.Profile
	table    *dialplan.Segments
	secrets  secrets
	line     int
	now      time.Time
	plans    map[string]*dialplan.Plan // by class of service
	machines map[string]*dialplan.Machine
	days     *form.Calendar
}

// Run simulates.
func (c *dialplanSimulateCommand) Run(m *Main) error {
	if c.Dial == nil && c.Vectors == "" || c.Dial != nil && c.Vectors != "" {
		return errors.New("say the keys with --dial, or a file with --vectors")
	}
	s := simulation{dialplanSimulateCommand: c, m: m, now: time.Now(), plans: map[string]*dialplan.Plan{}, machines: map[string]*dialplan.Machine{}}
	var err error
	if s.profile, err = readProfile(c.Profile); err != nil {
		return err
	}
	if s.table, err = c.table(m, s.profile); err != nil {
		return err
	}
	given, err := readSecrets(c.Secrets)
	if err != nil {
		return err
	}
	if s.secrets, err = given.of(s.profile); err != nil {
		return err
	}
	s.secrets.count(s.profile)
	lib, err := library.Open()
	if err != nil {
		return err
	}
	s.days = lib.Calendar
	if s.line, err = c.lineOf(s.profile); err != nil {
		return err
	}
	flags := vector{at: c.At, cos: c.COS}
	if err := flags.gaps.read(c.Gaps); err != nil {
		return err
	}
	if c.Dial != nil {
		flags.keys = *c.Dial
		return s.write(flags)
	}
	if _, err := s.ready(flags); err != nil {
		return err
	}
	b, err := readFile(c.Vectors, mostTable)
	if err != nil {
		return fmt.Errorf("read vectors: %w", err)
	}
	file := vectors{name: filepath.Base(c.Vectors), text: b, flags: flags}
	check := func(v vector) error {
		_, err := s.ready(v)
		return err
	}
	if err := file.each(check); err != nil {
		return fmt.Errorf("%w\nnothing was dialled; mend the line", err)
	}
	return file.each(s.write)
}

// lineOf is the number of the line that is asked for.
func (c *dialplanSimulateCommand) lineOf(p *dialplan.Profile) (int, error) {
	if c.Line == nil {
		return p.Lines[0].No, nil
	}
	if p.Line(*c.Line) == nil {
		var has []string
		for _, l := range p.Lines {
			has = append(has, strconv.Itoa(l.No))
		}
		return 0, fmt.Errorf("the profile has no line %d: say --line with one of %s, or leave it out for the first", *c.Line, strings.Join(has, ", "))
	}
	return *c.Line, nil
}

// call is a number that is about to be dialled.
type call struct {
	plan    *dialplan.Plan
	machine *dialplan.Machine
	presses []dialplan.Press
}

// ready finds what is wrong with a vector before it is dialled.
func (s *simulation) ready(v vector) (c call, err error) {
	if c.presses, err = v.presses(); err != nil {
		return c, err
	}
	c.plan, c.machine, err = s.machine(v)
	return c, err
}

func (s *simulation) write(v vector) error {
	c, err := s.ready(v)
	if err != nil {
		return err
	}
	out := s.told(c.plan, s.secrets, v.keys, c.machine.Dial(c.presses))
	if s.JSON {
		return s.m.writeJSON(out)
	}
	return s.m.print(out.String() + "\n")
}

// machine is the plan of a class of service at a time.
func (s *simulation) machine(v vector) (*dialplan.Plan, *dialplan.Machine, error) {
	at, err := s.moment(v.at)
	if err != nil {
		return nil, nil, err
	}
	cos := "of the line"
	if v.cos != nil {
		if err := s.knows(*v.cos); err != nil {
			return nil, nil, err
		}
		cos = "= " + *v.cos
	}
	plan := s.plans[cos]
	if plan == nil {
		p := *s.profile
		p.Lines = slices.Clone(p.Lines)
		if v.cos != nil {
			p.Line(s.line).COS = *v.cos
		}
		if plan, err = dialplan.Compile(&p, s.table); err != nil {
			return nil, nil, err
		}
		s.plans[cos] = plan
	}
	key := fmt.Sprint(cos, at)
	if s.machines[key] == nil {
		if s.machines[key], err = plan.At(dialplan.Scene{Line: s.line, When: at}); err != nil {
			return nil, nil, err
		}
	}
	return plan, s.machines[key], nil
}

// knows refuses a class of service that the profile has not: it would bar everything or
// nothing.
func (s *simulation) knows(cos string) error {
	var has []string
	for _, c := range s.profile.Classes {
		if c.COS == cos {
			return nil
		}
		has = append(has, c.COS)
	}
	if len(has) == 0 {
		return fmt.Errorf("there is no class of service %.60q: the profile has none; leave cos out", cos)
	}
	return fmt.Errorf("there is no class of service %.60q: the profile has %s; leave cos out for that of the line", cos, strings.Join(has, ", "))
}

// moment turns a time into what schedules see, in the zone and with the holidays of the
// library; nil is now.
func (s *simulation) moment(at *string) (dialplan.Moment, error) {
	t := s.now
	if at != nil {
		var err error
		if t, err = time.Parse(time.RFC3339, *at); err != nil {
			return dialplan.Moment{}, fmt.Errorf("%.60q is no time such as 2026-11-30T08:00:00+08:00; leave at out for now", *at)
		}
	}
	holiday := func(t time.Time) bool { return s.days.Holiday(s.days.Day(t)) != form.Label{} }
	return dialplan.MomentOf(t.In(s.days.Zone), holiday), nil
}

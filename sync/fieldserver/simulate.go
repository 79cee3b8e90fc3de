package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
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
	At      string  `help:"When the first key is pressed, RFC 3339; now without it." placeholder:"TIME"`
	COS     *word   `help:"The class of service of the line, instead of its own." name:"cos" placeholder:"ID"`
	Line    int     `help:"The line; the first without it." placeholder:"NO"`
	Vectors string  `help:"Run the lines of this file instead: objects with keys, gaps, at, cos." type:"existingfile" placeholder:"FILE.jsonl"`
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
	plans    map[string]*dialplan.Plan // by class of service
	machines map[string]*dialplan.Machine
	days     *form.Calendar
}

// vector is one number of a file.
type vector struct {
	Keys string `json:"keys"`
	Gaps gaps   `json:"gaps"`
	At   string `json:"at"`
	COS  *word  `json:"cos"`
}

// word is a text, or a number that stands for one.
type word string

// UnmarshalJSON reads either.
func (w *word) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		var n json.Number
		if json.Unmarshal(b, &n) != nil {
			return err
		}
		s = n.String()
	}
	*w = word(s)
	return nil
}

// Run simulates.
func (c *dialplanSimulateCommand) Run(m *Main) error {
	if c.Dial == nil && c.Vectors == "" || c.Dial != nil && c.Vectors != "" {
		return errors.New("say the keys with --dial, or a file with --vectors")
	}
	s := simulation{dialplanSimulateCommand: c, m: m, plans: map[string]*dialplan.Plan{}, machines: map[string]*dialplan.Machine{}}
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
	if c.Line == 0 {
		c.Line = s.profile.Lines[0].No
	}
	if c.Dial != nil {
		var g gaps
		if err := g.read(c.Gaps); err != nil {
			return err
		}
		return s.write(vector{Keys: *c.Dial, Gaps: g, At: c.At, COS: c.COS})
	}
	file, err := os.Open(c.Vectors)
	if err != nil {
		return fmt.Errorf("read vectors: %w", err)
	}
	lines := bufio.NewScanner(file)
	for no := 1; lines.Scan() && err == nil; no++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if err = s.line(lines.Bytes()); err != nil {
			err = fmt.Errorf("%s:%d: %w", filepath.Base(c.Vectors), no, err)
		}
	}
	return errors.Join(err, lines.Err(), file.Close())
}

func (s *simulation) line(b []byte) error {
	v := vector{At: s.At, COS: s.COS}
	if err := v.Gaps.read(s.Gaps); err != nil {
		return err
	}
	dec := json.NewDecoder(strings.NewReader(string(b)))
	if err := dec.Decode(&v); err != nil {
		return fmt.Errorf("want an object with keys, gaps, at, cos: %w", err)
	}
	return s.write(v)
}

func (s *simulation) write(v vector) error {
	presses, err := v.presses()
	if err != nil {
		return err
	}
	plan, machine, err := s.machine(v)
	if err != nil {
		return err
	}
	out := s.told(plan, s.secrets, v.Keys, machine.Dial(presses))
	if s.JSON {
		return s.m.writeJSON(out)
	}
	return s.m.print(out.String() + "\n")
}

// machine is the plan of a class of service at a time.
func (s *simulation) machine(v vector) (*dialplan.Plan, *dialplan.Machine, error) {
	at, err := s.moment(v.At)
	if err != nil {
		return nil, nil, err
	}
	cos := "of the line"
	if v.COS != nil {
		cos = "= " + string(*v.COS)
	}
	plan := s.plans[cos]
	if plan == nil {
		p := *s.profile
		p.Lines = slices.Clone(p.Lines)
		if line := p.Line(s.Line); v.COS != nil && line != nil {
			line.COS = string(*v.COS)
		}
		if plan, err = dialplan.Compile(&p, s.table); err != nil {
			return nil, nil, err
		}
		s.plans[cos] = plan
	}
	key := fmt.Sprint(cos, at)
	if s.machines[key] == nil {
		if s.machines[key], err = plan.At(dialplan.Scene{Line: s.Line, When: at}); err != nil {
			return nil, nil, err
		}
	}
	return plan, s.machines[key], nil
}

// moment turns a time into what schedules see, in the zone and with the holidays of the
// library; "" is now.
func (s *simulation) moment(at string) (dialplan.Moment, error) {
	t := time.Now()
	if at != "" {
		var err error
		if t, err = time.Parse(time.RFC3339, at); err != nil {
			return dialplan.Moment{}, fmt.Errorf("%q is no time such as 2026-11-30T08:00:00+08:00", at)
		}
	}
	holiday := func(t time.Time) bool { return s.days.Holiday(s.days.Day(t)) != form.Label{} }
	return dialplan.MomentOf(t.In(s.days.Zone), holiday), nil
}

// presses are the keys with their times.
func (v vector) presses() ([]dialplan.Press, error) {
	at := 0
	before := v.Gaps
	if len(before) >= len(v.Keys) && len(before) > 1 {
		at, before = before[0], before[1:]
	}
	var out []dialplan.Press
	for i := 0; i < len(v.Keys); i++ {
		if !strings.ContainsRune("0123456789*#ABCD!.", rune(v.Keys[i])) {
			return nil, fmt.Errorf("%q in %q is no key: 0-9 * # A-D, ! for a hook flash, . for hanging up", v.Keys[i], v.Keys)
		}
		if i > 0 && len(before) > 0 {
			at += before[min(i, len(before))-1]
		}
		out = append(out, dialplan.Press{Key: v.Keys[i], At: at})
	}
	return out, nil
}

// gaps are the ms between keys; in JSON a list, or one number for all.
type gaps []int

func (g *gaps) read(s string) error {
	*g = nil
	for word := range strings.SplitSeq(s, ",") {
		ms, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || ms < 0 || ms > 3_600_000 {
			return fmt.Errorf("%q is no list of gaps in ms such as 300,300,4000", s)
		}
		*g = append(*g, ms)
	}
	return nil
}

// UnmarshalJSON reads a list, one number, or the text of the flag.
func (g *gaps) UnmarshalJSON(b []byte) error {
	if string(b) == "null" || string(b) == "[]" {
		return nil
	}
	return g.read(strings.Trim(string(b), `[]"`))
}

package main

import (
	"cmp"
	"fmt"
	"slices"

	"fieldline/forms/dialplan"
)

type dialplanDiffCommand struct {
	profileAt
	A        string `arg:"" help:"A profile." type:"existingfile"`
	B        string `arg:"" help:"Another." type:"existingfile"`
	Refusals bool   `help:"Take all ways not to dial a number as one."`
}

// Help says what is compared.
func (*dialplanDiffCommand) Help() string {
	return `The comparison is a proof over all numbers of any length, on every line and at every moment that differs: what is
done, what goes to the line, after which key that is decided. Names of rules and routes do not count. The number found is
the shortest one, dialled in both plans at 300 ms a key. Where routes have fallbacks it is proved too what they dial when
those before do not answer, to the end of the chain; one number is told for each two routes that differ in it, and the
shortest of them where nothing else differs. Settings that no number need show (times, tones and pulses, how a line dials,
what starts the charge, what holds without power, remote programming) are apart: they are counted beside it and listed, each
as name, A, B, with - where there is none. A file may hold a document for each set of lines that do the same, as parse writes
it: each line is compared with the same line of the other file.`
}

// example is a number that two plans treat otherwise.
type example struct {
	Number string     `json:"number,omitempty"`
	What   string     `json:"what,omitempty"` // line, action, sent, end, fallback
	Line   int        `json:"line,omitempty"`
	When   string     `json:"when,omitempty"`
	Failed int        `json:"failed,omitempty"` // routes in turn that do not answer
	A      *simulated `json:"a,omitempty"`
	B      *simulated `json:"b,omitempty"`
	Why    string     `json:"why,omitempty"`
}

// pair is the number as both plans dial it, on two lines.
func (e example) pair() string {
	if e.A == nil {
		return ""
	}
	return fmt.Sprintf("A\t%s\nB\t%s\n", e.A, e.B)
}

type difference struct {
	Equal     bool      `json:"equal"` // for all numbers; Settings are apart
	example             // with every route answering, if one differs so; else the shortest of Fallbacks
	Fallbacks []example `json:"fallbacks"`
	Settings  []setting `json:"settings"`
}

// setting is a setting that differs, as it is written.
type setting struct {
	Name string `json:"name"`
	Line int    `json:"line,omitempty"`
	A    string `json:"a"`
	B    string `json:"b"`
	Why  string `json:"why"`
}

// Run prints the proof or the number.
func (c *dialplanDiffCommand) Run(m *Main) error {
	a, err := c.plans(m, c.A)
	if err != nil {
		return fmt.Errorf("%s: %w", c.A, err)
	}
	b, err := c.plans(m, c.B)
	if err != nil {
		return fmt.Errorf("%s: %w", c.B, err)
	}
	proof, err := a.prove(b, dialplan.How{Refusals: c.Refusals})
	if err != nil {
		return err
	}
	show := func(d dialplan.Difference) example {
		e := example{Number: d.Number, What: d.What, Line: d.Line, When: d.When.String(), Failed: d.Failed, Why: c.say(d.Why())}
		if d.What != "line" {
			e.A, e.B = c.told(a.of(d.Line), nil, d.Number, d.A), c.told(b.of(d.Line), nil, d.Number, d.B)
		}
		return e
	}
	out := difference{Equal: proof.Equal(), Fallbacks: []example{}, Settings: []setting{}}
	for _, f := range proof.Fallbacks {
		out.Fallbacks = append(out.Fallbacks, show(f))
	}
	for _, s := range proof.Settings {
		out.Settings = append(out.Settings, setting{s.Name, s.Line, s.A, s.B, c.say(s.Why())})
	}
	page := ""
	switch {
	case proof.Difference != nil:
		out.example = show(*proof.Difference)
		page = fmt.Sprintf("different: %s\n%s", out.Why, out.pair())
	case len(out.Fallbacks) > 0:
		out.example = slices.MinFunc(out.Fallbacks, func(a, b example) int { return cmp.Compare(len(a.Number), len(b.Number)) })
	default:
		page = fmt.Sprintf("equal for all numbers (pairs of states: %d, moments: %d, lines: %d)\n", proof.States, proof.Moments, proof.Lines)
	}
	for _, f := range out.Fallbacks {
		page += fmt.Sprintf("different: %s\n%s", f.Why, f.pair())
	}
	if n := len(out.Settings); n > 0 {
		page += fmt.Sprintf("settings that differ: %d\n", n)
	}
	for _, s := range out.Settings {
		name := s.Name
		if s.Line > 0 {
			name += fmt.Sprintf(" of line %d", s.Line)
		}
		page += fmt.Sprintf("%s\t%s\t%s\n", name, cmp.Or(s.A, "-"), cmp.Or(s.B, "-"))
	}
	if c.JSON {
		return m.writeJSON(out)
	}
	return m.print(page)
}

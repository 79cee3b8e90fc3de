package main

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/driver"
)

// inFormat is a driver, and the type of unit it is for.
type inFormat struct {
	Driver string `help:"keypad, asterisk, grandstream, spa or at." required:"" placeholder:"NAME"`
	Unit   string `help:"Of the keypad driver: a type of unit that comes with the program (register8, terminal8), or the file of one." placeholder:"TYPE"`
}

func (f *inFormat) find() (*driver.Driver, *driver.Unit, error) {
	d, err := driver.Find(f.Driver)
	if err != nil || f.Unit == "" {
		return d, nil, err
	}
	all, err := driver.Units()
	if err != nil {
		return nil, nil, err
	}
	var names []string
	for _, u := range all {
		if u.Name == f.Unit {
			return d, u, nil
		}
		names = append(names, u.Name)
	}
	b, err := readFile(f.Unit, mostText)
	if err != nil {
		return nil, nil, fmt.Errorf("there is no type of unit %q: it is none of %s and no file: %w", f.Unit, strings.Join(names, ", "), err)
	}
	u, err := driver.ParseUnit(filepath.Base(f.Unit), b)
	return d, u, err
}

type dialplanCompileCommand struct {
	profileAt
	inFormat
	Profile string `help:"The profile." required:"" type:"existingfile"`
	Table   string `help:"Write to this file what loads the home segments that the text asks for." placeholder:"FILE" type:"path"`
}

// Help says what is written where.
func (*dialplanCompileCommand) Help() string {
	return `The text goes to the output, what the format cannot say and what is so instead beside it, to the error output; with
--json both are one object. The text was read back and proved to be the plan of the profile for all numbers, emergency
numbers by the text alone. A format that cannot say a plan, or would lose an emergency number, a barred number, a pause,
an account or a PIN, refuses with every reason and writes nothing. Accounts and PINs stand as {account:REF/DIGITS}.
Asterisk and an AT host are asked for home mobiles by a table that is not in the text: --table writes what loads it, for
Asterisk a console command a line (while read -r c; do asterisk -rx "$c"; done < FILE), for a host a segment a line. If
FILE is there, only such a table is written over. Where the text asks for none, one for Asterisk is removed, for it would be
loaded for this text; anything else that is there stays, and nothing is written until it is out of the way.`
}

// compiled is a program as it is written.
type compiled struct {
	Driver      string        `json:"driver"`
	Unit        string        `json:"unit,omitempty"`
	Refused     bool          `json:"refused"`
	Text        string        `json:"text"`
	Table       string        `json:"table,omitempty"` // what loads the home segments that the text asks for
	Unsupported []unsupported `json:"unsupported"`
	States      int           `json:"states"` // pairs of states that the proof walked
}

// unsupported is what a format cannot say.
type unsupported struct {
	Feature string `json:"feature"`
	Rule    string `json:"rule,omitempty"`
	Number  string `json:"number,omitempty"`
	Why     string `json:"why"`
}

// Run compiles.
func (c *dialplanCompileCommand) Run(m *Main) error {
	d, unit, err := c.find()
	if err != nil {
		return err
	}
	p, err := readProfile(c.Profile)
	if err != nil {
		return err
	}
	table, err := c.table(m, p)
	if err != nil {
		return err
	}
	prog, err := d.Compile(driver.Job{Profile: p, Segments: table, Unit: unit})
	var refused *driver.Refusal
	if errors.As(err, &refused) {
		if c.JSON {
			return errors.Join(err, m.writeJSON(compiled{Driver: d.Name, Refused: true, Unsupported: c.unsupported(refused.Reasons)}))
		}
		for _, u := range c.unsupported(refused.Reasons) {
			if _, err := fmt.Fprintln(m.Err, u.Why); err != nil {
				return err
			}
		}
		return fmt.Errorf("%s cannot say this profile; nothing was written", d.Name)
	}
	if err != nil {
		return err
	}
	out := compiled{Driver: prog.Driver, Unit: prog.Unit, Text: prog.Text, Table: prog.Table, Unsupported: c.unsupported(prog.Losses), States: prog.States}
	if err := c.besides(m, prog.Table); err != nil {
		return err
	}
	if c.JSON {
		return m.writeJSON(out)
	}
	for _, u := range out.Unsupported {
		if _, err := fmt.Fprintln(m.Err, u.Why); err != nil {
			return err
		}
	}
	_, err = fmt.Fprint(m.Out, out.Text)
	return err
}

func (c *dialplanCompileCommand) unsupported(losses []driver.Loss) []unsupported {
	out := []unsupported{}
	for _, l := range losses {
		out = append(out, unsupported{l.Feature, l.Rule, l.Number, c.in(l.Why.Label())})
	}
	return out
}

type dialplanParseCommand struct {
	inFormat
	File string `arg:"" help:"The text of a unit." type:"existingfile"`
	Home string `help:"Area code of where the unit stands, for a text that does not say." placeholder:"AREA"`
}

// Help says what several documents mean.
func (*dialplanParseCommand) Help() string {
	return `A text that could mean two things is refused by line. Lines of a unit that do different things come as one profile
each, one document after the other. They say as_found: they are judged by the text alone, by the other commands too, and
one in which an emergency number does not pass is named and ends with 1.`
}

// Run reads.
func (c *dialplanParseCommand) Run(m *Main) error {
	d, unit, err := c.find()
	if err != nil {
		return err
	}
	b, err := readFile(c.File, mostText)
	if err != nil {
		return fmt.Errorf("read text: %w", err)
	}
	read, err := d.Parse(filepath.Base(c.File), b, driver.Job{Unit: unit, Home: dialplan.Home{AreaCode: c.Home}})
	if err != nil {
		return fmt.Errorf("the text cannot be read as a plan:\n%w", err)
	}
	var page bytes.Buffer
	for i, p := range read {
		if i > 0 {
			page.WriteString("---\n")
		}
		yaml, err := p.YAML()
		if err != nil {
			return err
		}
		page.Write(yaml)
	}
	if _, err := m.Out.Write(page.Bytes()); err != nil {
		return err
	}
	var barred []string
	for _, p := range read {
		said, err := emergenciesBarred(p)
		if err != nil {
			return err
		}
		barred = append(barred, said...)
	}
	if len(barred) > 0 {
		return fmt.Errorf("by its text the unit must not be used like this:\n%s", strings.Join(barred, "\n"))
	}
	return nil
}

// emergenciesBarred says which emergency numbers do not pass by what was read.
func emergenciesBarred(p *dialplan.Profile) ([]string, error) {
	plan, err := dialplan.Compile(p, nil)
	if err != nil {
		return nil, err
	}
	found, err := dialplan.Lint(plan)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range found {
		if f.Final {
			out = append(out, f.Why.Label().En)
		}
	}
	return out, nil
}

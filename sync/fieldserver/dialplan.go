package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

type dialplanCommand struct {
	Simulate dialplanSimulateCommand `cmd:"" help:"Tell what a dialer does with a number: what it sends, when, and why."`
	Lint     dialplanLintCommand     `cmd:"" help:"Find what is wrong with a profile, over all numbers; ends with 1 on errors."`
	Compile  dialplanCompileCommand  `cmd:"" help:"Say a profile in the format of a unit, proved to be the same plan."`
	Parse    dialplanParseCommand    `cmd:"" help:"Read a unit's text back to a profile, as YAML."`
	Segments dialplanSegmentsCommand `cmd:"" help:"Check a table of mobile segments before it is imported; ends with 1 on a wrong line."`
	Diff     dialplanDiffCommand     `cmd:"" help:"Prove two profiles equal, or find the shortest number they treat differently."`
}

// Help says what the files are.
func (*dialplanCommand) Help() string {
	return `A profile is what one dialer is set to: home area, lines, routes through carriers, rules; YAML or JSON.
forms/dialplan/README.md has its names. Times are ms, numbers are strings of 0-9, * and #.

A file of segments tells the home area of mobiles: lines "1350280,755", the first seven digits and the area code;
a line with the digits alone is of the home area of the profile. Without a file every mobile is from elsewhere.

A small profile, of a dialer in Shenzhen that takes calls to other areas, abroad and to mobiles by 17909:

    ` + strings.ReplaceAll(strings.TrimSpace(exampleProfile), "\n", "\n    ")
}

// exampleProfile is a profile to begin with.
const exampleProfile = `home: {area_code: "755"}
lines: 1
routes: [{id: ip, access: "17909"}]
rules:
  - {id: local,   pattern: "[2-8]",    min_len: 8,  max_len: 8,  action: DIRECT}
  - {id: shared,  pattern: "[48]00",   min_len: 10, max_len: 10, action: DIRECT}
  - {id: service, pattern: "[19]",     min_len: 3,  max_len: 12, action: DIRECT}
  - {id: mobile,  pattern: "1[3-9]",   min_len: 11, max_len: 11, action: MOBILE, route: ip}
  - {id: premium, pattern: "16[08]",   min_len: 3,  max_len: 11, action: BLOCK}
  - {id: home,    pattern: "0755",     min_len: 12, max_len: 12, action: DIRECT, strip: 4}
  - {id: long,    pattern: "0[1-9]",   min_len: 10, max_len: 12, action: ROUTE, route: ip}
  - {id: abroad,  pattern: "00",       min_len: 7,  max_len: 20, action: ROUTE, route: ip}
`

// AfterApply lets a signal end these commands at once: they hold nothing that must be closed.
func (*dialplanCommand) AfterApply() error {
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	return nil
}

// profileAt is a profile and the mobiles it knows.
type profileAt struct {
	Segments string `help:"CSV with segment and area of mobiles." type:"existingfile"`
	Language string `help:"Language of sentences: en or zh." enum:"en,zh" default:"en"`
	JSON     bool   `help:"Write JSON." name:"json"`
}

// say says a sentence in the language asked for.
func (c *profileAt) say(t dialplan.Text) string { return c.in(t.Label()) }

func (c *profileAt) in(l form.Label) string {
	if c.Language == "zh" {
		return l.Zh
	}
	return l.En
}

func readProfile(file string) (*dialplan.Profile, error) {
	b, err := readFile(file, dialplan.MaxFile)
	if err != nil {
		return nil, fmt.Errorf("read profile: %w", err)
	}
	return parseProfile(file, b)
}

func parseProfile(file string, b []byte) (*dialplan.Profile, error) {
	p, err := dialplan.Parse(filepath.Base(file), b)
	if err != nil {
		return nil, fmt.Errorf("the profile cannot be used; nothing was done with it. Mend these places:\n%w", err)
	}
	return p, nil
}

// table reads the segments; nil where none were given.
func (c *profileAt) table(m *Main, p *dialplan.Profile) (*dialplan.Segments, error) {
	if c.Segments == "" {
		return nil, nil
	}
	b, err := readFile(c.Segments, mostTable)
	if err != nil {
		return nil, fmt.Errorf("read segments: %w", err)
	}
	var file bytes.Buffer
	no := 0
	for line := range bytes.Lines(b) {
		if no++; len(line) >= bufio.MaxScanTokenSize {
			return nil, fmt.Errorf("read segments: %s:%d: the line has %d bytes: want lines such as 1350280,755", filepath.Base(c.Segments), no, len(line))
		}
		if bare := bytes.TrimSpace(line); len(bare) == 7 && len(bytes.Trim(bare, "0123456789")) == 0 {
			line = fmt.Appendf(nil, "%s,%s\n", bare, p.Home.AreaCode)
		}
		file.Write(line)
	}
	table, bad, err := dialplan.ReadSegments(filepath.Base(c.Segments), &file)
	if err != nil {
		return nil, err
	}
	for _, line := range bad {
		if _, err := fmt.Fprintf(m.Err, "%s:%d: left out: %s\n", filepath.Base(c.Segments), line.Line, line.Why.Label().En); err != nil {
			return nil, err
		}
	}
	if table.Count == 0 {
		return nil, fmt.Errorf("there is no segment in %s: want lines such as 1350280,755", c.Segments)
	}
	return table, nil
}

type dialplanLintCommand struct {
	profileAt
	Profile string `help:"The profile." required:"" type:"existingfile"`
}

// Help says what is found.
func (*dialplanLintCommand) Help() string {
	return `A profile that is too wrong to run is linted as far as it can be read. Levels are error, warning and info. Codes:
  emergency    an emergency number does not pass at once and unchanged, is missing, goes by a route, cuts other numbers short, or is called by the unit itself
  conflict     two rules of equal precedence take the same number
  unreachable  a rule that never wins;  shadowed  one that gives numbers to more exact rules
  overlap      two rules that take parts of each other; a mobile taken for something longer; an access code like a mobile
  gap          a kind of number that cannot be dialled, or is decided before its last digit
  length       a rule whose lengths do not fit its pattern or its numbers
  file, pattern, rule, route, schedule, class, twice   the file cannot be read there
and others, named in forms/dialplan/README.md; detail is the code there.`
}

// finding is a finding as it is written.
type finding struct {
	Level   string   `json:"level"`
	Code    string   `json:"code"`
	Detail  string   `json:"detail"`
	Rules   []string `json:"rules"`
	Example string   `json:"example,omitempty"`
	Line    int      `json:"line,omitempty"`
	When    string   `json:"when,omitempty"`
	Final   bool     `json:"final,omitempty"` // cannot be overridden
	Why     string   `json:"why"`
}

// Run prints the findings.
func (c *dialplanLintCommand) Run(m *Main) error {
	found, err := c.lint(m)
	if err != nil {
		return err
	}
	out := struct {
		Errors   int       `json:"errors"`
		Warnings int       `json:"warnings"`
		Findings []finding `json:"findings"`
	}{Findings: []finding{}}
	var page strings.Builder
	for _, f := range found {
		one := c.finding(f)
		switch f.Severity {
		case dialplan.Error:
			out.Errors++
		case dialplan.Warning:
			out.Warnings++
		}
		out.Findings = append(out.Findings, one)
		fmt.Fprintf(&page, "%s\t%s\t%s\t%s\n", one.Level, one.Code, strings.Join(one.Rules, " "), one.Why)
	}
	if c.JSON {
		err = m.writeJSON(out)
	} else {
		err = m.print(page.String() + fmt.Sprintf("%d errors, %d warnings\n", out.Errors, out.Warnings))
	}
	if out.Errors > 0 {
		return errors.Join(fmt.Errorf("%d errors in the plan: do not write it into a unit", out.Errors), err)
	}
	return err
}

func (c *dialplanLintCommand) lint(m *Main) ([]dialplan.Finding, error) {
	p, found, err := c.read()
	var wrong *form.ParseError
	if errors.As(err, &wrong) {
		for _, f := range wrong.Problems {
			found = append(found, dialplan.Finding{Code: "file", Severity: dialplan.Error, Why: dialplan.Text{Key: "lint.file", Args: map[string]any{"what": f.String()}}})
		}
		return found, nil
	}
	if err != nil {
		return nil, err
	}
	table, err := c.table(m, p)
	if err != nil {
		return nil, err
	}
	plan, err := dialplan.Compile(p, table)
	if err != nil {
		return nil, err
	}
	walked, err := dialplan.Lint(plan)
	return append(found, walked...), err
}

func (c *dialplanLintCommand) read() (*dialplan.Profile, []dialplan.Finding, error) {
	b, err := readFile(c.Profile, dialplan.MaxFile)
	if err != nil {
		return nil, nil, fmt.Errorf("read profile: %w", err)
	}
	return dialplan.ParseLoosely(filepath.Base(c.Profile), b)
}

var levels = map[dialplan.Severity]string{dialplan.Error: "error", dialplan.Warning: "warning", dialplan.Info: "info"}

func (c *dialplanLintCommand) finding(f dialplan.Finding) finding {
	out := finding{Level: levels[f.Severity], Code: f.Code, Detail: f.Code, Rules: []string{}, Example: f.Number, Line: f.Line, Final: f.Final, Why: c.say(f.Why)}
	for _, id := range []string{f.Rule, f.Other} {
		if id != "" {
			out.Rules = append(out.Rules, id)
		}
	}
	if f.Line > 0 {
		out.When = f.When.String()
	}
	switch f.Code {
	case "emergency_missing", "emergency_routed", "emergency_called", "emergency_coded", "emergency_slow", "emergency_hurried":
		out.Code = "emergency"
	case "access_mobile", "swallowed":
		out.Code = "overlap"
	case "cut": // the rule is too short for its own kind, or the kind has no rule
		out.Code = "gap"
		of, ok := f.Why.Args["class"].(dialplan.Text)
		switch {
		case f.Rule == dialplan.EmergencyRule:
			out.Code = "emergency"
		case ok && (of.Key == "class.national" || of.Key == "class.mobile" || of.Key == "class.local"):
			out.Code = "length"
		}
	}
	return out
}

// writeJSON writes one value on one line.
func (m *Main) writeJSON(v any) error { return writeJSON(m.Out, v) }

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

package line

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"fieldline/forms/dialplan"
	"fieldline/forms/driver"
)

// Job is a unit to be set.
type Job struct {
	Port     Port
	Unit     *driver.Unit    // one that shows its registers
	Program  *driver.Program // of the keypad driver, for that unit
	Segments *dialplan.Segments
	Vault    driver.Vault // gives out secrets to whoever has the right
	Serial   string       // that the unit must have
	Template string       // name@version that the profile was made from
	Who      string
	Now      func() time.Time
}

// Record is what became of a job; it holds no secret.
type Record struct {
	Serial  string           `json:"serial"`
	AsFound []driver.Setting `json:"as_found"`
	AsLeft  []driver.Setting `json:"as_left"`
	Written []driver.Setting `json:"written"`
	Said    []Said           `json:"said"`
	Seal    *Seal            `json:"seal,omitempty"`
}

// Seal says that a unit holds what was meant: everything written was read again and is the
// same. Digest is over the values, with the references of secrets in place of their digits.
type Seal struct {
	Serial   string    `json:"serial"`
	Unit     string    `json:"unit"`
	Template string    `json:"template"`
	Digest   string    `json:"digest"`
	Who      string    `json:"who"`
	When     time.Time `json:"when"`
}

// Sum is the SHA-256 of the seal itself, hexadecimal, for those who keep it elsewhere.
func (s *Seal) Sum() (string, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("sum seal of %s: %w", s.Serial, err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// Digest names values by what they are, in whatever order they were read.
func Digest(values []driver.Setting) string {
	lines := make([]string, len(values))
	for i, v := range values {
		lines[i] = fmt.Sprintf("%q=%q\n", v.Register, v.Value)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "")))
	return hex.EncodeToString(sum[:])
}

// Set sets a unit. The record is there whatever happened, as far as it went; a seal is in it
// only if there is no error.
func Set(ctx context.Context, j Job) (*Record, error) {
	if j.Now == nil {
		j.Now = time.Now
	}
	unit, _, image, err := driver.ReadScript(j.Program.Text, j.Unit)
	if err != nil {
		return &Record{}, fmt.Errorf("read the program: %w; the unit was not touched", err)
	}
	if unit.Talk != driver.TalkTerminal || len(unit.Show) != 1 {
		return &Record{}, fmt.Errorf("%s does not show its registers: play its script as tones and prove it by test calls", unit.ID())
	}
	s := &setting{Job: j, unit: unit, image: image, record: &Record{}}
	s.talk = &talk{ctx: ctx, port: j.Port, now: j.Now, reveal: s.reveal, hide: s.hide}
	seal, err := s.run()
	s.record.Said = s.said
	var fault *Fault
	if errors.As(err, &fault) {
		fault.Touched = s.touched
	}
	if err != nil {
		return s.record, fmt.Errorf("set unit %s: %w", j.Serial, err)
	}
	s.record.Seal = seal
	return s.record, nil
}

// setting is a job at work.
type setting struct {
	Job
	*talk
	unit    *driver.Unit
	image   []driver.Setting
	record  *Record
	touched bool
	secrets map[string]string // digits that were revealed, to what stands for them
}

func (s *setting) run() (*Seal, error) {
	steps := s.unit.Script(nil, s.password())
	begin, end := steps[:len(s.unit.Begin)], steps[len(s.unit.Begin):]
	for _, step := range begin {
		if _, err := s.say(step, ""); err != nil {
			return nil, err
		}
	}
	if err := s.serial(); err != nil {
		return nil, err
	}
	want := last(s.image)
	var err error
	if s.record.AsFound, err = s.show(addresses(want)); err != nil {
		return nil, err
	}
	s.touched = true
	for _, v := range s.image {
		step := s.unit.Set[0]
		fill := strings.NewReplacer("{register}", v.Register, "{value}", v.Value)
		step.Send, step.Expect = fill.Replace(step.Send), fill.Replace(step.Expect)
		if _, err := s.say(step, v.Register); err != nil {
			return nil, err
		}
		s.record.Written = append(s.record.Written, v)
	}
	if s.record.AsLeft, err = s.show(addresses(want)); err != nil {
		return nil, err
	}
	for _, left := range s.record.AsLeft {
		if left.Value != want[left.Register] {
			return nil, &Fault{Kind: Differs, Register: left.Register, Want: want[left.Register], Got: left.Value}
		}
	}
	if err := s.prove(); err != nil {
		return nil, err
	}
	if err := s.serial(); err != nil {
		return nil, err
	}
	for _, step := range end {
		if _, err := s.say(step, ""); err != nil {
			return nil, err
		}
	}
	return &Seal{Serial: s.Serial, Unit: s.unit.ID(), Template: s.Template, Digest: Digest(s.record.AsLeft), Who: s.Who, When: s.Now().UTC()}, nil
}

// serial reads which unit this is. A type that shows none is taken at its label's word.
func (s *setting) serial() error {
	if s.unit.Serial == nil {
		s.record.Serial = s.Serial
		return nil
	}
	got, err := s.say(*s.unit.Serial, "serial")
	if err != nil {
		return err
	}
	if s.record.Serial = got; got != s.Serial {
		return &Fault{Kind: Other, Want: s.Serial, Got: got}
	}
	return nil
}

// show reads registers. Those that hold secrets are told by their placeholder if they hold
// the secret, by stars if the unit hides it and it has as many digits, else by question marks.
func (s *setting) show(registers []string) ([]driver.Setting, error) {
	want := last(s.image)
	var out []driver.Setting
	for _, at := range registers {
		step := s.unit.Show[0]
		step.Send, step.Expect = strings.ReplaceAll(step.Send, "{register}", at), strings.ReplaceAll(step.Expect, "{register}", at)
		value, err := s.say(step, at)
		if err != nil {
			return out, err
		}
		if revealed, err := s.reveal(want[at]); err != nil {
			return out, &Fault{Kind: NoSecret, Register: at, Err: err}
		} else if revealed != want[at] {
			value = seen(value, revealed, want[at], s.unit.Readback)
		}
		out = append(out, driver.Setting{Register: at, Value: value})
	}
	return out, nil
}

// seen tells what a register with a secret shows, without telling the secret.
func seen(value, revealed, placeholder, readback string) string {
	hidden := strings.Trim(value, "*") == "" && readback == driver.ReadPartial
	if value == revealed || hidden && value != "" && len(value) == len(revealed) {
		return placeholder
	}
	return strings.Repeat("?", len(value))
}

// prove reads what the unit holds as a plan and compares it with the profile, for all numbers.
func (s *setting) prove() error {
	want := s.Program.Said
	got, err := driver.ReadImage(s.unit, s.record.AsLeft, driver.Job{Profile: want})
	if err != nil {
		return &Fault{Kind: Unproved, Err: err}
	}
	a, err := dialplan.Compile(want, s.Segments)
	if err != nil {
		return err
	}
	b, err := dialplan.Compile(got, s.Segments)
	if err != nil {
		return &Fault{Kind: Unproved, Err: err}
	}
	proof, err := dialplan.Prove(a, b, driver.SameText)
	if err != nil {
		return err
	}
	if d := proof.Difference; d != nil {
		return &Fault{Kind: Unproved, Want: d.A.Sent.String(), Got: d.B.Sent.String()}
	}
	return nil
}

func (s *setting) password() string {
	for _, ref := range driver.Placeholders(s.Program.Text) {
		if strings.HasPrefix(ref, "{password:") {
			return ref
		}
	}
	return ""
}

// reveal puts secrets into a text, and remembers them so that they can be hidden again.
func (s *setting) reveal(text string) (string, error) {
	one := driver.Program{Text: text}
	out, err := one.Reveal(s.Vault)
	if err != nil {
		return "", err
	}
	for _, p := range driver.Placeholders(text) {
		part := driver.Program{Text: p}
		digits, err := part.Reveal(s.Vault)
		if err != nil {
			return "", err
		}
		if s.secrets == nil {
			s.secrets = map[string]string{}
		}
		s.secrets[digits] = p
	}
	return out, nil
}

// hide puts placeholders for every secret that was revealed.
func (s *setting) hide(text string) string {
	known := slices.SortedFunc(maps.Keys(s.secrets), func(a, b string) int { return len(b) - len(a) })
	for _, digits := range known {
		text = strings.ReplaceAll(text, digits, s.secrets[digits])
	}
	return text
}

// last is what the registers hold at the end.
func last(image []driver.Setting) map[string]string {
	out := map[string]string{}
	for _, v := range image {
		out[v.Register] = v.Value
	}
	return out
}

func addresses(values map[string]string) []string {
	return slices.Sorted(maps.Keys(values))
}

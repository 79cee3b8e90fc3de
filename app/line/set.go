package line

import (
	"context"
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
	Progress func(Progress) // is told before each thing that is said; nil: nobody is
	// Found is told what the unit holds before any of it is written, and an error of its
	// leaves the unit as it is; nil: nobody is.
	Found func([]driver.Setting) error
}

// Progress is how far a job is.
type Progress struct {
	Stage       string
	Done, Total int // registers, over all stages
}

// The stages of a job.
const (
	Begins  = "begins"
	Finds   = "finds"  // reads what the unit holds
	Writes  = "writes" // writes the program
	Compare = "compares"
)

// Record is what became of a job; it holds no secret, be it of this job or of whoever had the
// unit before.
type Record struct {
	Serial  string           `json:"serial"`
	AsFound []driver.Setting `json:"as_found"`
	AsLeft  []driver.Setting `json:"as_left"`
	Written []driver.Setting `json:"written"`
	Hidden  []string         `json:"hidden,omitempty"` // registers of which the unit shows only how long they are
	Unread  []string         `json:"unread,omitempty"` // registers with secrets that the unit would show: they are not read
	Said    []Said           `json:"said"`
	Seal    *Seal            `json:"seal,omitempty"`
}

// Seal says that a unit holds what was meant: everything written was read again and is the
// same, but for what the unit hides (Record.Hidden), of which only the length is known. Digest is over the values, with the references of secrets in place of their digits.
type Seal struct {
	Serial   string    `json:"serial"`
	Unit     string    `json:"unit"`
	Template string    `json:"template"`
	Digest   string    `json:"digest"`
	Who      string    `json:"who"`
	When     time.Time `json:"when"`
}

// Compares are those of the values for which a unit was read that can be compared with what
// it holds: all but the registers that were not read.
func (r *Record) Compares(values []driver.Setting) []driver.Setting {
	return slices.DeleteFunc(slices.Clone(values), func(v driver.Setting) bool { return slices.Contains(r.Unread, v.Register) })
}

// Set sets a unit. The record is there whatever happened, as far as it went; a seal is in it
// only if there is no error. Nothing is said to the unit before all secrets are to be had.
func Set(ctx context.Context, j Job) (*Record, error) {
	unit, _, image, err := driver.ReadScript(j.Program.Text, j.Unit)
	if err != nil {
		return &Record{}, fmt.Errorf("read the program: %w; the unit was not touched", err)
	}
	s, err := begin(ctx, j, unit, image)
	if err != nil {
		return &Record{}, err
	}
	if _, err := s.reveal(j.Program.Text); err != nil {
		return s.record, fmt.Errorf("unit %s: %w", j.Serial, &Fault{Kind: NoSecret, Err: err})
	}
	s.total = 2*len(s.want) + len(image)
	err = s.session(s.write)
	if err == nil {
		s.record.Seal = &Seal{Serial: j.Serial, Unit: unit.ID(), Template: j.Template, Digest: driver.Digest(driver.WriteValues(s.record.AsLeft)), Who: j.Who, When: s.Now().UTC()}
	}
	return s.record, err
}

// Read reads the registers of a unit that hold these values, and writes nothing. It needs
// no secret but the unit's password: a register with a secret is told by its placeholder if
// the unit hides it and it is as long, as far as that is known; one that a unit shows openly is
// not read (Record.Unread).
func Read(ctx context.Context, j Job, values []driver.Setting) (*Record, error) {
	s, err := begin(ctx, j, j.Unit, values)
	if err != nil {
		return &Record{}, err
	}
	s.total = len(s.want)
	return s.record, s.session(s.look)
}

// setting is a job at work.
type setting struct {
	Job
	*talk
	unit    *driver.Unit
	image   []driver.Setting
	want    map[string]string
	record  *Record
	touched bool
	blind   bool              // secrets stay unknown
	secrets map[string]string // digits that were revealed, to what stands for them
	rows    *rowShape         // nil until it is needed
	done    int
	total   int
}

func begin(ctx context.Context, j Job, unit *driver.Unit, image []driver.Setting) (*setting, error) {
	if unit.Talk != driver.TalkTerminal || len(unit.Show) != 1 {
		return nil, fmt.Errorf("%s does not show its registers: play its script as tones and prove it by test calls", unit.ID())
	}
	if j.Now == nil {
		j.Now = time.Now
	}
	if j.Progress == nil {
		j.Progress = func(Progress) {}
	}
	s := &setting{Job: j, unit: unit, image: image, want: map[string]string{}, record: &Record{}}
	for _, v := range image { // the last setting of a register holds
		s.want[v.Register] = v.Value
	}
	s.talk = &talk{ctx: ctx, port: j.Port, now: j.Now, reveal: s.reveal, hide: s.hide}
	return s, nil
}

// session opens a session with the unit, does something in it and ends it. Where that goes
// wrong it is ended all the same, as far as the unit still answers, so that the line is free
// again; whether it was is in the fault.
func (s *setting) session(do func() error) error {
	s.step(Begins)
	steps := s.unit.Script(nil, s.password())
	first, last := steps[:len(s.unit.Begin)], steps[len(s.unit.Begin):]
	err := s.all(first)
	if err == nil {
		if err = do(); err == nil {
			err = s.all(last)
		} else {
			s.leave(err, last)
		}
	}
	s.record.Said = s.said
	var fault *Fault
	if errors.As(err, &fault) {
		fault.Touched = s.touched
		if s.ctx.Err() != nil {
			fault.Kind = Stopped
		}
	}
	if err != nil {
		return fmt.Errorf("unit %s: %w", s.Serial, err)
	}
	return nil
}

func (s *setting) all(steps []driver.Step) error {
	for _, step := range steps {
		if _, err := s.say(step, "", nil); err != nil {
			return err
		}
	}
	return nil
}

// leave ends the session of a unit that did not do as it should.
func (s *setting) leave(why error, last []driver.Step) {
	var fault *Fault
	if errors.As(why, &fault) && fault.Kind == Lost && s.ctx.Err() == nil {
		return
	}
	job := s.talk.ctx
	s.talk.ctx = context.WithoutCancel(job)
	defer func() { s.talk.ctx = job }()
	for i := range last {
		last[i].Tries = 1
	}
	if err := s.drain(); (err != nil || s.all(last) != nil) && fault != nil {
		fault.Open = true
	}
}

func (s *setting) step(stage string) {
	s.Progress(Progress{Stage: stage, Done: s.done, Total: s.total})
}

// write is the session in which a unit is set.
func (s *setting) write() (err error) {
	if err = s.serial(); err != nil {
		return err
	}
	if s.record.AsFound, err = s.show(Finds); err != nil {
		return err
	}
	if s.Found != nil {
		if err := s.Found(s.record.AsFound); err != nil {
			return err
		}
	}
	s.touched = true
	for _, v := range s.image {
		s.step(Writes)
		step := s.unit.Set[0]
		fill := strings.NewReplacer("{register}", v.Register, "{value}", v.Value)
		step.Send, step.Expect = fill.Replace(step.Send), fill.Replace(step.Expect)
		if _, err := s.say(step, v.Register, nil); err != nil {
			return err
		}
		s.record.Written = append(s.record.Written, v)
		s.done++
	}
	if s.record.AsLeft, err = s.show(Compare); err != nil {
		return err
	}
	for _, left := range s.record.AsLeft {
		if left.Value != s.want[left.Register] {
			return &Fault{Kind: Differs, Register: left.Register, Want: s.want[left.Register], Got: left.Value}
		}
	}
	if err := s.prove(); err != nil {
		return err
	}
	return s.serial()
}

// look is the session in which a unit is only read.
func (s *setting) look() (err error) {
	s.blind = true
	if err = s.serial(); err != nil {
		return err
	}
	s.record.AsFound, err = s.show(Finds)
	return err
}

// serial reads which unit this is. A type that shows none is taken at its label's word.
func (s *setting) serial() error {
	if s.unit.Serial == nil {
		s.record.Serial = s.Serial
		return nil
	}
	got, err := s.say(*s.unit.Serial, "serial", nil)
	if err != nil {
		return err
	}
	if s.record.Serial = got; got != s.Serial {
		return &Fault{Kind: Other, Want: s.Serial, Got: got}
	}
	return nil
}

// show reads the registers of the program. Those in which it has secrets are told by their
// placeholder if they hold the secret, or if the unit hides it and it can be the one that was
// written, by stars before it was written, else by question marks; of others cover tells.
func (s *setting) show(stage string) ([]driver.Setting, error) {
	var out []driver.Setting
	for _, at := range slices.Sorted(maps.Keys(s.want)) {
		s.step(stage)
		placeholders := driver.Placeholders(s.want[at])
		if len(placeholders) > 0 && s.blind && s.unit.Readback == driver.ReadFull {
			s.record.Unread = append(s.record.Unread, at)
			s.done++
			continue
		}
		secret, digits, err := s.secret(s.want[at], len(placeholders) > 0)
		if err != nil {
			return out, &Fault{Kind: NoSecret, Register: at, Err: err}
		}
		step := s.unit.Show[0]
		step.Send, step.Expect = strings.ReplaceAll(step.Send, "{register}", at), strings.ReplaceAll(step.Expect, "{register}", at)
		tell := func(value string) string { return s.cover(at, value) }
		if len(placeholders) > 0 {
			tell = func(value string) string {
				if stars(value) && !slices.Contains(s.record.Hidden, at) {
					s.record.Hidden = append(s.record.Hidden, at)
				}
				return s.seen(stage, at, value, secret, digits)
			}
		}
		value, err := s.say(step, at, tell)
		if err != nil {
			return out, err
		}
		out = append(out, driver.Setting{Register: at, Value: value})
		s.done++
	}
	return out, nil
}

// secret is what a register with a placeholder is to hold, and how many digits it has; of
// secrets that stay unknown only the length is known, 0 where not even that.
func (s *setting) secret(value string, is bool) (secret string, digits int, err error) {
	if !is {
		return "", 0, nil
	}
	if s.blind {
		return "", driver.Digits(value), nil
	}
	secret, err = s.reveal(value)
	return secret, len(secret), err
}

// seen tells what a register with a secret shows, without telling the secret. What a unit
// hides may be anybody's until it was written; digits of 0 are as many as there may be.
func (s *setting) seen(stage, at, value, secret string, digits int) string {
	hidden := stars(value) && s.unit.Readback == driver.ReadPartial
	written := s.blind || stage == Compare
	switch {
	case hidden && !written:
		return value
	case hidden && (digits == 0 || len(value) == digits), value != "" && value == secret:
		return s.want[at]
	}
	return strings.Repeat("?", len(value))
}

func stars(value string) bool { return value != "" && strings.Trim(value, "*") == "" }

// prove compares what the unit holds with the program, for all numbers.
func (s *setting) prove() error {
	proof, err := s.unit.Proves(s.Program, s.record.AsLeft, s.Segments)
	if err != nil {
		return &Fault{Kind: Unproved, Err: err}
	}
	if d := proof.Difference; d != nil {
		return &Fault{Kind: Unproved, Want: d.A.Sent.String(), Got: d.B.Sent.String()}
	}
	return nil
}

// password is what stands for the unit's password.
func (s *setting) password() string {
	if s.Program != nil {
		for _, ref := range driver.Placeholders(s.Program.Text) {
			if strings.HasPrefix(ref, "{password:") {
				return ref
			}
		}
	}
	return driver.Password(nil)
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

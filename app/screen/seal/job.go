package seal

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"fieldline/app/line"
	"fieldline/forms/driver"
	"fieldline/forms/form"
	"fieldline/forms/library"
	"fieldline/sync/device"
	"fieldline/sync/record"
)

// revealer is a syncer that reads a secret at the server, for whoever has the right; who
// asked and why is kept there.
type revealer interface {
	Reveal(ctx context.Context, of form.Ref, field, secret, reason string) (string, error)
}

// lacking is a secret that is not to be had.
type lacking struct {
	ref string
	err error // why the server did not give it; nil: it has none
}

func (l *lacking) Error() string { return "the secret " + l.ref + " is not to be had" }
func (l *lacking) Unwrap() error { return l.err }

// secretFields are the columns of DOC-12 in which the secrets of a program are, by their
// references.
func secretFields() map[string]string {
	return map[string]string{
		driver.PasswordRef: library.DialerConfigUnitPassword, library.DialerConfigAccount: library.DialerConfigAccount, library.DialerConfigPin: library.DialerConfigPin,
	}
}

// boxed is the reference under which the server has a secret, "" where it has none.
func (d *desk) boxed(ref string) string {
	if d.config == nil {
		return ""
	}
	v, _ := d.config.Get(secretFields()[ref]).(string)
	if !strings.HasPrefix(v, "secret:") {
		return ""
	}
	return v
}

// vault has the secrets that were typed, and asks the server for the others.
func (s *Screen) vault(ctx context.Context, d *desk, refs []string, typed map[string]string) (driver.Vault, error) {
	found := map[string]string{}
	for _, ref := range refs {
		if found[ref] = typed[ref]; found[ref] != "" {
			continue
		}
		by, can := s.deps.Syncer.(revealer)
		secret := d.boxed(ref)
		if !can || secret == "" {
			return nil, &lacking{ref: ref}
		}
		digits, err := by.Reveal(ctx, form.Ref{Form: d.config.Form, ID: d.config.ID}, secretFields()[ref], secret, s.deps.Words.T("seal.reason", d.serial))
		if err != nil {
			return nil, &lacking{ref, err}
		}
		found[ref] = digits
	}
	return func(ref string) (string, bool) {
		digits, ok := found[ref]
		return digits, ok
	}, nil
}

// write sets the unit and seals it, if the form takes the seal. What the unit holds is kept
// on its program's record before any of it is written: whatever ends the try, it is not lost.
func (s *Screen) write(overrode []record.Override) {
	d, typed := s.desk, s.typedSecrets()
	r := &run{of: s.place.ID, overrode: overrode, again: func() { s.write(overrode) }}
	s.bench.begin(s.deps, r, s.portName(), func(ctx context.Context, port line.Port, told func(line.Progress)) outcome {
		vault, err := s.vault(ctx, d, d.said.Secrets(), typed)
		if err != nil {
			return outcome{err: err}
		}
		saving := context.WithoutCancel(ctx)
		rec, err := line.Set(ctx, line.Job{
			Port: port, Unit: d.kind, Program: d.said, Segments: d.program.Segments, Vault: vault, Serial: d.serial, Template: d.said.Said.Template,
			Who: s.deps.Store.Identity().PersonName, Now: s.deps.Now, Progress: told,
			Found: func(held []driver.Setting) error {
				if d.found != nil {
					return nil
				}
				return s.keepFound(saving, d, held)
			},
		})
		if d.found != nil {
			rec.AsFound = d.found
		}
		out := outcome{record: rec, err: err}
		if err == nil {
			out.refused, out.err = s.seal(saving, d, rec, overrode)
		}
		return out
	})
}

// keepFound writes on the program's record what the dialer held before the first try.
func (s *Screen) keepFound(ctx context.Context, d *desk, held []driver.Setting) error {
	out, err := s.deps.Store.Do(ctx, record.Part{Kind: record.Set, Form: library.DialerConfig, ID: d.config.ID, Values: form.Values{
		library.DialerConfigSealedSerial: d.serial, library.DialerConfigAsFound: driver.WriteValues(held),
	}})
	if err == nil && len(out.Problems) > 0 {
		what, todo := s.speech().Problem(out.Problems[0])
		err = fmt.Errorf("keep what dialer %s held: %s %s", d.serial, what, todo)
	}
	return err
}

// seal hands what was read to the act of the form that seals. It cannot be called off: the
// unit is set.
func (s *Screen) seal(ctx context.Context, d *desk, rec *line.Record, overrode []record.Override) ([]form.Problem, error) {
	told, err := json.MarshalIndent(rec, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write what was said to unit %s: %w", d.serial, err)
	}
	file, err := s.deps.Store.PutAttachment(ctx, bytes.NewReader(told), d.serial+".json")
	if err != nil {
		return nil, err
	}
	done, err := s.deps.Store.Perform(ctx, device.Work{Overrode: overrode, Parts: []record.Part{{
		Kind: record.Act, Form: library.DialerConfig, ID: d.config.ID, Action: library.DialerConfigSeal, State: d.config.State,
		Values: form.Values{
			library.DialerConfigSealedSerial: rec.Serial, library.DialerConfigReadBack: file,
			library.DialerConfigAsFound: driver.WriteValues(rec.AsFound), library.DialerConfigAsLeft: driver.WriteValues(rec.AsLeft),
		},
	}}})
	return done.Problems, err
}

// look reads the unit and writes nothing.
func (s *Screen) look() {
	d, typed := s.desk, s.typedSecrets()
	r := &run{of: s.place.ID, reads: true, again: s.look}
	s.bench.begin(s.deps, r, s.portName(), func(ctx context.Context, port line.Port, told func(line.Progress)) outcome {
		vault, err := s.vault(ctx, d, []string{driver.PasswordRef}, typed)
		if err != nil {
			return outcome{err: err}
		}
		rec, err := line.Read(ctx, line.Job{Port: port, Unit: d.kind, Vault: vault, Serial: d.serial, Now: s.deps.Now, Progress: told}, d.expected())
		return outcome{record: rec, err: err}
	})
}

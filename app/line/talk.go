package line

import (
	"context"
	"strings"
	"time"

	"fieldline/forms/driver"
)

// Said is one exchange with a unit, for the record. No secret is in it, neither one that is
// written nor one that the unit still held for somebody else: of what a register shows there
// is what Record.AsFound tells of it, and of an answer that was not
// expected, in which anything may stand, no digit.
type Said struct {
	At    time.Time `json:"at"`
	Sent  string    `json:"sent"`
	Heard string    `json:"heard"`
	Try   int       `json:"try"`
}

// quiet is how long a line must be silent before something is said again, so that a late
// answer is not taken for the next one.
const quiet = 150 * time.Millisecond

// longest is how much of an answer is kept.
const longest = 512

// talk is a conversation with a unit that answers in text.
type talk struct {
	ctx    context.Context
	port   Port
	now    func() time.Time
	reveal func(string) (string, error)
	hide   func(string) string
	said   []Said
}

// refusal is what a unit answers that does not take something.
const refusal = "E"

// say sends a step and waits for the answer it expects; {value} in the answer stands for
// anything to the end of the line, and is returned. Of a value that may be a secret nothing
// leaves here but what tell makes of it; nil is for one that is none.
func (t *talk) say(step driver.Step, register string, tell func(value string) string) (value string, err error) {
	send, err := t.reveal(step.Send)
	if err != nil {
		return "", &Fault{Kind: NoSecret, Register: register, Err: err}
	}
	var fault *Fault
	for try := range max(step.Tries, 1) {
		if try > 0 {
			if err := t.drain(); err != nil {
				return "", &Fault{Kind: Lost, Register: register, Err: err}
			}
		}
		if err := t.ctx.Err(); err != nil {
			return "", &Fault{Kind: Lost, Register: register, Err: err}
		}
		if _, err := t.port.Write([]byte(send)); err != nil {
			return "", &Fault{Kind: Lost, Register: register, Err: err}
		}
		heard, value, kind, err := t.hear(step)
		switch {
		case kind != "":
			heard = withoutDigits(heard)
		case tell != nil:
			value = tell(value)
			heard = strings.Replace(step.Expect, "{value}", value, 1)
		default:
			heard = t.hide(heard)
		}
		t.said = append(t.said, Said{At: t.now(), Sent: step.Send, Heard: heard, Try: try + 1})
		if kind == "" {
			return value, nil
		}
		fault = &Fault{Kind: kind, Register: register, Want: step.Expect, Got: heard, Err: err}
		if kind == Lost {
			break
		}
	}
	return "", fault
}

// mask stands for a digit that is not told.
const mask = '?'

// Covered tells whether a part of a register's value is not told, because it may be an account
// or a PIN.
func Covered(value string) bool { return strings.ContainsRune(value, mask) }

// withoutDigits leaves of an answer what tells how it differs from the one that was expected.
// Its digits may be an account's: one that comes late, or twice, is heard in place of another.
func withoutDigits(heard string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return mask
		}
		return r
	}, heard)
}

// hear reads until the answer is there, is a refusal, or time is over.
func (t *talk) hear(step driver.Step) (heard, value, kind string, err error) {
	before, after, open := strings.Cut(step.Expect, "{value}")
	end := time.Now().Add(time.Duration(step.Within) * time.Millisecond) // patience, not the time of the record
	buf := make([]byte, 256)
	for {
		left := time.Until(end)
		if left <= 0 {
			break
		}
		if err := t.port.SetReadTimeout(min(left, 50*time.Millisecond)); err != nil {
			return heard, "", Lost, err
		}
		n, err := t.port.Read(buf)
		if err != nil {
			return heard, "", Lost, err
		}
		heard += string(buf[:n])
		if cause := t.ctx.Err(); cause != nil {
			return heard, "", Lost, cause
		}
		switch {
		case len(heard) > longest:
			return heard[:longest], "", Garbled, nil
		case !open && heard == step.Expect:
			return heard, "", "", nil
		case open && strings.HasPrefix(heard, before) && strings.HasSuffix(heard, after) && len(heard) >= len(before)+len(after):
			return heard, heard[len(before) : len(heard)-len(after)], "", nil
		case heard != "" && !strings.HasPrefix(step.Expect, heard) && strings.HasPrefix(heard, refusal):
			return heard, "", Refused, nil
		}
	}
	if heard == "" {
		return "", "", Silent, nil
	}
	return heard, "", Garbled, nil
}

// drain throws away what comes until the line is quiet.
func (t *talk) drain() error {
	if err := t.port.SetReadTimeout(quiet); err != nil {
		return err
	}
	buf := make([]byte, 256)
	for range 100 {
		n, err := t.port.Read(buf)
		if err != nil || n == 0 {
			return err
		}
	}
	return nil
}

package dialplan

import (
	"fmt"
	"strconv"
	"strings"
)

// Token is a piece of what goes to the line; exactly one of its fields says which.
type Token struct {
	Keys   string  `json:"keys,omitempty"`
	Pause  int     `json:"pause,omitempty"`
	Tone   *Tone   `json:"tone,omitempty"`
	Secret *Secret `json:"secret,omitempty"`
}

// String writes keys as they are, a pause as (3000), a wait for a tone as
// (tone 450 400/5000 redial), a secret as {its reference}.
func (t Token) String() string {
	switch {
	case t.Pause > 0:
		return "(" + strconv.Itoa(t.Pause) + ")"
	case t.Tone != nil:
		return fmt.Sprintf("(tone %d %d/%d %s)", t.Tone.Freq, t.Tone.MinMS, t.Tone.WithinMS, t.Tone.OnFail)
	case t.Secret != nil:
		return "{" + t.Secret.Ref + "}"
	}
	return t.Keys
}

// Sent is what goes to the line, in order.
type Sent []Token

// String writes the whole string, for example 17911(3000)1(1000){box/7}#(2000)01062345678.
func (s Sent) String() string {
	var b strings.Builder
	for _, t := range s {
		b.WriteString(t.String())
	}
	return b.String()
}

// sentOf fills the open parts of a verdict with the keys that were dialled.
func sentOf(v *verdict, dialled string) Sent {
	var out Sent
	for _, p := range v.parts {
		keys := p.keys
		if p.rest {
			keys = dialled[p.from:]
		}
		if n := len(out); keys != "" && n > 0 && out[n-1].Keys != "" {
			out[n-1].Keys += keys
			continue
		}
		out = append(out, Token{Keys: keys, Pause: p.pause, Tone: p.tone, Secret: p.secret})
	}
	return out
}

// Lasts is how long a piece takes on the machine's line in ms. A wait for a tone takes at
// least as long as the tone must last.
func (m *Machine) Lasts(t Token) int {
	p := m.plan.profile
	key := func(k byte) int {
		if m.line.Dial == "pulse" && isDigit(k) {
			return p.pulses(k)
		}
		return p.DTMF.On + p.DTMF.Off
	}
	ms := t.Pause
	if t.Tone != nil {
		ms += t.Tone.MinMS
	}
	if t.Secret != nil {
		ms += t.Secret.Digits * key('0')
	}
	for i := 0; i < len(t.Keys); i++ {
		ms += key(t.Keys[i])
	}
	return ms
}

// pulses is how long a digit takes with decadic pulses, its rest included; 0 is ten.
func (p *Profile) pulses(digit byte) int {
	n := int(digit - '0')
	if n == 0 {
		n = 10
	}
	return n*1000/p.Pulse.PPS + p.Pulse.Gap
}

package dialplan

import (
	"fmt"
	"slices"

	"fieldline/forms/form"
)

// Press is one key and when it was pressed, ms since the receiver was lifted.
type Press struct {
	Key byte // 0-9, *, #, A-D (nothing happens), Flash or HangUp
	At  int
}

// What a caller does besides pressing keys.
const (
	Flash  byte = '!'
	HangUp byte = '.'
)

// ByHand is how fast a person presses keys, ms from one to the next and shorter than any
// timer (dialer.md 3.6).
const ByHand = 300

// Pace gives the keys of a number an even pace in ms, the first at once.
func Pace(keys string, every int) []Press {
	var out []Press
	for i := 0; i < len(keys); i++ {
		out = append(out, Press{keys[i], i * every})
	}
	return out
}

// How a number was decided.
const (
	ByKey   = "key"   // by its last key
	ByHash  = "hash"  // by the terminator
	ByTimer = "timer" // by waiting
)

// Outcome is what became of a number.
type Outcome struct {
	Action, Reason string
	Rule, Route    string
	Number         string // the keys that were taken for the number
	After          string // keys that came too late and go to the line as they are
	Sent           Sent
	How            string
	DecidedAt      int // ms since the receiver was lifted
	SentAt         int // when the first key goes to the line; -1 if the unit itself sends nothing
	CutAt          int // when the speech path is through; -1 if it never is
	Home           string
	Why            []Text
	Stages         []Stage
}

// Stage is what the unit knows after one key.
type Stage struct {
	Key    byte
	At     int
	Buffer string
	Rule   string // that would win now; "" none
	Longer bool   // another may still win
	Timer  int    // how long it now waits, ms; 0: it has decided
}

// Dial feeds keys to the machine and tells what becomes of them. Keys must be in the order
// of their times.
func (m *Machine) Dial(presses []Press) Outcome {
	t := m.plan.profile.Timers
	st, out := m.start, Outcome{SentAt: -1, CutAt: -1}
	deadline := t.FirstDigit
	for i, p := range presses {
		if p.At > deadline {
			break
		}
		switch {
		case p.Key == HangUp:
			out.Action, out.DecidedAt = Abandon, p.At
			out.Why = []Text{{Key: "why.abandon"}}
			return out
		case p.Key == Flash:
			st, out.Number, deadline = m.start, "", p.At+t.FirstDigit
			out.Stages = append(out.Stages, Stage{Key: p.Key, At: p.At, Timer: t.FirstDigit})
			continue
		case keyOf(p.Key) < 0:
			continue
		}
		e := m.press(st, p.Key)
		if e.decided != nil {
			how := ByKey
			if e.hash {
				how = ByHash
			} else {
				out.Number += string(p.Key)
			}
			out.Stages = append(out.Stages, Stage{Key: p.Key, At: p.At, Buffer: out.Number, Rule: e.decided.rule})
			m.finish(&out, e.decided, how, p.At)
			out.After = after(presses[i+1:])
			return out
		}
		st = e.to
		out.Number += string(p.Key)
		wait := t.Long
		if m.complete(st) {
			wait = t.Short
		}
		deadline = p.At + wait
		stage := Stage{Key: p.Key, At: p.At, Buffer: out.Number, Longer: st.longer, Timer: wait}
		if st.best >= 0 {
			stage.Rule = m.rules[st.best].ID
		}
		out.Stages = append(out.Stages, stage)
	}
	if st.n == 0 {
		out.Action, out.Reason, out.How, out.DecidedAt = Reject, NoDigit, ByTimer, deadline
		out.Why = []Text{{Key: "why.nodigit", Args: map[string]any{"s": seconds(t.FirstDigit)}}}
		return out
	}
	m.finish(&out, m.end(st), ByTimer, deadline)
	late := slices.IndexFunc(presses, func(p Press) bool { return p.At > deadline })
	if late >= 0 {
		out.After = after(presses[late:])
	}
	return out
}

// after are the keys that go to the line once the unit has decided.
func after(presses []Press) string {
	var keys []byte
	for _, p := range presses {
		if p.Key == HangUp {
			break
		}
		if keyOf(p.Key) >= 0 {
			keys = append(keys, p.Key)
		}
	}
	return string(keys)
}

// finish fills an outcome from its verdict.
func (m *Machine) finish(out *Outcome, v *verdict, how string, at int) {
	out.Action, out.Reason, out.Rule, out.Route, out.Home = v.action, v.reason, v.rule, v.route, v.home
	out.How, out.DecidedAt = how, at
	if v.dialled() {
		out.Sent = sentOf(v, out.Number)
		out.CutAt = at
		if m.dials(out.Sent, out.Number) {
			out.SentAt = at + m.beforeDialling()
			out.CutAt = out.SentAt
			for _, t := range out.Sent {
				out.CutAt += m.Lasts(t)
			}
		}
	}
	out.Why = m.why(out, v)
}

// dials tells whether the unit sends a string itself. A transparent unit has let the keys
// pass already: an unchanged number is through when it is decided.
func (m *Machine) dials(sent Sent, dialled string) bool {
	return !m.plan.profile.Transparent || sent.String() != dialled
}

// beforeDialling is the time from deciding to the first key that the unit sends; a
// transparent one clears down first.
func (m *Machine) beforeDialling() int {
	p := m.plan.profile
	wait := p.Timers.Predial
	if p.Timers.WaitDialTone != nil {
		wait = p.Timers.WaitDialTone.MinMS
	}
	if p.Transparent {
		wait += p.Flash + 200
	}
	return wait
}

// Kind tells what a number is, seen from the home of the plan.
func (m *Machine) Kind(number string) Kind {
	return m.plan.Kind(number)
}

// Kind tells what a number is, seen from the home of the plan.
func (p *Plan) Kind(number string) Kind { return Classify(number, p.profile.Home, p.segments) }

// why tells the outcome in sentences: what the number is, what the rule does, when.
func (m *Machine) why(out *Outcome, v *verdict) []Text {
	k := m.Kind(out.Number)
	args := map[string]any{"number": out.Number, "rule": out.Rule, "route": out.Route, "sent": out.Sent.String(),
		"keys": len(out.Number), "class": Text{Key: "class." + k.Class}}
	if r := m.plan.profile.Rule(v.rule); r != nil {
		args["pattern"], args["min"], args["max"] = r.Pattern, r.MinLen, r.MaxLen
	}
	kind := Text{"kind", args}
	if k.Name != (form.Label{}) {
		args["name"] = k.Name
		kind.Key = "kind.named"
	}
	key := "why." + v.action
	switch {
	case v.rule == EmergencyRule:
		key = "why.emergency"
	case v.reason != "":
		key = "why." + v.reason
	case v.home != "":
		key = "why." + v.home
		if v.home == "away" && m.plan.profile.Home.MobilePolicy == BySegment && k.Area == "" {
			key = "why.away_unknown"
		}
	}
	at := map[string]any{"s": seconds(out.DecidedAt), "cut": seconds(out.CutAt)}
	told := []Text{kind, {key, args}, {"how." + out.How, at}}
	if out.CutAt >= 0 {
		cut := Text{"cut", at}
		for _, t := range out.Sent {
			if t.Secret != nil && t.Secret.Digits == 0 {
				cut.Key = "cut.least"
			}
		}
		told = append(told, cut)
	}
	return told
}

// seconds writes milliseconds as seconds with one decimal, half up.
func seconds(ms int) string {
	if ms < 0 {
		return "-"
	}
	tenths := (ms + 50) / 100
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}

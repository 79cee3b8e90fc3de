package dialplan

import (
	"slices"
	"strings"
)

// ending is that the dialled keys from a place on are certain ones, and no more.
type ending struct {
	from int
	keys string
}

// sending is what the verdicts of a machine let go to the line of a number's own keys.
type sending struct {
	from    []int    // the places from which on they go
	endings []ending // with which a carrier would get an emergency number
}

// sent looks at what becomes of all numbers. Conditions on keys are walked for apart.
func (l *linter) sent(m *Machine) error {
	s, err := m.sending(l.plan.emergency)
	if err != nil {
		return err
	}
	if m.line.Dial == "pulse" {
		if err := l.pulsed(m, s); err != nil {
			return err
		}
	}
	return l.misled(m, s)
}

// misled finds emergency numbers that stand in other numbers and do not get where they must.
func (l *linter) misled(m *Machine, s sending) error {
	if err := l.carried(m, s); err != nil {
		return err
	}
	if err := l.coded(m); err != nil {
		return err
	}
	routes := l.plan.profile.Routes
	for i := range routes {
		if !slices.ContainsFunc(routes, func(r Route) bool { return r.Fallback == routes[i].ID }) {
			continue
		}
		alone := m.scene // so that every number for which it may stand in goes by it
		alone.Down = nil
		for j := range routes {
			if j != i {
				alone.Down = append(alone.Down, routes[j].ID)
			}
		}
		other, err := l.plan.At(alone)
		if err != nil {
			return err
		}
		s, err := other.sending(l.plan.emergency)
		if err != nil {
			return err
		}
		if err := l.carried(other, s); err != nil {
			return err
		}
	}
	return nil
}

func (m *Machine) sending(emergency []string) (sending, error) {
	s := sending{}
	err := m.search(anyKey, func(_ int, _ string, v *verdict) { s.note(emergency, v) })
	return s, err
}

// anyKey lets all numbers through.
func anyKey(int, int, byte) (int, bool) { return 0, true }

func (s *sending) note(emergency []string, v *verdict) {
	if !v.dialled() {
		return
	}
	n := v.number
	if n.from < n.taken && !slices.Contains(s.from, n.from) {
		s.from = append(s.from, n.from)
	}
	if v.action != Through {
		return
	}
	for _, e := range emergency {
		for _, keys := range []string{e, e + "#"} { // # ends a number for a carrier too
			rest, begins := strings.CutPrefix(keys, n.prefix)
			if t := (ending{n.from, rest}); begins && n.taken == n.from+len(rest) && !slices.Contains(s.endings, t) {
				s.endings = append(s.endings, t)
			}
		}
	}
}

// carried finds emergency numbers that a carrier gets, whatever makes them so: a hot line, a
// speed dial, digits taken off or put before. The carrier has none of its own, and its
// account or its line may be dead.
func (l *linter) carried(m *Machine, s sending) error {
	for _, t := range s.endings {
		walk := func(_, n int, key byte) (int, bool) {
			return 0, n < t.from || n-t.from < len(t.keys) && t.keys[n-t.from] == key
		}
		err := m.search(walk, func(_ int, number string, v *verdict) {
			if v.action != Through {
				return
			}
			e := strings.TrimSuffix(v.number.of(number), "#")
			if slices.Contains(l.plan.emergency, e) && e != number { // a bare one is told by emergencies
				l.add(m, Finding{Code: "emergency_routed", Severity: Error, Final: true, Rule: v.rule, Number: number}, map[string]any{"what": e})
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// coded finds speed dials of emergency numbers that do not pass straight and unchanged. Those
// that a carrier gets as they are, carried tells.
func (l *linter) coded(m *Machine) error {
	p := l.plan.profile
	stands := map[string]SpeedDial{} // for an emergency number, by its code
	for _, d := range p.SpeedDials {
		if l.calls(d.Send) != "" {
			stands[d.Code] = d
		}
	}
	if len(stands) == 0 {
		return nil
	}
	return m.search(anyKey, func(_ int, number string, v *verdict) {
		r := p.Rule(v.rule)
		if r == nil || r.Action != Replace || r.Strip >= len(number) || !r.takes(len(number)) {
			return
		}
		code := number[r.Strip:]
		d := stands[code]
		e, sent := l.calls(d.Send), sentOf(v, number).String()
		if e == "" || v.action == Direct && sent == d.Send || v.action == Through && strings.TrimSuffix(v.number.of(number), "#") == e {
			return
		}
		l.add(m, Finding{Code: "emergency_coded", Severity: Error, Final: true, Rule: v.rule, Number: number},
			map[string]any{"what": e, "code": code, "sent": sent, "action": Text{Key: "action." + v.action}})
	})
}

// pulsed finds rules that would send * or # on a line of decadic pulses, which has none. What
// a rule adds fails with every number; where the caller dials them, only such numbers do.
func (l *linter) pulsed(m *Machine, s sending) error {
	tell := func(v *verdict, number string, weight Severity, by string) {
		l.add(m, Finding{Code: "pulse_keys", Severity: weight, Rule: v.rule, Number: number},
			map[string]any{"line": m.line.No, "by": Text{by, map[string]any{"rule": v.rule, "number": number}}})
	}
	err := m.search(anyKey, func(_ int, number string, v *verdict) {
		if v.dialled() && strings.ContainsAny(v.number.prefix, "*#") {
			tell(v, number, Error, "by.adds")
		}
	})
	if err != nil {
		return err
	}
	for _, from := range s.from {
		walk := func(has, n int, key byte) (int, bool) {
			if n >= from && !isDigit(key) {
				has = 1
			}
			return has, true
		}
		err := m.search(walk, func(has int, number string, v *verdict) {
			if has == 1 && v.dialled() && v.number.from == from && m.dials(sentOf(v, number), number) {
				tell(v, number, Warning, "by.dialled")
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// search walks all numbers that a condition lets through, the shortest first, and shows what
// becomes of each; of numbers that the machine and the condition hold for alike it shows
// one. The condition looks at one key after another and remembers what it must.
func (m *Machine) search(walk func(memory, n int, key byte) (int, bool), show func(memory int, number string, v *verdict)) error {
	type spot struct {
		st     *state
		memory int
	}
	type at struct {
		spot
		number string
	}
	queue := []at{{spot{m.start, 0}, ""}}
	seen := map[spot]bool{}
	for i := 0; i < len(queue); i++ {
		here := queue[i]
		for k := range len(Keys) {
			memory, ok := walk(here.memory, here.st.n, Keys[k])
			if !ok {
				continue
			}
			e := m.press(here.st, Keys[k])
			number := here.number + Keys[k:k+1]
			next := spot{e.to, memory}
			switch {
			case e.hash: // as if no more key came
			case e.decided != nil:
				show(memory, number, e.decided)
			case !seen[next]:
				seen[next] = true
				show(memory, number, m.end(e.to))
				queue = append(queue, at{next, number})
			}
		}
		if m.tooWide() {
			return ErrTooWide
		}
	}
	return nil
}

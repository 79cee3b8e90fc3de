package dialplan

// place is where a walk through one machine stands.
type place struct {
	st     *state
	number string
}

// rules walks all states: which rule wins somewhere, which tie, which lose numbers.
func (l *linter) rules(m *Machine) error {
	queue := []place{{m.start, ""}}
	seen := map[*state]bool{m.start: true}
	for i := 0; i < len(queue); i++ {
		at := queue[i]
		for k := range len(Keys) {
			e := m.press(at.st, Keys[k])
			number := at.number + Keys[k:k+1]
			if e.decided != nil {
				if e.at != nil && !e.hash {
					l.won(m, e.at, e.decided, number, true)
				}
				continue
			}
			if seen[e.to] {
				continue
			}
			if m.tooWide() {
				return ErrTooWide
			}
			seen[e.to] = true
			l.won(m, e.to, m.end(e.to), number, false)
			queue = append(queue, place{e.to, number})
		}
	}
	return nil
}

// won takes down what a verdict says about the rules that match here.
func (l *linter) won(m *Machine, st *state, v *verdict, number string, decided bool) {
	if st.best < 0 {
		return
	}
	if v.action == Conflict {
		for _, i := range st.live {
			if int(i) < len(m.rules) && int(i) != st.best && len(m.rules[i].pattern) <= st.n && m.rules[i].pattern.prior(m.rules[st.best].pattern) == 0 {
				l.add(m, Finding{Code: "conflict", Severity: Error, Rule: v.rule, Other: m.rules[i].ID, Number: number}, nil)
				l.fired[v.rule], l.fired[m.rules[i].ID] = true, true
			}
		}
		return
	}
	if v.reason != Incomplete && v.reason != TooLong || m.rules[st.best].takes(st.n) { // a route may refuse it as too long
		l.fired[v.rule] = true
	}
	for _, i := range st.live {
		if int(i) >= len(m.rules) || int(i) == st.best || len(m.rules[i].pattern) > st.n {
			continue
		}
		r := m.rules[i]
		wanted := r.takes(st.n) || decided && st.n < r.MinLen
		if !wanted {
			continue
		}
		own := *st
		own.best = int(i)
		if is := m.act(&own); is.action != v.action || is.String() != v.String() {
			l.lost(m, r, m.rules[st.best], number)
		}
	}
}

// lost tells that a rule gives numbers away. To rules that say a part of its own numbers
// more exactly it does so by intent, and one example is enough; where two patterns only
// overlap, each pair is told.
func (l *linter) lost(m *Machine, r, to machineRule, number string) {
	if r.pattern.holds(to.pattern) {
		if !l.seen["shadowed "+r.ID] {
			l.seen["shadowed "+r.ID] = true
			l.add(m, Finding{Code: "shadowed", Severity: Info, Rule: r.ID, Other: to.ID, Number: number}, nil)
		}
		return
	}
	l.add(m, Finding{Code: "overlap", Severity: Warning, Rule: r.ID, Other: to.ID, Number: number}, nil)
}

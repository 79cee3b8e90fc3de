package dialplan

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// longSecret is a run of keys in a route or a rule that looks like an account or a PIN: long,
// or two groups with their #, whatever stands between them.
var longSecret = regexp.MustCompile(`\d{6,}#|\d{4,}# *\d{4,}|\d{16,}`)

// settings judges what needs no walk.
func (l *linter) settings() {
	p := l.plan.profile
	l.listed()
	if p.PowerFail == "none" {
		l.add(nil, Finding{Code: "no_bypass", Severity: Warning}, nil)
	}
	l.secrets()
	l.callHome()
	l.accessCodes()
	l.segmentTable()
	for _, line := range p.Lines {
		if line.Dial != "pulse" {
			continue
		}
		for _, r := range p.Routes {
			keys := ""
			for _, s := range r.Steps() {
				keys += s.Send
			}
			if strings.ContainsAny(keys, "*#") {
				l.add(nil, Finding{Code: "pulse_keys", Severity: Error, Line: line.No}, map[string]any{"what": r.ID, "line": line.No, "by": Text{"by.route", map[string]any{"route": r.ID}}})
			}
		}
	}
}

// listed finds emergency numbers that a profile leaves out.
func (l *linter) listed() {
	for _, e := range MustPass() {
		if !slices.Contains(l.plan.profile.Emergency, e) {
			l.add(nil, Finding{Code: "emergency_missing", Severity: Error, Final: true, Number: e}, map[string]any{"what": e})
		}
	}
}

func (l *linter) secrets() {
	p := l.plan.profile
	for _, r := range p.Rules {
		if longSecret.MatchString(r.Prepend) {
			l.add(nil, Finding{Code: "secret", Severity: Warning, Rule: r.ID}, map[string]any{"what": r.ID})
		}
	}
	for _, r := range p.Routes {
		keys := ""
		for _, s := range r.Steps() {
			keys += cmp.Or(s.Send, " ")
		}
		if longSecret.MatchString(keys) {
			l.add(nil, Finding{Code: "secret", Severity: Warning}, map[string]any{"what": r.ID})
		}
	}
	for _, d := range p.SpeedDials {
		if l.holdsSecret(d.Send) {
			l.add(nil, Finding{Code: "secret", Severity: Warning}, map[string]any{"what": Text{"by.speed_dial", map[string]any{"code": d.Code}}})
		}
	}
	if p.Remote != nil && l.holdsSecret(p.Remote.CallHome) {
		l.add(nil, Finding{Code: "secret", Severity: Warning}, map[string]any{"what": Text{Key: "by.call_home"}})
	}
}

// holdsSecret tells whether a string that is dialled as it stands holds more than a number,
// which may have an access code before it and # behind it.
func (l *linter) holdsSecret(keys string) bool {
	if !longSecret.MatchString(keys) {
		return false
	}
	number := strings.TrimSuffix(keys, "#")
	return !allDigits(number) || !l.plan.Kind(behindAccess(number)).Complete
}

// callHome finds a unit that would call an emergency number by itself.
func (l *linter) callHome() {
	r := l.plan.profile.Remote
	if r == nil {
		return
	}
	if e := l.calls(r.CallHome); e != "" {
		l.add(nil, Finding{Code: "emergency_called", Severity: Error, Final: true, Number: r.CallHome}, map[string]any{"what": e})
	}
}

// calls is the emergency number that the exchange connects for keys as they stand, "" if none:
// the four at their last digit, whatever follows.
func (l *linter) calls(keys string) string {
	for _, e := range l.plan.emergency {
		if strings.TrimSuffix(keys, "#") == e || slices.Contains(MustPass(), e) && strings.HasPrefix(keys, e) {
			return e
		}
	}
	return ""
}

// accessCodes finds carriers' codes that begin as a mobile does: who dials such a code by
// hand is taken for a mobile, or the other way round.
func (l *linter) accessCodes() {
	used := map[string]bool{}
	for _, rule := range l.plan.profile.Rules {
		for _, r := range l.plan.profile.InTurn(rule.Route) {
			used[r.ID] = true
		}
	}
	for _, r := range l.plan.profile.Routes {
		if !used[r.ID] {
			l.add(nil, Finding{Code: "route_unused", Severity: Info}, map[string]any{"what": r.ID})
		}
		for _, m := range known().mobiles {
			n := min(len(m), len(r.Access))
			if m[:n].matches(r.Access) {
				l.add(nil, Finding{Code: "access_mobile", Severity: Warning, Number: r.Access}, map[string]any{"what": r.ID})
			}
		}
	}
}

func (l *linter) segmentTable() {
	p := l.plan.profile
	asks := slices.ContainsFunc(p.Rules, func(r Rule) bool { return r.Action == Mobile })
	if p.Home.MobilePolicy != BySegment || !asks {
		return
	}
	s := l.plan.segments
	if s == nil || l.plan.home.top == [10]int32{} {
		l.add(nil, Finding{Code: "no_segments", Severity: Warning}, map[string]any{"what": p.Home.AreaCode})
		return
	}
	if want := p.Home.Segments; want != nil && want.SHA256 != "" && want.SHA256 != s.SHA256 {
		l.add(nil, Finding{Code: "other_segments", Severity: Warning}, map[string]any{"what": want.Version, "has": s.Version})
	}
}

// emergencies proves that every emergency number passes as it is, also when no route
// answers.
func (l *linter) emergencies(m *Machine) {
	all := m.scene
	for _, r := range l.plan.profile.Routes {
		all.Down = append(all.Down, r.ID)
	}
	down, err := l.plan.At(all)
	if err != nil { // the line is there: m stands on it
		return
	}
	for _, e := range l.plan.emergency {
		for _, machine := range []*Machine{m, down} {
			o := machine.Dial(Pace(e, ByHand))
			args := map[string]any{"what": e, "sent": o.Sent.String(), "action": Text{Key: "action." + o.Action}}
			switch {
			case o.Action != Direct || o.Sent.String() != e:
				l.add(machine, Finding{Code: "emergency", Severity: Error, Final: true, Rule: o.Rule, Number: e}, args)
			case o.How != ByKey:
				l.add(machine, Finding{Code: "emergency_slow", Severity: Warning, Rule: o.Rule, Number: e}, args)
			}
		}
		st := m.start
		for i := 0; i < len(e)-1 && st != nil; i++ {
			st = m.press(st, e[i]).to
			if st != nil && m.complete(st) {
				l.add(m, Finding{Code: "emergency_hurried", Severity: Warning, Rule: m.rules[st.best].ID, Number: e[:i+1]}, map[string]any{"what": e})
			}
		}
	}
}

// loops finds routes whose own string would be routed once more by a unit that looks at
// what it sends, as a key system does.
func (l *linter) loops(m *Machine) {
	for i := range l.plan.profile.Routes {
		r := &l.plan.profile.Routes[i]
		o := m.Dial(Pace(r.Access+"01062345678", ByHand))
		if o.Action == Through {
			l.add(m, Finding{Code: "loop", Severity: Info, Rule: o.Rule, Number: r.Access}, map[string]any{"what": r.ID})
		}
	}
}

package dialplan

import "strings"

// What may come of a number besides Direct, Through and Block.
const (
	Reject   = "REJECT"  // the number cannot be dialled
	Abandon  = "ABANDON" // the caller hung up first
	Conflict = "ERROR"   // two rules tie
)

// Why a number was rejected or blocked.
const (
	NoMatch    = "nomatch"
	Incomplete = "incomplete"
	TooLong    = "toolong"
	NoDigit    = "nodigit"
	NoRoute    = "noroute"
	ByClass    = "class"
	ByRule     = "rule"
	Tie        = "conflict"
)

// verdict is what the plan does with every number that reaches a state: the string is
// told with the number's own keys left open, so that one verdict holds for all of them.
type verdict struct {
	action, reason string
	rule, route    string
	parts          []part
	home           string // of a MOBILE: home, away
	number         number // what becomes of the number itself, the route's sequence apart

	asked  string   // the route of the rule, whether it was taken or not; "" none
	handed number   // the number as the rule hands it to a route
	first  *verdict // while every route answers; nil: this is it
}

// part is a piece of what goes to the line; exactly one of its fields says which.
type part struct {
	keys   string
	pause  int
	tone   *Tone
	secret *Secret
	rest   bool // the dialled number from its key number from
	from   int
}

func (v *verdict) refusal() bool { return v.action == Reject || v.action == Block }

// dialled tells whether anything goes to the line.
func (v *verdict) dialled() bool { return v.action == Direct || v.action == Through }

// act is what a rule does with a number that ends in this state.
func (m *Machine) act(st *state) *verdict {
	r := m.rules[st.best]
	v := &verdict{action: Direct, rule: r.ID}
	if !m.plan.profile.allowed(m.line.COS, r.Class) {
		v.action, v.reason = Block, ByClass
		return v
	}
	n := number{prefix: r.Prepend, from: min(r.Strip, st.n), taken: st.n}
	if r.view >= 0 {
		n.shape = st.views[r.view].whole(n.len())
	}
	switch r.Action {
	case Block:
		v.action, v.reason = Block, ByRule
	case Direct:
		v.number, v.parts = n, n.parts()
	case Through:
		m.through(v, r, n)
	case Mobile:
		if m.isHome(n.shape) {
			v.home = "home"
			if n.shape >= mobileShape && n.shape.zero() {
				n.drop(1)
			}
			v.number, v.parts = n, n.parts()
			break
		}
		v.home = "away"
		m.through(v, r, n)
	case Replace:
		m.replace(v, r, st, n)
	}
	return v
}

func (m *Machine) isHome(s shape) bool {
	switch m.plan.profile.Home.MobilePolicy {
	case DirectAll:
		return true
	case RouteAll:
		return false
	case ByTrunkZero:
		return !s.zero()
	}
	return s >= mobileShape && s.node() == homeLeaf
}

// through sends a number by the route of a rule.
func (m *Machine) through(v *verdict, r machineRule, n number) {
	v.asked, v.handed = r.Route, n
	if m.scene.Failed > 0 {
		first := *v
		m.by(&first, m.route(r.Route, 0), n)
		v.first = &first
	}
	m.by(v, m.route(r.Route, m.scene.Failed), n)
}

// by sends a number by a route.
func (m *Machine) by(v *verdict, route *Route, n number) {
	if route == nil {
		v.action, v.reason, v.parts = Reject, NoRoute, nil
		return
	}
	v.action, v.route = Through, route.ID
	n.form(route, m.plan.profile.Home.AreaCode)
	v.number = n
	v.parts = route.parts(n.parts())
	keys := 0
	for _, p := range v.parts {
		keys += len(p.keys)
		if p.rest {
			keys += n.taken - p.from
		}
		if p.secret != nil {
			keys += p.secret.Digits
		}
	}
	if keys > route.MaxLen {
		v.action, v.reason, v.route, v.parts = Reject, TooLong, "", nil
	}
}

// parts is what a route sends with a number.
func (r *Route) parts(number []part) []part {
	var out []part
	for _, s := range r.Steps() {
		switch {
		case s.Number:
			out = append(out, number...)
		case s.Account:
			out = append(out, part{secret: r.Account})
		case s.PIN:
			out = append(out, part{secret: r.PIN})
		default:
			out = append(out, part{keys: s.Send, pause: s.Pause, tone: s.WaitTone})
		}
	}
	return out
}

// Dials writes what a route sends, with … for the number.
func (r *Route) Dials() string {
	v := verdict{parts: r.parts([]part{{rest: true}})}
	return v.String()
}

// replace looks the number up among the speed dials; nothing left is a hot line.
func (m *Machine) replace(v *verdict, r machineRule, st *state, n number) {
	send := ""
	if n.from < st.n {
		code := m.codes.text(st.views[r.view])
		known := false
		for _, s := range m.plan.profile.SpeedDials {
			if s.Code == code {
				send, known = s.Send, true
			}
		}
		if !known {
			v.action, v.reason = Reject, NoMatch
			return
		}
	}
	fixed := number{prefix: r.Prepend + send, from: st.n, taken: st.n}
	if r.Route == "" {
		v.number, v.parts = fixed, fixed.parts()
		return
	}
	fixed.shape = nothingShape.of(fixed.prefix, nil).whole(fixed.len())
	m.through(v, r, fixed)
}

// number is a number after strip and prepend: a prefix that is known and the dialled keys
// from a place on.
type number struct {
	prefix      string
	from, taken int
	shape       shape
}

// of writes the number with the keys that were dialled.
func (n *number) of(dialled string) string { return n.prefix + dialled[n.from:n.taken] }

func (n *number) len() int { return len(n.prefix) + n.taken - n.from }

func (n *number) drop(k int) {
	inPrefix := min(k, len(n.prefix))
	n.prefix = n.prefix[inPrefix:]
	n.from += k - inPrefix
}

// form writes the number as a carrier wants it.
func (n *number) form(r *Route, area string) {
	e164 := r.NumberForm == "e164"
	switch {
	case n.shape == intlShape:
		if r.IntlForm == "strip_00" {
			n.drop(2)
		}
	case n.shape >= mobileShape:
		zero := n.shape.zero()
		if zero && (e164 || r.MobileForm == "11") {
			n.drop(1)
		}
		if e164 {
			n.prefix = "86" + n.prefix
		} else if !zero && r.MobileForm == "zero+11" {
			n.prefix = "0" + n.prefix
		}
	case n.shape == nationalShape:
		if r.NumberForm != "keep_zero" {
			n.drop(1)
		}
		if e164 {
			n.prefix = "86" + n.prefix
		}
	case n.shape == localShape && e164:
		n.prefix = "86" + area + n.prefix
	}
}

func (n *number) parts() []part {
	var out []part
	if n.prefix != "" {
		out = append(out, part{keys: n.prefix})
	}
	if n.from < n.taken {
		out = append(out, part{rest: true, from: n.from})
	}
	return out
}

// codeTree follows the codes of the speed dials key by key; its shapes are counted from
// nothingShape, which is no key yet.
type codeTree struct {
	prefixes []string
}

func codesOf(dials []SpeedDial) codeTree {
	t := codeTree{prefixes: []string{""}}
	seen := map[string]bool{"": true}
	for _, d := range dials {
		for n := 1; n <= len(d.Code); n++ {
			if !seen[d.Code[:n]] {
				seen[d.Code[:n]] = true
				t.prefixes = append(t.prefixes, d.Code[:n])
			}
		}
	}
	return t
}

// next is the place one key further; a number that is no code is lost for good.
func (t codeTree) next(s shape, key byte) shape {
	if s < nothingShape {
		return s
	}
	want := t.text(s) + string(key)
	for i, p := range t.prefixes {
		if p == want {
			return nothingShape + shape(i)
		}
	}
	return lostCode
}

const lostCode shape = -1

func (t codeTree) text(s shape) string {
	if s < nothingShape {
		return ""
	}
	return t.prefixes[s-nothingShape]
}

// String writes the parts of a verdict with … for the keys of the number.
func (v *verdict) String() string {
	var b strings.Builder
	for _, p := range v.parts {
		if p.rest {
			b.WriteString("…")
			continue
		}
		b.WriteString(Token{Keys: p.keys, Pause: p.pause, Tone: p.tone, Secret: p.secret}.String())
	}
	return b.String()
}

package dialplan

import (
	"encoding/binary"
	"errors"
	"slices"
)

// Machine is a plan in a scene: a deterministic automaton over the twelve keys. Its states
// are made when they are first reached and kept, so one machine serves one goroutine.
type Machine struct {
	plan       *Plan
	line       *Line
	scene      Scene
	rules      []machineRule // by precedence
	emergency  []string
	terminator byte // 0: none
	views      []view
	codes      codeTree
	home       *segmentTree
	start      *state
	states     map[string]*state
	weight     int // of the states in bytes, about
}

type machineRule struct {
	planRule
	view int // what must be known of the number; -1: nothing
}

// view watches the number as a rule sees it: after strip and prepend.
type view struct {
	strip   int
	prepend string
	home    bool // the segments count
	code    bool // it is a speed dial
}

// state is all that counts of the keys so far.
type state struct {
	n      int
	digit  bool     // the first key was a digit
	live   []uint16 // rules that may still match, then emergency numbers
	views  []shape
	best   int  // the rule that would win now, -1: none
	tie    bool // another wins as well
	longer bool // a longer pattern or an emergency number is still possible
	edges  [len(Keys)]*edge
	atEnd  *verdict
}

// edge is what one more key does: it leads on, or it decides.
type edge struct {
	to      *state
	decided *verdict
	at      *state // where it was decided; nil for an emergency number
	taken   int    // keys that belong to the number
	hash    bool   // the terminator decided
}

func (m *Machine) addRule(r planRule) {
	v := view{strip: r.Strip, prepend: r.Prepend}
	switch r.Action {
	case Through:
	case Mobile:
		v.home = m.plan.profile.Home.MobilePolicy == BySegment
	case Replace:
		v.code, v.prepend = true, ""
		m.codes = codesOf(m.plan.profile.SpeedDials)
	default:
		m.rules = append(m.rules, machineRule{r, -1})
		return
	}
	at := slices.Index(m.views, v)
	if at < 0 {
		at = len(m.views)
		m.views = append(m.views, v)
	}
	m.rules = append(m.rules, machineRule{r, at})
}

func (m *Machine) begin() *state {
	st := &state{best: -1}
	for i := range len(m.rules) + len(m.emergency) {
		st.live = append(st.live, uint16(i))
	}
	for _, v := range m.views {
		if v.code {
			st.views = append(st.views, nothingShape)
			continue
		}
		st.views = append(st.views, nothingShape.of(v.prepend, m.treeOf(v)))
	}
	return m.keep(st)
}

func (m *Machine) treeOf(v view) *segmentTree {
	if v.home {
		return m.home
	}
	return nil
}

// keep returns the one state that knows the same.
func (m *Machine) keep(st *state) *state {
	b := make([]byte, 0, 8+2*len(st.live)+4*len(st.views))
	b = binary.AppendUvarint(b, uint64(st.n))
	if st.digit {
		b = append(b, 1)
	}
	for _, i := range st.live {
		b = binary.LittleEndian.AppendUint16(b, i)
	}
	b = append(b, 0xff, 0xff)
	for _, s := range st.views {
		b = binary.LittleEndian.AppendUint32(b, uint32(s))
	}
	if known, ok := m.states[string(b)]; ok {
		return known
	}
	m.states[string(b)] = st
	m.weight += stateWeight + 2*len(b)
	return st
}

// stateWeight is what a state takes besides what it knows: itself, its edges and their
// verdicts, in bytes.
const stateWeight = 1000

// maxWeight is how much the states of one machine may take, twenty times what a plan with a
// rule for every area does: a tablet has to hold two such.
const maxWeight = 64 << 20

// ErrTooWide is a plan whose rules overlap in more ways than memory should hold. It stops a walk
// that no sensible plan needs.
var ErrTooWide = errors.New("the rules overlap in more ways than can be looked through: give them patterns that tell numbers apart by fewer keys, or make two plans of it")

// tooWide tells whether the machine has more states than a walk may make.
func (m *Machine) tooWide() bool { return m.weight > maxWeight }

// press is one more key in a state that is not yet decided.
func (m *Machine) press(st *state, key byte) *edge {
	k := keyOf(key)
	if st.edges[k] == nil {
		st.edges[k] = m.edge(st, key)
	}
	return st.edges[k]
}

func (m *Machine) edge(st *state, key byte) *edge {
	if key == m.terminator && st.n > 0 && st.digit {
		return &edge{decided: m.end(st), at: st, taken: st.n, hash: true}
	}
	to := &state{n: st.n + 1, digit: st.digit || st.n == 0 && isDigit(key), best: -1}
	watched := make([]bool, len(m.views))
	for _, i := range st.live {
		if int(i) >= len(m.rules) {
			e := m.emergency[int(i)-len(m.rules)]
			if e[st.n] != key {
				continue
			}
			if len(e) == to.n {
				return &edge{decided: straight(), taken: to.n}
			}
			to.live, to.longer = append(to.live, i), true
			continue
		}
		r := m.rules[i]
		switch {
		case st.n < len(r.pattern):
			if !r.pattern[st.n].has(key) {
				continue
			}
		case to.digit && !isDigit(key): // behind its pattern a number is digits only
			continue
		}
		to.live = append(to.live, i)
		if r.view >= 0 {
			watched[r.view] = true
		}
		switch {
		case len(r.pattern) > to.n:
			to.longer = true
		case to.best < 0:
			to.best = int(i)
		case r.pattern.prior(m.rules[to.best].pattern) == 0:
			to.tie = true
		}
	}
	m.watch(st, to, watched, key)
	if to.longer || to.best >= 0 && !m.final(to) {
		return &edge{to: m.keep(to)}
	}
	return &edge{decided: m.end(to), at: to, taken: to.n}
}

// final tells whether a state with a winner and nothing longer is decided by its last key.
func (m *Machine) final(st *state) bool {
	r := m.rules[st.best]
	return st.n >= r.MaxLen || r.BlockEarly
}

// straight is what an emergency number gets.
func straight() *verdict {
	return &verdict{action: Direct, rule: EmergencyRule, parts: []part{{rest: true}}}
}

func (m *Machine) watch(st, to *state, watched []bool, key byte) {
	for i, v := range m.views {
		switch s := st.views[i]; {
		case !watched[i]:
			to.views = append(to.views, unwatched)
		case st.n < v.strip:
			to.views = append(to.views, s)
		case v.code:
			to.views = append(to.views, m.codes.next(s, key))
		default:
			to.views = append(to.views, s.next(key, m.treeOf(v)))
		}
	}
}

// verdict is what becomes of a number that ends here.
func (m *Machine) verdict(number string) *verdict {
	st := m.start
	for i := range len(number) {
		e := m.press(st, number[i])
		if e.decided != nil {
			return e.decided
		}
		st = e.to
	}
	return m.end(st)
}

// end is what happens when no more key comes, or the terminator does.
func (m *Machine) end(st *state) *verdict {
	if st.atEnd == nil {
		st.atEnd = m.decide(st)
	}
	return st.atEnd
}

func (m *Machine) decide(st *state) *verdict {
	if st.best < 0 {
		if st.longer {
			return &verdict{action: Reject, reason: Incomplete}
		}
		return &verdict{action: Reject, reason: NoMatch}
	}
	r := m.rules[st.best]
	switch {
	case st.tie:
		return &verdict{action: Conflict, reason: Tie, rule: r.ID}
	case r.BlockEarly && !st.longer:
		return m.act(st)
	case st.n < r.MinLen:
		return &verdict{action: Reject, reason: Incomplete, rule: r.ID}
	case st.n > r.MaxLen:
		return &verdict{action: Reject, reason: TooLong, rule: r.ID}
	}
	return m.act(st)
}

// complete tells whether the winner has as many keys as it wants: then the short timer
// runs, else the long one.
func (m *Machine) complete(st *state) bool {
	return st.best >= 0 && m.rules[st.best].takes(st.n)
}

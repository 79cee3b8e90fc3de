package dialplan

import "slices"

// walk is a breadth-first walk through pairs of states.
type walk struct {
	a, b  *Machine
	how   How
	cond  *condition // nil: look for plain differences and collect conditions
	conds []condition
	count int
	told  map[[2]string]bool // pairs of routes behind which no more is asked; nil: every route answers
	most  int                // keys of the numbers that are looked at
}

// pair is where two machines stand after the same keys. A nil state has refused for good.
type pair struct {
	a, b *state
	w    watch
}

type visit struct {
	pair
	before int // in the queue
	key    byte
	n      int
}

// maxPairs is how many pairs of states a walk may visit.
const maxPairs = 2_000_000

// difference finds the shortest number that is treated differently. Two rules that strip
// or add different keys may send the same all the same, for some numbers: such pairs give
// conditions on the keys, and each is then walked for by itself.
func (w *walk) difference() (number, what string, found bool, err error) {
	number, what, found, err = w.run()
	if err != nil {
		return "", "", false, err
	}
	for _, c := range w.conds {
		sub := walk{a: w.a, b: w.b, how: w.how, cond: &c, told: w.told, most: w.most}
		other, kind, hit, err := sub.run()
		w.count += sub.count
		if err != nil {
			return "", "", false, err
		}
		if hit && (!found || shorter(other, number)) {
			number, what, found = other, kind, true
		}
	}
	return number, what, found, nil
}

// shorter orders numbers as a walk finds them.
func shorter(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	for i := range a {
		if a[i] != b[i] {
			return keyOf(a[i]) < keyOf(b[i])
		}
	}
	return false
}

func (w *walk) run() (number, what string, found bool, err error) {
	queue := []visit{{pair: pair{w.a.start, w.b.start, watch{}}, before: -1}}
	seen := map[pair]bool{queue[0].pair: true}
	for i := 0; i < len(queue); i++ {
		v := queue[i]
		if v.n >= w.most {
			break
		}
		for k := range len(Keys) {
			key := Keys[k]
			next := v.w.see(w.cond, v.n, key)
			da, ea := w.step(w.a, v.a, key)
			db, eb := w.step(w.b, v.b, key)
			if ea.decided || eb.decided {
				what := ""
				if ea.decided != eb.decided || ea.taken != eb.taken {
					if w.cond == nil && w.told == nil {
						what = "end"
					}
				} else {
					what = w.judge(ea.verdict, eb.verdict, ea.taken, next)
				}
				if what != "" {
					return numberOf(queue, i, key), what, true, nil
				}
				continue
			}
			if da == nil && db == nil {
				continue
			}
			p := pair{da, db, next}
			if seen[p] {
				continue
			}
			if len(queue) >= maxPairs || w.a.tooWide() || w.b.tooWide() {
				return "", "", false, ErrTooWide
			}
			if what := w.judge(stop(w.a, da), stop(w.b, db), v.n+1, next); what != "" {
				return numberOf(queue, i, key), what, true, nil
			}
			seen[p] = true
			queue = append(queue, visit{pair: p, before: i, key: key, n: v.n + 1})
		}
		w.count = len(queue)
	}
	return "", "", false, nil
}

// numberOf spells the keys that led to a place in the queue, and one more.
func numberOf(queue []visit, i int, last byte) string {
	keys := []byte{last}
	for ; i > 0; i = queue[i].before {
		keys = append(keys, queue[i].key)
	}
	slices.Reverse(keys)
	return string(keys)
}

// refused is the verdict of a machine that has refused and takes no more keys.
var refused = verdict{action: Reject}

// stop is what happens where no more key comes.
func stop(m *Machine, st *state) *verdict {
	if st == nil {
		return &refused
	}
	return m.end(st)
}

// stepped is what a key did.
type stepped struct {
	decided bool
	verdict *verdict
	taken   int
}

// step presses a key. Where refusals are alike, one that has refused stands still, so that
// the other may refuse later.
func (w *walk) step(m *Machine, st *state, key byte) (*state, stepped) {
	if st == nil {
		return nil, stepped{}
	}
	e := m.press(st, key)
	switch {
	case e.decided == nil:
		return e.to, stepped{}
	case w.how.Refusals && e.decided.refusal():
		return nil, stepped{}
	}
	return nil, stepped{true, e.decided, e.taken}
}

// judge tells in what two verdicts differ for every number of n keys that leads here, ""
// if in nothing; in a walk for a condition, whether it was broken on the way.
func (w *walk) judge(a, b *verdict, n int, seen watch) string {
	if w.told != nil && !w.falls(a, b, n) {
		return ""
	}
	if w.how.Refusals && a.refusal() && b.refusal() {
		return ""
	}
	if a.action != b.action && !(w.how.Sent && a.dialled() && b.dialled()) {
		if w.cond != nil {
			return ""
		}
		return "action"
	}
	conds, same := align(a, b, n)
	switch {
	case w.cond != nil:
		if seen.broken && slices.Contains(conds, *w.cond) {
			return "sent"
		}
	case !same:
		return "sent"
	default:
		for _, c := range conds {
			if !slices.Contains(w.conds, c) {
				w.conds = append(w.conds, c)
			}
		}
	}
	return ""
}

// falls tells whether a difference behind a route that failed would be one of fallbacks: of
// numbers that both plans send by a route, not told yet, and not for the rules alone. Where
// those hand over different numbers, the plans differ without any failure, unless their first
// routes make them alike.
func (w *walk) falls(a, b *verdict, n int) bool {
	if a.asked == "" || b.asked == "" || w.told[[2]string{a.asked, b.asked}] {
		return false
	}
	_, alike := align(a.first, b.first, n)
	_, handed := align(&verdict{parts: a.handed.parts()}, &verdict{parts: b.handed.parts()}, n)
	return handed || alike && a.first.action == b.first.action
}

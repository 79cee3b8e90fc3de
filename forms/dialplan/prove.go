package dialplan

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// How says what counts as a difference.
type How struct {
	// Refusals takes every way not to dial a number as the same, and does not ask at which
	// key it was refused: a unit that can say less than the model is not different for it.
	Refusals bool
	// Sent takes straight and by a route as one where the same goes to the line, and asks of no
	// fallback: a vendor's text says only what is sent.
	Sent bool
}

// Proof is the answer to whether two plans treat every number alike.
type Proof struct {
	// Difference is nil when they do, on every line and at every time, while routes answer.
	Difference *Difference
	// Fallbacks are where numbers that both plans send by a route go otherwise when it does not
	// answer: one for each two routes that differ in what comes after them, whatever they are called.
	Fallbacks []Difference
	Lines     int
	Moments   int // that had to be looked at
	States    int // pairs of states
	Settings  []Setting
}

// Equal tells whether the plans treat every number alike, whichever routes answer; Settings
// are apart.
func (p *Proof) Equal() bool { return p.Difference == nil && len(p.Fallbacks) == 0 }

// Difference is the shortest number that two plans treat differently, on any line at any
// moment; of those as short the one on the first line at its first moment, in the order of Keys.
type Difference struct {
	Line   int
	When   Moment
	Failed int // how many routes in turn do not answer
	Number string
	A, B   Outcome // of the number dialled at an even pace; zero where What is "line"
	What   string  // line, action, sent, end, fallback
}

// Prove walks two plans side by side through every number there is. It compares what is
// done, what goes to the line and after which key that is decided; not by which rule or
// route. It is exact for numbers of any length: behind the longest rule nothing is open.
// Where routes have fallbacks it walks once more for each of them, with those before failed.
// With ErrTooWide the proof bears what was found until then, and the settings that differ; a
// difference that was found stands without one.
func Prove(a, b *Plan, how How) (*Proof, error) {
	proof := &Proof{Settings: settingsApart(a, b)}
	fallbacks := max(a.fallbacks(), b.fallbacks())
	if how.Sent {
		fallbacks = 0
	}
	at := moments(a, b)
	alike := map[string]bool{}
	told := map[[2]string]bool{}
	done := func() bool { return fallbacks == 0 && proof.shorterThan() == 0 }
	for _, no := range linesOf(a, b) {
		if done() {
			break
		}
		proof.Lines++
		if a.profile.Line(no) == nil || b.profile.Line(no) == nil {
			if proof.Difference == nil {
				proof.Difference = &Difference{Line: no, What: "line"}
			}
			continue
		}
		sort := a.profile.Line(no).sort() + "|" + b.profile.Line(no).sort()
		if alike[sort] {
			continue
		}
		alike[sort] = true
		for _, when := range at {
			proof.Moments++
			for failed := range fallbacks + 1 {
				scene := Scene{Line: no, When: when, Failed: failed}
				if err := proof.compare(a, b, scene, how, told); err != nil {
					if proof.Difference != nil && errors.Is(err, ErrTooWide) {
						return proof, nil
					}
					return proof, fmt.Errorf("prove line %d at %s: %w", no, when, err)
				}
				if done() {
					return proof, nil
				}
			}
		}
	}
	return proof, nil
}

// compare looks for what differs in one scene; told are the pairs of routes behind which it is
// known already.
func (p *Proof) compare(a, b *Plan, scene Scene, how How, told map[[2]string]bool) error {
	most := anyLength
	if scene.Failed == 0 {
		if most = p.shorterThan(); most == 0 {
			return nil
		}
	}
	ma, err := a.At(scene)
	if err != nil {
		return err
	}
	mb, err := b.At(scene)
	if err != nil {
		return err
	}
	for {
		w := walk{a: ma, b: mb, how: how, most: most}
		if scene.Failed > 0 {
			w.how.Refusals, w.told = false, told // a refusal too is what a fallback came to
		}
		number, what, found, err := w.difference()
		p.States += w.count
		if err != nil || !found {
			return err
		}
		d := Difference{Line: scene.Line, When: scene.When, Failed: scene.Failed, Number: number, What: what,
			A: ma.Dial(Pace(number, ByHand)), B: mb.Dial(Pace(number, ByHand))}
		if scene.Failed == 0 {
			p.Difference = &d
			return nil
		}
		d.What = "fallback"
		p.Fallbacks = append(p.Fallbacks, d)
		told[[2]string{ma.verdict(number).asked, mb.verdict(number).asked}] = true
	}
}

// anyLength is more keys than a walk takes.
const anyLength = math.MaxInt

// shorterThan is how many keys a number may have that takes the place of the difference found.
func (p *Proof) shorterThan() int {
	if p.Difference == nil {
		return anyLength
	}
	return max(len(p.Difference.Number)-1, 0)
}

// fallbacks is how many routes a number may try behind that of its rule.
func (p *Plan) fallbacks() int {
	most := 0
	for _, r := range p.profile.Routes {
		most = max(most, len(p.profile.InTurn(r.ID))-1)
	}
	return most
}

// sort is all of a line that counts for what becomes of a number.
func (l *Line) sort() string { return fmt.Sprintf("%q %q", l.COS, l.Routes) }

// Why tells the difference in a sentence, A as before and B as now.
func (d *Difference) Why() Text {
	args := map[string]any{"number": d.Number, "line": d.Line, "before": d.A.Sent.String(), "after": d.B.Sent.String()}
	if d.What == "fallback" {
		args["before"], args["after"], args["failed"] = d.A.instead(), d.B.instead(), d.Failed
		if d.Failed > 1 {
			return Text{"differ.fallback_again", args}
		}
	}
	if d.What == "action" {
		args["before"], args["after"] = Text{Key: "action." + d.A.Action}, Text{Key: "action." + d.B.Action}
	}
	if d.What == "end" {
		args["before"], args["after"] = len(d.A.Number), len(d.B.Number)
		if len(d.A.Number) == len(d.B.Number) {
			return Text{"differ.wait", args}
		}
	}
	if d.What == "line" || d.What == "end" || d.What == "fallback" {
		return Text{"differ." + d.What, args}
	}
	return Text{"change." + d.What, args}
}

// instead says what is dialled when the routes before did not answer.
func (o Outcome) instead() Text {
	if o.Action != Through {
		return Text{Key: "fallback.none"}
	}
	return Text{"fallback.sent", map[string]any{"sent": o.Sent.String()}}
}

func linesOf(a, b *Plan) []int {
	var nos []int
	for _, p := range []*Plan{a, b} {
		for _, l := range p.profile.Lines {
			nos = append(nos, l.No)
		}
	}
	slices.Sort(nos)
	return slices.Compact(nos)
}

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

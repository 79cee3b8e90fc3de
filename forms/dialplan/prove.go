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

package driver

import (
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

// turned are rules whose numbers come back from the text as straight where the plan has them go
// by a route, or the other way round, by the action of the plan. A text that says only what is
// sent does not know; what is sent was proved to be the same.
type turned map[string]*turn

type turn struct {
	rules  []string
	number string // that shows it
}

// turns finds them for lines of one sort, beside what was read of them.
func (w *work) turns(lp linePlan, read *dialplan.Plan) error {
	for i, week := range lp.weeks {
		runs := week.runs
		if i == 0 {
			runs = slices.Concat(lp.always, runs)
		}
		scene := dialplan.Scene{Line: lp.lines[0].No, When: week.at}
		was, err := lp.plan.At(scene)
		if err != nil {
			return err
		}
		is, err := read.At(scene)
		if err != nil {
			return err
		}
		for _, r := range runs {
			if n, ok := r.number(nil, 0); ok && r.away == nil && w.turn(was, is, n) {
				w.alike(lp.profile, was, is, r)
			}
		}
	}
	return nil
}

// alike looks for the other rules that numbers of a run take.
func (w *work) alike(p *dialplan.Profile, was, is *dialplan.Machine, r run) {
	for _, rule := range p.Rules {
		places, err := dialplan.Places(rule.Pattern)
		if err != nil {
			continue // it is no rule of the plan either
		}
		if n, ok := r.number(places, rule.MinLen); ok {
			w.turn(was, is, n)
		}
	}
}

// turn tells whether a number is such, and takes its rule down.
func (w *work) turn(was, is *dialplan.Machine, number string) bool {
	a, b := was.Dial(dialplan.Pace(number, dialplan.ByHand)), is.Dial(dialplan.Pace(number, dialplan.ByHand))
	if a.Action != dialplan.Direct && a.Action != dialplan.Through || a.Action == b.Action {
		return false
	}
	t := w.back[a.Action]
	if t == nil {
		t = &turn{number: number}
		w.back[a.Action] = t
	}
	if !slices.Contains(t.rules, a.Rule) {
		t.rules = append(t.rules, a.Rule)
	}
	return true
}

// number is the first of a run that begins with these places and has so many keys.
func (r run) number(begin []string, least int) (string, bool) {
	n := max(r.min(), len(begin), least)
	if n > r.max {
		return "", false
	}
	var b strings.Builder
	for i := range n {
		keys := r.at(i)
		if i < len(begin) {
			keys = strings.Map(func(k rune) rune {
				if strings.ContainsRune(begin[i], k) {
					return k
				}
				return -1
			}, keys)
		}
		if keys == "" {
			return "", false
		}
		b.WriteByte(keys[0])
	}
	return b.String(), true
}

// mostNamed is how many rules a sentence names.
const mostNamed = 10

func (back turned) losses(p *dialplan.Profile) []Loss {
	place := func(id string) int {
		return slices.IndexFunc(p.Rules, func(r dialplan.Rule) bool { return r.ID == id })
	}
	var out []Loss
	for _, one := range []struct{ action, key string }{{dialplan.Direct, "loss.back_by_route"}, {dialplan.Through, "loss.back_straight"}} {
		t := back[one.action]
		if t == nil {
			continue
		}
		slices.SortFunc(t.rules, func(a, b string) int { return place(a) - place(b) })
		named := t.rules[:min(mostNamed, len(t.rules))]
		rules := form.Label{Zh: strings.Join(named, "、"), En: strings.Join(named, ", ")}
		if more := len(t.rules) - len(named); more > 0 {
			rules = Text{"rules.more", map[string]any{"rules": rules, "more": strconv.Itoa(more), "all": strconv.Itoa(len(t.rules))}}.Label()
		}
		l := loss("read_back", "", one.key, map[string]any{"rules": rules, "number": t.number})
		if len(t.rules) == 1 {
			l.Rule = t.rules[0]
		}
		l.Number = t.number
		out = append(out, l)
	}
	return out
}

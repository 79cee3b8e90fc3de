package driver

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fieldline/forms/dialplan"
)

// stringPlan is a dial plan that is one string of alternatives, as ATAs have them: places,
// a substitution at the front, a mark for barred numbers.
type stringPlan struct {
	grammar
	codes       string // keys of codes, which are read and not written: the unit's own
	open, close string // around the plan
	equals      string // within a substitution
	bar         func(alternative string) string
	unbar       func(alternative string) (string, bool)
	more        string // any number of digits more: x. none or many, + behind an x one or many
	decided     string // behind an alternative that is sent at once; read, not written: the last that fits is sent at once anyway
	trunk       string // behind an alternative that goes out of the unit's own line; read, not written
	most        int    // characters
}

// write writes runs as one string.
func (g stringPlan) write(w *work, lp linePlan) string {
	var alts []string
	spent := map[string]int{}
	for _, r := range split(lp.weeks[0].runs) {
		before := len(alts)
		for _, one := range g.alternatives(w, lp, r) {
			if !slices.Contains(alts, one) {
				alts = append(alts, one)
			}
		}
		name := pattern(r.places[:min(3, len(r.places))])
		for _, a := range alts[before:] {
			spent[name] += len(a) + 1
		}
	}
	text := g.open + strings.Join(alts, "|") + g.close
	if len(text) > g.most && len(w.reasons) == 0 {
		var names []string
		for name := range spent {
			names = append(names, name)
		}
		slices.SortFunc(names, func(a, b string) int { return cmp.Or(spent[b]-spent[a], cmp.Compare(a, b)) })
		for i, name := range names[:min(5, len(names))] {
			names[i] = fmt.Sprintf("%s… %d", name, spent[name])
		}
		w.no("characters", "", map[string]any{"has": len(text), "most": g.most, "longest": strings.Join(names[:min(5, len(names))], ", ")})
	}
	return text
}

// open tells whether a run has no upper limit but the model's own.
func (r run) open() bool { return r.max == maxKeys && r.min() < maxKeys && r.tail() == digits }

// split writes runs with an upper limit as one run per length, and merges what then differs
// at one place only: length by length there are fewer exceptions.
func split(runs []run) []run {
	var out []run
	for _, r := range runs {
		if r.open() {
			r.decided = false
			out = append(out, r)
			continue
		}
		for _, places := range r.lengths() {
			out = append(out, run{places: places, max: len(places), way: r.way})
		}
	}
	out = merged(out)
	slices.SortStableFunc(out, func(a, b run) int { return slices.Compare(a.places, b.places) })
	return out
}

// alternatives writes one run.
func (g stringPlan) alternatives(w *work, lp linePlan, r run) []string {
	var insert string
	var ok bool
	if r.way.Action != dialplan.Block {
		if insert, ok = w.inserted(lp.profile, r.way); !ok {
			return nil
		}
	}
	numbers := r.lengths()
	open := r.open()
	if open {
		numbers = [][]string{r.places}
		if g.more == "+" && (r.places[r.min()-1] != digits || r.way.Strip >= r.min()) {
			numbers = append(numbers, append(slices.Clone(r.places), digits))
		}
	}
	var out []string
	for i, places := range numbers {
		exact := literal(places, r.way.Strip)
		if exact == nil {
			w.once("strip", "", map[string]any{"what": pattern(places)})
			return nil
		}
		for _, one := range exact {
			text, ok := g.grammar.write(one)
			if !ok {
				w.once("keys", "", map[string]any{"what": pattern(one)})
				return nil
			}
			switch {
			case r.way.Action == dialplan.Block:
			case r.way.Strip > 0 || insert != "":
				text = "<" + text[:r.way.Strip] + g.equals + insert + ">" + text[r.way.Strip:]
			}
			if open && i == len(numbers)-1 {
				text += g.more
			}
			if r.way.Action == dialplan.Block {
				text = g.bar(text)
			}
			out = append(out, text)
		}
	}
	return out
}

// read reads one string back into a profile.
func (g stringPlan) read(b *builder, line int, text string) {
	text = strings.Join(strings.Fields(text), "")
	inner, ok := strings.CutPrefix(text, g.open)
	if ok {
		inner, ok = strings.CutSuffix(inner, g.close)
	}
	if !ok {
		b.fault(line, "a dial plan stands between %s and %s", g.open, g.close)
		return
	}
	var runs []run
	var targets []target
	out := map[bool]bool{} // whether a number that is dialled goes out of the unit's own line
	for alt := range strings.SplitSeq(inner, "|") {
		bare := alt
		if g.trunk != "" {
			bare = strings.TrimSuffix(alt, g.trunk)
		}
		r, t, why := g.alternative(bare)
		if why != "" {
			b.fault(line, "%q: %s", alt, why)
			return
		}
		for _, one := range r.digitsBehind() {
			runs, targets = append(runs, one), append(targets, t)
		}
		if len(runs) > most {
			b.fault(line, "more than %d alternatives", most)
			return
		}
		if !t.block {
			out[bare != alt] = true
		}
	}
	if out[true] && out[false] {
		b.fault(line, "some numbers go out of the unit's own line (%s) and others do not, which is not read here", g.trunk)
		return
	}
	b.hurried(runs, line)
	runs, targets = b.distinct(runs, targets, line)
	for i, r := range runs {
		b.add(line, r, targets[i])
	}
}

// digitsBehind writes a run whose numbers go on with digits as the model can: one that does not
// begin with a digit goes on with any key there, so each length stands by itself.
func (r run) digitsBehind() []run {
	if r.min() == r.max || r.tail() == digits {
		return []run{r}
	}
	var out []run
	places := r.places
	for n := r.min(); n <= r.max; n++ {
		out = append(out, run{places: places, max: n, decided: r.decided})
		places = append(slices.Clone(places), digits)
	}
	return out
}

// alternative reads one alternative; why is what is wrong with it.
func (g stringPlan) alternative(s string) (r run, t target, why string) {
	var hurried bool
	if g.decided != "" {
		s, hurried = strings.CutSuffix(s, g.decided)
	}
	s, t.block = g.unbar(s)
	if front, ok := strings.CutPrefix(s, "<"); ok {
		sub, rest, ok := strings.Cut(front, ">")
		from, to, both := strings.Cut(sub, g.equals)
		if !ok || !both || strings.Trim(from+to, "0123456789*#") != "" || t.block || len(from) > 20 {
			return r, t, "a substitution that is not read here"
		}
		s, t.strip = from+rest, len(from)
		if len(to) > 32 {
			return r, t, "a substitution of more than 32 keys"
		}
		if to != "" {
			t.route = &dialplan.Route{Access: to[:min(12, len(to))]}
			if len(to) > 12 {
				t.route.Seq = []dialplan.Step{{Send: to}, {Number: true}}
			}
		}
	}
	read := g.grammar
	read.literal += g.codes
	places, rest, ok := read.read(s)
	switch {
	case !ok || len(places) == 0:
		return r, t, "places that are not read here"
	case len(places) > maxKeys:
		return r, t, "a number of more than 32 keys"
	}
	r = run{places: places, max: len(places), decided: hurried}
	switch {
	case rest == "":
	case rest == "+" && rest == g.more && places[len(places)-1] == digits:
		r.max = maxKeys
	case rest == "." && g.more == "x." && len(places) > 1 && places[len(places)-1] == digits:
		r.places, r.max = places[:len(places)-1], maxKeys
	default:
		return r, t, fmt.Sprintf("%q is not read here", rest)
	}
	return r, t, ""
}

// hurried refuses numbers that are sent at once though they may be the beginning of others.
func (b *builder) hurried(runs []run, line int) {
	for _, r := range runs {
		for _, q := range runs {
			if r.decided && q.max > r.max && r.begins(q) {
				b.fault(line, "%s is sent at once, though %s is longer", pattern(r.places), pattern(q.places))
				return
			}
		}
	}
}

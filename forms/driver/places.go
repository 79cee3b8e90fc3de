package driver

import (
	"slices"
	"strings"

	"fieldline/forms/dialplan"
)

// grammar is how a vendor writes what may stand at one place.
type grammar struct {
	any     byte            // stands for any digit
	sets    map[byte]string // other letters that stand for sets
	literal string          // keys that may stand for themselves and in brackets
}

// write writes places; ok is false where the grammar cannot.
func (g grammar) write(places []string) (text string, ok bool) {
	var b strings.Builder
	for _, p := range places {
		switch {
		case p == digits:
			b.WriteByte(g.any)
		case strings.Trim(p, g.literal) != "":
			return "", false
		case len(p) == 1:
			b.WriteString(p)
		default:
			b.WriteString(brackets(p))
		}
	}
	return b.String(), true
}

// read reads places up to what is none, and returns the rest.
func (g grammar) read(s string) (places []string, rest string, ok bool) {
	for s != "" {
		switch c := s[0]; {
		case c == g.any:
			places = append(places, digits)
			s = s[1:]
		case g.sets[c] != "":
			places = append(places, g.sets[c])
			s = s[1:]
		case strings.IndexByte(g.literal, c) >= 0:
			places = append(places, s[:1])
			s = s[1:]
		case c == '[':
			end := strings.IndexByte(s, ']')
			if end < 0 || strings.Trim(s[1:end], g.literal+"-") != "" {
				return nil, s, false
			}
			one, err := dialplan.Places(s[:end+1])
			if err != nil || len(one) != 1 {
				return nil, s, false
			}
			places = append(places, one[0])
			s = s[end+1:]
		default:
			return places, s, true
		}
	}
	return places, "", true
}

// inserted is what a way puts before a number, where it only does that.
func (w *work) inserted(p *dialplan.Profile, way dialplan.Way) (string, bool) {
	if way.Route == "" {
		return way.Prepend, true
	}
	route := p.Route(way.Route)
	keys, done := "", false
	for _, s := range route.Steps() {
		switch {
		case s.Number:
			done = true
		case s.Send == "":
			w.noStep(route, s)
			return "", false
		case done:
			w.once("behind", route.ID, map[string]any{"what": s.Send})
			return "", false
		default:
			keys += s.Send
		}
	}
	return keys + way.Prepend, true
}

// noStep refuses a step of a route.
func (w *work) noStep(route *dialplan.Route, s dialplan.Step) {
	switch {
	case s.Account:
		w.once("account", route.ID, nil)
	case s.PIN:
		w.once("pin", route.ID, nil)
	case s.Pause > 0:
		w.once("pause", route.ID, map[string]any{"what": s.Pause})
	default:
		w.once("wait_tone", route.ID, nil)
	}
}

// once is no for a reason that would come again with every number of a route.
func (w *work) once(feature, route string, args map[string]any) {
	l := loss(feature, "", "no."+feature, args)
	l.Why.Args["route"] = route
	if !slices.ContainsFunc(w.reasons, func(k Loss) bool { return k.Feature == feature && k.Why.Args["route"] == route }) {
		w.reasons = append(w.reasons, l)
	}
}

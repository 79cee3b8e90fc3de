package dialplan

// item is one thing that goes to the line: a key that is known, a key of the dialled
// number, or something that is no key.
type item struct {
	key    byte // known; 0 otherwise
	at     int  // of the dialled number, -1 otherwise
	pause  int
	tone   Tone
	secret string
}

// condition is what must hold of the dialled keys for two strings to be the same: the key
// at a is a certain one, or the same as the key at b.
type condition struct {
	a, b int // b is -1 where key is meant
	key  byte
}

// watch remembers what a walk for one condition has to know.
type watch struct {
	first  byte // the key at a, until b is there
	broken bool
}

// see looks at the key at place n. Where two places are compared, a comes before b.
func (w watch) see(c *condition, n int, key byte) watch {
	switch {
	case c == nil:
		return watch{}
	case n == c.a && c.b < 0:
		w.broken = key != c.key
	case n == c.a:
		w.first = key
	case n == c.b:
		w.first, w.broken = 0, w.first != key
	}
	return w
}

// items writes a verdict for numbers of n keys one thing after the other.
func items(v *verdict, n int) []item {
	var out []item
	for _, p := range v.parts {
		switch {
		case p.rest:
			for i := p.from; i < n; i++ {
				out = append(out, item{at: i})
			}
		case p.pause > 0 && len(out) > 0 && out[len(out)-1].pause > 0:
			out[len(out)-1].pause += p.pause
		case p.pause > 0:
			out = append(out, item{at: -1, pause: p.pause})
		case p.tone != nil:
			out = append(out, item{at: -1, tone: *p.tone})
		case p.secret != nil:
			out = append(out, item{at: -1, secret: p.secret.Ref})
		}
		for i := 0; i < len(p.keys); i++ {
			out = append(out, item{at: -1, key: p.keys[i]})
		}
	}
	return out
}

// align lays two strings for numbers of n keys side by side. They are different for all of
// them (same is false), or the same for those of which the conditions hold.
func align(a, b *verdict, n int) (conds []condition, same bool) {
	x, y := items(a, n), items(b, n)
	if len(x) != len(y) {
		return nil, false
	}
	for i := range x {
		p, q := x[i], y[i]
		switch {
		case p == q:
		case p.at >= 0 && q.key != 0:
			conds = append(conds, condition{p.at, -1, q.key})
		case q.at >= 0 && p.key != 0:
			conds = append(conds, condition{q.at, -1, p.key})
		case p.at >= 0 && q.at >= 0:
			conds = append(conds, condition{a: min(p.at, q.at), b: max(p.at, q.at)})
		default:
			return nil, false
		}
	}
	return conds, true
}

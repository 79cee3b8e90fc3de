package dialplan_test

import (
	"fmt"
	"slices"
	"strings"

	"fieldline/forms/dialplan"
)

// brute reads the rules of README.md a second time, as plainly as they are written: for
// every prefix of a number it asks every rule anew. It shares no code with the package.
type brute struct {
	p       *dialplan.Profile
	segs    map[string]string
	line    dialplan.Line
	at      dialplan.Moment
	down    []string
	failed  int // routes that a number tried and that did not answer
	noRules bool
}

type answer struct {
	action, sent string
	taken        int
	how          string
}

// dial presses the keys of a number without a rest; what is not decided then, time decides.
func (b brute) dial(keys string) answer {
	for n := 1; n <= len(keys); n++ {
		if keys[n-1] == '#' && b.p.Terminator == "#" && n > 1 && keys[0] >= '0' && keys[0] <= '9' {
			action, sent := b.outcome(keys[:n-1])
			return answer{action, sent, n - 1, "hash"}
		}
		w := keys[:n]
		if b.emergency(w, false) {
			return answer{"DIRECT", w, n, "key"}
		}
		best, longer := b.look(w)
		switch {
		case best != nil && !longer && (n >= best[0].MaxLen || best[0].BlockEarly):
			action, sent := b.outcome(w)
			return answer{action, sent, n, "key"}
		case best == nil && !longer:
			return answer{"REJECT", "", n, "key"}
		}
	}
	action, sent := b.outcome(keys)
	return answer{action, sent, len(keys), "timer"}
}

func (b brute) emergency(w string, begins bool) bool {
	list := append([]string{"110", "119", "120", "122"}, b.p.Emergency...)
	for _, e := range list {
		if !b.noRules && (e == w || begins && len(w) < len(e) && e[:len(w)] == w) {
			return true
		}
	}
	return false
}

// sets spells a pattern: every place as the string of its keys.
func sets(p string) []string {
	var out []string
	for p != "" {
		one := p[:1]
		if p[0] == 'x' {
			one = "0123456789"
		} else if p[0] == '[' {
			end := strings.IndexByte(p, ']')
			body := p[1:end]
			one = ""
			for i := 0; i < len(body); i++ {
				if i+2 < len(body) && body[i+1] == '-' {
					for c := body[i]; c <= body[i+2]; c++ {
						one += string(c)
					}
					i += 2
					continue
				}
				one += string(body[i])
			}
			p = p[end:]
		}
		out = append(out, one)
		p = p[1:]
	}
	return out
}

// look finds all rules that win at w (more than one is a tie) and whether a longer one may.
func (b brute) look(w string) (best []*dialplan.Rule, longer bool) {
	longer = b.emergency(w, true)
	for i := range b.p.Rules {
		r := &b.p.Rules[i]
		if r.Schedule != "" && !b.open(r.Schedule) {
			continue
		}
		s := sets(r.Pattern)
		fits := true
		for k := 0; k < len(w) && fits; k++ {
			if k < len(s) {
				fits = strings.IndexByte(s[k], w[k]) >= 0
			} else if w[0] != '*' && w[0] != '#' {
				fits = w[k] >= '0' && w[k] <= '9'
			}
		}
		switch {
		case !fits:
		case len(s) > len(w):
			longer = true
		case best == nil:
			best = []*dialplan.Rule{r}
		default:
			switch c := compare(s, sets(best[0].Pattern)); {
			case c < 0:
				best = []*dialplan.Rule{r}
			case c == 0:
				best = append(best, r)
			}
		}
	}
	return best, longer
}

func compare(a, b []string) int {
	if len(a) != len(b) {
		return len(b) - len(a)
	}
	for i := range a {
		if len(a[i]) != len(b[i]) {
			return len(a[i]) - len(b[i])
		}
	}
	return 0
}

func (b brute) outcome(w string) (action, sent string) {
	best, longer := b.look(w)
	if best == nil {
		return "REJECT", ""
	}
	r := best[0]
	switch {
	case len(best) > 1:
		return "ERROR", ""
	case r.BlockEarly && !longer:
		return "BLOCK", ""
	case len(w) < r.MinLen || len(w) > r.MaxLen:
		return "REJECT", ""
	}
	if r.Class != "" && b.line.COS != "" {
		ok := false
		for _, c := range b.p.Classes {
			for _, a := range c.Allow {
				ok = ok || c.COS == b.line.COS && a == r.Class
			}
		}
		if !ok {
			return "BLOCK", ""
		}
	}
	left := w[min(r.Strip, len(w)):]
	n := r.Prepend + left
	switch r.Action {
	case "BLOCK":
		return "BLOCK", ""
	case "DIRECT":
		return "DIRECT", n
	case "ROUTE":
		return b.through(r.Route, n)
	case "REPLACE":
		if left != "" {
			found := false
			for _, s := range b.p.SpeedDials {
				if s.Code == left {
					n, found = r.Prepend+s.Send, true
				}
			}
			if !found {
				return "REJECT", ""
			}
		}
		if r.Route != "" {
			return b.through(r.Route, n)
		}
		return "DIRECT", n
	}
	mobile, zero := b.mobile(n)
	home := false
	switch b.p.Home.MobilePolicy {
	case "direct_all":
		home = true
	case "by_trunk_zero":
		home = n == "" || n[0] != '0'
	case "by_segment":
		bare := strings.TrimPrefix(n, "0")
		home = mobile && b.segs[bare[:7]] == b.p.Home.AreaCode
	}
	if !home {
		return b.through(r.Route, n)
	}
	if mobile && zero {
		n = n[1:]
	}
	return "DIRECT", n
}

// mobile tells whether n is [0]1[3-9] and nine digits.
func (b brute) mobile(n string) (is, zero bool) {
	bare, zero := strings.CutPrefix(n, "0")
	if len(bare) != 11 || bare[0] != '1' || bare[1] < '3' || bare[1] > '9' {
		return false, zero
	}
	for _, c := range bare {
		if c < '0' || c > '9' {
			return false, zero
		}
	}
	return true, zero
}

func (b brute) through(id, n string) (action, sent string) {
	var r *dialplan.Route
	tried := map[string]bool{}
	for left := b.failed; r == nil; {
		if id == "" || tried[id] {
			return "REJECT", ""
		}
		tried[id] = true
		for i := range b.p.Routes {
			if b.p.Routes[i].ID == id {
				r = &b.p.Routes[i]
			}
		}
		mine := len(b.line.Routes) == 0
		for _, l := range b.line.Routes {
			mine = mine || l == id
		}
		fits := mine && !slices.Contains(b.down, id) && (r.Schedule == "" || b.open(r.Schedule))
		if fits && left == 0 {
			break
		}
		if fits {
			left--
		}
		id, r = r.Fallback, nil
	}
	mobile, zero := b.mobile(n)
	e164 := r.NumberForm == "e164"
	switch {
	case strings.HasPrefix(n, "00"):
		if r.IntlForm == "strip_00" {
			n = n[2:]
		}
	case mobile && e164:
		n = "86" + strings.TrimPrefix(n, "0")
	case mobile && r.MobileForm == "11":
		n = strings.TrimPrefix(n, "0")
	case mobile:
		n = "0" + strings.TrimPrefix(n, "0")
	case zero && e164:
		n = "86" + n[1:]
	case zero && r.NumberForm == "strip_zero":
		n = n[1:]
	case e164 && n != "" && n[0] >= '2' && n[0] <= '8':
		n = "86" + b.p.Home.AreaCode + n
	}
	length, out := 0, ""
	steps := r.Seq
	if len(steps) == 0 {
		steps = []dialplan.Step{{Send: r.Access}, {Number: true}}
	}
	for _, s := range steps {
		switch {
		case s.Number:
			out, length = out+n, length+len(n)
		case s.Account:
			out, length = out+"{"+r.Account.Ref+"}", length+r.Account.Digits
		case s.PIN:
			out, length = out+"{"+r.PIN.Ref+"}", length+r.PIN.Digits
		case s.Pause > 0:
			out += fmt.Sprintf("(%d)", s.Pause)
		default:
			out, length = out+s.Send, length+len(s.Send)
		}
	}
	if length > r.MaxLen {
		return "REJECT", ""
	}
	return "ROUTE", out
}

// open tells whether a schedule holds, by looking at every minute of the two days it may
// have begun on.
func (b brute) open(id string) bool {
	for _, s := range b.p.Schedules {
		if s.ID != id {
			continue
		}
		var fh, fm, th, tm int
		if _, err := fmt.Sscanf(s.From+" "+s.To, "%d:%d %d:%d", &fh, &fm, &th, &tm); err != nil {
			return false
		}
		from, length := fh*60+fm, th*60+tm-fh*60-fm
		if length == 0 { // the whole day
			from, length = 0, 1440
		}
		if length < 0 {
			length += 1440
		}
		for ago := 0; ago < length; ago++ {
			began, day, holiday := b.at.Minute-ago, b.at.Weekday, b.at.Holiday
			if began < 0 {
				began, day, holiday = began+1440, (day+5)%7+1, b.at.HolidayBefore
			}
			if began != from || s.Holidays == "only" && !holiday || s.Holidays == "except" && holiday {
				continue
			}
			for _, d := range s.Days {
				if d == day {
					return true
				}
			}
		}
	}
	return false
}

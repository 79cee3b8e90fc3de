package driver

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
)

var (
	asteriskContext = regexp.MustCompile(`^\[([A-Za-z0-9_-]+)\]$`)
	asteriskGlobal  = regexp.MustCompile(`^([A-Za-z0-9_]+?)_(ACCOUNT|PIN)=(.*)$`)
	asteriskExten   = regexp.MustCompile(`^exten => _([0-9*#XZN\[\]-]+),1,(.+)$`)
	asteriskInclude = regexp.MustCompile(`^include => ([A-Za-z0-9_-]+),(\d\d):(\d\d)-(\d\d):(\d\d),(mon|tue|wed|thu|fri|sat|sun),\*,\*$`)
	asteriskTo      = regexp.MustCompile(`^(?:Dial\(\$\{TRUNK\}/|Goto\(route-([A-Za-z0-9_]{1,20}),)([0-9*#]{0,22}|s)(?:\$\{EXTEN(?::(\d{1,2}))?\})?(?:,1)?\)$`)
	asteriskTable   = regexp.MustCompile(`^GotoIf\(\$\{DB_EXISTS\(hseg/\$\{EXTEN:(\d{1,2}):7\}\)\}\?home:away\)$`)
	asteriskLines   = regexp.MustCompile(`^lines((?:-\d{1,2})+)$`)
	asteriskStep    = regexp.MustCompile(`^(?:[0-9*#]+|w+|\$\{EXTEN\}|\$\{[A-Za-z0-9_]+?_(?:ACCOUNT|PIN)\})`)
)

// asteriskText is a dial plan as it stands in the file.
type asteriskText struct {
	secrets  map[string]*dialplan.Secret // by global
	routes   map[string]*dialplan.Route
	dials    map[string]string   // what a route dials, as it stands there
	nothing  map[string]bool     // routes that have an extension for nothing of the number
	numbers  map[string][]number // by context
	includes map[string][]included
	order    []string // contexts
}

type number struct {
	line   int
	places []string
	target
}

func readAsterisk(r *reading) ([]*dialplan.Profile, error) {
	t := r.asterisk()
	if len(r.faults) > 0 {
		return nil, nil
	}
	var out []*dialplan.Profile
	seen := map[int]bool{}
	for _, context := range t.order {
		m := asteriskLines.FindStringSubmatch(context)
		if m == nil {
			continue
		}
		var lines []dialplan.Line
		for word := range strings.SplitSeq(m[1][1:], "-") {
			no, err := strconv.Atoi(word)
			if err != nil || no < 1 || no > 40 || seen[no] {
				r.fault(1, "[%s] names a line that is none, or twice", context)
				return nil, nil
			}
			seen[no] = true
			lines = append(lines, dialplan.Line{No: no, Mode: "fxs_fxo", Dial: "tone"})
		}
		b := r.profile(lines)
		b.numbers(t.numbers[context], "")
		for _, h := range joinHours(t.includes[context]) {
			b.numbers(t.numbers[h.context], b.hours(h.schedule))
		}
		if r.includes(&t, context); len(r.faults) == 0 {
			r.apart(t.parts(context))
		}
		out = append(out, b.profile)
	}
	if len(out) == 0 {
		r.fault(1, "there is no context [lines-1] or like it")
	}
	return out, nil
}

// includes refuses includes that are not read here.
func (r *reading) includes(t *asteriskText, context string) {
	list := t.includes[context]
	for i, h := range list {
		switch {
		case !slices.Contains(t.order, h.context):
			r.fault(h.line, "[%s] is included and is not there", h.context)
		case h.context == "globals" || strings.HasPrefix(h.context, "route-"):
			r.fault(h.line, "[%s] holds no numbers to be included", h.context)
		case len(t.includes[h.context]) > 0:
			r.fault(t.includes[h.context][0].line, "[%s] is included itself, and what it includes is not read here", h.context)
		case slices.ContainsFunc(list[:i], func(o included) bool { return o.context == h.context && o.meets(h) }):
			r.fault(h.line, "[%s] is included twice at once", h.context)
		}
	}
}

// parts are the numbers of a context and of those that it includes.
func (t *asteriskText) parts(context string) []part {
	of := func(list []number, hours []included) part {
		p := part{hours: hours}
		for _, n := range list {
			p.runs, p.lines = append(p.runs, run{places: n.places, max: len(n.places)}), append(p.lines, n.line)
		}
		return p
	}
	out := []part{of(t.numbers[context], nil)}
	hours := map[string][]included{}
	for _, h := range t.includes[context] {
		hours[h.context] = append(hours[h.context], h)
	}
	for _, name := range t.order {
		if len(hours[name]) > 0 {
			out = append(out, of(t.numbers[name], hours[name]))
		}
	}
	return out
}

// numbers makes rules of the extensions of one context.
func (b *builder) numbers(list []number, hours string) {
	var flat []dialplan.Alternative
	var runs []run
	var lines []int
	for i, n := range list {
		runs = append(runs, run{places: n.places, max: len(n.places)})
		lines = append(lines, n.line)
		// runsOf joins what is alike; the way only tells targets apart here
		flat = append(flat, dialplan.Alternative{Places: n.places, Ways: []dialplan.Way{{Action: key(list[i].target), Strip: i}}})
	}
	if len(list) > most {
		b.fault(list[0].line, "more than %d extensions", most)
		return
	}
	b.disjoint(runs, lines)
	first := map[string]int{}
	for i := range flat { // alike targets have one number
		k := flat[i].Ways[0].Action
		if _, ok := first[k]; !ok {
			first[k] = i
		}
		flat[i].Ways[0].Strip = first[k]
	}
	for _, r := range runsOf(flat) {
		n := list[r.way.Strip]
		t := n.target
		t.hours = hours
		b.add(n.line, r, t)
	}
}

func key(t target) string {
	route := ""
	if t.route != nil {
		route = t.route.ID + t.route.MobileForm
	}
	return fmt.Sprint(t.block, t.strip, "|", t.prepend, "|", route, t.mobile)
}

// asterisk reads the lines that this driver writes; any other is a fault.
func (r *reading) asterisk() asteriskText {
	t := asteriskText{secrets: map[string]*dialplan.Secret{}, routes: map[string]*dialplan.Route{}, dials: map[string]string{}, nothing: map[string]bool{}, numbers: map[string][]number{}, includes: map[string][]included{}}
	context := ""
	var table *number // a number whose mobiles are told apart
	step := ""
	no := 0
	whole := func() { // an extension that tells mobiles apart has ended
		if table != nil {
			r.fault(table.line, "what becomes of mobiles from elsewhere does not follow")
		}
		table = nil
	}
	for line := range strings.Lines(r.text) {
		no++
		line, _, _ = strings.Cut(line, ";")
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line == "TRUNK=DAHDI/g1" && context == "globals":
			continue
		case asteriskContext.MatchString(line):
			context = asteriskContext.FindStringSubmatch(line)[1]
			if slices.Contains(t.order, context) {
				r.fault(no, "[%s] stands twice", context)
			}
			t.order = append(t.order, context)
			whole()
			continue
		case context == "globals":
			m := asteriskGlobal.FindStringSubmatch(line)
			if m == nil {
				r.fault(no, "a global that is not read here")
				continue
			}
			t.secrets[m[1]+"_"+m[2]] = secretIn(m[1], strings.ToLower(m[2]), m[3])
			continue
		case strings.HasPrefix(context, "route-"):
			r.asteriskRoute(&t, no, strings.TrimPrefix(context, "route-"), line)
			continue
		case asteriskInclude.MatchString(line):
			m := asteriskInclude.FindStringSubmatch(line)
			h, ok := hoursOf(m)
			if !ok {
				r.fault(no, "hours that are none")
				continue
			}
			h.line, h.context = no, m[1]
			t.includes[context] = append(t.includes[context], h)
			continue
		case asteriskExten.MatchString(line):
			m := asteriskExten.FindStringSubmatch(line)
			places, rest, ok := asteriskGrammar.read(m[1])
			if !ok || rest != "" || len(places) == 0 || len(places) > maxKeys {
				r.fault(no, "a pattern that is not read here")
				continue
			}
			n := number{line: no, places: places}
			whole()
			if at := asteriskTable.FindStringSubmatch(m[2]); at != nil {
				if at[1] != strconv.Itoa(len(places)-11) {
					r.fault(no, "the segment of a mobile begins 11 keys before the end")
				}
				table, step = &n, "home"
				n.mobile = true
			} else if n.target, ok = r.asteriskTarget(&t, no, m[2], len(places)); !ok {
				continue
			}
			if table == nil {
				t.numbers[context] = append(t.numbers[context], n)
			}
			continue
		case table != nil && step == "home" && strings.HasPrefix(line, "same => n(home),"):
			home, ok := r.asteriskTarget(&t, no, strings.TrimPrefix(line, "same => n(home),"), len(table.places))
			if ok && (home.route != nil || home.block || home.prepend != "" || home.strip != len(table.places)-11) {
				r.fault(no, "a home mobile is dialled straight with its 11 digits")
			}
			step = "hangup"
			continue
		case table != nil && step == "hangup" && line == "same => n,Hangup()":
			step = "away"
			continue
		case table != nil && step == "away" && strings.HasPrefix(line, "same => n(away),"):
			m := len(table.places) - 11
			away, ok := r.asteriskTarget(&t, no, strings.TrimPrefix(line, "same => n(away),"), len(table.places))
			if !ok {
				continue
			}
			f := mobileForm(dialplan.Way{Strip: away.strip, Prepend: away.prepend}, m)
			if away.route == nil || f == "" || table.places[m] != "1" || strings.Trim(table.places[m+1], "3456789") != "" {
				r.fault(no, "a mobile from elsewhere goes by a route, with a 0 or without")
				continue
			}
			route := *away.route
			route.MobileForm = f
			table.strip, table.route = m, &route
			t.numbers[context] = append(t.numbers[context], *table)
			table = nil
			continue
		}
		r.fault(no, "a line that is not read here")
	}
	whole()
	return t
}

func (r *reading) asteriskTarget(t *asteriskText, no int, app string, n int) (target, bool) {
	if app == "Congestion()" {
		return target{block: true}, true
	}
	m := asteriskTo.FindStringSubmatch(app)
	if m == nil || strings.HasPrefix(app, "Goto") != strings.HasSuffix(app, ",1)") {
		r.fault(no, "an application that is not read here")
		return target{}, false
	}
	out := target{prepend: m[2]}
	nothing := m[2] == asteriskNothing
	if nothing {
		out.prepend = ""
	}
	switch {
	case m[3] != "":
		strip, err := strconv.Atoi(m[3])
		if err != nil || strip > n {
			r.fault(no, "more keys are taken off than there are")
			return target{}, false
		}
		out.strip = strip
	case !strings.Contains(app, "${EXTEN"):
		out.strip = n
	}
	if out.strip > 20 {
		r.fault(no, "more than 20 keys are taken off")
		return target{}, false
	}
	if m[1] == "" {
		if nothing {
			r.fault(no, "an application that is not read here")
		}
		return out, !nothing
	}
	switch out.route = t.routes[m[1]]; {
	case out.route == nil:
		r.fault(no, "there is no [route-%s] above", m[1])
	case nothing && out.strip < n:
		r.fault(no, "an application that is not read here")
	case nothing && !t.nothing[m[1]]:
		r.fault(no, "[route-%s] has no extension %s", m[1], asteriskNothing)
	case !nothing && out.prepend == "" && out.strip == n:
		r.fault(no, "a Goto to no extension stays where it is, and the route would send the number that was dialled")
	default:
		return out, true
	}
	return target{}, false
}

func (r *reading) asteriskRoute(t *asteriskText, no int, id, line string) {
	if line == "same => n,Hangup()" {
		return
	}
	exten, dial, ok := strings.Cut(strings.TrimPrefix(line, "exten => "), ",1,Dial(${TRUNK}/")
	dial, closed := strings.CutSuffix(dial, ")")
	ok = ok && closed && strings.HasPrefix(line, "exten => ")
	route := t.routes[id]
	switch {
	case ok && exten == "_[0-9*#]!" && route == nil && len(id) <= 20:
		route = &dialplan.Route{ID: id, Stage: "one"}
		if r.asteriskSteps(t, no, route, dial) {
			t.routes[id], t.dials[id] = route, dial
		}
	case !ok || exten != asteriskNothing || route == nil || t.nothing[id]:
		r.fault(no, "a line of a route that is not read here")
	case dial != asteriskBare(t.dials[id]):
		r.fault(no, "%s dials otherwise than the route does without its number", asteriskNothing)
	default:
		t.nothing[id] = true
	}
}

// asteriskSteps reads what a route dials.
func (r *reading) asteriskSteps(t *asteriskText, no int, route *dialplan.Route, dial string) bool {
	for dial != "" {
		s := asteriskStep.FindString(dial)
		dial = strings.TrimPrefix(dial, s)
		step := dialplan.Step{}
		switch {
		case s == "":
			r.fault(no, "a dial string that is not read here")
			return false
		case s == "${EXTEN}":
			step.Number = true
		case s[0] == 'w':
			step.Pause = len(s) * asteriskPause
		case s[0] == '$':
			secret := t.secrets[s[2:len(s)-1]]
			if secret == nil {
				r.fault(no, "%s is no global", s)
				return false
			}
			route.Stage = "two"
			if step.Account = strings.HasSuffix(s, "_ACCOUNT}"); step.Account {
				route.Account = secret
			} else {
				step.PIN, route.PIN = true, secret
			}
		default:
			step.Send = s
		}
		route.Seq = append(route.Seq, step)
	}
	return true
}

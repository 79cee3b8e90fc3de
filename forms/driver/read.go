package driver

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

// mostRules is how many a profile may have.
const mostRules = 1000

// maxText is how many bytes a text may have that is read.
const maxText = 1 << 20

// reading is a text on its way back to a profile.
type reading struct {
	file   string
	text   string
	job    Job
	unit   *Unit
	ground *dialplan.Profile // what a text does not say is as here
	faults []form.Fault
}

func (r *reading) fault(line int, format string, args ...any) {
	r.faults = append(r.faults, form.Fault{Pos: form.Pos{File: r.file, Line: line, Column: 1}, Text: fmt.Sprintf(format, args...)})
}

// Parse reads a text of this format back: one profile for every set of lines that do the
// same. What it cannot judge, it refuses by line (*dialplan.ParseError), rather than guess
// what the unit would do. The profiles are as found: their emergency numbers are those that
// must pass, and whether they do hangs on the text.
func (d *Driver) Parse(file string, b []byte, j Job) ([]*dialplan.Profile, error) {
	ground, err := usual()
	if err != nil {
		return nil, err
	}
	r := &reading{file: file, text: string(b), job: j, unit: j.Unit, ground: ground}
	if len(b) > maxText {
		r.fault(1, "the text has %d bytes, more than %d", len(b), maxText)
		return nil, &dialplan.ParseError{Problems: r.faults}
	}
	out, err := d.read(r)
	switch {
	case err != nil:
		return nil, err
	case len(r.faults) > 0:
		return nil, &dialplan.ParseError{Problems: r.faults}
	}
	var again []*dialplan.Profile
	for _, p := range out {
		yaml, err := p.YAML()
		if err != nil {
			return nil, err
		}
		q, err := dialplan.Parse(file, yaml)
		if err != nil { // more than a profile can hold
			r.fault(1, "what the text says is no profile: %s", strings.SplitN(err.Error(), "\n", 2)[0])
			return nil, &dialplan.ParseError{Problems: r.faults}
		}
		again = append(again, q)
	}
	return again, nil
}

var headerShape = regexp.MustCompile(`fieldline home=(\d{2,3}) len=([78]) mobiles=(\w+) end=(#|none)(?: segments=(\S+))?`)

// header says in a comment of the text what formats do not: where the unit stands, and what
// ends a number.
func header(p *dialplan.Profile) string {
	h := p.Home
	s := fmt.Sprintf("fieldline home=%s len=%d mobiles=%s end=%s", h.AreaCode, h.LocalLen, h.MobilePolicy, p.Terminator)
	if h.Segments != nil && !strings.ContainsAny(h.Segments.Version, " \t\r\n<>-") {
		s += " segments=" + h.Segments.Version
	}
	return s
}

// home is where the text says that the unit stands, else where the caller does.
func (r *reading) home() (h dialplan.Home, end string) {
	h, end = r.job.Home, "#"
	if m := headerShape.FindStringSubmatch(r.text); m != nil {
		h, end = dialplan.Home{AreaCode: m[1], LocalLen: int(m[2][0] - '0'), MobilePolicy: m[3]}, m[4]
		if m[5] != "" {
			h.Segments = &dialplan.SegmentTable{Version: m[5]}
		}
	}
	a, ok := dialplan.AreaOf(h.AreaCode)
	if !ok {
		r.fault(1, "the text does not say where the unit stands: say the area code of its home")
		return h, end
	}
	if h.LocalLen == 0 {
		h.LocalLen = a.Present()
	}
	if h.MobilePolicy == "" {
		h.MobilePolicy = dialplan.BySegment
	}
	return h, end
}

// builder makes a profile of runs.
type builder struct {
	*reading
	profile *dialplan.Profile
	ids     map[string]string // routes by what they send
	full    bool
}

// target is what a text does with the numbers of a run.
type target struct {
	block   bool
	strip   int
	prepend string
	route   *dialplan.Route // its steps; nil: straight
	mobile  bool            // home straight with 11 keys, away by the route
	hours   string          // id of a schedule
}

func (r *reading) profile(lines []dialplan.Line) *builder {
	home, end := r.home()
	p := *r.ground
	p.Name, p.Home, p.Lines, p.Emergency, p.Terminator = "as read", home, lines, dialplan.MustPass(), end
	p.AsFound = true
	return &builder{reading: r, profile: &p, ids: map[string]string{}}
}

// add makes a rule of a run.
func (b *builder) add(line int, r run, t target) {
	if r.max > maxKeys || r.min() > maxKeys {
		b.fault(line, "a number of more than %d keys", maxKeys)
		return
	}
	if t.route == nil || t.mobile {
		b.rule(line, r, t, "")
		return
	}
	form, split := "", false
	for n := r.min(); n <= r.max; n++ {
		switch f := neutral(r, n, t); {
		case f == "" || f == form:
		case form == "":
			form = f
		default:
			split = true
		}
	}
	if !split {
		b.rule(line, r, t, form)
		return
	}
	for _, places := range r.lengths() {
		b.rule(line, run{places: places, max: len(places)}, t, neutral(r, len(places), t))
	}
}

// neutral is the form for mobiles that leaves a number of n keys as it is; "" if any does.
func neutral(r run, n int, t target) string {
	if t.strip > n {
		return ""
	}
	at := func(i int) string { // what may stand at place i of the number that is sent
		if i < len(t.prepend) {
			return t.prepend[i : i+1]
		}
		return r.at(i - len(t.prepend) + t.strip)
	}
	switch length := len(t.prepend) + n - t.strip; {
	case length == 11 && strings.Contains(at(0), "1") && shareKey(at(1), "3456789"):
		return "11"
	case length == 12 && strings.Contains(at(0), "0") && strings.Contains(at(1), "1") && shareKey(at(2), "3456789"):
		return "zero+11"
	}
	return ""
}

func (b *builder) rule(line int, r run, t target, form string) {
	rule := dialplan.Rule{ID: strconv.Itoa(len(b.profile.Rules) + 1), Pattern: pattern(r.places), MinLen: r.min(), MaxLen: r.max,
		Strip: t.strip, Prepend: t.prepend, Action: dialplan.Direct, Schedule: t.hours}
	switch {
	case t.block:
		rule.Action, rule.Strip, rule.Prepend = dialplan.Block, 0, ""
	case t.mobile:
		rule.Action = dialplan.Mobile
		rule.Route = b.route(line, t.route, t.route.MobileForm)
	case t.route != nil:
		rule.Action = dialplan.Through
		rule.Route = b.route(line, t.route, form)
		if rule.Route == "" { // no room for one more: what is sent is the same
			rule.Action, rule.Prepend = dialplan.Direct, t.route.Access+rule.Prepend
			if len(t.route.Seq) != 0 {
				b.fault(line, "more routes than a profile can hold")
			}
		}
	}
	if len(b.profile.Rules) >= mostRules {
		if !b.full {
			b.fault(line, "more than %d rules", mostRules)
		}
		b.full = true
		return
	}
	b.profile.Rules = append(b.profile.Rules, rule)
}

// route finds or makes the route with these steps that leaves numbers as they are.
func (b *builder) route(line int, want *dialplan.Route, form string) string {
	key := fmt.Sprint(want.ID, want.Access, steps(want))
	if id, ok := b.ids[key+form]; ok {
		return id
	}
	if form == "" { // any will do
		for _, f := range []string{"zero+11", "11"} {
			if id, ok := b.ids[key+f]; ok {
				return id
			}
		}
		form = "zero+11"
	}
	if len(b.profile.Routes) >= 10 {
		return ""
	}
	r := *want
	r.Access = accessOf(want)
	r.NumberForm, r.MobileForm, r.IntlForm, r.MaxLen = "keep_zero", form, "keep_00", 64
	if r.Stage == "" {
		r.Stage = "one"
	}
	base := r.ID
	if base == "" {
		base = r.Access
	}
	r.ID = base
	for n := 2; b.profile.Route(r.ID) != nil; n++ {
		r.ID = fmt.Sprintf("%s.%d", base, n)
	}
	b.profile.Routes = append(b.profile.Routes, r)
	b.ids[key+form] = r.ID
	if _, known := b.ids[key]; !known {
		b.ids[key] = r.ID
	}
	return r.ID
}

// accessOf is the access code of a route that was read as steps: the first keys it sends.
func accessOf(r *dialplan.Route) string {
	if r.Access != "" {
		return r.Access
	}
	for _, s := range r.Seq {
		if s.Send != "" {
			return s.Send[:min(12, len(s.Send))]
		}
	}
	return "0"
}

func steps(r *dialplan.Route) string {
	var b strings.Builder
	for _, s := range r.Steps() {
		fmt.Fprintf(&b, "%+v|", s)
	}
	return b.String()
}

// disjoint refuses runs that share a number, for which the formats' makers do not say who
// wins.
func (r *reading) disjoint(runs []run, lines []int) {
	for i := range runs {
		for j := range i {
			if runs[i].overlap(runs[j]) {
				r.fault(lines[i], "%s and %s both take some number, and who wins is not documented", pattern(runs[j].places), pattern(runs[i].places))
				return
			}
		}
	}
}

// part is numbers that a text treats so in some hours of the week, or always.
type part struct {
	hours []included // none: always
	runs  []run
	lines []int // where the runs stand
}

// meets tells whether two parts hold at the same time.
func (p part) meets(q part) bool {
	if len(p.hours) == 0 || len(q.hours) == 0 {
		return true
	}
	return slices.ContainsFunc(p.hours, func(h included) bool { return slices.ContainsFunc(q.hours, h.meets) })
}

// apart refuses numbers that two parts take at the same time: which of them wins hangs on what
// stands first in the text, and in the model nothing does.
func (r *reading) apart(parts []part) {
	for i, p := range parts {
		for _, q := range parts[:i] {
			if p.meets(q) && !r.exclude(q, p) {
				return
			}
		}
	}
}

func (r *reading) exclude(p, q part) bool {
	for i, a := range p.runs {
		for j, b := range q.runs {
			if a.overlap(b) {
				r.fault(max(p.lines[i], q.lines[j]), "%s and %s both take some number at the same hours: write them so that they exclude each other", pattern(a.places), pattern(b.places))
				return false
			}
		}
	}
	return true
}

// pattern writes places as a pattern of the model.
func pattern(places []string) string {
	var b strings.Builder
	for _, p := range places {
		switch {
		case p == digits:
			b.WriteByte('x')
		case len(p) == 1:
			b.WriteString(p)
		default:
			b.WriteString("[" + p + "]")
		}
	}
	return b.String()
}

// brackets writes what may stand at a place, three keys and more that follow each other as
// the first and the last.
func brackets(keys string) string {
	var b strings.Builder
	b.WriteByte('[')
	for i := 0; i < len(keys); i++ {
		j := i
		for j+1 < len(keys) && keys[j+1] == keys[j]+1 && keys[j+1] <= '9' && keys[j] >= '0' {
			j++
		}
		b.WriteByte(keys[i])
		if j >= i+2 {
			b.WriteByte('-')
			b.WriteByte(keys[j])
			i = j
		}
	}
	b.WriteByte(']')
	return b.String()
}

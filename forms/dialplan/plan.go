package dialplan

import (
	"fmt"
	"slices"
)

// EmergencyRule is the rule that an emergency number is told to have taken.
const EmergencyRule = "E"

// Plan is a profile made ready: patterns read, rules in their order of precedence, the
// segments of the home area as a tree. It is read-only and safe for concurrent use.
type Plan struct {
	profile   *Profile
	segments  *Segments
	rules     []planRule
	emergency []string
	home      segmentTree
}

type planRule struct {
	*Rule
	pattern pattern
}

// Scene is where and when a number is dialled.
type Scene struct {
	Line int
	When Moment
	Down []string // routes that do not answer
	// Failed is how many of the routes that a number tries in turn do not answer, whichever
	// they are: two plans need not call them alike.
	Failed int
	// Mobiles says what the table of segments would: MobilesHome, MobilesAway, "" asks it.
	Mobiles string
}

// Scenes are all in which the plan may do other things, with every route up: each line that
// differs from those before it, at one moment for every set of schedules that can hold at once.
// Together they stand for all lines at all times.
func (p *Plan) Scenes() []Scene {
	var out []Scene
	alike := map[string]bool{}
	for i := range p.profile.Lines {
		line := &p.profile.Lines[i]
		sort := line.Dial + " " + line.sort()
		if alike[sort] {
			continue
		}
		alike[sort] = true
		for _, when := range moments(p) {
			out = append(out, Scene{Line: line.No, When: when})
		}
	}
	return out
}

// What a Scene may take every mobile for, whatever its segment.
const (
	MobilesHome = "home"
	MobilesAway = "away"
)

// Compile makes a plan of a profile. The table may be nil: then every mobile is away,
// unless the policy asks for no table.
func Compile(p *Profile, segments *Segments) (*Plan, error) {
	plan := &Plan{profile: p.normal(), segments: segments}
	p = plan.profile
	if err := p.compilable(); err != nil {
		return nil, fmt.Errorf("compile %s: %w", p.Name, err)
	}
	for i := range p.Rules {
		pat, err := parsePattern(p.Rules[i].Pattern)
		if err != nil {
			return nil, fmt.Errorf("compile rule %s of %s: %w", p.Rules[i].ID, p.Name, err)
		}
		plan.rules = append(plan.rules, planRule{&p.Rules[i], pat})
	}
	slices.SortStableFunc(plan.rules, func(a, b planRule) int { return a.pattern.prior(b.pattern) })
	plan.emergency = slices.Clone(p.Emergency)
	for _, e := range MustPass() {
		if !slices.Contains(plan.emergency, e) {
			plan.emergency = append(plan.emergency, e)
		}
	}
	plan.home = treeOf(segments, p.Home.AreaCode)
	return plan, nil
}

// compilable finds what would make a profile that never went through Parse no plan.
func (p *Profile) compilable() error {
	if len(p.Rules) > maxRules {
		return fmt.Errorf("%d rules, more than %d", len(p.Rules), maxRules)
	}
	for _, e := range p.Emergency {
		if !allDigits(e) {
			return fmt.Errorf("emergency number %q is not digits", e)
		}
	}
	for _, r := range p.Routes {
		for _, s := range r.Steps() {
			if s.Account && r.Account == nil || s.PIN && r.PIN == nil {
				return fmt.Errorf("route %s sends a secret it does not have", r.ID)
			}
		}
	}
	return nil
}

// maxRules keeps an index of a rule or an emergency number within two bytes.
const maxRules = 60000

// On returns the plan of some of its lines alone.
func (p *Plan) On(lines []int) (*Plan, error) {
	some := *p.profile
	some.Lines = slices.DeleteFunc(slices.Clone(some.Lines), func(l Line) bool { return !slices.Contains(lines, l.No) })
	return Compile(&some, p.segments)
}

// Profile returns what the plan was made of, in canonical order; it is not to be changed.
func (p *Plan) Profile() *Profile { return p.profile }

// Digest names the plan by its profile, hexadecimal SHA-256.
func (p *Plan) Digest() (string, error) { return p.profile.Digest() }

// At puts the plan into a scene: rules outside their schedule are gone, routes that are
// out of hours, down or not of this line are replaced by their fallback.
func (p *Plan) At(s Scene) (*Machine, error) {
	line := p.profile.Line(s.Line)
	if line == nil {
		return nil, fmt.Errorf("put plan %s on line %d: there is no such line", p.profile.Name, s.Line)
	}
	m := &Machine{plan: p, line: line, scene: s, states: map[string]*state{}}
	if p.profile.Terminator == "#" {
		m.terminator = '#'
	}
	if !p.profile.AsFound {
		m.emergency = p.emergency
	}
	for _, r := range p.rules {
		if p.inHours(r.Schedule, s.When) {
			m.addRule(r)
		}
	}
	switch s.Mobiles {
	case "":
		m.home = &p.home
	case MobilesHome:
		m.home = everyHome()
	default:
		m.home = &segmentTree{}
	}
	m.start = m.begin()
	return m, nil
}

// route resolves a route in the scene: itself, or the first usable of its fallbacks that is
// left when so many have failed.
func (m *Machine) route(id string, failed int) *Route {
	for _, r := range m.plan.profile.InTurn(id) {
		ofLine := len(m.line.Routes) == 0 || slices.Contains(m.line.Routes, r.ID)
		switch {
		case !ofLine || slices.Contains(m.scene.Down, r.ID) || !m.plan.inHours(r.Schedule, m.scene.When):
		case failed > 0:
			failed--
		default:
			return r
		}
	}
	return nil
}

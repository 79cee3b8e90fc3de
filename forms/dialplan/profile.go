package dialplan

import "slices"

// Profile is everything one dialer is set to, in no vendor's terms. Times are in
// milliseconds; strings of keys are made of 0-9, * and #. One that came from Parse or
// Template.Fill is complete: what the file left out has its default.
type Profile struct {
	Schema       int         `json:"schema"`
	Revision     int         `json:"revision"`
	ID           string      `json:"profile_id,omitempty"` // a UUID
	Name         string      `json:"name"`
	Template     string      `json:"template,omitempty"` // name@version of the template it was made from
	Site         string      `json:"customer_site_id,omitempty"`
	Model        string      `json:"device_model_id,omitempty"`
	FirmwareMin  string      `json:"firmware_min,omitempty"`
	Home         Home        `json:"home"`
	Lines        []Line      `json:"lines"`
	Routes       []Route     `json:"routes,omitempty"`
	Rules        []Rule      `json:"rules,omitempty"`
	Emergency    []string    `json:"emergency"`
	Timers       Timers      `json:"timers"`
	DTMF         DTMF        `json:"dtmf"`
	Pulse        Pulse       `json:"pulse"`
	Flash        int         `json:"flash"`
	Terminator   string      `json:"terminator"` // "#" or "none"
	Answer       Answer      `json:"answer"`
	PowerFail    string      `json:"power_fail"` // relay_bypass, none
	Transparent  bool        `json:"transparent,omitempty"`
	Schedules    []Schedule  `json:"schedules,omitempty"`
	Classes      []Class     `json:"classes,omitempty"`
	SpeedDials   []SpeedDial `json:"speed_dials,omitempty"`
	Remote       *Remote     `json:"remote,omitempty"`
	ProgPassword *Secret     `json:"prog_password,omitempty"`
	// AsFound says that it was read from a unit's own text. What such a unit lets pass by itself
	// nobody knows, so an emergency number must pass by its rules alone.
	AsFound bool `json:"as_found,omitempty"`
}

// Home is where the unit stands: its area and how mobiles are told home from away.
type Home struct {
	AreaCode     string        `json:"area_code"` // without the trunk 0
	LocalLen     int           `json:"local_len"` // 7 or 8
	MobilePolicy string        `json:"mobile_policy"`
	Segments     *SegmentTable `json:"segments,omitempty"`
}

// SegmentTable names the version of the table of mobile segments a profile was made with.
type SegmentTable struct {
	Version string `json:"version"`
	SHA256  string `json:"sha256,omitempty"`
}

// How a MOBILE rule tells a home mobile from one that is away.
const (
	DirectAll   = "direct_all"    // every mobile is home
	RouteAll    = "route_all"     // every mobile is away
	ByTrunkZero = "by_trunk_zero" // away if it was dialled with a leading 0
	BySegment   = "by_segment"    // home if its segment is of the home area
)

// Line is one exchange line. Without routes it may use all of them; without a class of
// service everything is allowed on it.
type Line struct {
	No     int      `json:"no"`
	Label  string   `json:"label,omitempty"`
	Mode   string   `json:"mode"` // fxs_fxo, sip, gsm
	Dial   string   `json:"dial"` // tone, pulse
	COS    string   `json:"cos,omitempty"`
	Routes []string `json:"routes,omitempty"`
}

// Route is a way through a carrier: its access code and all that is sent, in order.
type Route struct {
	ID         string  `json:"id"`
	Access     string  `json:"access"`
	Stage      string  `json:"stage"` // one, two
	Account    *Secret `json:"account,omitempty"`
	PIN        *Secret `json:"pin,omitempty"`
	Seq        []Step  `json:"seq"`
	NumberForm string  `json:"number_form"` // keep_zero, strip_zero, e164
	MobileForm string  `json:"mobile_form"` // zero+11, 11
	IntlForm   string  `json:"intl_form"`   // keep_00, strip_00
	MaxLen     int     `json:"max_len"`     // keys to the line, secrets included
	Fallback   string  `json:"fallback_route,omitempty"`
	Schedule   string  `json:"schedule,omitempty"`
}

// Secret refers to digits that are kept elsewhere. Digits is how
// many they are, so that times can be reckoned without them; 0 where nobody said.
type Secret struct {
	Ref    string `json:"ref"`
	Digits int    `json:"digits"`
}

// Step is one thing a route does; exactly one of its fields is set.
type Step struct {
	Send     string `json:"send,omitempty"`
	Pause    int    `json:"pause,omitempty"`
	WaitTone *Tone  `json:"wait_tone,omitempty"`
	Account  bool   `json:"account,omitempty"`
	PIN      bool   `json:"pin,omitempty"`
	Number   bool   `json:"number,omitempty"`
}

// Tone is a wait for a tone of a frequency in Hz that lasts for MinMS, within WithinMS.
type Tone struct {
	Freq     int    `json:"freq"`
	MinMS    int    `json:"min_ms"`
	WithinMS int    `json:"within_ms"`
	OnFail   string `json:"on_fail"` // redial, continue, reject
}

// Rule says what happens to the numbers that begin with its pattern.
type Rule struct {
	ID         string `json:"id"`
	Pattern    string `json:"pattern"`
	MinLen     int    `json:"min_len"`
	MaxLen     int    `json:"max_len"`
	Action     string `json:"action"`
	Strip      int    `json:"strip,omitempty"`
	Prepend    string `json:"prepend,omitempty"`
	Route      string `json:"route,omitempty"`
	Schedule   string `json:"schedule,omitempty"`
	Class      string `json:"class,omitempty"`
	BlockEarly bool   `json:"block_early,omitempty"` // a BLOCK is told as soon as no other rule can win
	Note       string `json:"note,omitempty"`
}

// takes tells whether a number may have so many keys.
func (r *Rule) takes(keys int) bool { return r.MinLen <= keys && keys <= r.MaxLen }

// What a rule does.
const (
	Direct  = "DIRECT"  // the number passes
	Through = "ROUTE"   // through a carrier
	Block   = "BLOCK"   // refused by intent
	Replace = "REPLACE" // a speed dial or a hot line
	Mobile  = "MOBILE"  // home as DIRECT without its 0, away as ROUTE
)

// Timers are the waits of the collector. A gap that equals a timer is still in time.
type Timers struct {
	FirstDigit   int   `json:"first_digit"`
	Long         int   `json:"long"`
	Short        int   `json:"short"`
	Predial      int   `json:"predial"`
	WaitDialTone *Tone `json:"wait_dialtone,omitempty"` // instead of predial
}

// DTMF is how tones are sent: milliseconds on and off, dBm of the low group, dB of the
// high group above it.
type DTMF struct {
	On       int `json:"on"`
	Off      int `json:"off"`
	LevelLow int `json:"level_low"`
	Twist    int `json:"twist"`
}

// Pulse is how decadic pulses are sent; Gap is the rest between two digits in ms.
type Pulse struct {
	BreakMake string `json:"break_make"` // 60:40, 66:33
	PPS       int    `json:"pps"`
	Gap       int    `json:"gap"`
}

// Answer is what starts the charge of a call.
type Answer struct {
	By    string `json:"by"` // reversal, delay, none
	Delay int    `json:"delay,omitempty"`
}

// Schedule is a set of hours, local time of the unit: from is in, to is out; from later
// than to runs over midnight and belongs to the day it starts; equal is the whole day.
type Schedule struct {
	ID       string `json:"id"`
	Days     []int  `json:"days"` // 1 is Monday
	From     string `json:"from"` // HH:MM
	To       string `json:"to"`
	Holidays string `json:"holidays"` // ignore, only, except
}

// Class is a class of service: the number classes a line that has it may reach.
type Class struct {
	COS   string   `json:"cos"`
	Allow []string `json:"allow,omitempty"`
}

// SpeedDial is a short code that stands for a string of keys.
type SpeedDial struct {
	Code string `json:"code"`
	Send string `json:"send"`
}

// Remote is how the unit is reached from outside.
type Remote struct {
	Enabled   bool    `json:"enabled,omitempty"`
	RingCount int     `json:"ring_count,omitempty"`
	Password  *Secret `json:"password,omitempty"`
	CallHome  string  `json:"call_home,omitempty"`
}

// Line returns the line of that number, or nil.
func (p *Profile) Line(no int) *Line {
	for i := range p.Lines {
		if p.Lines[i].No == no {
			return &p.Lines[i]
		}
	}
	return nil
}

// Route returns the route of that id, or nil.
func (p *Profile) Route(id string) *Route {
	for i := range p.Routes {
		if p.Routes[i].ID == id {
			return &p.Routes[i]
		}
	}
	return nil
}

// InTurn returns the routes that a number tries one after the other: that of the id, its
// fallback, the fallback of that. A circle ends where it began, for a route that did not
// answer is not tried again.
func (p *Profile) InTurn(id string) []*Route {
	var out []*Route
	for r := p.Route(id); r != nil && !slices.Contains(out, r); r = p.Route(r.Fallback) {
		out = append(out, r)
	}
	return out
}

// Rule returns the rule of that id, or nil.
func (p *Profile) Rule(id string) *Rule {
	for i := range p.Rules {
		if p.Rules[i].ID == id {
			return &p.Rules[i]
		}
	}
	return nil
}

// Steps is what the route sends, in order; a route without its own sequence sends its
// access code and the number.
func (r *Route) Steps() []Step {
	if len(r.Seq) > 0 {
		return r.Seq
	}
	return []Step{{Send: r.Access}, {Number: true}}
}

// Bars tells whether the class of service of some line bars what a rule takes.
func (p *Profile) Bars(r Rule) bool {
	return slices.ContainsFunc(p.Lines, func(l Line) bool { return !p.allowed(l.COS, r.Class) })
}

// allowed tells whether a class of service may reach a class of numbers.
func (p *Profile) allowed(cos, class string) bool {
	if cos == "" || class == "" {
		return true
	}
	for _, c := range p.Classes {
		if c.COS == cos {
			return slices.Contains(c.Allow, class)
		}
	}
	return false
}

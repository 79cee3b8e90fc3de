package dialplan

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/form"
)

// MaxFile is how many bytes a profile or a template may have; a thousand rules with all their
// keys, one a line, need half.
const MaxFile = 1 << 20

// Parse reads a profile from YAML or JSON, the same names in both. Unknown keys, wrong
// types, values out of range, names that lead nowhere are faults with their place; an
// error is a *ParseError or a *form.ParseError.
func Parse(file string, b []byte) (*Profile, error) {
	doc, err := form.ReadDocument(file, plainTabs(b), MaxFile)
	if err != nil {
		return nil, err
	}
	return readProfile(doc)
}

func readProfile(doc *form.Document) (*Profile, error) {
	fs := &faults{}
	p := profileOf(objectOf(doc, fs))
	if len(fs.list) == 0 {
		p.refer(doc, fs)
	}
	if err := fs.err(); err != nil {
		return nil, err
	}
	p.normalise()
	return p, nil
}

// ParseLoosely reads a profile as far as it can be read, for Lint: what is wrong with the
// file comes as findings, and rules whose pattern is none are left out. The error is for a
// file that is no YAML and no JSON.
func ParseLoosely(file string, b []byte) (*Profile, []Finding, error) {
	doc, err := form.ReadDocument(file, plainTabs(b), MaxFile)
	if err != nil {
		return nil, nil, err
	}
	fs := &faults{}
	p := profileOf(objectOf(doc, fs))
	p.refer(doc, fs)
	fs.sort()
	var found []Finding
	for _, f := range fs.list {
		found = append(found, Finding{Code: f.code, Severity: Error, Rule: f.rule, Why: Text{"lint.file", map[string]any{"what": f.String()}}})
	}
	p.Rules = slices.DeleteFunc(p.Rules, func(r Rule) bool {
		_, err := parsePattern(r.Pattern)
		return err != nil
	})
	p.Emergency = slices.DeleteFunc(p.Emergency, func(e string) bool { return !allDigits(e) })
	if p.Home.LocalLen == 0 {
		p.Home.LocalLen = 8
	}
	p.normalise()
	return p, found, nil
}

// plainTabs lets JSON be indented by tabs, which YAML may not.
func plainTabs(b []byte) []byte {
	if t := bytes.TrimLeft(b, " \t\r\n"); len(t) > 0 && t[0] == '{' {
		return bytes.ReplaceAll(b, []byte("\t"), []byte(" "))
	}
	return b
}

var uuidShape = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func profileOf(o *object) *Profile {
	p := &Profile{
		Schema:      o.number("schema", 1, 1, 1),
		Revision:    o.number("revision", 1, 1<<31-1, 1),
		ID:          o.text("profile_id", 36),
		Name:        o.text("name", 60),
		Template:    o.text("template", 80),
		Site:        o.text("customer_site_id", 60),
		Model:       o.text("device_model_id", 60),
		FirmwareMin: o.text("firmware_min", 30),
		Emergency:   emergencyOf(o),
		Flash:       o.number("flash", 80, 1000, 300),
		Terminator:  o.choice("terminator", "#", "none"),
		PowerFail:   o.choice("power_fail", "relay_bypass", "none"),
		Transparent: o.truth("transparent"),
		AsFound:     o.truth("as_found"),
	}
	if p.ID != "" && !uuidShape.MatchString(p.ID) {
		o.fs.add(o.get("profile_id").Pos, "%q is no UUID in lower case", p.ID)
	}
	p.home(o)
	p.timers(o)
	p.signals(o)
	p.lines(o)
	if len(p.Lines) == 0 {
		p.Lines = []Line{{No: 1, Mode: "fxs_fxo", Dial: "tone"}}
	}
	for _, d := range o.list("routes", 10) {
		p.Routes = append(p.Routes, routeOf(objectOf(d, o.fs)))
	}
	p.classes(o)
	p.speedDials(o)
	for _, d := range o.list("rules", 1000) {
		p.Rules = append(p.Rules, ruleOf(objectOf(d, o.fs)))
	}
	for _, d := range o.list("schedules", 50) {
		p.Schedules = append(p.Schedules, scheduleOf(objectOf(d, o.fs)))
	}
	if r := o.child("remote"); r != nil {
		p.Remote = &Remote{
			Enabled:   r.truth("enabled"),
			RingCount: r.number("ring_count", 1, 99, 5),
			Password:  secretOf(r, "password", 4, 10),
			CallHome:  r.keys("call_home", 0, 32),
		}
		r.done()
	}
	p.ProgPassword = secretOf(o, "prog_password", 1, 32)
	o.done()
	return p
}

func (p *Profile) home(o *object) {
	h := objectOf(&form.Document{Kind: form.MapValue, Pos: o.doc.Pos}, o.fs)
	if d := o.must("home"); d != nil {
		h = objectOf(d, o.fs)
		p.Home.AreaCode = h.keys("area_code", 2, 3)
		if a, known := AreaOf(p.Home.AreaCode); known {
			p.Home.LocalLen = h.number("local_len", 7, 8, a.Present())
			if !a.hasLength(p.Home.LocalLen) {
				o.fs.add(h.doc.Pos, "area %s has no local numbers of %d digits", a.Code, p.Home.LocalLen)
			}
		} else if d := h.get("area_code"); d != nil && len(p.Home.AreaCode) >= 2 {
			o.fs.add(d.Pos, "%q is no area code (without its 0)", p.Home.AreaCode)
		}
	}
	p.Home.MobilePolicy = h.choice("mobile_policy", BySegment, DirectAll, RouteAll, ByTrunkZero)
	if d := h.get("segments"); d != nil && d.Kind <= form.NumberValue {
		p.Home.Segments = &SegmentTable{Version: scalarText(d, "segments", 40, o.fs)}
	} else if s := h.child("segments"); s != nil {
		p.Home.Segments = &SegmentTable{Version: s.name(s.either("version", "ref"), 40), SHA256: s.text("sha256", 64)}
		s.text("ref", 80) // where the table is, which the version tells apart
		s.done()
	}
	h.asked["local_len"] = true
	h.done()
}

func (p *Profile) timers(o *object) {
	t := o.part("timers")
	p.Timers = Timers{
		FirstDigit:   t.number("first_digit", 3000, 30000, 10000),
		Long:         t.number("long", 2000, 20000, 5000),
		Short:        t.number("short", 1000, 10000, 3000),
		Predial:      t.number("predial", 0, 5000, 800),
		WaitDialTone: toneOf(t.child("wait_dialtone"), 200),
	}
	t.done()
}

func (p *Profile) signals(o *object) {
	d := o.part("dtmf")
	p.DTMF = DTMF{
		On:       d.number("on", 40, 500, 100),
		Off:      d.number("off", 40, 500, 100),
		LevelLow: d.number("level_low", -22, -5, -11),
		Twist:    d.number("twist", 0, 4, 2),
	}
	d.done()
	u := o.part("pulse")
	p.Pulse = Pulse{
		BreakMake: u.choice(u.either("break_make", "break:make"), "60:40", "66:33"),
		PPS:       u.number("pps", 10, 20, 10),
		Gap:       u.number("gap", 400, 1500, 800),
	}
	u.done()
	if w := o.get("answer"); w != nil && w.Kind == form.TextValue {
		p.Answer.By, p.Answer.Delay = o.choice("answer", "delay", "reversal", "none"), 0
		if p.Answer.By == "delay" {
			p.Answer.Delay = 5
		}
		return
	}
	a := o.part("answer")
	p.Answer.By = a.choice("by", "delay", "reversal", "none")
	if p.Answer.By == "delay" {
		p.Answer.Delay = a.number("delay", 1, 99, 5)
	}
	a.done()
}

// lines reads the list of lines; a number stands for so many alike.
func (p *Profile) lines(o *object) {
	if d := o.get("lines"); d != nil && d.Kind == form.NumberValue {
		for no := range o.number("lines", 1, 40, 1) {
			p.Lines = append(p.Lines, Line{No: no + 1, Mode: "fxs_fxo", Dial: "tone"})
		}
		return
	}
	for _, d := range o.list("lines", 40) {
		p.Lines = append(p.Lines, lineOf(objectOf(d, o.fs)))
	}
}

// classes reads the classes of service: a list, or a map from id to what it may reach.
func (p *Profile) classes(o *object) {
	allow := func(list []*form.Document) []string {
		var out []string
		for _, a := range list {
			out = append(out, scalarText(a, "allow", 30, o.fs))
		}
		return out
	}
	if d := o.get("classes"); d != nil && d.Kind == form.MapValue {
		c := objectOf(d, o.fs)
		for _, k := range o.within("classes", d.Keys, 20) {
			p.Classes = append(p.Classes, Class{COS: scalarText(k, "classes", 20, o.fs), Allow: allow(c.list(k.Text, 40))})
		}
		return
	}
	for _, d := range o.list("classes", 20) {
		c := objectOf(d, o.fs)
		p.Classes = append(p.Classes, Class{COS: c.name(c.either("cos", "id"), 20), Allow: allow(c.list("allow", 40))})
		c.done()
	}
}

// speedDials reads the short codes: a list, or a map from code to what it stands for.
func (p *Profile) speedDials(o *object) {
	if d := o.get("speed_dials"); d != nil && d.Kind == form.MapValue {
		for i, k := range o.within("speed_dials", d.Keys, 1000) {
			p.SpeedDials = append(p.SpeedDials, SpeedDial{Code: keysText(k, "speed_dials", 1, 3, o.fs), Send: keysText(d.Items[i], k.Text, 1, 32, o.fs)})
		}
		return
	}
	for _, d := range o.list("speed_dials", 1000) {
		s := objectOf(d, o.fs)
		p.SpeedDials = append(p.SpeedDials, SpeedDial{Code: s.keys("code", 1, 3), Send: s.keys("send", 1, 32)})
		s.done()
	}
}

func lineOf(o *object) Line {
	l := Line{
		No:    o.number("no", 1, 40, 1),
		Label: o.text("label", 60),
		Mode:  o.choice("mode", "fxs_fxo", "sip", "gsm"),
		Dial:  o.choice("dial", "tone", "pulse"),
		COS:   o.text("cos", 20),
	}
	for _, r := range o.list("routes", 10) {
		l.Routes = append(l.Routes, scalarText(r, "routes", 20, o.fs))
	}
	o.done()
	return l
}

func ruleOf(o *object) Rule {
	r := Rule{
		ID:         o.name("id", 20),
		Pattern:    o.name("pattern", 200),
		MinLen:     o.number("min_len", 1, 32, 0),
		MaxLen:     o.number("max_len", 1, 32, 0),
		Action:     o.choice("action", Direct, Through, Block, Replace, Mobile),
		Strip:      o.number("strip", 0, 20, 0),
		Prepend:    o.keys("prepend", 0, 22),
		Route:      o.text("route", 20),
		Schedule:   o.text("schedule", 20),
		Class:      o.text("class", 30),
		BlockEarly: o.truth("block_early"),
		Note:       o.text("note", 200),
	}
	pos := o.doc.Pos
	for _, key := range []string{"min_len", "max_len", "action"} {
		o.must(key)
	}
	if r.ID == EmergencyRule {
		o.fs.add(pos, "the id %q means the emergency numbers", r.ID)
	}
	if r.MinLen > r.MaxLen {
		o.fs.of("length", r.ID, pos, "rule %q: min_len %d is more than max_len %d", r.ID, r.MinLen, r.MaxLen)
	}
	needsRoute := r.Action == Through || r.Action == Mobile
	switch {
	case needsRoute && r.Route == "":
		o.fs.of("route", r.ID, pos, "rule %q: %s needs a route", r.ID, r.Action)
	case !needsRoute && r.Action != Replace && r.Route != "":
		o.fs.of("rule", r.ID, pos, "rule %q: %s takes no route", r.ID, r.Action)
	}
	if r.Action == Mobile && r.Prepend != "" {
		o.fs.of("rule", r.ID, pos, "rule %q: MOBILE takes no prepend, home and away are read from the number", r.ID)
	}
	if r.Action == Block && (r.Prepend != "" || r.Strip > 0) {
		o.fs.of("rule", r.ID, pos, "rule %q: a BLOCK changes no number", r.ID)
	}
	if r.BlockEarly && r.Action != Block {
		o.fs.of("rule", r.ID, pos, "rule %q: only a BLOCK can be early", r.ID)
	}
	if pat, err := parsePattern(r.Pattern); err != nil {
		if r.Pattern != "" {
			o.fs.of("pattern", r.ID, pos, "rule %q: %s", r.ID, err)
		}
	} else if len(pat) > r.MaxLen && r.MaxLen > 0 {
		o.fs.of("length", r.ID, pos, "rule %q: its pattern has %d keys, more than max_len %d", r.ID, len(pat), r.MaxLen)
	}
	o.done()
	return r
}

var hourShape = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

func scheduleOf(o *object) Schedule {
	s := Schedule{
		ID:       o.name("id", 20),
		From:     o.name("from", 5),
		To:       o.name("to", 5),
		Holidays: o.choice("holidays", "ignore", "only", "except"),
	}
	for _, key := range []string{"from", "to"} {
		if d := o.get(key); d != nil && !hourShape.MatchString(d.Text) {
			o.fs.add(d.Pos, "%q must be an hour such as \"08:30\"", key)
		}
	}
	seen := map[int]bool{}
	days := daysOf(o)
	if d := o.must("days"); d != nil && len(days) == 0 {
		o.fs.add(d.Pos, `"days" names no day: from the earlier to the later, such as "1-5", or one by one, such as "671"`)
	}
	for _, d := range days {
		day, err := strconv.Atoi(d.Text)
		if d.Kind != form.NumberValue || err != nil || day < 1 || day > 7 || seen[day] {
			o.fs.add(d.Pos, "a day is 1 (Monday) to 7, each once")
			continue
		}
		seen[day] = true
		s.Days = append(s.Days, day)
	}
	o.done()
	return s
}

// daysOf are the days of a schedule: a list, or a text such as "12345", "1-5" or the mask
// "1111100".
func daysOf(o *object) []*form.Document {
	d := o.get("days")
	if d == nil || d.Kind > form.NumberValue {
		return o.list("days", 7)
	}
	var out []*form.Document
	add := func(day byte) {
		out = append(out, &form.Document{Kind: form.NumberValue, Text: string(day), Pos: d.Pos})
	}
	switch s := d.Text; {
	case len(s) == 7 && strings.Trim(s, "01") == "":
		for i := range s {
			if s[i] == '1' {
				add('1' + byte(i))
			}
		}
	case len(s) == 3 && s[1] == '-' && isDigit(s[0]) && isDigit(s[2]):
		for day := s[0]; day <= s[2]; day++ {
			add(day)
		}
	default:
		for i := range len(s) {
			add(s[i])
		}
	}
	return out
}

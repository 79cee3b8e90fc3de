package driver

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

// keypad writes the script that sets the registers of a stand-alone unit, whatever its type:
// keys for a telephone, or lines for a serial port.
func keypad() *Driver {
	return &Driver{
		Name: "keypad", Label: form.Label{Zh: "独立拨号器（按键或串口）", En: "stand-alone dialer (keypad or serial)"},
		Readback: ReadBeeps, Lines: 1,
		write: writeKeypad, read: readKeypad,
	}
}

// Setting is what one register is to hold. A value has placeholders for secrets.
type Setting struct {
	Register string
	Value    string
}

func writeKeypad(w *work) (string, error) {
	if w.unit == nil {
		all, err := Units()
		if err != nil {
			return "", err
		}
		w.unit = all[0]
	}
	u := w.unit
	lines := ""
	for _, l := range w.profile.Lines {
		lines += fmt.Sprintf(" %d", l.No)
		if l.No > u.Lines {
			w.once("port", "", map[string]any{"line": l.No, "most": u.Lines})
		}
	}
	image, err := w.image(u, w.plans[0])
	if err != nil || len(w.reasons) > 0 {
		return "", err
	}
	password := w.profile.ProgPassword
	if password == nil {
		password = &dialplan.Secret{Ref: "unit password"}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n# unit %s lines%s\n", header(w.profile), u.ID(), lines)
	for _, s := range u.Script(image, placeholder("password", password)) {
		fmt.Fprintf(&b, "send %q expect %q within %d tries %d\n", s.Send, s.Expect, s.Within, s.Tries)
	}
	return b.String(), nil
}

// Script is all that is said to a unit to set its registers.
func (u *Unit) Script(image []Setting, password string) []Step {
	var out []Step
	say := func(list []Step, s Setting) {
		fill := strings.NewReplacer("{password}", password, "{register}", s.Register, "{value}", s.Value)
		for _, step := range list {
			step.Send, step.Expect = fill.Replace(step.Send), fill.Replace(step.Expect)
			out = append(out, step)
		}
	}
	say(u.Begin, Setting{})
	for _, s := range image {
		say(u.Set, s)
	}
	say(u.End, Setting{})
	return out
}

// image is what the registers of a unit are to hold. The count of rows is nothing first and
// right at the end, so that a unit that was left in between routes nothing.
func (w *work) image(u *Unit, lp linePlan) ([]Setting, error) {
	var out []Setting
	set := func(name string, n int, numbers map[string]int, keys map[string]string) {
		reg, ok := u.registers[name]
		if !ok {
			return
		}
		at, _ := reg.at.write(map[string]int{"n": n}, nil)
		value, why := reg.value.write(numbers, keys)
		if why != "" {
			w.once("field", "", map[string]any{"what": name, "field": why})
		}
		out = append(out, Setting{at, value})
	}
	m, err := lp.plan.At(dialplan.Scene{Line: lp.lines[0].No, When: lp.weeks[0].at})
	if err != nil {
		return nil, err
	}
	rows, err := dialplan.Rows(most, m)
	if errors.Is(err, dialplan.ErrTooMany) {
		w.no("rows", "", map[string]any{"has": most, "most": u.Limits.Rows})
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if len(rows) > u.Limits.Rows {
		w.no("rows", "", map[string]any{"has": len(rows), "most": u.Limits.Rows})
		return nil, nil
	}
	p := w.profile
	t := p.Timers
	set("count", 0, map[string]int{"count": 0}, nil)
	set("timers", 0, map[string]int{"first_digit": t.FirstDigit, "long": t.Long, "short": t.Short, "predial": t.Predial}, nil)
	set("tones", 0, map[string]int{"on": p.DTMF.On, "off": p.DTMF.Off}, nil)
	set("flash", 0, map[string]int{"flash": p.Flash}, nil)
	set("answer", 0, map[string]int{"answer": slices.Index(answers, p.Answer.By), "delay": p.Answer.Delay}, nil)
	if _, ok := u.registers["end"]; !ok && p.Terminator != "#" {
		w.no("terminator", "", nil)
	}
	set("end", 0, map[string]int{"end": slices.Index(ends, p.Terminator)}, nil)
	cards := map[string]int{}
	for i, r := range w.routes() {
		if i >= u.Limits.Cards {
			w.no("cards", "", map[string]any{"has": len(w.routes()), "most": u.Limits.Cards})
			break
		}
		cards[r.ID] = i + 1
		set("card", i+1, nil, map[string]string{"string": w.card(u, r)})
		for _, s := range r.Steps() {
			if s.Account {
				set("account", i+1, nil, map[string]string{"secret": placeholder("account", r.Account)})
			}
			if s.PIN {
				set("pin", i+1, nil, map[string]string{"secret": placeholder("pin", r.PIN)})
			}
		}
	}
	for i, row := range rows {
		if !w.fits(u, row) {
			return nil, nil
		}
		set("row", i+1, map[string]int{"action": slices.Index(actions, row.Way.Action), "card": cards[row.Way.Route], "min": row.Min, "max": row.Max, "strip": row.Way.Strip},
			map[string]string{"prefix": u.keys(row.Prefix), "prepend": u.keys(row.Way.Prepend)})
	}
	set("count", 0, map[string]int{"count": len(rows)}, nil)
	return out, nil
}

// What stands in a register for an action, an answer, an end.
var (
	actions = []string{dialplan.Direct, dialplan.Through, dialplan.Block}
	answers = []string{"none", "reversal", "delay"}
	ends    = []string{"none", "#"}
)

// fits tells whether a unit takes a row.
func (w *work) fits(u *Unit, row dialplan.Row) bool {
	for _, limit := range []struct {
		name      string
		has, most int
	}{{"prefix", len(row.Prefix), u.Limits.Prefix}, {"strip", row.Way.Strip, u.Limits.Strip}, {"prepend", len(row.Way.Prepend), u.Limits.Prepend}} {
		if limit.has > limit.most {
			w.once("row", "", map[string]any{"what": row.Prefix, "field": Text{"field." + limit.name, nil}.Label(), "has": limit.has, "most": limit.most})
			return false
		}
	}
	if row.Way.Action == dialplan.Through {
		if _, ok := rowForm(row); !ok {
			w.once("mobiles", "", map[string]any{"what": row.Prefix})
			return false
		}
	}
	return true
}

// rowForm is the form for mobiles that leaves the numbers of a row as they are.
func rowForm(row dialplan.Row) (string, bool) {
	r := run{max: row.Max}
	for i := range row.Prefix {
		r.places = append(r.places, row.Prefix[i:i+1])
	}
	form := ""
	for n := row.Min; n <= row.Max; n++ {
		f := neutral(r, n, target{strip: row.Way.Strip, prepend: row.Way.Prepend})
		if f != "" && form != "" && f != form {
			return "", false
		}
		if f != "" {
			form = f
		}
	}
	return form, true
}

// keys writes keys as a unit wants them inside a value.
func (u *Unit) keys(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if code := u.Keys[s[i]]; code != "" {
			b.WriteString(code)
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// card writes the sequence of a route.
func (w *work) card(u *Unit, r *dialplan.Route) string {
	var b strings.Builder
	code := func(feature, code string) {
		if code == "" {
			w.once(feature, r.ID, map[string]any{"what": feature})
		}
		b.WriteString(code)
	}
	for _, s := range r.Steps() {
		switch {
		case s.Number:
			b.WriteString(u.Codes.Number)
		case s.Account:
			code("account", u.Codes.Account)
		case s.PIN:
			code("pin", u.Codes.PIN)
		case s.Pause > 0 && u.Codes.Pause == "":
			w.noStep(r, s)
		case s.Pause > 0 && s.Pause%u.Codes.PauseMS != 0:
			w.once("pause_step", r.ID, map[string]any{"what": s.Pause, "step": u.Codes.PauseMS})
		case s.Pause > 0:
			b.WriteString(strings.Repeat(u.Codes.Pause, s.Pause/u.Codes.PauseMS))
		case s.WaitTone != nil:
			w.noStep(r, s)
		default:
			b.WriteString(u.keys(s.Send))
		}
	}
	if b.Len() > u.Limits.String {
		w.once("string", r.ID, map[string]any{"has": b.Len(), "most": u.Limits.String})
	}
	if _, ok := u.registers["account"]; !ok && r.Account != nil {
		w.once("account", r.ID, nil)
	}
	if _, ok := u.registers["pin"]; !ok && r.PIN != nil {
		w.once("pin", r.ID, nil)
	}
	return b.String()
}

var (
	unitLine = regexp.MustCompile(`(?m)^# unit (\S+) lines((?: \d{1,2})+)$`)
	stepLine = regexp.MustCompile(`^send ("(?:[^"\\]|\\.)*") expect ("(?:[^"\\]|\\.)*") within (\d{1,5}) tries (\d)$`)
)

// ReadScript reads a script that this driver wrote: its type of unit, the steps, and what
// they set. A unit that does not come with the program must be given.
func ReadScript(text string, unit *Unit) (*Unit, []Step, []Setting, error) {
	r := &reading{file: "script", text: text, unit: unit}
	u, _, steps, image := r.script()
	if len(r.faults) > 0 {
		return nil, nil, nil, &dialplan.ParseError{Problems: r.faults}
	}
	return u, steps, image, nil
}

func (r *reading) script() (*Unit, []dialplan.Line, []Step, []Setting) {
	m := unitLine.FindStringSubmatch(r.text)
	if m == nil {
		r.fault(1, "the script does not say for which type of unit it is")
		return nil, nil, nil, nil
	}
	u := r.unit
	if u == nil {
		all, err := Units()
		if err != nil {
			r.fault(1, "%s", err)
			return nil, nil, nil, nil
		}
		for _, one := range all {
			if one.ID() == m[1] {
				u = one
			}
		}
	}
	if u == nil || u.ID() != m[1] {
		r.fault(1, "the script is for %s, which is not at hand", m[1])
		return nil, nil, nil, nil
	}
	lines := r.atLines(1, m[2], dialplan.Line{Mode: "fxs_fxo", Dial: "tone"}).lines
	var steps []Step
	no := 0
	for text := range strings.Lines(r.text) {
		no++
		text = strings.TrimRight(text, "\r\n")
		if text == "" || text[0] == '#' {
			continue
		}
		m := stepLine.FindStringSubmatch(text)
		if m == nil {
			r.fault(no, "want send \"…\" expect \"…\" within ms tries n")
			return u, lines, nil, nil
		}
		var s Step
		var errs [4]error
		s.Send, errs[0] = strconv.Unquote(m[1])
		s.Expect, errs[1] = strconv.Unquote(m[2])
		s.Within, errs[2] = strconv.Atoi(m[3])
		s.Tries, errs[3] = strconv.Atoi(m[4])
		if err := errors.Join(errs[:]...); err != nil {
			r.fault(no, "%s", err)
			return u, lines, nil, nil
		}
		steps = append(steps, s)
	}
	image, why := u.settings(steps)
	if why != "" {
		r.fault(no, "%s", why)
	}
	return u, lines, steps, image
}

// settings finds what the steps set, and that they begin and end as the type says.
func (u *Unit) settings(steps []Step) (image []Setting, why string) {
	if len(steps) < len(u.Begin)+len(u.End) {
		return nil, "the script is too short"
	}
	is := func(got, want string) bool {
		before, after, password := strings.Cut(want, "{password}")
		return got == want || password && len(got) >= len(before)+len(after) && strings.HasPrefix(got, before) && strings.HasSuffix(got, after)
	}
	for i, s := range u.Begin {
		if !is(steps[i].Send, s.Send) {
			return nil, fmt.Sprintf("step %d is not how %s is begun", i+1, u.ID())
		}
	}
	for i, s := range u.End {
		if !is(steps[len(steps)-len(u.End)+i].Send, s.Send) {
			return nil, fmt.Sprintf("the script does not end as %s is ended", u.ID())
		}
	}
	before, rest, _ := strings.Cut(u.Set[0].Send, "{register}")
	between, after, _ := strings.Cut(rest, "{value}")
	for i, s := range steps[len(u.Begin) : len(steps)-len(u.End)] {
		text, ok := strings.CutPrefix(s.Send, before)
		text, ended := strings.CutSuffix(text, after)
		name, rest := u.registerAt(text)
		value, parted := strings.CutPrefix(rest, between)
		if !ok || !ended || name == "" || !parted {
			return nil, fmt.Sprintf("step %d sets no register of %s", i+1+len(u.Begin), u.ID())
		}
		image = append(image, Setting{strings.TrimSuffix(text, rest), value})
	}
	return image, ""
}

// registerAt tells which register an address begins, and what is behind it.
func (u *Unit) registerAt(text string) (name, rest string) {
	for name, reg := range u.registers {
		if _, _, rest, ok := reg.at.read(text); ok {
			return name, rest
		}
	}
	return "", ""
}

func readKeypad(r *reading) ([]*dialplan.Profile, error) {
	u, lines, _, image := r.script()
	if len(r.faults) > 0 {
		return nil, nil
	}
	return []*dialplan.Profile{r.image(u, lines, image)}, nil
}

// ReadImage makes a profile of what the registers of a unit hold, as they were shown: with
// the home of the job, for the lines of its profile.
func ReadImage(u *Unit, image []Setting, j Job) (*dialplan.Profile, error) {
	r := &reading{file: u.ID(), job: j, unit: u}
	lines := []dialplan.Line{{No: 1, Mode: "fxs_fxo", Dial: "tone"}}
	if j.Profile != nil {
		lines = j.Profile.Lines
		r.job.Home = j.Profile.Home
	}
	p := r.image(u, lines, image)
	if len(r.faults) > 0 {
		return nil, &dialplan.ParseError{Problems: r.faults}
	}
	return p, nil
}

// image reads registers; the last setting of one holds.
func (r *reading) image(u *Unit, lines []dialplan.Line, image []Setting) *dialplan.Profile {
	b := r.profile(lines)
	values := map[string]map[int]string{}
	for i, s := range image {
		name, rest := u.registerAt(s.Register)
		if name == "" || rest != "" {
			r.fault(i+1, "%s is no register of %s", s.Register, u.ID())
			continue
		}
		n, _, _, _ := u.registers[name].at.read(s.Register)
		if values[name] == nil {
			values[name] = map[int]string{}
		}
		values[name][n["n"]] = s.Value
	}
	one := func(name string) map[string]int {
		text, there := values[name][0]
		if !there {
			return nil
		}
		n, _, rest, ok := u.registers[name].value.read(text)
		if !ok || rest != "" {
			r.fault(1, "register %s holds what it cannot", name)
			return nil
		}
		return n
	}
	p := b.profile
	if n := one("timers"); n != nil {
		p.Timers = dialplan.Timers{FirstDigit: n["first_digit"], Long: n["long"], Short: n["short"], Predial: n["predial"]}
	}
	if n := one("tones"); n != nil {
		p.DTMF.On, p.DTMF.Off = n["on"], n["off"]
	}
	if n := one("flash"); n != nil {
		p.Flash = n["flash"]
	}
	if n := one("answer"); n != nil && n["answer"] < len(answers) {
		p.Answer = dialplan.Answer{By: answers[n["answer"]]}
		if p.Answer.By == "delay" {
			p.Answer.Delay = n["delay"]
		}
	}
	if n := one("end"); n != nil && n["end"] < len(ends) {
		p.Terminator = ends[n["end"]]
	}
	count := len(values["row"])
	if n := one("count"); n != nil {
		count = n["count"]
	}
	cards := map[int]*dialplan.Route{}
	for n, text := range values["card"] {
		cards[n] = r.card(u, n, text, values["account"][n], values["pin"][n])
	}
	seen := map[string]bool{}
	for i := 1; i <= count; i++ {
		text, there := values["row"][i]
		if !there {
			r.fault(i, "row %d of %d is missing", i, count)
			return p
		}
		r.row(b, u, i, text, cards, seen)
	}
	return p
}

// card reads the sequence of a route.
func (r *reading) card(u *Unit, n int, text, account, pin string) *dialplan.Route {
	_, texts, rest, ok := u.registers["card"].value.read(text, "string")
	if !ok || rest != "" {
		r.fault(n, "card %d is not read here", n)
		return nil
	}
	route := &dialplan.Route{ID: fmt.Sprintf("card%d", n), Stage: "one"}
	s := texts["string"]
	for s != "" {
		var step dialplan.Step
		switch {
		case take(&s, u.Codes.Number):
			step.Number = true
		case take(&s, u.Codes.Account):
			step.Account, route.Stage, route.Account = true, "two", secretIn(route.ID, "account", account)
		case take(&s, u.Codes.PIN):
			step.PIN, route.Stage, route.PIN = true, "two", secretIn(route.ID, "pin", pin)
		case take(&s, u.Codes.Pause):
			step.Pause = u.Codes.PauseMS
		default:
			key, ok := u.key(&s)
			if !ok {
				r.fault(n, "card %d holds what is no key and no code", n)
				return nil
			}
			step.Send = key
		}
		route.Seq = joinStep(route.Seq, step)
	}
	return route
}

// take cuts a code from the front.
func take(s *string, code string) bool {
	rest, ok := strings.CutPrefix(*s, code)
	if !ok || code == "" {
		return false
	}
	*s = rest
	return true
}

// key cuts one key from the front of a value.
func (u *Unit) key(s *string) (string, bool) {
	for i := range dialplan.Keys {
		key := dialplan.Keys[i : i+1]
		code := u.Keys[key[0]]
		if code == "" {
			code = key
		}
		if take(s, code) {
			return key, true
		}
	}
	return "", false
}

// plain reads keys as a unit writes them inside a value.
func (u *Unit) plain(s string) (string, bool) {
	out := ""
	for s != "" {
		key, ok := u.key(&s)
		if !ok {
			return "", false
		}
		out += key
	}
	return out, true
}

// joinStep appends a step, keys to keys and pauses to pauses.
func joinStep(seq []dialplan.Step, s dialplan.Step) []dialplan.Step {
	if n := len(seq); n > 0 {
		last := &seq[n-1]
		if s.Send != "" && last.Send != "" && len(last.Send) < 32 {
			last.Send += s.Send
			return seq
		}
		if s.Pause > 0 && last.Pause > 0 && last.Pause+s.Pause <= 16000 {
			last.Pause += s.Pause
			return seq
		}
	}
	return append(seq, s)
}

// row reads one row into a rule: the longest prefix wins, as in the model.
func (r *reading) row(b *builder, u *Unit, i int, text string, cards map[int]*dialplan.Route, seen map[string]bool) {
	n, texts, rest, ok := u.registers["row"].value.read(text, "prefix", "prepend")
	prefix, isPrefix := u.plain(texts["prefix"])
	prepend, isPrepend := u.plain(texts["prepend"])
	if !ok || rest != "" || !isPrefix || !isPrepend || prefix == "" || n["action"] >= len(actions) {
		r.fault(i, "row %d holds what it cannot", i)
		return
	}
	if seen[prefix] {
		r.fault(i, "%s stands in two rows", prefix)
	}
	seen[prefix] = true
	rule := dialplan.Rule{ID: strconv.Itoa(i), Pattern: prefix, MinLen: n["min"], MaxLen: n["max"], Action: actions[n["action"]], Strip: n["strip"], Prepend: prepend}
	if rule.MinLen < 1 || rule.MaxLen > maxKeys || rule.MinLen > rule.MaxLen || len(prefix) > rule.MaxLen {
		r.fault(i, "row %d has lengths that are none", i)
		return
	}
	switch rule.Action {
	case dialplan.Block:
		rule.Strip, rule.Prepend = 0, ""
	case dialplan.Through:
		route := cards[n["card"]]
		if route == nil {
			r.fault(i, "row %d uses card %d, which is empty", i, n["card"])
			return
		}
		form, ok := rowForm(dialplan.Row{Prefix: prefix, Min: rule.MinLen, Max: rule.MaxLen, Way: dialplan.Way{Strip: rule.Strip, Prepend: rule.Prepend}})
		if rule.Route = b.route(i, route, form); !ok || rule.Route == "" {
			r.fault(i, "row %d cannot be said as a rule", i)
			return
		}
	}
	b.profile.Rules = append(b.profile.Rules, rule)
}

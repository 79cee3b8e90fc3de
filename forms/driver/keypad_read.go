package driver

import (
	"fmt"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
)

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
	ground, err := usual()
	if err != nil {
		return nil, err
	}
	r := &reading{file: u.ID(), job: j, unit: u, ground: ground}
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
		t := &p.Timers
		t.FirstDigit, t.Long, t.Short, t.Predial = n["first_digit"], n["long"], n["short"], n["predial"]
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

package driver

import (
	"errors"
	"fmt"
	"slices"
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
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n# unit %s lines%s\n", header(w.profile), u.ID(), lines)
	for _, s := range u.Script(image, Password(w.profile.ProgPassword)) {
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

package driver

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

// atPause is what a comma stands for in what is written, ms: S8 is set to that.
const atPause = 1000

// at writes what a host sends to a terminal that has no plan of its own: commands that
// begin a session, one dialling sequence per route, and which numbers take it. A landline
// modem (V.250) pauses and sends everything in one command; a GSM terminal dials until the
// first pause, then sends keys one by one with +VTS (3GPP TS 27.007) while the host waits.
func at() *Driver {
	return &Driver{
		Name: "at", Label: form.Label{Zh: "AT 指令（固定终端）", En: "AT commands (fixed terminal)"},
		Readback: ReadPartial, Lines: 40, Hours: true,
		table: &table{writeHomes, "loss.table_at"}, write: writeAT, read: readAT,
	}
}

// writeHomes writes the list by which a host tells home mobiles: their first seven digits.
func writeHomes(segments []string) string { return strings.Join(segments, "\n") + "\n" }

var atName = regexp.MustCompile(`^[^\s\[\]{}]{1,20}$`)

func writeAT(w *work) (string, error) {
	p := w.profile
	gsm := p.Lines[0].Mode == "gsm"
	dial := atLetter(p.Lines[0])
	for _, l := range p.Lines {
		if l.Mode == "sip" {
			w.no("mode", "", map[string]any{"line": l.No})
			return "", nil
		}
		if (l.Mode == "gsm") != gsm || l.Dial != p.Lines[0].Dial {
			w.once("mixed", "", nil)
			return "", nil
		}
	}
	var b strings.Builder
	t := p.Timers
	fmt.Fprintf(&b, "# %s\n[host]\n", header(p))
	fmt.Fprintf(&b, "timers %d %d %d\n", t.FirstDigit, t.Long, t.Short)
	fmt.Fprintf(&b, "\n[begin]\n%s", atBegin(p, gsm))
	fmt.Fprintf(&b, "\n[direct]\nATD%s{number};\n", dial)
	for _, r := range w.routes() {
		if !atName.MatchString(r.ID) || slices.Contains([]string{"direct", "mobile", "block"}, r.ID) {
			w.no("name", "", map[string]any{"what": r.ID})
		}
		fmt.Fprintf(&b, "\n[route %s]\n", r.ID)
		if gsm {
			w.gsmSteps(&b, r)
		} else {
			w.modemSteps(&b, r, dial)
		}
	}
	for _, lp := range w.plans {
		weeks := lp.weeks
		if len(lp.always) > 0 {
			weeks = append([]week{{runs: lp.always}}, weeks...)
		}
		for _, week := range weeks {
			b.WriteString("\n[numbers")
			for _, l := range lp.lines {
				fmt.Fprintf(&b, " %d", l.No)
			}
			b.WriteString("]\n")
			for _, s := range spans(week.slots) {
				for _, day := range s.days {
					fmt.Fprintf(&b, "at %s %s-%s\n", weekdays[day-1], hour(s.from), hour(s.until-1))
				}
			}
			for _, r := range week.runs {
				w.atRun(&b, r)
			}
		}
	}
	return b.String(), nil
}

// atLetter is what follows ATD on a line: by tone or by pulses, and on a GSM terminal neither.
func atLetter(l dialplan.Line) string {
	switch {
	case l.Mode == "gsm":
		return ""
	case l.Dial == "pulse":
		return "P"
	}
	return "T"
}

// atGrammar writes numbers as the model does.
var atGrammar = grammar{any: 'x', literal: dialplan.Keys}

func (w *work) atRun(b *strings.Builder, r run) {
	text, ok := atGrammar.write(r.places)
	if !ok {
		w.once("keys", "", map[string]any{"what": pattern(r.places)})
		return
	}
	fmt.Fprintf(b, "%s %d ", text, r.max)
	if r.away != nil {
		m := r.min() - 11
		home := dialplan.Way{Action: dialplan.Direct, Strip: m}
		if m < 0 || r.min() != r.max || r.way != home || r.away.Action != dialplan.Through || mobileForm(*r.away, m) == "" {
			w.once("mobiles", "", map[string]any{"what": pattern(r.places)})
			return
		}
		fmt.Fprintf(b, "mobile %s %s\n", r.away.Route, mobileForm(*r.away, m))
		return
	}
	name := r.way.Route
	switch r.way.Action {
	case dialplan.Block:
		b.WriteString("block\n")
		return
	case dialplan.Direct:
		name = "direct"
	}
	number := r.way.Prepend
	switch {
	case r.way.Strip == 0:
		number += "{number}"
	case r.way.Strip < r.min():
		number += fmt.Sprintf("{number:%d}", r.way.Strip)
	case r.min() != r.max: // all keys of the shortest are gone, not of the longer ones
		w.once("strip", "", map[string]any{"what": pattern(r.places)})
	}
	if number == "" {
		number = "-"
	}
	fmt.Fprintf(b, "%s %s\n", name, number)
}

// stepText writes keys, secret or number of a step; "" for a pause or a tone.
func stepText(r *dialplan.Route, s dialplan.Step) string {
	switch {
	case s.Number:
		return "{number}"
	case s.Account:
		return placeholder("account", r.Account)
	case s.PIN:
		return placeholder("pin", r.PIN)
	}
	return s.Send
}

func (w *work) modemSteps(b *strings.Builder, r *dialplan.Route, dial string) {
	b.WriteString("ATD" + dial)
	for _, s := range r.Steps() {
		switch {
		case s.Pause > 0 && s.Pause%atPause == 0:
			b.WriteString(strings.Repeat(",", s.Pause/atPause))
		case s.Pause > 0:
			w.once("pause_step", r.ID, map[string]any{"what": s.Pause, "step": atPause})
		case s.WaitTone != nil:
			w.noStep(r, s)
		default:
			b.WriteString(stepText(r, s))
		}
	}
	b.WriteString(";\n")
}

func (w *work) gsmSteps(b *strings.Builder, r *dialplan.Route) {
	called, keys := false, ""
	flush := func() {
		switch {
		case keys == "":
			return
		case called:
			fmt.Fprintf(b, "AT+VTS=%s\n", keys)
		default:
			fmt.Fprintf(b, "ATD%s;\n", keys)
		}
		called, keys = true, ""
	}
	for _, s := range r.Steps() {
		switch {
		case s.Pause > 0:
			if keys == "" && !called { // nothing is dialled yet
				w.once("pause", r.ID, map[string]any{"what": s.Pause})
				return
			}
			flush()
			fmt.Fprintf(b, "wait %d\n", s.Pause)
		case s.WaitTone != nil:
			w.noStep(r, s)
			return
		default:
			keys += stepText(r, s)
		}
	}
	flush()
}

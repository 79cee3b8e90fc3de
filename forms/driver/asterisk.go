package driver

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

// asteriskGrammar is how Asterisk writes patterns behind a _ (Asterisk documentation,
// "Pattern Matching").
var asteriskGrammar = grammar{any: 'X', sets: map[byte]string{'Z': digits[1:], 'N': digits[2:]}, literal: dialplan.Keys}

// asteriskPause is what a w stands for in a dial string, ms.
const asteriskPause = 500

// asterisk writes extensions.conf: a context per plan of lines, one per part of the week
// where hours count, one per route; accounts and PINs are globals, so that the rest may be
// shown; home mobiles are asked for in the database family hseg.
func asterisk() *Driver {
	return &Driver{
		Name: "asterisk", Label: form.Label{Zh: "Asterisk/FreePBX 拨号方案", En: "Asterisk/FreePBX dial plan"},
		Readback: ReadFull, Lines: 40, Hours: true,
		table: &table{writeHSeg, "loss.table_asterisk"}, write: writeAsterisk, read: readAsterisk,
	}
}

// TableHeading is the first line of a table for the console of Asterisk: it empties the family
// that the lines below it fill.
const TableHeading = "database deltree hseg"

// writeHSeg writes commands for the console of Asterisk that make the family hseg anew, so
// that no segment of an earlier table is left.
func writeHSeg(segments []string) string {
	var b strings.Builder
	b.WriteString(TableHeading + "\n")
	for _, s := range segments {
		fmt.Fprintf(&b, "database put hseg %s 1\n", s)
	}
	return b.String()
}

var contextName = regexp.MustCompile(`^[A-Za-z0-9_]{1,20}$`)

func writeAsterisk(w *work) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "; %s\n[globals]\nTRUNK=DAHDI/g1\n", header(w.profile))
	routes := w.routes()
	for _, r := range routes {
		if !contextName.MatchString(r.ID) {
			w.no("name", "", map[string]any{"what": r.ID})
		}
		for word, s := range map[string]*dialplan.Secret{"account": r.Account, "pin": r.PIN} {
			if s != nil && strings.ContainsAny(s.Ref, "{}\n\r;") {
				w.no("name", "", map[string]any{"what": word})
			}
		}
		if r.Account != nil {
			fmt.Fprintf(&b, "%s_ACCOUNT=%s\n", r.ID, placeholder("account", r.Account))
		}
		if r.PIN != nil {
			fmt.Fprintf(&b, "%s_PIN=%s\n", r.ID, placeholder("pin", r.PIN))
		}
	}
	for _, r := range routes {
		dial, ok := w.asteriskDial(r)
		if !ok {
			continue
		}
		fmt.Fprintf(&b, "\n[route-%s]\nexten => _[0-9*#]!,1,Dial(${TRUNK}/%s)\n same => n,Hangup()\n", r.ID, dial)
		if w.some(func(run run) bool { return nothingLeft(run, r.ID) }) {
			fmt.Fprintf(&b, "exten => %s,1,Dial(${TRUNK}/%s)\n same => n,Hangup()\n", asteriskNothing, asteriskBare(dial))
		}
	}
	for _, lp := range w.plans {
		main := "lines"
		for _, l := range lp.lines {
			main += fmt.Sprintf("-%d", l.No)
		}
		if len(lp.weeks) == 1 {
			fmt.Fprintf(&b, "\n[%s]\n", main)
			w.asteriskRuns(&b, lp, lp.weeks[0].runs)
			continue
		}
		fmt.Fprintf(&b, "\n[%s]\n", main)
		w.asteriskRuns(&b, lp, lp.always)
		for i, week := range lp.weeks {
			for _, s := range spans(week.slots) {
				for _, day := range s.days {
					fmt.Fprintf(&b, "include => %s-week%d,%s-%s,%s,*,*\n", main, i+1, hour(s.from), hour(s.until-1), weekdays[day-1])
				}
			}
		}
		for i, week := range lp.weeks {
			fmt.Fprintf(&b, "\n[%s-week%d]\n", main, i+1)
			w.asteriskRuns(&b, lp, week.runs)
		}
	}
	return b.String(), nil
}

// asteriskNothing is the extension of a route that gets nothing of the number. A Goto that names
// no extension would stay at the one that was dialled, and the route would send that.
const asteriskNothing = "s"

// asteriskBare is what a route dials without its number.
func asteriskBare(dial string) string { return strings.ReplaceAll(dial, "${EXTEN}", "") }

// nothingLeft tells whether a route gets nothing of a number of the run.
func nothingLeft(r run, route string) bool {
	return r.way.Action == dialplan.Through && r.way.Route == route && r.way.Prepend == "" && r.way.Strip >= r.min()
}

var weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

func hour(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// routes are those that some number takes.
func (w *work) routes() []*dialplan.Route {
	var out []*dialplan.Route
	for i := range w.profile.Routes {
		r := &w.profile.Routes[i]
		if w.some(func(run run) bool { return run.goes(r) }) {
			out = append(out, r)
		}
	}
	return out
}

// goes tells whether numbers of a run go by a route.
func (r run) goes(by *dialplan.Route) bool {
	return r.way.Route == by.ID || r.away != nil && r.away.Route == by.ID
}

// some tells whether any numbers are such, on some line in some week.
func (w *work) some(such func(run) bool) bool {
	return slices.ContainsFunc(w.plans, func(lp linePlan) bool { return lp.some(such) })
}

func (lp *linePlan) some(such func(run) bool) bool {
	return slices.ContainsFunc(lp.always, such) || slices.ContainsFunc(lp.weeks, func(k week) bool { return slices.ContainsFunc(k.runs, such) })
}

// other is a line on which numbers go by a route and that is no analogue one; nil: there is none.
func (w *work) other(r *dialplan.Route) *dialplan.Line {
	for _, lp := range w.plans {
		for i, l := range lp.lines {
			if l.Mode != analogue && lp.some(func(run run) bool { return run.goes(r) }) {
				return &lp.lines[i]
			}
		}
	}
	return nil
}

// asteriskDial is what a route dials; ${EXTEN} is the number as the route gets it.
func (w *work) asteriskDial(r *dialplan.Route) (string, bool) {
	out := ""
	for _, s := range r.Steps() {
		switch {
		case s.Number:
			out += "${EXTEN}"
		case s.Account:
			out += "${" + r.ID + "_ACCOUNT}"
		case s.PIN:
			out += "${" + r.ID + "_PIN}"
		case s.Pause > 0 && w.other(r) != nil:
			l := w.other(r)
			w.once("pause_mode", r.ID, map[string]any{"what": s.Pause, "line": l.No, "mode": Text{"mode." + l.Mode, nil}.Label()})
			return "", false
		case s.Pause > 0 && s.Pause%asteriskPause == 0:
			out += strings.Repeat("w", s.Pause/asteriskPause)
		case s.Pause > 0:
			w.once("pause_step", r.ID, map[string]any{"what": s.Pause, "step": asteriskPause})
			return "", false
		case s.WaitTone != nil:
			w.noStep(r, s)
			return "", false
		default:
			out += s.Send
		}
	}
	return out, true
}

func (w *work) asteriskRuns(b *strings.Builder, lp linePlan, runs []run) {
	for _, r := range runs {
		for _, places := range r.lengths() {
			text, ok := asteriskGrammar.write(places)
			if !ok {
				w.once("keys", "", map[string]any{"what": pattern(places)})
				return
			}
			do, ok := asteriskWay(r.way, len(places))
			if r.away == nil {
				fmt.Fprintf(b, "exten => _%s,1,%s\n", text, do)
				continue
			}
			away, _ := asteriskWay(*r.away, len(places))
			m := len(places) - 11
			home := dialplan.Way{Action: dialplan.Direct, Strip: m}
			if m < 0 || r.way != home || r.away.Action != dialplan.Through || mobileForm(*r.away, m) == "" || !ok {
				w.once("mobiles", "", map[string]any{"what": pattern(places)})
				return
			}
			fmt.Fprintf(b, "exten => _%s,1,GotoIf(${DB_EXISTS(hseg/${EXTEN:%d:7})}?home:away)\n same => n(home),%s\n same => n,Hangup()\n same => n(away),%s\n", text, m, do, away)
		}
	}
}

// mobileForm is the form of a route that sends the mobile, of which m keys are before it,
// as the way does; "" if none does.
func mobileForm(way dialplan.Way, m int) string {
	switch {
	case way.Strip == m && way.Prepend == "0", m > 0 && way.Strip == m-1 && way.Prepend == "":
		return "zero+11"
	case way.Strip == m && way.Prepend == "":
		return "11"
	}
	return ""
}

// asteriskWay is the application for a way of numbers of n keys.
func asteriskWay(way dialplan.Way, n int) (string, bool) {
	number := way.Prepend
	switch {
	case way.Strip == 0:
		number += "${EXTEN}"
	case way.Strip < n:
		number += fmt.Sprintf("${EXTEN:%d}", way.Strip)
	}
	switch way.Action {
	case dialplan.Direct:
		return "Dial(${TRUNK}/" + number + ")", true
	case dialplan.Through:
		if number == "" {
			number = asteriskNothing
		}
		return "Goto(route-" + way.Route + "," + number + ",1)", true
	case dialplan.Block:
		return "Congestion()", true
	}
	return "Congestion()", false
}

package driver

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

// spaPlan is the dial plan of Cisco and Linksys SPA (Linksys ATA Administration Guide
// p. 56-59): x a digit, x. none and more, ! bars, <a:b> puts b for a, S0 sends at once.
func spaPlan() stringPlan {
	return stringPlan{
		grammar: grammar{any: 'x', literal: digits}, codes: "*",
		open: "(", close: ")", equals: ":", more: "x.", decided: "S0", trunk: spaTrunk,
		bar:   func(s string) string { return s + "!" },
		unbar: func(s string) (string, bool) { return strings.CutSuffix(s, "!") },
		most:  2047,
	}
}

// spaTrunk sends a number out of the FXO port of an SPA3102.
const spaTrunk = "<:@gw0>"

// spaPorts is how many telephone ports a unit of the family has at most.
const spaPorts = 2

// spa writes the flat profile of a PAP2T, SPA112, SPA122, SPA2102, SPA3102.
func spa() *Driver {
	return &Driver{
		Name: "spa", Label: form.Label{Zh: "思科/Linksys SPA", En: "Cisco/Linksys SPA"},
		Readback: ReadPartial, Lines: spaPorts,
		write: writeSPA, read: readSPA,
		adapt: []adaptation{withoutFeatureCodes, withoutUpperLimits},
	}
}

func writeSPA(w *work) (string, error) {
	if w.profile.Terminator != "#" {
		w.no("terminator", "", nil)
		return "", nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- %s -->\n<flat-profile>\n", header(w.profile))
	put := func(name, value string) error {
		fmt.Fprintf(&b, " <%s>", name)
		if err := xml.EscapeText(&b, []byte(value)); err != nil {
			return err
		}
		fmt.Fprintf(&b, "</%s>\n", name)
		return nil
	}
	for _, lp := range w.plans {
		text := spaPlan().write(w, lp)
		for _, l := range lp.lines {
			if l.No > spaPorts {
				w.once("port", "", map[string]any{"line": l.No, "most": spaPorts})
				continue
			}
			if err := put(fmt.Sprintf("Dial_Plan_%d_", l.No), text); err != nil {
				return "", err
			}
		}
	}
	t := w.profile.Timers
	if err := errors.Join(put("Interdigit_Long_Timer", strconv.Itoa((t.Long+999)/1000)), put("Interdigit_Short_Timer", strconv.Itoa((t.Short+999)/1000))); err != nil {
		return "", err
	}
	b.WriteString("</flat-profile>\n")
	return b.String(), nil
}

func readSPA(r *reading) ([]*dialplan.Profile, error) {
	set := r.elements("Dial_Plan_")
	var out []*dialplan.Profile
	alike := map[string]*dialplan.Profile{}
	for no := 1; no <= spaPorts; no++ {
		plan, there := set[fmt.Sprintf("Dial_Plan_%d_", no)]
		if !there {
			continue
		}
		line := dialplan.Line{No: no, Mode: r.ground.Lines[0].Mode, Dial: "tone"}
		if strings.Contains(plan.text, spaTrunk) {
			line.Mode = analogue
		}
		if q := alike[plan.text]; q != nil {
			q.Lines = append(q.Lines, line)
			continue
		}
		b := r.profile([]dialplan.Line{line})
		spaPlan().read(b, plan.line, plan.text)
		b.profile.Timers.Long = r.number(set["Interdigit_Long_Timer"], 10, 2, 20) * 1000
		b.profile.Timers.Short = r.number(set["Interdigit_Short_Timer"], 3, 1, 10) * 1000
		alike[plan.text] = b.profile
		out = append(out, b.profile)
	}
	if len(out) == 0 && len(r.faults) == 0 {
		r.fault(1, "there is no dial plan in it")
	}
	return out, nil
}

package driver

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
	"fieldline/forms/form"
)

// grandstreamPlan is the dial plan of Grandstream's HT8xx (HT802 manual p. 35): x a digit,
// x+ one and more, ^ bars, <a=b> puts b for a. A . is not written: manuals disagree on it.
func grandstreamPlan() stringPlan {
	return stringPlan{
		grammar: grammar{any: 'x', literal: digits}, codes: "*", // # ends a number
		open: "{", close: "}", equals: "=", more: "+",
		bar:   func(s string) string { return "^" + s },
		unbar: func(s string) (string, bool) { return strings.CutPrefix(s, "^") },
		most:  2048,
	}
}

// port is what the two FXS ports of such a unit call the same setting (the comments of the
// maker's configuration template).
type port struct{ plan, prefix, hotline, wait, hash, reversal string }

var grandstreamPorts = []port{
	{"P4200", "P66", "P71", "P85", "P72", "P205"},
	{"P4201", "P766", "P771", "P292", "P772", "P865"},
}

// grandstream writes cfg.xml of an HT801, HT802, HT812: one dial plan per FXS port.
func grandstream() *Driver {
	return &Driver{
		Name: "grandstream", Label: form.Label{Zh: "潮流网络 HT8xx", En: "Grandstream HT8xx"},
		Readback: ReadFull, Lines: len(grandstreamPorts), oneTimer: true,
		write: writeGrandstream, read: readGrandstream,
		adapt: []adaptation{withoutFeatureCodes, withoutUpperLimits},
	}
}

// mostShort is the longest short timer of a profile, ms.
const mostShort = 10000

func writeGrandstream(w *work) (string, error) {
	var b strings.Builder
	b.WriteString(xml.Header + "<gs_provision version=\"1\">\n  <config version=\"1\">\n")
	fmt.Fprintf(&b, "    <!-- %s -->\n", header(w.profile))
	for _, lp := range w.plans {
		text := grandstreamPlan().write(w, lp)
		for _, l := range lp.lines {
			if l.No > len(grandstreamPorts) {
				w.once("port", "", map[string]any{"line": l.No, "most": len(grandstreamPorts)})
				continue
			}
			p := grandstreamPorts[l.No-1]
			put := func(name, value string) error {
				fmt.Fprintf(&b, "    <%s>", name)
				if err := xml.EscapeText(&b, []byte(value)); err != nil {
					return err
				}
				fmt.Fprintf(&b, "</%s>\n", name)
				return nil
			}
			// The one time there is runs between the keys of an emergency number too, so it is the long one.
			wait := min(max((w.profile.Timers.Long+999)/1000, 1), 15)
			if err := errors.Join(put(p.wait, strconv.Itoa(wait)), put(p.hash, flag(w.profile.Terminator == "#")),
				put(p.reversal, flag(w.profile.Answer.By == "reversal")), put(p.hotline, ""), put(p.prefix, ""), put(p.plan, text)); err != nil {
				return "", err
			}
		}
	}
	b.WriteString("  </config>\n</gs_provision>\n")
	return b.String(), nil
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

func readGrandstream(r *reading) ([]*dialplan.Profile, error) {
	set := r.elements("P")
	var out []*dialplan.Profile
	alike := map[string]*dialplan.Profile{}
	for i, p := range grandstreamPorts {
		// Both hold whatever the plan is, so they are looked at where the text has none.
		if hot := set[p.hotline]; hot.text != "" {
			r.fault(hot.line, "%s dials %s as soon as the handset is lifted, so that nobody can dial, emergency numbers neither: empty it", p.hotline, hot.text)
		}
		if prefix := set[p.prefix]; prefix.text != "" {
			r.fault(prefix.line, "%s puts %s before every number, emergency numbers too: empty it", p.prefix, prefix.text)
		}
		plan, there := set[p.plan]
		if !there {
			continue
		}
		line := dialplan.Line{No: i + 1, Mode: r.ground.Lines[0].Mode, Dial: "tone"}
		key := fmt.Sprint(plan.text, set[p.wait].text, set[p.hash].text, set[p.reversal].text)
		if q := alike[key]; q != nil {
			q.Lines = append(q.Lines, line)
			continue
		}
		b := r.profile([]dialplan.Line{line})
		grandstreamPlan().read(b, plan.line, plan.text)
		wait := r.number(set[p.wait], 4, 1, 15) * 1000
		b.profile.Timers.Short, b.profile.Timers.Long = min(wait, mostShort), max(wait, 2000)
		b.profile.Terminator = "#"
		if set[p.hash].text == "0" {
			b.profile.Terminator = "none"
		}
		if set[p.reversal].text == "1" {
			b.profile.Answer = dialplan.Answer{By: "reversal"}
		}
		alike[key] = b.profile
		out = append(out, b.profile)
	}
	if len(out) == 0 && len(r.faults) == 0 {
		r.fault(1, "there is no dial plan in it")
	}
	return out, nil
}

// element is what stands in an element of an XML text.
type element struct {
	text string
	line int
}

// elements reads the innermost elements whose names begin so.
func (r *reading) elements(begin string) map[string]element {
	out := map[string]element{}
	dec := xml.NewDecoder(strings.NewReader(r.text))
	open, text := "", ""
	for {
		t, err := dec.Token()
		line, _ := dec.InputPos()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			r.fault(line, "no XML: %s", err)
			return out
		}
		switch t := t.(type) {
		case xml.StartElement:
			open, text = t.Name.Local, ""
		case xml.CharData:
			text += string(t)
		case xml.EndElement:
			if t.Name.Local != open {
				continue
			}
			if _, twice := out[open]; twice && strings.HasPrefix(open, begin) {
				r.fault(line, "%s stands twice", open)
			}
			out[open] = element{strings.TrimSpace(text), line}
			open = ""
		}
	}
}

// number reads a whole number between least and most; an element that is not there is def.
func (r *reading) number(e element, def, least, most int) int {
	if e.text == "" {
		return def
	}
	n, err := strconv.Atoi(e.text)
	if err != nil || n < least || n > most {
		r.fault(e.line, "%q is no number from %d to %d", e.text, least, most)
		return def
	}
	return n
}

// withoutFeatureCodes leaves out the rules for * and #, which such units keep for
// themselves, where they only let pass: what bars a line stays, and is refused.
func withoutFeatureCodes(p *dialplan.Profile) (*dialplan.Profile, []Loss) {
	q := *p
	q.Rules = nil
	var out []Loss
	for _, r := range p.Rules {
		places, err := dialplan.Places(r.Pattern)
		if err == nil && strings.Trim(places[0], "*#") == "" && r.Action == dialplan.Direct && !p.Bars(r) {
			out = append(out, loss("feature_codes", r.ID, "loss.feature_codes", map[string]any{"what": r.Pattern}))
			continue
		}
		q.Rules = append(q.Rules, r)
	}
	return &q, out
}

// withoutUpperLimits lets numbers of rules that take several lengths be as long as they
// like, which makes a string of alternatives short.
func withoutUpperLimits(p *dialplan.Profile) (*dialplan.Profile, []Loss) {
	q := *p
	q.Rules = nil
	var out []Loss
	for _, r := range p.Rules {
		if r.MaxLen-r.MinLen >= 3 && r.MaxLen < maxKeys && (r.Action == dialplan.Direct || r.Action == dialplan.Through) {
			out = append(out, loss("upper_limit", r.ID, "loss.upper_limit", map[string]any{"what": r.Pattern, "most": r.MaxLen}))
			r.MaxLen = maxKeys
		}
		q.Rules = append(q.Rules, r)
	}
	return &q, out
}

package dialplan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// normalise brings a profile into its one form: what has no order by meaning is sorted,
// patterns are written one way, neighbouring pauses and digits of a route are one step.
func (p *Profile) normalise() {
	for i := range p.Rules {
		if pat, err := parsePattern(p.Rules[i].Pattern); err == nil {
			p.Rules[i].Pattern = pat.String()
		}
	}
	for i := range p.Routes {
		p.Routes[i].Seq = joined(p.Routes[i].Steps())
	}
	slices.SortFunc(p.Lines, func(a, b Line) int { return a.No - b.No })
	for _, l := range p.Lines {
		slices.Sort(l.Routes)
	}
	slices.SortFunc(p.Routes, func(a, b Route) int { return byName(a.ID, b.ID) })
	slices.SortFunc(p.Rules, func(a, b Rule) int { return byName(a.ID, b.ID) })
	slices.SortFunc(p.Schedules, func(a, b Schedule) int { return byName(a.ID, b.ID) })
	slices.SortFunc(p.Classes, func(a, b Class) int { return byName(a.COS, b.COS) })
	slices.SortFunc(p.SpeedDials, func(a, b SpeedDial) int { return byName(a.Code, b.Code) })
	slices.Sort(p.Emergency)
	for _, s := range p.Schedules {
		slices.Sort(s.Days)
	}
	for _, c := range p.Classes {
		slices.Sort(c.Allow)
	}
}

// byName orders ids as people read them: shorter numbers before longer ones.
func byName(a, b string) int {
	if allDigits(a) && allDigits(b) && len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// joined puts digits behind digits and pauses behind pauses together, as long as a step
// may hold them.
func joined(steps []Step) []Step {
	var out []Step
	for _, s := range steps {
		if n := len(out); n > 0 {
			last := &out[n-1]
			switch {
			case s.Send != "" && last.Send != "" && len(last.Send)+len(s.Send) <= 32:
				last.Send += s.Send
				continue
			case s.Pause > 0 && last.Pause > 0 && last.Pause+s.Pause <= 16000:
				last.Pause += s.Pause
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// JSON is the canonical form: the same settings give the same bytes, whatever they were
// written in and in which order. Secrets are in it as references only.
func (p *Profile) JSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(p.normal()); err != nil {
		return nil, fmt.Errorf("write profile %s: %w", p.Name, err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Digest names what a profile says: the SHA-256 of its canonical form, hexadecimal.
func (p *Profile) Digest() (string, error) {
	b, err := p.JSON()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// normal is a copy in the one form; the profile itself stays as it is.
func (p *Profile) normal() *Profile {
	q := *p
	q.Lines = slices.Clone(p.Lines)
	for i := range q.Lines {
		q.Lines[i].Routes = slices.Clone(q.Lines[i].Routes)
	}
	q.Routes = slices.Clone(p.Routes)
	q.Rules = slices.Clone(p.Rules)
	q.Schedules = slices.Clone(p.Schedules)
	for i := range q.Schedules {
		q.Schedules[i].Days = slices.Clone(q.Schedules[i].Days)
	}
	q.Classes = slices.Clone(p.Classes)
	for i := range q.Classes {
		q.Classes[i].Allow = slices.Clone(q.Classes[i].Allow)
	}
	q.SpeedDials = slices.Clone(p.SpeedDials)
	q.Emergency = append([]string{}, p.Emergency...)
	q.normalise()
	return &q
}

package driver

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
)

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

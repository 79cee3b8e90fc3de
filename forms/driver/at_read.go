package driver

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
)

var (
	atStep    = regexp.MustCompile(`^(?:[0-9*#]+|,+|\{number\}|\{(?:account|pin):[^{}\n]{1,80}/\d{1,2}\})`)
	atSection = regexp.MustCompile(`^\[(host|begin|direct|route ([^\s\[\]{}]{1,20})|numbers((?: \d{1,2})+))\]$`)
	atTimers  = regexp.MustCompile(`^timers (\d{1,5}) (\d{1,5}) (\d{1,5})$`)
	atDial    = regexp.MustCompile(`^ATD([TP]?)`)
	atHours   = regexp.MustCompile(`^at (mon|tue|wed|thu|fri|sat|sun) (\d\d):(\d\d)-(\d\d):(\d\d)$`)
	atNumber  = regexp.MustCompile(`^([0-9*#x\[\]-]+) (\d{1,2}) (?:(block)|mobile ([^\s]{1,20}) (zero\+11|11)|([^\s]{1,20}) (-|[0-9*#]{0,22})(?:\{number(?::(\d{1,2}))?\})?)$`)
)

// mostPause is how long a step of a route may pause in a profile, ms.
const mostPause = 16000

// numbers of one section.
type atNumbers struct {
	lines []dialplan.Line
	hours []included
	runs  []run
	to    []target
	at    []int
}

func readAT(r *reading) ([]*dialplan.Profile, error) {
	var sections []*atNumbers
	routes := map[string]*dialplan.Route{}
	timers, tones := r.ground.Timers, r.ground.DTMF
	times := atTimes{}
	among := map[int]string{}   // the lines with which a line stands
	dialled := map[int]string{} // with T, P or neither, by the line of the text
	line := dialplan.Line{Mode: "fxs_fxo", Dial: "tone"}
	kind, id := "", ""
	no := 0
	for text := range strings.Lines(r.text) {
		no++
		text = strings.TrimSpace(text)
		if text == "" || text[0] == '#' && kind == "" {
			continue
		}
		if m := atSection.FindStringSubmatch(text); m != nil {
			kind, id = strings.Fields(m[1])[0], m[2]
			switch kind {
			case "direct":
				if len(sections) > 0 {
					r.fault(no, "[direct] stands above the numbers: it says how their lines dial")
				}
			case "route":
				if routes[id] != nil || id == "direct" {
					r.fault(no, "route %s stands twice", id)
				}
				routes[id] = &dialplan.Route{ID: id, Stage: "one"}
			case "numbers":
				sections = append(sections, r.atLines(no, m[3], line))
				for _, l := range sections[len(sections)-1].lines {
					if among[l.No] == "" {
						among[l.No] = m[3]
					}
					if among[l.No] != m[3] {
						r.fault(no, "line %d stands among other lines above: write what holds for the same lines under the same name", l.No)
					}
				}
			}
			continue
		}
		switch kind {
		case "host":
			m := atTimers.FindStringSubmatch(text)
			if m == nil {
				r.fault(no, "want timers and three times in ms: for the first digit, the long one and the short one")
				continue
			}
			for i, to := range []*int{&timers.FirstDigit, &timers.Long, &timers.Short} {
				*to, _ = strconv.Atoi(m[i+1]) // five digits at most
			}
		case "begin":
			r.atBegin(no, &times, text)
		case "direct":
			switch text {
			case "ATDT{number};":
			case "ATDP{number};":
				line.Dial = "pulse"
			case "ATD{number};":
				line.Mode = "gsm"
			default:
				r.fault(no, "want ATDT{number};")
			}
		case "route":
			if m := atDial.FindStringSubmatch(text); m != nil {
				dialled[no] = m[1]
			}
			r.atRoute(no, routes[id], times.comma, text)
		case "numbers":
			r.atNumber(no, sections[len(sections)-1], routes, text)
		default:
			r.fault(no, "a line outside of any section")
		}
	}
	for _, no := range slices.Sorted(maps.Keys(dialled)) {
		if letter := atLetter(line); dialled[no] != letter {
			r.fault(no, "the route begins with ATD%s, and direct calls with ATD%s: write both alike", dialled[no], letter)
		}
	}
	if other := times.of(line.Mode != "gsm"); other > 0 {
		r.fault(other, "a GSM terminal dials with ATD and knows AT+VTD, a landline modem with ATDT or ATDP and knows ATS6, ATS8, ATS11: this text has both")
	}
	if len(r.faults) > 0 {
		return nil, nil
	}
	if times.predial > 0 {
		timers.Predial = times.predial
	}
	if times.tone > 0 {
		tones.On = times.tone
	}
	out := r.atProfiles(sections)
	for _, p := range out {
		p.Timers, p.DTMF = timers, tones
	}
	if len(out) == 0 && len(r.faults) == 0 {
		r.fault(1, "there are no numbers in it")
	}
	return out, nil
}

// atProfiles makes one profile of the sections for the same lines.
func (r *reading) atProfiles(sections []*atNumbers) []*dialplan.Profile {
	var out []*dialplan.Profile
	made := map[string]*builder{}
	parts := map[string][]part{}
	for _, s := range sections {
		key := fmt.Sprint(s.lines)
		b := made[key]
		if b == nil {
			b = r.profile(s.lines)
			made[key] = b
			out = append(out, b.profile)
		}
		r.disjoint(s.runs, s.at)
		parts[key] = append(parts[key], part{s.hours, s.runs, s.at})
		hours := []string{""}
		if len(s.hours) > 0 {
			hours = nil
			for _, h := range joinHours(s.hours) {
				hours = append(hours, b.hours(h.schedule))
			}
		}
		for _, h := range hours {
			for i, run := range s.runs {
				t := s.to[i]
				t.hours = h
				b.add(s.at[i], run, t)
			}
		}
	}
	for _, p := range out {
		r.apart(parts[fmt.Sprint(p.Lines)])
	}
	return out
}

func (r *reading) atLines(no int, words string, like dialplan.Line) *atNumbers {
	s := &atNumbers{}
	for _, word := range strings.Fields(words) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > 40 || slices.ContainsFunc(s.lines, func(l dialplan.Line) bool { return l.No == n }) {
			r.fault(no, "%s is no line, or stands twice", word)
			continue
		}
		like.No = n
		s.lines = append(s.lines, like)
	}
	return s
}

// atRoute reads one command of a dialling sequence, in which a comma pauses so many ms.
func (r *reading) atRoute(no int, route *dialplan.Route, comma int, text string) {
	keys := ""
	switch {
	case strings.HasPrefix(text, "wait "):
		ms, err := strconv.Atoi(text[5:])
		if err != nil || ms < 1 {
			r.fault(no, "want wait and ms")
			return
		}
		route.Seq = append(route.Seq, dialplan.Step{Pause: ms})
		return
	case strings.HasPrefix(text, "AT+VTS="):
		keys = text[7:]
	case strings.HasPrefix(text, "ATD") && strings.HasSuffix(text, ";"):
		keys = strings.TrimSuffix(text[3:], ";")
		keys = strings.TrimPrefix(strings.TrimPrefix(keys, "T"), "P")
	default:
		r.fault(no, "want ATD…; AT+VTS=… or wait")
		return
	}
	for keys != "" {
		s := atStep.FindString(keys)
		keys = strings.TrimPrefix(keys, s)
		switch {
		case s == "":
			r.fault(no, "a dial string that is not read here")
			return
		case s[0] == ',':
			if comma == 0 || len(s) > mostPause/comma {
				r.fault(no, "no ATS8= above says how long a comma pauses, or the pause is over %d ms", mostPause)
				return
			}
			route.Seq = append(route.Seq, dialplan.Step{Pause: len(s) * comma})
		case s == "{number}":
			route.Seq = append(route.Seq, dialplan.Step{Number: true})
		case strings.HasPrefix(s, "{account:"):
			route.Account, route.Stage = secretIn(route.ID, "account", s), "two"
			route.Seq = append(route.Seq, dialplan.Step{Account: true})
		case s[0] == '{':
			route.PIN, route.Stage = secretIn(route.ID, "pin", s), "two"
			route.Seq = append(route.Seq, dialplan.Step{PIN: true})
		default:
			route.Seq = append(route.Seq, dialplan.Step{Send: s})
		}
	}
}

// atNumber reads which numbers go which way.
func (r *reading) atNumber(no int, s *atNumbers, routes map[string]*dialplan.Route, text string) {
	if m := atHours.FindStringSubmatch(text); m != nil {
		h, ok := hoursOf([]string{"", "", m[2], m[3], m[4], m[5], m[1]})
		if !ok {
			r.fault(no, "hours that are none")
			return
		}
		h.line = no
		if slices.ContainsFunc(s.hours, h.meets) {
			r.fault(no, "these hours stand here already, or a part of them")
		}
		s.hours = append(s.hours, h)
		return
	}
	m := atNumber.FindStringSubmatch(text)
	if m == nil || len(s.runs) > most {
		r.fault(no, "want numbers, their greatest length, and block, mobile ROUTE FORM, or ROUTE {number}")
		return
	}
	places, rest, ok := atGrammar.read(m[1])
	length, err := strconv.Atoi(m[2])
	run := run{places: places, max: length}
	if !ok || err != nil || rest != "" || len(places) == 0 || length < len(places) || length > maxKeys || length > len(places) && run.tail() == "" {
		r.fault(no, "numbers that are not read here")
		return
	}
	t := target{block: m[3] != "", prepend: strings.Trim(m[7], "-")}
	name := m[4] + m[6]
	if !t.block && name != "direct" {
		if t.route = routes[name]; t.route == nil {
			r.fault(no, "there is no route %s above", name)
			return
		}
	}
	switch {
	case m[4] != "":
		route := *t.route
		route.MobileForm = m[5]
		t.mobile, t.strip, t.route = true, len(places)-11, &route
		if t.strip < 0 || length != len(places) || places[t.strip] != "1" || strings.Trim(places[t.strip+1], "3456789") != "" {
			r.fault(no, "a mobile has 11 digits and begins with 13 to 19")
			return
		}
	case m[8] != "":
		n, err := strconv.Atoi(m[8])
		if err != nil || n > 20 || n >= len(places) {
			r.fault(no, "more keys are taken off than there are, or more than 20")
			return
		}
		t.strip = n
	case !t.block && !strings.Contains(text, "{number}"):
		if t.strip = length; length > 20 || length != len(places) {
			r.fault(no, "the number is not sent")
			return
		}
	}
	s.runs, s.to, s.at = append(s.runs, run), append(s.to, t), append(s.at, no)
}

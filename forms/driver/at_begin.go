package driver

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fieldline/forms/dialplan"
)

// atTimes are the times that commands set when a session begins, in ms; 0 is not said.
type atTimes struct {
	predial, comma, tone int
	modem, gsm           int // lines that only such a terminal knows
}

// of is a line that only a GSM terminal knows, or only a landline modem does; 0 is none.
func (t atTimes) of(gsm bool) int {
	if gsm {
		return t.gsm
	}
	return t.modem
}

// atTime is a command that sets a time, counted in steps of so many ms.
type atTime struct {
	command           string
	of                func(*atTimes) *int
	step, least, most int
}

// modemTimes are those of a landline modem: S6, the wait before dialling, and S8, a comma,
// in seconds (V.250 6.3.9, 6.3.11), and S11, the length of a tone. S11 is no part of V.250,
// and makers differ on whether it is the rest between tones too, so that is not taken from it.
var modemTimes = []atTime{
	{"ATS6=", func(t *atTimes) *int { return &t.predial }, 1000, 2, 255},
	{"ATS8=", func(t *atTimes) *int { return &t.comma }, 1000, 1, 255},
	{"ATS11=", func(t *atTimes) *int { return &t.tone }, 1, 50, 255},
}

// gsmTimes are those of a GSM terminal, whose tones count tenths of a second (3GPP TS 27.007
// C.12): the network dials, and the host waits between keys.
var gsmTimes = []atTime{
	{"AT+VTD=", func(t *atTimes) *int { return &t.tone }, 100, 1, 255},
}

// atQuiet are commands that change what the terminal answers and nothing that it dials.
var atQuiet = []string{"ATE0", "ATV1", "AT+CMEE=1"}

// atBegin writes the commands that begin a session. A time that falls between two steps is
// the longer one: a number must not go out too early, nor a tone too short.
func atBegin(p *dialplan.Profile, gsm bool) string {
	times := atTimes{predial: p.Timers.Predial, comma: atPause, tone: p.DTMF.On}
	say, list := atQuiet[:2], modemTimes
	if gsm {
		say, list = atQuiet, gsmTimes
	}
	var b strings.Builder
	for _, command := range say {
		b.WriteString(command + "\n")
	}
	for _, t := range list {
		n := (*t.of(&times) + t.step - 1) / t.step
		fmt.Fprintf(&b, "%s%d\n", t.command, min(max(n, t.least), t.most))
	}
	return b.String()
}

// atBegin reads one command that begins a session. Any other could change what is dialled
// or when, or dial.
func (r *reading) atBegin(no int, times *atTimes, text string) {
	if slices.Contains(atQuiet, text) {
		return
	}
	for i, t := range slices.Concat(modemTimes, gsmTimes) {
		value, ok := strings.CutPrefix(text, t.command)
		if !ok {
			continue
		}
		n, err := strconv.Atoi(value)
		switch is := t.of(times); {
		case err != nil || n < t.least || n > t.most:
			r.fault(no, "%s takes a number from %d to %d", t.command, t.least, t.most)
		case *is != 0:
			r.fault(no, "%s stands twice, or beside another command for the same", t.command)
		default:
			*is = n * t.step
		}
		if i < len(modemTimes) {
			times.modem = no
		} else {
			times.gsm = no
		}
		return
	}
	r.fault(no, "a command that is not read here: it may dial, or change what is dialled and when")
}

package line

import (
	"fmt"
	"math"
	"strings"
	"time"

	"fieldline/forms/driver"
)

// Frequencies of the keys in Hz, ITU-T Q.23.
var (
	rows    = []float64{697, 770, 852, 941}
	columns = []float64{1209, 1336, 1477, 1633}
	layout  = []string{"123A", "456B", "789C", "*0#D"}
)

// Sound is how tones are made: 100 ms on and off and the high one 2 dB above the low one is
// what senders of telephones do.
type Sound struct {
	Rate    int // samples per second
	On, Off time.Duration
	Twist   float64 // dB
}

// Telephone is the sound for a telephone line and a file; a loudspeaker plays it too.
var Telephone = Sound{Rate: 8000, On: 100 * time.Millisecond, Off: 100 * time.Millisecond, Twist: 2}

// ramp is how long a tone takes to be there and to be gone, so that it does not click.
const ramp = 2 * time.Millisecond

// peak is the greatest amplitude of both tones together, 3 dB below full.
const peak = 0.707

// Cue is a part of what is played: keys, then a rest.
type Cue struct {
	Keys string
	Rest time.Duration
}

// Cues are the keys of a script for a unit that is set from a telephone, with the time that
// it has for each answer. Secrets are in them: for playing, not for keeping.
func Cues(prog *driver.Program, unit *driver.Unit, vault driver.Vault) ([]Cue, error) {
	text, err := prog.Reveal(vault)
	if err != nil {
		return nil, err
	}
	u, steps, _, err := driver.ReadScript(text, unit)
	if err != nil {
		return nil, err
	}
	if u.Talk != driver.TalkKeypad {
		return nil, fmt.Errorf("%s is not set by tones", u.ID())
	}
	var out []Cue
	for _, s := range steps {
		out = append(out, Cue{Keys: s.Send, Rest: time.Duration(s.Within) * time.Millisecond})
	}
	return out, nil
}

// Render makes the samples of cues.
func Render(cues []Cue, s Sound) ([]int16, error) {
	var out []int16
	for _, c := range cues {
		for i := range len(c.Keys) {
			low, high, ok := frequencies(c.Keys[i])
			if !ok {
				return nil, fmt.Errorf("%q is no key that has a tone", c.Keys[i])
			}
			out = s.tone(out, low, high)
			out = append(out, make([]int16, s.samples(s.Off))...)
		}
		out = append(out, make([]int16, s.samples(c.Rest))...)
	}
	return out, nil
}

func (s Sound) samples(d time.Duration) int { return int(d.Seconds()*float64(s.Rate) + 0.5) }

// tone appends both frequencies of a key.
func (s Sound) tone(out []int16, low, high float64) []int16 {
	n, edge := s.samples(s.On), s.samples(ramp)
	up := math.Pow(10, s.Twist/20)
	amplitude := peak / (1 + up)
	for i := range n {
		t := float64(i) / float64(s.Rate)
		v := amplitude * (math.Sin(2*math.Pi*low*t) + up*math.Sin(2*math.Pi*high*t))
		if d := min(i, n-1-i); d < edge {
			v *= 0.5 - 0.5*math.Cos(math.Pi*float64(d)/float64(edge))
		}
		out = append(out, int16(v*32767))
	}
	return out
}

func frequencies(key byte) (low, high float64, ok bool) {
	for row, keys := range layout {
		if col := strings.IndexByte(keys, key); col >= 0 {
			return rows[row], columns[col], true
		}
	}
	return 0, 0, false
}

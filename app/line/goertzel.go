package line

import (
	"math"
	"time"
)

// Heard is one key that was heard.
type Heard struct {
	Key byte
	At  time.Duration
	For time.Duration
}

// How a key is told from speech and noise (ITU-T Q.24): blocks of 12.75 ms are short enough
// for tones that are 1.5 % off, and two of them in a row must agree.
const (
	block     = 12750 * time.Microsecond
	dominance = 8.0  // dB over every other frequency of its group
	twistMost = 8.0  // dB between the groups
	share     = 0.6  // of all energy that is in the two tones
	faintest  = 1e-4 // mean square of a block, full scale is 1
	bridged   = 10 * time.Millisecond
	shortest  = 30 * time.Millisecond // as heard: a tone of 23 ms is heard for 25, one of 40 for 38 and more
)

// Listen finds the keys in a recording.
func Listen(pcm []int16, rate int) []Heard {
	size := int(block.Seconds()*float64(rate) + 0.5)
	if size < 16 {
		return nil
	}
	hop := size / 2
	at := func(n int) time.Duration { return time.Duration(float64(n) / float64(rate) * float64(time.Second)) }
	var out []Heard
	var before, now byte // what the last block held, and the key that is on
	start, end := 0, 0
	flush := func() {
		if now == 0 {
			return
		}
		if at(end-start) >= shortest {
			out = append(out, Heard{Key: now, At: at(start), For: at(end - start)})
		}
		now = 0
	}
	for i := 0; i+size <= len(pcm); i += hop {
		key := keyIn(pcm[i:i+size], rate)
		switch {
		case key != 0 && key == now:
			end = i + size
		case key != 0 && key == before: // two blocks agree
			flush()
			now, start, end = key, i-hop, i+size
		case now != 0 && at(i-end) > bridged:
			flush()
		}
		before = key
	}
	flush()
	return out
}

// keyIn is the key that a block holds, 0 for none.
func keyIn(pcm []int16, rate int) byte {
	energy := 0.0
	for _, v := range pcm {
		x := float64(v) / 32768
		energy += x * x
	}
	n := float64(len(pcm))
	if energy/n < faintest {
		return 0
	}
	row, low, ok := strongest(pcm, rows, rate)
	if !ok {
		return 0
	}
	col, high, ok := strongest(pcm, columns, rate)
	if !ok || math.Abs(10*math.Log10(high/low)) > twistMost {
		return 0
	}
	if 2*(low+high) < share*energy {
		return 0
	}
	return layout[row][col]
}

// strongest finds the frequency of a group that stands out.
func strongest(pcm []int16, group []float64, rate int) (which int, power float64, ok bool) {
	var all [4]float64
	for i, f := range group {
		all[i] = goertzel(pcm, f, rate)
		if all[i] > all[which] {
			which = i
		}
	}
	for i := range all {
		if i != which && 10*math.Log10(all[which]/math.Max(all[i], 1e-12)) < dominance {
			return 0, 0, false
		}
	}
	return which, all[which], all[which] > 0
}

// goertzel is half the energy that a block has at one frequency.
func goertzel(pcm []int16, f float64, rate int) float64 {
	c := 2 * math.Cos(2*math.Pi*f/float64(rate))
	var s1, s2 float64
	for _, v := range pcm {
		s := float64(v)/32768 + c*s1 - s2
		s1, s2 = s, s1
	}
	return (s1*s1 + s2*s2 - c*s1*s2) / float64(len(pcm))
}

// Gap is what differs between what was heard and what should have been.
type Gap struct {
	Place     int // in the keys
	Want, Got string
	Rest      bool // it is how long it was quiet, not a key
}

// Match compares what was heard with cues: the keys in their order, and the rests between
// cues within a fifth or 100 ms, whichever is more.
func Match(heard []Heard, cues []Cue, s Sound) []Gap {
	var out []Gap
	place := 0
	for _, c := range cues {
		for i := range len(c.Keys) {
			want, got := string(c.Keys[i]), ""
			if place < len(heard) {
				got = string(heard[place].Key)
			}
			if want != got {
				out = append(out, Gap{Place: place, Want: want, Got: got})
				return out
			}
			place++
		}
		if place == 0 || place >= len(heard) {
			continue
		}
		rest := heard[place].At - heard[place-1].At - s.On - s.Off
		if off := (rest - c.Rest).Abs(); off > max(c.Rest/5, 100*time.Millisecond) {
			out = append(out, Gap{place, c.Rest.String(), rest.Round(time.Millisecond).String(), true})
		}
	}
	if place < len(heard) {
		out = append(out, Gap{Place: place, Got: string(heard[place].Key)})
	}
	return out
}

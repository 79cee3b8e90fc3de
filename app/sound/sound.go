// Package sound makes the short tones that tell a scan's outcome without looking, and
// plays them with what the machine has. Good, Twice and Unknown differ in number, height
// and length, so that they are told apart in a noisy store. Begin with New.
package sound

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"
)

// Tone is what a scan sounds like.
type Tone int

// The tones of a scan that counts, of one that counted before, and of one that does not.
const (
	Good Tone = iota
	Twice
	Unknown
)

const rate = 22050 // samples a second

// beep is one stretch of a tone; a height of zero is silence.
type beep struct {
	hertz float64
	long  time.Duration
}

// beeps are the tones as they are heard: one short high, two middle, one long low.
func beeps(t Tone) []beep {
	switch t {
	case Good:
		return []beep{{1760, 70 * time.Millisecond}}
	case Twice:
		return []beep{{990, 70 * time.Millisecond}, {0, 50 * time.Millisecond}, {990, 70 * time.Millisecond}}
	default:
		return []beep{{220, 380 * time.Millisecond}}
	}
}

// WAV is a tone as a file of 16 bits and one channel.
func WAV(t Tone) []byte {
	var samples []int16
	for _, b := range beeps(t) {
		n := int(b.long.Seconds() * rate)
		for i := range n {
			edge := math.Min(1, math.Min(float64(i), float64(n-i))/(rate*0.004)) // without it, every end clicks
			samples = append(samples, int16(0.5*edge*math.MaxInt16*math.Sin(2*math.Pi*b.hertz*float64(i)/rate)))
		}
	}
	var out bytes.Buffer
	size := uint32(2 * len(samples))
	out.WriteString("RIFF")
	put := func(v any) { _ = binary.Write(&out, binary.LittleEndian, v) } // a buffer takes everything
	put(36 + size)
	out.WriteString("WAVEfmt ")
	for _, v := range []any{uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2 * rate), uint16(2), uint16(16)} {
		put(v)
	}
	out.WriteString("data")
	put(size)
	put(samples)
	return out.Bytes()
}
